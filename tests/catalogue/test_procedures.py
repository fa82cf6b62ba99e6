"""Procedures: pinned, complete in both languages, and refused when they contradict themselves."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from catalogue import procedures
from catalogue.procedures import ProcedureNotFound, Unit
from catalogue.procedures.checks import RULES
from catalogue.reading import BrokenCatalogue
from tests.catalogue.makers import PUBLISHED, a_draft, a_form, a_procedure


def test_the_newest_version_is_given_when_none_is_named() -> None:
    procedure = procedures.load("building-permit-small")

    assert procedure.ref == "building-permit-small@2026-02"
    assert procedures.by_ref(procedure.ref) is procedure
    assert procedure in procedures.catalogue_of("urbanism")
    assert procedures.catalogue_of("economic") == []


@pytest.mark.parametrize(
    "ref", ["building-permit-small@1999-01", "unknown@2026-01", "../fees/building-permit@x", "building-permit-small@", ""]
)
def test_an_unpublished_procedure_is_refused(ref: str) -> None:
    with pytest.raises(ProcedureNotFound):
        procedures.by_ref(ref)


def test_the_small_permit_asks_what_the_law_asks() -> None:
    procedure = a_procedure()

    assert (procedure.decision.days, procedure.decision.unit, procedure.decision.law) == (15, Unit.DAYS, "order-1839-23")
    assert procedure.mandatory_bodies == {"commune-urbanism", "province", "urban-agency"}
    assert "architectural-plans" in procedure.required_documents
    assert "concrete-plans" not in procedure.required_documents


def test_what_a_procedure_asks_for_has_a_code_or_a_path() -> None:
    procedure = a_procedure()

    assert all(procedure.asks_for(code) for code in ("boundary-plan", "project", "project.levels", "land.plot_area"))
    assert not any(procedure.asks_for(code) for code in ("", "levels", "project.", "province", "project.levels.minimum"))
    assert procedures.bodies() == {"commune-urbanism", "province", "urban-agency"}


def test_the_form_is_a_json_schema_that_its_example_satisfies() -> None:
    schema = a_procedure().form_schema

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(a_form())


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


def test_every_published_version_is_what_was_published_and_every_draft_reads() -> None:
    shelf = PUBLISHED.parent.parent

    for path in shelf.glob("*/*.yaml"):
        assert procedures.draft(path).version == path.stem
    for line in (shelf / "PUBLISHED").read_text().splitlines():
        assert procedures.load(line.partition("  ")[2].partition("/")[0])


def test_a_published_version_that_was_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = a_draft(tmp_path, version="2026-02")
    changed.write_text(changed.read_text() + "\n# a later thought\n")
    (tmp_path / "PUBLISHED").write_text((PUBLISHED.parent.parent / "PUBLISHED").read_text())
    monkeypatch.setattr(procedures, "SHELF", tmp_path)
    procedures._read.cache_clear()

    with pytest.raises(BrokenCatalogue, match="changed since it was published"):
        procedures.load("building-permit-small")

    procedures._read.cache_clear()


def complaint(folder: Path, **changes: Any) -> str:
    """Give what is said of a draft with these changes."""
    with pytest.raises(BrokenCatalogue) as refusal:
        procedures.draft(a_draft(folder, **changes))
    return str(refusal.value)


def published(part: str) -> Any:
    """Give a part of the published procedure as plain data, to be changed."""
    return yaml.safe_load(PUBLISHED.read_text())[part]


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    assert "colour: unknown key" in complaint(tmp_path, colour="green")


def test_a_title_without_arabic_is_refused(tmp_path: Path) -> None:
    assert "title: missing: ar" in complaint(tmp_path, title={"fr": "Permis"})


def test_a_wrong_type_is_refused(tmp_path: Path) -> None:
    assert "decision.days: '15' is not a whole number" in complaint(
        tmp_path, decision={"days": "15", "unit": "days", "law": "order-1839-23"}
    )


def test_a_choice_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert "'fortnights' is not one of" in complaint(tmp_path, decision={"days": 1, "unit": "fortnights", "law": "order-1839-23"})


def test_codes_are_unique(tmp_path: Path) -> None:
    said = complaint(tmp_path, documents=[*published("documents"), published("documents")[0]])

    assert "documents[8].code: architectural-plans stands twice" in said


def test_law_texts_exist(tmp_path: Path) -> None:
    assert "decision.law: cites law-0-00" in complaint(tmp_path, decision={"days": 15, "unit": "days", "law": "law-0-00"})


def test_bodies_have_names(tmp_path: Path) -> None:
    body = {"code": "weather-office", "mandatory": True, "conform": False, "delay": {"days": 7, "unit": "days"}}

    assert "bodies[0].code: weather-office has no label" in complaint(tmp_path, bodies=[body])


def test_delays_are_positive(tmp_path: Path) -> None:
    assert "decision.days: a delay of 0 days" in complaint(tmp_path, decision={"days": 0, "unit": "days", "law": "order-1839-23"})


def test_fields_have_labels(tmp_path: Path) -> None:
    form = published("form")
    form["properties"]["land"]["properties"]["tenure"]["enum"].append("borrowed")
    del form["properties"]["project"]["properties"]["levels"]["x-labels"]

    said = complaint(tmp_path, form=form)

    assert "form.properties.land.properties.tenure.x-enum-labels.borrowed: has no label" in said
    assert "form.properties.project.properties.levels.x-labels: has no label" in said


def test_what_is_declared_names_nobody(tmp_path: Path) -> None:
    said = complaint(tmp_path, declares={"colour": "project.colour", "name": "architect.full_name", "use": "project.use"})

    assert "declares.colour: project.colour is no figure" in said
    assert "declares.name: architect.full_name is no figure" in said
    assert "declares.use" not in said


def test_form_is_a_schema(tmp_path: Path) -> None:
    form = published("form")
    form["properties"]["land"]["properties"] = ["tenure"]
    form["properties"]["project"]["properties"]["nature"]["enum"] = [True]

    said = complaint(tmp_path, form=form)

    assert "form.properties.land.properties: ['tenure'] is not a mapping" in said
    assert "form.properties.project.properties.nature.enum[0]: True is not a text" in said


def test_fees_can_be_assessed(tmp_path: Path) -> None:
    said = complaint(tmp_path, declares={"category": "project.category", "covered_area": "project.covered_area"})

    assert "construction-tax needs overhang_area" in said


def test_fees_go_by_a_declared_choice(tmp_path: Path) -> None:
    assert "go by category, which is no declared choice" in complaint(tmp_path, declares={"category": "project.covered_area"})


def test_a_fee_schedule_that_cannot_be_read_is_a_fault_of_who_names_it(tmp_path: Path) -> None:
    assert "fee_schedule: fees/road-permit.yaml: No such file" in complaint(tmp_path, fee_schedule="road-permit")


def test_documents_say_what_they_accept(tmp_path: Path) -> None:
    documents = published("documents")
    documents[0]["media_types"] = []

    assert "documents[0]: architectural-plans accepts nothing" in complaint(tmp_path, documents=documents)


def test_filers_are_known(tmp_path: Path) -> None:
    said = complaint(tmp_path, filed_by=["astrologer"], author="project")

    assert "filed_by[0]: astrologer has no label" in said
    assert "project is not a section of the form with full_name, order_number" in said


def test_a_building_permit_is_filed_by_an_architect_and_a_file_under_way_stays_on_its_version() -> None:
    assert (a_procedure().filed_by, a_procedure().author) == (("architect",), "architect")
    assert procedures.by_ref("building-permit-small@2026-01").filed_by == ()


def test_a_procedure_takes_no_type_that_cannot_be_looked_into(tmp_path: Path) -> None:
    documents = published("documents")
    documents[0]["media_types"] = ["application/pdf", "image/vnd.dwg"]

    assert "architectural-plans accepts image/vnd.dwg" in complaint(tmp_path, documents=documents)


def test_every_rule_has_a_test_of_its_name() -> None:
    assert {f"test_{rule.__name__}" for rule in RULES} <= globals().keys()
