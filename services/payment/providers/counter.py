"""The treasurer's desk: nobody is redirected, and nobody reports by a callback; the treasurer records the desk's receipt."""

from services.payment.domain.payments import Payment
from services.payment.domain.refusals import CallbackNotAuthentic
from services.payment.domain.settlement import ProviderReport, Reception
from services.payment.providers.provider import Addresses, Fields, Payer, Redirect


class Counter:
    """Cash or cheque at the desk of the commune's treasurer (the régisseur of law 47-06)."""

    name = "counter"

    def redirect(self, payment: Payment, payer: Payer, addresses: Addresses) -> Redirect | None:
        """Send nobody anywhere: the payer walks to the desk."""
        return None

    def read(self, fields: Fields) -> ProviderReport:
        """Believe no notification: the desk sends none."""
        raise CallbackNotAuthentic

    def impersonal(self, fields: Fields) -> Fields:
        """Keep nothing of what nobody sends."""
        return {}

    def answer(self, reception: Reception) -> str:
        """Acknowledge nothing."""
        return "FAILURE"
