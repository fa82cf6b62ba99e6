"""Attempts to pay, the desk's receipts, and what providers reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection, guarded_update
from contracts.calls.payment import PaymentMethod, PaymentStatus
from contracts.money import Money
from contracts.refusals import NotFound
from services.payment.domain.payments import Payment
from services.payment.domain.refusals import DeskReceiptAlreadyUsed
from services.payment.domain.settlement import Reception
from services.payment.store.tables import desk_receipts, incoming, payments

SOUGHT = sa.bindparam("sought", type_=sa.Text)
ADD = sa.insert(payments)
BY_ID = sa.select(payments).where(payments.c.id == SOUGHT)
BY_REFERENCE_LOCKED = sa.select(payments).where(payments.c.reference == SOUGHT).with_for_update()
ORDER_BY_REFERENCE = sa.select(payments.c.order_id).where(payments.c.reference == SOUGHT)
OF_ORDER = sa.select(payments).where(payments.c.order_id == SOUGHT).order_by(payments.c.started_at, payments.c.id)
STARTED = (
    sa.select(payments)
    .where(
        payments.c.order_id == SOUGHT,
        payments.c.method == sa.bindparam("way"),
        payments.c.status == PaymentStatus.STARTED.value,
    )
    .order_by(payments.c.started_at)
    .with_for_update()
)
KEEP_INCOMING = sa.insert(incoming).inline()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A provider's notification, in its words but for those that name the payer, and what became of it."""

    provider: str
    fields: Mapping[str, str]
    payment: Payment | None
    reception: Reception
    answer: str


def add_payment(connection: Connection, payment: Payment) -> None:
    """Keep a new attempt."""
    lasting = {
        "id": payment.id,
        "order_id": payment.order,
        "method": payment.method.value,
        "reference": payment.reference,
        "amount": payment.amount.amount,
        "currency": payment.amount.currency,
        "started_by": payment.started_by,
        "started_at": payment.started_at,
    }
    connection.execute(ADD, {**lasting, **_changing(payment)})


def save_payment(connection: Connection, payment: Payment) -> None:
    """Write what has changed; refuse when somebody else changed it first."""
    guarded_update(connection, payments, {"id": payment.id}, payment.version, _changing(payment))
    payment.version += 1


def load_payment(connection: Connection, payment_id: str) -> Payment:
    """Give the payment; refuse when there is none."""
    row = connection.execute(BY_ID, {"sought": payment_id}).mappings().first()
    if row is None:
        raise NotFound
    return _payment(row)


def lock_payment(connection: Connection, reference: str) -> Payment:
    """Give the payment that a provider knows by `reference`, to change it; refuse when there is none."""
    row = connection.execute(BY_REFERENCE_LOCKED, {"sought": reference}).mappings().first()
    if row is None:
        raise NotFound
    return _payment(row)


def find_order_paid_by(connection: Connection, reference: str) -> str | None:
    """Name the order that the payment known by `reference` is meant for, if there is such a payment."""
    return connection.execute(ORDER_BY_REFERENCE, {"sought": reference}).scalar_one_or_none()


def find_started(connection: Connection, order_id: str, method: PaymentMethod) -> list[Payment]:
    """List the attempts by `method` on an order of which nothing was heard, to change them."""
    return [_payment(row) for row in connection.execute(STARTED, {"sought": order_id, "way": method.value}).mappings()]


def find_payments_of(connection: Connection, order_id: str) -> list[Payment]:
    """List the attempts to pay an order, oldest first."""
    return [_payment(row) for row in connection.execute(OF_ORDER, {"sought": order_id}).mappings()]


def find_unfinished(connection: Connection, method: PaymentMethod, started_before: datetime, limit: int = 100) -> list[Payment]:
    """List attempts by `method`, started before an instant, of which nothing was heard; those being changed are skipped."""
    question = (
        sa.select(payments)
        .where(
            payments.c.status == PaymentStatus.STARTED.value,
            payments.c.method == method.value,
            payments.c.started_at < started_before,
        )
        .order_by(payments.c.started_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_payment(row) for row in connection.execute(question).mappings()]


def keep_desk_receipt(connection: Connection, commune: str, payment: Payment, recorded_by: str) -> None:
    """Keep the desk's receipt (`payment.transaction`) once for its commune; refuse a number that was used."""
    kept = connection.execute(
        postgresql.insert(desk_receipts)
        .values(commune=commune, number=payment.transaction, payment_id=payment.id, recorded_by=recorded_by, recorded_at=payment.ended_at)
        .on_conflict_do_nothing(index_elements=["commune", "number"])
        .returning(desk_receipts.c.number)
    ).first()
    if kept is None:
        raise DeskReceiptAlreadyUsed(number=payment.transaction)


def keep_incoming(connection: Connection, heard: Heard, now: datetime) -> None:
    """Keep a provider's notification."""
    word_for_word = {
        "provider": heard.provider,
        "fields": dict(heard.fields),
        "payment_id": heard.payment.id if heard.payment else None,
        "reception": heard.reception.value,
        "answer": heard.answer,
        "received_at": now,
    }
    connection.execute(KEEP_INCOMING, word_for_word)


def _changing(payment: Payment) -> dict[str, Any]:
    return {"status": payment.status.value, "ended_at": payment.ended_at, "transaction": payment.transaction}


def _payment(row: Mapping[Any, Any]) -> Payment:
    return Payment(
        id=row["id"],
        order=row["order_id"],
        method=PaymentMethod(row["method"]),
        reference=row["reference"],
        amount=Money(row["amount"], row["currency"]),
        started_by=row["started_by"],
        started_at=row["started_at"],
        status=PaymentStatus(row["status"]),
        ended_at=row["ended_at"],
        transaction=row["transaction"],
        version=row["version"],
    )
