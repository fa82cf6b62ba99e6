"""What a paper states: all that it waits for, in whatever order it was told, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import msgspec
import pytest

from catalogue import procedures
from contracts.events import Event, kebab
from contracts.payment import Moment
from contracts.review import OpinionReasoned, Verdict
from services.filing.domain.dossier import Dossier
from services.filing.domain.stated import Known, Stated, stated
from tests.filing.makers import SHAPES, a_handed_in
from tests.filing.news import AGENCY, BODIES, News, all_stated
from tests.shelves import Publish

PAPERS = [code for code in SHAPES if procedures.load(code).paper is not None]


def states(dossier: Dossier, events: Sequence[Event]) -> Stated | None:
    """Let a paper state what was told, as the store gives it: the words of the bodies apart."""
    lines = [line(event) for event in events if not isinstance(event, OpinionReasoned)]
    words = {event.body: msgspec.to_builtins(event.reservations) for event in events if isinstance(event, OpinionReasoned)}
    return stated(dossier, procedures.by_ref(dossier.procedure), Known(tuple(lines)), words)


def line(event: Event) -> dict[str, Any]:
    """Write a fact as the store keeps it."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    at = next(value for name, value in vars(event).items() if name in ("given_at", "decided_at", "concluded_at", "settled_at"))
    return {**fields, "what": kebab(type(event).__name__), "at": at}


@pytest.mark.parametrize("code", PAPERS)
def test_a_paper_is_stated_exactly_when_all_its_facts_are_known_in_any_order(code: str) -> None:
    dossier = a_handed_in(code)
    facts = all_stated(News(dossier.id, dossier.procedure))

    for order in permutations(facts):
        known = [states(dossier, order[:count]) is not None for count in range(len(order) + 1)]
        assert known == [False] * len(order) + [True]


@pytest.mark.parametrize("code", PAPERS)
def test_a_paper_states_the_same_in_any_order(code: str) -> None:
    dossier = a_handed_in(code)
    facts = all_stated(News(dossier.id, dossier.procedure))

    assert len({msgspec.json.encode(states(dossier, order)) for order in permutations(facts)}) == 1


def test_a_paper_states_the_opinions_that_the_decision_rests_on_and_no_others() -> None:
    dossier = a_handed_in()
    news = News(dossier.id)
    given = [news.opinion(body) for body in (*BODIES, "civil-protection")]
    words = news.words("civil-protection")

    said = [states(dossier, [*given, words, news.settled(), news.decided(bodies)]) for bodies in (BODIES, (*BODIES, "civil-protection"))]

    assert [[each["body"] for each in found.opinions] for found in said if found] == [[*BODIES], [*BODIES, "civil-protection"]]


def test_a_paper_waits_for_an_occasional_opinion_that_the_decision_rests_on() -> None:
    dossier = a_handed_in()
    news = News(dossier.id)
    told: list[Event] = [*map(news.opinion, BODIES), news.settled(), news.decided((*BODIES, "civil-protection"))]

    assert states(dossier, told) is None
    assert states(dossier, [*told, news.opinion("civil-protection", Verdict.ADJOURNED)]) is None
    assert states(dossier, [*told, news.opinion("civil-protection")]) is not None


@pytest.mark.parametrize("verdict", [Verdict.FAVOURABLE_WITH_RESERVATIONS, Verdict.INFORMATION])
def test_a_paper_waits_for_words_where_the_verdict_is_in_them(verdict: Verdict) -> None:
    dossier = a_handed_in("planning-information-note")
    news = News(dossier.id, dossier.procedure)
    told: list[Event] = [news.settled(Moment.REQUEST), news.opinion(AGENCY, verdict), news.concluded(AGENCY)]

    assert states(dossier, told) is None
    assert states(dossier, [*told, news.words("province")]) is None
    assert states(dossier, [*told, news.words(AGENCY)]) is not None


def test_a_permit_that_nobody_was_heard_on_states_no_opinion_and_a_note_no_decision() -> None:
    repair, note = a_handed_in("repair-permit"), a_handed_in("planning-information-note")

    of_repair, of_note = (states(each, all_stated(News(each.id, each.procedure))) for each in (repair, note))

    assert of_repair is not None
    assert of_note is not None
    assert (of_repair.opinions, of_repair.decision is None, of_note.decision) == ((), False, None)


def test_the_fees_of_both_moments_are_stated_in_the_order_in_which_they_were_due(publish: Publish) -> None:
    fees = {"decision": "repair-permit", "request": "planning-information-note"}
    charges = [{"schedule": schedule, "due": due, "holds": "signature"} for due, schedule in fees.items()]
    dossier = a_handed_in(publish("paid-twice", charges=charges).code)
    news = News(dossier.id, dossier.procedure)

    assert states(dossier, [news.decided(), news.settled(Moment.DECISION)]) is None
    said = states(dossier, [news.decided(), news.settled(Moment.DECISION), replace(news.settled(Moment.REQUEST), amount="200.00")])

    assert said is not None
    assert [(each["due"], each["amount"]) for each in said.fees] == [("request", "200.00"), ("decision", "5482.00")]


def test_a_declaration_states_nothing_on_paper() -> None:
    dossier = a_handed_in("simple-activity-declaration")
    news = News(dossier.id, dossier.procedure)

    assert not Known((line(news.settled()),)).is_answered
    assert states(dossier, []) is None
