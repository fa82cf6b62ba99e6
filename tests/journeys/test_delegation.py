"""A vice-president decides and signs in his president's place, and no longer than that one is in office."""

import pytest

from demo import steps
from demo.people import Cast, Person
from tests.journeys import papers, stories

pytestmark = pytest.mark.journey

ORDER = "Arrêté de délégation n° 7/2026"


def made_deputy(cast: Cast, person: Person, president: Person) -> None:
    """Two administrators make somebody the deputy of a president, who has signed the order; he takes the office over."""
    office = {"role": "vice-president", "territory": steps.COMMUNE, "delegated_by": president.account, "delegated_under": ORDER}
    proposal = cast["administrator"].send("PUT", f"/v1/users/{person.account}/roles", json={"act": stories.ACT, "roles": [office]})
    stories.take_office(person, stories.confirmed(cast, proposal.raise_for_status().json()["id"])["handover_code"])


def test_a_deputy_decides_and_signs_until_his_president_leaves(cast: Cast, newcomer: stories.Newcomer) -> None:
    president, deputy = newcomer("president", steps.COMMUNE), newcomer("clerk", steps.COMMUNE)
    made_deputy(cast, deputy, president)
    steps.activate_key(cast, deputy, steps.make_key(cast, deputy))
    dossier = stories.studied(cast)

    decided = deputy.post(f"/v1/dossiers/{dossier}/decision", {"outcome": "favourable"})
    steps.pay_at_desk(cast, dossier)
    steps.to_sign(cast, dossier)
    request = stories.open_request(deputy, dossier)
    assert request is not None
    activation = steps.sealed(cast, deputy, {"pin": steps.PIN, "documents": [steps.read(deputy, request)]})
    deputy.post("/v1/signature-requests/signatures", {"requests": [request["id"]], "activation": activation})
    issued = stories.reaches(cast["owner"], dossier, "issued")

    assert decided["decision"]["decided_by"] == deputy.account
    verified = cast["neighbour"].get(f"/v1/verify/{issued['permit_number']}")
    assert (verified["valid"], verified["signer"]["role"]) == (True, "vice-president")
    assert "Le Vice-Président, par délégation du Président" in papers.text_of(cast["owner"].download(f"/v1/dossiers/{dossier}/permit"))

    stories.leave_office(cast, president)
    deputy.log_in()
    with stories.refused(403, "forbidden"):
        deputy.get("/v1/signature-requests")
