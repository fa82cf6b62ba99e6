"""A procedure of a shape that nobody had foreseen, from its one YAML file to its end: no room knows anything of it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from catalogue import procedures
from catalogue.calendar import months_after
from contracts.filing import DossierSubmitted, PermitIssued
from contracts.payment import FeesAssessed
from contracts.review import CaseOpened, OpinionRequested
from contracts.signature import SignatureRequested
from services.filing.domain.refusals import EarlierFileRefused
from tests.lives.people import File, newest
from tests.lives.platform import Platform
from tests.lives.test_any_order import Life

OWN_SHELF = Path(__file__).parent / "procedures"
CODE = "outdoor-event-permit"
SEEDS = range(4)


@pytest.fixture(autouse=True)
def own_shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation that has this procedure beside the published ones."""
    monkeypatch.setenv("PROCEDURES_FOLDER", str(OWN_SHELF))
    procedures._pins.cache_clear()
    yield
    procedures._pins.cache_clear()


def lived(platform: Platform, seed: int, visitors: int) -> Life:
    """Live a declaration, and then an event of so many visitors that builds on it."""
    chance = Random(seed)  # noqa: S311 - an order, no secret
    earlier = Life(platform, File(platform, newest("simple-activity-declaration")), chance)
    earlier.live()
    form = {"event": {"kind": "concert", "visitors": visitors}}
    life = Life(platform, File(platform, newest(CODE), form, follows=earlier.file.id), chance)
    life.live()
    return life


@pytest.mark.parametrize("seed", SEEDS)
def test_a_procedure_of_another_shape_goes_to_its_end(platform: Platform, seed: int) -> None:
    life = lived(platform, seed, visitors=400)

    (submitted,), (opened,), (issued,) = (life.events(kind) for kind in (DossierSubmitted, CaseOpened, PermitIssued))
    assert life.file.status == "issued"
    assert submitted.follows != ""
    assert [(fees.due, fees.amount) for fees in life.events(FeesAssessed)] == [("request", "250.00"), ("decision", "200.00")]
    assert opened.opened_at > submitted.submitted_at
    assert {asked.body for asked in life.events(OpinionRequested)} == {"province", "civil-protection"}
    assert [request.authority for request in life.events(SignatureRequested)] == ["governor"]
    assert issued.permit_number.startswith("AM-")
    assert issued.valid_until is not None
    assert issued.valid_until <= months_after(issued.issued_at.date(), 1)


def test_a_body_sits_and_a_document_is_due_only_where_the_condition_holds(platform: Platform) -> None:
    life = lived(platform, seed=0, visitors=60)

    assert life.file.status == "issued"
    assert {asked.body for asked in life.events(OpinionRequested)} == {"province"}
    assert "safety-plan" not in life.file.procedure.documents_due(procedures.Due.SUBMISSION, life.file.declared)


def test_it_is_not_taken_without_the_file_on_which_it_builds(platform: Platform) -> None:
    with pytest.raises(EarlierFileRefused) as refusal:
        File(platform, newest(CODE))

    assert [reason.code for reason in refusal.value.reasons] == ["earlier-file-needed"]
