"""The paper of a file, on PostgreSQL: prepared by whatever comes last, once, whoever comes at once and whoever dies."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from catalogue import procedures
from chassis.receipts import AlreadyDone, Errand
from contracts.filing import DossierWithdrawn, PermitPrepared
from contracts.identifiers import new_id
from contracts.review import OpinionReasoned, Verdict
from services.filing import store
from services.filing.archive import documents
from services.filing.domain.standing import Stage
from services.filing.following import learned
from services.filing.preparing import AT_ONCE, Step
from services.filing.service import Filing
from services.filing.store import listing
from tests.filing.makers import CLERK, COMMUNE, NOW, SHAPES, RoomFor, a_complete_draft, a_handed_in, kept, submitted, told
from tests.filing.news import BODIES, News, all_stated, tell
from tests.filing.together import hear_together
from tests.rooms import room_for

PAPERS = [code for code in SHAPES if procedures.load(code).paper is not None]
ERRAND = Errand(message_id="event-1", handler="filing.note-settlement")


def prepared(engine: sa.Engine) -> list[PermitPrepared]:
    """Give what was announced of papers."""
    return [event for event in told(engine) if isinstance(event, PermitPrepared)]


def words_of(paper: PermitPrepared) -> str:
    """Read a paper."""
    pages = PdfReader(BytesIO(documents().get(paper.document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("code", PAPERS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_paper_is_prepared_once_when_the_last_of_its_facts_is_told(
    room: RoomFor, engine: sa.Engine, code: str, data: st.DataObject
) -> None:
    dossier = kept(engine, a_handed_in(code, registry_number=new_id()))
    *early, last = data.draw(st.permutations(all_stated(News(dossier, procedures.load(code).ref))))

    tell(room, *early)
    before = [each for each in prepared(engine) if each.dossier == dossier]
    tell(room, last)
    tell(room, *early, last)  # as other deliveries, which nobody knows to be the same

    assert before == []
    assert [each.dossier for each in prepared(engine)].count(dossier) == 1


@pytest.mark.parametrize(("code", "series"), [*zip(PAPERS, ("PC", "PR", "NRU"), strict=True)])
def test_each_paper_is_numbered_in_its_own_series(room: RoomFor, engine: sa.Engine, code: str, series: str) -> None:
    for number in (1, 2):
        dossier = kept(engine, a_handed_in(code, number=number))
        tell(room, *all_stated(News(dossier, procedures.load(code).ref)))

    assert [each.permit_number for each in prepared(engine)] == [f"{series}-095410113-2026-00000{number}" for number in (1, 2)]
    assert prepared(engine)[0].permit_number in words_of(prepared(engine)[0])


def test_a_repair_holds_for_six_months_and_a_building_permit_does_not_run_out(room: RoomFor, engine: sa.Engine) -> None:
    repair, house = kept(engine, a_handed_in("repair-permit")), kept(engine, a_handed_in(number=2))

    tell(room, *all_stated(News(repair, procedures.load("repair-permit").ref)), *all_stated(News(house)))

    assert [room(CLERK).dossier(each)["valid_until"] for each in (repair, house)] == [date(2027, 5, 23).isoformat(), None]
    assert "23/05/2027" in words_of(prepared(engine)[0])


@pytest.mark.parametrize("code", PAPERS)
def test_of_two_last_facts_that_come_at_once_one_is_seen_to_be_the_last(room: RoomFor, engine: sa.Engine, code: str) -> None:
    """Each is written down before anybody looks: had both looked first, neither would have seen the other."""
    dossier = kept(engine, a_handed_in(code))
    *early, one, other = all_stated(News(dossier, procedures.load(code).ref))
    tell(room, *early)

    hear_together(engine, [one, other])

    assert [each.dossier for each in prepared(engine)] == [dossier]


class Dying(Filing):
    """A room whose process dies when it has written a fact down."""

    def _next_step(self, dossier_id: str) -> Step | None:
        raise SystemExit(dossier_id)


def test_a_fact_whose_process_died_before_it_signed_is_told_again(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in("repair-permit"))
    news = News(dossier, procedures.load("repair-permit").ref)
    tell(room, news.decided())
    with pytest.raises(SystemExit):
        room_for(Dying, engine, now=NOW, errand=ERRAND, event_id=ERRAND.message_id).note_settlement(news.settled())
    assert prepared(engine) == []

    tell(room, news.settled(), errand=ERRAND, event_id=ERRAND.message_id)

    assert [each.dossier for each in prepared(engine)] == [dossier]
    assert [line["what"] for line in room(CLERK).timeline(dossier)["items"]] == ["decision-reached", "fees-settled", "permit-prepared"]
    with pytest.raises(AlreadyDone):
        tell(room, news.settled(), errand=ERRAND, event_id=ERRAND.message_id)


def test_a_paper_that_nobody_was_told_to_prepare_is_found_by_the_sweep(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in("repair-permit"))
    news = News(dossier, procedures.load("repair-permit").ref)
    tell(room, news.decided())
    with pytest.raises(SystemExit):
        room_for(Dying, engine, now=NOW).note_settlement(news.settled())

    for _ in range(2):
        room(CLERK).prepare_what_is_complete()

    assert [each.dossier for each in prepared(engine)] == [dossier]


def answered(engine: sa.Engine, number: int, **changes: object) -> str:
    """Keep a repair of which everything was told, and nothing done."""
    dossier = kept(engine, a_handed_in("repair-permit", number=number, **changes))
    news = News(dossier, procedures.load("repair-permit").ref)
    with engine.begin() as connection:
        for event, at in ((news.decided(), news.at), (news.settled(), news.at)):
            connection.execute(store.LEARN, {**learned(event, at), "delivery": f"{dossier}/{type(event).__name__}", "by": "tests"})
    return dossier


def test_a_sweep_comes_to_every_file_and_one_that_is_broken_keeps_no_other_waiting(room: RoomFor, engine: sa.Engine) -> None:
    oldest = answered(engine, 1, created_at=NOW - timedelta(days=1))
    newest = answered(engine, 2, created_at=NOW + timedelta(days=1))
    with engine.begin() as connection:  # no paper can be written of it
        connection.execute(sa.text('update dossiers set form = \'{"works": {"nature": "gone"}}\' where id = :id'), {"id": newest})
    for number in range(AT_ONCE):  # what waits for a body stands between them
        kept(engine, a_handed_in(number=10 + number, stage=Stage.FAVOURABLE))

    room(CLERK).prepare_what_is_complete()

    assert [each.dossier for each in prepared(engine)] == [oldest]


def test_a_sweep_does_not_look_at_what_waits_for_money(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in())
    tell(room, *map(News(dossier).opinion, BODIES), News(dossier).decided(BODIES), News(dossier).assessed())

    with engine.connect() as connection:
        waiting = listing.find_without_paper(connection, 10, None)

    assert waiting == []


def test_the_permit_repeats_the_words_of_each_reservation(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in())
    news, (first, *others) = News(dossier), BODIES
    tell(room, news.words(first, "Garder la haie."))  # before anything else is told of it
    tell(room, *(news.opinion(body, Verdict.FAVOURABLE_WITH_RESERVATIONS) for body in BODIES), news.decided(BODIES), news.settled())
    assert prepared(engine) == []

    for body in others:
        tell(room, news.words(body), news.words(body))

    (paper,) = prepared(engine)
    assert words_of(paper).count("Garder la haie. (art. 12)") == 1
    assert words_of(paper).count("Garder 3 m de recul. (art. 12)") == len(others)


def test_a_note_says_what_the_body_knows(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in("planning-information-note"))
    facts = all_stated(News(dossier, procedures.load("planning-information-note").ref))
    said = "Zone HE2, R+2."

    tell(room, *(News(dossier).words(fact.body, said, "") if isinstance(fact, OpinionReasoned) else fact for fact in facts))

    assert said in words_of(prepared(engine)[0])


def test_a_new_year_is_numbered_from_its_first_minute_in_morocco(room: RoomFor, engine: sa.Engine) -> None:
    half_past_midnight = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    dossier = a_complete_draft(room)

    registered = room(now=half_past_midnight).submit_dossier(dossier)["registry_number"]
    tell(room, *all_stated(News(dossier)), now=half_past_midnight)

    (paper,) = prepared(engine)
    assert (registered, paper.permit_number) == ("095410113-2027-000001", "PC-095410113-2027-000001")
    assert [line["registry_number"] for line in room(CLERK).register(COMMUNE, 2027)["items"]] == [registered]


def test_a_paper_is_prepared_at_the_instant_that_is_printed_on_it(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in())

    tell(room, *all_stated(News(dossier)), now=NOW + timedelta(days=2))

    assert prepared(engine)[0].prepared_at == NOW + timedelta(days=2)
    assert "25/11/2026" in words_of(prepared(engine)[0])


def test_a_file_that_was_taken_back_gets_no_paper(room: RoomFor, engine: sa.Engine) -> None:
    dossier = submitted(room)
    *early, last = all_stated(News(dossier))
    tell(room, *early)

    room().withdraw_dossier(dossier)
    tell(room, last)

    assert isinstance(told(engine)[-1], DossierWithdrawn)
    assert room().dossier(dossier)["status"] == "withdrawn"


def test_a_paper_keeps_its_number_when_it_could_not_be_offered(room: RoomFor, engine: sa.Engine) -> None:
    """The number is the file's before it is printed: whoever composes anew prints the same one, and no other file has it."""
    first, second = (kept(engine, a_handed_in(number=number)) for number in (1, 2))
    *early, last = all_stated(News(first))
    tell(room, *early)
    with pytest.raises(SystemExit):
        room_for(Broken, engine, now=NOW).note_settlement(News(first).settled())

    tell(room, *all_stated(News(second)), replace(last))

    assert {each.dossier: each.permit_number[-1] for each in prepared(engine)} == {first: "1", second: "2"}


class Broken(Filing):
    """A room whose process dies with the paper in its hand."""

    def _next_step(self, dossier_id: str) -> Step | None:
        super()._next_step(dossier_id)
        raise SystemExit(dossier_id)
