"""The PIN: only the holder's own opens his key, only for the documents that he has read, and whoever guesses loses the key."""

from collections.abc import Mapping

import pytest

from demo import steps
from demo.people import Cast, Person, Refused
from demo.sealing import seal
from tests.journeys import stories

pytestmark = pytest.mark.journey

WRONG = "271828"
WRONG_PINS = 5


def ceremony(signatory: Person, request: Mapping[str, str], pin: str = steps.PIN, documents: tuple[str, ...] = ()) -> stories.Json:
    """Sign a request; by default with the right PIN, bound to its own document."""
    content = {"pin": pin, "documents": list(documents or [request["document"]])}
    sealed = seal(signatory.get("/v1/pki/recipient-key"), content)
    signed: stories.Json = signatory.post("/v1/signature-requests/signatures", {"requests": [request["id"]], "activation": sealed})
    return signed


def take_key(cast: Cast, holder: Person, pin: str = steps.PIN) -> stories.Json:
    """Have a key made for a president of Taroudannt, who takes it."""
    key: stories.Json = cast["key-officer"].post("/v1/signing-keys", {"holder": holder.account, "commune": steps.COMMUNE})
    return activate(holder, key["id"], pin)


def activate(holder: Person, key: str, pin: str) -> stories.Json:
    sealed = seal(holder.get("/v1/pki/recipient-key"), {"pin": pin})
    active: stories.Json = holder.post(f"/v1/signing-keys/{key}/activation", {"activation": sealed})
    return active


def leave_office(cast: Cast, holder: Person) -> None:
    """Send a president of a day to another commune, so that nobody calls him to Taroudannt any more."""
    stories.appoint(cast, holder, {"role": "president", "territory": "01.511.01.0"})


def test_a_wrong_pin_is_counted_and_the_right_one_forgives(cast: Cast) -> None:
    president, dossier = cast["president"], stories.ready_to_sign(cast)
    request = steps.to_sign(cast, dossier)

    left = []
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            ceremony(president, request, WRONG)
        left.append((refusal.value.status, refusal.value.code, refusal.value.problem["detail"]))
    signed = ceremony(president, request)

    assert [(status, code) for status, code, _ in left] == [(403, "wrong-pin")] * 2
    assert ("4" in left[0][2], "3" in left[1][2]) == (True, True)
    assert signed["results"][0]["status"] == "signed"
    another = steps.to_sign(cast, stories.ready_to_sign(cast))
    with pytest.raises(Refused) as refusal:
        ceremony(president, another, WRONG)
    assert "4" in refusal.value.problem["detail"]
    ceremony(president, another)


def test_the_fifth_wrong_pin_locks_the_key_for_good(cast: Cast, newcomer: stories.Newcomer) -> None:
    guessed, request = newcomer("president", steps.COMMUNE), steps.to_sign(cast, stories.ready_to_sign(cast))
    take_key(cast, guessed)

    for _ in range(WRONG_PINS - 1):
        with stories.refused(403, "wrong-pin"):
            ceremony(guessed, request, WRONG)
    with stories.refused(409, "key-locked"):
        ceremony(guessed, request, WRONG)
    with stories.refused(409, "key-locked"):
        ceremony(guessed, request)

    assert ceremony(cast["president"], request)["results"][0]["status"] == "signed"
    leave_office(cast, guessed)


def test_an_activation_signs_the_documents_that_it_names_and_no_other(cast: Cast) -> None:
    first, second = (steps.to_sign(cast, stories.ready_to_sign(cast)) for _ in range(2))

    with stories.refused(403, "activation-mismatch"):
        ceremony(cast["president"], first, documents=(second["document"],))
    with stories.refused(403, "activation-mismatch"):
        ceremony(cast["president"], first, documents=(first["document"], second["document"]))

    assert ceremony(cast["president"], first)["results"][0]["id"] == first["id"]


