"""The manifests are what Kubernetes and the operators accept, and every process runs under the same guarantees."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.rooms import DECLARED
from tests.deploy.k8s.kustomize import K8S, containers, render
from tests.deploy.k8s.network import matches
from tests.deploy.k8s.operators import is_an_operators, mistakes
from tests.deploy.program import ROOT, SERVICES

Manifest = dict[str, Any]

KUBERNETES = "1.37"
EVERYTHING = ("base", "overlays/development", "overlays/production")
PROCESSES = set(DECLARED.processes)
TENANTS = [tenant.name for tenant in DECLARED.tenants]


def of_kind(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {manifest["metadata"]["name"]: manifest for manifest in manifests if manifest["kind"] == kind}


def labels_of(deployment: Manifest) -> dict[str, str]:
    labels: dict[str, str] = deployment["spec"]["template"]["metadata"]["labels"]
    return labels


@pytest.mark.parametrize("name", EVERYTHING)
def test_kubernetes_accepts_every_manifest(name: str) -> None:
    manifests = [manifest for manifest in render(name) if not is_an_operators(manifest)]

    for manifest in manifests:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)

    assert {"Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget"} <= {manifest["kind"] for manifest in manifests}


@pytest.mark.parametrize("name", EVERYTHING)
def test_operators_understand_their_resources(name: str) -> None:
    manifests = [manifest for manifest in render(name) if is_an_operators(manifest)]

    wrong = {f"{manifest['kind']} {manifest['metadata']['name']}": mistakes(manifest) for manifest in manifests}

    assert {resource: found for resource, found in wrong.items() if found} == {}


@pytest.mark.parametrize("name", EVERYTHING)
def test_no_two_resources_have_one_name(name: str) -> None:
    named = [(manifest["kind"], manifest["metadata"]["name"]) for manifest in render(name)]

    assert len(named) == len(set(named))


@pytest.mark.parametrize("name", EVERYTHING)
def test_kustomize_itself_renders_what_is_checked_here(name: str) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("no kubectl on this machine: the checks rely on tests/deploy/k8s/kustomize.py alone")

    rendered = subprocess.run([kubectl, "kustomize", str(K8S / name)], check=True, capture_output=True, text=True).stdout

    theirs = {(m["kind"], m["metadata"]["name"]): m for m in yaml.safe_load_all(rendered)}
    assert theirs == {(m["kind"], m["metadata"]["name"]): m for m in render(name)}


@pytest.mark.parametrize("folder", ["base", "base/rooms"])
def test_every_file_is_part_of_the_base(folder: str) -> None:
    listed = yaml.safe_load((K8S / folder / "kustomization.yaml").read_text("utf-8"))["resources"]

    assert {file.name for file in (K8S / folder).iterdir()} == {*listed, "kustomization.yaml"}


def test_every_service_has_its_process() -> None:
    assert of_kind(render("base"), "Deployment").keys() == PROCESSES
    assert {*SERVICES, "gateway"} <= PROCESSES


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_image_is_one_that_can_be_built_here(name: str) -> None:
    images = {container["image"] for manifest in render(name) for container in containers(manifest)}

    rooms = {image.removeprefix("rokhas/").partition(":")[0] for image in images}

    assert rooms <= {*SERVICES, "gateway", "simulators"}
    assert all((ROOT / "requirements" / f"{room}.txt").is_file() for room in rooms)
    assert all(image.partition(":")[2] for image in images)


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_container_asks_for_what_it_needs_and_no_right(name: str) -> None:
    found = [container for manifest in render(name) for container in containers(manifest)]

    for container in found:
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "/tmp" in [mount["mountPath"] for mount in container["volumeMounts"]]  # noqa: S108 - the one place to write
    assert len(found) > len(PROCESSES)


@pytest.mark.parametrize("name", EVERYTHING)
def test_no_pod_runs_as_root_or_holds_a_token_of_the_cluster(name: str) -> None:
    manifests = render(name)
    accounts = of_kind(manifests, "ServiceAccount")
    pods = [manifest["spec"]["template"]["spec"] for manifest in manifests if manifest["kind"] in ("Deployment", "Job")]

    for pod in pods:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert accounts[pod["serviceAccountName"]]["automountServiceAccountToken"] is False
    assert len({pod["serviceAccountName"] for pod in pods}) == len(pods)


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_deployment_is_probed_and_survives_a_drained_node(name: str) -> None:
    manifests = render(name)
    budgets = of_kind(manifests, "PodDisruptionBudget").values()

    for deployment in of_kind(manifests, "Deployment").values():
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys()
        assert [b for b in budgets if matches(b["spec"]["selector"], labels_of(deployment))]


def test_a_service_starts_when_its_queues_have_consumers_and_lives_as_long_as_its_own() -> None:
    deployments = of_kind(render("base"), "Deployment")

    for name in (*SERVICES, *TENANTS):
        (container,) = deployments[name]["spec"]["template"]["spec"]["containers"]
        assert container["startupProbe"]["exec"]["command"] == ["python", "-m", "chassis.health", name]
        assert container["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": "metrics"}


def test_the_gateways_keepers_do_not_queue_behind_its_callers() -> None:
    (container,) = of_kind(render("base"), "Deployment")["gateway"]["spec"]["template"]["spec"]["containers"]

    assert {container[probe]["httpGet"]["port"] for probe in ("livenessProbe", "readinessProbe")} == {"metrics"}


def test_what_grows_by_load_has_no_fixed_number_of_replicas() -> None:
    manifests = render("base")
    scaled = {hpa["spec"]["scaleTargetRef"]["name"] for hpa in of_kind(manifests, "HorizontalPodAutoscaler").values()}

    fixed = {name for name, deployment in of_kind(manifests, "Deployment").items() if "replicas" in deployment["spec"]}

    assert scaled == {*SERVICES, *TENANTS, "gateway"}
    assert fixed == PROCESSES - scaled


def test_every_service_migrates_its_database_before_it_starts() -> None:
    deployments = of_kind(render("base"), "Deployment")

    migrating = {name: [c["args"] for c in d["spec"]["template"]["spec"].get("initContainers", ())] for name, d in deployments.items()}

    expected: dict[str, Any] = {name: [["migrate"]] for name in (*SERVICES, "gateway")} | {name: [["migrate", name]] for name in TENANTS}
    assert {name: steps for name, steps in migrating.items() if steps} == expected


def test_the_topology_job_declares_for_every_service() -> None:
    job = of_kind(render("base"), "Job")["declare-topology"]

    declaring = {container["image"].partition(":")[0]: container["args"] for container in containers(job)}

    assert declaring == {f"rokhas/{name}": ["declare"] for name in SERVICES}


@pytest.mark.parametrize("name", EVERYTHING)
def test_the_processes_alone_bear_a_name_so_that_an_upgrade_can_bring_all_else_first(name: str) -> None:
    named = [each["kind"] for each in render(name) if "app.kubernetes.io/name" in each["metadata"].get("labels", {})]

    assert named
    assert set(named) == {"Deployment"}


def test_money_and_keys_share_a_database_server_with_nobody() -> None:
    used: dict[str, set[str]] = {}

    for deployment in of_kind(render("base"), "Deployment").values():
        for container in containers(deployment):
            for variable in container["env"]:
                if "-database-rw:" in variable.get("value", ""):
                    server = variable["value"].partition("@")[2].partition("-rw:")[0]
                    used.setdefault(server, set()).add(labels_of(deployment)["app.kubernetes.io/component"])

    assert used["payment-database"] == {"payment"}
    assert used["signature-database"] == {"signature"}
    assert {owner for owners in used.values() for owner in owners} == {*SERVICES, "gateway"}
    assert used.keys() == of_kind(render("base"), "Cluster").keys()


def test_the_broker_keeps_every_queue_on_a_majority_of_three_nodes() -> None:
    manifests = render("overlays/production")

    (cluster,) = of_kind(manifests, "RabbitmqCluster").values()
    (host,) = of_kind(manifests, "Vhost").values()

    assert cluster["spec"]["replicas"] == 3
    assert host["spec"]["defaultQueueType"] == "quorum"


def test_no_manifest_holds_a_secret() -> None:
    texts = [file.read_text("utf-8") for file in Path(K8S).rglob("*.yaml")]

    assert not [text for text in texts if "kind: Secret\n" in text]
