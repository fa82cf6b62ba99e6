"""
The processes of one platform, each with the environment it needs and no more.

The signing keys' variables reach the signer alone; each service gets its own database role and its own broker user.
"""

import os
import sys

from deploy.local import broker, postgres
from deploy.local.addresses import ANNOUNCERS, SERVICES, Addresses
from deploy.local.folder import RunFolder
from deploy.local.secrets import secret_file
from deploy.local.supervisor import Program

CARD_CLIENT = "600000001"
MAIL_FROM = "rokhas@localhost"
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
        services = [self.python(name, "chassis.run", name) for name in SERVICES]
        relays = [self.python(f"relay-{name}", "chassis.relay", name) for name in ANNOUNCERS]
        return [
            *services,
            *relays,
            self.python("signer", "services.signature.signer"),
            self.gateway(),
            self.python("card-provider", "simulators.card_provider"),
            self.python("mailbox", "simulators.mailbox"),
        ]

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
        if owner in self.addresses.database_urls:
            variables["DATABASE_URL"] = self.addresses.database_urls[owner]
        return variables | self._own(process)

    def seeding(self) -> dict[str, str]:
        """Give the variables of the command that opens the demo accounts: the gateway's, and where to write the passwords."""
        return self.environment("gateway") | {"DEMO_ACCOUNTS_FILE": str(self.folder.accounts)}

    def _own(self, process: str) -> dict[str, str]:
        documents = {"DOCUMENTS_URL": self.folder.documents.as_uri()}
        public = {"PUBLIC_URL": self.addresses.base_url}
        variables: dict[str, dict[str, str]] = {
            "filing": documents | public,
            "signature": documents | public,
            "signer": documents | public | self._signer(),
            "payment": public | self._card() | {"CARD_PROVIDER_URL": f"http://127.0.0.1:{self.ports['card-provider']}"},
            "notification": public | self._mail(),
            "gateway": documents | public | self._door(),
            "card-provider": self._card() | self._card_house(),
            "mailbox": self._mailbox(),
        }
        return variables.get(process, {})

    def _door(self) -> dict[str, str]:
        """
        Give the gateway its keys.

        On this machine everybody comes from one address, and one account measures what all can: only the tries with one e-mail are counted,
        unless the environment sets limits.
        """
        keys = {"JWT_KEYS_FOLDER": str(self.folder.secrets / "jwt"), "GATEWAY_PORT": str(self.ports["gateway"])}
        return keys | {name: os.environ.get(name, "0") for name in LIMITS}

    def _signer(self) -> dict[str, str]:
        return {
            "SIGNER_DATABASE_URL": self.addresses.database_urls["signer"],
            "SIGNER_RECIPIENT_KEY_FILE": str(self.folder.secrets / "signer-recipient.json"),
            "SIGNER_CA_KEY_FILE": str(self.folder.secrets / "ca-key.pem"),
            "SIGNER_CA_CERTIFICATE_FILE": str(self.folder.secrets / "ca.pem"),
            "SIGNER_SECRET_FILE": secret_file(self.folder, "signer-secret"),
        }

    def _card(self) -> dict[str, str]:
        return {"CARD_CLIENT_ID": CARD_CLIENT, "CARD_STORE_KEY_FILE": secret_file(self.folder, "card-store-key")}

    def _card_house(self) -> dict[str, str]:
        return {"CARD_PROVIDER_PORT": str(self.ports["card-provider"]), "CARD_PROVIDER_FOLDER": str(self.folder.path / "card-provider")}

    def _mail(self) -> dict[str, str]:
        smtp = f"smtp+clear://127.0.0.1:{self.ports['mailbox-smtp']}"
        return {"SMTP_URL": smtp, "MAIL_FROM": MAIL_FROM, "SMS_FOLDER": str(self.folder.path / "sms")}

    def _mailbox(self) -> dict[str, str]:
        return {
            "MAILBOX_SMTP_PORT": str(self.ports["mailbox-smtp"]),
            "MAILBOX_HTTP_PORT": str(self.ports["mailbox-http"]),
            "MAILBOX_FOLDER": str(self.folder.path / "mail"),
        }
