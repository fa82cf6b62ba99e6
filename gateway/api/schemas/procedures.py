"""Procedures: what calls take and give. Each part of a procedure's path is there, null where the procedure has none."""

from marshmallow import fields, validate

from catalogue.procedures import Due, Family, Gate, Hold, Template
from catalogue.procedures.path import Start, Suspension
from contracts.payment import Moment
from contracts.people import Authority
from contracts.review import Unit, Voice
from gateway.api.schemas.shapes import Input, NameView, View, many, one, said

OF_ALL = "Of which projects: a condition (CEL) over what is declared; empty: of all."


class ProceduresQuery(Input):
    """Which procedures are wanted."""

    family = fields.String(load_default="", validate=validate.Length(max=40, error="wrong-length"))


class VersionQuery(Input):
    """Which version is wanted: the newest unless named."""

    version = fields.String(validate=validate.Length(max=40, error="wrong-length"))


class DelayView(View):
    """A number of days and the way they are counted."""

    days = fields.Integer(required=True)
    unit = said(among=Unit)


class DeadlineView(DelayView):
    """A delay that a law text sets."""

    law = said("Code of one of the law texts.")
    starts = said("Its day 0: the receipt, or the day on which what holds the study back is paid.", among=Start)
    suspended_by = many(said(among=Suspension), "What makes the clock stand still.")


class DocumentKindView(View):
    """A document that the applicant attaches."""

    code = said()
    labels = one(NameView)
    required = fields.Boolean(required=True)
    media_types = many(said())
    max_bytes = fields.Integer(required=True)
    due = said("By when it is due.", among=Due)
    when = said(f"{OF_ALL} For a document that is required.")
    signed_by = many(said(), "Professions that may sign it; empty: nobody in particular.")


class AdmissibilityStepView(View):
    """The desk looks whether the file is complete, and asks, once, for what is missing."""

    within = one(DeadlineView)


class BodyView(View):
    """A body that is heard."""

    code = said()
    mandatory = fields.Boolean(required=True)
    conform = fields.Boolean(required=True, metadata={"description": "Its unfavourable opinion binds whoever decides."})
    delay = one(DelayView)
    when = said(OF_ALL)
    gives = said("For what it is heard.", among=Voice)


class AuthorityStepView(View):
    """Somebody decides, or may object to what was declared, within a time."""

    by = said(among=Authority)
    within = one(DeadlineView)


class ChargeView(View):
    """A fee schedule, from which moment on it is due, and what it holds back until it is paid."""

    schedule = said()
    due = said(among=Moment)
    holds = said(among=Hold)


class ReceiptView(View):
    """What the receipt tells the applicant."""

    notices = many(NameView)
    title = one(NameView)
    is_title = fields.Boolean(required=True, metadata={"description": "The receipt is itself the title to act: nothing further comes."})


class PaperView(View):
    """The paper that is signed and delivered."""

    template = said(among=Template)
    number = said("Of which series its numbers are.", examples=["PC"])
    title = one(NameView)
    signed_by = said(among=Authority)
    signatory = one(NameView, "As it stands on the paper.")
    after = many(said(among=Gate), "After which facts it is composed and signed.")


class SilenceView(View):
    """What silence gives when the decision's time has passed: an attestation."""

    attested_by = said(among=Authority)
    law = said("Code of one of the law texts.")


class ValidityView(View):
    """For how long what was delivered holds."""

    months = fields.Integer(required=True)
    renewable = fields.Boolean(required=True)


class LawTextView(View):
    """A text on which the procedure stands."""

    code = said()
    title = one(NameView)


class DeadlinesView(View):
    """How long the administration may take."""

    admissibility = one(DeadlineView, nullable=True)
    decision = one(DeadlineView, nullable=True)


class FeeSchedulesView(View):
    """What it costs."""

    schedules = many(said(), "Codes of the fee schedules, in the order in which they are charged.")


class ProcedureSummary(View):
    """A procedure in a list."""

    code = said()
    version = said()
    family = said(among=Family)
    title = one(NameView)
    description = one(NameView)


class ProcedureView(ProcedureSummary):
    """A procedure: what is asked, who is heard, who decides, how long it may take, what it costs, what is delivered, on which law."""

    form = fields.Dict(required=True, metadata={"description": "JSON Schema, draft 2020-12."})
    declares = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What every room and every subscriber may know of the project, by name: the path of a field of the form."},
    )
    filed_by = many(said(), "Professions that alone may file; empty: the applicant may.")
    author = said("Section of the form that names the professional who files, and that the platform fills in; empty: none.")
    follows = many(said(), "Codes of procedures of which an earlier file must have been delivered.")
    documents = many(DocumentKindView)
    receipt = one(ReceiptView)
    admissibility = one(AdmissibilityStepView, nullable=True)
    bodies = many(BodyView)
    decision = one(AuthorityStepView, "Who decides.", nullable=True)
    objection = one(AuthorityStepView, "Who may object, where nobody decides.", nullable=True)
    charges = many(ChargeView)
    paper = one(PaperView, nullable=True)
    silence = one(SilenceView, nullable=True)
    validity = one(ValidityView, "Null: what was delivered does not run out.", nullable=True)
    deadlines = one(DeadlinesView, "The times of `admissibility` and `decision` in one place.")
    fees = one(FeeSchedulesView, "The schedules of `charges` in one place.")
    law = many(LawTextView)
