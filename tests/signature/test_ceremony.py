"""Ceremonies: a PIN, an activation, documents; what an attacker may try is refused."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest

from contracts.refusals import Refusal, Unauthenticated
from services.signature.domain.keys import MAX_WRONG_PINS
from services.signature.domain.refusals import (
    ActivationMismatch,
    ActivationUnreadable,
    ActivationUsed,
    DocumentAltered,
    HolderOutOfOffice,
    KeyLocked,
    KeyRevoked,
    NoUsableKey,
    WrongPin,
)
from tests.signature.conftest import Office
from tests.signature.makers import ACT, AGADIR, PIN, TAROUDANNT


@pytest.fixture
def ready(office: Office) -> Office:
    """The office, with an active key in the president's hand."""
    office.activate_key()
    return office


def test_the_documents_named_are_signed_and_the_originals_stay(ready: Office) -> None:
    documents = [ready.a_document("one"), ready.a_document("two")]

    answer = ready.sign(*documents)

    assert [each["document"] for each in answer["signed"]] == documents
    for each in answer["signed"]:
        assert ready.documents.get(each["signed_document"]).startswith(ready.documents.get(each["document"]))
    assert answer["mandate"]["signer_name"] == "Amina El Fassi"


def test_the_same_ceremony_sent_again_gives_the_same_signatures(ready: Office) -> None:
    document = ready.a_document()
    activation = ready.seal({"pin": PIN, "documents": [document]})

    assert ready.sign(document, activation=activation) == ready.sign(document, activation=activation)


def test_the_same_ceremony_sent_many_times_at_once_signs_once(ready: Office) -> None:
    document = ready.a_document()
    activation = ready.seal({"pin": PIN, "documents": [document]})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: ready.sign(document, activation=activation), range(6)))

    assert all(answer == answers[0] for answer in answers)


def test_an_activation_that_names_other_documents_is_refused(ready: Office) -> None:
    named, asked = ready.a_document("named"), ready.a_document("asked")

    with pytest.raises(ActivationMismatch):
        ready.sign(asked, activation=ready.seal({"pin": PIN, "documents": [named]}))


def test_an_activation_signs_neither_more_nor_less_than_it_names(ready: Office) -> None:
    one, two = ready.a_document("one"), ready.a_document("two")

    with pytest.raises(ActivationMismatch):
        ready.sign(one, activation=ready.seal({"pin": PIN, "documents": [one, two]}))
    with pytest.raises(ActivationMismatch):
        ready.sign(one, two, activation=ready.seal({"pin": PIN, "documents": [one]}))
    with pytest.raises(ActivationMismatch):
        ready.sign(one, one, activation=ready.seal({"pin": PIN, "documents": [one, one]}))


def test_an_activation_that_served_does_not_serve_for_other_documents(ready: Office) -> None:
    one, two = ready.a_document("one"), ready.a_document("two")
    activation = ready.seal({"pin": PIN, "documents": [one]})
    ready.sign(one, activation=activation)

    with pytest.raises(ActivationMismatch):
        ready.sign(two, activation=activation)


def test_an_activation_that_served_does_not_serve_another_signatory(ready: Office) -> None:
    ready.activate_key("president-2")
    document = ready.a_document()
    activation = ready.seal({"pin": PIN, "documents": [document]})
    ready.sign(document, activation=activation)

    with pytest.raises(ActivationUsed):
        ready.sign(document, activation=activation, token=ready.president("president-2"))


def test_a_stolen_activation_is_of_no_use_to_a_signatory_with_another_pin(ready: Office) -> None:
    ready.activate_key("president-2", pin="739105")
    document = ready.a_document()

    with pytest.raises(WrongPin):
        ready.sign(document, token=ready.president("president-2"), activation=ready.seal({"pin": PIN, "documents": [document]}))


def test_a_document_altered_at_rest_is_not_signed(ready: Office, tmp_path: Path) -> None:
    document = ready.a_document()
    (at_rest,) = (path for path in (tmp_path / "documents").rglob("*") if path.is_file() and path.stat().st_size)
    at_rest.write_bytes(at_rest.read_bytes() + b"% one more floor")

    with pytest.raises(DocumentAltered):
        ready.sign(document)


def test_a_document_that_is_not_there_is_not_signed(ready: Office) -> None:
    with pytest.raises(DocumentAltered):
        ready.sign(hashlib.sha256(b"never stored").hexdigest())


def test_a_refused_document_leaves_the_activation_unused(ready: Office) -> None:
    good, bad = ready.a_document(), ready.documents.put(b"no pdf")
    activation = ready.seal({"pin": PIN, "documents": [good, bad]})
    with pytest.raises(DocumentAltered):
        ready.sign(good, bad, activation=activation)

    with ready.database.connect() as connection:
        used = connection.exec_driver_sql("select count(*) from keys.activations where outcome ? 'signed'").scalar_one()

    assert used == 0


def test_a_wrong_pin_is_counted_and_the_key_is_locked_at_last(ready: Office) -> None:
    document = ready.a_document()

    left = [left_after(ready, document) for _ in range(MAX_WRONG_PINS - 1)]

    assert left == [4, 3, 2, 1]
    with pytest.raises(KeyLocked):
        ready.sign(document, pin="739105")
    with pytest.raises(KeyLocked):
        ready.sign(document)


