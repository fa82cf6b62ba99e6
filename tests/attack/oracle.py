"""Somebody who asks, all the time, what forged answers would change, and notices one that was believed."""

import threading
from contextlib import suppress

import httpx

ASKS_EVERY_SECONDS = 0.25
NOBODYS = "PC-095410113-2026-999999"
"""The number of a permit that does not exist."""


class Oracle:
    """Asks after a permit that does not exist, and after the key to which PINs are sealed."""

    def __init__(self, base_url: str) -> None:
        """Learn the true key, and begin."""
        self._http = httpx.Client(base_url=base_url, timeout=30.0)
        self._key = self._http.get("/v1/pki/recipient-key").json()["kid"]
        self._believed: list[str] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def stop(self) -> list[str]:
        """End; give every forged answer that was believed."""
        self._over.set()
        self._thread.join()
        self._http.close()
        return self._believed

    def _ask(self) -> None:
        while not self._over.wait(ASKS_EVERY_SECONDS):
            with suppress(httpx.TransportError):
                permit, key = self._http.get(f"/v1/verify/{NOBODYS}"), self._http.get("/v1/pki/recipient-key")
                if permit.is_success:
                    self._believed.append(f"a permit that does not exist: {permit.text[:200]}")
                if key.is_success and key.json()["kid"] != self._key:
                    self._believed.append(f"a foreign key for PINs: {key.text[:200]}")
