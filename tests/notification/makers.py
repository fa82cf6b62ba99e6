"""Makers of what notification works with; each takes only what matters to the story."""

from datetime import UTC, datetime
from typing import Any

from contracts.accounts import ContactChanged
from contracts.filing import DossierSubmitted, MandateRequested, MandateWithdrawn
from contracts.identifiers import new_id
from services.notification.domain.contact import Contact
from services.notification.domain.message import Channel, Message

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TAROUDANNT = "09.541.01.13"


def a_contact_change(account: str = "owner", **what_matters: Any) -> ContactChanged:
    """Make what the accounts announce of a person: an applicant who reads French, unless said otherwise."""
    usual: dict[str, Any] = {
        "account": account,
        "email": f"{account}@example.ma",
        "phone": "+212661000001",
        "locale": "fr",
        "roles": ("applicant",),
        "territory": "",
        "body": "",
        "changed_at": NOW,
    }
    return ContactChanged(**usual | what_matters)


def a_contact(account: str = "owner", **what_matters: Any) -> Contact:
    """Make a person as messages know him."""
    return Contact.announced_by(a_contact_change(account, **what_matters))


def an_official(account: str, role: str, **what_matters: Any) -> ContactChanged:
    """Make what the accounts announce of an official of Taroudannt."""
    return a_contact_change(account, **{"roles": (role,), "territory": TAROUDANNT, "phone": "", **what_matters})


def a_submission(**what_matters: Any) -> DossierSubmitted:
    """Make the fact that a file was submitted."""
    usual: dict[str, Any] = {
        "dossier": new_id(),
        "commune": TAROUDANNT,
        "procedure": "building-permit-small@2026-01",
        "registry_number": f"{TAROUDANNT}-2026-000001",
        "applicant": "owner",
        "filed_by": "architect",
        "category": "individual-housing",
        "quantities": {"covered_area": "182.50"},
        "submitted_at": NOW,
    }
    return DossierSubmitted(**usual | what_matters)


def a_mandate_request(**what_matters: Any) -> MandateRequested:
    """Make the fact that an architect asks the owner of a plot for his mandate."""
    usual: dict[str, Any] = {
        "dossier": "draft-1",
        "commune": TAROUDANNT,
        "procedure": "building-permit-small@2026-02",
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
        dossier="draft-1", commune=TAROUDANNT, procedure="building-permit-small@2026-02", professional="architect", withdrawn_at=NOW
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
