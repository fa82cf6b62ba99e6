"""Activations: what is sealed for the signer alone."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc.jwk import ECKey

from services.signature.activation import Recipient
from services.signature.domain.refusals import ActivationForAnotherKey, ActivationUnreadable
from tests.signature.makers import HASH, PIN, sealed

POSSESSION = {"pin": PIN, "code": "K7QX-2M4D-ZB5T-WCNE-6RHY"}


@pytest.fixture
def recipient() -> Recipient:
    return Recipient(ECKey.generate_key("P-256", private=True))


def test_the_signer_opens_the_pin_and_the_documents(recipient: Recipient) -> None:
    activation = recipient.open_ceremony(sealed(recipient.public_jwk(), {"pin": PIN, "documents": [HASH]}))

    assert (activation.pin, activation.documents) == (PIN, (HASH,))
    assert PIN not in repr(activation)


def test_the_published_key_has_no_private_part(recipient: Recipient) -> None:
    assert recipient.public_jwk().keys() == {"kty", "crv", "x", "y", "use", "alg", "enc", "kid"}


def test_a_hundred_documents_fit(recipient: Recipient) -> None:
    documents = [f"{number:064x}" for number in range(100)]

    activation = recipient.open_ceremony(sealed(recipient.public_jwk(), {"pin": PIN, "documents": documents}))

    assert activation.documents == tuple(documents)


@pytest.mark.parametrize(
    "content",
    [
        {"pin": PIN},
        {"documents": [HASH]},
        {"pin": 480267, "documents": [HASH]},
        {"pin": PIN, "documents": HASH},
        {"pin": "\ud800" + PIN, "documents": [HASH]},
        {"pin": PIN, "documents": ["not a hash"]},
        {"pin": PIN, "documents": [None]},
        {"pin": PIN, "documents": [HASH], "more": 1},
        [PIN],
        None,
    ],
)
def test_a_content_of_another_shape_is_refused(recipient: Recipient, content: Any) -> None:
    with pytest.raises(ActivationUnreadable):
        recipient.open_ceremony(sealed(recipient.public_jwk(), content))


@pytest.mark.parametrize(
    "content", [{"pin": PIN}, {"code": "x"}, POSSESSION | {"pin": 1}, POSSESSION | {"code": None}, POSSESSION | {"x": ""}]
)
def test_a_possession_of_another_shape_is_refused(recipient: Recipient, content: Any) -> None:
    with pytest.raises(ActivationUnreadable):
        recipient.open_possession(sealed(recipient.public_jwk(), content))


def test_the_signer_opens_the_pin_and_the_code(recipient: Recipient) -> None:
    activation = recipient.open_possession(sealed(recipient.public_jwk(), POSSESSION))

    assert {"pin": activation.pin, "code": activation.code} == POSSESSION
    assert activation.code not in repr(activation)


def test_what_takes_possession_of_a_key_does_not_sign_and_the_reverse(recipient: Recipient) -> None:
    signing = sealed(recipient.public_jwk(), {"pin": PIN, "documents": [HASH]})
    possession = sealed(recipient.public_jwk(), POSSESSION)

    with pytest.raises(ActivationUnreadable):
        recipient.open_possession(signing)
    with pytest.raises(ActivationUnreadable):
        recipient.open_ceremony(possession)


@pytest.mark.parametrize("garbage", ["", "....", "a.b.c.d.e", "é" * 9, "x" * 20_000, json.dumps({"pin": PIN})])
def test_what_is_not_sealed_is_refused(recipient: Recipient, garbage: str) -> None:
    with pytest.raises(ActivationUnreadable):
        recipient.open_ceremony(garbage)


def test_what_is_sealed_to_another_key_is_refused(recipient: Recipient) -> None:
    stranger = Recipient(ECKey.generate_key("P-256", private=True))

    with pytest.raises(ActivationForAnotherKey) as refusal:
        recipient.open_possession(sealed(stranger.public_jwk(), POSSESSION))

    assert refusal.value.facts == {"kid": recipient.kid}


@pytest.mark.parametrize("header", [{}, {"kid": None}, {"kid": 7}, [], "kid", None])
def test_what_does_not_say_to_which_key_it_is_sealed_is_refused(recipient: Recipient, header: object) -> None:
    _, rest = sealed(recipient.public_jwk(), POSSESSION).split(".", 1)
    said = urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")

    with pytest.raises(ActivationUnreadable):
        recipient.open_possession(f"{said}.{rest}")


def test_what_names_the_signers_key_and_is_sealed_to_another_is_refused(recipient: Recipient) -> None:
    stranger = Recipient(ECKey.generate_key("P-256", private=True))

    with pytest.raises(ActivationUnreadable):
        recipient.open_possession(sealed(stranger.public_jwk(), POSSESSION, kid=recipient.kid))


def test_another_algorithm_is_refused(recipient: Recipient) -> None:
    jwk = {name: value for name, value in recipient.public_jwk().items() if name != "alg"}

    with pytest.raises(ActivationUnreadable):
        recipient.open_possession(sealed(jwk, POSSESSION, algorithm="ECDH-ES+A256KW"))


def test_another_spelling_of_a_message_does_not_count_as_another_message(recipient: Recipient) -> None:
    message = sealed(recipient.public_jwk(), POSSESSION)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    idle_bits = message[:-1] + alphabet[alphabet.index(message[-1]) + 1]  # the last character of a 16-byte tag has four

    digests = {digest_or_refusal(recipient, spelling) for spelling in (message, idle_bits, f"{message}==", f"{message}\n", f" {message}")}

    assert digests - {"refused"} == {recipient.open_possession(message).digest}


def digest_or_refusal(recipient: Recipient, message: str) -> str:
    """Give the digest by which a message is known, `refused` when it cannot be read."""
    try:
        return recipient.open_possession(message).digest
    except ActivationUnreadable:
        return "refused"
