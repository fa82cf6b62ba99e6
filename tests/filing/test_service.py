"""The registry office at work, on PostgreSQL and real documents, without a broker."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from chassis.documents import DocumentsAway
from chassis.paging import CursorNotUnderstood
from chassis.receipts import AlreadyDone, Errand
from contracts.events import Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, MandateRequested, PermitIssued, PermitPrepared
from contracts.payment import FeesSettled
from contracts.people import NOBODY
from contracts.refusals import ChangedMeanwhile, IdempotencyKeyReused, NotYourOffice
from contracts.review import (
    CaseOpened,
    CaseResumed,
    ComplementRequested,
    DecisionReached,
    OpinionGiven,
    OpinionReasoned,
    Outcome,
    Reservation,
    Verdict,
)
from contracts.signature import PermitSigned
from demo.people import until
from services.filing import settings
from services.filing.domain.refusals import DocumentRefused, MoveNotAllowed, NoSuchDossier, NoSuchPart, NotSubmittable, NotYet
from tests.files import NUMBERED
from tests.filing.makers import RoomFor
from tests.filing.test_domain import AUTHOR, OWNER, PROCEDURE, a_form
from tests.people import a_caller
from tests.rooms import announced

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COMMUNE = "09.541.01.13"
ARCHITECT = a_caller("architect", "professional")
APPLICANT = a_caller("owner", "applicant")
CLERK = a_caller("clerk", "clerk", territory=COMMUNE)
STRANGER = a_caller("clerk-of-tangier", "clerk", territory="01.511.01.0")
PLAN = Path("demo/plan.pdf")


def a_draft(room: RoomFor, now: datetime = NOW) -> str:
    """Begin a draft under a mandate that the owner has confirmed."""
    dossier = str(room(now=now).create_dossier("building-permit-small", COMMUNE, {"account": "owner"}, asdict(AUTHOR))["id"])
    room(APPLICANT).confirm_mandate(dossier, asdict(OWNER))
    return dossier


def told(engine: sa.Engine) -> list[Event]:
    """Give what was announced, but for the mandates with which every draft begins."""
    return [event for event in announced(engine) if not isinstance(event, MandateRequested)]


def a_complete_draft(room: RoomFor) -> str:
    dossier = a_draft(room)
    room().change_form(dossier, a_form())
    for kind in PROCEDURE.required_documents:
        attach(room, dossier, kind)
    return dossier


def attach(room: RoomFor, dossier: str, kind: str, content: bytes | None = None, media_type: str = "application/pdf") -> dict[str, Any]:
    content = PLAN.read_bytes() if content is None else content
    return room().attach_document(dossier, kind, send(dossier, kind, content), len(content), media_type)


def send(dossier: str, kind: str, content: bytes) -> str:
    """Let a document arrive, as the gateway does; give its SHA-256."""
    return settings.uploads().receive(f"{dossier}.{kind}", [content], len(content)).sha256


def submitted(room: RoomFor) -> str:
    dossier = a_complete_draft(room)
    room().submit_dossier(dossier)
    return dossier


def tell_opinions(room: RoomFor, dossier: str, verdict: Verdict = Verdict.FAVOURABLE) -> None:
    for body in sorted(PROCEDURE.mandatory_bodies):
        opinion = OpinionGiven(**NUMBERED, dossier=dossier, commune=COMMUNE, body=body, verdict=verdict, given_by="r", given_at=NOW)
        room().note_opinion(opinion)


def tell_decision(room: RoomFor, dossier: str, verdict: Verdict = Verdict.FAVOURABLE) -> None:
    tell_opinions(room, dossier, verdict)
    room().note_decision(
        DecisionReached(**NUMBERED, dossier=dossier, commune=COMMUNE, outcome=Outcome.FAVOURABLE, decided_by="p", decided_at=NOW, bodies=())
    )


def settled(dossier: str) -> FeesSettled:
    return FeesSettled(
        **NUMBERED, dossier=dossier, commune=COMMUNE, order="o", amount="5482.00", currency="MAD", method="card", settled_at=NOW
    )


def signed(dossier: str, number: str) -> PermitSigned:
    return PermitSigned(
        **NUMBERED,
        dossier=dossier,
        commune=COMMUNE,
        request="r",
        permit_number=number,
        prepared_document="a" * 64,
        document="b" * 64,
        key="k",
        signed_by="p",
        signed_at=NOW,
    )


def test_a_draft_keeps_what_was_typed_and_attached(room: RoomFor) -> None:
    dossier = a_draft(room)

    room().change_form(dossier, {"project": {"levels": 2}})
    attached = attach(room, dossier, "architectural-plans")

    kept = room(APPLICANT).dossier(dossier)
    assert kept["status"] == "draft"
    assert kept["form"] == {"project": {"levels": 2}, "architect": AUTHOR.section()}
    assert attached["pages"] == 1
    assert [each["kind"] for each in kept["documents"]] == ["architectural-plans"]


def test_a_submission_is_numbered_has_its_receipt_and_is_announced(room: RoomFor, engine: sa.Engine) -> None:
    dossier = a_complete_draft(room)

    answer = room().submit_dossier(dossier)

    assert answer["registry_number"] == "095410113-2026-000001"
    assert settings.documents().get(room(APPLICANT).receipt(dossier)["sha256"]).startswith(b"%PDF-")
    (event,) = told(engine)
    assert isinstance(event, DossierSubmitted)
    assert event.registry_number == answer["registry_number"]


def test_a_new_year_is_numbered_from_its_first_minute_in_morocco(room: RoomFor, engine: sa.Engine) -> None:
    half_past_midnight = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    dossier = a_complete_draft(room)

    registered = room(now=half_past_midnight).submit_dossier(dossier)["registry_number"]
    tell_decision(room, dossier)
    room(now=half_past_midnight).prepare_permit(settled(dossier))

    prepared = told(engine)[-1]
    assert isinstance(prepared, PermitPrepared)
    assert (registered, prepared.permit_number) == ("095410113-2027-000001", "PC-095410113-2027-000001")
    assert [line["registry_number"] for line in room(CLERK).register(COMMUNE, 2027)["items"]] == [registered]


def test_anybody_can_check_a_receipt_and_learns_no_name(room: RoomFor) -> None:
    dossier = submitted(room)
    number = room(APPLICANT).dossier(dossier)["registry_number"]

    proof = room(NOBODY).verify_receipt(number)

    assert proof["document"] == room(APPLICANT).receipt(dossier)["sha256"]
    assert OWNER.full_name not in str(proof)
    with pytest.raises(NoSuchDossier):
        room(NOBODY).verify_receipt("095410113-2026-999999")


def test_the_register_has_no_gap_even_after_a_refused_submission(room: RoomFor) -> None:
    submitted(room)
    incomplete = a_draft(room)
    with pytest.raises(NotSubmittable):
        room().submit_dossier(incomplete)
    submitted(room)

    lines = room(CLERK).register(COMMUNE, 2026)["items"]

    assert [line["registry_number"] for line in lines] == ["095410113-2026-000001", "095410113-2026-000002"]


@pytest.mark.parametrize("territory", ["09.541", "national"])
def test_a_clerk_reads_the_register_of_his_own_desk_only(room: RoomFor, territory: str) -> None:
    elsewhere = a_caller("clerk", "clerk", territory=territory)
    small_commune = "09.541.01.05"  # whose desk is that of the province

    with pytest.raises(NotYourOffice):
        room(elsewhere).register(COMMUNE, 2026)
    with pytest.raises(NotYourOffice):
        room(a_caller("clerk", "clerk", territory=small_commune)).register(small_commune, 2026)

    assert room(a_caller("clerk", "clerk", territory="09.541")).register(small_commune, 2026)["items"] == []
    assert room(a_caller("auditor", "auditor", territory=territory)).register(COMMUNE, 2026)["items"] == []


def test_a_file_keeps_its_number_when_its_receipt_could_not_be_kept(room: RoomFor, engine: sa.Engine, tmp_path: Path) -> None:
    unlucky, other = a_complete_draft(room), a_complete_draft(room)
    (tmp_path / "sha256").touch()
    with pytest.raises(DocumentsAway):
        room().submit_dossier(unlucky)
    assert (room(APPLICANT).dossier(unlucky)["status"], room(APPLICANT).dossier(unlucky)["registry_number"]) == ("draft", None)
    (tmp_path / "sha256").unlink()

    second, first = (room().submit_dossier(dossier)["registry_number"] for dossier in (other, unlucky))

    assert (first, second) == ("095410113-2026-000001", "095410113-2026-000002")
    assert len(told(engine)) == 2


def test_the_register_goes_on_after_a_number_of_its_own_only(room: RoomFor) -> None:
    for _ in range(3):
        submitted(room)

    first = room(CLERK).register(COMMUNE, 2026, limit=2)
    rest = room(CLERK).register(COMMUNE, 2026, limit=2, cursor=first["next_cursor"])

    assert ([len(page["items"]) for page in (first, rest)], rest["next_cursor"]) == ([2, 1], None)
    for nonsense in ("nonsense", "\x00", "~", "095410113-2025-000001", "095410113-2026-1", "095410113-2026-000001\n", "zzz"):
        with pytest.raises(CursorNotUnderstood):
            room(CLERK).register(COMMUNE, 2026, cursor=nonsense)


def test_a_command_repeated_with_its_key_gives_its_first_answer(room: RoomFor, engine: sa.Engine) -> None:
    dossier = a_complete_draft(room)
    errand = Errand(message_id="architect:key-1", handler="submit_dossier", fingerprint="f")
    first = room(errand=errand).submit_dossier(dossier)

    with pytest.raises(AlreadyDone) as again:
        room(errand=errand).submit_dossier(dossier)

    assert again.value.answer == first
    assert len(told(engine)) == 1
    with pytest.raises(IdempotencyKeyReused):
        room(errand=Errand(message_id="architect:key-1", handler="submit_dossier", fingerprint="other")).submit_dossier(dossier)


def test_what_is_not_what_it_claims_is_refused(room: RoomFor) -> None:
    dossier = a_draft(room)

    for content, media_type, code in (
        (b"GIF89a", "application/pdf", "content-is-not-what-it-claims"),
        (b"%PDF-1.7 and then nothing", "application/pdf", "pdf-does-not-open"),
        (b"hello", "text/plain", "media-type-not-taken"),
    ):
        with pytest.raises(DocumentRefused) as refusal:
            attach(room, dossier, "architectural-plans", content, media_type)
        assert [reason.code for reason in refusal.value.reasons] == [code]


def test_an_older_version_of_the_draft_is_not_overwritten(room: RoomFor) -> None:
    dossier = a_draft(room)
    seen = room().dossier(dossier)["version"]
    room().change_form(dossier, {"project": {"levels": 1}}, version=seen)

    with pytest.raises(ChangedMeanwhile):
        room().change_form(dossier, {"project": {"levels": 2}}, version=seen)


def test_a_file_does_not_exist_for_who_may_not_see_it(room: RoomFor) -> None:
    dossier = submitted(room)

    assert room(CLERK).dossier(dossier)["id"] == dossier
    for ask in (room(STRANGER).dossier, room(STRANGER).timeline, room(STRANGER).receipt, room(CLERK).withdraw_dossier):
        with pytest.raises(NoSuchDossier):
            ask(dossier)
    assert room(STRANGER).dossiers()["items"] == []
    assert [each["id"] for each in room(CLERK).dossiers()["items"]] == [dossier]


def test_a_reviewer_is_listed_the_files_of_the_very_versions_that_ask_his_body(room: RoomFor, engine: sa.Engine) -> None:
    asked, not_asked = submitted(room), submitted(room)
    with engine.begin() as session:
        session.execute(sa.text("update dossiers set procedure = 'building-permit-small@1992-06' where id = :id"), {"id": not_asked})
    reviewer = a_caller("r", "reviewer", territory="09", body="urban-agency")

    listed = [each["id"] for each in room(reviewer).dossiers()["items"]]

    assert listed == [asked]


def test_lists_go_on_page_after_page_the_newest_first(room: RoomFor) -> None:
    made = [a_draft(room, NOW + timedelta(minutes=minute)) for minute in range(5)]

    first = room().dossiers(limit=3)
    second = room().dossiers(limit=3, cursor=first["next_cursor"])

    assert [each["id"] for each in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None
    assert room().dossiers(status="issued")["items"] == []


def test_no_file_has_come_to_a_status_that_this_version_does_not_know(room: RoomFor) -> None:
    submitted(room)

    assert room().dossiers(status="silence-attested")["items"] == []


def test_officials_hear_nothing_of_a_draft_that_was_taken_back(room: RoomFor) -> None:
    dossier = a_draft(room)

    room().withdraw_dossier(dossier)

    assert room(CLERK).dossiers()["items"] == []
    with pytest.raises(NoSuchDossier):
        room(CLERK).dossier(dossier)


def test_a_complement_opens_the_file_again_once(room: RoomFor) -> None:
    dossier = submitted(room)
    room().reopen_dossier(ComplementRequested(**NUMBERED, dossier=dossier, commune=COMMUNE, items=("situation-plan",), requested_at=NOW))

    room().change_form(dossier, {"project": {"levels": 1}})
    assert room().provide_complement(dossier)["status"] == "in-review"

    with pytest.raises(MoveNotAllowed):
        room().change_form(dossier, {"project": {"levels": 2}})


def test_the_timeline_tells_until_when_a_resumed_study_lasts(room: RoomFor) -> None:
    dossier, limit = submitted(room), NOW.date() + timedelta(days=45)

    room().note_resumption(CaseResumed(**NUMBERED, dossier=dossier, commune=COMMUNE, due_on=limit, resumed_at=NOW))

    assert room().timeline(dossier)["items"][-1] == {
        "what": "case-resumed",
        "at": NOW.isoformat(),
        "details": {"due_on": limit.isoformat()},
    }


def test_the_permit_is_prepared_only_when_all_it_states_is_known(room: RoomFor, engine: sa.Engine) -> None:
    dossier = submitted(room)
    with pytest.raises(NotYet):
        room().prepare_permit(settled(dossier))

    tell_decision(room, dossier)
    room().prepare_permit(settled(dossier))

    prepared = told(engine)[-1]
    assert isinstance(prepared, PermitPrepared)
    assert prepared.permit_number == "PC-095410113-2026-000001"
    assert settings.documents().get(prepared.document).startswith(b"%PDF-")
    with pytest.raises(NoSuchPart):
        room(APPLICANT).permit(dossier)


def test_the_permit_waits_for_the_opinion_after_an_adjournment(room: RoomFor) -> None:
    dossier = submitted(room)
    tell_decision(room, dossier, Verdict.ADJOURNED)

    with pytest.raises(NotYet):
        room().prepare_permit(settled(dossier))

    tell_opinions(room, dossier)
    room().prepare_permit(settled(dossier))


def reasoned(dossier: str, body: str, text: str = "Garder 3 m de recul.") -> OpinionReasoned:
    words = Reservation(text=text, rule="art. 12")
    return OpinionReasoned(dossier=dossier, commune=COMMUNE, body=body, reservations=(words,), given_at=NOW)


def test_the_permit_waits_for_the_words_of_each_reservation_and_prints_them(room: RoomFor, engine: sa.Engine) -> None:
    dossier = submitted(room)
    first, *others = sorted(PROCEDURE.mandatory_bodies)
    room().keep_reservations(reasoned(dossier, first, "Garder la haie."))  # before anything else is told of it
    tell_decision(room, dossier, Verdict.FAVOURABLE_WITH_RESERVATIONS)
    with pytest.raises(NotYet):
        room().prepare_permit(settled(dossier))

    for body in others:
        room().keep_reservations(reasoned(dossier, body))
        room().keep_reservations(reasoned(dossier, body))
    room().prepare_permit(settled(dossier))

    prepared = announced(engine)[-1]
    assert isinstance(prepared, PermitPrepared)
    paper = PdfReader(BytesIO(settings.documents().get(prepared.document)))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert text.count("Garder la haie. (art. 12)") == 1
    assert text.count("Garder 3 m de recul. (art. 12)") == len(others)


def test_a_timeline_repeats_no_words_of_a_reservation(room: RoomFor) -> None:
    dossier = submitted(room)
    room().keep_reservations(reasoned(dossier, "province", "Voir M. Idrissi."))

    assert "Idrissi" not in str(room().timeline(dossier))


def test_the_permit_waits_for_every_opinion_that_the_decision_rests_on(room: RoomFor) -> None:
    dossier = submitted(room)
    tell_opinions(room, dossier)
    bodies = (*sorted(PROCEDURE.mandatory_bodies), "civil-protection")
    rests: dict[str, Any] = {"outcome": Outcome.FAVOURABLE, "decided_by": "p", "decided_at": NOW, "bodies": bodies}
    room().note_decision(DecisionReached(**NUMBERED, dossier=dossier, commune=COMMUNE, **rests))
    with pytest.raises(NotYet):
        room().prepare_permit(settled(dossier))

    late: dict[str, Any] = {"body": "civil-protection", "verdict": Verdict.FAVOURABLE, "given_by": "r", "given_at": NOW}
    room().note_opinion(OpinionGiven(**NUMBERED, dossier=dossier, commune=COMMUNE, **late))
    room().prepare_permit(settled(dossier))


def test_a_stranger_does_not_learn_what_lies_in_the_store(room: RoomFor) -> None:
    dossier, stranger = a_draft(room), a_caller("stranger", "professional")
    for sha256 in (send(dossier, "architectural-plans", b"no plan"), "0" * 64):
        with pytest.raises(NoSuchDossier):
            room(stranger).attach_document(dossier, "architectural-plans", sha256, 7, "application/pdf")


def test_who_may_attach_learns_under_which_procedure(room: RoomFor) -> None:
    dossier = a_draft(room)
    assert room().attaching(dossier) == {"code": "building-permit-small", "version": "2026-02"}
    with pytest.raises(NoSuchDossier):
        room(STRANGER).attaching(dossier)

    handed_in = submitted(room)
    with pytest.raises(MoveNotAllowed):
        room().attaching(handed_in)


def test_a_fact_of_another_room_waits_for_whoever_changes_the_file_and_is_noted(room: RoomFor, engine: sa.Engine) -> None:
    """PostgreSQL looks at the changed row once more; the receipt, which is in by then, stays one."""
    dossier = submitted(room)
    fact = CaseOpened(**NUMBERED, dossier=dossier, commune=COMMUNE, due_on=NOW.date(), opened_at=NOW)
    with ThreadPoolExecutor(1) as other, engine.begin() as session:
        session.execute(sa.text("update dossiers set version = version + 1"))
        noting = other.submit(room().note_case, fact)
        until("the other one waits", lambda: waiting_for_locks(engine) == 1)
        session.commit()
        noting.result(timeout=10)

    assert room(CLERK).dossier(dossier)["status"] == "in-review"
    assert [each["what"] for each in room(CLERK).timeline(dossier)["items"]].count("case-opened") == 1


def waiting_for_locks(engine: sa.Engine) -> int:
    """Count the sessions of this database that wait for a lock."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    with engine.connect() as session:
        return int(session.execute(sa.text(query)).scalar_one())


