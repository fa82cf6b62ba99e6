"""
What is done is forgotten after its time, so that no table of the chassis grows with the years (ADR 0036).

The outbox forgets what its relay has passed, the receipts what nobody will send again. Whatever the outbox still holds has its receipts
everywhere: an event is handled after it was announced, and receipts are kept for longer. While a message is parked, which somebody may
replay years later, no receipt is forgotten that was written since.

Each rule deletes the oldest rows first, a batch at a time, found by an index.
"""

from datetime import timedelta

import sqlalchemy as sa

from chassis.receipts import KEYS_ARE_REMEMBERED

BATCH = 1_000
OUTBOX_IS_KEPT = timedelta(days=30)
"""For so long after its announcement an event can be published anew, by setting the relay's cursor back."""
EVENTS_ARE_REMEMBERED = timedelta(days=60)
"""For so long after it was handled an event that comes again does nothing."""

PUBLISHED = sa.text("""
    delete from outbox where position in (
        select oldest.position from (
            select o.position, o.announced_at from outbox o
            where (o.transaction_id, o.position) <= (select c.transaction_id, c.position from cursors c where c.name = 'relay')
            order by o.transaction_id, o.position limit :batch
        ) oldest
        where oldest.announced_at < now() - :kept
    )
""").bindparams(kept=OUTBOX_IS_KEPT)
HANDLED = sa.text("""
    delete from receipts where (message_id, handler) in (
        select message_id, handler from receipts
        where fingerprint = '' and done_at < least(now() - :kept, (select min(parked_at) from parked))
        order by done_at limit :batch
    ) and fingerprint = ''
""").bindparams(kept=EVENTS_ARE_REMEMBERED)
ANSWERED = sa.text("""
    delete from receipts where (message_id, handler) in (
        select message_id, handler from receipts where fingerprint <> '' and done_at < now() - :kept order by done_at limit :batch
    ) and fingerprint <> ''
""").bindparams(kept=KEYS_ARE_REMEMBERED)
"""Answers of commands, which may hold personal data."""


def prune(connection: sa.Connection) -> bool:
    """Forget a batch of what is past its time; tell whether there may be more."""
    forgotten = [connection.execute(rule, {"batch": BATCH}).rowcount for rule in (PUBLISHED, HANDLED, ANSWERED)]
    return max(forgotten) == BATCH
