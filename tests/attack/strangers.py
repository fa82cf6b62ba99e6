"""An attacker from inside: somebody who registered as an architect, was approved, and has a draft of his own."""

import secrets
from dataclasses import dataclass
from uuid import uuid4

import httpx

from demo import platform as demonstration
from demo import steps
from demo.people import Cast, Person, understood, until
from deploy.local.platform import Platform

VICTIM = "neighbour"
"""The applicant whom he names."""


@dataclass(frozen=True)
class Stranger:
    """Somebody admitted who means harm: his token, and a draft that is his."""

    base_url: str
    token: str
    dossier: str

    def headers(self) -> dict[str, str]:
        """Give what goes with each of his requests."""
        return {"Authorization": f"Bearer {self.token}"}


def admitted_stranger(platform: Platform, name: str) -> Stranger:
    """Register, have oneself approved by an administrator who suspects nothing, log in, and begin a draft."""
    cast = demonstration.cast(patience=60.0)
    person = register(platform.base_url, name)
    approve(cast, person.email)
    login = httpx.post(f"{platform.base_url}/v1/auth/login", json={"email": person.email, "password": person.password}, timeout=30.0)
    victim = next(each for each in cast.seeded if each["name"] == VICTIM)
    wish = {
        "procedure": steps.PROCEDURE,
        "commune": steps.COMMUNE,
        "applicant": {"email": victim["email"], "national_id": victim["national_id"]},
    }
    return Stranger(platform.base_url, understood(login)["access_token"], str(person.post("/v1/dossiers", wish)["id"]))


def register(base_url: str, name: str) -> Person:
    """Ask for an account as an architect, under a name and an identifier that nobody has."""
    person = Person(base_url, f"{name}-{uuid4().hex[:8]}@attack.rokhas.example", secrets.token_urlsafe(15), patience=60.0)
    registration = {
        "role": "professional",
        "full_name": "Personne Malveillante",
        "national_id": f"AT{secrets.randbelow(10**6):06}",
        "phone": "+212661000000",
        "email": person.email,
        "password": person.password,
        "locale": "fr",
        "order_number": f"CNOA-{secrets.randbelow(10**4):04}",
    }
    headers = {"Idempotency-Key": str(uuid4())}
    understood(httpx.post(f"{base_url}/v1/auth/register", json=registration, headers=headers, timeout=30.0))
    return person


def approve(cast: Cast, email: str) -> None:
    """Let the administrator approve whoever waits under this e-mail."""
    administrator = cast["administrator"]

    def waiting() -> str | None:
        page = administrator.get("/v1/users", status="awaiting-approval", limit=200)
        return next((str(each["id"]) for each in page["items"] if each["email"] == email), None)

    administrator.post(f"/v1/users/{until('the account waits for its approval', waiting)}/approval")