def test_the_signed_permit_is_at_once_in_the_applicants_space(room: RoomFor, engine: sa.Engine) -> None:
    dossier = submitted(room)
    room().note_case(
        CaseOpened(
            registry_number="095410113-2026-000001",
            dossier=dossier,
            commune=COMMUNE,
            procedure=PROCEDURE.ref,
            due_on=NOW.date(),
            opened_at=NOW,
        )
    )
    tell_decision(room, dossier)
    room().prepare_permit(settled(dossier))

    room().issue_permit(signed(dossier, "PC-095410113-2026-000001"))

    assert room(APPLICANT).permit(dossier) == {"sha256": "b" * 64}
    assert room(APPLICANT).dossier(dossier)["status"] == "issued"
    assert isinstance(told(engine)[-1], PermitIssued)
    lines = [line["what"] for line in room(APPLICANT).timeline(dossier)["items"]]
    assert {"case-opened", "opinion-given", "decision-reached", "fees-settled", "permit-signed"} <= set(lines)


def test_a_permit_is_found_by_its_number_once_it_is_issued(room: RoomFor) -> None:
    dossier, number = submitted(room), "PC-095410113-2026-000001"
    tell_decision(room, dossier)
    room().prepare_permit(settled(dossier))

    with pytest.raises(NoSuchPart):
        room(APPLICANT).permit_by_number(number)
    room().issue_permit(signed(dossier, number))

    assert room(APPLICANT).permit_by_number(number)["dossier"] == dossier
    with pytest.raises(NoSuchDossier):
        room(STRANGER).permit_by_number(number)


