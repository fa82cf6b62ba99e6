"""Who belongs to a circle of readers, for one fact."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from catalogue.territory import territory
from catalogue.territory.extents import holders_of
from catalogue.territory.windows import desk_of, window_of
from chassis.database import Connection
from contracts.people import NATIONAL, Authority, Role
from services.notification.domain.contact import Contact
from services.notification.domain.news import News
from services.notification.domain.notice import Circle, Notice
from services.notification.store import contacts


def find_readers(connection: Connection, news: News) -> Iterator[tuple[Notice, Contact]]:
    """List who is told what of a fact; raise TooEarly when one who must be told cannot be reached yet."""
    return ((notice, reader) for notice in news.notices() for reader in CIRCLES[notice.circle](connection, news))


def _parties(connection: Connection, news: News) -> Sequence[Contact]:
    """Who takes part in the file."""
    return contacts.load(connection, news.dossier.readers() if news.dossier else ())


def _clerks(connection: Connection, news: News) -> Sequence[Contact]:
    """The clerks of the very desk that studies the file."""
    commune = territory().commune(news.event.where())
    return _in_office(connection, news, Role.CLERK, [desk_of(window_of(commune), commune)])


def _reviewers(connection: Connection, news: News) -> Sequence[Contact]:
    """The reviewers of the body that is asked, over a territory that holds the commune."""
    return _in_office(connection, news, Role.REVIEWER, holders_of(news.event.where(), news.day), news.event.body)


def _treasurers(connection: Connection, news: News) -> Sequence[Contact]:
    """The treasurers of the commune to which money came."""
    return _in_office(connection, news, Role.TREASURER, [news.event.where()])


def _signatories(connection: Connection, news: News) -> Sequence[Contact]:
    """Who may sign in the name of the authority: a president and his deputies for the very commune, others over what holds it."""
    authority, commune = Authority(news.event.authority), news.event.where()
    over = [commune] if authority.sits_at else holders_of(commune, news.day)
    return [each for role in authority.roles for each in _in_office(connection, news, role, over)]


def _holder(connection: Connection, news: News) -> Sequence[Contact]:
    """The holder of the signing key."""
    return contacts.load(connection, [news.event.holder])


def _sitting_holders(connection: Connection, news: News) -> Sequence[Contact]:
    """Others whose active keys sign for the same place."""
    return contacts.load(connection, news.event.sitting_holders)


def _concerned(connection: Connection, news: News) -> Sequence[Contact]:
    """The person of the account that the fact is about."""
    return contacts.load(connection, [news.event.account])


def _sitting(connection: Connection, news: News) -> Sequence[Contact]:
    """Who hold the same office over the very same territory."""
    return _in_office(connection, news, Role(news.event.role), [news.event.where()])


def _auditors(connection: Connection, news: News) -> Sequence[Contact]:
    """The auditors of the territory."""
    return _in_office(connection, news, Role.AUDITOR, holders_of(news.event.where(), news.day))


def _administrators(connection: Connection, news: News) -> Sequence[Contact]:
    """The administrators, who look after the accounts of the whole country."""
    return _in_office(connection, news, Role.ADMINISTRATOR, [NATIONAL])


def _mandator(connection: Connection, news: News) -> Sequence[Contact]:
    """Of whom a mandate is asked."""
    return contacts.load(connection, [news.event.applicant])


def _mandatary(connection: Connection, news: News) -> Sequence[Contact]:
    """The professional who had a mandate."""
    return contacts.load(connection, [news.event.professional])


def _in_office(connection: Connection, news: News, role: Role, over: Sequence[str], body: str = "") -> Sequence[Contact]:
    """Who holds a role, that day, over one of the territories; nobody who is a party of the file, since he may not act on it."""
    found = [each for each in contacts.find_officials(connection, role, over, body) if each.holds(role, over, body, news.day)]
    return [each for each in found if news.dossier is None or not news.dossier.has_party(each.account)]


CIRCLES: Mapping[Circle, Callable[[Connection, News], Sequence[Contact]]] = {
    Circle.PARTIES: _parties,
    Circle.CLERKS: _clerks,
    Circle.REVIEWERS: _reviewers,
    Circle.TREASURERS: _treasurers,
    Circle.SIGNATORIES: _signatories,
    Circle.HOLDER: _holder,
    Circle.SITTING_HOLDERS: _sitting_holders,
    Circle.CONCERNED: _concerned,
    Circle.SITTING: _sitting,
    Circle.AUDITORS: _auditors,
    Circle.ADMINISTRATORS: _administrators,
    Circle.MANDATOR: _mandator,
    Circle.MANDATARY: _mandatary,
}
