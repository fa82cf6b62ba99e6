"""Files: what calls take and give."""

from marshmallow import fields, validate

from gateway.api.schemas.shapes import Input, Page, View, choice, instant, wording

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
    "site-open",
    "site-closed",
    "completed",
    "refused",
    "withdrawn",
    "lapsed",
    "cancelled",
    "silence-attested",
)


class ApplicantMandate(Input):
    """For whom a professional wants to file: who has both is asked for his mandate."""

    email = wording(longest=254)
    national_id = wording(longest=20)


class NewDossier(Input):
    """What a file begins with."""

    procedure = wording(longest=64, about="Code of a procedure; its newest version is pinned.")
    commune = wording(longest=20, about="Dotted code of the commune where the land lies.")
    applicant = fields.Nested(ApplicantMandate, load_default=None, allow_none=True)


class FormChange(Input):
    """The form, whole or in part; kept as it is until the file is submitted."""

    form = fields.Dict(keys=fields.String(), required=True)


class DossiersQuery(Page):
    """Which files are wanted, among those that the caller may see."""

    status = choice(*STATUSES, required=False)
    commune = fields.String(validate=validate.Length(max=20, error="wrong-length"))
    procedure = fields.String(validate=validate.Length(max=64, error="wrong-length"))


class PinnedProcedure(View):
    """The version of the procedure that a file follows to its end."""

    code = fields.String(required=True)
    version = fields.String(required=True)


class DocumentView(View):
    """A document of a file, at rest under its hash."""

    kind = fields.String(required=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    media_type = fields.String(required=True)


class AuthorView(View):
    """The professional who files, as an administrator approved him."""

    full_name = fields.String(required=True)
    profession = fields.String(required=True)
    order_number = fields.String(required=True)


class DossierView(View):
    """A file, with as much of the applicant as the reader's work needs."""

    id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    procedure = fields.Nested(PinnedProcedure, required=True)
    commune = fields.String(required=True)
    registry_number = fields.String(allow_none=True)
    applicant = fields.Dict(allow_none=True, metadata={"description": "Nothing before he has confirmed the mandate."})
    author = fields.Nested(AuthorView, allow_none=True)
    mandate = fields.String(allow_none=True, metadata={"description": "Where the mandate stands; nothing when none is needed."})
    form = fields.Dict()
    documents = fields.List(fields.Nested(DocumentView))


class SubmissionView(View):
    """The administration has received the file."""

    status = fields.String(required=True)
    registry_number = fields.String(required=True)
    submitted_at = instant("Day 0 of every legal deadline.")
    receipt = fields.Raw(metadata={"description": "The receipt's hash; the PDF is at `/v1/dossiers/{id}/receipt`."})


class TimelineLine(View):
    """One thing that happened to a file."""

    what = fields.String()
    at = instant()
    details = fields.Dict()


class MessageView(View):
    """One message that somebody was sent about a file."""

    id = fields.String(required=True)
    channel = fields.String()
    state = fields.String()
    subject = fields.String()
    text = fields.String()
    queued_at = instant()


class RegistryLine(View):
    """One line of the register of the desk."""

    registry_number = fields.String(required=True)
    submitted_at = instant()


class PermitView(View):
    """An issued permit."""

    permit_number = fields.String(required=True)
    dossier = fields.String()


class ActView(View):
    """What one person did by one command; a provider's word has no account."""

    at = instant()
    account = fields.String(required=True)
    roles = fields.List(fields.String(), required=True, metadata={"description": "Those that opened the door."})
    territory = fields.String(required=True)
    act = fields.String(required=True, metadata={"examples": ["review.decide-admissibility"]})
    subject = fields.Dict(required=True, metadata={"description": "Identifiers, codes and truth values by which the act is remembered."})
    trace_id = fields.String(required=True)


class ActsView(View):
    """Everything that was done to a file."""

    items = fields.List(fields.Nested(ActView), required=True)
