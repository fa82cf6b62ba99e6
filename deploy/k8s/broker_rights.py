"""
The broker's users and rights in the cluster, from the one table of rights, `deploy/local/rights.py`.

Each broker user becomes a User (whose password the messaging topology operator draws), a Permission on exchanges and queues, and a
TopicPermission for each topic exchange.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from deploy.local.definitions import VIRTUAL_HOST
from deploy.local.rights import USERS, User

BROKER = {"name": "broker"}

Manifest = dict[str, Any]


def manifests_of(user: User) -> Iterator[Manifest]:
    """Give the resources of one broker user."""
    yield _manifest("User", user.name, {})
    yield _manifest("Permission", user.name, _granted(user) | {"permissions": vars(user.rights())})
    for exchange, keys in user.routing_keys().items():
        rights = {"exchange": exchange, "write": keys.write, "read": keys.read}
        yield _manifest("TopicPermission", f"{user.name}-on-{_label(exchange)}", _granted(user) | {"permissions": rights})


def render() -> str:
    """Give the text of `base/rooms/broker-rights.yaml`."""
    manifests = [manifest for user in USERS for manifest in manifests_of(user)]
    return yaml.safe_dump_all(manifests, sort_keys=False, width=1000)


def _manifest(kind: str, name: str, spec: Manifest) -> Manifest:
    return {
        "apiVersion": "rabbitmq.com/v1beta1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": spec | {"rabbitmqClusterReference": dict(BROKER)},
    }


def _granted(user: User) -> Manifest:
    return {"vhost": VIRTUAL_HOST, "userReference": {"name": user.name}}


def _label(exchange: str) -> str:
    """Write an exchange's name as Kubernetes writes names."""
    return re.sub(r"[^a-z0-9]+", "-", exchange.lower())
