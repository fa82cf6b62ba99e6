"""The manifests set what the code reads, and name only secrets and settings that somebody makes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.rooms import DECLARED
from tests.deploy.k8s.kustomize import containers, render
from tests.deploy.program import ROOT, file_of, started_by, variables_read

Manifest = dict[str, Any]

IMAGE_SETS = {"SERVICE"}
GUIDE = (ROOT / "docs" / "deploy.md").read_text("utf-8")


def processes() -> Iterator[Any]:
    """Give each container of ours with the room and the verb that it runs."""
    for manifest in render("overlays/development"):
        for container in containers(manifest):
            room = container["image"].removeprefix("rokhas/").partition(":")[0]
            yield pytest.param(room, container["args"], container["env"], id=f"{manifest['metadata']['name']}-{container['name']}")


@pytest.mark.parametrize(("room", "args", "env"), [*processes()])
def test_a_container_starts_a_program_that_exists(room: str, args: list[str], env: list[Manifest]) -> None:
    missing = [module for module in started_by(room, args) if file_of(module) is None]

    assert missing == []


@pytest.mark.parametrize(("room", "args", "env"), [*processes()])
def test_a_container_gets_the_variables_that_its_program_reads(room: str, args: list[str], env: list[Manifest]) -> None:
    read = variables_read(*started_by(room, args))
    given = {variable["name"] for variable in env}

    ingredients = {name for variable in env for name in re.findall(r"\$\((\w+)\)", variable.get("value", ""))}
    required = {name for name, is_required in read.items() if is_required}

    assert given - read.keys() - ingredients == set()
    assert required - given - IMAGE_SETS == set()


def test_a_variable_is_composed_only_of_those_before_it() -> None:
    for manifest in render("base"):
        for container in containers(manifest):
            known: set[str] = set()
            for variable in container["env"]:
                assert set(re.findall(r"\$\((\w+)\)", variable.get("value", ""))) <= known
                known.add(variable["name"])


def test_every_setting_that_is_named_exists_and_every_one_that_exists_is_named() -> None:
    manifests = render("base")
    (settings,) = [m for m in manifests if m["kind"] == "ConfigMap" and m["metadata"]["name"] == "settings"]

    sources = [v["valueFrom"] for m in manifests for c in containers(m) for v in c["env"] if "valueFrom" in v]
    settings_named = [source["configMapKeyRef"] for source in sources if "configMapKeyRef" in source]
    named = {source["key"] for source in settings_named if source["name"] == "settings"}

    assert named == settings["data"].keys()


def test_every_secret_is_made_by_an_operator_or_listed_for_whoever_installs() -> None:
    manifests = render("base")
    drawn = {f"{manifest['metadata']['name']}-user-credentials" for manifest in manifests if manifest["kind"] == "User"}
    databases = {f"{role}-database" for role in DECLARED.roles}

    named = set(_secrets(manifests))

    assert {name for name in named - drawn - databases if f"`{name}`" not in GUIDE} == set()
    assert drawn | databases <= named
    assert "`<name>-database`" in GUIDE


def test_every_volume_is_a_claim_a_scratch_or_listed_for_whoever_installs() -> None:
    manifests = render("base")
    claims = {manifest["metadata"]["name"] for manifest in manifests if manifest["kind"] == "PersistentVolumeClaim"}

    for manifest in (m for m in manifests if m["kind"] in ("Deployment", "Job")):
        pod = manifest["spec"]["template"]["spec"]
        for volume in pod["volumes"]:
            assert volume.get("persistentVolumeClaim", {}).get("claimName") in {*claims, None}
            assert "configMap" not in volume or f"`{volume['configMap']['name']}`" in GUIDE
        mounted = {mount["name"] for container in containers(manifest) for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_a_file_that_a_variable_names_is_mounted() -> None:
    for manifest in (m for m in render("base") if m["kind"] == "Deployment"):
        (container,) = manifest["spec"]["template"]["spec"]["containers"]
        mounts = [mount["mountPath"] for mount in container["volumeMounts"]]
        files = [v["value"] for v in container["env"] if v["name"].endswith(("_FILE", "_FOLDER")) and "value" in v]
        assert [file for file in files if not file.startswith(tuple(mounts))] == []


def test_the_keys_reach_the_signer_alone() -> None:
    holders = {
        m["metadata"]["name"]
        for m in render("base")
        if m["kind"] == "Deployment" and {"signer-keys", "signer-database"} & set(_secrets([m]))
    }

    assert holders == {"signer"}


def test_everybody_who_announces_has_a_relay() -> None:
    relays = {m["metadata"]["name"] for m in render("base") if m["kind"] == "Deployment" and m["metadata"]["name"].startswith("relay-")}

    assert relays == {f"relay-{owner.name}" for owner in DECLARED.announcers}


def _secrets(manifests: list[Manifest]) -> Iterator[str]:
    """Name every secret that a pod or a database cluster refers to."""
    for manifest in manifests:
        for container in containers(manifest):
            yield from (v["valueFrom"]["secretKeyRef"]["name"] for v in container["env"] if "secretKeyRef" in v.get("valueFrom", {}))
        if manifest["kind"] in ("Deployment", "Job"):
            yield from (v["secret"]["secretName"] for v in manifest["spec"]["template"]["spec"]["volumes"] if "secret" in v)
        if manifest["kind"] == "Cluster":
            yield manifest["spec"]["bootstrap"]["initdb"]["secret"]["name"]
            yield from (role["passwordSecret"]["name"] for role in manifest["spec"].get("managed", {}).get("roles", ()))
        if manifest["kind"] == "Ingress":
            yield from (tls["secretName"] for tls in manifest["spec"].get("tls", ()))
