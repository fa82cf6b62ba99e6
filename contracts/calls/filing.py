"""What is asked of filing: files, their documents, mandates, the register."""

from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired, Protocol, TypedDict

from contracts.calls.definition import refuses
from contracts.calls.shapes import ActsView, DayText, InstantText, Page, StoredView, about


class DossierStatus(StrEnum):
    """How far a file has come, as people are told."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    COMPLEMENT_REQUESTED = "complement-requested"
    FAVOURABLE = "favourable"
    AWAITING_PAYMENT = "awaiting-payment"
    AWAITING_SIGNATURE = "awaiting-signature"
    ISSUED = "issued"
    IN_FORCE = "in-force"
    OBJECTED = "objected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class MandateStatus(StrEnum):
    """Where a mandate stands."""

    AWAITING = "awaiting-confirmation"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApplicantView(TypedDict):
    """Who takes part in a file, as his account has him: all of it of who files for himself; of whom a mandate is asked, `account` alone."""

    account: NotRequired[str]
    full_name: NotRequired[str]
    national_id: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]


class PinnedProcedure(TypedDict):
    """The version of the procedure that a file follows to its end."""

    code: str
    version: str


class DocumentView(TypedDict):
    """A document of a file, at rest under its hash."""

    kind: str
    sha256: str
    size: Annotated[int, about("Bytes.")]
    media_type: str
    attached_at: InstantText
    pages: Annotated[int | None, about("Of a PDF.")]


class AuthorView(TypedDict):
    """The professional who files, as an administrator approved him."""

    full_name: str
    profession: str
    order_number: str


class DossierSummary(TypedDict):
    """A file in a list."""

    id: str
    status: DossierStatus
    procedure: PinnedProcedure
    commune: str
    registry_number: Annotated[str | None, about("Given at submission.")]
    permit_number: Annotated[str | None, about("Of the paper that is prepared or issued.")]
    follows: Annotated[str | None, about("Identifier of the earlier file on which it builds.")]
    valid_until: Annotated[DayText | None, about("The last day on which what was delivered holds; null: it does not run out.")]
    created_at: InstantText
    submitted_at: Annotated[InstantText | None, about("Day 0 of the legal deadlines.")]
    version: Annotated[int, about("The `ETag` of the file.")]


class DossierView(DossierSummary):
    """A file, with as much of it as the reader's work needs."""

    applicant: NotRequired[
        Annotated[
            ApplicantView | None,
            about(
                "Null where nothing of him is shown. Left out of what commands answer, and answer again to a repetition: ask for the file."
            ),
        ]
    ]
    filed_by: Annotated[str, about("Account.")]
    author: AuthorView | None
    mandate: Annotated[MandateStatus | None, about("Where the mandate stands; null when none is needed.")]
    form: NotRequired[Annotated[dict[str, Any], about("What was typed; its schema is the procedure's. Left out where it is not shown.")]]
    documents: NotRequired[Annotated[list[DocumentView], about("Left out where they are not shown.")]]
    receipt: Annotated[str | None, about("SHA-256 of the receipt; the PDF is at `/v1/dossiers/{id}/receipt`.")]
    permit: Annotated[str | None, about("SHA-256 of the signed permit; the PDF is at `/v1/dossiers/{id}/permit`.")]


class MandateView(TypedDict):
    """A mandate for one file, by which it is named."""

    id: Annotated[str, about("The file's.")]
    procedure: PinnedProcedure
    commune: str
    professional: AuthorView | None
    status: MandateStatus
    asked_at: InstantText
    answered_at: InstantText | None
    withdrawn_at: InstantText | None


class TimelineLine(TypedDict):
    """One thing that happened to a file."""

    what: Annotated[str, about(examples=["dossier-submitted", "decision-reached"])]
    at: InstantText
    details: Annotated[dict[str, Any], about("What is told of it, by what it is: codes, figures, days; no persons.")]


class RegistryLine(TypedDict):
    """One line of the register of the desk."""

    registry_number: str
    dossier: str
    procedure: Annotated[str, about(examples=["building-permit-small@2026-02"])]
    submitted_at: InstantText
    status: DossierStatus


class PermitView(TypedDict):
    """An issued permit."""

    permit_number: str
    dossier: str
    commune: str
    status: DossierStatus


class ReceiptProof(TypedDict):
    """What a receipt attests to anybody: that a file was received, and when; of one that is a title, how it stands."""

    kind: Literal["receipt"]
    registry_number: str | None
    commune: str
    procedure: str
    submitted_at: InstantText | None
    document: Annotated[str | None, about("SHA-256 of the receipt.")]
    title: NotRequired[Annotated[bool, about("The receipt is itself the title to act.")]]
    status: NotRequired[DossierStatus]


