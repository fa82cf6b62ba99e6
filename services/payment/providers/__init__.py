"""
The ways to pay, one adapter each: what the payer is sent to, and how the provider's word is read.

A new way (a notice paid at any bank, another card house) is a new module here and a line in `offer_of`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from contracts.calls.payment import PaymentMethod
from contracts.refusals import NotFound
from services.payment.domain.payments import Payment
from services.payment.domain.refusals import MethodNotOffered
from services.payment.providers.counter import Counter
from services.payment.providers.provider import Addresses, Payer, Provider, Redirect


@dataclass(frozen=True)
class Offer:
    """The methods that payers may choose, in the order in which they are shown, and our own address."""

    providers: Mapping[PaymentMethod, Provider]
    public_url: str
    patience: timedelta

    @property
    def methods(self) -> list[str]:
        """Name the methods."""
        return [method.value for method in self.providers]

    def method(self, name: str) -> PaymentMethod:
        """Find an offered method by its name; refuse any other."""
        if name not in self.methods:
            raise MethodNotOffered(method=name, offered=list(self.methods))
        return PaymentMethod(name)

    def reporting_as(self, name: str) -> Provider:
        """Find the provider that reports under `name`."""
        for provider in self.providers.values():
            if provider.name == name:
                return provider
        raise NotFound

    def redirect(self, payment: Payment, payer: Payer) -> Redirect | None:
        """Send the payer where he can pay; None when that is not on line."""
        provider = self.providers[payment.method]
        addresses = Addresses(
            shop=f"{self.public_url}/",
            back=f"{self.public_url}/v1/payments/{payment.id}/return",
            callback=f"{self.public_url}/v1/payments/callbacks/{provider.name}",
        )
        return provider.redirect(payment, payer, addresses)


def offer_of(methods: Iterable[str], card: Provider, public_url: str, patience: timedelta) -> Offer:
    """Make the offer of the methods named; an unknown name stops the service."""
    known: dict[PaymentMethod, Provider] = {PaymentMethod.CARD: card, PaymentMethod.COUNTER: Counter()}
    return Offer(providers={PaymentMethod(name): known[PaymentMethod(name)] for name in methods}, public_url=public_url, patience=patience)
