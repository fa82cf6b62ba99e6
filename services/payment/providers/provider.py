"""What an adapter offers to the service, whatever its provider's protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeGuard

from services.payment.domain.payments import Payment
from services.payment.domain.refusals import CallbackNotAuthentic
from services.payment.domain.settlement import ProviderReport, Reception

Fields = Mapping[str, str]

MOST_FIELDS, LONGEST_NAME, LONGEST_VALUE = 100, 100, 4_000
"""Beyond this a notification is noise: it is neither read nor kept."""


@dataclass(frozen=True)
class Redirect:
    """Where the payer's browser goes next, and what it posts there."""

    url: str
    fields: Fields
    method: str = "POST"


@dataclass(frozen=True)
class Payer:
    """What the card page wants to know of the payer; given for one redirection and not kept by payment."""

    full_name: str
    email: str
    locale: str  # ar, fr, en


@dataclass(frozen=True)
class Addresses:
    """Our own addresses: where the browser comes back to (display only, never proof), and where the provider reports."""

    shop: str
    back: str
    callback: str


class Provider(Protocol):
    """One way to pay."""

    @property
    def name(self) -> str:
        """Give the name under which the provider reports: `/v1/payments/callbacks/{name}`."""

    def redirect(self, payment: Payment, payer: Payer, addresses: Addresses) -> Redirect | None:
        """Tell where the payer goes to pay; None when there is nowhere to go on line."""

    def read(self, fields: Fields) -> ProviderReport:
        """Prove that a notification is the provider's, and read it; raise `CallbackNotAuthentic` otherwise."""

    def impersonal(self, fields: Fields) -> Fields:
        """Give what is kept of a notification: everything but what names the payer."""

    def answer(self, reception: Reception) -> str:
        """Tell the provider, in its own words, what became of its notification."""


def read_notification(provider: Provider, fields: object) -> ProviderReport:
    """Read what came as a provider's notification; raise `CallbackNotAuthentic` for what is not, by its hash or its very shape."""
    if not is_plausible(fields):
        raise CallbackNotAuthentic
    return provider.read(fields)


def is_plausible(fields: object) -> TypeGuard[Fields]:
    """Tell whether something has the shape and size of a provider's notification."""
    return (
        isinstance(fields, dict)
        and len(fields) <= MOST_FIELDS
        and all(isinstance(name, str) and len(name) <= LONGEST_NAME for name in fields)
        and all(isinstance(value, str) and len(value) <= LONGEST_VALUE for value in fields.values())
    )
