"""Makers for the tests of payment: each takes only what matters."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from catalogue.fees import FeeLine
from catalogue.languages import Labels
from contracts.calls.payment import PaymentMethod
from contracts.events import Declared, reference_of
from contracts.filing import ComplementProvided, DossierSubmitted, DossierWithdrawn, PartiesChanged
from contracts.money import Money
from contracts.payment import Moment
from contracts.review import DecisionReached, Outcome
from services.payment.domain.assessment import FeeBase, assess
from services.payment.domain.orders import FeeOrder
from services.payment.domain.payments import Payment
from services.payment.domain.settlement import ProviderReport as Word
from services.payment.providers.cmi import Cmi, sign
from tests.files import File, parties

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TAROUDANNT = "09.541.01.13"
AGADIR = "09.001.01.01"
FILE = File()
A_HOUSE = {"category": "individual-housing", "covered_area": "182.50", "overhang_area": "3.20"}
A_LARGER_HOUSE = A_HOUSE | {"covered_area": "300", "overhang_area": "0"}
STORE_KEY = "TESTKEY"
CARD = Cmi(url="http://card.test", client_id="600000000", store_key=STORE_KEY)


def dirhams(text: str) -> Money:
    """An amount."""
    return Money(Decimal(text))


def a_line(amount: str = "4575.00", beneficiary: str = "commune") -> FeeLine:
    """One line of an order."""
    return FeeLine(
        code="construction-tax",
        beneficiary=beneficiary,
        label=Labels(fr="Taxe", ar="رسم", en="Tax"),
        law=Labels(fr="Loi 47-06", ar="القانون 47.06", en="Law 47-06"),
        formula="ceil(covered_area)",
        inputs={"covered_area": Decimal("182.50")},
        quantity=Decimal(183),
        unit="m²",
        rate=Decimal(25),
        vat=Decimal(0),
        amount=dirhams(amount),
    )


def a_submission(file: File = FILE, declared: Declared = A_HOUSE) -> DossierSubmitted:
    """A submitted file: a house of 182.50 m²."""
    return DossierSubmitted(**reference_of(file), parties=parties(), declared=declared, submitted_at=NOW)


def a_complement(file: File = FILE) -> ComplementProvided:
    """A file that was completed: the house has become one of 300 m²."""
    return ComplementProvided(**reference_of(file), declared=A_LARGER_HOUSE, provided_at=NOW)


def a_decision(
    file: File = FILE, *, outcome: Outcome = Outcome.FAVOURABLE, complemented_at: datetime | None = None, decided_at: datetime = NOW
) -> DecisionReached:
    """A decided file."""
    return DecisionReached(
        **reference_of(file),
        outcome=outcome,
        decided_by="president",
        decided_at=decided_at,
        bodies=(),
        complemented_at=complemented_at,
    )


def a_withdrawal(file: File = FILE) -> DossierWithdrawn:
    """A file taken back."""
    return DossierWithdrawn(**reference_of(file), withdrawn_at=NOW)


def the_architect_left(file: File = FILE) -> PartiesChanged:
    """Make the fact that the owner goes on without his architect."""
    return PartiesChanged(**reference_of(file), parties=parties(left_at=LATER), changed_at=LATER)


def a_base(file: File = FILE, declared: Declared = A_HOUSE) -> FeeBase:
    """What was declared in a file that was handed in."""
    base = FeeBase(**reference_of(file), parties=parties())
    base.learn_submission(a_submission(file, declared))
    return base


def an_order(*lines: FeeLine, due: Moment = Moment.DECISION) -> FeeOrder:
    """An order of 4,575 dirhams, waiting."""
    return assess(a_base(), due, lines or (a_line(),), NOW)[0]


def a_payment(order: FeeOrder, method: PaymentMethod = PaymentMethod.CARD) -> Payment:
    """A started attempt."""
    return Payment.start(order, method, "owner", NOW)


def a_word(payment: Payment, accepted: bool = True, amount: Money | None = None, transaction: str = "bank-1") -> Word:
    """What the provider says of an attempt."""
    return Word(
        reference=payment.reference,
        amount=amount or payment.amount,
        accepted=accepted,
        transaction=transaction,
        code="00" if accepted else "05",
    )


def a_callback(reference: str, amount: str, code: str = "00", key: str = STORE_KEY, **others: str) -> dict[str, str]:
    """A notification as the card house signs it."""
    fields = {"clientid": "600000000", "oid": reference, "amount": amount, "currency": "504", "ProcReturnCode": code, "TransId": "bank-1"}
    fields |= {"Response": "Approved" if code == "00" else "Declined", "TranType": "PreAuth", "encoding": "UTF-8", **others}
    return {**fields, "HASH": sign(fields, key)}
