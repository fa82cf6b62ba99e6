"""What filing refuses; the texts stand in `texts/problems/parts/filing.*.yaml`."""

from contracts.refusals import Conflict, Forbidden, Invalid, NotFound


class NoSuchDossier(NotFound):
    """No such file, or none that the caller may see."""

    code = "no-such-dossier"


class NotSubmittable(Invalid):
    """The dossier is not complete; the reasons say everything that is missing."""

    code = "dossier-not-complete"


class EarlierFileRefused(Invalid):
    """A draft cannot build on the earlier file that it names, or names none and has to."""

    code = "earlier-file-refused"


class MoveNotAllowed(Conflict):
    """The file has gone too far, or not far enough, for this."""

    code = "dossier-move-not-allowed"


class NothingToComplete(Conflict):
    """No complement was requested, or it was already provided."""

    code = "no-complement-requested"


class UnknownDocumentKind(Invalid):
    """The procedure knows no such document."""

    code = "unknown-document-kind"


class DocumentRefused(Invalid):
    """The document cannot be taken as it is: its type, its size, or its content."""

    code = "document-refused"


class QuotaExceeded(Conflict):
    """As much rests already, for this file or for the account's drafts, as may."""

    code = "quota-exceeded"


class UploadGone(Conflict):
    """What was sent is no longer there: it waited too long, or is being swept; sent again, it will be taken."""

    code = "upload-gone"


class TooManyDocumentsAtOnce(Conflict):
    """Documents of this account are being looked into already, or have just taken too much; a try after `seconds` may succeed."""

    code = "too-many-documents-at-once"


class InspectionBusy(Conflict):
    """Too many documents wait to be looked into; a try after `seconds` may succeed."""

    code = "inspection-busy"


class FormUnreadable(Invalid):
    """The form holds something that cannot be kept."""

    code = "form-unreadable"


class NoSuchPart(NotFound):
    """The file has no such document, receipt or permit (yet)."""

    code = "no-such-part"


class FilingReserved(Forbidden):
    """The procedure lets certain professions file, and nobody else."""

    code = "filing-reserved"


class AuthorDiffers(Invalid):
    """The form names somebody else than the professional whose account files."""

    code = "author-differs"


class NoSuchMandate(NotFound):
    """No such mandate, or none that was asked of the caller."""

    code = "no-such-mandate"


class MandateMoveNotAllowed(Conflict):
    """The mandate does not stand where this can be done."""

    code = "mandate-move-not-allowed"


class NotForYourOffice(Forbidden):
    """The caller may know of the file; this part of it is not needed for his work."""

    code = "not-for-your-office"


class TooLittleToFind(Invalid):
    """What somebody typed to find files holds no word, or hardly one."""

    code = "too-little-to-find"
