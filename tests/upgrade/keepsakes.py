"""What people had before the upgrade and must have after it: papers to the byte, proofs, sessions, tokens, an account not yet used."""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

import httpx

from demo.people import Cast, Person
from tests.chaos.travelling import Journey

PEOPLE = ("owner", "architect", "clerk", "president", "director", "treasurer", "auditor")
NUMBERED = {"receipt": "registry_number", "permit": "permit_number"}
"""The papers of a file, and the number by which anybody verifies each."""

MOVING = "status"
"""What a proof says that may change: a declaration that stands may be objected to."""


@dataclass(frozen=True)
class Keepsakes:
    """What is there before: hashes of papers by their addresses, proofs by number, sessions by name, an account."""

    papers: dict[str, str]
    proofs: dict[str, Any]
    sessions: dict[str, dict[str, str]]
    newcomer: Person

    @classmethod
    def gathered(cls, cast: Cast, files: Sequence[Journey]) -> "Keepsakes":
        """Download every paper, have every permit verified, let some people log in and somebody open an account."""
        shown = [cast["owner"].get(f"/v1/dossiers/{journey.dossier}") for journey in files]
        papers = [(file["id"], paper, str(file[number])) for file in shown for paper, number in NUMBERED.items() if file[paper]]
        addresses = [f"/v1/dossiers/{dossier}/{paper}" for dossier, paper, _ in papers]
        return cls(
            papers={address: _hash(cast["owner"].download(address)) for address in addresses},
            proofs={number: _proof(cast, number) for _, _, number in papers},
            sessions={name: _session(cast[name]) for name in PEOPLE},
            newcomer=_registered(cast),
        )

    def lost(self, cast: Cast) -> Iterator[str]:
        """Say what is not as it was."""
        for address, kept in self.papers.items():
            if _hash(cast["owner"].download(address)) != kept:
                yield f"{address} is not the paper that it was before the upgrade"
        yield from (f"{number} is not verified as it was" for number, proof in self.proofs.items() if _proof(cast, number) != proof)
        for name, session in self.sessions.items():
            yield from (f"{name}: {what}" for what in _ended(cast[name], session))
        self.newcomer.log_in()


def unsigned(cast: Cast, files: Sequence[Journey]) -> Iterator[str]:
    """Say which permit poppler does not find validly signed, and which the platform does not verify by its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        for journey in files:
            permit = cast["owner"].download(f"/v1/dossiers/{journey.dossier}/permit")
            paper = Path(folder) / f"{journey.number}.pdf"
            paper.write_bytes(permit)
            said = subprocess.run(["pdfsig", "-nocert", str(paper)], capture_output=True, text=True).stdout
            proof = cast["neighbour"].get(f"/v1/verify/{_hash(permit)}")
            if "Signature is Valid" not in said or not proof["valid"]:
                yield f"file {journey.dossier} ({journey.course}): its permit is not validly signed: {said} {proof}"


def _hash(paper: bytes) -> str:
    return hashlib.sha256(paper).hexdigest()


def _proof(cast: Cast, number: str) -> dict[str, Any]:
    return {fact: said for fact, said in cast["neighbour"].get(f"/v1/verify/{number}").items() if fact != MOVING}


def _session(person: Person) -> dict[str, str]:
    answer = person.send("POST", "/v1/auth/login", json={"email": person.email, "password": person.password})
    tokens: dict[str, str] = answer.raise_for_status().json()
    return tokens


def _ended(person: Person, session: dict[str, str]) -> Iterator[str]:
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    if httpx.get(f"{person.base_url}/v1/me", headers=bearer, timeout=30).status_code != httpx.codes.OK:
        yield "a token of before the upgrade is refused"
    renewal = {"refresh_token": session["refresh_token"]}
    if not httpx.post(f"{person.base_url}/v1/auth/refresh", json=renewal, timeout=30).is_success:
        yield "a session of before the upgrade has ended"


def _registered(cast: Cast) -> Person:
    person = Person(cast.base_url, f"newcomer-{uuid4().hex[:8]}@upgrade.rokhas.example", token_urlsafe(12), patience=60)
    wish = {
        "role": "applicant",
        "full_name": "Nouvelle Citoyenne",
        "national_id": f"Y{uuid4().int % 100_000_000:08}",
        "phone": "+212661999998",
        "email": person.email,
        "password": person.password,
    }
    httpx.post(f"{cast.base_url}/v1/auth/register", json=wish, timeout=30).raise_for_status()
    return person
