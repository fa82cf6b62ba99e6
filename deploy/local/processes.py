"""
The processes of one platform, each with the environment it needs and no more.

Each service gets its own database role and its own broker user, and of the settings, secrets and folders those that its entry in
`deploy/rooms.toml` names: the signing keys' variables reach the signer alone.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from deploy.local import broker, postgres
from deploy.local.addresses import Addresses
from deploy.local.folder import RunFolder
from deploy.local.refusals import CannotRun
from deploy.local.secrets import secret_file
from deploy.local.supervisor import Program
from deploy.rooms import DECLARED, Room, Tenant

CARD_CLIENT = "600000001"
MAIL_FROM = "rokhas@localhost"
NEXT = "-next"
"""What is added to the name of a process that works beside the one that it will replace."""
LIMITS = (
    *("TRIES_PER_MINUTE", "MANDATES_PER_MINUTE", "MANDATES_PER_MINUTE_OF_ONE_EMAIL"),
    *("REQUESTS_PER_MINUTE", "REQUESTS_PER_MINUTE_FROM_ONE_ADDRESS", "REQUESTS_AT_ONCE"),
)
"""The gateway's limits that this machine lifts unless its environment sets them; 0 is without limit."""


class Processes:
    """Writes the programs of one platform."""

    def __init__(self, folder: RunFolder, addresses: Addresses) -> None:
        """Plan for this folder, with these addresses."""
        self.folder = folder
        self.addresses = addresses
        self.ports = addresses.ports

    def servers(self) -> list[Program]:
        """Plan PostgreSQL and RabbitMQ, unless their addresses were given from outside."""
        plan = [self.postgres()] if self.addresses.own_postgres else []
        return plan + ([self.rabbitmq()] if self.addresses.own_broker else [])

    def applications(self) -> list[Program]:
        """Plan the services, the signer, the relays, the gateway, and the simulators of the outside world."""
        return [
            *(self.python(room.name, "chassis.run", room.name) for room in DECLARED.rooms),
            *(self.python(f"relay-{owner.name}", "chassis.relay", owner.name) for owner in DECLARED.announcers),
            *(self.python(tenant.name, f"services.{tenant.room}.{tenant.name}") for tenant in DECLARED.tenants),
            self.gateway(),
            self.python("card-provider", "simulators.card_provider"),
            self.python("mailbox", "simulators.mailbox"),
        ]

    def named(self, name: str) -> Program:
        """Give the program of a name."""
        return next(program for program in self.applications() if program.name == name)

    def next(self, name: str) -> Program:
        """Plan a second process of a room or a tenant, which works beside the first one while that is replaced."""
        program = self.named(name)
        environment = program.environment | {"METRICS_PORT": str(self.ports["metrics-next"])}
        return replace(program, name=f"{name}{NEXT}", environment=environment)

    def postgres(self) -> Program:
        """Plan the database server; SIGINT is its fast shutdown."""
        command = postgres.command(self.folder, self.ports["postgres"])
        return Program(name="postgres", command=command, account=postgres.account(), stop_signal="INT", stop_seconds=30, priority=1)

    def rabbitmq(self) -> Program:
        """Plan the broker."""
        environment = broker.environment(self.folder, self.ports)
        return Program(name="rabbitmq", command=broker.command(), environment=environment, stop_seconds=30, priority=2)

    def python(self, name: str, module: str, *arguments: str) -> Program:
        """Plan a process that runs one of our modules."""
        return Program(name=name, command=(sys.executable, "-m", module, *arguments), environment=self.environment(name))

    def gateway(self) -> Program:
        """Plan the HTTP door: threads, outside eventlet."""
        command = (sys.executable, "-m", "gateway.serving")
        return Program(name="gateway", command=command, environment=self.environment("gateway"))

    def environment(self, process: str) -> dict[str, str]:
        """Give a process its variables: those of its owner (a relay's is its service), then its own."""
        owner = process.removeprefix("relay-")
        variables = {
            "SERVICE": owner,
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "2",  # of glibc: threads that compose and read would each keep what they once needed
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
            "METRICS_PORT": str(self.ports[f"metrics-{process}"]),
        }
        if owner in self.addresses.amqp_urls:
            variables |= {"AMQP_URL": self.addresses.amqp_urls[owner], "JWKS_FILE": str(self.folder.secrets / "jwt/jwks.json")}
            variables |= own_procedures()
        if owner in self.addresses.database_urls:
            variables["DATABASE_URL"] = self.addresses.database_urls[owner]
        return variables | self._own(process)

    def seeding(self) -> dict[str, str]:
        """Give the variables of the command that opens the demo accounts: the gateway's, and where to write the passwords."""
        return self.environment("gateway") | {"DEMO_ACCOUNTS_FILE": str(self.folder.accounts)}

    def _own(self, process: str) -> dict[str, str]:
        own: dict[str, Callable[[], dict[str, str]]] = {each.name: partial(self._declared, each) for each in DECLARED.answering}
        own |= {"gateway": self._door, "card-provider": self._card_house, "mailbox": self._mailbox}
        return own[process]() if process in own else {}

    def _declared(self, process: Room | Tenant) -> dict[str, str]:
        settings = self._settings()
        variables = {name: settings[name] for name in process.settings if name in settings}
        variables |= {variable: secret_file(self.folder, variable) for variable in process.secret_files}
        variables |= {variable: str(self.folder.path / place) for variable, place in process.places.items()}
        if process.documents:
            variables |= {"DOCUMENTS_URL": settings["DOCUMENTS_URL"]}
        if isinstance(process, Tenant):
            variables |= {process.database_variable: self.addresses.database_urls[process.name]}
        return variables

    def _settings(self) -> dict[str, str]:
        """Give the shared settings as they are on this machine; what is not among them, a room does without."""
        return {
            "DOCUMENTS_URL": self.folder.documents.as_uri(),
            "PUBLIC_URL": self.addresses.base_url,
            "CARD_PROVIDER_URL": f"http://127.0.0.1:{self.ports['card-provider']}",
            "CARD_CLIENT_ID": CARD_CLIENT,
            "SMTP_URL": f"smtp+clear://127.0.0.1:{self.ports['mailbox-smtp']}",
            "MAIL_FROM": MAIL_FROM,
        }

    def _door(self) -> dict[str, str]:
        """
        Give the gateway its keys, and no limits.

        On this machine everybody comes from one address, and one account measures what all can: only the tries with one e-mail are counted,
        unless the environment sets limits.
        """
        keys = {"JWT_KEYS_FOLDER": str(self.folder.secrets / "jwt"), "GATEWAY_PORT": str(self.ports["gateway"])}
        shared = {name: self._settings()[name] for name in ("DOCUMENTS_URL", "PUBLIC_URL")}
        return shared | keys | {name: os.environ.get(name, "0") for name in LIMITS}

    def _card_house(self) -> dict[str, str]:
        return {
            "CARD_CLIENT_ID": CARD_CLIENT,
            "CARD_STORE_KEY_FILE": secret_file(self.folder, "CARD_STORE_KEY_FILE"),
            "CARD_PROVIDER_PORT": str(self.ports["card-provider"]),
            "CARD_PROVIDER_FOLDER": str(self.folder.path / "card-provider"),
        }

    def _mailbox(self) -> dict[str, str]:
        return {
            "MAILBOX_SMTP_PORT": str(self.ports["mailbox-smtp"]),
            "MAILBOX_HTTP_PORT": str(self.ports["mailbox-http"]),
            "MAILBOX_FOLDER": str(self.folder.path / "mail"),
        }


def own_procedures() -> dict[str, str]:
    """Give the installation's own procedures, if the environment names their folder; refuse one in which nothing is published."""
    named = os.environ.get("PROCEDURES_FOLDER")
    if not named:
        return {}
    folder = Path(named).resolve()
    if not (folder / "PUBLISHED").is_file():
        raise CannotRun(f"PROCEDURES_FOLDER: nothing is published in {folder}; python -m catalogue.procedures {folder} --publish does it")
    return {"PROCEDURES_FOLDER": str(folder)}
