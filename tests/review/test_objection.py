"""To object to what was declared: with reasons, within the time, in the office that the procedure names; else it stands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from contracts.people import Authority
from contracts.refusals import NotYourOffice, Refusal
from services.review import store
from services.review.domain.case import Case
from services.review.domain.refusals import CaseMoveNotAllowed, CaseNotFound, ObjectionNotReasoned, ObjectionTooLate, WordingNotUnderstood
from services.review.service import Review
from tests.review.makers import DECLARATION, NOW, a_case, a_case_under, a_person, a_study, an_objection, keep
from tests.rooms import announced, room_for

LAST_MORNING = NOW + timedelta(days=60)
TOO_LATE = NOW + timedelta(days=61)
WHY = ["The premises are no shop."]


def codes(refusal: Refusal) -> list[str]:
    """List the codes of a refusal's reasons."""
    return [reason.code for reason in refusal.reasons]


@pytest.mark.parametrize("reasons", [(" ",), ("", "\n")])
def test_objection_is_reasoned(reasons: tuple[str, ...]) -> None:
    case = a_case_under(DECLARATION)

    with pytest.raises(ObjectionNotReasoned) as refused:
        case.object(an_objection(*reasons))

    assert codes(refused.value) == ["reasons-missing"]
    assert case.objection is None


def test_objection_comes_in_time() -> None:
    case = a_case_under(DECLARATION)

    with pytest.raises(ObjectionTooLate):
        case.object(an_objection(raised_at=TOO_LATE))

    assert case.object(an_objection(raised_at=LAST_MORNING)).raised_at == LAST_MORNING


def test_the_last_day_to_object_ends_at_midnight_in_morocco() -> None:
    case = a_case_under(DECLARATION)
    before_midnight = datetime(2027, 1, 22, 22, 59, tzinfo=UTC)

    with pytest.raises(ObjectionTooLate):
        case.object(an_objection(raised_at=before_midnight + timedelta(minutes=1)))

    assert case.due_on == date(2027, 1, 22)
    assert case.object(an_objection(raised_at=before_midnight))


def test_an_objection_reports_everything_that_is_wrong_at_once() -> None:
    case = a_case_under(DECLARATION)

    with pytest.raises(ObjectionNotReasoned) as refused:
        case.object(an_objection(" ", raised_at=TOO_LATE))

    assert codes(refused.value) == ["reasons-missing", "objection-too-late"]


def test_nothing_lapses_while_somebody_may_still_object() -> None:
    case = a_case_under(DECLARATION)

    with pytest.raises(CaseMoveNotAllowed):
        case.lapse(LAST_MORNING)

    assert case.lapse(TOO_LATE).lapsed_at == TOO_LATE


def declared(database: sa.Engine, **submission: str) -> str:
    """Keep the case of a declaration, and name its file."""
    return kept(database, a_case_under(DECLARATION, **submission))


def kept(database: sa.Engine, case: Case) -> str:
    """Keep a case, and name its file."""
    with database.begin() as connection:
        keep(connection, case)
    return case.dossier


def told(database: sa.Engine) -> list[tuple[str, str]]:
    """Name what was announced, and of which file."""
    return [(type(event).__name__, event.subject()) for event in announced(database)]


def test_the_president_objects_with_reasons_and_the_parties_read_them(database: sa.Engine) -> None:
    dossier = declared(database)

    view = room_for(Review, database, now=NOW, caller=a_person("president")).object(dossier, WHY)

    assert view["status"] == "objected"
    assert told(database) == [("ObjectionRaised", dossier)]
    owner = a_person("applicant", account="owner", territory="")
    objection = room_for(Review, database, now=NOW, caller=owner).case(dossier)["objection"]
    assert objection is not None
    assert objection["reasons"] == WHY


