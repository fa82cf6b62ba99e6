"""Who belongs to a circle of readers, for one fact."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chassis.database import Session
from services.notification.domain.contact import Contact
from services.notification.domain.dossier import Dossier
from services.notification.domain.notice import Circle
from services.notification.store import contacts


def find_readers(session: Session, circle: Circle, event: Any, dossier: Dossier | None) -> Sequence[Contact]:
    """List the people of a circle; raise ContactNotKnownYet when one who must be told cannot be reached yet."""
    return CIRCLES[circle](session, event, dossier)


def _parties(session: Session, event: Any, dossier: Dossier | None) -> Sequence[Contact]:
    """The applicant, and who filed for him."""
    return contacts.load(session, dossier.parties if dossier else ())


def _clerks(session: Session, event: Any, dossier: Dossier | None) -> Sequence[Contact]:
    """The clerks of the window that receives the file."""
    return contacts.find_officials(session, "clerk", event.where())


def _reviewers(session: Session, event: Any, dossier: Dossier | None) -> Sequence[Contact]:
    """The reviewers of the body that is asked."""
    return contacts.find_officials(session, "reviewer", event.where(), event.body)


def _presidents(session: Session, event: Any, dossier: Dossier | None) -> Sequence[Contact]:
    """Who may sign for the commune."""
    return contacts.find_officials(session, "president", event.where())


def _holder(session: Session, event: Any, dossier: Dossier | None) -> Sequence[Contact]:
    """The holder of the signing key."""
    return contacts.load(session, [event.holder])


CIRCLES: Mapping[Circle, Callable[[Session, Any, Dossier | None], Sequence[Contact]]] = {
    Circle.PARTIES: _parties,
    Circle.CLERKS: _clerks,
    Circle.REVIEWERS: _reviewers,
    Circle.PRESIDENTS: _presidents,
    Circle.HOLDER: _holder,
}
