"""
Thousands of calls that no person would think of, generated from `/openapi.json`: no failure of ours, no answer that is not documented.

Schemathesis plays people of a commune of their own, so that what it gets done touches no other journey's file. Each role makes the calls of
its office, over the whole range of good and bad values; somebody without a token tries every call there is.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo import steps
from demo.people import Cast, Person, until
from tests.journeys import stories

pytestmark = pytest.mark.journey

COMMUNE = "09.541.01.09"  # Oulad Teima
SEED = 20261121
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
)
EXAMPLES = 4  # generated for each operation, beside those of the coverage phase
PATIENCE_SECONDS = 300  # for one role, on a busy machine
OFFICES: Mapping[str, tuple[str, ...]] = {
    "nobody": ("--include-path-regex", ".*"),
    "applicant": ("--include-tag", "dossiers", "--include-tag", "documents", "--include-tag", "payments", "--include-tag", "mandates"),
    "professional": ("--include-tag", "dossiers", "--include-tag", "documents"),
    "clerk": ("--include-tag", "cases", "--include-tag", "registry"),
    "president": ("--include-tag", "signature", "--include-tag", "cases"),
    "administrator": ("--include-tag", "users", "--include-path-regex", "^/v1/me"),
}
PAPERS_ARE_BYTES = """
import schemathesis

schemathesis.serializer.alias(["application/pdf", "image/jpeg", "image/png"], "application/octet-stream")
"""
GENERATED = re.compile(r"(\d+) generated, ")


@dataclass(frozen=True)
class Stage:
    """Where the generated calls are made: people of a commune of their own, one file, one key."""

    people: Mapping[str, Person]
    key: str

    def configuration(self, name: str) -> str:
        """
        Write schemathesis's configuration for one role.

        What an administrator or a keeper may do to anybody is done to people of this stage alone: an answer of one call is used in the
        next, and the roles and keys of the demonstration's people serve the other journeys.
        """
        lines = [f'[[operations]]\ninclude-operation-id = "users-grant"\nparameters = {{ account_id = "{self.people["clerk"].account}" }}']
        lines += [f'[[operations]]\ninclude-operation-id = "signature-revoke-key"\nparameters = {{ key_id = "{self.key}" }}']
        if name in self.people:
            lines.insert(0, f'[headers]\nAuthorization = "Bearer {stories.token_of(self.people[name])}"')
        return "\n".join(lines)


@pytest.fixture(scope="module")
def stage(cast: Cast, newcomer: stories.Newcomer, citizen: stories.Citizen) -> Stage:
    """An applicant with a file in study, his architect, a clerk, a president with his key, and an administrator, all of them new."""
    people = {role: citizen(role) for role in ("applicant", "professional")}
    people |= {role: newcomer(role, COMMUNE) for role in ("clerk", "president")}
    people["administrator"] = newcomer("administrator", "national")
    filed_for(people["applicant"], people["professional"])
    until("the case is opened", lambda: people["clerk"].get("/v1/cases")["items"])
    key = steps.make_key(cast, people["president"], COMMUNE)
    return Stage(people, key["id"])


def filed_for(applicant: Person, architect: Person) -> None:
    """Let an architect file a whole dossier for somebody who has confirmed his mandate."""
    dossier = architect.post("/v1/dossiers", stories.wish_of(applicant, COMMUNE))["id"]
    applicant.post(f"/v1/mandates/{dossier}/confirmation")
    architect.patch(f"/v1/dossiers/{dossier}", {"form": steps.form()})
    for kind in steps.required():
        architect.upload(f"/v1/dossiers/{dossier}/documents/{kind}", stories.PLAN, "application/pdf")
    architect.post(f"/v1/dossiers/{dossier}/submission")


@pytest.mark.parametrize("name", OFFICES)
def test_whatever_is_sent_the_platform_answers_as_documented(cast: Cast, stage: Stage, tmp_path: Path, name: str) -> None:
    (tmp_path / "schemathesis.toml").write_text(stage.configuration(name))
    (tmp_path / "papers.py").write_text(PAPERS_ARE_BYTES)

    played = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml"),
            *("run", f"{cast.base_url}/openapi.json", *OFFICES[name]),
            *("--phases", "coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--workers", "1"),
            *("--checks", ",".join(CHECKS), "--continue-on-failure", "--no-shrink", "--generation-database", "none", "--no-color"),
        ],
        cwd=tmp_path,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "papers"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )

    assert played.returncode == 0, played.stdout + played.stderr
    generated = GENERATED.findall(played.stdout)
    assert int(generated[-1]) > 100, played.stdout


def test_the_people_of_the_demonstration_came_through_it_unharmed(cast: Cast) -> None:
    roles = {each["email"]: each["role"] for each in cast.seeded if each["role"] not in ("applicant", "professional")}

    found = {each["email"]: each for page in stories.pages(cast["administrator"], "/v1/users") for each in page if each["email"] in roles}

    assert {email: [grant["role"] for grant in each["roles"]] for email, each in found.items()} == {e: [role] for e, role in roles.items()}
    assert [key["status"] for key in cast["president"].get("/v1/signing-keys")["items"]] == ["active"]
