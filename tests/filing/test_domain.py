"""The rules of filing."""

import pytest

from catalogue.territory import territory
from contracts.calls.filing import DossierStatus
from contracts.people import Principal
from contracts.refusals import ChangedMeanwhile
from services.filing.domain import numbers
from services.filing.domain.forms import merged
from services.filing.domain.quota import Amount, Holding, refuse_if_too_much
from services.filing.domain.refusals import (
    FormUnreadable,
    MoveNotAllowed,
    NoSuchDossier,
    NothingToComplete,
    NotSubmittable,
    QuotaExceeded,
    UnknownDocumentKind,
)
from services.filing.domain.sight import require_party, require_sight
from services.filing.domain.standing import OVER, Stage
from tests.files import parties
from tests.filing.makers import AUTHOR, NOW, PROCEDURE, a_document, a_dossier, a_form, a_handed_in, needed
from tests.people import a_caller
from texts import problems


def test_a_complete_draft_is_submitted_and_tells_what_the_others_need() -> None:
    dossier = a_dossier()

    event = dossier.submit(PROCEDURE, "095410113-2026-000001", NOW)

    assert dossier.status is DossierStatus.SUBMITTED
    assert (event.parties, event.procedure) == (parties(), PROCEDURE.ref)
    assert event.declared == {"category": "individual-housing", "covered_area": "182.5", "overhang_area": "4.2"}


def test_everything_that_is_missing_is_said_at_once() -> None:
    dossier = a_dossier(form={"project": {"levels": "two", "colour": "red"}}, documents={})

    with pytest.raises(NotSubmittable) as refusal:
        dossier.submit(PROCEDURE, "n", NOW)

    said = {(reason.code, reason.field) for reason in refusal.value.reasons}
    assert ("missing-field", "form.land") in said
    assert ("wrong-type", "form.project.levels") in said
    assert ("unknown-field", "form.project.colour") in said
    assert {field for code, field in said if code == "missing-document"} == {f"documents.{kind}" for kind in needed()}
    assert dossier.status is DossierStatus.DRAFT


def test_form_is_valid_before_a_file_is_submitted() -> None:
    dossier = a_dossier(form=a_form() | {"project": {"levels": "two"}})

    with pytest.raises(NotSubmittable) as refusal:
        dossier.submit(PROCEDURE, "n", NOW)

    assert ("wrong-type", "form.project.levels") in {(reason.code, reason.field) for reason in refusal.value.reasons}


@pytest.mark.parametrize("kind", sorted(needed()))
def test_documents_are_complete_before_a_file_is_submitted(kind: str) -> None:
    dossier = a_dossier()
    del dossier.documents[kind]

    with pytest.raises(NotSubmittable) as refusal:
        dossier.submit(PROCEDURE, "n", NOW)

    assert [(reason.code, reason.field) for reason in refusal.value.reasons] == [("missing-document", f"documents.{kind}")]


@pytest.mark.parametrize(
    ("language", "document", "figure"),
    [("fr", "« Plan de situation", "Valeur attendue : plus de 0."), ("ar", "«تصميم الموقع", "القيمة المنتظرة: أكثر من 0.")],
)
def test_what_is_missing_or_wrong_is_said_without_codes(language: str, document: str, figure: str) -> None:
    dossier = a_dossier(form=merged(a_form(), {"land": {"plot_area": 0}}))
    del dossier.documents["situation-plan"]

    with pytest.raises(NotSubmittable) as refusal:
        dossier.submit(PROCEDURE, "n", NOW)

    told = {reason.field: problems.text(reason.code, language, reason.facts).detail for reason in refusal.value.reasons}
    assert told.keys() == {"form.land.plot_area", "documents.situation-plan"}
    assert document in told["documents.situation-plan"]
    assert told["form.land.plot_area"] == figure


def test_a_submitted_file_cannot_be_changed_or_submitted_again() -> None:
    dossier = a_dossier(stage=Stage.SUBMITTED)

    for change in (
        lambda: dossier.fill_in({"project": {"levels": 3}}, PROCEDURE),
        lambda: dossier.attach(a_document(), PROCEDURE),
        lambda: dossier.submit(PROCEDURE, "n", NOW),
    ):
        with pytest.raises(MoveNotAllowed):
            change()


def test_a_document_unknown_to_the_procedure_is_refused() -> None:
    with pytest.raises(UnknownDocumentKind):
        a_dossier().attach(a_document("horoscope"), PROCEDURE)


def test_partial_answers_are_kept_and_a_null_takes_one_away() -> None:
    named = {"architect": AUTHOR.section()}
    dossier = a_dossier(form={"land": {"address": "Lot 118", "plot_area": 120}} | named)

    dossier.fill_in({"land": {"plot_area": None}, "project": {"levels": 2}}, PROCEDURE)

    assert dossier.form == {"land": {"address": "Lot 118"}, "project": {"levels": 2}} | named


def test_who_read_an_older_draft_may_not_overwrite_it() -> None:
    dossier = a_dossier(version=4)

    dossier.refuse_if_changed_since(None)
    dossier.refuse_if_changed_since(4)

    with pytest.raises(ChangedMeanwhile):
        dossier.refuse_if_changed_since(3)


