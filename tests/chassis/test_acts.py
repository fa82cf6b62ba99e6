"""Who did what: written with the act, once, for ever, and never in anybody's own words."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa

from chassis.acts import Act, act_as, keep, note, plain, subject_names
from chassis.calls.client import RpcClient
from chassis.calls.wire import Context
from chassis.database import Transactions
from chassis.receipts import AlreadyDone, Errand, answer
from chassis.tables import acts
from contracts.people import NOBODY, Role
from contracts.refusals import Conflict
from tests.chassis.house import House, Process
from tests.people import a_caller

CLERK = a_caller("clerk-1", "clerk", territory="09.541")
ADMISSION = Act(act="review.decide-admissibility", by=CLERK, roles=[Role.CLERK], subject={"dossier_id": "d-1", "admissible": True})
BOTH = {"requests": ["r-1", "r-2"]}
COMMAND = Errand(message_id="clerk-1:key", handler="decide_admissibility", fingerprint="f1", act=ADMISSION)


@pytest.fixture
def engine(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    return service_database("chassis")


def kept(engine: sa.Engine) -> list[sa.Row[tuple[object, ...]]]:
    """Read every act, in order."""
    with engine.connect() as connection:
        return list(connection.execute(sa.select(acts).order_by(acts.c.id)))


def test_a_command_is_an_act_of_its_caller(engine: sa.Engine) -> None:
    with Transactions(engine, COMMAND).begin() as connection:
        answer(connection, {"status": "in-consultation"})

    (row,) = kept(engine)
    assert (row.account, row.roles, row.territory, row.act) == ("clerk-1", ["clerk"], "09.541", "review.decide-admissibility")
    assert (row.dossier, row.subject) == ("d-1", {"admissible": True})
    assert len(row.trace_id) == 32


def test_a_command_that_answers_nothing_is_an_act_too(engine: sa.Engine) -> None:
    with Transactions(engine, COMMAND).begin():
        pass

    assert [row.act for row in kept(engine)] == ["review.decide-admissibility"]


def test_what_fails_and_what_is_repeated_is_no_act(engine: sa.Engine) -> None:
    def fail() -> None:
        with Transactions(engine, COMMAND).begin() as connection:
            answer(connection, {})
            raise Conflict

    with pytest.raises(Conflict):
        fail()

    with Transactions(engine, COMMAND).begin() as connection:
        answer(connection, {})
    with pytest.raises(AlreadyDone), Transactions(engine, COMMAND).begin():
        pass

    assert len(kept(engine)) == 1


def test_an_act_upon_many_files_is_one_line_in_the_story_of_each(engine: sa.Engine) -> None:
    ceremony = Act(act="signature.sign", by=CLERK, subject=BOTH)

    with Transactions(engine, Errand(message_id="m", handler="sign", fingerprint="f", act=ceremony)).begin() as connection:
        answer(connection, {}, ["d-1", "d-2"])

    assert [(row.dossier, row.subject) for row in kept(engine)] == [("d-1", BOTH), ("d-2", BOTH)]


def test_an_event_and_a_tick_are_nobodys_act(engine: sa.Engine) -> None:
    with Transactions(engine, Errand(message_id="event-1", handler="review.open-case")).begin():
        pass

    assert kept(engine) == []


@pytest.mark.parametrize("change", ["update acts set account = 'somebody-else'", "delete from acts", "truncate acts"])
def test_nothing_changes_or_deletes_an_act(engine: sa.Engine, change: str) -> None:
    with engine.begin() as connection:
        keep(connection, ADMISSION)

    with pytest.raises(sa.exc.DBAPIError, match="kept for ever"), engine.begin() as connection:
        connection.execute(sa.text(change))

    assert [row.account for row in kept(engine)] == ["clerk-1"]


def test_the_time_of_an_act_is_when_it_was_done_not_when_its_transaction_began(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        began = connection.execute(sa.text("select now()")).scalar_one()
        keep(connection, ADMISSION)

    assert kept(engine)[0].at > began


def test_an_act_outside_a_command_is_that_of_whoever_acts_in_this_thread(engine: sa.Engine) -> None:
    act_as(CLERK)
    with engine.begin() as connection:
        note(connection, "accounts.approve", account_id="a-1")
    act_as(NOBODY)
    with engine.begin() as connection:
        note(connection, "accounts.register", by="a-2")

    approved, registered = kept(engine)
    assert (approved.account, approved.roles, approved.subject) == ("clerk-1", ["clerk"], {"account_id": "a-1"})
    assert (registered.account, registered.roles, registered.subject) == ("a-2", [], {})


def test_only_identifiers_codes_figures_and_truth_values_stand_in_an_act() -> None:
    said = {"id": "09.541.01.13", "yes": True, "page": 3, "requests": ["a", "b"], "mail": "a@b.ma", "text": "trop haut", "form": {"a": 1}}

    assert plain({**said, "nul": "a\0", "long": "a" * 65, "half": "\ud800", "deep": [["a"]], "many": ["a"] * 201}) == {
        "id": "09.541.01.13",
        "yes": True,
        "page": 3,
        "requests": ["a", "b"],
    }


def test_an_act_is_about_every_identifier_and_what_it_names_itself() -> None:
    def decide(dossier_id: str, outcome: str, reasons: list[str]) -> None: ...

    assert subject_names(decide, ["outcome"]) == ("dossier_id", "outcome")


def test_a_call_over_the_bus_is_kept_and_logged_with_its_caller_even_without_a_key(house: House, room: Process, client: RpcClient) -> None:
    name, account = f"n-{uuid4()}", f"clerk-{uuid4()}"

    client.call(house.name, "count", {"name": name}, Context(token=house.token("clerk", account), idempotency_key=""))
    with pytest.raises(Conflict):
        client.call(house.name, "refuse", {"name": name}, Context(token=house.token("clerk", account)))

    mine = [row for row in kept(house.engine) if row.account == account]
    assert [(row.act, row.roles, row.subject) for row in mine] == [(f"{house.name}.count", ["clerk"], {"name": name})]
    said = [line for line in room.lines("c") if line.get("account") == account]
    assert [(line["event"], line["method"]) for line in said] == [("command-done", "count"), ("call-refused", "refuse")]
    assert said[0]["trace_id"] == mine[0].trace_id
