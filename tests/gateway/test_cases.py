"""The study of files, as officials act on it."""

import pytest

from contracts.people import Role
from tests.gateway.makers import TAROUDANNT, Gateway


def test_an_objection_is_passed_on_with_its_reasons(gateway: Gateway) -> None:
    gateway.services.answers["review.object"] = {"status": "objected"}
    reasons = ["The premises are not where it says."]

    answer = gateway.person(Role.PRESIDENT, territory=TAROUDANNT).post("/v1/dossiers/d-1/objection", json={"reasons": reasons})

    assert (answer.status_code, answer.get_json()) == (201, {"status": "objected"})
    assert gateway.services.asked[-1][:2] == ("review.object", {"dossier_id": "d-1", "reasons": reasons})


@pytest.mark.parametrize("sent", [{}, {"reasons": []}, {"reasons": [" "]}, {"reasons": "No."}])
def test_nobody_objects_without_a_reason(gateway: Gateway, sent: object) -> None:
    answer = gateway.person(Role.PRESIDENT, territory=TAROUDANNT).post("/v1/dossiers/d-1/objection", json=sent)

    assert answer.status_code == 422
    assert gateway.services.asked == []
