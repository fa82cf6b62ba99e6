"""Facts that come before what they need wait in a row and are told once, in whatever order things come, and whoever dies meanwhile."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from prometheus_client import REGISTRY

from chassis.database import Transactions
from chassis.receipts import AlreadyDone
from contracts.events import Event, reference_of
from contracts.filing import DossierSubmitted, PartiesChanged
from contracts.identifiers import new_id
from demo.people import until
from services.notification.domain.dossier import Dossier
from services.notification.domain.news import Missing, Needed, Untold
from services.notification.store import contacts, dossiers, untold
from services.notification.store.tables import messages
from services.notification.store.tables import untold as rows
from tests.files import parties
from tests.notification.lives import LIVES, an_objection, life_of
from tests.notification.makers import NOW, a_contact, a_contact_change, a_proposed_key, a_submission
from tests.notification.office import Office
from tests.rooms import some_errand

DECLARATION = "simple-activity-declaration@2026-01"
LATER = NOW + timedelta(days=1)
THREADS = 6
MOST = 12  # the longest life, with the contacts of its parties
Written = tuple[str, str, str]


def an_early_fact(office: Office) -> tuple[DossierSubmitted, Event]:
    """Tell of an objection to a declaration of which nothing is known."""
    submission, _ = life_of(DECLARATION)
    early = an_objection(submission)
    office.told(early, "early")
    return submission, early


def put_aside(office: Office, fact: Untold) -> None:
    """Leave a fact in its row, as a process does that dies right after."""
    Transactions(office.database, some_errand()).at_once(untold.PUT_ASIDE, untold.put_aside(fact, NOW))


def objections(office: Office, submission: DossierSubmitted) -> Counter[Written]:
    """Count what was written of the objection."""
    return Counter(written for written in office.letters(submission.dossier) if written[0] == "objection-raised")


TO_BOTH = Counter({("objection-raised", *told): 1 for told in (("owner", "mail"), ("owner", "sms"), ("architect", "mail"))})


def test_a_fact_that_comes_before_its_file_is_told_after_it(office: Office) -> None:
    submission, early = an_early_fact(office)
    assert (office.letters(submission.dossier), office.untold()) == ([], ["early"])

    office.told(submission)

    assert (objections(office, submission), office.untold()) == (TO_BOTH, [])
    with pytest.raises(AlreadyDone):
        office.told(early, "early")
    assert objections(office, submission) == TO_BOTH


def test_a_fact_that_comes_twice_before_its_file_waits_once(office: Office) -> None:
    submission, early = an_early_fact(office)

    with pytest.raises(AlreadyDone):
        office.told(early, "early")
    office.told(submission)

    assert objections(office, submission) == TO_BOTH


def test_nobody_is_told_before_everybody_can_be_reached_and_nothing_is_lost(office: Office) -> None:
    submission = a_submission(parties=parties("newcomer"))

    office.told(submission, "early")
    assert (office.letters(submission.dossier), office.untold()) == ([], ["early"])

    office.knows(a_contact_change("newcomer"))
    assert office.untold() == []
    assert {account for _, account, _ in office.letters(submission.dossier)} == {"newcomer", "architect", "clerk"}


def test_a_fact_waits_for_one_thing_after_the_other(office: Office) -> None:
    submission = a_submission(parties=parties("first", filed_by="second"))
    office.told(an_objection(submission), "early")

    for comes in (a_contact_change("second"), submission):
        office.told(comes)
    assert objections(office, submission) == Counter()

    office.knows(a_contact_change("first"))
    assert {account for _, account, _ in objections(office, submission)} == {"first", "second"}
    assert office.untold() == []


def test_a_fact_without_a_file_waits_for_whom_it_is_told_to(office: Office) -> None:
    office.told(a_proposed_key("sitting"), "early")

    office.knows(a_contact_change("sitting"))

    assert Counter(account for _, account, _ in office.letters("")) == {"president": 1, "sitting": 1}


def test_who_has_left_a_file_is_waited_for_no_longer(office: Office) -> None:
    submission = a_submission(parties=parties(filed_by="never-reached"))
    office.told(submission)
    left = parties(filed_by="never-reached", left_at=LATER)

    office.told(PartiesChanged(**reference_of(submission), parties=left, changed_at=LATER))

    assert {account for _, account, _ in office.letters(submission.dossier)} == {"owner", "clerk"}
    assert office.untold() == []


def test_what_is_left_by_a_process_that_died_is_told_by_the_next_tick(office: Office) -> None:
    submission, _ = life_of(DECLARATION)
    office.told(submission)
    put_aside(office, Untold(id="left", event=an_objection(submission), missing=Missing(Needed.DOSSIER, submission.dossier)))

    office.room().tell_the_untold()
    office.room().tell_the_untold()

    assert (objections(office, submission), office.untold()) == (TO_BOTH, [])


def test_what_is_left_is_told_with_the_next_fact_of_the_same_file(office: Office) -> None:
    submission, (lapsed,) = life_of(DECLARATION)
    office.told(submission)
    put_aside(office, Untold(id="left", event=an_objection(submission), missing=Missing(Needed.DOSSIER, submission.dossier)))

    office.told(lapsed)

    assert (objections(office, submission), office.untold()) == (TO_BOTH, [])


@pytest.mark.parametrize("kept", ["the file", "the contact"])
def test_who_dies_between_what_he_brought_and_what_waits_for_it_loses_nothing(office: Office, kept: str) -> None:
    submission = a_submission(procedure=DECLARATION, parties=parties("newcomer", filed_by="newcomer"))
    office.told(an_objection(submission), "early")
    if kept == "the contact":
        office.told(submission)
    with office.database.begin() as connection:
        if kept == "the file":
            dossiers.keep(connection, Dossier.announced_by(submission), NOW)
        contacts.keep(connection, a_contact("newcomer"))

    office.room().tell_the_untold()

    assert objections(office, submission) == Counter({("objection-raised", "newcomer", way): 1 for way in ("mail", "sms")})
    assert office.untold() == []


def test_what_still_waits_after_a_day_is_counted_and_left_alone(office: Office) -> None:
    an_early_fact(office)
    office.clock.instant = NOW + timedelta(days=2)

    office.room().tell_the_untold()
    office.room().count_the_untold()

    assert [REGISTRY.get_sample_value("rokhas_untold_facts", {"needed": each}) for each in ("dossier", "contact")] == [1.0, 0.0]
    assert office.untold() == ["early"]


def test_what_waits_less_than_a_day_is_not_counted(office: Office) -> None:
    an_early_fact(office)

    office.room().count_the_untold()

    assert REGISTRY.get_sample_value("rokhas_untold_facts", {"needed": "dossier"}) == 0.0


def test_a_row_that_only_another_release_can_read_disturbs_nobody(office: Office) -> None:
    submission, _ = an_early_fact(office)
    with office.database.begin() as connection:
        connection.execute(
            sa.insert(rows).values(
                id="of-tomorrow", type="ma.rokhas.filing.site-opened.v1", body={}, needed="dossier", missing=submission.dossier, since=NOW
            )
        )

    office.told(submission)
    office.room().tell_the_untold()

    assert (objections(office, submission), office.untold()) == (TO_BOTH, ["of-tomorrow"])


@contextmanager
def nobody_can_put_aside(office: Office) -> Iterator[None]:
    """Hold up whoever puts a fact aside; who only looks for what waits is not held up."""
    with office.database.begin() as connection:
        connection.execute(sa.text("lock table untold in exclusive mode"))
        yield


def is_held_up(office: Office) -> bool:
    """Tell whether somebody waits for a lock."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    with office.database.connect() as connection:
        return bool(connection.execute(sa.text(query)).scalar_one())


