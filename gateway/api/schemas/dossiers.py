"""Files: what calls take and give."""

from marshmallow import fields, validate

from gateway.api.schemas.shapes import Input, Page, View, choice, day, instant, many, one, said, wording

STATUSES = (
    "draft",
    "submitted",
    "in-review",
    "complement-requested",
    "favourable",
    "unfavourable",
    "awaiting-payment",
    "awaiting-signature",
    "issued",
    "in-force",
    "objected",
    "site-open",
    "site-closed",
    "completed",
    "refused",
    "withdrawn",
    "lapsed",
    "cancelled",
    "silence-attested",
)

MANDATE_STATUSES = ("awaiting-confirmation", "confirmed", "refused", "withdrawn")


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


class DossiersQuery(Page):
    """Which files are wanted, among those that the caller may see."""

    status = choice(*STATUSES, required=False)
    commune = fields.String(validate=validate.Length(max=20, error="wrong-length"))
    procedure = fields.String(validate=validate.Length(max=64, error="wrong-length"))
    q = wording(
        longest=100,
        required=False,
        about="Words of the applicant's name, of the land's reference or of the registry number, in any order; of the last one its "
        "beginning is enough. Accents, hamzas and doubled letters make no difference.",
    )


class PinnedProcedure(View):
    """The version of the procedure that a file follows to its end."""

    code = said()
    version = said()


class DocumentView(View):
    """A document of a file, at rest under its hash."""

    kind = said()
    sha256 = said()
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    media_type = said()
    attached_at = instant()
    pages = fields.Integer(required=True, allow_none=True, metadata={"description": "Of a PDF."})


class AuthorView(View):
    """The professional who files, as an administrator approved him."""

    full_name = said()
    profession = said()
    order_number = said()


class ApplicantView(View):
    """The person for whom the permit is asked: as much of him as the reader's work needs."""

    account = said(required=False)
    full_name = said(required=False)
    national_id = said(required=False)
    email = said(required=False)
    phone = said(required=False)


class DossierSummary(View):
    """A file in a list."""

    id = said()
    status = said(among=STATUSES)
    procedure = one(PinnedProcedure)
    commune = said()
    registry_number = said("Given at submission.", nullable=True)
    permit_number = said("Of the paper that is prepared or issued.", nullable=True)
    follows = said("Identifier of the earlier file on which it builds.", nullable=True)
    valid_until = day("The last day on which what was delivered holds; null: it does not run out.", nullable=True)
    created_at = instant()
    submitted_at = instant("Day 0 of the legal deadlines.", nullable=True)
    version = fields.Integer(required=True, metadata={"description": "The `ETag` of the file."})


class DossierView(DossierSummary):
    """A file, with as much of it as the reader's work needs."""

    applicant = one(
        ApplicantView,
        "Null where nothing of him is shown. Left out of what commands answer, and answer again to a repetition: ask for the file.",
        required=False,
        nullable=True,
    )
    filed_by = said("Account.")
    author = one(AuthorView, nullable=True)
    mandate = said("Where the mandate stands; null when none is needed.", among=MANDATE_STATUSES, nullable=True)
    form = fields.Dict(metadata={"description": "What was typed; its schema is the procedure's. Left out where it is not shown."})
    documents = many(DocumentView, "Left out where they are not shown.", required=False)
    receipt = said("SHA-256 of the receipt; the PDF is at `/v1/dossiers/{id}/receipt`.", nullable=True)
    permit = said("SHA-256 of the signed permit; the PDF is at `/v1/dossiers/{id}/permit`.", nullable=True)


class SubmissionView(DossierView):
    """The administration has received the file."""

    registry_number = said()
    submitted_at = instant("Day 0 of the legal deadlines.")
    receipt = said("SHA-256 of the receipt; the PDF is at `/v1/dossiers/{id}/receipt`.")
