"""A complement: asked once, in reasoned words; provided by the applicant; never asked a second time (law 55-19)."""

import pytest

from demo import steps
from demo.people import Cast, until
from tests.journeys import stories

pytestmark = pytest.mark.journey


def ask_for_complement(cast: Cast, dossier: str) -> None:
    stories.case_opened(cast, dossier)
    cast["clerk"].post(f"/v1/dossiers/{dossier}/admissibility", {"admissible": False, "complement": [stories.ITEM]})


def provide(cast: Cast, dossier: str) -> None:
    """The architect replaces the document that was wrong, and says so."""
    stories.reaches(cast["architect"], dossier, "complement-requested")
    cast["architect"].upload(f"/v1/dossiers/{dossier}/documents/{stories.ITEM['item']}", stories.PLAN + b"\n% signed\n", "application/pdf")
    cast["architect"].post(f"/v1/dossiers/{dossier}/complement")

    def resumed() -> bool:
        return str(cast["clerk"].get(f"/v1/dossiers/{dossier}/case")["status"]) == "awaiting-admissibility"

    until("the clerk has the file again", resumed)


def test_what_is_missing_is_asked_provided_and_studied(cast: Cast) -> None:
    dossier = steps.filed(cast)
    before = cast["clerk"].download(f"/v1/dossiers/{dossier}/documents/{stories.ITEM['item']}")

    ask_for_complement(cast, dossier)
    provide(cast, dossier)

    case = cast["owner"].get(f"/v1/dossiers/{dossier}/case")
    complement, clock = case["complement"], case["clocks"][1]
    assert clock["stopped_on"] <= clock["resumed_on"] <= clock["due_on"]
    assert complement["items"] == [stories.ITEM]
    assert complement["provided_at"] is not None
    assert cast["clerk"].download(f"/v1/dossiers/{dossier}/documents/{stories.ITEM['item']}") != before
    cast["clerk"].post(f"/v1/dossiers/{dossier}/admissibility", {"admissible": True})
    steps.advise(cast, dossier)
    stories.reaches(cast["owner"], dossier, "in-review")


def test_who_completes_with_a_larger_house_pays_for_the_larger_house(cast: Cast) -> None:
    dossier = steps.filed(cast)
    ask_for_complement(cast, dossier)
    stories.reaches(cast["architect"], dossier, "complement-requested")
    cast["architect"].patch(f"/v1/dossiers/{dossier}", {"form": {"project": {"covered_area": 300, "overhang_public_area": 0}}})
    provide(cast, dossier)

    cast["clerk"].post(f"/v1/dossiers/{dossier}/admissibility", {"admissible": True})
    steps.advise(cast, dossier)
    steps.decide(cast, dossier)

    assert {line["inputs"]["covered_area"] for line in steps.fees(cast, dossier)["lines"]} == {"300"}


def test_a_second_request_is_refused(cast: Cast) -> None:
    dossier = steps.filed(cast)
    ask_for_complement(cast, dossier)
    provide(cast, dossier)

    with stories.refused(409, "complement-already-requested"):
        ask_for_complement(cast, dossier)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"admissible": False, "complement": []}, "admissibility-unclear"),
        ({"admissible": False}, "admissibility-unclear"),
        ({"admissible": True, "complement": [stories.ITEM]}, "admissibility-unclear"),
        ({"admissible": False, "complement": [{**stories.ITEM, "reason": " "}]}, "content-refused"),
    ],
)
def test_a_request_says_what_is_missing_and_why(cast: Cast, asked: stories.Json, code: str) -> None:
    dossier = steps.filed(cast)
    stories.case_opened(cast, dossier)

    with stories.refused(422, code):
        cast["clerk"].post(f"/v1/dossiers/{dossier}/admissibility", asked)


def test_nothing_is_provided_that_nobody_asked_for(cast: Cast) -> None:
    dossier = steps.filed(cast)

    with stories.refused(409, "no-complement-requested"):
        cast["architect"].post(f"/v1/dossiers/{dossier}/complement")
    with stories.refused(409, "dossier-move-not-allowed"):
        cast["architect"].patch(f"/v1/dossiers/{dossier}", {"form": {}})


@pytest.mark.parametrize(("name", "language", "sign"), [("owner", "ar", "طلب استكمال الملف"), ("architect", "fr", "complément demandé")])
def test_the_parties_are_asked_by_mail(cast: Cast, name: str, language: str, sign: str) -> None:
    dossier = steps.filed(cast)

    ask_for_complement(cast, dossier)

    number = cast["owner"].get(f"/v1/dossiers/{dossier}")["registry_number"]
    assert stories.told(cast, name, number, sign)["language"] == language
