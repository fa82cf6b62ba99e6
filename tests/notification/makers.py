"""Makers of what notification works with; each takes only what matters to the story."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from chassis.database import Transactions
from contracts.accounts import ContactChanged, GlassBroken, OfficeChanged, OfficeChangeProposed
from contracts.calls.notification import Channel
from contracts.events import Change
from contracts.filing import DossierSubmitted, MandateRequested, MandateWithdrawn
from contracts.identifiers import new_id
from contracts.people import Grant, Role
from contracts.signature import SigningKeyConfirmed, SigningKeyProposed
from services.notification.domain.contact import Contact
from services.notification.domain.message import Message
from services.notification.store import messages
from tests.files import parties
from tests.rooms import some_errand

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TAROUDANNT = "09.541.01.13"


def a_contact_change(account: str = "owner", **what_matters: Any) -> ContactChanged:
    """Make what the accounts announce of a person: an applicant who reads French, unless said otherwise."""
    usual: dict[str, Any] = {
        "account": account,
        "email": f"{account}@example.ma",
        "phone": "+212661000001",
        "locale": "fr",
        "changed_at": NOW,
        "offices": (Grant(role=Role.APPLICANT),),
    }
    return ContactChanged(**usual | what_matters)


def a_contact(account: str = "owner", **what_matters: Any) -> Contact:
    """Make a person as messages know him."""
    return Contact.announced_by(a_contact_change(account, **what_matters))


def an_official(account: str, role: str, territory: str = TAROUDANNT, body: str = "", **what_matters: Any) -> ContactChanged:
    """Make what the accounts announce of an official of Taroudannt, with one office unless said otherwise."""
    offices = (Grant(role=Role(role), territory=territory, body=body),)
    return a_contact_change(account, **{"offices": offices, "phone": "", **what_matters})


def a_term(role: str, since: date | None = None, until: date | None = None) -> Grant:
    """Make an office in Taroudannt between two days."""
    return Grant(role=Role(role), territory=TAROUDANNT, since=since, until=until)


def a_submission(**what_matters: Any) -> DossierSubmitted:
    """Make the fact that a file was submitted."""
    usual: dict[str, Any] = {
        "dossier": new_id(),
        "commune": TAROUDANNT,
        "procedure": "building-permit-small@2026-01",
        "registry_number": f"{TAROUDANNT}-2026-000001",
        "parties": parties(),
        "declared": {"category": "individual-housing", "covered_area": "182.50", "overhang_area": "0"},
        "submitted_at": NOW,
    }
    return DossierSubmitted(**usual | what_matters)


def a_proposed_key(*sitting: str) -> SigningKeyProposed:
    """Make the fact that a key is wanted for the president, while others hold one."""
    about = {"key": "key-1", "holder": "president", "commune": TAROUDANNT, "proposed_by": "officer-1"}
    return SigningKeyProposed(**about, sitting_holders=sitting, proposed_at=NOW)


def a_confirmed_key(*sitting: str) -> SigningKeyConfirmed:
    """Make the fact that a second officer has confirmed it."""
    about = {"key": "key-1", "holder": "president", "commune": TAROUDANNT, "proposed_by": "officer-1", "confirmed_by": "officer-2"}
    return SigningKeyConfirmed(**about, sitting_holders=sitting, confirmed_at=NOW)


def a_proposed_office(**what_matters: Any) -> OfficeChangeProposed:
    """Make the fact that somebody is proposed as president of Taroudannt."""
    return OfficeChangeProposed(**_an_office() | {"proposed_at": NOW} | what_matters)


def a_changed_office(**what_matters: Any) -> OfficeChanged:
    """Make the fact that somebody is president of Taroudannt from now on."""
    return OfficeChanged(**_an_office() | {"confirmed_by": "second", "confirmed_at": NOW} | what_matters)


def a_broken_glass(**what_matters: Any) -> GlassBroken:
    """Make the fact that the operator made somebody an administrator for a day."""
    day = {"role": "administrator", "territory": "national", "proposed_by": "operator", "until": NOW.date(), "broken_at": NOW}
    return GlassBroken(**_an_office() | {"reason": "Un seul administrateur"} | day | what_matters)


def _an_office() -> dict[str, Any]:
    """Say that somebody becomes president of Taroudannt."""
    return {
        "proposal": "proposal-1",
        "account": "newcomer",
        "person": "Ahmed Zemmouri",
        "role": "president",
        "territory": TAROUDANNT,
        "change": Change.GIVEN,
        "act": "Arrêté n° 12/2026",
        "proposed_by": "first",
    }


def a_mandate_request(**what_matters: Any) -> MandateRequested:
    """Make the fact that an architect asks the owner of a plot for his mandate."""
    usual: dict[str, Any] = {
        "dossier": "draft-1",
        "commune": TAROUDANNT,
        "procedure": "building-permit-small@2026-02",
        "registry_number": "",
        "applicant": "owner",
        "professional": "architect",
        "professional_name": "Leïla Amrani",
        "profession": "architect",
        "requested_at": NOW,
    }
    return MandateRequested(**usual | what_matters)


def a_mandate_withdrawal() -> MandateWithdrawn:
    """Make the fact that the owner has taken it back."""
    return MandateWithdrawn(
        registry_number="095410113-2026-000001",
        dossier="draft-1",
        commune=TAROUDANNT,
        procedure="building-permit-small@2026-02",
        professional="architect",
        withdrawn_at=NOW,
    )


def a_message(**what_matters: Any) -> Message:
    """Make a mail in French that waits to be sent."""
    usual: dict[str, Any] = {
        "id": new_id(),
        "event": new_id(),
        "account": "owner",
        "channel": Channel.MAIL,
        "template": "dossier-submitted",
        "dossier": "dossier-1",
        "commune": TAROUDANNT,
        "address": "owner@example.ma",
        "locale": "fr",
        "subject": "Votre dossier est déposé",
        "text": "Bonjour,\nvotre dossier est déposé.\n",
        "queued_at": NOW,
        "due_at": NOW,
    }
    return Message(**usual | what_matters)


def queue(database: sa.Engine, *written: Message) -> None:
    """Keep messages to be sent, as the reaction to an event does."""
    Transactions(database, some_errand()).at_once(messages.QUEUE, messages.queued(written))
