"""The resources of the operators that we use, as far as we use them: what each must say, and what it may say besides."""

from typing import Any

Manifest = dict[str, Any]

RABBITMQ, POSTGRESQL = "rabbitmq.com/v1beta1", "postgresql.cnpg.io/v1"
BROKER = "rabbitmqClusterReference"

SHAPES: dict[tuple[str, str], tuple[set[str], set[str]]] = {
    (RABBITMQ, "RabbitmqCluster"): ({"replicas", "persistence", "resources"}, {"rabbitmq", "override", "image", "affinity", "tolerations"}),
    (RABBITMQ, "Vhost"): ({"name", BROKER}, {"defaultQueueType", "tracing", "tags"}),
    (RABBITMQ, "User"): ({BROKER}, {"tags", "importCredentialsSecret"}),
    (RABBITMQ, "Permission"): ({"vhost", "userReference", "permissions", BROKER}, set()),
    (RABBITMQ, "TopicPermission"): ({"vhost", "userReference", "permissions", BROKER}, set()),
    (POSTGRESQL, "Cluster"): (
        {"instances", "storage", "bootstrap", "postgresql", "resources"},
        {"walStorage", "managed", "enablePDB", "imageName", "imageCatalogRef", "affinity", "backup"},
    ),
    (POSTGRESQL, "Database"): ({"name", "owner", "cluster"}, {"ensure", "extensions", "schemas"}),
}


def is_an_operators(manifest: Manifest) -> bool:
    """Tell whether a manifest is a custom resource."""
    return (manifest["apiVersion"], manifest["kind"]) in SHAPES


def mistakes(manifest: Manifest) -> list[str]:
    """List what is missing in a custom resource, and what its operator would not understand."""
    required, allowed = SHAPES[manifest["apiVersion"], manifest["kind"]]
    said = manifest["spec"].keys()
    missing = [f"{name} is missing" for name in sorted(required - said)]
    return missing + [f"{name} is unknown" for name in sorted(said - required - allowed)] + _wrong_permissions(manifest)


def _wrong_permissions(manifest: Manifest) -> list[str]:
    kinds = {"Permission": {"configure", "write", "read"}, "TopicPermission": {"exchange", "write", "read"}}
    expected = kinds.get(manifest["kind"])
    return [f"permissions must be {sorted(expected)}"] if expected and manifest["spec"]["permissions"].keys() != expected else []
