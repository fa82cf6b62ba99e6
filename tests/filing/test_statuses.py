"""What people are told along the life of a file, for each of the four shapes of procedures."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from catalogue import procedures
from contracts.events import Event
from contracts.filing import DossierWithdrawn, PermitPrepared
from contracts.payment import Moment
from contracts.people import NOBODY
from contracts.review import Outcome, Verdict
from services.filing.domain.refusals import MoveNotAllowed
from tests.filing.makers import APPLICANT, NOW, SHAPES, RoomFor, a_handed_in, kept, submitted, told
from tests.filing.news import AGENCY, BODIES, News, tell

Life = Iterator[tuple[str, Event]]

DECLARATION = procedures.load("simple-activity-declaration").ref


def a_permit(news: News) -> Life:
    """The desk asks for a complement, a body adjourns, the president grants it."""
    first, *others = BODIES
    yield "in-review", news.opened()
    yield "complement-requested", news.complement_requested()
    yield "in-review", news.resumed()
    for body in BODIES:
        yield "in-review", news.asked(body)
    yield "in-review", news.opinion(first, Verdict.ADJOURNED)
    for body in (*others, first):
        yield "in-review", news.opinion(body)
    yield "favourable", news.decided(BODIES)
    yield "awaiting-payment", news.assessed()
    yield "awaiting-signature", news.settled()
    yield "awaiting-signature", news.signature_requested()
    yield "issued", news.signed("PC-095410113-2026-000001")


def a_repair(news: News) -> Life:
    """Nobody is heard."""
    yield "in-review", news.opened()
    yield "favourable", news.decided()
    yield "awaiting-payment", news.assessed()
    yield "awaiting-signature", news.settled()
    yield "issued", news.signed("PR-095410113-2026-000001")


def a_note(news: News) -> Life:
    """It is paid before it is studied, and nobody decides."""
    yield "awaiting-payment", news.assessed(Moment.REQUEST)
    yield "submitted", news.settled(Moment.REQUEST)
    yield "in-review", news.opened()
    yield "in-review", news.asked(AGENCY)
    yield "in-review", news.opinion(AGENCY, Verdict.INFORMATION)
    yield "in-review", news.concluded(AGENCY)
    yield "awaiting-signature", news.words(AGENCY)
    yield "issued", news.signed("NRU-095410113-2026-000001")


def a_declaration(news: News) -> Life:
    """The receipt is the title from the first day."""
    yield "in-force", news.opened()
    yield "in-force", news.lapsed()


LIVES = dict(zip(SHAPES, (a_permit, a_repair, a_note, a_declaration), strict=True))


@pytest.mark.parametrize("code", SHAPES)
def test_each_shape_of_procedure_has_its_statuses(room: RoomFor, engine: sa.Engine, code: str) -> None:
    dossier = kept(engine, a_handed_in(code))
    news = [News(dossier, procedures.load(code).ref, NOW + timedelta(minutes=minute)) for minute in range(20)]
    expected = [status for status, _ in LIVES[code](news[0])]

    seen = []
    for minute in range(len(expected)):
        tell(room, [event for _, event in LIVES[code](news[minute])][minute], now=NOW + timedelta(minutes=minute))
        seen.append(room(APPLICANT).dossier(dossier)["status"])

    assert seen == expected


def test_a_file_that_is_refused_gets_no_paper(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in())

    tell(room, News(dossier).opened(), *map(News(dossier).opinion, BODIES), News(dossier).decided(BODIES, Outcome.REFUSED))

    assert room(APPLICANT).dossier(dossier)["status"] == "refused"
    assert not [event for event in told(engine) if isinstance(event, PermitPrepared)]


def test_an_opinion_that_was_adjourned_counts_when_it_is_given(room: RoomFor, engine: sa.Engine) -> None:
    dossier, (first, *others) = kept(engine, a_handed_in()), BODIES
    news, later = News(dossier), News(dossier, at=NOW + timedelta(days=1))
    tell(room, news.opinion(first, Verdict.ADJOURNED), *map(news.opinion, others), news.settled(), news.decided(BODIES))
    assert told(engine) == []

    tell(room, later.opinion(first))

    assert [type(event) for event in told(engine)] == [PermitPrepared]


def test_a_declaration_is_in_force_until_somebody_objects(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in("simple-activity-declaration"))
    tell(room, News(dossier, DECLARATION).opened())
    assert room(APPLICANT).dossier(dossier)["status"] == "in-force"

    tell(room, News(dossier, DECLARATION, NOW + timedelta(days=1)).objected())

    assert room(APPLICANT).dossier(dossier)["status"] == "objected"
    with pytest.raises(MoveNotAllowed):
        room(APPLICANT).withdraw_dossier(dossier)


def test_an_objection_stands_though_it_is_told_before_the_opening(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in("simple-activity-declaration"))

    tell(room, News(dossier, DECLARATION, NOW + timedelta(days=1)).objected(), News(dossier, DECLARATION).opened())

    assert room(APPLICANT).dossier(dossier)["status"] == "objected"


def test_what_was_declared_and_is_in_force_can_be_taken_back(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in("simple-activity-declaration"))
    tell(room, News(dossier, DECLARATION).opened(), News(dossier, DECLARATION, NOW + timedelta(days=60)).lapsed())

    answer = room(APPLICANT).withdraw_dossier(dossier)

    assert answer["status"] == "withdrawn"
    assert [type(event) for event in told(engine)] == [DossierWithdrawn]


def test_a_receipt_that_is_a_title_tells_anybody_how_it_stands(room: RoomFor) -> None:
    dossier = submitted(room, "simple-activity-declaration")
    number = room(APPLICANT).dossier(dossier)["registry_number"]
    assert number is not None

    stands = []
    for event in (News(dossier, DECLARATION).opened(), News(dossier, DECLARATION, NOW + timedelta(days=1)).objected()):
        tell(room, event)
        stands.append(room(NOBODY).verify_receipt(number))

    assert [(proof["title"], proof["status"]) for proof in stands] == [(True, "in-force"), (True, "objected")]
    assert stands[0]["document"] == room(APPLICANT).receipt(dossier)["sha256"]


def test_a_receipt_that_is_no_title_tells_nothing_of_the_study(room: RoomFor, engine: sa.Engine) -> None:
    kept(engine, a_handed_in("repair-permit"))

    assert not {"title", "status"} & room(NOBODY).verify_receipt("095410113-2026-000001").keys()
