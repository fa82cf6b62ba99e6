"""Where everything of one local platform is: ports, database and broker addresses. Kept in `platform.json`, for the owner alone."""

import os
from dataclasses import dataclass

from deploy.local import broker, databases, postgres
from deploy.local.definitions import ACCOUNTS
from deploy.local.folder import RunFolder
from deploy.local.secrets import secret
from deploy.rooms import DECLARED

PYTHON_PROCESSES = (*DECLARED.processes, "card-provider", "mailbox")
METRICS = (*(f"metrics-{name}" for name in PYTHON_PROCESSES), "metrics-next")  # the last one: of the process that comes in an upgrade
PORTS = ("supervisor", "postgres", *broker.PORTS, "gateway", "card-provider", "mailbox-smtp", "mailbox-http", *METRICS)


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Addresses of one platform; `ports` by name, `database_urls` by role, `amqp_urls` by user. All on the loopback interface."""

    base_url: str
    mailbox_url: str
    ports: dict[str, int]
    admin_database_url: str
    database_urls: dict[str, str]
    amqp_urls: dict[str, str]
    own_postgres: bool
    own_broker: bool

    @classmethod
    def planned(cls, folder: RunFolder, ports: dict[str, int]) -> "Addresses":
        """Work out the addresses; DATABASE_URL (an administrator's) and AMQP_URL name servers of your own in place of ours."""
        given_database, given_broker = os.environ.get("DATABASE_URL"), os.environ.get("AMQP_URL")
        admin_url = given_database or postgres.admin_url(folder, ports["postgres"])
        return cls(
            base_url=f"http://127.0.0.1:{ports['gateway']}",
            mailbox_url=f"http://127.0.0.1:{ports['mailbox-http']}",
            ports=ports,
            admin_database_url=admin_url,
            database_urls={role: databases.role_url(admin_url, role, password) for role, password in database_passwords(folder).items()},
            amqp_urls={user: given_broker or broker.user_url(folder, user, ports["amqp"]) for user in ACCOUNTS},
            own_postgres=not given_database,
            own_broker=not given_broker,
        )


def database_passwords(folder: RunFolder) -> dict[str, str]:
    """Give the password of each database role."""
    return {role: secret(folder, f"database-{role}") for role in DECLARED.roles}
