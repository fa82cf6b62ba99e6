"""Territory and procedures: what calls take and give."""

from marshmallow import fields, validate

from gateway.api.schemas.shapes import LONGEST_PAGE, Input, Page, View

CODE = validate.Length(max=20, error="wrong-length")


class Named(View):
    """A place with its official code and its two names."""

    code = fields.String(required=True, metadata={"examples": ["09.541.01.13"]})
    name_fr = fields.String(required=True)
    name_ar = fields.String(required=True)
    population = fields.Integer(required=True, metadata={"description": "Census of 2024."})


class RegionView(Named):
    """One of the twelve regions."""


class ProvinceView(Named):
    """A province or a prefecture."""

    type = fields.String(required=True)
    region = fields.String(required=True)


class CommuneView(Named):
    """A commune."""

    type = fields.String(required=True)
    region = fields.String(required=True)
    province = fields.String(required=True)


class ArrondissementView(Named):
    """A part of one of the six large cities."""

    commune = fields.String(required=True)


class AgencyView(View):
    """An urban agency, and the provinces that it serves between two days."""

    code = fields.String(required=True, metadata={"examples": ["agency-agadir"]})
    name_fr = fields.String(required=True)
    name_ar = fields.String(required=True)
    serves = fields.List(fields.String(), required=True, metadata={"description": "Dotted codes; not confirmed by the agency."})
    since = fields.String(data_key="from", required=True, metadata={"format": "date"})
    until = fields.String(allow_none=True, metadata={"format": "date"})


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


class ProceduresQuery(Input):
    """Which procedures are wanted."""

    family = fields.String(load_default="", validate=validate.Length(max=40, error="wrong-length"))


class VersionQuery(Input):
    """Which version is wanted: the newest unless named."""

    version = fields.String(validate=validate.Length(max=40, error="wrong-length"))


class ProcedureSummary(View):
    """A procedure in a list."""

    code = fields.String(required=True)
    version = fields.String(required=True)
    family = fields.String(required=True)
    title = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ProcedureView(ProcedureSummary):
    """A procedure: what is asked, who is heard, how long it may take, on which law."""

    description = fields.Dict(keys=fields.String(), values=fields.String())
    form = fields.Dict(required=True, metadata={"description": "JSON Schema, draft 2020-12."})
    documents = fields.List(fields.Dict(), required=True)
    bodies = fields.List(fields.Dict(), required=True)
    deadlines = fields.Dict(required=True)
    declares = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What every room and every subscriber may know of the project, by name: the path of a field of the form."},
    )
    fees = fields.Dict(required=True)
    law = fields.List(fields.Dict(), required=True)
    filed_by = fields.List(fields.String(), metadata={"description": "Professions that alone may file; empty: the applicant may."})
