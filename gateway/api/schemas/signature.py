"""Signature: what calls take and give."""

from marshmallow import fields, validate

from contracts.people import AUTHORITIES, Authority
from gateway.api.schemas.dossiers import STATUSES
from gateway.api.schemas.shapes import IDENTIFIER, Input, Page, View, day, instant, many, one, said, wording

LARGEST_CEREMONY = 100  # of which service signature says the same
KEY_STATUSES = ("proposed", "awaiting-activation", "active", "locked", "revoked", "expired")
REQUEST_STATUSES = ("waiting", "ready", "signed", "cancelled")
AWAITED = ("decision", "opinions", "fees", "document", "parties")
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


class RequestsQuery(Page):
    """Which signature requests are wanted."""

    mine = fields.Boolean(load_default=False, metadata={"description": "Those that wait for the caller."})


class RecipientKeyView(View):
    """The signer's public key (RFC 7517), for what can be shown and not trusted, and the statement that certifies it."""

    kty = said()
    crv = said()
    x = said()
    y = said()
    use = said()
    alg = said()
    enc = said()
    kid = said("Thumbprint (RFC 7638).")
    certified = said("Compact JWS: `{iat, exp, jwk}`, with `x5c` by the authority.")


class SigningKeyView(View):
    """A signatory's key."""

    id = said()
    holder = said("Account.")
    holder_name = said("As it will stand in the certificate: the second officer confirms this name.")
    commune = said("Territory for which it signs.")
    role = said("The office under which it signs.", among=AUTHORITIES)
    status = said(among=KEY_STATUSES)
    act = said("Reference of the administrative act.")
    proposed_by = said("Account of the officer.")
    proposed_at = instant()
    confirmed_by = said("Account of the second officer; empty before.")
    confirmed_at = instant(nullable=True)
    certificate = said("PEM; empty until the key is active.")
    serial = said("Of the certificate, hexadecimal; empty until the key is active.")
    activated_at = instant(nullable=True)
    expires_at = instant(nullable=True)


class KeyLetterView(View):
    """What the letter that hands a key over says."""

    key = said()
    holder = said()
    holder_name = said()
    commune = said()
    act = said()
    activation_code = said(examples=["K7QX-2M4D-ZB5T-WCNE-6RHY"])
    authority_fingerprint = said("SHA-256 of the authority's certificate.")


class SignatureRequestView(View):
    """A paper that waits for a signature, or has it."""

    id = said()
    dossier = said()
    commune = said()
    procedure = said(examples=["building-permit-small@2026-02"])
    registry_number = said()
    authority = said("In whose name it is signed.", among=Authority)
    status = said(among=REQUEST_STATUSES)
    awaits = many(said(among=AWAITED), "What is still missing before it can be signed.")
    permit_number = said(nullable=True)
    document = said("SHA-256 of what is signed; the PIN is bound to it.", nullable=True)
    requested_at = instant("Since when it can be signed.", nullable=True)


class SignedRequestView(SignatureRequestView):
    """A paper that a ceremony has signed."""

    signed_document = said("SHA-256 of the signed document.")
    signed_at = instant()


class CeremonyView(View):
    """What became of each request of a ceremony."""

    results = many(SignedRequestView)


class SignerView(View):
    """Who signed, and under which mandate."""

    name = said()
    role = said(among=AUTHORITIES)
    commune = said("Territory over which he held the office.")
    key = said()
    certificate_serial = said("Hexadecimal.")


class VerificationView(View):
    """What a number stands for: a signed permit, or the receipt of a file. It names no applicant."""

    kind = said(among=("permit", "receipt"))
    commune = said()
    document = said("SHA-256 of the signed permit, or of the receipt.", nullable=True)
    permit_number = said("Of a permit, as all that follows up to `valid_until`.", required=False)
    valid = fields.Boolean(metadata={"description": "False once the applicant has taken the file back."})
    withdrawn_at = instant("When he did; absent otherwise.", required=False)
    prepared_document = said("SHA-256 of what was signed, before the signature.", required=False)
    signed_at = instant(required=False)
    signer = one(SignerView, required=False)
    valid_until = day("The last day; absent: it does not run out.", required=False, nullable=True)
    registry_number = said("Of a receipt, as all that follows.", required=False)
    procedure = said(required=False, examples=["simple-activity-declaration@2026-01"])
    submitted_at = instant(required=False)
    title = fields.Boolean(metadata={"description": "The receipt is itself the title to act."})
    status = said("Of the file.", among=STATUSES, required=False)
