"""The accounts of the demonstration."""

import json
from pathlib import Path

import sqlalchemy as sa

from catalogue.procedures import load
from gateway.auth import store
from gateway.auth.seed import people, seed
from tests.gateway.makers import QUICK


def test_seeding_twice_changes_nothing(database: sa.Engine, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"

    seed(database, file, QUICK)
    first = file.read_text()
    seed(database, file, QUICK)

    assert file.read_text() == first
    assert file.stat().st_mode & 0o077 == 0


def test_everybody_of_the_demonstration_can_come_in_and_act(database: sa.Engine, tmp_path: Path) -> None:
    seed(database, tmp_path / "accounts.json", QUICK)

    for line in json.loads((tmp_path / "accounts.json").read_text()):
        with database.connect() as connection:
            account = store.find_by_email(connection, line["email"])
        assert account is not None
        assert QUICK.match(account.password_hash, line["password"])
        assert account.roles_on(account.created_at.date()) == (line["role"],)
        assert [(grant.territory, grant.body) for grant in account.grants] == [(line["territory"], line["body"])]


def test_a_lost_file_gives_new_passwords(database: sa.Engine, tmp_path: Path) -> None:
    seed(database, tmp_path / "accounts.json", QUICK)

    seed(database, tmp_path / "another.json", QUICK)

    line = json.loads((tmp_path / "another.json").read_text())[0]
    with database.connect() as connection:
        account = store.find_by_email(connection, line["email"])
    assert account is not None
    assert QUICK.match(account.password_hash, line["password"])


def test_every_body_of_the_procedure_has_a_reviewer_in_taroudannt() -> None:
    reviewers = {person.body for person in people() if person.role == "reviewer" and "09.541.01.13".startswith(person.territory)}

    assert reviewers == {body.code for body in load("building-permit-small").bodies}
