"""People whom nobody knew before, as they register themselves: honest ones, and an attacker from inside."""

import secrets
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from demo import platform as demonstration
from demo import steps
from demo.people import Cast, understood, until
from deploy.local.platform import Platform

HOSTILE_ADDRESS = "127.0.0.66"
"""From where attackers come: another address of this machine than anybody honest, as limits by address expect."""

NUMBERS = count(secrets.randbelow(1_000_000))


@dataclass(frozen=True)
class Stranger:
    """Somebody admitted who means harm: his token, and a draft of his own."""

    base_url: str
    token: str
    dossier: str

    def client(self, **headers: str) -> httpx.Client:
        """Open a connection in his name, from where attackers come."""
        transport = httpx.HTTPTransport(local_address=HOSTILE_ADDRESS)
        named = {"Authorization": f"Bearer {self.token}", **headers}
        return httpx.Client(base_url=self.base_url, headers=named, timeout=60.0, transport=transport)


def admitted_stranger(platform: Platform, name: str) -> Stranger:
    """Register as an architect, be approved by an administrator who suspects nothing, log in, and begin a draft for oneself."""
    cast = demonstration.cast(patience=60.0)
    account = register(cast, name, "professional")
    login = httpx.post(f"{platform.base_url}/v1/auth/login", json={each: account[each] for each in ("email", "password")}, timeout=30.0)
    token = understood(login)["access_token"]
    wish = {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    draft = httpx.post(f"{platform.base_url}/v1/dossiers", json=wish, headers=headers, timeout=30.0)
    return Stranger(platform.base_url, token, str(understood(draft)["id"]))


def register(cast: Cast, name: str, role: str) -> dict[str, Any]:
    """Open an account under an identifier that nobody has, and have an architect approved; give what was typed, and the account."""
    number = next(NUMBERS)
    typed = {
        "role": role,
        "full_name": "Personne Inconnue",
        "national_id": f"{'AT' if role == 'professional' else 'BT'}{number:08}",
        "phone": "+212661000000",
        "email": f"{name}-{number}@attack.rokhas.example",
        "password": secrets.token_urlsafe(15),
        "locale": "fr",
        **({"order_number": f"CNOA-{number}"} if role == "professional" else {}),
    }
    headers = {"Idempotency-Key": str(uuid4())}
    account = understood(httpx.post(f"{cast.base_url}/v1/auth/register", json=typed, headers=headers, timeout=30.0))["id"]
    if role == "professional":
        until("the account waits for its approval", lambda: approved(cast, account))
    return typed | {"account": account, "name": name}


def approved(cast: Cast, account: str) -> bool:
    """Let the administrator approve an architect."""
    return cast["administrator"].send("POST", f"/v1/users/{account}/approval", json={}).is_success
