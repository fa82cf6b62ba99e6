"""Whether this process runs, and whether it can work."""

from typing import Annotated, Any, TypedDict

from chassis.calls.client import ServiceMissing
from contracts.calls.shapes import about
from gateway.api.door import Family
from gateway.api.resources import resources

family = Family("health", "Health")


class Health(TypedDict):
    """How the process is."""

    status: Annotated[str, about(const="ok")]


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
