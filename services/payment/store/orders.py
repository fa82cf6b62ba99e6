"""Fee orders and their lines. Whoever changes an order, or a payment of it, locks the order first: payers, desk and bank take turns."""

from typing import Any

import sqlalchemy as sa

from catalogue.fees import FeeLine
from catalogue.reading import read
from chassis.database import Session, guarded_update
from contracts.refusals import NotFound
from services.payment.domain.orders import FeeOrder, Method, OrderStatus
from services.payment.store.tables import order_lines, orders


def add_order(session: Session, order: FeeOrder) -> None:
    """Keep a new order with its lines."""
    session.execute(sa.insert(orders).values(id=order.id, dossier=order.dossier, commune=order.commune, **_changing(order)))
    for position, line in enumerate(order.lines):
        session.execute(
            sa.insert(order_lines).values(
                order_id=order.id,
                position=position,
                beneficiary=line.beneficiary,
                code=line.code,
                amount=line.amount.amount,
                currency=line.amount.currency,
                computation=line.to_json(),
            )
        )


def load_order(session: Session, order_id: str) -> FeeOrder:
    """Give the order; refuse when there is none."""
    order = _find(session, sa.select(orders).where(orders.c.id == order_id))
    if order is None:
        raise NotFound
    return order


def lock_order(session: Session, order_id: str) -> FeeOrder:
    """Give the order, to change it: others wait until this transaction ends."""
    order = _find(session, sa.select(orders).where(orders.c.id == order_id).with_for_update())
    if order is None:
        raise NotFound
    return order


def find_order_of(session: Session, dossier: str) -> FeeOrder | None:
    """Give the order of the file, if one was drawn up."""
    return _find(session, sa.select(orders).where(orders.c.dossier == dossier))


def save_order(session: Session, order: FeeOrder) -> None:
    """Write what has changed; refuse when somebody else changed it first."""
    guarded_update(session, orders, {"id": order.id}, order.version, _changing(order))
    order.version += 1


def _changing(order: FeeOrder) -> dict[str, Any]:
    return {
        "status": order.status.value,
        "method": order.method.value if order.method else None,
        "assessed_at": order.assessed_at,
        "closed_at": order.closed_at,
    }


def _find(session: Session, question: sa.Select[Any]) -> FeeOrder | None:
    row = session.execute(question).mappings().first()
    if row is None:
        return None
    return FeeOrder(
        id=row["id"],
        dossier=row["dossier"],
        commune=row["commune"],
        lines=_lines(session, row["id"]),
        assessed_at=row["assessed_at"],
        status=OrderStatus(row["status"]),
        method=Method(row["method"]) if row["method"] else None,
        closed_at=row["closed_at"],
        version=row["version"],
    )


def _lines(session: Session, order_id: str) -> tuple[FeeLine, ...]:
    """Read an order's lines back exactly as they were computed; the catalogue of today has no say in it."""
    kept = sa.select(order_lines.c.computation).where(order_lines.c.order_id == order_id).order_by(order_lines.c.position)
    written = session.execute(kept).scalars()
    return tuple(read(FeeLine, {name: value for name, value in line.items() if value != ""}, f"order {order_id}") for line in written)