def test_a_withdrawn_file_gets_no_permit(room: RoomFor, engine: sa.Engine) -> None:
    dossier = submitted(room)
    tell_decision(room, dossier)

    room().withdraw_dossier(dossier)
    room().prepare_permit(settled(dossier))

    assert isinstance(told(engine)[-1], DossierWithdrawn)
    assert room().dossier(dossier)["status"] == "withdrawn"


def test_a_permit_signed_while_its_file_was_taken_back_is_void_in_the_timeline(room: RoomFor, engine: sa.Engine) -> None:
    dossier = submitted(room)
    tell_decision(room, dossier)
    room().prepare_permit(settled(dossier))
    room(now=NOW + timedelta(seconds=1)).withdraw_dossier(dossier)

    room(now=NOW + timedelta(seconds=2)).issue_permit(signed(dossier, "PC-095410113-2026-000001"))

    lines = [line["what"] for line in room(APPLICANT).timeline(dossier)["items"]]
    assert lines[-3:] == ["permit-signed", "dossier-withdrawn", "permit-voided"]
    assert isinstance(told(engine)[-1], DossierWithdrawn)
    with pytest.raises(NoSuchPart):
        room(APPLICANT).permit(dossier)


def test_a_timeline_names_no_person(room: RoomFor) -> None:
    dossier = submitted(room)
    tell_decision(room, dossier)

    details = [line["details"] for line in room(APPLICANT).timeline(dossier)["items"]]

    assert not any({"given_by", "decided_by", "applicant", "filed_by"} & set(each) for each in details)
