"""What routes work with: one set in each process, made after the fork."""

from dataclasses import dataclass
from typing import Any, Protocol, cast

import sqlalchemy as sa
from flask import current_app

from chassis.calls.wire import Context
from chassis.clock import SystemClock
from chassis.documents import DocumentStore
from chassis.tokens import Verifier
from chassis.uploads import UploadStore
from gateway.auth.accounts import Accounts
from gateway.auth.appointments import Appointments
from gateway.auth.keys import KeyRing
from gateway.auth.sessions import Sessions
from gateway.settings import GatewaySettings

EXTENSION = "rokhas"


class Rpc(Protocol):
    """Calls to the services: the chassis's client, or its double in tests."""

    def call(self, service: str, method: str, kwargs: dict[str, Any], context: Context) -> Any:
        """Give the answer of a service, or raise its refusal."""

    def is_ready(self) -> bool:
        """Tell whether the broker has been reached since the start."""


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Everything that a route may need."""

    settings: GatewaySettings
    engine: sa.Engine
    keys: KeyRing
    verifier: Verifier
    accounts: Accounts
    appointments: Appointments
    sessions: Sessions
    rpc: Rpc
    documents: DocumentStore
    uploads: UploadStore
    clock: SystemClock

    def is_ready(self) -> bool:
        """Tell whether the database is reached, and the broker has been: while that is away, much goes on without it."""
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.select(1))
        except sa.exc.OperationalError:
            return False
        return self.rpc.is_ready()


def resources() -> Resources:
    """Give what this process has."""
    return cast(Resources, current_app.extensions[EXTENSION])
