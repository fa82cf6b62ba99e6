"""What a procedure may not say of itself: every rule has a test of its name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue import procedures
from catalogue.procedures.checks import RULES
from catalogue.reading import BrokenCatalogue
from tests.catalogue.makers import PUBLISHED, a_draft
from tests.shelves import Publish

Complaint = Callable[..., str]


@pytest.fixture
def complaint(tmp_path: Path) -> Complaint:
    """Give what is said of a draft with these changes."""

    def said_of(**changes: Any) -> str:
        with pytest.raises(BrokenCatalogue) as refusal:
            procedures.draft(a_draft(tmp_path, **changes))
        return str(refusal.value)

    return said_of


def published(part: str) -> Any:
    """Give a part of the published procedure as plain data, to be changed."""
    return yaml.safe_load(PUBLISHED.read_text())[part]


def a_decision(**within: Any) -> dict[str, Any]:
    """A decision within another time."""
    return {"by": "president", "within": {"days": 15, "unit": "days", "law": "order-1839-23"} | within}


def test_an_unknown_key_is_refused(complaint: Complaint) -> None:
    assert "colour: unknown key" in complaint(colour="green")


def test_a_title_without_arabic_is_refused(complaint: Complaint) -> None:
    assert "title: missing: ar" in complaint(title={"fr": "Permis"})


def test_a_wrong_type_is_refused(complaint: Complaint) -> None:
    assert "decision.within.days: '15' is not a whole number" in complaint(decision=a_decision(days="15"))


def test_a_choice_that_does_not_exist_is_refused(complaint: Complaint) -> None:
    assert "'fortnights' is not one of" in complaint(decision=a_decision(unit="fortnights"))


def test_codes_are_unique(complaint: Complaint) -> None:
    documents, levy = published("documents"), published("charges")[0]

    paper = published("paper") | {"after": ["opinions", "decision", "fees", "decision"]}

    said = complaint(documents=[*documents, documents[0]], charges=[levy, levy | {"due": "request"}], paper=paper)

    assert "documents[8].code: architectural-plans stands twice" in said
    assert "charges[1].schedule: building-permit stands twice" in said
    assert "paper.after[3]: decision stands twice" in said


def test_law_texts_exist(complaint: Complaint) -> None:
    said = complaint(decision=a_decision(law="law-0-00"), silence={"attested_by": "governor", "law": "decree-0"})

    assert "decision.within.law: cites law-0-00" in said
    assert "silence.law: cites decree-0" in said


def test_a_procedure_stands_on_a_law(complaint: Complaint) -> None:
    assert "law: no law text asks for this" in complaint(law=[])


def test_bodies_have_names(complaint: Complaint) -> None:
    body = {"code": "weather-office", "mandatory": True, "conform": False, "delay": {"days": 7, "unit": "days"}}

    assert "bodies[0].code: weather-office has no label" in complaint(bodies=[body])


def test_delays_are_positive(complaint: Complaint) -> None:
    said = complaint(decision=a_decision(days=0), validity={"months": 0})

    assert "decision.within.days: a delay of 0 days" in said
    assert "validity.months: holds for 0 months" in said


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("Accordé à {holdr}.", "paper.articles[0].fr: no fact is called holdr"),
        ("Valable jusqu'au {valid_until}.", "paper.articles[0].fr: no fact is called valid_until"),
        ("Accordé à {holder.", "paper.articles[0].fr: a bracket stands alone"),
        ("Accordé à {}.", "paper.articles[0].fr: a bracket stands alone"),
        ("Décidé le {due_on}.", "paper.articles[0].fr: no fact is called due_on"),
    ],
)
def test_texts_name_known_facts(complaint: Complaint, written: str, fault: str) -> None:
    assert fault in complaint(
        paper=published("paper") | {"articles": [{"fr": written, "ar": "لفائدة {holder}."}, {"fr": "{holder}", "ar": "-"}]}
    )


def test_a_notice_names_the_last_day_and_no_person(complaint: Complaint) -> None:
    receipt = published("receipt") | {"notices": [{"fr": "Jusqu'au {due_on}, {days} jours.", "ar": "لفائدة {holder}."}]}

    assert complaint(receipt=receipt).endswith("receipt.notices[0].ar: no fact is called holder")


@pytest.mark.parametrize("articles", [[], [{"fr": "Accordé à {holder}.", "ar": "تمنح الرخصة."}]])
def test_a_paper_says_to_whom_it_is_delivered(complaint: Complaint, articles: Any) -> None:
    said = complaint(paper=published("paper") | {"articles": articles})

    assert "paper.articles: do not say to whom the paper is delivered (ar)" in said
    assert ("(fr)" in said) is (not articles)


def test_form_is_a_schema(complaint: Complaint) -> None:
    form = published("form")
    form["properties"]["land"]["properties"] = ["tenure"]
    form["properties"]["project"]["properties"]["nature"]["enum"] = [True]

    said = complaint(form=form)

    assert "form.properties.land.properties: ['tenure'] is not a mapping" in said
    assert "form.properties.project.properties.nature.enum[0]: True is not a text" in said


def test_form_has_sections(complaint: Complaint) -> None:
    form = published("form")
    form["properties"]["colour"] = {"type": "string", "x-labels": {"fr": "Couleur", "ar": "اللون"}}

    assert "form.properties.colour: is no section" in complaint(form=form)


def test_a_form_asks_for_something(complaint: Complaint) -> None:
    assert "form: asks for nothing" in complaint(form={"type": "object"})


def test_required_fields_exist(complaint: Complaint) -> None:
    form = published("form")
    form["required"] = ["land", "lnd"]
    form["properties"]["land"]["required"] = ["tenur"]

    said = complaint(form=form)

    assert "form.required[1]: lnd is no field" in said
    assert "form.properties.land.required[0]: tenur is no field" in said


def test_fields_have_labels(complaint: Complaint) -> None:
    form = published("form")
    form["properties"]["land"]["properties"]["tenure"]["enum"].append("borrowed")
    del form["properties"]["project"]["properties"]["levels"]["x-labels"]

    said = complaint(form=form)

    assert "form.properties.land.properties.tenure.x-enum-labels.borrowed: has no label" in said
    assert "form.properties.project.properties.levels.x-labels: has no label" in said


def test_what_is_declared_names_nobody(complaint: Complaint) -> None:
    said = complaint(declares={"colour": "project.colour", "name": "architect.full_name", "use": "project.use"})

    assert "declares.colour: project.colour is no figure" in said
    assert "declares.name: architect.full_name is no figure" in said
    assert "declares.use" not in said


def test_fees_can_be_assessed(complaint: Complaint) -> None:
    said = complaint(declares={"category": "project.category", "covered_area": "project.covered_area"})

    assert "charges[0].schedule: the fee construction-tax needs overhang_area" in said


def test_fees_go_by_a_declared_choice(complaint: Complaint) -> None:
    assert "go by category, which is no declared choice" in complaint(declares={"category": "project.covered_area"})


def test_a_fee_schedule_that_cannot_be_read_is_a_fault_of_who_names_it(complaint: Complaint) -> None:
    charges = [{"schedule": "road-permit", "due": "decision", "holds": "signature"}]

    assert "charges[0].schedule: fees/road-permit.yaml: No such file" in complaint(charges=charges)


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("colour == 'red'", "asks for colour, which is not declared"),
        ("category == 'profesional'", "'profesional' is never"),
        ("covered_area", "does not give yes or no"),
        ("covered_area > 300.0 && category > 3", "stands where a figure has to"),
        ("covered_area >", "condition 'covered_area >'"),
        ("size(category) > 3", "calls size; a condition only compares"),
    ],
)
def test_conditions_can_be_told(complaint: Complaint, when: str, fault: str) -> None:
    bodies, documents = published("bodies"), published("documents")
    bodies[1]["when"] = documents[2]["when"] = when

    said = complaint(bodies=bodies, documents=documents)

    for place in ("bodies[1].when: ", "documents[2].when: "):
        assert fault in said.partition(place)[2].partition("\n")[0]


def test_a_condition_says_something(complaint: Complaint) -> None:
    documents = published("documents")
    documents[5]["when"] = "covered_area > 300"

    assert "documents[5].when: nobody has to attach owner-authorisation anyway" in complaint(documents=documents)


def test_documents_say_what_they_accept(complaint: Complaint) -> None:
    documents = published("documents")
    documents[0]["media_types"] = []

    assert "documents[0]: architectural-plans accepts nothing" in complaint(documents=documents)


def test_a_procedure_takes_no_type_that_cannot_be_looked_into(complaint: Complaint) -> None:
    documents = published("documents")
    documents[0]["media_types"] = ["application/pdf", "image/vnd.dwg"]

    assert "architectural-plans accepts image/vnd.dwg" in complaint(documents=documents)


def test_filers_are_known(complaint: Complaint) -> None:
    documents = published("documents")
    documents[0]["signed_by"] = ["poet"]

    said = complaint(filed_by=["astrologer"], author="project", documents=documents)

    assert "filed_by[0]: astrologer has no label" in said
    assert "documents[0].signed_by: poet has no label" in said
    assert "author: project is not a section of the form with full_name, order_number" in said


def test_nobody_is_named_author_by_himself(complaint: Complaint) -> None:
    assert "author: is filled from the record of a profession, and anybody may file" in complaint(filed_by=None)


def test_earlier_procedures_exist(complaint: Complaint) -> None:
    assert "follows[1]: no procedure is called castle-permit" in complaint(follows=["repair-permit", "castle-permit"])


def test_a_procedure_of_ones_own_follows_another_of_ones_own(publish: Publish) -> None:
    first = publish("first-of-all")

    assert publish("second-of-all", follows=[first.code]).follows == ("first-of-all",)


def test_a_procedure_that_follows_only_itself_never_begins(complaint: Complaint) -> None:
    assert "follows: follows only itself" in complaint(follows=["building-permit-small"])


def test_every_rule_has_a_test_of_its_name() -> None:
    assert {f"test_{rule.__name__}" for rule in RULES} <= globals().keys()