class Filing(Protocol):
    """The registry office."""

    @refuses(
        invalid=("earlier-file-refused",),
        not_found=("commune-not-found", "no-such-dossier", "procedure-not-found"),
        forbidden=("filing-reserved",),
    )
    def create_dossier(
        self, *, procedure: str, commune: str, applicant: ApplicantView, author: AuthorView | None = None, follows: str | None = None
    ) -> DossierView:
        """
        Begin a draft under the newest version of a procedure.

        `applicant`: who files for himself; of whom a mandate is asked, his account alone, empty when nobody was found. `author`: the
        professional who files, as he was approved. Both come from the accounts, which filing takes at their word. `follows`: the earlier
        file on which it builds.
        """

    @refuses(
        invalid=("author-differs", "form-unreadable"),
        not_found=("no-such-dossier",),
        forbidden=("mandate-over",),
        conflict=("dossier-move-not-allowed",),
    )
    def change_form(self, *, dossier_id: str, form: dict[str, Any], version: int | None = None) -> DossierView:
        """Keep what was typed so far, complete or not; with `version`, only if nobody changed the draft since."""

    @refuses(
        not_found=("no-such-dossier",),
        forbidden=("mandate-over",),
        conflict=("dossier-move-not-allowed", "quota-exceeded", "too-many-documents-at-once"),
    )
    def attaching(self, *, dossier_id: str, size: int = 0) -> PinnedProcedure:
        """
        Tell a party who may attach a document of `size` bytes now under which procedure.

        Refuse as `attach_document` would; `size` is 0 while nobody knows it.
        """

    @refuses(
        invalid=("document-refused", "unknown-document-kind"),
        not_found=("no-such-dossier",),
        forbidden=("mandate-over",),
        conflict=("dossier-move-not-allowed", "inspection-busy", "quota-exceeded", "too-many-documents-at-once", "upload-gone"),
    )
    def attach_document(self, *, dossier_id: str, kind: str, sha256: str, size: int, media_type: str) -> DocumentView:
        """Attach a document that has arrived; nobody else's file lets one be looked into."""

    @refuses(
        invalid=("dossier-not-complete",),
        not_found=("no-such-dossier",),
        forbidden=("filing-reserved", "mandate-over"),
        conflict=("dossier-move-not-allowed",),
    )
    def submit_dossier(self, *, dossier_id: str) -> DossierView:
        """Hand the dossier to the administration: it is numbered, and the receipt is given at once (law 55-19)."""

    @refuses(
        invalid=("dossier-not-complete",),
        not_found=("no-such-dossier",),
        forbidden=("mandate-over",),
        conflict=("dossier-move-not-allowed", "no-complement-requested"),
    )
    def provide_complement(self, *, dossier_id: str) -> DossierView:
        """Answer the one request for complement."""

    @refuses(not_found=("no-such-dossier",), forbidden=("mandate-over",), conflict=("dossier-move-not-allowed",))
    def withdraw_dossier(self, *, dossier_id: str) -> DossierView:
        """Take the file back."""

    @refuses(not_found=("no-such-dossier",))
    def dossier(self, *, dossier_id: str) -> DossierView:
        """Tell those who may see a file as much of it as they are shown."""

    @refuses(invalid=("cursor-not-understood", "too-little-to-find"))
    def dossiers(
        self,
        *,
        status: str | None = None,
        commune: str | None = None,
        procedure: str | None = None,
        q: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[DossierSummary]:
        """
        List the files that the caller may see, his drafts first, then the newest submission.

        `q`: words of the applicant's name, the land's reference or the registry number; of the last one its beginning is enough.
        """

    @refuses(not_found=("no-such-dossier",))
    def timeline(self, *, dossier_id: str) -> Page[TimelineLine]:
        """Tell what happened to a file, oldest first, on one page."""

    @refuses(not_found=("no-such-dossier",))
    def acts(self, *, dossier_id: str) -> ActsView:
        """Tell an auditor of the territory who did what to a file here, oldest first."""

    @refuses(not_found=("no-such-dossier", "no-such-part"), forbidden=("not-for-your-office",))
    def document(self, *, dossier_id: str, kind: str) -> DocumentView:
        """Tell where an attached document rests."""

    @refuses(not_found=("no-such-dossier", "no-such-part"), forbidden=("not-for-your-office",))
    def receipt(self, *, dossier_id: str) -> StoredView:
        """Tell where the receipt rests."""

    @refuses(not_found=("no-such-dossier", "no-such-part"), forbidden=("not-for-your-office",))
    def permit(self, *, dossier_id: str) -> StoredView:
        """Tell where the signed permit rests."""

    @refuses(not_found=("no-such-dossier", "no-such-part"))
    def permit_by_number(self, *, number: str) -> PermitView:
        """Tell of the file to which a permit was issued under this number; a number that was only given stands for no permit."""

    @refuses(not_found=("no-such-dossier",))
    def verify_receipt(self, *, number: str) -> ReceiptProof:
        """Tell anybody what a registry number on a receipt stands for; it names no person."""

    @refuses(invalid=("cursor-not-understood",), not_found=("commune-not-found",), forbidden=("not-your-office",))
    def register(self, *, commune: str, year: int, limit: int = 50, cursor: str | None = None) -> Page[RegistryLine]:
        """Read the register of a desk, in the order of its numbers."""

    @refuses(invalid=("cursor-not-understood",))
    def mandates(self, *, limit: int = 50, cursor: str | None = None) -> Page[MandateView]:
        """List the mandates that were asked of the caller, the newest first."""

    @refuses(not_found=("no-such-mandate",), conflict=("dossier-move-not-allowed", "mandate-move-not-allowed"))
    def confirm_mandate(self, *, mandate_id: str, applicant: ApplicantView) -> MandateView:
        """Let the professional file; `applicant` is the caller's own person, kept from now on."""

    @refuses(not_found=("no-such-mandate",), conflict=("mandate-move-not-allowed",))
    def refuse_mandate(self, *, mandate_id: str) -> MandateView:
        """Have nothing to do with it; the professional is not told, and sees no trace of it, or he would know whom he has found."""

    @refuses(not_found=("no-such-mandate",), conflict=("dossier-move-not-allowed", "mandate-move-not-allowed"))
    def withdraw_mandate(self, *, mandate_id: str) -> MandateView:
        """Take a mandate back: the professional acts no longer on this file, which goes on."""
