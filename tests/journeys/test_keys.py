"""A key takes two key officers, a letter on paper and its holder: whoever steals one password makes and takes none."""

import pytest

from demo import steps
from demo.people import Cast
from tests.journeys import stories

pytestmark = pytest.mark.journey


def proposed(cast: Cast, holder: str, name: str = "key-officer") -> stories.Json:
    """Propose a key for a president of Taroudannt."""
    key: stories.Json = cast[name].post("/v1/signing-keys", {"holder": holder, "commune": steps.COMMUNE, "act": steps.ACT})
    return key


def test_keys_are_proposed_for_presidents_alone_by_key_officers_alone(cast: Cast) -> None:
    with stories.refused(422, "holder-not-president"):
        proposed(cast, cast["clerk"].account)
    for name in ("administrator", "president", "clerk", "auditor"):
        with stories.refused(403, "forbidden"):
            proposed(cast, cast["president"].account, name)


def test_one_officer_alone_makes_no_key(cast: Cast, newcomer: stories.Newcomer) -> None:
    holder = newcomer("president", steps.COMMUNE)
    key = proposed(cast, holder.account)

    assert key["status"] == "proposed"
    with stories.refused(403, "signing-key-needs-second-officer"):
        cast["key-officer"].post(f"/v1/signing-keys/{key['id']}/confirmation")
    for name in ("administrator", "president", "auditor"):
        with stories.refused(403, "forbidden"):
            cast[name].post(f"/v1/signing-keys/{key['id']}/confirmation")
    with stories.refused(409, "signing-key-not-confirmed"):
        activation = steps.sealed(cast, holder, {"pin": steps.PIN, "code": "AAAA-AAAA-AAAA-AAAA-AAAA"})
        holder.post(f"/v1/signing-keys/{key['id']}/activation", {"activation": activation})
    cast["key-officer"].post(f"/v1/signing-keys/{key['id']}/revocation")
    stories.leave_office(cast, holder)


def test_a_president_without_his_letter_takes_no_key(cast: Cast, newcomer: stories.Newcomer) -> None:
    holder = newcomer("president", steps.COMMUNE)
    key = steps.make_key(cast, holder)
    without_it = steps.sealed(cast, holder, {"pin": steps.PIN, "code": "AAAA-AAAA-AAAA-AAAA-AAAA"})

    with stories.refused(403, "wrong-activation-code"):
        holder.post(f"/v1/signing-keys/{key['id']}/activation", {"activation": without_it})
    with stories.refused(404, "signing-key-unknown"):
        cast["key-officer"].get(f"/v1/signing-keys/{key['id']}/letter")
    assert steps.activate_key(cast, holder, key)["status"] == "active"
    with stories.refused(409, "key-already-active"):
        cast["second-key-officer"].get(f"/v1/signing-keys/{key['id']}/letter")
    stories.leave_office(cast, holder)


def test_the_sitting_president_and_the_auditor_hear_of_another_key_and_the_auditor_reads_who_and_why(
    cast: Cast, newcomer: stories.Newcomer
) -> None:
    holder = newcomer("president", steps.COMMUNE)
    before = {name: len(steps.letters(cast, name)) for name in ("president", "auditor")}

    key = steps.make_key(cast, holder)

    for name, already in before.items():
        stories.hears(cast, name, "clé de signature est demandée", already)
        stories.hears(cast, name, "clé de signature est confirmée", already)
    (kept,) = (each for page in stories.pages(cast["auditor"], "/v1/signing-keys") for each in page if each["id"] == key["id"])
    officers = [cast[name].account for name in ("key-officer", "second-key-officer")]
    assert [kept["act"], kept["proposed_by"], kept["confirmed_by"]] == [steps.ACT, *officers]
    stories.leave_office(cast, holder)


def test_the_letter_names_the_authority_that_the_installer_knows(cast: Cast, newcomer: stories.Newcomer) -> None:
    holder = newcomer("president", steps.COMMUNE)
    key = steps.make_key(cast, holder)

    letter = cast["second-key-officer"].get(f"/v1/signing-keys/{key['id']}/letter")

    assert letter["authority_fingerprint"].replace(":", "").lower() == cast.trust.fingerprint
    stories.leave_office(cast, holder)
