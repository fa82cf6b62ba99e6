"""How far a file has come: the greatest of its facts, whatever the order, the repetitions and the clocks with which they are told."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.database import Transactions
from chassis.receipts import AlreadyDone, Errand
from contracts.calls.filing import DossierStatus
from contracts.events import DossierEvent
from contracts.identifiers import new_id
from contracts.review import Outcome, Verdict
from demo.people import until
from services.filing import store
from services.filing.domain.standing import OVER, STATUS, Stage, stage_told_by, standing_of, weight_of
from tests.filing.makers import NOW, PROCEDURE, a_dossier, a_handed_in, kept, standing
from tests.filing.news import News

Fact = tuple[Stage, datetime]

INSTANTS = st.sampled_from([NOW + timedelta(seconds=seconds, microseconds=seconds) for seconds in (-60, -1, 0, 1, 2, 86_400)])
FACTS = st.lists(st.tuples(st.sampled_from([stage for stage in Stage if stage is not Stage.DRAFT]), INSTANTS), max_size=6)
AGAIN = st.lists(st.integers(0, 5), max_size=6)


@given(FACTS, st.randoms())
def test_a_standing_does_not_depend_on_the_order_or_on_repetitions(facts: list[Fact], chance: st.DataObject) -> None:
    in_order, other = a_dossier(stage=Stage.SUBMITTED), a_dossier(stage=Stage.SUBMITTED)
    shuffled = [*facts, *facts]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    for fact in facts:
        in_order.advance(*fact)
    for fact in shuffled:
        other.advance(*fact)

    expected = standing_of([(Stage.SUBMITTED, NOW), *facts])
    assert (in_order.stage, in_order.since) == (other.stage, other.since) == expected
    assert in_order.status is STATUS[expected[0]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FACTS, AGAIN, st.lists(st.booleans(), min_size=12, max_size=12))
def test_the_store_keeps_the_standing_of_all_facts_however_they_come(
    engine: sa.Engine, facts: list[Fact], again: list[int], at_once: Sequence[bool]
) -> None:
    dossier = kept(engine, a_handed_in(registry_number=None))
    events = [(fact, new_id()) for fact in facts]
    repeated = [events[number] for number in again if number < len(events)]

    for (fact, event), alone in zip([*events, *repeated], at_once, strict=False):
        (note if alone else learn)(engine, dossier, fact, event)

    assert standing(engine, dossier) == standing_of([(Stage.SUBMITTED, NOW), *facts])
    assert lines(engine, dossier) == len(facts)


def note(engine: sa.Engine, dossier: str, fact: Fact, event: str) -> None:
    """Note a fact as a reaction of one statement does, unless it has been."""
    stage, at = fact
    values = store.noted(dossier, stage, (stage.name, at, {}))
    with suppress(AlreadyDone):
        Transactions(engine, Errand(message_id=event, handler="tests")).at_once(store.NOTE, values)


def learn(engine: sa.Engine, dossier: str, fact: Fact, event: str, complete: Stage = Stage.FEES_SETTLED) -> bool:
    """Write a fact down as a reaction does that looks whether it was the last; tell whether it has signed already."""
    stage, at = fact
    values = store.learned(dossier, stage, (stage.name, at, {}), complete)
    return Transactions(engine, Errand(message_id=event, handler="tests")).at_once(store.LEARN, values)


def lines(engine: sa.Engine, dossier: str) -> int:
    """Count the lines of a timeline."""
    with engine.connect() as connection:
        return len(store.timeline(connection, dossier))


@pytest.mark.parametrize("stage", list(Stage))
def test_the_store_weighs_as_the_domain_does(engine: sa.Engine, stage: Stage) -> None:
    held = (Stage.COMPLEMENT_REQUESTED, NOW)
    for at in (NOW - timedelta(microseconds=1), NOW, NOW + timedelta(microseconds=1)):
        dossier = kept(engine, a_handed_in(registry_number=None, stage=held[0]))

        learn(engine, dossier, (stage, at), new_id())

        assert (standing(engine, dossier) == (stage, at)) == (weight_of(stage, at) > weight_of(*held) or (stage, at) == held)


def test_every_stage_has_a_status_and_every_status_a_stage() -> None:
    assert set(STATUS) == set(Stage)
    assert set(STATUS.values()) == set(DossierStatus)


def test_a_complement_that_was_asked_for_is_awaited_until_it_is_provided() -> None:
    loop = [
        (Stage.CASE_OPENED, NOW),
        (Stage.COMPLEMENT_REQUESTED, NOW + timedelta(days=1)),
        (Stage.COMPLEMENT_PROVIDED, NOW + timedelta(days=2)),
        (Stage.COMPLEMENT_REQUESTED, NOW + timedelta(days=3)),
        (Stage.COMPLEMENT_PROVIDED, NOW + timedelta(days=4)),
    ]

    told = [STATUS[standing_of(loop[: count + 1])[0]].value for count in range(len(loop))]

    assert told == ["in-review", "complement-requested", "in-review", "complement-requested", "in-review"]


def test_what_is_provided_at_the_instant_of_the_request_answers_it() -> None:
    assert standing_of([(Stage.COMPLEMENT_PROVIDED, NOW), (Stage.COMPLEMENT_REQUESTED, NOW)])[0] is Stage.COMPLEMENT_PROVIDED


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (Stage.SUBMITTED, Stage.REQUEST_FEES_DUE),
        (Stage.REQUEST_FEES_DUE, Stage.REQUEST_FEES_PAID),
        (Stage.REQUEST_FEES_PAID, Stage.CASE_OPENED),
        (Stage.FEES_ASSESSED, Stage.FEES_SETTLED),
        (Stage.FEES_SETTLED, Stage.PERMIT_PREPARED),
    ],
)
def test_a_room_whose_clock_is_late_does_not_hold_a_file_back(earlier: Stage, later: Stage) -> None:
    assert standing_of([(earlier, NOW), (later, NOW - timedelta(minutes=1))])[0] is later


@pytest.mark.parametrize("end", sorted(OVER - {Stage.WITHDRAWN}))
def test_nothing_moves_a_file_that_has_come_to_its_end_but_its_withdrawal(end: Stage) -> None:
    further = [stage for stage in Stage if stage // 10 < end // 10]
    for news in ([*further, end], [end, *further], [end, *reversed(further)]):
        dossier = a_dossier(stage=Stage.SUBMITTED)
        for stage in news:
            dossier.advance(stage, NOW + timedelta(days=int(stage is not end)))
        assert dossier.stage is end


def test_nothing_moves_a_file_that_was_taken_back() -> None:
    dossier = a_dossier(stage=Stage.SUBMITTED)
    dossier.withdraw(NOW)

    for news in permutations([Stage.FAVOURABLE, Stage.ISSUED, Stage.REFUSED, Stage.OBJECTED]):
        for stage in news:
            dossier.advance(stage, NOW + timedelta(days=1))

    assert dossier.status is DossierStatus.WITHDRAWN


def test_an_adjourned_opinion_leaves_the_file_with_the_bodies() -> None:
    news = News("dossier")
    events: list[DossierEvent] = [
        news.asked("province"),
        news.opinion("province", Verdict.ADJOURNED),
        news.opinion("province", Verdict.ADJOURNED),
        news.opinion("province"),
    ]

    assert {STATUS[stage_told_by(event, PROCEDURE)] for event in events} == {DossierStatus.IN_REVIEW}


def test_a_refusal_is_an_end_and_a_favourable_decision_is_not() -> None:
    refused, granted = (stage_told_by(News("d").decided(outcome=outcome), PROCEDURE) for outcome in (Outcome.REFUSED, Outcome.FAVOURABLE))

    assert (refused in OVER, granted in OVER) == (True, False)


def test_an_event_that_filing_does_not_follow_proves_nothing() -> None:
    with pytest.raises(KeyError):
        stage_told_by(a_dossier().submit(PROCEDURE, "n", NOW), PROCEDURE)


def test_a_fact_is_signed_for_at_once_while_something_else_is_missing_for_sure(engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in(registry_number=None))

    assert learn(engine, dossier, (Stage.FAVOURABLE, NOW), new_id())
    assert not learn(engine, dossier, (Stage.FEES_SETTLED, NOW), new_id())
    assert not learn(engine, dossier, (Stage.IN_CONSULTATION, NOW), new_id())


def test_of_two_facts_told_at_once_the_one_that_waits_judges_by_both(engine: sa.Engine) -> None:
    """The decision is told while the settlement is being written down: whichever comes second must look, or nobody composes the paper."""
    dossier = kept(engine, a_handed_in(registry_number=None))
    decided = store.learned(dossier, Stage.FAVOURABLE, ("decision-reached", NOW, {}), Stage.FEES_SETTLED)
    settled = store.learned(dossier, Stage.FEES_SETTLED, ("fees-settled", NOW, {}), Stage.FEES_SETTLED)

    with engine.begin() as first, ThreadPoolExecutor(1) as beside:
        first.execute(store.LEARN, {**settled, "delivery": new_id(), "by": "tests"})
        second = beside.submit(Transactions(engine, Errand(message_id=new_id(), handler="tests")).at_once, store.LEARN, decided)
        until("the decision waits for the settlement", lambda: waits_for_a_lock(engine))
        first.commit()

    assert second.result() is False


def waits_for_a_lock(engine: sa.Engine) -> bool:
    """Tell whether some statement of this database waits for another one."""
    waiting = sa.text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
    with engine.connect() as connection:
        return bool(connection.execute(waiting).scalar_one())
