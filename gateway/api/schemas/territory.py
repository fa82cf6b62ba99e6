"""Territory: what calls take and give."""

from typing import Annotated, TypedDict

from marshmallow import fields, validate

from contracts.calls.shapes import DayText, about
from gateway.api.schemas.shapes import LONGEST_PAGE, PageQuery

CODE = validate.Length(max=20, error="wrong-length")


class ArrondissementsQuery(PageQuery):
    """Which arrondissements are wanted: of a city; all of them fit on one page."""

    commune = fields.String(load_default="", validate=CODE)


class ProvincesQuery(PageQuery):
    """Which provinces are wanted: of a region, and with these words in their name; all of them fit on one page."""

    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=LONGEST_PAGE, error="out-of-bounds"))
    region = fields.String(load_default="", validate=CODE)
    q = fields.String(load_default="", validate=validate.Length(max=100, error="wrong-length"))


class CommunesQuery(PageQuery):
    """Which communes are wanted: of a province, and with these words in their name."""

    province = fields.String(load_default="", validate=CODE)
    q = fields.String(load_default="", validate=validate.Length(max=100, error="wrong-length"))


class Named(TypedDict):
    """A place with its official code and its two names."""

    code: Annotated[str, about(examples=["09.541.01.13"])]
    name_fr: str
    name_ar: str
    population: Annotated[int, about("Census of 2024.")]


class RegionView(Named):
    """One of the twelve regions."""


class ProvinceView(Named):
    """A province or a prefecture."""

    type: str
    region: str


class CommuneView(Named):
    """A commune."""

    type: str
    region: str
    province: str


class ArrondissementView(Named):
    """A part of one of the six large cities."""

    commune: str


Since = TypedDict("Since", {"from": DayText})


class AgencyView(Since):
    """An urban agency, and the provinces that it serves between two days."""

    code: Annotated[str, about(examples=["agency-agadir"])]
    name_fr: str
    name_ar: str
    serves: Annotated[list[str], about("Dotted codes; not confirmed by the agency.")]
    until: DayText | None
