"""
What a territory holds beyond its own code, and which territories hold a place.

Codes nest: `09.541` holds `09.541.01.13`. Three kinds of territories hold what their code does not begin: an urban agency its provinces; a
city its arrondissements, whose codes stand beside its own; a prefecture of arrondissements some of those.
"""

from datetime import date

from catalogue.territory import Arrondissement, territory
from catalogue.territory.agencies import agencies_on, agency_over
from contracts.people import territories_over


def extent_of(code: str, day: date) -> tuple[str, ...]:
    """Give the dotted codes that a territory holds on a day beside its own; none for most."""
    agency = agencies_on(day).get(code)
    if agency is not None:
        return agency.serves
    return tuple(each.code for each in territory().arrondissements.values() if code in _above(each))


def holders_of(place: str, day: date) -> list[str]:
    """List the territories that hold a place on a day, by any of these ways, from itself to the country."""
    arrondissement, agency = territory().arrondissements.get(place), agency_over(place, day)
    above = _above(arrondissement) if arrondissement else []
    return [place, *above, *([agency.code] if agency else []), *territories_over(place)[1:]]


def _above(arrondissement: Arrondissement) -> list[str]:
    """Name the city of an arrondissement and, in Casablanca, its prefecture, which shares the tens of its number: 31 lies in 30."""
    stem, _, number = arrondissement.code.rpartition(".")
    prefecture = f"{stem}.{int(number) // 10}0"
    return [arrondissement.commune, *([prefecture] if prefecture in territory().provinces else [])]
