"""The payer's bank: which test cards it accepts, and which it refuses, with ISO 8583 response codes."""

import re
from dataclasses import dataclass
from datetime import date

SECURE_CODE = "123"  # what the holder of a 3-D Secure test card types
APPROVED = "00"
REFUSED_BY_BANK = "05"
INSUFFICIENT_FUNDS = "51"
WRONG_SECURE_CODE = "82"

ACCEPTED_CARDS = frozenset({"4000000000000010", "5453010000066100"})
SECURED_CARDS = frozenset({"5191630100004896"})
EMPTY_CARDS = frozenset({"4000000000000051"})


@dataclass(frozen=True)
class Card:
    """What the payer typed; the number leaves this object masked."""

    number: str
    month: int
    year: int
    code: str

    @property
    def masked(self) -> str:
        """Show the first six and last four digits."""
        return f"{self.number[:6]}{'*' * 6}{self.number[-4:]}"

    @property
    def needs_secure_code(self) -> bool:
        """Tell whether the bank asks the holder for a code (3-D Secure)."""
        return self.number in SECURED_CARDS


def read_card(form: dict[str, str], today: date) -> Card | str:
    """Read the card form; give the name of the field that is wrong instead of a card."""
    number = re.sub(r"[\s-]", "", form.get("number", ""))
    if not re.fullmatch(r"[0-9]{16}", number):
        return "number"
    expiry = re.fullmatch(r"\s*(0[1-9]|1[0-2])\s*/\s*(?:20)?([0-9]{2})\s*", form.get("expiry", ""))
    if expiry is None or (2000 + int(expiry[2]), int(expiry[1])) < (today.year, today.month):
        return "expiry"
    if not re.fullmatch(r"[0-9]{3}", form.get("code", "")):
        return "code"
    return Card(number=number, month=int(expiry[1]), year=2000 + int(expiry[2]), code=form["code"])


def decide(card: Card) -> str:
    """Give the bank's response code."""
    if card.number in ACCEPTED_CARDS | SECURED_CARDS:
        return APPROVED
    return INSUFFICIENT_FUNDS if card.number in EMPTY_CARDS else REFUSED_BY_BANK
