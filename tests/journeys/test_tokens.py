"""Tokens at the door: forged, expired, foreign or made for something else, they open nothing."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from demo.people import Cast
from deploy.local.platform import Platform
from tests.journeys.problems import is_problem
from tests.people import claimed

pytestmark = pytest.mark.journey

Claims = dict[str, Any]


@pytest.fixture(scope="module")
def token(cast: Cast) -> str:
    """The clerk's good token."""
    clerk = cast["clerk"]
    answer = httpx.post(f"{cast.base_url}/v1/auth/login", json={"email": clerk.email, "password": clerk.password}).raise_for_status()
    return str(answer.json()["access_token"])


@pytest.fixture(scope="module")
def platform_key(platform: Platform) -> ec.EllipticCurvePrivateKey:
    """The platform's own signing key: to show that a good signature alone opens nothing."""
    key = load_pem_private_key(next((platform.folder.secrets / "jwt").glob("*.pem")).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def resigned(token: str, key: Any, algorithm: str = "ES256", header: Mapping[str, Any] | None = None, **changed: Any) -> str:
    """Write a token like `token`, with other claims, signed by `key`."""
    claims = jwt.decode(token, options={"verify_signature": False}) | changed
    kept = {name: value for name, value in jwt.get_unverified_header(token).items() if name in ("kid", "typ")}
    return jwt.encode(claims, key, algorithm=algorithm, headers=kept | dict(header or {}))


def tampered(token: str) -> str:
    """Change the claims and keep the signature."""
    header, _, signature = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False}) | {"offices": claimed("administrator", territory="national")}
    written = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()
    return f"{header}.{written}.{signature}"


def foreign_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


FORGERIES: Mapping[str, Callable[[str], str]] = {
    "tampered": tampered,
    "foreign key under our kid": lambda token: resigned(token, foreign_key()),
    "foreign key under its own kid": lambda token: resigned(token, foreign_key(), header={"kid": "mine"}),
    "alg none": lambda token: resigned(token, None, "none"),
    "signed with a shared secret": lambda token: resigned(token, "rokhas" * 8, "HS256"),
    "no JWT": lambda token: "abc",
    "three empty parts": lambda token: "..",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_opens_nothing(cast: Cast, token: str, forgery: str) -> None:
    answer = httpx.get(f"{cast.base_url}/v1/cases", headers={"Authorization": f"Bearer {FORGERIES[forgery](token)}"})

    assert is_problem(answer, 401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(time.time()) - 1},
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["rokhas", "another"]},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"offices": "administrator"},
        {"offices": None},
    ],
    ids=str,
)
def test_a_good_signature_alone_opens_nothing(cast: Cast, token: str, platform_key: ec.EllipticCurvePrivateKey, changed: Claims) -> None:
    signed = resigned(token, platform_key, **changed)

    answer = httpx.get(f"{cast.base_url}/v1/cases", headers={"Authorization": f"Bearer {signed}"})

    assert is_problem(answer, 401, "unauthenticated")


def test_the_platforms_own_key_would_have_opened_it(cast: Cast, token: str, platform_key: ec.EllipticCurvePrivateKey) -> None:
    signed = resigned(token, platform_key)

    assert httpx.get(f"{cast.base_url}/v1/cases", headers={"Authorization": f"Bearer {signed}"}).status_code == 200


def test_a_token_of_another_type_opens_nothing(cast: Cast, token: str, platform_key: ec.EllipticCurvePrivateKey) -> None:
    signed = resigned(token, platform_key, header={"typ": "JWT"})

    answer = httpx.get(f"{cast.base_url}/v1/cases", headers={"Authorization": f"Bearer {signed}"})

    assert is_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}])
def test_whoever_does_not_say_who_he_is_stays_outside(cast: Cast, header: Mapping[str, str]) -> None:
    assert is_problem(httpx.get(f"{cast.base_url}/v1/me", headers=header), 401, "unauthenticated")
