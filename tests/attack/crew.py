"""
Twelve desks: at each sit an architect and an owner of their own, who registered for the day, and the officials of the demonstration.

Each desk comes from an address of its own, so that production's limits, by account and by address, meet people as they meet them there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from demo.people import Cast, Person
from tests.attack.strangers import register
from tests.attack.watching import Watch, Watched

PEOPLE = 12
OF_THE_DAY = {"architect": "professional", "owner": "applicant"}


@dataclass(frozen=True)
class Crew:
    """The desks, and who plays whom: the part of each account that was opened for the day."""

    desks: tuple[Cast, ...]
    parts: dict[str, str]

    @classmethod
    def registered(cls, cast: Cast) -> "Crew":
        """Open the accounts of the day."""
        desks: list[Cast] = []
        parts: dict[str, str] = {}
        for _ in range(PEOPLE):
            people = {name: register(cast, name, role) for name, role in OF_THE_DAY.items()}
            parts |= {each["account"]: name for name, each in people.items()}
            others = tuple(each for each in cast.seeded if each["name"] not in people)
            desks.append(replace(cast, seeded=(*people.values(), *others)))
        return cls(tuple(desks), parts)

    def watched(self, watch: Watch, patience: float) -> tuple[Cast, ...]:
        """Give the desks with people whose requests are timed; each person comes with a connection and a session of his own."""
        return tuple(replace(desk, people=_people(desk, watch, patience, f"127.0.1.{place + 1}")) for place, desk in enumerate(self.desks))


def _people(desk: Cast, watch: Watch, patience: float, address: str) -> Mapping[str, Person]:
    return {
        each["name"]: Watched(
            desk.base_url, each["email"], each["password"], each["account"], each["locale"], patience, watch=watch, address=address
        )
        for each in desk.seeded
    }