@pytest.mark.parametrize(
    ("now", "reasons", "refusal"),
    [
        (NOW, [], ObjectionNotReasoned),
        (NOW, [" "], ObjectionNotReasoned),
        (NOW, None, WordingNotUnderstood),
        (TOO_LATE, WHY, ObjectionTooLate),
    ],
)
def test_an_objection_without_reasons_or_after_the_time_leaves_no_trace(
    database: sa.Engine, now: datetime, reasons: list[str], refusal: type[Refusal]
) -> None:
    dossier = declared(database)

    with pytest.raises(refusal):
        room_for(Review, database, now=now, caller=a_person("president")).object(dossier, reasons)

    assert told(database) == []
    assert room_for(Review, database, now=now, caller=a_person("clerk")).case(dossier)["status"] == "open-to-objection"


@pytest.mark.parametrize(("role", "territory", "refusal"), [("clerk", "09.541.01.13", NotYourOffice), ("governor", "09.541", CaseNotFound)])
def test_nobody_else_objects(database: sa.Engine, role: str, territory: str, refusal: type[Refusal]) -> None:
    dossier = declared(database)

    with pytest.raises((NotYourOffice, CaseNotFound)) as refused:
        room_for(Review, database, now=NOW, caller=a_person(role, territory=territory)).object(dossier, WHY)

    assert refused.type is refusal


def test_nobody_objects_to_what_is_decided_and_nobody_decides_what_is_declared(database: sa.Engine) -> None:
    declaration, permit = declared(database), kept(database, a_case())
    president = a_person("president")

    with pytest.raises(NotYourOffice):
        room_for(Review, database, now=NOW, caller=president).object(permit, WHY)
    with pytest.raises(NotYourOffice):
        room_for(Review, database, now=NOW, caller=president).decide(declaration, "favourable")


def test_a_governor_objects_where_the_procedure_says_so(database: sa.Engine) -> None:
    study = a_study(admissibility=None, seats=(), decides=None, decision=None, objects=Authority.GOVERNOR, objection=DECLARATION.limit)
    dossier = kept(database, a_case(study, procedure=DECLARATION.ref))
    governor, president = a_person("governor", territory="09.541"), a_person("president")

    with pytest.raises(NotYourOffice):
        room_for(Review, database, now=NOW, caller=president).object(dossier, WHY)

    assert room_for(Review, database, now=NOW, caller=governor).object(dossier, WHY)["status"] == "objected"


def test_a_tick_ends_only_what_has_lapsed_and_tells_it_once(database: sa.Engine) -> None:
    lapsed, open_still = declared(database), kept(database, a_case_under(DECLARATION, submitted_at=NOW + timedelta(days=1)))
    objected = a_case_under(DECLARATION)
    objected.object(an_objection())
    withdrawn = a_case_under(DECLARATION)
    withdrawn.close(NOW)
    others = [kept(database, case) for case in (objected, withdrawn, a_case())]

    for _ in range(2):
        room_for(Review, database, now=TOO_LATE).end_objection_times()

    assert told(database) == [("ObjectionTimeLapsed", lapsed)]
    with database.begin() as connection:
        statuses = [store.read(connection, dossier).status for dossier in (lapsed, open_still, *others)]
    assert statuses == ["concluded", "open-to-objection", "objected", "closed", "awaiting-admissibility"]


def test_two_ticks_at_once_tell_it_once(database: sa.Engine) -> None:
    lapsed = sorted(declared(database) for _ in range(5))

    def tick(_: int) -> None:
        room_for(Review, database, now=TOO_LATE).end_objection_times()

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(tick, range(4)))

    assert sorted(told(database)) == [("ObjectionTimeLapsed", dossier) for dossier in lapsed]


def test_a_tick_leaves_to_others_what_they_hold(database: sa.Engine) -> None:
    held, free = declared(database), declared(database)
    impatient = sa.create_engine(database.url, connect_args={"options": "-c lock_timeout=1000"}, poolclass=sa.NullPool)

    with database.begin() as somebody:
        store.load(somebody, held)
        room_for(Review, impatient, now=TOO_LATE).end_objection_times()

    assert told(database) == [("ObjectionTimeLapsed", free)]
