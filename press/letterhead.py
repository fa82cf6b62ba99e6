"""In whose name a paper is written: a commune, the urban agency or the province over it."""

from datetime import date

from catalogue.labels import labels
from catalogue.territory import Commune, Province, territory
from catalogue.territory.agencies import Agency, agency_over, find_agency
from contracts.people import Authority
from press.facts import Pair

INTERIOR = {"fr": "Ministère de l'Intérieur", "ar": "وزارة الداخلية"}
PLANNING = {  # under whose guardianship the urban agencies are (dahir 1-93-51)
    "fr": "Ministère de l'Aménagement du territoire national, de l'Urbanisme, de l'Habitat et de la Politique de la ville",
    "ar": "وزارة إعداد التراب الوطني والتعمير والإسكان وسياسة المدينة",
}
AGENCY: Pair = {"fr": "Agence urbaine ", "ar": "الوكالة الحضرية "}
"""How the name of every urban agency begins: the title of its director has said it already."""
NOWHERE = {"fr": "", "ar": ""}


def letterhead(commune: str, authority: Authority = Authority.PRESIDENT, on: date | None = None) -> dict[str, Pair | list[Pair]]:
    """
    Say who writes to a commune's people in the name of an authority, on a day: `above` and `name`.

    `place` is where it is written (empty when nobody says it), `of` what follows the name of the office. A director writes for
    the agency that serves the commune that day; where none does, the commune writes.
    """
    place = territory().commune(commune)
    agency = agency_over(commune, on) if authority is Authority.DIRECTOR and on else None
    if agency is not None:
        return _of_agency(agency)
    return _of_province(place) if authority is Authority.GOVERNOR else _of_commune(place)


def of_territory(code: str) -> Pair:
    """Write what follows the title of an office, by the territory over which it is held: `d'Agadir`, `de la province de Tata`."""
    agency, country = find_agency(code), territory()
    if agency is not None:
        return {language: agency.name(language).removeprefix(kind) for language, kind in AGENCY.items()}
    if code in country.provinces:
        return _of_a_province(country.provinces[code])
    place = country.commune(code)
    return {"fr": _of(place.name_fr), "ar": _for(place.name_ar)}


def _of_agency(agency: Agency) -> dict[str, Pair | list[Pair]]:
    name = {"fr": agency.name("fr"), "ar": agency.name("ar")}
    return {"above": [PLANNING], "name": name, "place": NOWHERE, "of": NOWHERE}


def _of_province(place: Commune) -> dict[str, Pair | list[Pair]]:
    province = territory().province_of(place)
    where = {"fr": province.name_fr, "ar": province.name_ar}
    return {"above": [INTERIOR], "name": _name_of_province(province), "place": where, "of": _of_a_province(province)}


def _of_a_province(province: Province) -> Pair:
    name = _name_of_province(province)
    return {"fr": f"de la {name['fr'][0].lower()}{name['fr'][1:]}", "ar": f"ل{name['ar']}"}


def _of_commune(place: Commune) -> dict[str, Pair | list[Pair]]:
    return {
        "above": [INTERIOR, _name_of_province(territory().province_of(place))],
        "name": {"fr": f"Commune {_of(place.name_fr)}", "ar": f"جماعة {place.name_ar}"},
        "place": {"fr": place.name_fr, "ar": place.name_ar},
        "of": {"fr": _of(place.name_fr), "ar": _for(place.name_ar)},
    }


def _name_of_province(province: Province) -> Pair:
    kind = labels("territory-types")[province.type]
    return {"fr": f"{kind.fr} {_of(province.name_fr)}", "ar": f"{kind.ar} {province.name_ar}"}


def _of(name: str) -> str:
    """Write `de Taroudannt`, `d'Agadir`: elision before a vowel."""
    return f"d'{name}" if name[0].upper() in "AEÉÈIOU" else f"de {name}"


def _for(name: str) -> str:
    """Write the Arabic "of": the article of the name melts into the preposition."""
    return f"لل{name.removeprefix('ال')}" if name.startswith("ال") else f"ل{name}"
