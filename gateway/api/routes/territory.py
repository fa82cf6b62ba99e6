"""The map: regions, provinces, communes, arrondissements, urban agencies. Public."""

from collections.abc import Mapping, Sequence

from catalogue.calendar import legal_day
from catalogue.territory import Place, after
from catalogue.territory import territory as country
from catalogue.territory.agencies import agencies_on
from chassis.paging import page, read_mark
from contracts.calls.shapes import Page
from gateway.api.door import Family, Json
from gateway.api.resources import resources
from gateway.api.schemas.shapes import Nothing
from gateway.api.schemas.territory import (
    AgencyView,
    ArrondissementsQuery,
    ArrondissementView,
    CommunesQuery,
    CommuneView,
    ProvincesQuery,
    ProvinceView,
    RegionView,
)
from gateway.api.views import agency_view, place_view

family = Family("territory", "The territory of Morocco")


@family.call("GET", "/v1/territory/regions", query=Nothing, gives=Page[RegionView])
def regions(asked: Json) -> Json:
    """List the twelve regions."""
    return {"items": [place_view(region) for region in country().regions.values()], "next_cursor": None}


@family.call("GET", "/v1/territory/provinces", query=ProvincesQuery, gives=Page[ProvinceView])
def provinces(asked: Json) -> Page[Json]:
    """List provinces and prefectures, by the words of their French or Arabic name and by region."""
    return _page(country().provinces_in(asked["region"], asked["q"]), country().provinces, asked)


@family.call("GET", "/v1/territory/communes", query=CommunesQuery, gives=Page[CommuneView])
def communes(asked: Json) -> Page[Json]:
    """List communes, by the words of their French or Arabic name and by province."""
    return _page(country().communes_in(asked["province"], asked["q"]), country().communes, asked)


@family.call("GET", "/v1/territory/arrondissements", query=ArrondissementsQuery, gives=Page[ArrondissementView])
def arrondissements(asked: Json) -> Page[Json]:
    """List the arrondissements of the six large cities, or of one of them."""
    found = [each for each in country().arrondissements.values() if asked["commune"] in ("", each.commune)]
    return _page(found, country().arrondissements, asked)


@family.call("GET", "/v1/territory/agencies", query=Nothing, gives=Page[AgencyView])
def agencies(asked: Json) -> Json:
    """List the urban agencies of today."""
    today = legal_day(resources().clock.now())
    return {"items": [agency_view(agency) for agency in agencies_on(today).values()], "next_cursor": None}


def _page(found: Sequence[Place], known: Mapping[str, Place], asked: Json) -> Page[Json]:
    """Give one page of the places found; the cursor is the code of the last one of the page before."""
    cursor, limit = read_mark(asked["cursor"], known.__contains__), asked["limit"]
    return page(after(found, known.get(cursor), limit + 1), limit, lambda place: place.code, place_view)
