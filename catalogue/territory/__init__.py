"""
The territory of Morocco: 12 regions, 83 provinces and prefectures, 1,503 communes, 41 arrondissements of large cities.

Each with its official code and both names (credit: CREDIT.md).

Codes are dotted and nest: commune `09.541.01.13` lies in province `09.541`, in region `09`. What nests otherwise: `extents.py`.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, TypeVar

from catalogue.territory.names import folded, sounded
from contracts.refusals import NotFound

LARGE = 50_000
"""Inhabitants above which a commune keeps its own single window (decree 2-18-577, RGC)."""


class CommuneNotFound(NotFound):
    """No commune has this code."""

    code: ClassVar[str] = "commune-not-found"


@dataclass(frozen=True)
class Place:
    """What regions, provinces and communes share: a dotted code, two names, the population of 2024."""

    code: str
    name_fr: str
    name_ar: str
    population: int

    def name(self, locale: str) -> str:
        """Give the Arabic name for `ar`, the French one otherwise."""
        return self.name_ar if locale == "ar" else self.name_fr

    def order(self) -> tuple[str, str]:
        """Sort by French name without accents, then by code: the stable key of every list."""
        return folded(self.name_fr), self.code


@dataclass(frozen=True)
class Region(Place):
    """One of the twelve regions."""


@dataclass(frozen=True)
class Province(Place):
    """A province or a prefecture; `type` is province, prefecture or prefecture_of_arrondissements."""

    type: str
    region: str


@dataclass(frozen=True)
class Commune(Place):
    """A commune; `type` is urban or rural."""

    slug: str
    type: str
    region: str
    province: str

    @property
    def keeps_own_window(self) -> bool:
        """Tell whether files are studied at the commune's own single window, rather than by the provincial committee (RGC)."""
        return self.population > LARGE


@dataclass(frozen=True)
class Arrondissement(Place):
    """A part of one of the six cities that are divided into such (organic law 113-14, art. 216)."""

    commune: str


P = TypeVar("P", bound=Place)


@dataclass(frozen=True)
class Territory:
    """The whole country, each level by code, in the order of lists."""

    regions: Mapping[str, Region]
    provinces: Mapping[str, Province]
    communes: Mapping[str, Commune]
    arrondissements: Mapping[str, Arrondissement]

    def commune(self, code: str) -> Commune:
        """Give the commune with this dotted code; raise CommuneNotFound."""
        if found := self.communes.get(code):
            return found
        raise CommuneNotFound(commune=code)

    def place(self, code: str) -> Place | None:
        """Give the region, the province, the commune or the arrondissement with this dotted code; None when it is none of them."""
        return self.regions.get(code) or self.provinces.get(code) or self.communes.get(code) or self.arrondissements.get(code)

    def province_of(self, commune: Commune) -> Province:
        """Give the province or prefecture in which a commune lies."""
        return self.provinces[commune.province]

    def provinces_in(self, region: str = "", named: str = "") -> list[Province]:
        """List the provinces of a region (all when empty) whose name holds `named`, in order."""
        return [each for each in self.provinces.values() if region in ("", each.region) and _is_named(each, named)]

    def communes_in(self, province: str = "", named: str = "") -> list[Commune]:
        """List the communes of a province (all when empty) whose French or Arabic name holds `named`, accents ignored, in order."""
        return [each for each in self.communes.values() if province in ("", each.province) and _is_named(each, named)]


def _is_named(place: Place, words: str) -> bool:
    """Tell whether one of the names holds the words as people type them."""
    sought = sounded(words)
    return not sought or sought in sounded(place.name_fr) or sought in sounded(place.name_ar)


def after(places: Sequence[P], last: P | None, limit: int) -> list[P]:
    """Give the `limit` places that follow `last` in the order of lists (the first ones when there is none): keyset paging."""
    if last is None:
        return list(places[:limit])
    reached = last.order()
    return [each for each in places if each.order() > reached][:limit]


@cache
def territory() -> Territory:
    """Read the country once for the whole process (about 15 ms)."""
    return Territory(
        regions=_ordered(Region(*_place(row)) for row in _rows("regions")),
        provinces=_ordered(Province(*_place(row), type=row["type"], region=row["region_code"]) for row in _rows("provinces")),
        communes=_ordered(
            Commune(*_place(row), slug=row["slug"], type=row["type"], region=row["region_code"], province=row["province_code"])
            for row in _rows("communes")
        ),
        arrondissements=_ordered(Arrondissement(*_place(row), commune=row["commune_code"]) for row in _rows("arrondissements")),
    )


def _rows(level: str) -> Iterator[dict[str, str]]:
    with (Path(__file__).parent / f"{level}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _place(row: dict[str, str]) -> tuple[str, str, str, int]:
    return row["code"], row["name_fr"], row["name_ar"], int(row["population_2024"])


def _ordered(places: Iterator[P]) -> dict[str, P]:
    return {each.code: each for each in sorted(places, key=Place.order)}
