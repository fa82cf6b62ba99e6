"""Who belongs to a circle of readers, for one fact."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.database import Session
from services.notification.domain.contact import Contact
from services.notification.domain.dossier import Dossier
from services.notification.domain.notice import Circle
from services.notification.store import contacts


@dataclass(frozen=True, kw_only=True)
class News:
    """A fact to tell, the file that it concerns, and the legal day on which it is told."""

    event: Any
    dossier: Dossier | None
    day: date


def find_readers(session: Session, circle: Circle, news: News) -> Sequence[Contact]:
    """List the people of a circle; raise ContactNotKnownYet when one who must be told cannot be reached yet."""
    return CIRCLES[circle](session, news)


def _parties(session: Session, news: News) -> Sequence[Contact]:
    """The applicant, and who filed for him."""
    return contacts.load(session, news.dossier.parties if news.dossier else ())


def _clerks(session: Session, news: News) -> Sequence[Contact]:
    """The clerks of the window that receives the file."""
    return _in_office(session, news, "clerk")


def _reviewers(session: Session, news: News) -> Sequence[Contact]:
    """The reviewers of the body that is asked."""
    return _in_office(session, news, "reviewer", news.event.body)


def _treasurers(session: Session, news: News) -> Sequence[Contact]:
    """The treasurers of the commune to which money came."""
    return _in_office(session, news, "treasurer")


def _presidents(session: Session, news: News) -> Sequence[Contact]:
    """Who may sign for the commune."""
    return _in_office(session, news, "president")


def _holder(session: Session, news: News) -> Sequence[Contact]:
    """The holder of the signing key."""
    return contacts.load(session, [news.event.holder])


def _in_office(session: Session, news: News, role: str, body: str = "") -> Sequence[Contact]:
    """Who holds a role, that day, over the territory of the fact."""
    return [each for each in contacts.find_officials(session, role, news.event.where(), body) if each.holds(role, news.day)]


CIRCLES: Mapping[Circle, Callable[[Session, News], Sequence[Contact]]] = {
    Circle.PARTIES: _parties,
    Circle.CLERKS: _clerks,
    Circle.REVIEWERS: _reviewers,
    Circle.TREASURERS: _treasurers,
    Circle.PRESIDENTS: _presidents,
    Circle.HOLDER: _holder,
}
