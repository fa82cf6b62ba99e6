"""Files: what calls take."""

from marshmallow import fields, validate

from contracts.calls.filing import DossierStatus
from gateway.api.schemas.shapes import Input, PageQuery, choice, wording


class ApplicantMandate(Input):
    """For whom a professional wants to file: who has both is asked for his mandate."""

    email = wording(longest=254)
    national_id = wording(longest=20)


class NewDossier(Input):
    """What a file begins with."""

    procedure = wording(longest=64, about="Code of a procedure; its newest version is pinned.")
    commune = wording(longest=20, about="Dotted code of the commune where the land lies.")
    applicant = fields.Nested(ApplicantMandate, load_default=None, allow_none=True)
    follows = wording(
        longest=64,
        required=False,
        allow_none=True,
        about="Identifier of the earlier file on which this one builds.",
    )


class FormChange(Input):
    """The form, whole or in part; kept as it is until the file is submitted."""

    form = fields.Dict(keys=fields.String(), required=True)


class DossiersQuery(PageQuery):
    """Which files are wanted, among those that the caller may see."""

    status = choice(*DossierStatus, required=False)
    commune = fields.String(validate=validate.Length(max=20, error="wrong-length"))
    procedure = fields.String(validate=validate.Length(max=64, error="wrong-length"))
    q = wording(
        longest=100,
        required=False,
        about="Words of the applicant's name, of the land's reference or of the registry number, in any order; of the last one its "
        "beginning is enough. Accents, hamzas and doubled letters make no difference.",
    )
