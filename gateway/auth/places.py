"""Where a role may hold: the country, a region, a province, a commune."""

from catalogue.territory import territory
from chassis.principal import NATIONAL


def is_territory(code: str) -> bool:
    """Tell whether this is the dotted code of a region, a province or a commune, or the country."""
    country = territory()
    return code == NATIONAL or code in country.regions or code in country.provinces or code in country.communes
