"""Bad input at the door: every breach gets a clear problem in the language asked, and nothing behind the door notices."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from catalogue import problems as texts
from demo import steps
from demo.people import Cast
from deploy.local.platform import Platform
from tests.journeys import stories

pytestmark = pytest.mark.journey

Claims = dict[str, Any]

PLACE = "/v1/dossiers"
LANGUAGES = ("fr", "ar", "en")


@pytest.fixture(scope="module")
def draft(cast: Cast) -> str:
    """A draft to knock at."""
    return steps.draft(cast)


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


def is_problem(answer: httpx.Response, status: int, code: str, language: str = "fr") -> bool:
    """Tell whether an answer is a whole problem document (RFC 9457), with our words for this code in this language."""
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == language
    assert problem["title"] == texts.text(code, language, {}).title
    assert {"type", "detail", "trace_id"} <= problem.keys()
    return bool(problem["type"].endswith(f"/{code}") and len(problem["trace_id"]) == 32)


# --- tokens --------------------------------------------------------------------------------------------------------------------------


def resigned(token: str, key: Any, algorithm: str = "ES256", header: Mapping[str, Any] | None = None, **changed: Any) -> str:
    """Write a token like `token`, with other claims, signed by `key`."""
    claims = jwt.decode(token, options={"verify_signature": False}) | changed
    kept = {name: value for name, value in jwt.get_unverified_header(token).items() if name in ("kid", "typ")}
    return jwt.encode(claims, key, algorithm=algorithm, headers=kept | dict(header or {}))


def tampered(token: str) -> str:
    """Change the claims and keep the signature."""
    header, _, signature = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False}) | {"roles": ["administrator"], "territory": "national"}
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
        {"roles": "administrator"},
        {"territory": None},
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


# --- content -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        ({"procedure": "x", "commune": "y", "colour": "red"}, "colour", "unknown-field"),
        ({"procedure": 7, "commune": steps.COMMUNE}, "procedure", "not-text"),
        ({"procedure": ["x"], "commune": steps.COMMUNE}, "procedure", "not-text"),
        ({"procedure": None, "commune": steps.COMMUNE}, "procedure", "field-null"),
        ({"procedure": steps.PROCEDURE}, "commune", "missing-field"),
        ({"procedure": " ", "commune": steps.COMMUNE}, "procedure", "text-blank"),
        ({"procedure": "x" * 65, "commune": steps.COMMUNE}, "procedure", "wrong-length"),
        ({"procedure": "a\0b", "commune": steps.COMMUNE}, "procedure", "text-not-storable"),
        ({"procedure": steps.PROCEDURE, "commune": steps.COMMUNE, "applicant": "me"}, "applicant", "not-object"),
        ([1, 2], "", "not-object"),
    ],
    ids=str,
)
def test_each_breach_is_told_with_its_field(cast: Cast, content: Any, field: str, reason: str) -> None:
    answer = cast["owner"].send("POST", PLACE, json=content)

    assert is_problem(answer, 422, "content-refused", "ar" if cast["owner"].language == "ar" else "fr")
    assert reason in [each["code"] for each in answer.json()["errors"][field]]


@pytest.mark.parametrize("body", [b"{", b'{"procedure": NaN}', b"\xff\xfe", b'{"a": 1} trailing', b"[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(cast: Cast, body: bytes) -> None:
    answer = cast["architect"].send("POST", PLACE, content=body, headers={"Content-Type": "application/json"})

    assert is_problem(answer, 400, "malformed-json")


def test_json_comes_as_json(cast: Cast) -> None:
    answer = cast["architect"].send("POST", PLACE, content=b"procedure=x", headers={"Content-Type": "text/plain"})

    assert is_problem(answer, 415, "unsupported-media-type")


def test_a_body_of_more_than_a_megabyte_is_not_read(cast: Cast, draft: str) -> None:
    answer = cast["architect"].send("PATCH", f"{PLACE}/{draft}", json={"form": {"land": {"address": "x" * 1_100_000}}})

    assert answer.status_code == 413
    assert is_problem(answer, 413, answer.json()["code"])


def test_a_form_with_a_nul_is_not_kept(cast: Cast, draft: str) -> None:
    answer = cast["architect"].send("PATCH", f"{PLACE}/{draft}", json={"form": {"land": {"address": "a\0b"}}})

    assert is_problem(answer, 422, "content-refused")


@pytest.mark.parametrize("path", ["/v1/dossiers/%00", "/v1/verify/a%00b", "/v1/permits/%00", "/v1/territory/communes?q=%00", "/v1/nowhere"])
def test_signs_that_nobody_can_see_name_nothing(cast: Cast, path: str) -> None:
    answer = cast["architect"].send("GET", path)

    assert answer.status_code in (404, 422)
    assert is_problem(answer, answer.status_code, answer.json()["code"])


def test_a_wrong_verb_is_told_which_are_right(cast: Cast) -> None:
    answer = cast["architect"].send("DELETE", PLACE)

    assert is_problem(answer, 405, "method-not-allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("verb", "path", "status", "code"),
    [
        ("GET", "/v1/dossiers/none", 404, "no-such-dossier"),
        ("GET", "/v1/users", 403, "forbidden"),
        ("POST", PLACE, 422, "content-refused"),
        ("GET", "/v1/dossiers?cursor=x", 422, "cursor-not-understood"),
    ],
)
def test_a_problem_speaks_the_language_of_its_reader(cast: Cast, language: str, verb: str, path: str, status: int, code: str) -> None:
    answer = cast["architect"].send(verb, path, headers={"Accept-Language": f"{language};q=0.9, de;q=0.8"})

    assert is_problem(answer, status, code, language)


# --- documents -----------------------------------------------------------------------------------------------------------------------


def upload(cast: Cast, draft: str, content: bytes, media_type: str = "application/pdf", kind: str = "boundary-plan") -> httpx.Response:
    return cast["architect"].send("PUT", f"{PLACE}/{draft}/documents/{kind}", content=content, headers={"Content-Type": media_type})


def test_a_document_that_is_too_large_is_refused_before_it_is_kept(cast: Cast, draft: str) -> None:
    limit = max_bytes(cast, "boundary-plan")

    answer = upload(cast, draft, b"%PDF-" + bytes(limit))

    assert is_problem(answer, 413, "upload-too-large")
    assert not [each for each in cast["architect"].get(f"{PLACE}/{draft}")["documents"] if each["kind"] == "boundary-plan"]


def test_a_document_whose_length_is_not_announced_is_measured_on_the_way(cast: Cast, draft: str) -> None:
    limit = max_bytes(cast, "boundary-plan")
    piece = bytes(1024 * 1024)
    pieces = (b"%PDF-", *(piece for _ in range(limit // len(piece) + 1)))

    answer = cast["architect"].send(
        "PUT", f"{PLACE}/{draft}/documents/boundary-plan", content=pieces, headers={"Content-Type": "application/pdf"}
    )

    assert is_problem(answer, 413, "upload-too-large")


def max_bytes(cast: Cast, kind: str) -> int:
    documents = cast["architect"].get(f"/v1/procedures/{steps.PROCEDURE}")["documents"]
    return int(next(each["max_bytes"] for each in documents if each["code"] == kind))


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"MZ this is a program", "application/x-msdownload", 415, "unsupported-media-type"),
        (b"<html>", "application/pdf", 415, "unsupported-media-type"),
        (b"", "application/pdf", 422, "document-empty"),
        (b"%PDF-1.7 and then nothing", "application/pdf", 422, "document-refused"),
    ],
)
def test_a_document_is_what_it_claims_to_be(cast: Cast, draft: str, content: bytes, media_type: str, status: int, code: str) -> None:
    assert is_problem(upload(cast, draft, content, media_type), status, code)


def test_a_document_that_the_procedure_does_not_know_is_refused(cast: Cast, draft: str) -> None:
    assert is_problem(upload(cast, draft, stories.PLAN, kind="holiday-photograph"), 404, "document-kind-unknown")


def test_a_file_that_lacks_everything_is_told_everything_at_once(cast: Cast) -> None:
    owner = next(each for each in cast.seeded if each["name"] == "owner")
    wish = {
        "procedure": steps.PROCEDURE,
        "commune": steps.COMMUNE,
        "applicant": {"email": owner["email"], "national_id": owner["national_id"]},
    }
    dossier = cast["architect"].post(PLACE, wish)["id"]

    answer = cast["architect"].send("POST", f"{PLACE}/{dossier}/submission", json={})

    assert is_problem(answer, 422, "dossier-not-complete")
    assert {"form.land", "form.project", "form.architect", "documents.boundary-plan"} <= answer.json()["errors"].keys()


# --- the same twice ------------------------------------------------------------------------------------------------------------------


def test_the_same_key_and_content_give_the_same_answer_and_one_file(cast: Cast) -> None:
    key, wish = str(uuid4()), {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE}

    first = cast["neighbour"].send("POST", PLACE, json=wish, headers={"Idempotency-Key": key})
    second = cast["neighbour"].send("POST", PLACE, json=wish, headers={"Idempotency-Key": key})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    mine = [each["id"] for page in stories.pages(cast["neighbour"], PLACE) for each in page]
    assert mine.count(first.json()["id"]) == 1


def test_the_same_key_with_other_content_is_refused(cast: Cast) -> None:
    key, wish = str(uuid4()), {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE}
    cast["neighbour"].post(PLACE, wish, key)

    answer = cast["neighbour"].send("POST", PLACE, json=wish | {"commune": "01.511.01.0"}, headers={"Idempotency-Key": key})

    assert is_problem(answer, 422, "idempotency-key-reused")


def test_a_key_is_its_owners_own(cast: Cast) -> None:
    key, wish = str(uuid4()), {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE}

    of_the_neighbour, of_the_owner = cast["neighbour"].post(PLACE, wish, key), cast["owner"].post(PLACE, wish, key)

    assert of_the_neighbour["id"] != of_the_owner["id"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_key_that_is_none_is_refused(cast: Cast, key: str) -> None:
    answer = cast["owner"].send("POST", PLACE, json={}, headers={"Idempotency-Key": key})

    assert is_problem(answer, 422, "header-refused", cast["owner"].language)


def test_who_read_an_older_draft_does_not_overwrite_it(cast: Cast) -> None:
    dossier = steps.draft(cast)
    seen = cast["architect"].send("GET", f"{PLACE}/{dossier}").headers["ETag"]
    cast["architect"].patch(f"{PLACE}/{dossier}", {"form": {"project": {"levels": 1}}})

    answer = cast["architect"].send("PATCH", f"{PLACE}/{dossier}", json={"form": {"project": {"levels": 3}}}, headers={"If-Match": seen})

    assert is_problem(answer, 412, "changed-meanwhile")


def test_a_refresh_token_that_nobody_issued_opens_nothing(cast: Cast) -> None:
    answer = httpx.post(f"{cast.base_url}/v1/auth/refresh", json={"refresh_token": "x" * 43})

    assert is_problem(answer, 401, "refresh-token-refused")


def test_a_connection_whose_body_was_refused_is_said_to_be_closed(cast: Cast, draft: str) -> None:
    large = {"form": {"land": {"address": "x" * 1_100_000}}}

    refused = [cast["architect"].send("PATCH", f"{PLACE}/{draft}", json=large) for _ in range(5)]

    assert {(answer.status_code, answer.headers["Connection"]) for answer in refused} == {(413, "close")}
    assert cast["architect"].send("GET", f"{PLACE}/{draft}").status_code == 200
