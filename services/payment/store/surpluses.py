"""What the bank holds beyond what was due, each of its transactions once."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection
from contracts.money import Money
from services.payment.domain.surplus import Surplus
from services.payment.store.tables import surpluses

OF_ORDER = (
    sa.select(surpluses)
    .where(surpluses.c.order_id == sa.bindparam("sought", type_=sa.Text))
    .order_by(surpluses.c.held_at, surpluses.c.transaction)
)


def keep_surplus(connection: Connection, surplus: Surplus) -> bool:
    """Keep a surplus; tell whether it is news."""
    kept = connection.execute(
        postgresql.insert(surpluses)
        .values(
            payment_id=surplus.payment,
            transaction=surplus.transaction,
            order_id=surplus.order,
            amount=surplus.amount.amount,
            currency=surplus.amount.currency,
            held_at=surplus.held_at,
        )
        .on_conflict_do_nothing(index_elements=["payment_id", "transaction"])
        .returning(surpluses.c.transaction)
    ).first()
    return kept is not None


def find_surpluses_of(connection: Connection, order_id: str) -> list[Surplus]:
    """List what the bank holds beyond an order, oldest first."""
    return [
        Surplus(
            payment=row["payment_id"],
            order=row["order_id"],
            transaction=row["transaction"],
            amount=Money(row["amount"], row["currency"]),
            held_at=row["held_at"],
        )
        for row in connection.execute(OF_ORDER, {"sought": order_id}).mappings()
    ]
