"""compose.yaml starts the same processes with the same variables, and keeps what is secret in files."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.compose.__main__ import prepare, variables
from deploy.local.addresses import PYTHON_PROCESSES
from deploy.local.folder import RunFolder
from deploy.local.postgres import CREATED, DISCREET, MAJOR
from deploy.rooms import DECLARED
from tests.deploy.program import ROOT, SERVICES, started_by, variables_read

Service = dict[str, Any]

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
ALL: dict[str, Service] = COMPOSE["services"]
OURS = {name: service for name, service in ALL.items() if service["image"].startswith("rokhas/")}
ONCE = {f"migrate-{name}" for name in DECLARED.roles} | {f"declare-{name}" for name in SERVICES}
IMAGE_SETS = {"SERVICE"}


def modules_of(service: Service) -> tuple[str, ...]:
    return started_by(service["image"].removeprefix("rokhas/"), service.get("command", ["serve"]))


def test_postgresql_is_the_version_of_development_and_sorts_as_it_does() -> None:
    server = ALL["postgres"]

    assert server["image"] == f"postgres:{MAJOR}"
    assert server["environment"]["POSTGRES_INITDB_ARGS"].split() == list(CREATED)


def test_compose_starts_the_whole_platform() -> None:
    assert ALL.keys() == {"postgres", "rabbitmq", *PYTHON_PROCESSES, *ONCE}


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_process_gets_the_variables_that_it_reads(name: str) -> None:
    read = variables_read(*modules_of(OURS[name]))
    given = set(OURS[name]["environment"])

    required = {variable for variable, is_required in read.items() if is_required}

    assert given - read.keys() - IMAGE_SETS == set()
    assert required - given - IMAGE_SETS == set()


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_process_runs_without_rights_on_a_read_only_root(name: str) -> None:
    assert OURS[name]["read_only"] is True
    assert OURS[name]["cap_drop"] == ["ALL"]
    assert OURS[name]["user"].startswith("${CONTAINER_USER")


def test_signature_and_its_signer_are_in_a_network_without_a_way_out() -> None:
    inside = {name for name, service in ALL.items() if "vault" in service.get("networks", ())}

    assert COMPOSE["networks"]["vault"] == {"internal": True}
    assert inside == {
        "postgres",
        "rabbitmq",
        "signature",
        "relay-signature",
        "signer",
        "migrate-signature",
        "migrate-signer",
        "declare-signature",
    }
    assert all(ALL[name]["networks"] == ["vault"] for name in inside - {"postgres", "rabbitmq"})


def test_nobody_starts_before_every_queue_is_declared() -> None:
    for name in set(PYTHON_PROCESSES) - {"card-provider", "mailbox"}:
        assert {f"declare-{service}" for service in SERVICES} <= ALL[name]["depends_on"].keys()


def test_what_is_prepared_is_what_compose_asks_for(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "compose")

    prepare(folder)

    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text("utf-8"))) - {"LOG_LEVEL"}
    mounted = set(re.findall(r"\./\.run/compose/([\w./-]+)", (ROOT / "compose.yaml").read_text("utf-8")))
    assert asked == variables(folder).keys()
    assert [name for name in mounted if not (folder.path / name).exists()] == []


def test_a_second_preparation_changes_nothing(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "compose")
    prepare(folder)
    first = {file: file.read_bytes() for file in folder.path.rglob("*") if file.is_file()}

    prepare(folder)

    assert {file: file.read_bytes() for file in folder.path.rglob("*") if file.is_file()} == first


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "compose")

    prepare(folder)

    files = [file for file in folder.secrets.rglob("*") if file.is_file()]
    assert len(files) > 10
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_database_logs_neither_statements_nor_rows() -> None:
    assert {f"{name}={value}" for name, value in DISCREET.items()} <= set(ALL["postgres"]["command"])
