"""Who may speak to whom, worked out from the NetworkPolicies as Kubernetes does: what any policy allows is allowed, all else is not."""

from collections.abc import Iterable
from typing import Any

Manifest = dict[str, Any]
Labels = dict[str, str]
Peer = tuple[str, int]
"""Another end in words (`pods cnpg.io/cluster=payment-database`) and a port."""


def matches(selector: Manifest, labels: Labels) -> bool:
    """Tell whether a label selector chooses these labels; the empty one chooses all."""
    exact = selector.get("matchLabels", {}).items() <= labels.items()
    return exact and all(_expression_holds(expression, labels) for expression in selector.get("matchExpressions", ()))


def _expression_holds(expression: Manifest, labels: Labels) -> bool:
    if expression["operator"] != "In":
        raise ValueError(f"these checks do not know the operator {expression['operator']}")
    return labels.get(expression["key"]) in expression["values"]


def peers(manifests: Iterable[Manifest], labels: Labels, direction: str) -> set[Peer]:
    """Give every peer that a pod with these labels may reach (`egress`) or be reached by (`ingress`)."""
    rules = [rule for policy in chosen(manifests, labels, direction) for rule in policy["spec"].get(direction, ())]
    side = "to" if direction == "egress" else "from"
    return {(name, port["port"]) for rule in rules for name in _names(rule.get(side)) for port in rule["ports"]}


def chosen(manifests: Iterable[Manifest], labels: Labels, direction: str) -> list[Manifest]:
    """Give the policies that govern a pod in one direction."""
    policies = [manifest for manifest in manifests if manifest["kind"] == "NetworkPolicy"]
    governed = [policy for policy in policies if direction.title() in policy["spec"]["policyTypes"]]
    return [policy for policy in governed if matches(policy["spec"]["podSelector"], labels)]


def _names(sides: list[Manifest] | None) -> list[str]:
    return ["anywhere"] if sides is None else [name for side in sides for name in _name(side)]


def _name(side: Manifest) -> list[str]:
    if "ipBlock" in side:
        return [f"addresses {side['ipBlock']['cidr']}"]
    pods = side.get("podSelector", {})
    exact = [f"pods {key}={value}" for key, value in pods.get("matchLabels", {}).items()]
    listed = [f"pods {e['key']}={value}" for e in pods.get("matchExpressions", ()) for value in e["values"]]
    space = side.get("namespaceSelector", {}).get("matchLabels", {}).get("kubernetes.io/metadata.name")
    return [" ".join(filter(None, [f"namespace {space}" if space else "", pod])) for pod in exact + listed or [""]]
