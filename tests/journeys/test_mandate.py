"""A mandate: an architect files for an owner who lets him, learns nothing of whom he names before, and stops when he is told to."""

from secrets import token_urlsafe

import pytest

from demo import steps
from demo.people import Cast, until
from tests.journeys import papers, stories

pytestmark = pytest.mark.journey

PLACE = "/v1/dossiers"


def without_names(view: stories.Json) -> stories.Json:
    """Leave out what is drawn anew for each file."""
    return {name: value for name, value in view.items() if name not in ("id", "created_at")}


def test_whom_he_names_he_does_not_learn(cast: Cast, citizen: stories.Citizen) -> None:
    somebody = stories.wish_of(citizen("applicant"))
    nobody = somebody | {"applicant": somebody["applicant"] | {"national_id": "X123456"}}

    answers = [cast["architect"].send("POST", PLACE, json=wish) for wish in (somebody, nobody)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert without_names(answers[0].json()) == without_names(answers[1].json())
    seen = [cast["architect"].get(f"{PLACE}/{answer.json()['id']}") for answer in answers]
    assert without_names(seen[0]) == without_names(seen[1])
    assert seen[0]["applicant"] is None


def test_the_owner_is_told_confirms_and_the_receipt_names_both(cast: Cast, citizen: stories.Citizen) -> None:
    owner = citizen("applicant")
    dossier = cast["architect"].post(PLACE, stories.wish_of(owner))["id"]
    cast["architect"].patch(f"{PLACE}/{dossier}", {"form": steps.form()})
    steps.attach(cast, dossier)
    with stories.refused(422, "dossier-not-complete"):
        steps.submit(cast, dossier)

    until("the owner is told", lambda: [each for each in steps.letters_to(cast, owner.email) if dossier in each["text"]])
    (asked,) = owner.get("/v1/mandates")["items"]
    owner.post(f"/v1/mandates/{asked['id']}/confirmation")

    cast["architect"].post(f"{PLACE}/{dossier}/submission")
    receipt = papers.text_of(owner.download(f"{PLACE}/{dossier}/receipt"))
    assert "Nouvelle Citoyenne" in receipt
    assert "Amrani" in receipt


def test_a_mandate_that_is_withdrawn_ends_what_the_architect_does_not_the_file(cast: Cast) -> None:
    dossier = stories.in_consultation(cast)

    cast["owner"].post(f"/v1/mandates/{dossier}/withdrawal")

    with stories.refused(403, "mandate-over"):
        cast["architect"].post(f"{PLACE}/{dossier}/withdrawal")
    assert cast["architect"].get(f"{PLACE}/{dossier}")["mandate"] == "withdrawn"
    steps.advise(cast, dossier)
    steps.decide(cast, dossier)
    stories.reaches(cast["owner"], dossier, "awaiting-payment")


def test_an_owner_does_not_file_a_building_permit_alone(cast: Cast) -> None:
    with stories.refused(403, "filing-reserved"):
        cast["owner"].post(PLACE, {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE})


def test_the_architect_on_the_form_is_the_account_that_files(cast: Cast) -> None:
    dossier = steps.draft(cast)
    architect = next(each for each in cast.seeded if each["name"] == "architect")

    with stories.refused(422, "author-differs"):
        cast["architect"].patch(f"{PLACE}/{dossier}", {"form": {"architect": {"order_number": "CNOA-1"}}})

    assert cast["owner"].get(f"{PLACE}/{dossier}")["form"]["architect"] == {
        "full_name": architect["full_name"],
        "order_number": architect["order_number"],
    }


def test_a_reviewer_studies_the_project_and_a_treasurer_takes_the_money(cast: Cast) -> None:
    dossier = stories.granted(cast)

    reviewer, treasurer = (cast[name].get(f"{PLACE}/{dossier}") for name in ("reviewer-agency", "treasurer"))

    assert reviewer["applicant"].keys() == {"account", "full_name"}
    assert treasurer["applicant"].keys() == {"account", "full_name", "national_id"}
    assert ("form" in reviewer, "form" in treasurer) == (True, False)
    with stories.refused(403, "not-for-your-office"):
        cast["treasurer"].download(f"{PLACE}/{dossier}/documents/architectural-plans")


def test_a_second_account_is_refused_in_silence_and_the_first_is_told(cast: Cast, citizen: stories.Citizen) -> None:
    first = citizen("applicant")
    wish = {
        "role": "applicant",
        "full_name": "Une Autre",
        "phone": "+212661999997",
        "email": f"again-{first.email}",
        "password": token_urlsafe(12),
    }

    answer = first.send("POST", "/v1/auth/register", json=wish | {"national_id": stories.national_id_of(first)})

    assert answer.status_code == 201
    until("the first is told", lambda: [each for each in steps.letters_to(cast, first.email) if "déjà un compte" in each["subject"]])
    login = first.send("POST", "/v1/auth/login", json={"email": wish["email"], "password": wish["password"]})
    assert login.status_code == 401
