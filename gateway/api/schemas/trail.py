"""What is kept of a file: what happened to it, who did it, who was told, its lines in the register and among the permits."""

from marshmallow import fields

from contracts.people import Role
from gateway.api.schemas.dossiers import STATUSES
from gateway.api.schemas.shapes import View, instant, many, said


class TimelineLine(View):
    """One thing that happened to a file."""

    what = said(examples=["dossier-submitted", "decision-reached"])
    at = instant()
    details = fields.Dict(required=True, metadata={"description": "What is told of it, by what it is: codes, figures, days; no persons."})


class MessageView(View):
    """One message that somebody was sent about a file; what it says is shown to him alone."""

    id = said()
    dossier = said()
    account = said()
    channel = said(among=("mail", "sms"))
    template = said(examples=["permit-issued"])
    locale = said()
    state = said(among=("queued", "sending", "sent", "failed"))
    attempts = fields.Integer(required=True)
    queued_at = instant()
    sent_at = instant(nullable=True)
    failure = said("Why it was not sent, the last time.", nullable=True)
    subject = said(required=False)
    text = said(required=False)


class RegistryLine(View):
    """One line of the register of the desk."""

    registry_number = said()
    dossier = said()
    procedure = said(examples=["building-permit-small@2026-02"])
    submitted_at = instant()
    status = said(among=STATUSES)


class PermitView(View):
    """An issued permit."""

    permit_number = said()
    dossier = said()
    commune = said()
    status = said(among=STATUSES)


class ActView(View):
    """What one person did by one command; a provider's word has no account."""

    at = instant()
    account = said()
    roles = many(said(among=Role), "Those that opened the door.")
    territory = said()
    act = said(examples=["review.decide-admissibility"])
    subject = fields.Dict(required=True, metadata={"description": "Identifiers, codes and truth values by which the act is remembered."})
    trace_id = said()


class ActsView(View):
    """Everything that was done to a file."""

    items = many(ActView)
