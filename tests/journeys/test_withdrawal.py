"""A withdrawal: the applicant takes his file back, and from then on nobody asks anything of anybody."""

from contextlib import suppress
from typing import Any

import pytest

from demo import steps
from demo.people import Cast, Refused, until
from tests.journeys import stories

pytestmark = pytest.mark.journey


def withdraw(cast: Cast, dossier: str) -> None:
    cast["owner"].post(f"/v1/dossiers/{dossier}/withdrawal", key=f"withdraw-{dossier}")


def over(cast: Cast, dossier: str) -> dict[str, Any] | None:
    file: dict[str, Any] = cast["owner"].get(f"/v1/dossiers/{dossier}")
    return file if file["status"] in ("issued", "withdrawn") else None


def is_closed(cast: Cast, dossier: str) -> bool:
    return str(cast["owner"].get(f"/v1/dossiers/{dossier}/case")["status"]) == "closed"


def test_before_the_decision_the_study_ends(cast: Cast) -> None:
    dossier = stories.in_consultation(cast)

    withdraw(cast, dossier)

    stories.reaches(cast["owner"], dossier, "withdrawn")
    until("the case is closed", lambda: is_closed(cast, dossier))
    with stories.refused(409, "case-move-not-allowed"):
        cast["president"].post(f"/v1/dossiers/{dossier}/decision", {"outcome": "favourable"})
    with stories.refused(409, "case-move-not-allowed"):
        cast["reviewer-province"].post(f"/v1/dossiers/{dossier}/opinions", {"body": "province", "verdict": "favourable", "remarks": []})


def test_after_the_assessment_the_order_is_cancelled_and_nothing_is_signed(cast: Cast) -> None:
    dossier = stories.granted(cast)
    order = steps.fees(cast, dossier)["order"]

    withdraw(cast, dossier)

    until("the order is cancelled", lambda: cast["owner"].get(f"/v1/dossiers/{dossier}/fees")["status"] == "cancelled")
    until("the request is given up", lambda: stories.open_request(cast["president"], dossier) is None)
    with stories.refused(409, "order-not-payable"):
        cast["owner"].post(f"/v1/fee-orders/{order}/payments", {"method": "card"})
    with stories.refused(409, "order-not-payable"):
        steps.pay_at_desk(cast, dossier)


def test_a_permit_that_lies_ready_is_not_signed_any_more(cast: Cast) -> None:
    dossier = stories.ready_to_sign(cast)
    request = steps.to_sign(cast, dossier)

    withdraw(cast, dossier)

    until("the request is given up", lambda: stories.open_request(cast["president"], dossier) is None)
    with stories.refused(409, "file-withdrawn"):
        steps.sign(cast, dossier, request)
    assert cast["owner"].get(f"/v1/dossiers/{dossier}")["status"] == "withdrawn"


def test_a_draft_that_is_withdrawn_was_never_seen_by_anybody(cast: Cast) -> None:
    dossier = steps.draft(cast)

    withdraw(cast, dossier)

    assert cast["owner"].get(f"/v1/dossiers/{dossier}")["status"] == "withdrawn"
    with stories.refused(404, "no-such-dossier"):
        cast["clerk"].get(f"/v1/dossiers/{dossier}")


def test_nobody_withdraws_an_issued_permit(cast: Cast) -> None:
    dossier = stories.ready_to_sign(cast)
    steps.sign(cast, dossier)
    stories.reaches(cast["owner"], dossier, "issued")

    with stories.refused(409, "dossier-move-not-allowed"):
        withdraw(cast, dossier)


def test_a_permit_signed_while_its_file_is_taken_back_is_one_thing_to_everybody(cast: Cast) -> None:
    dossier = stories.ready_to_sign(cast)
    steps.sign(cast, dossier)
    with suppress(Refused):  # 409 when the permit was issued first
        withdraw(cast, dossier)

    file = until("the file is over", lambda: over(cast, dossier))

    issued = file["status"] == "issued"
    until("verification agrees", lambda: cast["owner"].get(f"/v1/verify/{file['permit_number']}")["valid"] == issued)
    last = {True: "permit-issued", False: "permit-voided"}[issued]
    until("the timeline agrees", lambda: cast["owner"].get(f"/v1/dossiers/{dossier}/timeline")["items"][-1]["what"] == last)


@pytest.mark.parametrize(("name", "language", "sign"), [("owner", "ar", "سحب الملف"), ("architect", "fr", "retiré")])
def test_the_parties_are_told_of_the_withdrawal(cast: Cast, name: str, language: str, sign: str) -> None:
    dossier = steps.filed(cast)

    withdraw(cast, dossier)

    number = cast["owner"].get(f"/v1/dossiers/{dossier}")["registry_number"]
    assert stories.told(cast, name, number, sign)["language"] == language
