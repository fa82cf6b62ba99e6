"""A room is declared once: what is written follows from its entry, and a sixth room needs no other file of `deploy/`."""

import filecmp
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import yaml

from contracts.registry import events
from deploy import written
from deploy.rooms import DECLARED, FILE, SERVICES, read
from deploy.shapes import fill
from tests.deploy.k8s.kustomize import build
from tests.deploy.program import ROOT
from tests.deploy.program import SERVICES as FOLDERS

ARCHIVES = """
[[rooms]]
name = "archives"
announces = ["events"]
documents = true
settings = ["PUBLIC_URL"]
folders = { VAULT_FOLDER = "/var/spool/archives" }
pool = 2
replicas = [1, 2]

[rooms.secrets.stamp]
files = { STAMP_KEY_FILE = "stamp.key" }
"""
"""A room that nobody has written."""

LOCAL = """
import json, pathlib
from deploy.local.addresses import PORTS, Addresses
from deploy.local.definitions import definitions
from deploy.local.folder import RunFolder
from deploy.local.processes import Processes
folder = RunFolder(pathlib.Path("run").resolve())
folder.create()
addresses = Addresses.planned(folder, {name: number for number, name in enumerate(PORTS)})
programs = {program.name: program.environment for program in Processes(folder, addresses).applications()}
print(json.dumps({"programs": programs, "broker": definitions(str.upper)}))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy `deploy/`, add an entry to the one file, and write what follows."""
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "deploy", copy / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("chassis", "contracts"):
        (copy / package).symlink_to(ROOT / package)
    with (copy / "deploy" / "rooms.toml").open("a") as declaration:
        declaration.write(ARCHIVES)
    python(copy, "-m", "deploy.written")
    return copy


@pytest.fixture(scope="module")
def local(checkout: Path) -> dict[str, Any]:
    """Plan the platform of one machine there."""
    planned: dict[str, Any] = json.loads(python(checkout, "-c", LOCAL))
    return planned


