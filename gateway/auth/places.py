"""Of what level a territory is: the country, a region, a province, a commune, an arrondissement, an urban agency."""

from catalogue.territory import territory
from catalogue.territory.agencies import find_agency
from contracts.people import NATIONAL
from gateway.auth.domain import Level


def level_of(code: str) -> Level | None:
    """Tell of what level the territory with this code is (`national` is the country); None when there is none."""
    country = territory()
    if code == NATIONAL:
        return Level.NATIONAL
    if find_agency(code) is not None:
        return Level.AGENCY
    levels = {
        Level.REGION: country.regions,
        Level.PROVINCE: country.provinces,
        Level.COMMUNE: country.communes,
        Level.ARRONDISSEMENT: country.arrondissements,
    }
    return next((level for level, places in levels.items() if code in places), None)
