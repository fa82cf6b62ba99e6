"""Offices: nobody makes a president alone, and whoever sits in the office, or watches, is told."""

import pytest

from demo import steps
from demo.people import Cast, until
from tests.journeys import stories

pytestmark = pytest.mark.journey


def told_of(cast: Cast, name: str, act: str) -> None:
    """Wait for the e-mail to somebody that names an administrative act."""
    until(f"{name} is told of {act}", lambda: [each for each in steps.letters(cast, name) if act in each["text"]])


def test_a_president_is_made_by_two_administrators_and_the_present_one_is_told(cast: Cast, newcomer: stories.Newcomer) -> None:
    act = f"Arrêté n° {steps.COMMUNE}/essai"
    clerk = newcomer("clerk", steps.COMMUNE)
    wish = {"act": act, "roles": [{"role": "president", "territory": steps.COMMUNE}]}

    proposal = cast["administrator"].send("PUT", f"/v1/users/{clerk.account}/roles", json=wish).json()["id"]
    with stories.refused(403, "second-person-needed"):
        cast["administrator"].post(f"/v1/grant-proposals/{proposal}/confirmation")
    with stories.refused(403, "forbidden"):
        clerk.get("/v1/signing-keys")
    code = stories.confirmed(cast, proposal)["handover_code"]
    stories.take_office(clerk, code)

    assert clerk.get("/v1/signing-keys")["items"] == []
    for name in ("president", "auditor", "second-administrator"):
        told_of(cast, name, act)
    stories.appoint(cast, clerk, {"role": "clerk", "territory": "01.511.01.0"})
