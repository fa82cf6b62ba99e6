"""Receipts and the outbox, on PostgreSQL."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from chassis.announce import announce
from chassis.database import Transactions, guarded_update
from chassis.receipts import SIGNED, AlreadyDone, Errand, answer
from chassis.tables import outbox, receipts, sequences, ticks
from contracts.filing import ComplementProvided
from contracts.refusals import ChangedMeanwhile, IdempotencyKeyReused
from tests.files import NUMBERED
from tests.rooms import announced

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EVENT = Errand(message_id="event-1", handler="review.open-case")
COMMAND = Errand(message_id="architect:key", handler="submit", fingerprint="f1")
TICK = Errand(message_id="tick", handler="send-messages", period=timedelta(hours=1))


@pytest.fixture
def engine(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    return service_database("chassis")


def a_complement(dossier: str = "d-1") -> ComplementProvided:
    return ComplementProvided(**NUMBERED, dossier=dossier, commune="09.541.01.13", declared={}, provided_at=NOW)


def test_an_event_is_handled_once(engine: sa.Engine) -> None:
    with Transactions(engine, EVENT).begin() as connection:
        announce(connection, a_complement())

    with pytest.raises(AlreadyDone), Transactions(engine, EVENT).begin() as connection:
        announce(connection, a_complement())

    assert len(announced(engine)) == 1


def test_what_fails_leaves_neither_receipt_nor_event(engine: sa.Engine) -> None:
    def fail() -> None:
        with Transactions(engine, EVENT).begin() as connection:
            announce(connection, a_complement())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with Transactions(engine, EVENT).begin() as connection:
        announce(connection, a_complement())
    assert len(announced(engine)) == 1


def test_two_reactions_to_one_event_have_a_receipt_each(engine: sa.Engine) -> None:
    for handler in ("review.open-case", "payment.keep-base"):
        with Transactions(engine, Errand(message_id="event-1", handler=handler)).begin():
            pass

    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(receipts)).scalar() == 2


def test_a_repeated_command_gets_its_first_answer_even_when_it_only_reads_at_first(engine: sa.Engine) -> None:
    with Transactions(engine, COMMAND).begin() as connection:
        assert answer(connection, {"number": 1}) == {"number": 1}

    with pytest.raises(AlreadyDone) as begun, Transactions(engine, COMMAND).begin():
        pass
    with pytest.raises(AlreadyDone) as read, Transactions(engine, COMMAND).read():
        pass

    assert begun.value.answer == read.value.answer == {"number": 1}


def test_a_key_serves_one_request(engine: sa.Engine) -> None:
    with Transactions(engine, COMMAND).begin():
        pass

    with (
        pytest.raises(IdempotencyKeyReused),
        Transactions(engine, Errand(message_id="architect:key", handler="submit", fingerprint="f2")).begin(),
    ):
        pass


def test_a_twin_in_progress_is_waited_for(engine: sa.Engine) -> None:
    outcomes: list[str] = []
    first_is_in, first_may_end = threading.Event(), threading.Event()

    def first() -> None:
        with Transactions(engine, COMMAND).begin() as connection:
            first_is_in.set()
            first_may_end.wait(10)
            answer(connection, "first")

    def second() -> None:
        try:
            with Transactions(engine, COMMAND).begin():
                outcomes.append("done twice")
        except AlreadyDone as done:
            outcomes.append(str(done.answer))

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    first_is_in.wait(10)
    threads[1].start()
    first_may_end.set()
    for thread in threads:
        thread.join(10)

    assert outcomes == ["first"]


TELL = sa.text(f"""
    with {SIGNED}, told as (insert into sequences (subject, last) select :subject, 1 / :divisor from signed) select from signed
""")  # noqa: S608 - no value is written into it


def handle_at_once(engine: sa.Engine, subject: str, divisor: int = 1) -> str:
    """React to the event by one statement; tell what came of it."""
    try:
        Transactions(engine, EVENT).at_once(TELL, {"subject": subject, "divisor": divisor})
    except AlreadyDone:
        return "already done"
    return "done"


def told(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(sa.select(sequences.c.subject)).scalars())


def test_a_reaction_of_one_statement_is_done_once(engine: sa.Engine) -> None:
    assert [handle_at_once(engine, subject) for subject in ("first", "second")] == ["done", "already done"]
    assert told(engine) == ["first"]


def test_a_reaction_of_one_statement_that_fails_leaves_no_receipt(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.DataError):
        handle_at_once(engine, "first", divisor=0)

    assert handle_at_once(engine, "second") == "done"
    assert told(engine) == ["second"]


def test_of_many_deliveries_at_the_same_time_one_is_done(engine: sa.Engine) -> None:
    start = threading.Barrier(4)

    def deliver(number: int) -> str:
        start.wait(10)
        return handle_at_once(engine, f"delivery-{number}")

    with ThreadPoolExecutor(4) as crowd:
        outcomes = sorted(crowd.map(deliver, range(4)))

    assert outcomes == ["already done"] * 3 + ["done"]
    assert len(told(engine)) == 1


def test_only_an_event_in_hand_is_handled_at_once(engine: sa.Engine) -> None:
    with pytest.raises(LookupError):
        Transactions(engine).at_once(TELL, {"subject": "nobody's", "divisor": 1})


def test_an_event_whose_effects_are_there_already_is_signed_for_once(engine: sa.Engine) -> None:
    Transactions(engine, EVENT).sign()

    with pytest.raises(AlreadyDone):
        Transactions(engine, EVENT).sign()
    with pytest.raises(AlreadyDone), Transactions(engine, EVENT).begin():
        pass


@pytest.mark.parametrize("errand", [EVENT, TICK], ids=["event", "tick"])
def test_what_a_transaction_has_signed_for_is_not_signed_for_again(engine: sa.Engine, errand: Errand) -> None:
    transactions = Transactions(engine, errand)
    with transactions.begin():
        pass

    transactions.sign()

    with pytest.raises(AlreadyDone), Transactions(engine, errand).begin():
        pass


def test_a_tick_is_taken_by_one_replica_and_again_when_it_is_due(engine: sa.Engine) -> None:
    with Transactions(engine, TICK).begin():
        pass
    with pytest.raises(AlreadyDone), Transactions(engine, TICK).begin():
        pass

    with engine.begin() as connection:
        connection.execute(sa.update(ticks).values(due_at=sa.func.now()))

    with Transactions(engine, TICK).begin(), pytest.raises(AlreadyDone), Transactions(engine, TICK).begin():
        pass


def test_events_about_one_subject_are_counted_without_gaps(engine: sa.Engine) -> None:
    for dossier in ("a", "b", "a"):
        with engine.begin() as connection:
            announce(connection, a_complement(dossier))

    with engine.connect() as connection:
        bodies = [bytes(body).decode() for body in connection.execute(sa.select(outbox.c.body).order_by(outbox.c.position)).scalars()]
    assert ['"sequence":1' in bodies[0], '"sequence":1' in bodies[1], '"sequence":2' in bodies[2]] == [True, True, True]


def test_who_saves_second_is_told(engine: sa.Engine) -> None:
    table = sa.Table("things", sa.MetaData(), sa.Column("id", sa.Text), sa.Column("version", sa.Integer), sa.Column("name", sa.Text))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table).values(id="x", version=1, name="before"))
        guarded_update(connection, table, {"id": "x"}, 1, {"name": "mine"})

        with pytest.raises(ChangedMeanwhile):
            guarded_update(connection, table, {"id": "x"}, 1, {"name": "theirs"})