def test_a_form_does_not_grow_without_end() -> None:
    dossier = a_dossier(form={"architect": AUTHOR.section(), "notes": {"a": "x" * 200_000}})

    with pytest.raises(FormUnreadable):
        dossier.fill_in({"notes": {"b": "x" * 100_000}}, PROCEDURE)

    assert dossier.form["notes"] == {"a": "x" * 200_000}


def test_a_complement_is_provided_only_when_it_is_awaited() -> None:
    dossier = a_dossier(stage=Stage.IN_CONSULTATION)
    with pytest.raises(NothingToComplete):
        dossier.provide_complement(PROCEDURE, NOW)

    awaited = a_dossier(stage=Stage.COMPLEMENT_REQUESTED)
    awaited.fill_in({"project": {"covered_area": 300}}, PROCEDURE)
    event = awaited.provide_complement(PROCEDURE, NOW)

    assert awaited.status is DossierStatus.IN_REVIEW
    assert event.declared == {"category": "individual-housing", "covered_area": "300", "overhang_area": "4.2"}


def test_a_draft_is_withdrawn_in_silence_and_a_submitted_file_is_announced() -> None:
    assert a_dossier().withdraw(NOW) is None
    assert a_dossier(stage=Stage.FEES_ASSESSED).withdraw(NOW) is not None


@pytest.mark.parametrize("stage", sorted(OVER))
def test_what_is_over_cannot_be_withdrawn(stage: Stage) -> None:
    with pytest.raises(MoveNotAllowed):
        a_dossier(stage=stage).withdraw(NOW)


def test_a_permit_signed_after_the_withdrawal_is_not_issued() -> None:
    dossier = a_dossier(stage=Stage.FEES_ASSESSED)
    dossier.prepare_permit("PC-1", "a" * 64, None, NOW)
    dossier.withdraw(NOW)

    assert dossier.issue("b" * 64, NOW) is None
    assert dossier.permit is None


def test_a_permit_is_issued_once() -> None:
    dossier = a_dossier(stage=Stage.FEES_ASSESSED)
    dossier.prepare_permit("PC-1", "a" * 64, None, NOW)

    first, second = dossier.issue("b" * 64, NOW), dossier.issue("c" * 64, NOW)

    assert first is not None
    assert second is None
    assert (dossier.status, dossier.permit) == (DossierStatus.ISSUED, "b" * 64)


def test_numbers_carry_the_national_code_of_the_commune() -> None:
    taroudannt = territory().commune("09.541.01.13")

    assert numbers.registry_number(taroudannt, 2026, 7) == "095410113-2026-000007"
    assert numbers.paper_number("PC", taroudannt, 2026, 7) == "PC-095410113-2026-000007"


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        (Principal(account="owner"), True),
        (Principal(account="architect"), True),
        (a_caller("neighbour", "applicant"), False),
        (a_caller("c", "clerk", territory="09.541.01.13"), True),
        (a_caller("c", "clerk", territory="09.541"), True),
        (a_caller("c", "clerk", territory="09.541.01.1"), False),
        (a_caller("c", "clerk", territory="01.511.01.0"), False),
        (a_caller("r", "reviewer", territory="09", body="urban-agency"), True),
        (a_caller("r", "reviewer", territory="09", body="water-board"), False),
        (a_caller("r", "reviewer", territory="09", body="civil-protection"), False),  # sits for professional premises alone
        (a_caller("d", "director", territory="09"), True),
        (a_caller("d", "director", territory="01"), False),
        (a_caller("a", "auditor", territory="national"), True),
        (a_caller("a", "administrator", territory="national"), False),
    ],
)
def test_who_sees_a_submitted_file(reader: Principal, sees: bool) -> None:
    dossier = a_handed_in()

    if sees:
        require_sight(reader, dossier)
    else:
        with pytest.raises(NoSuchDossier):
            require_sight(reader, dossier)


def test_a_draft_is_nobody_elses_business() -> None:
    clerk = a_caller("c", "clerk", territory="national")

    with pytest.raises(NoSuchDossier):
        require_sight(clerk, a_dossier())
    with pytest.raises(NoSuchDossier):
        require_sight(clerk, a_dossier(stage=Stage.WITHDRAWN))
    with pytest.raises(NoSuchDossier):
        require_party(clerk, a_handed_in())


FULL = Holding(file=Amount(documents=2, bytes=100), drafts=Amount(documents=3, bytes=1000))


@pytest.mark.parametrize(
    ("file", "drafts", "size", "refused"),
    [
        (Amount(documents=1, bytes=90), Amount(documents=2, bytes=990), 10, []),
        (Amount(documents=1, bytes=90), Amount(documents=2, bytes=90), 11, ["file-holds-too-much"]),
        (Amount(documents=2, bytes=0), Amount(documents=2, bytes=0), 0, ["file-holds-too-much"]),
        (Amount(), Amount(documents=3, bytes=0), 0, ["drafts-hold-too-much"]),
        (Amount(documents=2, bytes=90), Amount(documents=2, bytes=990), 11, ["file-holds-too-much", "drafts-hold-too-much"]),
    ],
)
def test_a_file_and_the_drafts_of_an_account_hold_only_so_much(file: Amount, drafts: Amount, size: int, refused: list[str]) -> None:
    try:
        refuse_if_too_much(Holding(file=file, drafts=drafts), size, FULL)
        reasons = []
    except QuotaExceeded as refusal:
        reasons = [reason.code for reason in refusal.reasons]

    assert reasons == refused