def test_guesses_made_at_the_same_time_are_all_counted(ready: Office) -> None:
    document = ready.a_document()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda number: code_of_guess(ready, document, f"73910{number}"), range(8)))

    assert codes.count("wrong-pin") == MAX_WRONG_PINS - 1
    assert codes.count("key-locked") == 8 - codes.count("wrong-pin")


def test_a_wrong_pin_delivered_twice_is_counted_once(ready: Office) -> None:
    document = ready.a_document()
    mistaken = ready.seal({"pin": "739105", "documents": [document]})

    for _ in range(2):
        with pytest.raises(WrongPin) as refusal:
            ready.sign(document, activation=mistaken)

    assert refusal.value.facts == {"left": 4}


def test_the_right_pin_forgives_earlier_mistakes(ready: Office) -> None:
    document = ready.a_document()
    left_after(ready, document)

    ready.sign(document)

    assert left_after(ready, document) == 4


def test_a_president_without_a_key_does_not_sign(ready: Office) -> None:
    with pytest.raises(NoUsableKey):
        ready.sign(ready.a_document(), token=ready.president("president-3"))


def test_a_key_that_still_waits_for_its_holder_does_not_sign(office: Office) -> None:
    office.create_key()

    with pytest.raises(NoUsableKey):
        office.sign(office.a_document())


def test_a_revoked_key_does_not_sign(ready: Office) -> None:
    (key,) = ready.signer.keys(ready.president(), limit=1, cursor=None)["items"]
    ready.signer.revoke_key(ready.president(), key_id=key["id"])

    with pytest.raises(KeyRevoked):
        ready.sign(ready.a_document())


@pytest.mark.parametrize("office_lost", [{"roles": ("clerk",)}, {"territory": AGADIR}])
def test_a_holder_out_of_office_does_not_sign(ready: Office, office_lost: dict[str, object]) -> None:
    token = ready.gateway.token("president-1", **office_lost)  # type: ignore[arg-type]  # one of two keywords

    with pytest.raises(HolderOutOfOffice):
        ready.sign(ready.a_document(), token=token)


def test_a_vice_president_signs_under_his_own_office_and_with_no_other(office: Office) -> None:
    deputy = office.gateway.token("deputy-1", roles=("vice-president",))
    proposed = office.signer.propose_key(
        office.officer(), holder="deputy-1", holder_name="Driss Alaoui", commune=TAROUDANNT, act=ACT, role="vice-president"
    )
    key = office.confirm_key(proposed)
    office.signer.activate_key(deputy, key_id=key["id"], activation=office.possession(key))
    document = office.a_document()

    with pytest.raises(HolderOutOfOffice):
        office.sign(document, token=office.gateway.token("deputy-1", roles=("president",)))

    assert office.sign(document, token=deputy)["mandate"]["role"] == "vice-president"


@pytest.mark.parametrize("role", ["clerk", "emperor"])
def test_a_key_is_made_for_nobody_who_signs_nothing(office: Office, role: str) -> None:
    with pytest.raises(HolderOutOfOffice):
        office.signer.propose_key(office.officer(), holder="x", holder_name="X", commune=TAROUDANNT, act=ACT, role=role)


def test_an_expired_token_is_refused(ready: Office) -> None:
    with pytest.raises(Unauthenticated):
        ready.sign(ready.a_document(), token=ready.gateway.token("president-1", age=3600))


def test_a_forged_token_is_refused(ready: Office, tmp_path: Path) -> None:
    forger = type(ready.gateway)(tmp_path / "forged.json")

    with pytest.raises(Unauthenticated):
        ready.sign(ready.a_document(), token=forger.token("president-1"))


def test_an_unsigned_token_is_refused(ready: Office) -> None:
    claims = jwt.decode(ready.president(), options={"verify_signature": False})
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"typ": "at+jwt", "kid": "k1"})

    with pytest.raises(Unauthenticated):
        ready.sign(ready.a_document(), token=unsigned)


def test_an_activation_in_clear_is_refused(ready: Office) -> None:
    with pytest.raises(ActivationUnreadable):
        ready.sign(ready.a_document(), activation='{"pin": "480267"}')


def test_a_hundred_permits_are_signed_in_one_ceremony(ready: Office) -> None:
    documents = [ready.a_document(str(number)) for number in range(100)]

    answer = ready.sign(*documents)

    assert len({each["signed_document"] for each in answer["signed"]}) == 100


def left_after(office: Office, document: str) -> int:
    """Try a wrong PIN and give the attempts left."""
    with pytest.raises(WrongPin) as refusal:
        office.sign(document, pin="739105")
    left: int = refusal.value.facts["left"]
    return left


def code_of_guess(office: Office, document: str, pin: str) -> str:
    """Try a PIN and give the code of the refusal."""
    try:
        office.sign(document, pin=pin)
    except Refusal as refusal:
        return refusal.code
    return "signed"


def test_the_office_is_that_of_taroudannt(ready: Office) -> None:
    assert ready.sign(ready.a_document())["mandate"]["commune"] == TAROUDANNT
