"""The processes of a platform and what each of them is told."""

import json
from configparser import RawConfigParser
from pathlib import Path

import pytest

from deploy.local.addresses import PORTS, Addresses
from deploy.local.definitions import definitions, hashed
from deploy.local.folder import CHECKOUT, RunFolder
from deploy.local.keys import create_keys
from deploy.local.ports import keep_ports
from deploy.local.processes import Processes
from deploy.local.refusals import CannotRun
from deploy.local.rights import USERS
from deploy.local.supervisor import Program
from deploy.rooms import DECLARED


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path)
    folder.create()
    return folder


@pytest.fixture
def processes(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> Processes:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("AMQP_URL", raising=False)
    return Processes(folder, Addresses.planned(folder, keep_ports(folder, PORTS, in_use=False)))


def by_name(programs: list[Program]) -> dict[str, Program]:
    return {program.name: program for program in programs}


def test_every_service_of_the_repository_runs(processes: Processes) -> None:
    rooms = {room.parent.name for room in (CHECKOUT / "services").glob("*/service.py")}

    assert rooms <= by_name(processes.applications()).keys()


def test_every_announcer_has_a_relay_that_speaks_as_the_service(processes: Processes) -> None:
    applications = by_name(processes.applications())

    for owner in DECLARED.announcers:
        relay, origin = applications[f"relay-{owner.name}"].environment, applications[owner.name].environment
        assert (relay["AMQP_URL"], relay["DATABASE_URL"]) == (origin["AMQP_URL"], origin["DATABASE_URL"])


def test_the_signing_keys_are_told_to_the_signer_alone(processes: Processes) -> None:
    told = {program.name for program in processes.applications() if any(name.startswith("SIGNER_") for name in program.environment)}

    assert told == {"signer"}


def test_the_token_keys_are_told_to_the_gateway_alone(processes: Processes) -> None:
    told = {program.name for program in processes.applications() if "JWT_KEYS_FOLDER" in program.environment}

    assert told == {"gateway"}


def test_the_simulators_know_neither_database_nor_broker(processes: Processes) -> None:
    for name in ("card-provider", "mailbox"):
        environment = by_name(processes.applications())[name].environment
        assert not {"DATABASE_URL", "AMQP_URL", "JWKS_FILE"} & environment.keys()


def test_no_two_processes_share_an_address(processes: Processes) -> None:
    ports = processes.addresses.ports

    assert len(set(ports.values())) == len(ports)
    assert len({program.environment["METRICS_PORT"] for program in processes.applications()}) == len(processes.applications())


def test_ports_stay_the_same(folder: RunFolder) -> None:
    first = keep_ports(folder, PORTS, in_use=False)

    assert keep_ports(folder, PORTS, in_use=False) == first


def test_servers_given_from_outside_are_not_started(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://admin:secret@127.0.0.1:5432/postgres?sslmode=disable")
    monkeypatch.setenv("AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/rokhas")

    addresses = Addresses.planned(folder, keep_ports(folder, PORTS, in_use=False))

    assert Processes(folder, addresses).servers() == []
    assert addresses.database_urls["filing"].endswith("@127.0.0.1:5432/filing?sslmode=disable")
    assert set(addresses.amqp_urls.values()) == {"amqp://guest:guest@127.0.0.1:5672/rokhas"}


def test_the_supervisor_reads_back_what_was_written(folder: RunFolder) -> None:
    program = Program(name="odd", command=("/bin/echo", "a b", "100%"), environment={"URL": "amqp://u:p%2F@host/v"})
    parsed = RawConfigParser(interpolation=None)

    parsed.read_string(program.section(folder))

    assert parsed["program:odd"]["command"] == '"/bin/echo" "a b" "100%%"'
    assert parsed["program:odd"]["environment"] == 'URL="amqp://u:p%%2F@host/v"'


def test_everybody_who_speaks_on_the_broker_has_a_user_of_their_own() -> None:
    loaded = definitions(lambda user: f"password of {user}")

    assert {user["name"] for user in loaded["users"]} == {*DECLARED.roles, "operator"}
    assert len({user["password_hash"] for user in loaded["users"]}) == len(USERS) + 1


def test_passwords_are_written_hashed() -> None:
    loaded = definitions(lambda user: f"password of {user}")

    assert "password of" not in json.dumps(loaded)
    assert hashed("one") == hashed("one") != hashed("other")


def test_keys_and_passwords_are_for_the_owner_alone(folder: RunFolder, processes: Processes) -> None:
    create_keys(folder)
    processes.applications()

    secrets = [file for file in folder.secrets.rglob("*") if file.is_file()]

    assert secrets
    assert {oct(file.stat().st_mode & 0o777) for file in secrets} == {"0o600"}


def test_keys_are_generated_once(folder: RunFolder) -> None:
    create_keys(folder)
    before = {file: file.read_text() for file in folder.secrets.rglob("*.*") if file.is_file()}

    create_keys(folder)

    assert {file: file.read_text() for file in folder.secrets.rglob("*.*") if file.is_file()} == before


def test_only_public_halves_are_published(folder: RunFolder) -> None:
    create_keys(folder)

    (key,) = json.loads((folder.secrets / "jwt/jwks.json").read_text())["keys"]

    assert key["alg"] == "ES256"
    assert "d" not in key
    assert (folder.secrets / "jwt" / f"{key['kid']}.pem").exists()


def test_on_one_machine_requests_are_limited_only_when_the_environment_says_so(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("TRIES_PER_MINUTE", "REQUESTS_PER_MINUTE", "REQUESTS_PER_MINUTE_FROM_ONE_ADDRESS", "REQUESTS_AT_ONCE")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    lifted = processes.environment("gateway")

    monkeypatch.setenv("REQUESTS_PER_MINUTE", "600")

    assert {lifted[name] for name in names} == {"0"}
    assert processes.environment("gateway")["REQUESTS_PER_MINUTE"] == "600"


def test_the_installations_own_procedures_are_told_to_all_of_ours(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PUBLISHED").touch()
    monkeypatch.chdir(tmp_path.parent)
    monkeypatch.setenv("PROCEDURES_FOLDER", tmp_path.name)

    told = {name for name in DECLARED.processes if processes.environment(name).get("PROCEDURES_FOLDER") == str(tmp_path)}

    assert told == set(DECLARED.processes)
    assert "PROCEDURES_FOLDER" not in processes.environment("mailbox")


def test_a_folder_in_which_no_procedure_is_published_is_refused_with_what_to_do(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROCEDURES_FOLDER", str(tmp_path))

    with pytest.raises(CannotRun, match=r"python -m catalogue\.procedures .+ --publish"):
        processes.environment("filing")
