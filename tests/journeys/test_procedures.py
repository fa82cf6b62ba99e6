"""Four procedures of four shapes, each from the draft to its end, in a commune with a window of its own and in one without."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import pytest

from demo import steps
from demo.people import Cast, Person, Refused, until
from tests.journeys import papers, stories

pytestmark = pytest.mark.journey

SMALL_COMMUNE = "09.541.01.05"  # the committee of its province studies its files


@dataclass(frozen=True)
class Town:
    """A commune, and who works for it: at its desk, in its chair, in the bodies that it hears."""

    commune: str
    clerk: Person
    president: Person
    reviewers: Mapping[str, Person]


@pytest.fixture(scope="module")
def large(cast: Cast) -> Town:
    """Taroudannt, which has a window of its own; its president has his key."""
    steps.take_key(cast)
    return Town(steps.COMMUNE, cast["clerk"], cast["president"], {body: cast[name] for name, body in steps.REVIEWERS.items()})


@pytest.fixture(scope="module")
def small(cast: Cast, newcomer: stories.Newcomer) -> Town:
    """A village, whose files the committee of its province studies; its president has a key as well."""
    president = newcomer("president", SMALL_COMMUNE)
    steps.activate_key(cast, president, steps.make_key(cast, president, SMALL_COMMUNE))
    reviewers = {body: cast[name] for name, body in steps.REVIEWERS.items()}
    reviewers["commune-urbanism"] = newcomer("reviewer", SMALL_COMMUNE, "commune-urbanism")
    return Town(SMALL_COMMUNE, newcomer("clerk", "09.541"), president, reviewers)


@pytest.fixture(params=["large", "small"])
def town(request: pytest.FixtureRequest) -> Town:
    """Each of the two."""
    found: Town = request.getfixturevalue(request.param)
    return found


def signed_paper(cast: Cast, dossier: str, signatory: Person) -> tuple[str, str]:
    """Have the paper of a file signed; give its number and its text."""
    steps.sign(cast, dossier, signatory=signatory)
    number = str(stories.reaches(cast["owner"], dossier, "issued")["permit_number"])
    assert httpx.get(f"{cast.base_url}/v1/verify/{number}").raise_for_status().json()["valid"] is True
    return number, papers.text_of(cast["owner"].download(f"/v1/dossiers/{dossier}/permit"))


def test_a_house_is_studied_decided_paid_and_signed(cast: Cast, town: Town) -> None:
    dossier = steps.filed(cast, commune=town.commune)

    steps.admit(cast, dossier, town.clerk)
    steps.advise(cast, dossier, town.reviewers)
    steps.decide(cast, dossier, town.president)
    steps.pay_by_card(cast, dossier)
    number, text = signed_paper(cast, dossier, town.president)

    assert number.startswith("PC-")
    assert "Permis de construire" in text


def test_a_citizen_has_his_terrace_repaired_without_an_architect_or_an_opinion(cast: Cast, town: Town) -> None:
    dossier = steps.filed(cast, "repair-permit", town.commune)

    steps.admit(cast, dossier, town.clerk)
    steps.decide(cast, dossier, town.president)
    due = steps.fees(cast, dossier)
    if due["status"] == "assessed":  # where the commune has set no duty, nothing is due
        steps.pay_by_card(cast, dossier)
    number, text = signed_paper(cast, dossier, town.president)

    file = cast["owner"].get(f"/v1/dossiers/{dossier}")
    assert number.startswith("PR-")
    assert "Permis de réfection" in text
    assert due["total"]["amount"] == ("200.00" if town.commune == steps.COMMUNE else "0.00")
    assert file["valid_until"] is not None


def test_a_note_is_paid_first_said_by_the_agency_alone_and_signed_by_its_director(cast: Cast, town: Town) -> None:
    steps.take_key(cast, "director", steps.AGENCY)
    dossier = steps.filed(cast, "planning-information-note", town.commune)

    due = steps.fees(cast, dossier)
    waiting = stories.reaches(cast["owner"], dossier, "awaiting-payment")
    with pytest.raises(Refused):
        cast["reviewer-agency"].post(f"/v1/dossiers/{dossier}/opinions", {"body": "urban-agency", "verdict": "information", "remarks": []})
    steps.pay_by_card(cast, dossier)
    steps.inform(cast, dossier)
    number, text = signed_paper(cast, dossier, cast["director"])

    assert (due["due"], due["total"]["amount"], waiting["status"]) == ("request", "250.00", "awaiting-payment")
    assert number.startswith("NRU-")
    assert "zone D3" in text
    assert steps.waiting(town.president, dossier) is None


def test_a_shop_is_declared_and_its_receipt_is_the_title(cast: Cast, town: Town) -> None:
    dossier = steps.filed(cast, "simple-activity-declaration", town.commune)

    file = stories.reaches(cast["owner"], dossier, "in-force")
    receipt = papers.text_of(cast["owner"].download(f"/v1/dossiers/{dossier}/receipt"))
    said = httpx.get(f"{cast.base_url}/v1/verify/{file['registry_number']}").raise_for_status().json()

    assert (said["title"], said["status"]) == (True, "in-force")
    assert "vaut titre" in receipt
    assert cast["owner"].get(f"/v1/dossiers/{dossier}/fees")["status"] == "not-assessed"


def test_the_commune_objects_with_reasons_and_nobody_else_does(cast: Cast, town: Town) -> None:
    dossier = steps.filed(cast, "simple-activity-declaration", town.commune)
    stories.reaches(cast["owner"], dossier, "in-force")

    with stories.refused(403, "forbidden"):
        steps.object_to(cast, dossier, town.clerk)
    with stories.refused(404, "case-not-found"):
        steps.object_to(cast, dossier, cast["president-tanger"])
    until("the case is open", lambda: steps.sees(town.president, f"/v1/dossiers/{dossier}/case"))
    case = steps.object_to(cast, dossier, town.president)

    assert (case["status"], case["objection"]["raised_by"]) == ("objected", town.president.account)
    assert stories.reaches(cast["owner"], dossier, "objected")["status"] == "objected"
