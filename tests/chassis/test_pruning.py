"""What is done is forgotten after its time, and nothing is done twice for that."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chassis.announce import announce
from chassis.database import Transactions
from chassis.pruning import BATCH, EVENTS_ARE_REMEMBERED, OUTBOX_IS_KEPT, prune
from chassis.receipts import KEYS_ARE_REMEMBERED, AlreadyDone, Errand
from chassis.relay import NEXT_ROWS
from chassis.tables import cursors, outbox, parked, receipts
from tests.chassis.sample import Sample
from tests.chassis.test_receipts import a_complement
from tests.plans import explained

MOMENT = timedelta(minutes=1)


@pytest.fixture
def engine(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    """The chassis's tables, empty."""
    return service_database("chassis")


def announced(engine: sa.Engine, dossier: str, age: timedelta) -> str:
    """Announce an event some time ago."""
    with engine.begin() as connection:
        event_id = announce(connection, a_complement(dossier))
        connection.execute(sa.update(outbox).where(outbox.c.event_id == event_id).values(announced_at=sa.func.now() - age))
    return event_id


def published_up_to(engine: sa.Engine, event_id: str) -> None:
    """Let the relay have passed an event."""
    place = sa.select(outbox.c.transaction_id, outbox.c.position).where(outbox.c.event_id == event_id).subquery()
    with engine.begin() as connection:
        connection.execute(sa.delete(cursors))
        passed = sa.select(sa.literal("relay"), place.c.transaction_id, place.c.position)
        connection.execute(sa.insert(cursors).from_select(["name", "transaction_id", "position"], passed))


def done(engine: sa.Engine, errand: Errand, age: timedelta) -> None:
    """Let an errand have been done some time ago."""
    with Transactions(engine, errand).begin() as connection:
        connection.execute(sa.update(receipts).where(receipts.c.message_id == errand.message_id).values(done_at=sa.func.now() - age))


def left(engine: sa.Engine, column: sa.Column[str]) -> set[str]:
    """Prune once, and tell what is left."""
    with engine.begin() as connection:
        prune(connection)
        return set(connection.execute(sa.select(column)).scalars())


def an_event(name: str) -> Errand:
    """Make the delivery of an event."""
    return Errand(message_id=name, handler="count")


def test_the_outbox_forgets_what_is_published_and_old(engine: sa.Engine) -> None:
    ages = (OUTBOX_IS_KEPT + 2 * MOMENT, OUTBOX_IS_KEPT + MOMENT, OUTBOX_IS_KEPT - MOMENT, OUTBOX_IS_KEPT * 2)
    *_, young, waiting = (announced(engine, "d", age) for age in ages)
    published_up_to(engine, young)

    assert left(engine, outbox.c.event_id) == {young, waiting}


def test_an_outbox_of_which_nothing_was_published_forgets_nothing(engine: sa.Engine) -> None:
    waiting = announced(engine, "d", OUTBOX_IS_KEPT * 2)

    assert left(engine, outbox.c.event_id) == {waiting}


def test_the_relay_goes_on_where_it_was(engine: sa.Engine) -> None:
    passed, waiting = (announced(engine, "d", OUTBOX_IS_KEPT * 2) for _ in range(2))
    published_up_to(engine, passed)
    assert left(engine, outbox.c.event_id) == {waiting}

    with engine.connect() as connection:
        assert [row[2] for row in connection.exec_driver_sql(NEXT_ROWS, (10,))] == [waiting]


def test_receipts_of_events_are_forgotten_after_their_time_and_those_of_commands_after_theirs(engine: sa.Engine) -> None:
    done(engine, an_event("old"), EVENTS_ARE_REMEMBERED + MOMENT)
    done(engine, an_event("young"), EVENTS_ARE_REMEMBERED - MOMENT)
    done(engine, Errand(message_id="old-key", handler="submit", fingerprint="f"), KEYS_ARE_REMEMBERED + MOMENT)
    done(engine, Errand(message_id="young-key", handler="submit", fingerprint="f"), KEYS_ARE_REMEMBERED - MOMENT)

    assert left(engine, receipts.c.message_id) == {"young", "young-key"}


def test_whatever_the_outbox_can_publish_anew_has_its_receipt(engine: sa.Engine) -> None:
    """A relay whose cursor is set back to the beginning publishes all that is left: it was handled, so nothing is done twice."""
    for age in (OUTBOX_IS_KEPT * 2, EVENTS_ARE_REMEMBERED + MOMENT, OUTBOX_IS_KEPT + MOMENT, OUTBOX_IS_KEPT - MOMENT):
        event_id = announced(engine, "d", age)
        done(engine, an_event(event_id), age)
        published_up_to(engine, event_id)

    published_again = left(engine, outbox.c.event_id)

    assert len(published_again) == 1
    for event_id in published_again:
        with pytest.raises(AlreadyDone), Transactions(engine, an_event(event_id)).begin():
            pass
    assert OUTBOX_IS_KEPT < EVENTS_ARE_REMEMBERED


def test_while_a_message_is_parked_no_receipt_is_forgotten_that_was_written_since(engine: sa.Engine) -> None:
    """The same message may have come a second time, and been handled; whoever replays the parked one does nothing twice."""
    done(engine, an_event("before"), EVENTS_ARE_REMEMBERED * 4)
    done(engine, an_event("parked-and-come-again"), EVENTS_ARE_REMEMBERED * 2)
    line = {"queue": "q", "body": b"", "content_type": "", "error": "", "attempts": 7}
    with engine.begin() as connection:
        connection.execute(sa.insert(parked).values(**line, parked_at=sa.func.now() - EVENTS_ARE_REMEMBERED * 3))

    assert left(engine, receipts.c.message_id) == {"parked-and-come-again"}


def test_a_tick_forgets_batch_after_batch(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.text("insert into receipts (message_id, handler, done_at) select n, 'count', now() - :old from generate_series(1, :many) n"),
            {"old": EVENTS_ARE_REMEMBERED * 2, "many": 2 * BATCH + 1},
        )
    room = Sample()
    vars(room)["db"] = Transactions(engine, Errand(message_id="tick", handler="sample.prune", period=timedelta(seconds=600)))

    room.prune()

    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(receipts)).scalar_one() == 0


def test_what_is_past_its_time_is_found_by_an_index(engine: sa.Engine) -> None:
    many = {"many": 20_000}
    with engine.begin() as connection:
        connection.execute(sa.text("insert into receipts (message_id, handler) select n, 'count' from generate_series(1, :many) n"), many)
        connection.execute(
            sa.text("insert into receipts (message_id, handler, fingerprint) select n, 'do', 'f' from generate_series(1, :many) n"), many
        )
        connection.execute(
            sa.text("""
                insert into outbox (event_id, exchange, routing_key, subject, body)
                select n, '', '', '', '' from generate_series(1, :many) n
            """),
            many,
        )
        connection.execute(sa.text("insert into cursors select 'relay', pg_current_xact_id(), :many / 2"), many)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("analyze"))

    with explained(engine) as plans, engine.begin() as connection:
        prune(connection)

    assert len(plans) == 3
    for plan, index in zip(plans, ("ix_outbox_order", "ix_receipts_events", "ix_receipts_commands"), strict=True):
        assert index in plan
        assert "Seq Scan on outbox" not in plan
        assert "Seq Scan on receipts" not in plan
