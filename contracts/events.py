"""
What an event is: a past-tense fact, frozen, flat, made of identifiers, codes, figures and instants.

An event class is named `SomethingHappened` and lives in the module of the room that announces it
(`contracts/filing.py` -> service `filing`). A later, incompatible version is a new class with `version = 2`
beside the old one (ADR 0003).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol, TypedDict

import msgspec

from contracts.people import Role

PLATFORM = "ma.rokhas"

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment, time zone aware; RFC 3339 on the wire."""


def kebab(name: str) -> str:
    """Spell a Python name the way codes are spelled: `DossierSubmitted` and `open_case` -> `dossier-submitted`, `open-case`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower().replace("_", "-")


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that a room announces. Subclasses add their fields; all values are JSON-friendly."""

    version: ClassVar[int] = 1
    private: ClassVar[bool] = False  # a private event never leaves the platform: it may carry a person's address

    @classmethod
    def service(cls) -> str:
        """Name the room that announces this event: the module it is defined in."""
        return cls.__module__.rpartition(".")[2]

    @classmethod
    def type(cls) -> str:
        """Give the CloudEvents type, for example `ma.rokhas.filing.dossier-submitted.v2`."""
        return f"{PLATFORM}.{cls.topic()}"

    @classmethod
    def topic(cls) -> str:
        """Give the part of the routing key that names the event, for example `filing.dossier-submitted.v2`."""
        return f"{cls.service()}.{kebab(cls.__name__)}.v{cls.version}"

    def subject(self) -> str:
        """Name what the event is about; `sequence` counts per subject."""
        raise TypeError(f"{type(self).__name__} must say what it is about")

    def where(self) -> str:
        """Give the dotted code of the territory concerned (`09.541.01.13`), `national` when it is the whole country."""
        return "national"

    def routing_key(self) -> str:
        """Give the routing key: service, event, version, then territory, so that the broker can filter by any of them."""
        return f"{self.topic()}.{self.where()}"


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """A fact about one file, with what outsiders choose by: where it lies, under which procedure, under which number."""

    dossier: str  # its identifier
    commune: str  # dotted code
    procedure: str  # pinned, `code@version`
    registry_number: str  # empty while it is a draft

    def subject(self) -> str:
        """Name the file."""
        return self.dossier

    def where(self) -> str:
        """Give the commune's code."""
        return self.commune


class Reference(TypedDict):
    """What each event about a file says of it."""

    dossier: str
    commune: str
    procedure: str
    registry_number: str


class OfFile(Protocol):
    """What a room keeps about one file: it knows which."""

    @property
    def dossier(self) -> str:
        """Name the file."""

    @property
    def commune(self) -> str:
        """Give the dotted code of its commune."""

    @property
    def procedure(self) -> str:
        """Name the version of the procedure that it is pinned to."""

    @property
    def registry_number(self) -> str:
        """Give the number under which it was received."""


def reference_of(record: OfFile) -> Reference:
    """Give what an event says of the file that a record is about: `CaseOpened(**reference_of(case), ...)`."""
    return {name: getattr(record, name) for name in Reference.__annotations__}  # type: ignore[return-value]  # these very names


@dataclass(frozen=True, kw_only=True)
class KeyEvent(Event):
    """A fact about one signing key: `holder` is the account of its signatory, `commune` that for which it signs."""

    key: str
    holder: str
    commune: str

    def subject(self) -> str:
        """Name the key."""
        return self.key

    def where(self) -> str:
        """Give the commune's code."""
        return self.commune


class Change(StrEnum):
    """What happens to an office of a person."""

    GIVEN = "given"
    CHANGED = "changed"  # for other days, or handed over anew
    TAKEN = "taken"


@dataclass(frozen=True, kw_only=True)
class OfficeEvent(Event):
    """Something about one office of one person; a proposal that touches two offices says it twice."""

    private: ClassVar[bool] = True

    proposal: str
    account: str  # whose office it is, or was
    person: str  # his name
    role: Role
    territory: str  # dotted code, or `national`
    change: Change
    act: str  # the administrative act, as it was written down
    proposed_by: str  # account

    def subject(self) -> str:
        """Name the account."""
        return self.account

    def where(self) -> str:
        """Give the territory of the office."""
        return self.territory


Declared = Mapping[str, str]
"""
What a file declares of its project, by the names that its procedure lists, and never of a person.

Figures are decimal text, choices are codes, yes and no `true` and `false`: `{"category": "individual-housing", "covered_area": "182.50"}`.
"""
