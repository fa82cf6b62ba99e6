"""Territory: what calls take and give."""

from marshmallow import fields, validate

from gateway.api.schemas.shapes import LONGEST_PAGE, Page, View, day, many, said

CODE = validate.Length(max=20, error="wrong-length")


class Named(View):
    """A place with its official code and its two names."""

    code = said(examples=["09.541.01.13"])
    name_fr = said()
    name_ar = said()
    population = fields.Integer(required=True, metadata={"description": "Census of 2024."})


class RegionView(Named):
    """One of the twelve regions."""


class ProvinceView(Named):
    """A province or a prefecture."""

    type = said()
    region = said()


class CommuneView(Named):
    """A commune."""

    type = said()
    region = said()
    province = said()


class ArrondissementView(Named):
    """A part of one of the six large cities."""

    commune = said()


class AgencyView(View):
    """An urban agency, and the provinces that it serves between two days."""

    code = said(examples=["agency-agadir"])
    name_fr = said()
    name_ar = said()
    serves = many(said(), "Dotted codes; not confirmed by the agency.")
    since = fields.String(data_key="from", required=True, metadata={"format": "date"})
    until = day(nullable=True)


class ArrondissementsQuery(Page):
    """Which arrondissements are wanted: of a city; all of them fit on one page."""

    commune = fields.String(load_default="", validate=CODE)


class ProvincesQuery(Page):
    """Which provinces are wanted: of a region, and with these words in their name; all of them fit on one page."""

    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=LONGEST_PAGE, error="out-of-bounds"))
    region = fields.String(load_default="", validate=CODE)
    q = fields.String(load_default="", validate=validate.Length(max=100, error="wrong-length"))


class CommunesQuery(Page):
    """Which communes are wanted: of a province, and with these words in their name."""

    province = fields.String(load_default="", validate=CODE)
    q = fields.String(load_default="", validate=validate.Length(max=100, error="wrong-length"))
