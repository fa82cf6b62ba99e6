"""The register of the desk: one commune, one year, numbers without gaps."""

from datetime import MAXYEAR, MINYEAR
from typing import Any

from contracts.calls.filing import Filing, RegistryLine
from contracts.calls.shapes import Page
from gateway.api import rooms
from gateway.api.door import Family
from gateway.api.refusals import UnknownPath
from gateway.api.schemas.shapes import PageQuery

family = Family("registry", "The register of the desk")


@family.call("GET", "/v1/registry/<commune>/<int:year>", query=PageQuery, gives=Page[RegistryLine], asks=Filing.register)
def register(asked: dict[str, Any], commune: str, year: int) -> Page[RegistryLine]:
    """Read the register of a commune for a year, in the order of its numbers."""
    if not MINYEAR <= year <= MAXYEAR:
        raise UnknownPath
    return rooms.filing.register(commune=commune, year=year, limit=asked["limit"], cursor=asked["cursor"] or None)
