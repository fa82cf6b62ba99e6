"""Signature: what calls take and give."""

from marshmallow import fields, validate

from gateway.api.schemas.shapes import IDENTIFIER, Input, Page, View, choice, instant, wording

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
    """For whom a key is proposed, for which commune it signs, and under which act."""

    holder = wording(longest=64, about="Account of the signatory: a president.")
    commune = wording(longest=20)
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


class RequestsQuery(Page):
    """Which signature requests are wanted."""

    mine = fields.Boolean(load_default=False, metadata={"description": "Those that wait for the caller."})


class RecipientKeyView(View):
    """The signer's public key (RFC 7517), for what can be shown and not trusted, and the statement that certifies it."""

    kty = fields.String(required=True)
    crv = fields.String()
    x = fields.String()
    y = fields.String()
    use = fields.String()
    alg = fields.String()
    enc = fields.String()
    kid = fields.String(metadata={"description": "Thumbprint (RFC 7638)."})
    certified = fields.String(required=True, metadata={"description": "Compact JWS: `{iat, exp, jwk}`, with `x5c` by the authority."})


class SigningKeyView(View):
    """A signatory's key."""

    id = fields.String(required=True)
    holder = fields.String()
    holder_name = fields.String(metadata={"description": "As it will stand in the certificate: the second officer confirms this name."})
    commune = fields.String()
    status = fields.String(metadata={"description": "For example proposed, awaiting-activation, active, revoked."})
    act = fields.String(metadata={"description": "Reference of the administrative act."})
    proposed_by = fields.String(metadata={"description": "Account of the officer."})
    proposed_at = instant()
    confirmed_by = fields.String(metadata={"description": "Account of the second officer; empty before."})
    confirmed_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    certificate = fields.String(allow_none=True, metadata={"description": "PEM, once the key is active."})


class KeyLetterView(View):
    """What the letter that hands a key over says."""

    key = fields.String(required=True)
    holder = fields.String(required=True)
    holder_name = fields.String(required=True)
    commune = fields.String(required=True)
    act = fields.String(required=True)
    activation_code = fields.String(required=True, metadata={"examples": ["K7QX-2M4D-ZB5T-WCNE-6RHY"]})
    authority_fingerprint = fields.String(required=True, metadata={"description": "SHA-256 of the authority's certificate."})


class SignatureRequestView(View):
    """A permit that waits for a signature, or has it."""

    id = fields.String(required=True)
    dossier = fields.String()
    commune = fields.String()
    status = fields.String()
    permit_number = fields.String(allow_none=True)
    document = fields.String(allow_none=True, metadata={"description": "SHA-256 of what is signed; the PIN is bound to it."})


class CeremonyView(View):
    """What became of each request of a ceremony."""

    results = fields.List(fields.Nested(SignatureRequestView), required=True)


class VerificationView(View):
    """What a number stands for: a signed permit, or the receipt of a file."""

    kind = choice("permit", "receipt")
    commune = fields.String(required=True)
    document = fields.String(required=True, metadata={"description": "SHA-256 of the signed permit, or of the receipt."})
    permit_number = fields.String()
    valid = fields.Boolean(metadata={"description": "Of a permit: false once the applicant has taken the file back."})
    withdrawn_at = instant("When he did; absent otherwise.")
    signed_at = instant()
    signer = fields.Dict()
    registry_number = fields.String()
    procedure = fields.String()
    submitted_at = instant()
