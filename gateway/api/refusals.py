"""What the gateway itself refuses, before any service is asked. Here, and only here, a refusal knows its HTTP status."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from contracts.refusals import Invalid, Reason


class AtTheDoor(Invalid):
    """Refused at the door; `status` is the HTTP status, `headers` go with the answer."""

    code = "refused-at-the-door"
    status: ClassVar[int] = 422

    def __init__(self, reasons: Iterable[Reason] = (), headers: Mapping[str, str] | None = None, **facts: Any) -> None:
        """Refuse for `reasons`."""
        super().__init__(reasons, **facts)
        self.headers = dict(headers or {})


class ContentRefused(AtTheDoor):
    """Fields are missing, unknown, or of another shape."""

    code = "content-refused"


class HeaderRefused(AtTheDoor):
    """A header is not usable."""

    code = "header-refused"


class ApplicantUnexpected(AtTheDoor):
    """An applicant files for himself: nobody else can be named."""

    code = "applicant-unexpected"


class HolderSignsNothing(AtTheDoor):
    """The holder of a signing key must hold an office that signs, over the very territory."""

    code = "holder-not-president"


class DocumentEmpty(AtTheDoor):
    """A document without a single byte."""

    code = "document-empty"


class MalformedContent(AtTheDoor):
    """The body is not JSON (RFC 8259)."""

    code = "malformed-json"
    status = 400


class UnknownPath(AtTheDoor):
    """No text with signs that nobody can see names anything here."""

    code = "unknown-address"
    status = 404


class UploadTooLarge(AtTheDoor):
    """The body exceeds the limit."""

    code = "upload-too-large"
    status = 413


class MediaTypeRefused(AtTheDoor):
    """The body is of a type that is not taken here."""

    code = "unsupported-media-type"
    status = 415


class NotWhatItClaims(AtTheDoor):
    """The body does not begin as its type does."""

    code = "content-is-not-what-it-claims"
    status = 415


class PreconditionFailed(AtTheDoor):
    """What is there is not what the caller named (`If-Match`)."""

    code = "precondition-failed"
    status = 412


class NameRepeated(AtTheDoor):
    """An object of the body says a name twice: which value counts, readers would not agree on (RFC 8259, 4)."""

    code = "name-said-twice"
    status = 400


class TooManyRequests(AtTheDoor):
    """Too much was asked, or tried, in a short time."""

    code = "too-many-requests"
    status = 429


class TooManyAtOnce(AtTheDoor):
    """Too many requests of one account are in hand."""

    code = "too-many-at-once"
    status = 429
