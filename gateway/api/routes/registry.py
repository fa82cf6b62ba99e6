"""The register of the desk: one commune, one year, numbers without gaps."""

from datetime import MAXYEAR, MINYEAR
from typing import Any

from gateway.api.asking import ask
from gateway.api.door import Family
from gateway.api.refusals import UnknownPath
from gateway.api.schemas.shapes import Page, page_of
from gateway.api.schemas.trail import RegistryLine

family = Family("registry", "The register of the desk")


@family.call("GET", "/v1/registry/<commune>/<int:year>", query=Page, gives=page_of(RegistryLine))
def register(asked: dict[str, Any], commune: str, year: int) -> Any:
    """Read the register of a commune for a year, in the order of its numbers."""
    if not MINYEAR <= year <= MAXYEAR:
        raise UnknownPath
    return ask("filing", "register", commune=commune, year=year, limit=asked["limit"], cursor=asked["cursor"] or None)
