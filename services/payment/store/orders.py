"""Fee orders and their lines. Whoever changes an order, or a payment of it, locks the order first: payers, desk and bank take turns."""

from typing import Any

import sqlalchemy as sa

from catalogue.fees import FeeLine
from catalogue.reading import Source, read
from chassis.database import Connection, guarded_update
from contracts.calls.payment import OrderStatus, PaymentMethod
from contracts.events import reference_of
from contracts.payment import Moment
from contracts.refusals import NotFound
from services.payment.domain.orders import FeeOrder
from services.payment.store.tables import order_lines, orders

SOUGHT = sa.bindparam("sought", type_=sa.Text)
ADD, ADD_LINES = sa.insert(orders), sa.insert(order_lines)
BY_ID = sa.select(orders).where(orders.c.id == SOUGHT)
BY_ID_LOCKED = BY_ID.with_for_update()
IN_ORDER = sa.case({moment.value: place for place, moment in enumerate(Moment)}, value=orders.c.due)
OF_DOSSIER = sa.select(orders).where(orders.c.dossier == SOUGHT).order_by(IN_ORDER)
MOMENTS = sa.select(orders.c.due).where(orders.c.dossier == SOUGHT)
OF_DOSSIER_LOCKED = OF_DOSSIER.with_for_update()
LINES = sa.select(order_lines.c.computation).where(order_lines.c.order_id == SOUGHT).order_by(order_lines.c.position)


def add_order(connection: Connection, order: FeeOrder) -> None:
    """Keep a new order with its lines."""
    connection.execute(ADD, {"id": order.id, "due": order.due.value, **reference_of(order), **_changing(order)})
    lines = [
        {
            "order_id": order.id,
            "position": position,
            "beneficiary": line.beneficiary,
            "code": line.code,
            "amount": line.amount.amount,
            "currency": line.amount.currency,
            "computation": line.to_json(),
        }
        for position, line in enumerate(order.lines)
    ]
    if lines:
        connection.execute(ADD_LINES, lines)


def load_order(connection: Connection, order_id: str) -> FeeOrder:
    """Give the order; refuse when there is none."""
    order = _find(connection, BY_ID, order_id)
    if order is None:
        raise NotFound
    return order


def lock_order(connection: Connection, order_id: str) -> FeeOrder:
    """Give the order, to change it: others wait until this transaction ends."""
    order = _find(connection, BY_ID_LOCKED, order_id)
    if order is None:
        raise NotFound
    return order


def find_orders_of(connection: Connection, dossier: str) -> list[FeeOrder]:
    """Give the orders of a file, in the order of their moments: two may have been drawn up at one instant."""
    return [_order(connection, row) for row in connection.execute(OF_DOSSIER, {"sought": dossier}).mappings().all()]


def find_moments_of(connection: Connection, dossier: str) -> frozenset[Moment]:
    """Name the moments of a file that have their order."""
    return frozenset(map(Moment, connection.scalars(MOMENTS, {"sought": dossier})))


def lock_orders_of(connection: Connection, dossier: str) -> list[FeeOrder]:
    """Give the orders of a file, to change them: others wait until this transaction ends."""
    return [_order(connection, row) for row in connection.execute(OF_DOSSIER_LOCKED, {"sought": dossier}).mappings().all()]


def save_order(connection: Connection, order: FeeOrder) -> None:
    """Write what has changed; refuse when somebody else changed it first."""
    guarded_update(connection, orders, {"id": order.id}, order.version, _changing(order))
    order.version += 1


def _changing(order: FeeOrder) -> dict[str, Any]:
    return {
        "status": order.status.value,
        "method": order.method.value if order.method else None,
        "assessed_at": order.assessed_at,
        "closed_at": order.closed_at,
    }


def _find(connection: Connection, question: sa.Select[Any], sought: str) -> FeeOrder | None:
    row = connection.execute(question, {"sought": sought}).mappings().first()
    return _order(connection, row) if row else None


def _order(connection: Connection, row: sa.RowMapping) -> FeeOrder:
    return FeeOrder(
        id=row["id"],
        dossier=row["dossier"],
        commune=row["commune"],
        procedure=row["procedure"],
        registry_number=row["registry_number"],
        due=Moment(row["due"]),
        lines=_lines(connection, row["id"]),
        assessed_at=row["assessed_at"],
        status=OrderStatus(row["status"]),
        method=PaymentMethod(row["method"]) if row["method"] else None,
        closed_at=row["closed_at"],
        version=row["version"],
    )


def _lines(connection: Connection, order_id: str) -> tuple[FeeLine, ...]:
    """Read an order's lines back exactly as they were computed; the catalogue of today has no say in it."""
    written = [
        {name: value for name, value in line.items() if value != ""} for line in connection.execute(LINES, {"sought": order_id}).scalars()
    ]
    return read(tuple[FeeLine, ...], Source(f"order {order_id}", written))
