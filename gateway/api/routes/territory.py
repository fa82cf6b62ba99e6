"""The map: regions, provinces, communes. Public."""

from catalogue.territory import CommuneNotFound, after
from catalogue.territory import territory as country
from chassis.paging import CursorNotUnderstood, page
from gateway.api.door import Family, Json
from gateway.api.schemas.shapes import Nothing, page_of
from gateway.api.schemas.territory import CommunesQuery, CommuneView, ProvincesQuery, ProvinceView, RegionView
from gateway.api.views import place_view

family = Family("territory", "The territory of Morocco")


@family.call("GET", "/v1/territory/regions", query=Nothing, gives=page_of(RegionView))
def regions(asked: Json) -> Json:
    """List the twelve regions."""
    return {"items": [place_view(region) for region in country().regions.values()], "next_cursor": None}


@family.call("GET", "/v1/territory/provinces", query=ProvincesQuery, gives=page_of(ProvinceView))
def provinces(asked: Json) -> Json:
    """List provinces and prefectures; there are fewer than a hundred."""
    found = country().provinces_in(asked["region"], asked["q"])
    return {"items": [place_view(province) for province in found[: asked["limit"]]], "next_cursor": None}


@family.call("GET", "/v1/territory/communes", query=CommunesQuery, gives=page_of(CommuneView))
def communes(asked: Json) -> Json:
    """List communes, by the words of their French or Arabic name and by province."""
    limit, found = asked["limit"], country().communes_in(asked["province"], asked["q"])
    try:
        following = after(found, asked["cursor"], limit + 1)
    except CommuneNotFound as error:
        raise CursorNotUnderstood from error
    return page(following, limit, lambda commune: commune.code, place_view)
