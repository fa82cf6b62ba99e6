"""The dossier: drafted, submitted, followed to its end by the one who filed it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from catalogue.procedures import DocumentKind, Procedure
from contracts.calls.filing import DossierStatus
from contracts.events import Reference
from contracts.filing import (
    ComplementProvided,
    DossierSubmitted,
    DossierWithdrawn,
    PermitIssued,
    PermitPrepared,
)
from contracts.identifiers import new_id
from contracts.parties import Capacity, Parties, Party
from contracts.refusals import ChangedMeanwhile, MandateOver, Reason
from services.filing.domain.author import Author, form_named_by, refuse_another_author, refuse_other_professions
from services.filing.domain.documents import OPEN, Document, is_taken_at
from services.filing.domain.filers import Applicant, Filers, capacity_of
from services.filing.domain.forms import Form, merged, refuse_if_too_large
from services.filing.domain.mandate import Mandate
from services.filing.domain.refusals import FilingReserved, MoveNotAllowed, NothingToComplete, UnknownDocumentKind
from services.filing.domain.rules import refuse_if_incomplete
from services.filing.domain.standing import DELIVERED, OVER, STATUS, Stage, weight_of


@dataclass(kw_only=True)
class Dossier:
    """One file, from the draft to the permit."""

    id: str
    procedure: str  # pinned, `code@version`
    commune: str
    applicant: Applicant
    filed_by: str
    created_at: datetime
    since: datetime  # the instant of the fact that proves its stage; the draft's is its creation
    author: Author | None = None
    mandate: Mandate | None = None  # none is needed by who files for himself
    follows: str = ""  # the earlier file on which it builds
    stage: Stage = Stage.DRAFT  # with `since`, the greatest of its facts (`standing.py`)
    bodies: tuple[str, ...] = ()  # that sit for what it declares; known once it is handed in
    form: Form = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    registry_number: str | None = None
    submitted_at: datetime | None = None
    receipt: str | None = None  # SHA-256
    permit_number: str | None = None
    permit: str | None = None  # SHA-256 of the signed document
    valid_until: date | None = None
    version: int = 1

    @classmethod
    def draft(cls, procedure: Procedure, commune: str, filers: Filers, now: datetime) -> "Dossier":
        """Begin a draft, for oneself or, under a mandate that is awaited, for somebody else."""
        refuse_other_professions(filers.author, procedure)
        applicant = filers.applicant
        for_oneself = applicant.account == filers.filed_by
        return cls(
            id=new_id(),
            procedure=procedure.ref,
            commune=commune,
            applicant=applicant if for_oneself else Applicant(account=applicant.account),
            filed_by=filers.filed_by,
            created_at=now,
            since=now,
            author=filers.author,
            mandate=None if for_oneself else Mandate(asked_at=now),
            form=form_named_by(filers.author, procedure),
        )

    @property
    def status(self) -> DossierStatus:
        """Say how far the file has come, as people are told."""
        return STATUS[self.stage]

    def is_applicant(self, account: str) -> bool:
        """Tell whether the account is the applicant's; of whom a mandate was only asked is not yet one."""
        return account != "" and account == self.applicant.account and (self.mandate is None or self.mandate.was_given)

    def refuse_if_mandate_withdrawn(self, account: str) -> None:
        """Raise `MandateOver` when the account is the professional's whose mandate was taken back: he still sees what he filed."""
        if account == self.filed_by and self.mandate is not None and self.mandate.is_withdrawn:
            raise MandateOver

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more can happen to the file."""
        return self.stage in OVER

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the applicant has taken the file back."""
        return self.stage is Stage.WITHDRAWN

    @property
    def lacks_paper(self) -> bool:
        """Tell whether nobody has prepared its paper yet, and somebody may."""
        return self.permit_number is None and not self.is_over

    @property
    def is_delivered(self) -> bool:
        """Tell whether the applicant has what he asked for."""
        return self.stage in DELIVERED

    def refuse_if_closed(self, move: str) -> None:
        """Raise `MoveNotAllowed` when form and documents may no longer change."""
        if self.stage not in OPEN:
            raise MoveNotAllowed(move=move, status=self.status)

    def refuse_if_nothing_may_come(self, procedure: Procedure) -> None:
        """Raise `MoveNotAllowed` when no document of any kind is taken now."""
        if not any(is_taken_at(self.stage, kind) for kind in procedure.documents):
            raise MoveNotAllowed(move="attach", status=self.status)

    def kind_due_now(self, code: str, procedure: Procedure) -> DocumentKind:
        """Give a kind of document that is taken now; raise `UnknownDocumentKind`, or `MoveNotAllowed` when it is not due."""
        kind = procedure.document(code)
        if kind is None:
            raise UnknownDocumentKind(kind=code)
        if not is_taken_at(self.stage, kind):
            raise MoveNotAllowed(move="attach", status=self.status)
        return kind

    @property
    def reference(self) -> Reference:
        """Give what each event about the file says of it."""
        return Reference(dossier=self.id, commune=self.commune, procedure=self.procedure, registry_number=self.registry_number or "")

    @property
    def parties(self) -> Parties:
        """Give who takes part in the file: its applicant, once it is his, and who files for him, were his mandate taken back since."""
        found = [Party(account=self.applicant.account, capacity=Capacity.OWNER)] if self.is_applicant(self.applicant.account) else []
        if self.mandate is not None:
            found.append(Party(account=self.filed_by, capacity=capacity_of(self.author), left_at=self.mandate.withdrawn_at))
        return tuple(found)

    def refuse_if_changed_since(self, version: int | None) -> None:
        """Raise `ChangedMeanwhile` when the file is no longer the one that the caller read; None asks for no such care."""
        if version not in (None, self.version):
            raise ChangedMeanwhile

    def fill_in(self, changes: Form, procedure: Procedure) -> None:
        """Take over what was typed, complete or not; a null takes a value away (RFC 7396). Who files stays named as he is."""
        self.refuse_if_closed("fill-in")
        form = merged(self.form, changes)
        refuse_another_author(form, self.author, procedure)
        refuse_if_too_large(form)
        self.form = form

    def attach(self, document: Document, procedure: Procedure) -> None:
        """Attach a document, in place of an earlier one of the same kind."""
        self.kind_due_now(document.kind, procedure)
        self.documents[document.kind] = document

    def refuse_if_not_submittable(self, procedure: Procedure, further: Collection[Reason] = ()) -> None:
        """Raise everything that stands between this draft and its submission, with what is `further` known to."""
        if self.stage is not Stage.DRAFT:
            raise MoveNotAllowed(move="submit", status=self.status)
        refuse_if_incomplete(self, procedure, further)

    def refuse_unless_filed_by(self, account: str, procedure: Procedure) -> None:
        """Raise `FilingReserved` when a professional must hand the file in, and this is somebody else."""
        if procedure.filed_by and account != self.filed_by:
            raise FilingReserved(professions=list(procedure.filed_by))

    def submit(self, procedure: Procedure, registry_number: str, now: datetime) -> DossierSubmitted:
        """Hand the file to the administration, which has numbered it."""
        self.refuse_if_not_submittable(procedure)
        self._stand(Stage.SUBMITTED, now)
        self.registry_number, self.submitted_at = registry_number, now
        declared = self._declare(procedure)
        return DossierSubmitted(**self.reference, parties=self.parties, declared=declared, submitted_at=now, follows=self.follows)

    def provide_complement(self, procedure: Procedure, now: datetime) -> ComplementProvided:
        """Answer the request for complement; the file must be complete again (law 55-19: it is asked only once)."""
        if self.stage is not Stage.COMPLEMENT_REQUESTED:
            raise NothingToComplete(status=self.status)
        refuse_if_incomplete(self, procedure)
        now = max(now, self.since)  # the request's instant is another machine's
        self._stand(Stage.COMPLEMENT_PROVIDED, now)
        return ComplementProvided(**self.reference, declared=self._declare(procedure), provided_at=now)

    def withdraw(self, now: datetime) -> DossierWithdrawn | None:
        """Take the file back; nobody needs to hear of a draft."""
        if self.is_over:
            raise MoveNotAllowed(move="withdraw", status=self.status)
        was_draft = self.stage is Stage.DRAFT
        self._stand(Stage.WITHDRAWN, now)
        return None if was_draft else DossierWithdrawn(**self.reference, withdrawn_at=now)

    def advance(self, stage: Stage, at: datetime) -> None:
        """Come to `stage`, if that is more than what is known of the file; what comes late, or after the end, changes nothing."""
        if weight_of(stage, at) > weight_of(self.stage, self.since):
            self._stand(stage, at)

    def prepare_permit(self, permit_number: str, document: str, valid_until: date | None, now: datetime) -> PermitPrepared:
        """Offer the composed paper for signature."""
        self.permit_number, self.valid_until = permit_number, valid_until
        self.advance(Stage.PERMIT_PREPARED, now)
        return PermitPrepared(**self.reference, permit_number=permit_number, document=document, prepared_at=now)

    def issue(self, document: str, now: datetime) -> PermitIssued | None:
        """Put the signed paper into the applicant's space; a file taken back meanwhile gets none."""
        if self.is_over or self.permit_number is None:
            return None
        self.permit = document
        self._stand(Stage.ISSUED, now)
        return PermitIssued(
            **self.reference, permit_number=self.permit_number, document=document, issued_at=now, valid_until=self.valid_until
        )

    def _stand(self, stage: Stage, since: datetime) -> None:
        self.stage, self.since = stage, since

    def _declare(self, procedure: Procedure) -> dict[str, str]:
        """Say what the form declares, and remember which bodies sit for that."""
        declared = procedure.declared(self.form)
        self.bodies = tuple(body.code for body in procedure.bodies_for(declared))
        return declared
