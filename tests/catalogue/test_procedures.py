"""Procedures: pinned, and asked what they ask of a project, of whom, and when."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from catalogue import procedures
from catalogue.procedures import Body, Deadline, Delay, Due, Hold, ProcedureNotFound
from catalogue.procedures.path import Objection
from catalogue.reading import BrokenCatalogue
from contracts.payment import Moment
from contracts.people import Authority
from contracts.review import Unit, Voice
from tests.catalogue.makers import SHELF, a_draft, a_form, a_procedure


def test_the_newest_version_is_given_when_none_is_named() -> None:
    procedure = procedures.load("building-permit-small")

    assert procedure.ref == "building-permit-small@2026-03"
    assert procedures.by_ref(procedure.ref) is procedure
    assert procedure in procedures.catalogue_of("urbanism")
    assert [each.code for each in procedures.catalogue_of("economic")] == ["simple-activity-declaration"]


@pytest.mark.parametrize(
    "ref", ["building-permit-small@1999-01", "unknown@2026-01", "../fees/building-permit@x", "building-permit-small@", ""]
)
def test_an_unpublished_procedure_is_refused(ref: str) -> None:
    with pytest.raises(ProcedureNotFound):
        procedures.by_ref(ref)


def test_the_small_permit_asks_what_the_law_asks() -> None:
    procedure = a_procedure()

    assert procedure.decision is not None
    assert procedure.decision.within == Deadline(15, Unit.DAYS, "order-1839-23", suspended_by=procedure.decision.within.suspended_by)
    assert {body.code for body in procedure.bodies if body.mandatory} == {"commune-urbanism", "province", "urban-agency"}
    assert procedure.declared(a_form())["category"] == "individual-housing"


def test_what_a_procedure_asks_for_has_a_code_or_a_path() -> None:
    procedure = a_procedure()

    assert all(procedure.asks_for(code) for code in ("boundary-plan", "project", "project.levels", "land.plot_area"))
    assert not any(procedure.asks_for(code) for code in ("", "levels", "project.", "province", "project.levels.minimum"))
    assert procedures.bodies() == {"commune-urbanism", "province", "urban-agency", "civil-protection"}


@pytest.mark.parametrize("procedure", procedures.published(), ids=lambda procedure: procedure.ref)
def test_the_form_is_a_json_schema_that_its_example_satisfies(procedure: procedures.Procedure) -> None:
    schema = procedure.form_schema

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["examples"]
    for example in schema["examples"]:
        jsonschema.Draft202012Validator(schema).validate(example)


@pytest.mark.parametrize("tenure", ["registered", "in-registration", "unregistered"])
def test_land_is_identified_according_to_its_tenure(tenure: str) -> None:
    land = {"tenure": tenure, "address": "Taroudannt", "plot_area": 120}

    errors = list(jsonschema.Draft202012Validator(a_procedure().form_schema).iter_errors({**a_form(), "land": land}))

    assert len(errors) == 1


def test_what_is_declared_is_read_from_the_form() -> None:
    procedure, form = a_procedure(), a_form()
    without_overhang = {**form, "project": {name: value for name, value in form["project"].items() if name != "overhang_public_area"}}

    assert procedure.declared(form) == {"category": "individual-housing", "covered_area": "182.5", "overhang_area": "4.2"}
    assert procedure.declared(without_overhang)["overhang_area"] == "0"


def test_a_yes_or_no_is_declared_as_such_and_a_choice_left_out_is_not() -> None:
    form_schema = {"properties": {"heritage": {"type": "boolean"}, "use": {"enum": ["shop"]}}}
    procedure = replace(a_procedure(), form=form_schema, declares={"heritage": "heritage", "use": "use"})

    assert procedure.declared({"heritage": True}) == {"heritage": "true"}
    assert procedure.declared({"heritage": False, "use": "shop"}) == {"heritage": "false", "use": "shop"}


def test_documents_are_due_when_the_law_wants_them() -> None:
    procedure, declared = a_procedure(), a_procedure().declared(a_form())

    assert "architectural-plans" in procedure.documents_due(Due.SUBMISSION, declared)
    assert "owner-authorisation" not in procedure.documents_due(Due.SUBMISSION, declared)  # it may be attached, and never has to be
    assert procedure.documents_due(Due.SITE_OPENING, declared) == {"concrete-plans"}
    assert procedure.documents_due(Due.SIGNATURE, declared) == frozenset()


@pytest.mark.parametrize(("tenure", "asked"), [("tenant", "lease"), ("owner", "ownership-certificate"), ("", "")])
def test_a_document_is_asked_of_whom_it_concerns(tenure: str, asked: str) -> None:
    due = a_procedure("simple-activity-declaration").documents_due(Due.SUBMISSION, {"tenure": tenure})

    assert due == {"premises-photograph"} | ({asked} if asked else set())


@pytest.mark.parametrize(("category", "sits"), [("professional", True), ("rural-housing", False)])
def test_a_body_sits_for_whom_it_concerns(category: str, sits: bool) -> None:
    bodies = a_procedure().bodies_for({"category": category})

    assert ("civil-protection" in {body.code for body in bodies}) is sits
    assert len(bodies) == 3 + sits


def test_what_a_file_declares_is_read_again_for_conditions() -> None:
    declared = {"category": "professional", "covered_area": "182.50"}

    assert a_procedure().facts(declared) == {"category": "professional", "covered_area": Decimal("182.50"), "overhang_area": Decimal(0)}
    assert a_procedure("repair-permit").facts({"scaffolding_on_street": "true"}) == {"nature": "", "scaffolding_on_street": True}
    assert a_procedure("repair-permit").facts({"scaffolding_on_street": "false"})["scaffolding_on_street"] is False
    assert a_procedure("repair-permit").facts({})["scaffolding_on_street"] is False


def test_fees_hold_back_what_the_procedure_says() -> None:
    note, permit = a_procedure("planning-information-note"), a_procedure()

    assert note.moments_that_hold(Hold.STUDY) == {Moment.REQUEST}
    assert note.moments_that_hold(Hold.SIGNATURE, Hold.DELIVERY) == frozenset()
    assert permit.moments_that_hold(Hold.STUDY, Hold.SIGNATURE) == {Moment.DECISION}
    assert (note.schedules_due(Moment.REQUEST), permit.schedules_due(Moment.REQUEST)) == (("planning-information-note",), ())


def test_the_limit_is_the_decisions_the_objections_or_the_slowest_bodys() -> None:
    note = a_procedure("planning-information-note")
    slow = Body("province", mandatory=True, conform=False, delay=Delay(12, Unit.WORKING_DAYS), gives=Voice.INFORMATION)

    assert (a_procedure().limit.days, a_procedure("repair-permit").limit.days) == (15, 10)
    assert a_procedure("simple-activity-declaration").limit.days == 60
    assert note.limit == Delay(10, Unit.DAYS)
    assert replace(note, bodies=(*note.bodies, slow)).limit == Delay(12, Unit.WORKING_DAYS)
    assert replace(note, objection=Objection(Authority.PRESIDENT, Deadline(3, Unit.DAYS, "law"))).limit.days == 3


def test_every_published_version_is_what_was_published_and_every_draft_reads() -> None:
    for path in SHELF.glob("*/*.yaml"):
        assert procedures.draft(path).version == path.stem
    for line in (SHELF / "PUBLISHED").read_text().splitlines():
        assert procedures.load(line.partition("  ")[2].partition("/")[0])


def test_a_published_version_that_was_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = a_draft(tmp_path)
    changed.write_text(changed.read_text() + "\n# a later thought\n")
    (tmp_path / "PUBLISHED").write_text((SHELF / "PUBLISHED").read_text())
    monkeypatch.setattr(procedures, "SHELF", tmp_path)
    for each in (procedures._pins, procedures._read):
        each.cache_clear()

    with pytest.raises(BrokenCatalogue, match="changed since it was published"):
        procedures.load("building-permit-small")

    for each in (procedures._pins, procedures._read):
        each.cache_clear()


def test_a_building_permit_is_filed_by_an_architect_and_a_file_under_way_stays_on_its_version() -> None:
    assert (a_procedure().filed_by, a_procedure().author) == (("architect",), "architect")
    assert procedures.by_ref("building-permit-small@2026-01").filed_by == ()
