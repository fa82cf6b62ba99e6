"""Private keys at rest, with the real cryptography."""

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from services.signature.keystore import KeyDamaged, PinRejected, SoftwareKeystore
from tests.signature.makers import PIN


@pytest.fixture
def keystore() -> SoftwareKeystore:
    return SoftwareKeystore(b"s" * 32)


def test_the_pin_opens_the_key_which_signs(keystore: SoftwareKeystore) -> None:
    public_key, stored = keystore.generate("key|holder", PIN)

    with keystore.open("key|holder", stored, PIN) as sign:
        signature = sign(b"the permit")

    public_key.verify(signature, b"the permit", ec.ECDSA(hashes.SHA256()))


def test_a_wrong_pin_does_not_open_the_key(keystore: SoftwareKeystore) -> None:
    _, stored = keystore.generate("key|holder", PIN)

    with pytest.raises(PinRejected), keystore.open("key|holder", stored, "480268"):
        pytest.fail("opened")


def test_the_pin_alone_does_not_open_a_key_stolen_without_the_servers_secret(keystore: SoftwareKeystore) -> None:
    _, stored = keystore.generate("key|holder", PIN)
    thief = SoftwareKeystore(b"t" * 32)
    resealed = stored | {"seal": thief._seal("key|holder", stored)}

    with pytest.raises(PinRejected), thief.open("key|holder", resealed, PIN):
        pytest.fail("opened")


def test_a_key_does_not_open_for_another_owner(keystore: SoftwareKeystore) -> None:
    _, stored = keystore.generate("key|holder", PIN)

    with pytest.raises(KeyDamaged), keystore.open("key|somebody-else", stored, PIN):
        pytest.fail("opened")


@pytest.mark.parametrize("field", ["ciphertext", "nonce", "salt", "seal"])
def test_a_changed_bit_is_damage_and_not_a_wrong_pin(keystore: SoftwareKeystore, field: str) -> None:
    _, stored = keystore.generate("key|holder", PIN)
    changed = bytearray(b64decode(stored[field]))
    changed[0] ^= 1

    tampered = stored | {field: b64encode(bytes(changed)).decode()}

    with pytest.raises(KeyDamaged), keystore.open("key|holder", tampered, PIN):
        pytest.fail("opened")


def test_a_cheaper_derivation_is_damage(keystore: SoftwareKeystore) -> None:
    _, stored = keystore.generate("key|holder", PIN)

    cheaper = stored | {"argon2": {"time_cost": 1, "memory_cost": 8, "parallelism": 1}}

    with pytest.raises(KeyDamaged), keystore.open("key|holder", cheaper, PIN):
        pytest.fail("opened")


def test_two_keys_under_one_pin_have_nothing_in_common(keystore: SoftwareKeystore) -> None:
    _, one = keystore.generate("key|holder", PIN)
    _, other = keystore.generate("key|holder", PIN)

    assert not {one[field] for field in ("salt", "nonce", "ciphertext")} & {other[field] for field in ("salt", "nonce", "ciphertext")}


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 are needed"):
        SoftwareKeystore(b"short")
