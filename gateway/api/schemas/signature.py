"""Signature: what calls take and give."""

from typing import Annotated, Literal, NotRequired, TypedDict

from marshmallow import fields, validate

from contracts.calls.filing import DossierStatus
from contracts.calls.shapes import InstantText, about
from contracts.calls.signature import SignerView
from gateway.api.schemas.shapes import IDENTIFIER, Input, PageQuery, wording

LARGEST_CEREMONY = 100  # of which service signature says the same
JWE = validate.Regexp(r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){4}$", error="not-a-jwe")


def sealed() -> fields.String:
    """Make a field for what only the signer can open: a compact JWE (RFC 7516), encrypted to `/v1/pki/recipient-key`."""
    rules = [validate.Length(max=16_384, error="wrong-length"), JWE]
    about = {
        "description": "Compact JWE, ECDH-ES and A256GCM, to the key that `/v1/pki/recipient-key` certifies; its header names the `kid`."
    }
    return fields.String(required=True, load_only=True, validate=rules, metadata=about)


class NewSigningKey(Input):
    """For whom a key is proposed, for which territory it signs, and under which act."""

    holder = wording(longest=64, about="Account of the signatory: a president or his deputy, a director, a governor.")
    commune = wording(
        longest=20,
        about="Where he holds that office: code of a commune, an arrondissement, an urban agency (`agency-...`), a province, a region.",
    )
    act = wording(longest=200, about="Reference of the administrative act, kept with the key for ever: Arrêté n° 12/2026.")


class Activation(Input):
    """The holder takes his key: the activation code and the PIN, sealed."""

    activation = sealed()


class Ceremony(Input):
    """One signature gesture for one request or many."""

    requests = fields.List(
        fields.String(validate=IDENTIFIER),
        required=True,
        validate=validate.Length(min=1, max=LARGEST_CEREMONY, error="wrong-length"),
    )
    activation = sealed()


class RequestsQuery(PageQuery):
    """Which signature requests are wanted."""

    mine = fields.Boolean(load_default=False, metadata={"description": "Those that wait for the caller."})


class VerificationView(TypedDict):
    """What a number stands for: a signed permit, or the receipt of a file. It names no applicant."""

    kind: Literal["permit", "receipt"]
    commune: str
    document: Annotated[str | None, about("SHA-256 of the signed permit, or of the receipt.")]
    permit_number: NotRequired[Annotated[str, about("Of a permit, as all that follows up to `signer`.")]]
    valid: NotRequired[Annotated[bool, about("False once the applicant has taken the file back.")]]
    withdrawn_at: NotRequired[Annotated[InstantText, about("When he did; absent otherwise.")]]
    prepared_document: NotRequired[Annotated[str, about("SHA-256 of what was signed, before the signature.")]]
    signed_at: NotRequired[InstantText]
    signer: NotRequired[SignerView]
    registry_number: NotRequired[Annotated[str, about("Of a receipt, as all that follows.")]]
    procedure: NotRequired[Annotated[str, about(examples=["simple-activity-declaration@2026-01"])]]
    submitted_at: NotRequired[InstantText]
    title: NotRequired[Annotated[bool, about("The receipt is itself the title to act.")]]
    status: NotRequired[Annotated[DossierStatus, about("Of the file.")]]
