"""Whether this process runs, and whether it can work."""

from typing import Any

from chassis.calls.client import ServiceMissing
from gateway.api.door import Family
from gateway.api.resources import resources
from gateway.api.schemas.shapes import View, said

family = Family("health", "Health")


class Health(View):
    """How the process is."""

    status = said(const="ok")


@family.call("GET", "/healthz", gives=Health)
def alive() -> Any:
    """Tell that the process runs."""
    return {"status": "ok"}


@family.call("GET", "/readyz", gives=Health)
def ready() -> Any:
    """Tell that the database is reached, and that the broker has been since the start."""
    if not resources().is_ready():
        raise ServiceMissing("database or broker")
    return {"status": "ok"}