SUBMISSION, _ = life_of(DECLARATION)


@pytest.mark.parametrize(
    ("fact", "comes", "told"),
    [
        (an_objection(SUBMISSION), SUBMISSION, {"owner", "architect"}),
        (a_proposed_key("newcomer"), a_contact_change("newcomer"), {"president", "newcomer"}),
    ],
    ids=["its file", "how to reach somebody"],
)
def test_what_comes_while_a_fact_is_being_put_aside_is_noticed(office: Office, fact: Event, comes: Event, told: set[str]) -> None:
    """Neither sees the other: one has found nothing to tell it by, the other finds nothing that waits; then the row is committed."""
    with ThreadPoolExecutor(1) as other:
        with nobody_can_put_aside(office):
            telling = other.submit(office.told, fact, "early")
            until("the other one is held up", partial(is_held_up, office))
            office.told(comes)
        telling.result(timeout=10)

    with office.database.begin() as connection:
        written = connection.execute(sa.select(messages.c.account, messages.c.channel).where(messages.c.event == "early")).all()
    assert ({account for account, _ in written}, len(written)) == (told, len(set(written)))
    assert office.untold() == []


@pytest.mark.parametrize("seed", range(4))
def test_facts_and_what_they_need_may_come_all_at_once(office: Office, seed: int) -> None:
    lives = [life_of(procedure, parties(new_id(), new_id())) for procedure in LIVES]
    people = [a_contact_change(party.account) for submission, _ in lives for party in submission.parties]
    deliveries = [(new_id(), event) for event in (*people, *(event for submission, life in lives for event in (submission, *life)))] * 2
    random.Random(seed).shuffle(deliveries)  # noqa: S311 - an order, not a secret

    with ThreadPoolExecutor(THREADS) as deliverers:
        told = [deliverers.submit(office.told_again, event, event_id) for event_id, event in deliveries]
    assert [each.exception() for each in told if each.exception()] == []

    for submission, _ in lives:
        assert by_part(office, submission) == told_in_order(office, submission.procedure)
    assert office.untold() == []


