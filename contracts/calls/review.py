"""What is asked of review: cases, opinions, decisions."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Protocol, TypedDict

from contracts.calls.definition import refuses
from contracts.calls.shapes import ActsView, DayText, InstantText, NameView, Page, about
from contracts.people import Authority
from contracts.review import Outcome, Unit, Verdict, Voice, Window


class CaseStatus(StrEnum):
    """Where the study of a file stands."""

    AWAITING_FEES = "awaiting-fees"
    AWAITING_ADMISSIBILITY = "awaiting-admissibility"
    COMPLEMENT_REQUESTED = "complement-requested"
    IN_CONSULTATION = "in-consultation"
    AWAITING_DECISION = "awaiting-decision"
    OPEN_TO_OBJECTION = "open-to-objection"
    DECIDED = "decided"
    CONCLUDED = "concluded"  # nobody decides: what the bodies said is the answer, or what was declared stands
    OBJECTED = "objected"
    CLOSED = "closed"


class OpinionStanding(StrEnum):
    """Where an opinion stands."""

    EXPECTED = "expected"
    REQUESTED = "requested"
    ADJOURNED = "adjourned"
    GIVEN = "given"


class LawLineView(NameView):
    """A law text, by its code and its title."""

    code: str


class ClockView(TypedDict):
    """A date explained: from when, how many days, counted how, by which text, when the clock stood still, how much is left."""

    clock: Literal["admissibility", "decision", "objection"]
    starts_on: Annotated[DayText | None, about("Day 0; null while what holds the study back is unpaid.")]
    days: int
    unit: Unit
    stopped_on: Annotated[DayText | None, about("The last day that counted before the pause for a complement.")]
    resumed_on: Annotated[DayText | None, about("The day of the answer: the next one is the first that counts again.")]
    due_on: DayText
    days_left: Annotated[int | None, about("Null when the clock does not run any more.")]
    law: LawLineView


class MissingView(TypedDict):
    """One thing that is asked for."""

    item: Annotated[str, about("Code of a document, or path of a field of the form.")]
    reason: str
    law: Annotated[str, about("Empty when none was named.")]


class ComplementView(TypedDict):
    """The one request for complement, and when it was answered."""

    items: list[MissingView]
    requested_at: InstantText
    provided_at: InstantText | None


class DecisionView(TypedDict):
    """What was decided."""

    outcome: Outcome
    reasons: list[str]
    decided_by: Annotated[str, about("Account.")]
    decided_at: InstantText


class ObjectionView(TypedDict):
    """What the administration objects to what was declared."""

    reasons: list[str]
    raised_by: Annotated[str, about("Account.")]
    raised_at: InstantText


class RemarkView(TypedDict):
    """A remark of a body, and where it applies."""

    text: str
    rule: str
    document: str
    page: int | None
    area: Annotated[list[float], about("x, y, width, height, as fractions of the page, or nothing.")]


class OpinionView(TypedDict):
    """What a body says of a file, as far as it has."""

    body: str
    mandatory: bool
    conform: Annotated[bool, about("If it is unfavourable, it binds whoever decides.")]
    gives: Annotated[Voice, about("For what the body is heard.")]
    standing: OpinionStanding
    verdict: Verdict | None
    due_on: DayText | None
    requested_at: InstantText | None
    given_at: InstantText | None
    given_by: Annotated[str | None, about("Account.")]
    remarks: list[RemarkView]


class CaseSummary(TypedDict):
    """The study of a file in a list."""

    dossier: str
    commune: str
    procedure: Annotated[str, about(examples=["building-permit-small@2026-02"])]
    registry_number: str
    window: Annotated[Window, about("Which desk studies it.")]
    status: CaseStatus
    due_on: Annotated[
        DayText | None,
        about(
            "The legal limit for the decision; without a decision, the last day to object, or the last body's. Null while it is not known."
        ),
    ]
    stopped_on: Annotated[
        DayText | None, about("The last day that counted, while the applicant owes a complement; null while the clocks run.")
    ]
    overdue: bool
    bodies: Annotated[dict[str, OpinionStanding], about("How far each body is.")]


class CaseView(CaseSummary):
    """The study of a file: bodies, opinions as they arrive, clocks, and how it ended."""

    submitted_at: InstantText
    opened_at: Annotated[InstantText | None, about("Null while what holds the study back is unpaid.")]
    decided_by_office: Annotated[Authority | None, about("In whose name it is decided; null where nobody decides.")]
    clocks: list[ClockView]
    opinions: list[OpinionView]
    complement: ComplementView | None
    decision: DecisionView | None
    objection: ObjectionView | None


class Review(Protocol):
    """The single window and its bodies."""

    @refuses(not_found=("case-not-found",))
    def case(self, *, dossier_id: str) -> CaseView:
        """Show the case of a file to its parties and to the officials concerned."""

    @refuses(invalid=("cursor-not-understood",))
    def cases(
        self,
        *,
        assigned_to_me: bool = False,
        overdue: bool = False,
        limit: int = 50,
        cursor: str | None = None,
        status: str = "open",
    ) -> Page[CaseSummary]:
        """List the cases of the official's territory: the open ones, the most urgent first, or the closed ones, the latest limit first."""

    @refuses(not_found=("case-not-found",))
    def acts(self, *, dossier_id: str) -> ActsView:
        """Tell an auditor of the territory who did what to a file here, oldest first."""

    @refuses(
        invalid=("admissibility-unclear", "complement-incomplete", "wording-not-understood"),
        not_found=("case-not-found",),
        forbidden=("not-your-office", "party-may-not-act"),
        conflict=("case-move-not-allowed", "complement-already-requested"),
    )
    def decide_admissibility(self, *, dossier_id: str, admissible: bool, complement: list[dict[str, str]] | None = None) -> CaseView:
        """Admit a file and ask every body at once, or ask the applicant, once, for what is missing: `[{item, reason, law}]`."""

    @refuses(
        invalid=("opinion-not-reasoned", "voice-not-asked", "wording-not-understood"),
        not_found=("case-not-found",),
        forbidden=("not-your-office", "opinion-for-another-body", "party-may-not-act"),
        conflict=("body-not-asked", "case-move-not-allowed", "opinion-already-given"),
    )
    def give_opinion(self, *, dossier_id: str, body: str, verdict: str, remarks: list[dict[str, Any]] | None = None) -> CaseView:
        """Say what the reviewer's body thinks of a file; `remarks`: `[{text, rule, document, page, area}]`."""

    @refuses(
        invalid=("decision-not-reasoned", "wording-not-understood"),
        not_found=("case-not-found",),
        forbidden=("not-your-office", "party-may-not-act"),
        conflict=("case-move-not-allowed", "opinion-binding", "opinions-open"),
    )
    def decide(self, *, dossier_id: str, outcome: str, reasons: list[str] | None = None) -> CaseView:
        """Decide on a file, once every mandatory body has spoken."""

    @refuses(
        invalid=("objection-not-reasoned", "wording-not-understood"),
        not_found=("case-not-found",),
        forbidden=("not-your-office", "party-may-not-act"),
        conflict=("case-move-not-allowed", "objection-too-late"),
    )
    def object(self, *, dossier_id: str, reasons: list[str]) -> CaseView:
        """Object to what was declared, with reasons, within the time that the law gives."""
