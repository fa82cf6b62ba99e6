"""Where a story begins: files that have already come some way, and how a refusal is recognised."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import token_urlsafe
from typing import Any

import httpx
import pytest

from demo import steps
from demo.people import Cast, Person, Refused, until

Json = dict[str, Any]
Newcomer = Callable[..., Person]
"""A role and a territory (and a reviewer's body) -> an official whom nobody knew before."""

Citizen = Callable[[str], Person]
"""`applicant` or `professional` -> somebody whom nobody knew before, with an account that he opened himself."""

ACT = "Arrêté n° 12/2026"
PLAN = steps.PLAN.read_bytes()
ITEM = {"item": "boundary-plan", "reason": "Le plan de bornage n'est pas daté", "law": "law-55-19"}


def token_of(person: Person) -> str:
    """Log in, and give the token."""
    answer = person.send("POST", "/v1/auth/login", json={"email": person.email, "password": person.password})
    return str(answer.raise_for_status().json()["access_token"])


def in_consultation(cast: Cast) -> str:
    """File a dossier whose three bodies have been asked."""
    dossier = steps.filed(cast)
    steps.admit(cast, dossier)
    return dossier


def studied(cast: Cast) -> str:
    """File a dossier on which every body has given a favourable opinion."""
    dossier = in_consultation(cast)
    steps.advise(cast, dossier)
    return dossier


def granted(cast: Cast) -> str:
    """File a dossier that the president has granted, and whose fees wait to be paid."""
    dossier = studied(cast)
    steps.decide(cast, dossier)
    steps.fees(cast, dossier)
    return dossier


def ready_to_sign(cast: Cast) -> str:
    """File a dossier that is granted, paid at the desk, and lies before the president."""
    dossier = granted(cast)
    steps.pay_at_desk(cast, dossier)
    steps.to_sign(cast, dossier)
    return dossier


def confirmed(cast: Cast, proposal: str) -> Json:
    """Have the second administrator confirm an office."""
    answer: Json = cast["second-administrator"].post(f"/v1/grant-proposals/{proposal}/confirmation")
    return answer


def take_office(person: Person, handover_code: str) -> None:
    """Change the password that others chose, with the code that came with the office."""
    new = token_urlsafe(12)
    person.post("/v1/me/password", {"current_password": person.password, "new_password": new, "handover_code": handover_code})
    person.password = new
    person.log_in()


def appoint(cast: Cast, person: Person, *roles: Json) -> None:
    """Have two administrators give an official other roles."""
    answer = cast["administrator"].send("PUT", f"/v1/users/{person.account}/roles", json={"act": ACT, "roles": list(roles)})
    if answer.raise_for_status().status_code == httpx.codes.ACCEPTED:
        confirmed(cast, answer.json()["id"])


def national_id_of(person: Person) -> str:
    """Give a newcomer's national identifier: one that nobody else has, drawn from his e-mail."""
    return f"Y{int(hashlib.sha256(person.email.encode()).hexdigest(), 16) % 100_000_000:08}"


def wish_of(person: Person, commune: str = steps.COMMUNE) -> Json:
    """Say what a professional sends to begin a draft for a newcomer."""
    named = {"email": person.email, "national_id": national_id_of(person)}
    return {"procedure": steps.PROCEDURE, "commune": commune, "applicant": named}


def case_opened(cast: Cast, dossier: str) -> Json:
    """Wait until the single window has opened the case, and give it as the clerk sees it."""
    found: Json = until("the case is opened", lambda: steps.sees(cast["clerk"], f"/v1/dossiers/{dossier}/case"))
    return found


def reaches(person: Person, dossier: str, status: str) -> Json:
    """Wait until somebody sees the file in this status, and give the file."""

    def there() -> Json | None:
        found: Json = person.get(f"/v1/dossiers/{dossier}")
        return found if found["status"] == status else None

    return until(f"the file is {status}", there)


def open_request(president: Person, dossier: str) -> Json | None:
    """Give the request of a file on the president's list, ready or not."""
    for page in pages(president, "/v1/signature-requests", mine="true"):
        for request in page:
            if request["dossier"] == dossier:
                return request
    return None


def pages(person: Person, path: str, **query: str) -> Iterator[list[Json]]:
    """Turn the pages of a list."""
    cursor: str | None = ""
    while cursor is not None:
        page = person.get(path, limit=100, **query, **({"cursor": cursor} if cursor else {}))
        yield page["items"]
        cursor = page["next_cursor"]


def told(cast: Cast, name: str, about: str, sign: str) -> Json:
    """Wait for the e-mail to somebody whose text names `about` (a registry or permit number) and whose subject holds `sign`."""

    def arrived() -> Json | None:
        letters = steps.letters(cast, name)
        return next((each for each in letters if about in each["text"] and sign in each["subject"]), None)

    return until(f"{name} is told: {sign}", arrived)


def hears(cast: Cast, name: str, sign: str, already: int) -> Json:
    """Wait for an e-mail to somebody, beyond those that he had `already`, whose subject holds `sign`."""

    def arrived() -> Json | None:
        letters = steps.letters(cast, name)
        new = letters[: len(letters) - already]
        return next((each for each in new if sign in each["subject"]), None)

    return until(f"{name} hears: {sign}", arrived)


def leave_office(cast: Cast, holder: Person) -> None:
    """Send a president of a day to another commune, so that nobody calls him to Taroudannt any more."""
    appoint(cast, holder, {"role": "president", "territory": "01.511.01.0"})


@contextmanager
def refused(status: int, code: str) -> Iterator[None]:
    """Expect the platform to refuse with this status and this code, and no other."""
    with pytest.raises(Refused) as refusal:
        yield
    assert (refusal.value.status, refusal.value.code) == (status, code)