def told_in_order(office: Office, procedure: str) -> Counter[Written]:
    """Tell a life as it happens, to people who are known; give what is written."""
    submission, life = life_of(procedure, parties(new_id(), new_id()))
    office.knows(*(a_contact_change(party.account) for party in submission.parties))
    for event in (submission, *life):
        office.told(event)
    return by_part(office, submission)


def by_part(office: Office, submission: DossierSubmitted) -> Counter[Written]:
    """Count the messages about a file: template, who (a party by its capacity), channel."""
    capacities = {party.account: str(party.capacity) for party in submission.parties}
    return Counter((template, capacities.get(who, who), channel) for template, who, channel in office.letters(submission.dossier))


def deliveries_of(procedure: str, numbers: Sequence[int]) -> tuple[DossierSubmitted, list[tuple[str, Event]]]:
    """Deliver a life and the contacts of its parties: each once at least, in the order of the numbers, which may repeat some."""
    submission, life = life_of(procedure, parties(new_id(), new_id()))
    contacts_of_parties = [a_contact_change(party.account) for party in submission.parties]
    named = [(new_id(), event) for event in (submission, *life, *contacts_of_parties)]
    assert len(named) <= MOST
    return submission, [named[number % len(named)] for number in numbers]


@pytest.mark.parametrize("procedure", LIVES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=some.permutations(range(MOST)), again=some.lists(some.integers(0, MOST - 1), max_size=8), place=some.integers(0, MOST))
def test_the_facts_of_a_life_in_any_order_and_repeated_say_the_same_in_the_end(
    office: Office, procedure: str, order: list[int], again: list[int], place: int
) -> None:
    submission, deliveries = deliveries_of(procedure, [*order[:place], *again, *order[place:]])

    for event_id, event in deliveries:
        office.told_again(event, event_id)

    assert by_part(office, submission) == told_in_order(office, procedure)
    assert office.untold() == []
