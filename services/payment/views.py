"""What payment tells its callers (`contracts/calls/payment.py`)."""

from collections.abc import Sequence

from contracts.calls.payment import FeesView, OrderStatus, OrderView, PaymentView, RedirectView, StartedPaymentView, SurplusView
from contracts.money import NOTHING
from services.payment.domain.orders import FeeOrder
from services.payment.domain.payments import Payment
from services.payment.domain.surplus import Surplus
from services.payment.providers.provider import Redirect


def fees(
    dossier: str, present: FeeOrder, orders: Sequence[FeeOrder], paying: tuple[Sequence[str], Sequence[Payment], Sequence[Surplus]]
) -> FeesView:
    """Tell what is due for a file: the `present` order among all; `paying` it: by which methods, in which attempts, with what beyond."""
    methods, attempts, beyond = paying
    return {
        "dossier": dossier,
        **order(present),
        "methods": list(methods),
        "payments": [payment(each) for each in attempts],
        "surpluses": [surplus(each) for each in beyond],
        "orders": [order(each) for each in orders],
    }


def no_fees(dossier: str) -> FeesView:
    """Tell what stands in place of an order before the first one: nothing is due yet."""
    return {
        "dossier": dossier,
        "order": None,
        "due": None,
        "status": "not-assessed",
        "total": NOTHING.to_json(),
        "lines": [],
        "shares": {},
        "method": None,
        "assessed_at": None,
        "settled_at": None,
        "methods": [],
        "payments": [],
        "surpluses": [],
        "orders": [],
    }


def order(order: FeeOrder) -> OrderView:
    """Tell of an order as its payer reads it."""
    settled = order.closed_at if order.status is OrderStatus.SETTLED else None
    return {
        "order": order.id,
        "due": order.due,
        "status": order.status,
        "total": order.total.to_json(),
        "lines": [line.to_json() for line in order.lines],
        "shares": {beneficiary: share.to_json() for beneficiary, share in order.shares().items()},
        "method": order.method,
        "assessed_at": order.assessed_at.isoformat(),
        "settled_at": settled.isoformat() if settled else None,
    }


def payment(payment: Payment) -> PaymentView:
    """Tell how far an attempt has come."""
    return {
        "id": payment.id,
        "order": payment.order,
        "method": payment.method,
        "status": payment.status,
        "amount": payment.amount.to_json(),
        "started_at": payment.started_at.isoformat(),
        "ended_at": payment.ended_at.isoformat() if payment.ended_at else None,
    }


def started(begun: Payment, redirect: Redirect | None) -> StartedPaymentView:
    """Tell of an attempt that begins, and where the payer's browser goes."""
    return {**payment(begun), "redirect": redirected(redirect) if redirect else None}


def redirected(redirect: Redirect) -> RedirectView:
    """Tell where the payer's browser goes next, and what it posts there."""
    return {"method": redirect.method, "url": redirect.url, "fields": dict(redirect.fields)}


def surplus(surplus: Surplus) -> SurplusView:
    """Tell of money beyond what was due."""
    return {
        "payment": surplus.payment,
        "transaction": surplus.transaction,
        "amount": surplus.amount.to_json(),
        "held_at": surplus.held_at.isoformat(),
    }
