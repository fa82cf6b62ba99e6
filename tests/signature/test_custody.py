"""Keys, from the key officer's order to their holder's hand."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from contracts.refusals import Forbidden, NotFound, Refusal, Unauthenticated
from services.signature.domain.refusals import (
    ActivationUsed,
    HolderOutOfOffice,
    KeyAlreadyActive,
    KeyUnknown,
    PinTooWeak,
    SigningKeyExists,
)
from tests.signature.conftest import Office
from tests.signature.makers import AGADIR, PIN, TAROUDANNT


def test_a_key_waits_for_its_holder_without_any_private_key(office: Office) -> None:
    key = office.create_key()

    assert (key["status"], key["certificate"]) == ("awaiting-activation", "")
    with office.database.connect() as session:
        assert session.execute(sa.text("select stored from keys.signing_keys")).scalar_one() is None


def test_a_key_ordered_twice_is_made_once(office: Office) -> None:
    assert office.create_key() == office.create_key()


def test_a_signatory_has_one_key_for_a_commune(office: Office) -> None:
    office.activate_key()

    with pytest.raises(SigningKeyExists):
        office.create_key()


def test_a_key_officer_orders_keys_in_his_province_only(office: Office) -> None:
    with pytest.raises(NotFound):
        office.signer.create_key(office.officer(), holder="president-2", holder_name="X", commune=AGADIR)


@pytest.mark.parametrize("role", ["president", "clerk", "applicant"])
def test_nobody_else_orders_a_key(office: Office, role: str) -> None:
    token = office.gateway.token("somebody", roles=(role,))

    with pytest.raises(Forbidden):
        office.signer.create_key(token, holder="somebody", holder_name="X", commune=TAROUDANNT)


def test_the_holder_takes_possession_and_is_named_in_a_certificate(office: Office) -> None:
    key = office.activate_key()

    assert key["status"] == "active"
    assert key["certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert "stored" not in key


def test_only_the_holder_takes_possession(office: Office) -> None:
    key = office.create_key()

    with pytest.raises(KeyUnknown):
        office.signer.activate_key(office.president("president-2"), key_id=key["id"], activation=office.seal({"pin": PIN}))


def test_a_holder_who_left_office_does_not_take_possession(office: Office) -> None:
    key = office.create_key()
    elsewhere = office.gateway.token("president-1", territory=AGADIR)

    with pytest.raises(HolderOutOfOffice):
        office.signer.activate_key(elsewhere, key_id=key["id"], activation=office.seal({"pin": PIN}))


def test_a_weak_pin_is_refused_and_the_key_still_waits(office: Office) -> None:
    key = office.create_key()

    with pytest.raises(PinTooWeak):
        office.signer.activate_key(office.president(), key_id=key["id"], activation=office.seal({"pin": "123456"}))

    assert office.create_key()["status"] == "awaiting-activation"


def test_the_same_activation_sent_again_gives_the_same_answer(office: Office) -> None:
    key = office.create_key()
    activation = office.seal({"pin": PIN})

    answers = [office.signer.activate_key(office.president(), key_id=key["id"], activation=activation) for _ in range(2)]

    assert answers[0] == answers[1]


def test_a_key_in_hand_is_not_activated_anew_with_another_pin(office: Office) -> None:
    key = office.activate_key()

    with pytest.raises(KeyAlreadyActive):
        office.signer.activate_key(office.president(), key_id=key["id"], activation=office.seal({"pin": "739105"}))


def test_an_activation_does_not_serve_for_a_second_key(office: Office) -> None:
    one, other = office.create_key(), office.create_key("president-2")
    activation = office.seal({"pin": PIN})
    office.signer.activate_key(office.president(), key_id=one["id"], activation=activation)

    with pytest.raises(ActivationUsed):
        office.signer.activate_key(office.president("president-2"), key_id=other["id"], activation=activation)


def test_orders_at_the_same_time_make_one_key(office: Office) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: office.create_key()["id"], range(6)))

    assert len(set(made)) == 1


def test_keys_are_listed_to_their_holder_and_to_the_keepers_of_the_territory(office: Office) -> None:
    keys = [office.create_key(), office.create_key("president-2")]

    own = office.signer.keys(office.president(), limit=10, cursor=None)
    kept = office.signer.keys(office.officer(), limit=10, cursor=None)
    elsewhere = office.signer.keys(office.gateway.token("officer-2", roles=("key-officer",), territory=AGADIR), limit=10, cursor=None)

    assert own["items"] == [keys[0]]
    assert sorted(key["id"] for key in kept["items"]) == sorted(key["id"] for key in keys)
    assert elsewhere["items"] == []


def test_a_long_list_of_keys_is_read_page_by_page(office: Office) -> None:
    ids = {office.create_key(f"president-{number}")["id"] for number in range(3)}

    first = office.signer.keys(office.officer(), limit=2, cursor=None)
    rest = office.signer.keys(office.officer(), limit=2, cursor=first["next_cursor"])

    assert {key["id"] for key in first["items"] + rest["items"]} == ids
    assert rest["next_cursor"] is None


def test_a_keeper_of_another_territory_does_not_revoke_a_key(office: Office) -> None:
    key = office.activate_key()

    with pytest.raises(KeyUnknown):
        office.signer.revoke_key(office.gateway.token("officer-2", roles=("key-officer",), territory=AGADIR), key_id=key["id"])


def test_a_new_key_is_ordered_after_a_revocation(office: Office) -> None:
    key = office.activate_key()

    office.signer.revoke_key(office.officer(), key_id=key["id"])

    assert office.create_key()["id"] != key["id"]


def test_a_call_without_a_token_is_refused(office: Office) -> None:
    with pytest.raises(Unauthenticated):
        office.signer.keys("", limit=10, cursor=None)


def test_the_authoritys_certificate_is_public(office: Office) -> None:
    assert office.signer.ca_certificate("")["certificate"].startswith("-----BEGIN CERTIFICATE-----")


def test_a_pin_is_neither_logged_nor_kept(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office.activate_key()
    with pytest.raises(Refusal):
        office.sign(office.a_document(), pin="739105")

    with office.database.connect() as session:
        rows = [str(row) for table in ("signing_keys", "activations") for row in session.execute(sa.text(f"select * from keys.{table}"))]  # noqa: S608 - two names above

    assert rows
    assert not any(pin in text for pin in (PIN, "739105") for text in [*rows, caplog.text])