def test_many_permits_are_signed_in_one_ceremony(cast: Cast) -> None:
    president = cast["president"]
    requests = [steps.to_sign(cast, stories.ready_to_sign(cast)) for _ in range(3)]
    sealed = seal(president.get("/v1/pki/recipient-key"), {"pin": steps.PIN, "documents": [each["document"] for each in requests]})

    signed = president.post("/v1/signature-requests/signatures", {"requests": [each["id"] for each in requests], "activation": sealed})

    assert [(each["id"], each["status"]) for each in signed["results"]] == [(each["id"], "signed") for each in requests]
    for each in requests:
        stories.reaches(cast["owner"], each["dossier"], "issued")


def test_an_activation_cannot_be_played_again(cast: Cast) -> None:
    president, request = cast["president"], steps.to_sign(cast, stories.ready_to_sign(cast))
    sealed = seal(president.get("/v1/pki/recipient-key"), {"pin": steps.PIN, "documents": [request["document"]]})
    body = {"requests": [request["id"]], "activation": sealed}
    president.post("/v1/signature-requests/signatures", body)

    with stories.refused(409, "already-signed"):
        president.post("/v1/signature-requests/signatures", body)


@pytest.mark.parametrize("activation", ["a.b.c.d.e", "eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc"])
def test_what_was_not_sealed_to_the_signer_opens_nothing(cast: Cast, activation: str) -> None:
    request = steps.to_sign(cast, stories.ready_to_sign(cast))

    with stories.refused(422, "activation-unreadable"):
        cast["president"].post("/v1/signature-requests/signatures", {"requests": [request["id"]], "activation": activation})


def test_the_key_of_another_president_is_nobody_elses(cast: Cast, newcomer: stories.Newcomer) -> None:
    other, elsewhere = newcomer("president", steps.COMMUNE), cast["president-tanger"]
    key = cast["key-officer"].post("/v1/signing-keys", {"holder": other.account, "commune": steps.COMMUNE})

    for stranger in (cast["president"], elsewhere):
        with stories.refused(404, "signing-key-unknown"):
            activate(stranger, key["id"], steps.PIN)
        assert key["id"] not in str(stranger.get("/v1/signing-keys"))
    with stories.refused(404, "signing-key-unknown"):
        elsewhere.post(f"/v1/signing-keys/{key['id']}/revocation")
    leave_office(cast, other)


def test_a_president_without_a_key_signs_nothing(cast: Cast, newcomer: stories.Newcomer) -> None:
    keyless, request = newcomer("president", steps.COMMUNE), steps.to_sign(cast, stories.ready_to_sign(cast))

    with stories.refused(409, "signing-key-missing"):
        ceremony(keyless, request)
    leave_office(cast, keyless)


def test_whoever_has_left_office_signs_nothing_with_the_key_that_he_kept(cast: Cast, newcomer: stories.Newcomer) -> None:
    former, request = newcomer("president", steps.COMMUNE), steps.to_sign(cast, stories.ready_to_sign(cast))
    take_key(cast, former)
    leave_office(cast, former)
    former.log_in()

    with stories.refused(404, "signature-request-unknown"):
        ceremony(former, request)


def test_a_revoked_key_signs_nothing_more(cast: Cast, newcomer: stories.Newcomer) -> None:
    holder, request = newcomer("president", steps.COMMUNE), steps.to_sign(cast, stories.ready_to_sign(cast))
    key = take_key(cast, holder)

    cast["key-officer"].post(f"/v1/signing-keys/{key['id']}/revocation")

    with stories.refused(409, "key-revoked"):
        ceremony(holder, request)
    leave_office(cast, holder)


@pytest.mark.parametrize("pin", ["1234", "123456", "000000", "121212", "abcdef", ""])
def test_a_pin_that_one_guesses_first_is_not_taken(cast: Cast, newcomer: stories.Newcomer, pin: str) -> None:
    holder = newcomer("president", steps.COMMUNE)

    with stories.refused(422, "pin-too-weak"):
        take_key(cast, holder, pin)
    leave_office(cast, holder)


def test_keys_are_made_for_presidents_alone_by_their_keepers_alone(cast: Cast) -> None:
    with stories.refused(422, "holder-not-president"):
        cast["key-officer"].post("/v1/signing-keys", {"holder": cast["clerk"].account, "commune": steps.COMMUNE})
    with stories.refused(403, "forbidden"):
        cast["clerk"].post("/v1/signing-keys", {"holder": cast["president"].account, "commune": steps.COMMUNE})
