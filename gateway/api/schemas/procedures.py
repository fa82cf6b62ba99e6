"""Procedures: what calls take and give. Each part of a procedure's path is there, null where the procedure has none."""

from typing import Annotated, Any, TypedDict

from marshmallow import fields, validate

from catalogue.procedures import Due, Family, Gate, Hold, Template
from catalogue.procedures.path import Start, Suspension
from contracts.calls.shapes import NameView, about
from contracts.payment import Moment
from contracts.people import Authority
from contracts.review import Unit, Voice
from gateway.api.schemas.shapes import Input

OF_ALL = "Of which projects: a condition (CEL) over what is declared; empty: of all."


class ProceduresQuery(Input):
    """Which procedures are wanted."""

    family = fields.String(load_default="", validate=validate.Length(max=40, error="wrong-length"))


class VersionQuery(Input):
    """Which version is wanted: the newest unless named."""

    version = fields.String(validate=validate.Length(max=40, error="wrong-length"))


class DelayView(TypedDict):
    """A number of days and the way they are counted."""

    days: int
    unit: Unit


class DeadlineView(DelayView):
    """A delay that a law text sets."""

    law: Annotated[str, about("Code of one of the law texts.")]
    starts: Annotated[Start, about("Its day 0: the receipt, or the day on which what holds the study back is paid.")]
    suspended_by: Annotated[list[Suspension], about("What makes the clock stand still.")]


class DocumentKindView(TypedDict):
    """A document that the applicant attaches."""

    code: str
    labels: NameView
    required: bool
    media_types: list[str]
    max_bytes: int
    due: Annotated[Due, about("By when it is due.")]
    when: Annotated[
        str, about("Of which projects: a condition (CEL) over what is declared; empty: of all. For a document that is required.")
    ]
    signed_by: Annotated[list[str], about("Professions that may sign it; empty: nobody in particular.")]


class AdmissibilityStepView(TypedDict):
    """The desk looks whether the file is complete, and asks, once, for what is missing."""

    within: DeadlineView


class BodyView(TypedDict):
    """A body that is heard."""

    code: str
    mandatory: bool
    conform: Annotated[bool, about("Its unfavourable opinion binds whoever decides.")]
    delay: DelayView
    when: Annotated[str, about("Of which projects: a condition (CEL) over what is declared; empty: of all.")]
    gives: Annotated[Voice, about("For what it is heard.")]


class AuthorityStepView(TypedDict):
    """Somebody decides, or may object to what was declared, within a time."""

    by: Authority
    within: DeadlineView


class ChargeView(TypedDict):
    """A fee schedule, from which moment on it is due, and what it holds back until it is paid."""

    schedule: str
    due: Moment
    holds: Hold


class ReceiptView(TypedDict):
    """What the receipt tells the applicant."""

    notices: list[NameView]
    title: NameView
    is_title: Annotated[bool, about("The receipt is itself the title to act: nothing further comes.")]


class PaperView(TypedDict):
    """The paper that is signed and delivered."""

    template: Template
    number: Annotated[str, about("Of which series its numbers are.", examples=["PC"])]
    title: NameView
    signed_by: Authority
    signatory: Annotated[NameView, about("As it stands on the paper.")]
    after: Annotated[list[Gate], about("After which facts it is composed and signed.")]


class SilenceView(TypedDict):
    """What silence gives when the decision's time has passed: an attestation."""

    attested_by: Authority
    law: Annotated[str, about("Code of one of the law texts.")]


class ValidityView(TypedDict):
    """For how long what was delivered holds."""

    months: int
    renewable: bool


class LawTextView(TypedDict):
    """A text on which the procedure stands."""

    code: str
    title: NameView


class DeadlinesView(TypedDict):
    """How long the administration may take."""

    admissibility: DeadlineView | None
    decision: DeadlineView | None


class FeeSchedulesView(TypedDict):
    """What it costs."""

    schedules: Annotated[list[str], about("Codes of the fee schedules, in the order in which they are charged.")]


class ProcedureSummary(TypedDict):
    """A procedure in a list."""

    code: str
    version: str
    family: Family
    title: NameView
    description: NameView


class ProcedureView(ProcedureSummary):
    """A procedure: what is asked, who is heard, who decides, how long it may take, what it costs, what is delivered, on which law."""

    form: Annotated[dict[str, Any], about("JSON Schema, draft 2020-12.")]
    declares: Annotated[
        dict[str, str], about("What every room and every subscriber may know of the project, by name: the path of a field of the form.")
    ]
    filed_by: Annotated[list[str], about("Professions that alone may file; empty: the applicant may.")]
    author: Annotated[str, about("Section of the form that names the professional who files, and that the platform fills in; empty: none.")]
    follows: Annotated[list[str], about("Codes of procedures of which an earlier file must have been delivered.")]
    documents: list[DocumentKindView]
    receipt: ReceiptView
    admissibility: AdmissibilityStepView | None
    bodies: list[BodyView]
    decision: Annotated[AuthorityStepView | None, about("Who decides.")]
    objection: Annotated[AuthorityStepView | None, about("Who may object, where nobody decides.")]
    charges: list[ChargeView]
    paper: PaperView | None
    silence: SilenceView | None
    validity: Annotated[ValidityView | None, about("Null: what was delivered does not run out.")]
    deadlines: Annotated[DeadlinesView, about("The times of `admissibility` and `decision` in one place.")]
    fees: Annotated[FeeSchedulesView, about("The schedules of `charges` in one place.")]
    law: list[LawTextView]