def python(folder: Path, *arguments: str) -> str:
    environment = {"PATH": "/usr/bin:/bin"}
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def of_kind(manifests: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return {manifest["metadata"]["name"]: manifest for manifest in manifests if manifest["kind"] == kind}


def test_nothing_that_is_written_has_drifted_from_what_is_declared() -> None:
    assert written.drifted() == [], "run: make docs"


def test_every_room_of_the_repository_is_declared() -> None:
    assert sorted(SERVICES) == sorted(FOLDERS)


def test_a_room_announces_where_its_events_are_heard() -> None:
    names = {DECLARED.gateway.announces_as: DECLARED.gateway.name}
    announced = {(names.get(event.service(), event.service()), "private" if event.private else "events") for event in events()}

    assert announced == {(owner.name, exchange) for owner in DECLARED.owners for exchange in owner.announces}


def test_a_sixth_room_touches_its_entry_alone(checkout: Path) -> None:
    produced = {file.relative_to(ROOT).as_posix() for file in written.files()}
    ours = {file.relative_to(checkout).as_posix() for file in (checkout / "deploy").rglob("*") if file.is_file() and file.suffix != ".pyc"}

    different = {name for name in ours if not (ROOT / name).is_file() or not filecmp.cmp(ROOT / name, checkout / name, shallow=False)}

    assert different - produced == {"deploy/rooms.toml", "deploy/k8s/base/rooms/archives.yaml"}


def test_a_sixth_room_has_rights_on_the_broker(local: dict[str, Any]) -> None:
    (rights,) = [each for each in local["broker"]["permissions"] if each["user"] == "archives"]
    (gateways,) = [each for each in local["broker"]["topic_permissions"] if (each["user"], each["exchange"]) == ("gateway", "nameko-rpc")]

    assert rights["read"] == r"^(rpc-archives|archives\..+)$"
    assert r"rokhas\.events" in rights["write"]
    assert r"rokhas\.private" not in rights["write"]
    assert r"archives\..+" in gateways["write"]


def test_a_sixth_room_runs_on_one_machine(local: dict[str, Any]) -> None:
    room, relay = local["programs"]["archives"], local["programs"]["relay-archives"]

    assert urlsplit(room["DATABASE_URL"]).path == "/archives"
    assert room["DATABASE_URL"] == relay["DATABASE_URL"]
    assert room["METRICS_PORT"] != relay["METRICS_PORT"]
    assert {"AMQP_URL", "JWKS_FILE", "DOCUMENTS_URL", "PUBLIC_URL", "VAULT_FOLDER", "STAMP_KEY_FILE"} <= room.keys()
    assert Path(room["STAMP_KEY_FILE"]).is_file()


def test_a_sixth_room_runs_in_containers(checkout: Path) -> None:
    compose = yaml.safe_load((checkout / "compose.yaml").read_text("utf-8"))
    services = compose["services"]

    assert {"archives", "relay-archives", "migrate-archives", "declare-archives"} <= services.keys()
    assert "archives" in services["postgres"]["environment"]["DATABASES"].split()
    assert "declare-archives" in services["gateway"]["depends_on"]
    assert services["archives"]["environment"]["STAMP_KEY_FILE"] == "/run/secrets/stamp-key"
    assert services["archives"]["secrets"] == ["stamp-key"]
    assert compose["secrets"]["stamp-key"] == {"file": "./.run/compose/secrets/stamp-key"}


@pytest.mark.parametrize("overlay", ["base", "overlays/development", "overlays/production"])
def test_a_sixth_room_runs_in_the_cluster(checkout: Path, overlay: str) -> None:
    manifests = build(checkout / "deploy" / "k8s" / overlay)
    (policy,) = [each for each in of_kind(manifests, "NetworkPolicy").values() if each["metadata"]["name"] == "offices-database"]
    entering = policy["spec"]["ingress"][0]["from"][0]["podSelector"]["matchExpressions"][0]["values"]
    (job,) = of_kind(manifests, "Job").values()

    assert {"archives", "relay-archives"} <= of_kind(manifests, "Deployment").keys()
    for kind in ("ServiceAccount", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "Database", "User", "Permission"):
        assert "archives" in of_kind(manifests, kind)
    assert {"archives", "relay-archives"} <= set(entering)
    assert "archives" in [container["name"] for container in job["spec"]["template"]["spec"]["containers"]]
    assert of_kind(manifests, "ConfigMap")["connections"]["data"]["archives"] == "2"


def test_in_development_a_sixth_room_is_small_and_has_the_newest_image(checkout: Path) -> None:
    deployments = of_kind(build(checkout / "deploy" / "k8s" / "overlays" / "development"), "Deployment")

    assert deployments["relay-archives"]["spec"]["replicas"] == 1
    assert deployments["archives"]["spec"]["template"]["spec"]["containers"][0]["image"] == "rokhas/archives:latest"


@pytest.mark.parametrize(
    ("said", "instead", "why"),
    [
        ('calls = ["signer"]', 'calls = ["nobody"]', "named, but not declared: nobody"),
        ('server = "payment"', 'server = "cellar"', "named, but not declared: cellar"),
        ('name = "review"', 'name = "filing"', "two have the same name"),
        ('name = "review"', 'name = "land-register"', "matching regex"),
        ("secluded = true", "secret = true", "unknown field `secret`"),
        ('server = "signature"', 'server = "offices"', "the room of a tenant must be the first of its server"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused(tmp_path: Path, said: str, instead: str, why: str) -> None:
    (tmp_path / "rooms.toml").write_text(FILE.read_text("utf-8").replace(said, instead, 1))

    with pytest.raises(msgspec.ValidationError, match=why):
        read(tmp_path / "rooms.toml")


def test_a_shape_takes_words_and_lines_and_wants_all_of_them(tmp_path: Path) -> None:
    shape = tmp_path / "shape.yaml"
    shape.write_text("name: <name>\nlist:\n  # <things>\n")

    assert fill(shape, {"name": "a"}, {"things": ["- b: 1\n  c: 2", "- d"]}) == "name: a\nlist:\n  - b: 1\n    c: 2\n  - d\n"
    with pytest.raises(KeyError, match="name"):
        fill(shape, {}, {"things": []})
    with pytest.raises(KeyError, match="things"):
        fill(shape, {"name": "a"})
