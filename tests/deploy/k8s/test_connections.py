"""However many replicas run, and one more of each in a rollout, the database servers have a connection for each that may be opened."""

import re
from typing import Any

import pytest

from chassis.settings import DATABASE_POOL
from deploy.rooms import DECLARED
from tests.deploy.k8s.kustomize import containers, render
from tests.deploy.program import ROOT

Manifest = dict[str, Any]

OVERLAYS = ["base", "overlays/production", "overlays/development"]
ROLLING_OUT = 1  # a pod more than asked for (maxSurge), which migrates before it serves: its pool counts for both
RELAYS_OWN = 1  # a relay listens and holds its lock on one connection of its own
RESERVED = 25  # 3 for superusers, the operator's instance manager and its exporter, and people who look after parked messages


def most_pods(manifests: list[Manifest], name: str) -> int:
    """Tell how many pods of a Deployment may run at once."""
    scaled = [m["spec"]["maxReplicas"] for m in manifests if m["kind"] == "HorizontalPodAutoscaler" and m["metadata"]["name"] == name]
    fixed = [m["spec"]["replicas"] for m in manifests if m["kind"] == "Deployment" and m["metadata"]["name"] == name and not scaled]
    return int(max(scaled + fixed)) + ROLLING_OUT


def pool_of(manifests: list[Manifest], container: Manifest) -> int:
    """Tell how many connections one container may open: what the table of pools says, one for a relay."""
    if container["args"][0] == "relay":
        return RELAYS_OWN
    (asked,) = [each["valueFrom"]["configMapKeyRef"] for each in container["env"] if each["name"] == "DATABASE_POOL"]
    (table,) = [m["data"] for m in manifests if m["kind"] == "ConfigMap" and m["metadata"]["name"] == asked["name"] == "connections"]
    return int(table[asked["key"]])


def asked_of(manifests: list[Manifest]) -> dict[str, dict[str, int]]:
    """Give what each Deployment may ask of each database cluster: `{"offices-database": {"filing": 72, ...}, ...}`."""
    asked: dict[str, dict[str, int]] = {}
    for manifest in (m for m in manifests if m["kind"] == "Deployment"):
        name, (container, *_) = manifest["metadata"]["name"], manifest["spec"]["template"]["spec"]["containers"]
        servers = {server for each in container["env"] for server in re.findall(r"@([a-z-]+)-rw:5432", each.get("value", ""))}
        for server in servers:
            asked.setdefault(server, {})[name] = most_pods(manifests, name) * pool_of(manifests, container)
    return asked


@pytest.mark.parametrize("name", OVERLAYS)
def test_all_that_may_be_opened_at_once_is_less_than_the_server_has(name: str) -> None:
    manifests = render(name)
    offered = {
        m["metadata"]["name"]: int(m["spec"]["postgresql"]["parameters"]["max_connections"]) for m in manifests if m["kind"] == "Cluster"
    }

    asked = {server: sum(deployments.values()) + RESERVED for server, deployments in asked_of(manifests).items()}

    assert asked.keys() == offered.keys()
    assert {server: (wanted, offered[server]) for server, wanted in asked.items() if wanted > offered[server]} == {}


def test_nobody_is_forgotten_in_the_sum() -> None:
    counted = {name for deployments in asked_of(render("base")).values() for name in deployments}

    assert counted == {m["metadata"]["name"] for m in render("base") if m["kind"] == "Deployment"}


def test_a_release_rolls_out_one_pod_at_a_time() -> None:
    for manifest in (m for m in render("base") if m["kind"] == "Deployment"):
        strategy = manifest["spec"].get("strategy", {})
        assert strategy.get("rollingUpdate", {}).get("maxSurge", 1) == ROLLING_OUT


def test_the_table_of_pools_names_those_who_have_one() -> None:
    manifests = render("base")
    (table,) = [m["data"] for m in manifests if m["kind"] == "ConfigMap" and m["metadata"]["name"] == "connections"]

    asked = {
        each["valueFrom"]["configMapKeyRef"]["key"]
        for manifest in manifests
        for container in containers(manifest)
        for each in container["env"]
        if each["name"] == "DATABASE_POOL"
    }

    assert asked == table.keys()
    assert all(0 < int(pool) <= DATABASE_POOL for pool in table.values())


def test_containers_on_one_machine_fit_too() -> None:
    """PostgreSQL offers 100 connections when nothing is said, as `compose.yaml` says nothing."""
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    pools, relays = len(DECLARED.roles), len(DECLARED.announcers)

    assert "max_connections" not in compose
    assert pools * DATABASE_POOL + relays * RELAYS_OWN + 3 <= 100
