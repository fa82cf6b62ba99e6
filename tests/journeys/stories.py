"""Where a story begins: files that have already come some way, and how a refusal is recognised."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from demo import steps
from demo.people import Cast, Person, Refused, until

Json = dict[str, Any]
Newcomer = Callable[..., Person]
"""A role and a territory (and a reviewer's body) -> an official whom nobody knew before."""

Citizen = Callable[[str], Person]
"""`applicant` or `professional` -> somebody whom nobody knew before, with an account that he opened himself."""

PLAN = steps.PLAN.read_bytes()
ITEM = {"item": "boundary-plan", "reason": "Le plan de bornage n'est pas daté", "law": "law-55-19"}


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


@contextmanager
def refused(status: int, code: str) -> Iterator[None]:
    """Expect the platform to refuse with this status and this code, and no other."""
    with pytest.raises(Refused) as refusal:
        yield
    assert (refusal.value.status, refusal.value.code) == (status, code)
