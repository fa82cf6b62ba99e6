"""The network lets each process speak to whom it must, and to nobody else."""

from typing import Any

import pytest

from deploy.local.postgres import DISCREET, MAJOR
from deploy.rooms import DECLARED
from tests.deploy.k8s.kustomize import containers, render
from tests.deploy.k8s.network import Peer, chosen, peers

Manifest = dict[str, Any]

NAMES: set[Peer] = {("namespace kube-system pods k8s-app=kube-dns", 53)}
BROKER: Peer = ("pods app.kubernetes.io/name=broker", 5672)
MONITORING: Peer = ("namespace monitoring pods app.kubernetes.io/name=prometheus", 9100)
DOOR: Peer = ("namespace ingress-nginx", 8000)
NOBODYS_ADDRESSES = "addresses 192.0.2.0/24"  # RFC 5737
OFFICES = [user for owner in DECLARED.owners if owner.server == "offices" for user in DECLARED.users_of(owner) if user != "notification"]


def database(name: str) -> Peer:
    return (f"pods cnpg.io/cluster={name}-database", 5432)


def labels_of(manifests: list[Manifest], process: str) -> dict[str, str]:
    found = [m for m in manifests if m["kind"] in ("Deployment", "Job") and m["metadata"]["name"] == process]
    labels: dict[str, str] = found[0]["spec"]["template"]["metadata"]["labels"]
    return labels


def reached_by(process: str, overlay: str = "base") -> set[Peer]:
    manifests = render(overlay)
    return peers(manifests, labels_of(manifests, process), "egress") - NAMES


def reaching(process: str, overlay: str = "base") -> set[Peer]:
    manifests = render(overlay)
    return peers(manifests, labels_of(manifests, process), "ingress")


@pytest.mark.parametrize("overlay", ["base", "overlays/development", "overlays/production"])
@pytest.mark.parametrize("process", ["signature", "relay-signature", "signer"])
def test_signature_speaks_to_its_database_and_the_broker_alone(process: str, overlay: str) -> None:
    assert reached_by(process, overlay) == {database("signature"), BROKER}
    assert reaching(process, overlay) == {MONITORING}


def test_payment_speaks_to_its_database_the_broker_and_its_providers_alone() -> None:
    assert reached_by("payment") == {database("payment"), BROKER, (NOBODYS_ADDRESSES, 443)}
    assert reaching("payment") == {MONITORING}


def test_the_relay_of_payment_reaches_no_provider() -> None:
    assert reached_by("relay-payment") == {database("payment"), BROKER}


def test_in_development_the_provider_is_the_simulator() -> None:
    assert reached_by("payment", "overlays/development") == {
        database("payment"),
        BROKER,
        ("pods app.kubernetes.io/name=card-provider", 8080),
    }


def test_notification_speaks_to_its_database_the_broker_and_the_mail_relay_alone() -> None:
    assert reached_by("notification") == {database("offices"), BROKER, (NOBODYS_ADDRESSES, 587)}


@pytest.mark.parametrize("process", OFFICES)
def test_an_office_speaks_to_its_database_and_the_broker_alone(process: str) -> None:
    assert reached_by(process) == {database("offices"), BROKER}


def test_the_gateway_is_the_only_door() -> None:
    deployments = [m["metadata"]["name"] for m in render("base") if m["kind"] == "Deployment"]

    reached = {process: reaching(process) for process in deployments}

    assert reached == {process: {MONITORING, DOOR} if process == "gateway" else {MONITORING} for process in deployments}


def test_a_database_opens_to_those_who_own_it() -> None:
    manifests = render("base")
    owners: dict[str, set[str]] = {}
    for deployment in (m for m in manifests if m["kind"] == "Deployment"):
        for variable in (v for c in containers(deployment) for v in c["env"] if "-rw:" in v.get("value", "")):
            server = variable["value"].partition("@")[2].partition("-rw:")[0]
            owners.setdefault(server, set()).add(f"pods app.kubernetes.io/name={deployment['metadata']['name']}")

    for server, processes in owners.items():
        allowed = peers(manifests, {"cnpg.io/cluster": server}, "ingress")
        assert {name for name, port in allowed if port == 5432 and name.startswith("pods app.")} == processes


def test_figures_are_given_to_prometheus_alone() -> None:
    """The kubelet's probes come from the node, which network plugins let through to its own pods."""
    rules = [rule for m in render("base") if m["kind"] == "NetworkPolicy" for rule in m["spec"].get("ingress", ())]

    asked = [side for rule in rules for side in rule["from"] if {port["port"] for port in rule["ports"]} & {9100, 9187, 15692}]

    assert asked
    assert all(side["podSelector"] == {"matchLabels": {"app.kubernetes.io/name": "prometheus"}} for side in asked)


def test_a_pod_that_no_policy_names_speaks_to_nobody() -> None:
    manifests = render("base")
    stranger = {"app.kubernetes.io/name": "stranger"}

    assert peers(manifests, stranger, "ingress") == set()
    assert peers(manifests, stranger, "egress") == NAMES
    assert chosen(manifests, stranger, "ingress")


def test_no_role_enters_the_databases_that_every_server_has() -> None:
    """What our lines of pg_hba do not open, the last of them rejects; the operator's own lines, before them, open to its own users."""
    clusters = [m["spec"] for m in render("base") if m["kind"] == "Cluster"]

    for cluster in clusters:
        *opening, last = [line.split() for line in cluster["postgresql"]["pg_hba"]]
        assert last == ["host", "all", "all", "all", "reject"]
        assert {database for _, database, *_ in opening} <= {"sameuser", cluster["bootstrap"]["initdb"]["database"]}
        assert "REVOKE ALL ON DATABASE template1 FROM PUBLIC" in cluster["bootstrap"]["initdb"]["postInitSQL"]
    assert len(clusters) == len(DECLARED.servers)


def test_every_database_is_the_version_of_development_and_sorts_as_it_does() -> None:
    for cluster in [m["spec"] for m in render("base") if m["kind"] == "Cluster"]:
        created = cluster["bootstrap"]["initdb"]
        assert cluster["imageCatalogRef"]["major"] == MAJOR
        assert (created["encoding"], created["localeCollate"], created["localeCType"]) == ("UTF8", "C", "C")


def test_no_database_logs_statements_or_rows() -> None:
    clusters = [each for each in render("overlays/production") if each["kind"] == "Cluster"]
    assert clusters
    for cluster in clusters:
        assert DISCREET.items() <= cluster["spec"]["postgresql"]["parameters"].items()
