"""Where a role may hold: the country, a region, a province, a commune."""

from catalogue.territory import territory
from contracts.people import NATIONAL
from gateway.auth.domain import Level


def level_of(code: str) -> Level | None:
    """Tell of what level the territory with this dotted code is (`national` is the country); None when there is none."""
    country = territory()
    if code == NATIONAL:
        return Level.NATIONAL
    levels = {Level.REGION: country.regions, Level.PROVINCE: country.provinces, Level.COMMUNE: country.communes}
    return next((level for level, places in levels.items() if code in places), None)
