"""Which documents are due of which project, and when those are taken that are due after the file was handed in."""

from typing import Any

import pytest
import sqlalchemy as sa

from catalogue import procedures
from contracts.filing import PermitPrepared
from services.filing.domain.documents import is_taken_at
from services.filing.domain.refusals import DocumentRefused, MoveNotAllowed, NotSubmittable, UnknownDocumentKind
from services.filing.domain.standing import Stage
from tests.filing.makers import (
    APPLICANT,
    NOW,
    PROCEDURE,
    RoomFor,
    a_complete_draft,
    a_dossier,
    a_form,
    a_handed_in,
    attach,
    filer_of,
    kept,
    needed,
    told,
)
from tests.filing.news import News, all_stated, tell
from tests.shelves import Publish, written

INSURANCE = {
    "code": "insurance",
    "labels": {"fr": "Assurance du chantier", "ar": "تأمين الورش", "en": "Insurance of the site"},
    "required": True,
    "due": "signature",
    "media_types": ["application/pdf"],
    "max_bytes": 26214400,
}


@pytest.fixture
def insured(publish: Publish) -> str:
    """A repair for which an insurance is due between the decision and the signature."""
    return publish("insured-repair", documents=[*written("repair-permit")["documents"], INSURANCE]).code


def missing(code: str, **changes: Any) -> set[str]:
    """Name the documents that a file lacks, to which none is attached."""
    dossier = a_dossier(code, form=a_form(code, **changes), documents={})
    with pytest.raises(NotSubmittable) as refusal:
        dossier.submit(procedures.load(code), "n", NOW)
    return {str(reason.facts["kind"]) for reason in refusal.value.reasons if reason.code == "missing-document"}


@pytest.mark.parametrize(
    ("code", "changes", "asked", "spared"),
    [
        ("repair-permit", {"works": {"scaffolding_on_street": True}}, "scaffolding-plan", ""),
        ("repair-permit", {"works": {"scaffolding_on_street": False}}, "", "scaffolding-plan"),
        ("repair-permit", {"works": {"scaffolding_on_street": None}}, "", "scaffolding-plan"),
        ("simple-activity-declaration", {"premises": {"tenure": "tenant"}}, "lease", "ownership-certificate"),
        ("simple-activity-declaration", {"premises": {"tenure": "owner"}}, "ownership-certificate", "lease"),
    ],
    ids=str,
)
def test_documents_are_complete_for_what_the_form_declares(code: str, changes: dict[str, Any], asked: str, spared: str) -> None:
    lacking = missing(code, **changes)

    assert {asked} - {""} <= lacking
    assert spared not in lacking


@pytest.mark.parametrize("area", ["large", True, [], {"m2": 24}, None, "NaN"])
def test_what_the_form_says_wrongly_counts_as_left_out_when_documents_are_asked_for(area: Any) -> None:
    assert missing("simple-activity-declaration", premises={"area": area}) == {"premises-photograph", "lease"}
    assert missing("repair-permit", works={"scaffolding_on_street": "true"}) == {"ownership-certificate", "photographs"}


def test_a_document_that_is_due_later_is_not_asked_for_when_the_file_is_handed_in() -> None:
    assert "concrete-plans" not in needed()
    assert "concrete-plans" not in missing(PROCEDURE.code)


def test_a_paper_waits_for_a_document_that_is_due_before_its_signature(room: RoomFor, engine: sa.Engine, insured: str) -> None:
    dossier = kept(engine, a_handed_in(insured))
    for event in (None, *all_stated(News(dossier, f"{insured}@2026-01"))):
        if event is not None:
            tell(room, event)
        room().prepare_what_is_complete()
    assert told(engine) == []

    attach(room, dossier, "insurance", by=APPLICANT)
    room().prepare_what_is_complete()

    assert [type(event) for event in told(engine)] == [PermitPrepared]


def test_a_document_that_is_due_before_the_signature_is_taken_after_the_decision_only(
    room: RoomFor, engine: sa.Engine, insured: str
) -> None:
    dossier = kept(engine, a_handed_in(insured))
    news = News(dossier, f"{insured}@2026-01")
    tell(room, news.opened())
    assert not takes(room, dossier, "insurance")

    tell(room, news.decided())
    assert takes(room, dossier, "insurance")
    assert not takes(room, dossier, "photographs")

    tell(room, news.settled())
    assert not takes(room, dossier, "insurance")  # the paper is prepared


def test_a_document_that_is_due_before_the_site_opens_is_taken_once_the_permit_is_issued(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in())
    tell(room, *all_stated(News(dossier)))
    assert not takes(room, dossier, "concrete-plans")

    tell(room, News(dossier).signed("PC-095410113-2026-000001"))

    assert takes(room, dossier, "concrete-plans")
    assert not takes(room, dossier, "architectural-plans")
    assert room().document(dossier, "concrete-plans")["pages"] == 1


def test_a_document_that_is_due_later_may_come_with_the_draft(room: RoomFor, insured: str) -> None:
    dossier = a_complete_draft(room, insured)

    attach(room, dossier, "insurance", by=filer_of(insured))

    assert room(APPLICANT).submit_dossier(dossier)["status"] == "submitted"


def takes(room: RoomFor, dossier: str, kind: str) -> bool:
    """Tell whether the applicant may attach a document of this kind now."""
    try:
        attach(room, dossier, kind, by=APPLICANT)
    except MoveNotAllowed:
        return False
    return True


@pytest.mark.parametrize("stage", list(Stage))
def test_what_is_due_when_the_file_is_handed_in_is_taken_in_a_draft_and_in_a_complement(stage: Stage) -> None:
    plans = PROCEDURE.document("architectural-plans")
    assert plans is not None

    assert is_taken_at(stage, plans) == (stage in (Stage.DRAFT, Stage.COMPLEMENT_REQUESTED))


def test_who_may_attach_something_may_not_attach_anything(room: RoomFor) -> None:
    dossier = a_complete_draft(room)

    with pytest.raises(UnknownDocumentKind):
        attach(room, dossier, "horoscope")
    with pytest.raises(DocumentRefused):
        attach(room, dossier, "architectural-plans", media_type="image/png")
