"""
Receipts: what has been done is written in the same transaction as its effects, so that nothing happens twice.

One delivery - an event for one reaction, a command with its idempotency key, a tick of a scheduled task - is signed for once. Whoever
comes second finds the receipt and is told `AlreadyDone`, with the answer given the first time.

A command's answer and the act that it was (`chassis/acts.py`) are written by one statement, the last of its transaction.

A reaction that is one statement signs in it: such a statement is a transaction of its own, and three messages to the server are saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.acts import LINES, NO_FILE, Act, keep
from chassis.log import concerning
from chassis.tables import receipts, ticks
from contracts.refusals import IdempotencyKeyReused

View = TypeVar("View")

SIGN = postgresql.insert(receipts).on_conflict_do_nothing().returning(receipts.c.message_id)
THIS_ONE = sa.and_(receipts.c.message_id == sa.bindparam("delivery"), receipts.c.handler == sa.bindparam("by"))
FIND = sa.select(receipts.c.fingerprint, receipts.c.answer).where(THIS_ONE)
KEEP_ANSWER = sa.update(receipts).where(THIS_ONE).values(answer=sa.bindparam("given", type_=receipts.c.answer.type))

KEEP_BOTH = sa.text(
    f"with answered as (update receipts set answer = :given where message_id = :delivery and handler = :by) {LINES}"  # noqa: S608 - ours
).bindparams(sa.bindparam("given", type_=receipts.c.answer.type), sa.bindparam("subject", type_=postgresql.JSONB))
ACT_IS_KEPT = "act_is_kept"

SIGNED = "signed as (insert into receipts (message_id, handler) values (:delivery, :by) on conflict do nothing returning message_id)"
"""
How a reaction that is one statement signs: `with {SIGNED}, ... select from signed`; no row when it was done before.

What it adds, it adds only where `signed` has its row: a second delivery may have more to add, for whoever came meanwhile. What it changes,
it changes to the same end however often, or looks at `signed` too.
"""

SIGN_ALONE = sa.text(f"with {SIGNED} select from signed")
"""Sign, where the effects of a reaction are there already, each to the same end however often."""

KEYS_ARE_REMEMBERED = timedelta(days=7)
"""For so long an idempotency key gives its first answer again; answers may hold personal data, and are then forgotten."""


class AlreadyDone(Exception):
    """This delivery has its receipt; `answer` is what was answered then (None for events and ticks)."""

    def __init__(self, answer: Any = None) -> None:
        """Carry the first answer."""
        self.answer = answer
        super().__init__("already done")


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One delivery to be done once: what asked for it (`message_id`), and who does it (`handler`)."""

    message_id: str
    handler: str
    fingerprint: str = ""  # of a command's arguments: the same key must come with the same request
    period: timedelta | None = None  # of a scheduled task
    act: Act | None = None  # of a command


def sign_for(connection: sa.Connection, errand: Errand) -> None:
    """Write the receipt, waiting for a twin in progress; raise `AlreadyDone` or `IdempotencyKeyReused`."""
    if errand.period is not None:
        return claim_tick(connection, errand)
    line = {"message_id": errand.message_id, "handler": errand.handler, "fingerprint": errand.fingerprint}
    if connection.execute(SIGN, line).first() is None:
        refuse_if_done(connection, errand)
    return None


def sign_at_once(connection: sa.Connection, errand: Errand, statement: sa.TextClause, values: Mapping[str, Any]) -> bool:
    """
    Do the errand by one statement, which signs for it (`SIGNED`); raise `AlreadyDone`, having changed nothing.

    Tell whether it has signed: one that says (`signed`) that it has not leaves that to whoever goes on.
    """
    done = connection.execute(statement, {**values, "delivery": errand.message_id, "by": errand.handler}).first()
    if done is None:
        raise AlreadyDone
    return bool(getattr(done, "signed", True))


def refuse_if_done(connection: sa.Connection, errand: Errand) -> None:
    """Raise `AlreadyDone` when the errand has its receipt, `IdempotencyKeyReused` when its key served another request."""
    found = connection.execute(FIND, {"delivery": errand.message_id, "by": errand.handler}).first()
    if found is None:
        return
    if found.fingerprint != errand.fingerprint:
        raise IdempotencyKeyReused
    raise AlreadyDone(found.answer)


def claim_tick(connection: sa.Connection, errand: Errand) -> None:
    """Take the tick if it is due and nobody else is taking it; the row stays locked until the transaction ends."""
    mine = ticks.c.name == errand.handler
    due = sa.select(ticks.c.name).where(mine, ticks.c.due_at <= sa.func.now()).with_for_update(skip_locked=True)
    next_due = sa.func.now() + errand.period
    taken = connection.execute(sa.update(ticks).where(ticks.c.name.in_(due)).values(due_at=next_due)).rowcount
    if not taken and connection.execute(sa.select(ticks.c.name).where(mine)).first() is None:
        first = postgresql.insert(ticks).values(name=errand.handler, due_at=next_due).on_conflict_do_nothing()
        taken = connection.execute(first).rowcount
    if not taken:
        raise AlreadyDone


def answer(connection: sa.Connection, view: View, dossiers: Sequence[str] = NO_FILE) -> View:
    """
    Keep the answer of the present command beside its receipt, with the act, and give it back: `return answer(connection, view)`.

    `dossiers` names the files concerned where the arguments do not (`dossier_id`).
    """
    if len(dossiers) == 1:
        concerning(dossier=dossiers[0])
    errand: Errand | None = connection.get_execution_options().get("errand")
    if errand is None:
        return view
    delivery = {"delivery": errand.message_id, "by": errand.handler, "given": view}
    if errand.act is None:
        connection.execute(KEEP_ANSWER, delivery)
    else:
        connection.execute(KEEP_BOTH, delivery | errand.act.line(dossiers))
        connection.execution_options(**{ACT_IS_KEPT: True})
    return view


def keep_act(connection: sa.Connection, errand: Errand) -> None:
    """Keep the act of a command that has not answered; one that has kept it with its answer."""
    if errand.act is not None and not connection.get_execution_options().get(ACT_IS_KEPT):
        keep(connection, errand.act)
