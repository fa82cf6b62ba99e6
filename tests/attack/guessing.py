"""Guesses: the president's password, and which person belongs to which national identifier."""

import time
from collections import Counter

from demo import platform as demonstration
from demo import steps
from deploy.local.platform import Platform
from tests.attack.strangers import admitted_stranger

PAUSE_SECONDS = 0.1
MOST = 6_000


def guess(platform: Platform, end: float) -> Counter[str]:
    """Try passwords and identifiers in turns until the end; count the answers by what was tried and by status."""
    president, stranger = demonstration.cast()["president"], admitted_stranger(platform, "guessing")
    answers: Counter[str] = Counter()
    with stranger.client() as http:
        for number in range(MOST):
            if time.monotonic() > end:
                break
            login = http.post("/v1/auth/login", json={"email": president.email, "password": f"Taroudannt-{number}-2026"})
            answers[f"password {login.status_code}"] += 1
            wish = {
                "procedure": steps.PROCEDURE,
                "commune": steps.COMMUNE,
                "applicant": {"email": "owner@demo.rokhas.example", "national_id": f"JC{number:06}"},
            }
            mandate = http.post("/v1/dossiers", json=wish, headers={"Idempotency-Key": f"guess-{number}-{end}"})
            answers[f"person {mandate.status_code}"] += 1
            time.sleep(PAUSE_SECONDS)
    return answers
