"""Access tokens: what is trusted, and everything that is not (RFC 8725)."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.tokens import AUDIENCE, ISSUER, LOOK_SECONDS, TYPE, Verifier
from contracts.people import covers
from contracts.refusals import Unauthenticated
from demo.people import until
from tests.chassis.keys import a_token, claims, publish
from tests.people import a_caller, claimed


@pytest.fixture
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def verifier(key: ec.EllipticCurvePrivateKey, tmp_path: Path) -> Verifier:
    return Verifier(publish({"k1": key}, tmp_path / "jwks.json"))


def test_a_good_token_tells_who_is_calling(verifier: Verifier, key: ec.EllipticCurvePrivateKey) -> None:
    token = a_token(key, offices=claimed("clerk", territory="09.541"))

    assert verifier.verify(token) == a_caller("account-1", "clerk", territory="09.541")


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 1},
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["rokhas", "another"]},
        {"sub": 7},
        {"offices": "president"},
        {"offices": [1]},
        {"offices": [{"role": "emperor", "territory": "national"}]},
        {"offices": [{"role": "president", "territory": 9}]},
        {"offices": [{"territory": "national"}]},
        {"jti": None},
        {"nbf": int(time.time()) + 600},
    ],
    ids=[
        "expired",
        "another issuer",
        "another audience",
        "several audiences",
        "an account that is no text",
        "offices that are no list",
        "an office that is none",
        "a role that nobody knows",
        "a territory that is no text",
        "an office without a role",
        "no identifier",
        "not valid yet",
    ],
)
def test_a_wrong_claim_is_refused(verifier: Verifier, key: ec.EllipticCurvePrivateKey, changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(a_token(key, **changes))


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "iat", "exp", "jti", "offices"])
def test_a_missing_claim_is_refused(verifier: Verifier, key: ec.EllipticCurvePrivateKey, claim: str) -> None:
    said = claims()
    del said[claim]

    with pytest.raises(Unauthenticated):
        verifier.verify(jwt.encode(said, key, algorithm="ES256", headers={"kid": "k1", "typ": TYPE}))


@pytest.mark.parametrize("headers", [{"typ": "JWT"}, {"typ": None}, {"kid": "unknown"}, {"kid": 7}], ids=str)
def test_a_wrong_header_is_refused(verifier: Verifier, key: ec.EllipticCurvePrivateKey, headers: dict[str, Any]) -> None:
    token = jwt.encode(claims(), key, algorithm="ES256", headers={"kid": "k1", "typ": TYPE})
    _, payload, signature = token.split(".")
    header = json.dumps({"alg": "ES256", "kid": "k1", "typ": TYPE} | headers).encode()

    with pytest.raises(Unauthenticated):
        verifier.verify(".".join([base64.urlsafe_b64encode(header).rstrip(b"=").decode(), payload, signature]))


def test_a_forged_and_a_foreign_signature_are_refused(verifier: Verifier, key: ec.EllipticCurvePrivateKey) -> None:
    foreign = ec.generate_private_key(ec.SECP256R1())
    good = a_token(key)
    header, _, signature = good.split(".")
    other_payload = a_token(key, sub="president").split(".")[1]

    for token in (a_token(foreign), f"{header}.{other_payload}.{signature}", "", "x.y.z", "nonsense", "ü.ü.ü"):
        with pytest.raises(Unauthenticated):
            verifier.verify(token)


def test_no_signature_and_a_public_key_used_as_a_secret_are_refused(verifier: Verifier, key: ec.EllipticCurvePrivateKey) -> None:
    unsigned = jwt.encode(claims(), "", algorithm="none", headers={"kid": "k1", "typ": TYPE})
    with_secret = jwt.encode(claims(), "k" * 64, algorithm="HS256", headers={"kid": "k1", "typ": TYPE})

    for token in (unsigned, with_secret):
        with pytest.raises(Unauthenticated):
            verifier.verify(token)


def test_a_new_key_is_known_without_a_restart(key: ec.EllipticCurvePrivateKey, tmp_path: Path) -> None:
    file = publish({"k0": ec.generate_private_key(ec.SECP256R1())}, tmp_path / "jwks.json")
    verifier = Verifier(file)
    publish({"k1": key}, file)

    assert verifier.verify(a_token(key)).account == "account-1"


def test_a_new_key_is_known_at_once_beside_the_old_one(key: ec.EllipticCurvePrivateKey, tmp_path: Path) -> None:
    old = ec.generate_private_key(ec.SECP256R1())
    file = publish({"k0": old}, tmp_path / "jwks.json")
    verifier = Verifier(file)
    assert verifier.verify(a_token(old, "k0")).account == "account-1"

    publish({"k1": key, "k0": old}, file)

    assert verifier.verify(a_token(key)).account == "account-1"


@pytest.mark.parametrize("replaced", [False, True], ids=["written over", "replaced as Kubernetes does"])
def test_a_token_of_a_withdrawn_key_is_refused_within_seconds(key: ec.EllipticCurvePrivateKey, tmp_path: Path, replaced: bool) -> None:
    file, token = publish({"k1": key}, tmp_path / "jwks.json"), a_token(key)
    verifier = Verifier(file)
    assert verifier.verify(token).account == "account-1"

    others = publish({"k2": ec.generate_private_key(ec.SECP256R1())}, tmp_path / "new.json" if replaced else file)
    others.replace(file)

    until("the remembered token is refused", lambda: is_refused(verifier, token), patience=LOOK_SECONDS + 1)
    assert is_refused(verifier, a_token(key))


def test_a_file_that_cannot_be_read_changes_nothing(verifier: Verifier, key: ec.EllipticCurvePrivateKey, tmp_path: Path) -> None:
    assert verifier.verify(a_token(key)).account == "account-1"

    (tmp_path / "jwks.json").write_text('{"keys": [')

    assert is_refused(verifier, a_token(key, "unknown"))  # for which the file is looked at
    assert verifier.verify(a_token(key, sub="account-2")).account == "account-2"


def test_without_a_first_file_nobody_is_refused_for_the_wrong_reason(key: ec.EllipticCurvePrivateKey, tmp_path: Path) -> None:
    verifier = Verifier(tmp_path / "jwks.json")

    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            verifier.verify(a_token(key))


def test_a_remembered_token_is_refused_once_it_expires(verifier: Verifier, key: ec.EllipticCurvePrivateKey) -> None:
    token = a_token(key, exp=int(time.time()) + 2)
    assert verifier.verify(token).account == "account-1"

    assert until("the token expires", lambda: is_refused(verifier, token), patience=10)


def is_refused(verifier: Verifier, token: str) -> bool:
    """Tell whether a token is refused."""
    try:
        verifier.verify(token)
    except Unauthenticated:
        return True
    return False


def test_the_issuer_and_the_audience_are_ours() -> None:
    assert (claims()["iss"], claims()["aud"]) == (ISSUER, AUDIENCE)


@pytest.mark.parametrize(
    ("territory", "place", "covered"),
    [
        ("national", "09.541.01.13", True),
        ("09", "09.541.01.13", True),
        ("09.541", "09.541.01.13", True),
        ("09.541.01.13", "09.541.01.13", True),
        ("09.541.01.1", "09.541.01.13", False),
        ("09.541.01.13", "09.541", False),
        ("", "09.541.01.13", False),
    ],
)
def test_a_territory_covers_what_lies_within_it(territory: str, place: str, covered: bool) -> None:
    assert covers(territory, place) is covered
