"""What people must have been told once the files have what was asked for: the table of notices, read for the life of each file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from contracts.people import Role
from services.notification.domain.notice import NOTICES, Circle
from tests.chaos.course import Course, signatories
from tests.chaos.life import Fact, life_of, life_of_key
from tests.chaos.people import in_office, in_the_name_of

OFFICIALS: Mapping[Circle, Callable[[Any], tuple[str, ...]]] = {
    Circle.CLERKS: lambda _: in_office(Role.CLERK),
    Circle.REVIEWERS: lambda fact: in_office(Role.REVIEWER, body=fact.body),
    Circle.SIGNATORIES: lambda fact: in_the_name_of(fact.authority),
    Circle.HOLDER: lambda fact: (fact.holder,),
    Circle.SITTING_HOLDERS: lambda _: (),  # each holder is the first to have a key for his place
    Circle.AUDITORS: lambda fact: in_office(Role.AUDITOR, fact.commune),
    Circle.MANDATOR: lambda fact: (fact.applicant,),
}


class Told(NamedTuple):
    """Somebody of the cast is told of a file (of none: of a key) in the words of a template, through a channel."""

    dossier: str
    template: str
    channel: str
    name: str

    def __str__(self) -> str:
        """Say who is told what, but not of which file."""
        return f"{self.template} by {self.channel} to {self.name}"


def due(files: Mapping[str, Course]) -> Counter[Told]:
    """Count what must have been said when each file (by its identifier) has run its course, and who signs has his key."""
    told = Counter(each for dossier, course in files.items() for each in of_file(dossier, course))
    return told + Counter(each for name in holders(files.values()) for fact in life_of_key(name) for each in _of("", fact, ()))


def of_file(dossier: str, course: Course) -> Iterator[Told]:
    """List what is said of a file."""
    parties = ("owner", "architect") if course.procedure.filed_by else ("owner",)
    for fact in life_of(course):
        yield from _of(dossier, fact, parties)


def holders(courses: Iterable[Course]) -> list[str]:
    """Name who needs a key, so that the papers of these files are signed."""
    return [in_the_name_of(authority)[0] for authority in signatories(courses)]


def _of(dossier: str, fact: Fact, parties: tuple[str, ...]) -> Iterator[Told]:
    """Read the table of notices."""
    for notice in NOTICES.get(fact.kind, ()):
        if notice.concerns(fact.fields):
            readers = parties if notice.circle is Circle.PARTIES else OFFICIALS[notice.circle](fact.fields)
            yield from (Told(dossier, notice.template, channel, name) for name in readers for channel in notice.channels)
