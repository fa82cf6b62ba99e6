"""The card house as seen from outside: what a payer does on its pages, and how it is told to misbehave."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpx

from demo import steps

Json = dict[str, Any]

EMPTY_CARD = {**steps.CARD, "number": "4000000000000051"}


@dataclass(frozen=True)
class CardHouse:
    """A running card house."""

    url: str

    @contextmanager
    def misbehaving(self, *faults: str) -> Iterator[None]:
        """Misbehave so for the next payment; whatever happened, nothing stays ordered."""
        for fault in faults:
            self._order(fault, 1)
        try:
            yield
        finally:
            for fault in faults:
                self._order(fault, 0)

    def retry(self) -> None:
        """Send again at once what waits for an answer."""
        httpx.post(f"{self.url}/control/retries", timeout=30.0).raise_for_status()

    def transaction(self, payment: str) -> Json:
        """Give what happened to one payment."""
        found: list[Json] = httpx.get(f"{self.url}/transactions", params={"oid": payment}).raise_for_status().json()
        return found[0]

    def answers(self, payment: str) -> list[str]:
        """Give what the platform answered to each report of one payment."""
        return [each["answer"] for each in self.transaction(payment)["callbacks"]]

    def _order(self, fault: str, times: int) -> None:
        httpx.post(f"{self.url}/control", json={"misbehave": fault, "times": times}).raise_for_status()


def type_card(redirect: Json, *cards: Json) -> None:
    """Go where the browser is sent, and type one card after the other."""
    with httpx.Client(follow_redirects=True, timeout=30.0) as browser:
        page = browser.post(redirect["url"], data=redirect["fields"]).raise_for_status()
        for card in cards:
            browser.post(urljoin(str(page.url), page.url.path), data=card)
