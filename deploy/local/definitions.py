"""What RabbitMQ loads at its start: the virtual host, the users with hashed passwords, and their rights."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from deploy.local.rights import USERS, User

VIRTUAL_HOST = "rokhas"
OPERATOR = "operator"
"""Declares the topology at deploy and looks at queues in tests; no service runs as it."""

ACCOUNTS = (*(user.name for user in USERS), OPERATOR)


def definitions(password: Callable[[str], str]) -> dict[str, Any]:
    """Give the definitions file; `password` gives each user's."""
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    return {
        "vhosts": [{"name": VIRTUAL_HOST, "metadata": {"default_queue_type": "quorum", "description": "", "tags": []}}],
        "users": [_user(name, password(name)) for name in ACCOUNTS],
        "permissions": [
            *(_on_host(user) | vars(user.rights()) for user in USERS),
            {"user": OPERATOR, "vhost": VIRTUAL_HOST} | everything,
        ],
        "topic_permissions": [
            _on_host(user) | {"exchange": exchange, "write": keys.write, "read": keys.read}
            for user in USERS
            for exchange, keys in user.routing_keys().items()
        ],
    }


def hashed(password: str) -> str:
    """
    Hash a password as RabbitMQ stores it: base64(salt + SHA-256(salt + password)), four bytes of salt.

    The salt follows from the password, which is random, so that the file stays the same from one start to the next.
    """
    salt = hashlib.sha256(f"salt of {password}".encode()).digest()[:4]
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _on_host(user: User) -> dict[str, str]:
    return {"user": user.name, "vhost": VIRTUAL_HOST}


def _user(name: str, password: str) -> dict[str, Any]:
    return {
        "name": name,
        "password_hash": hashed(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "administrator" if name == OPERATOR else "",
    }
