"""
Twelve desks: at each sit an architect and an owner of their own, who registered for the day, and the officials of the demonstration.

Each desk comes from an address of its own, so that production's limits, by account and by address, meet people as they meet them there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from demo.people import Cast
from tests.attack.strangers import register
from tests.attack.watching import Watch, Watched

PEOPLE = 12
OF_THE_DAY = {"architect": "professional", "owner": "applicant"}


@dataclass(frozen=True)
class Crew:
    """The desks with people whose requests are timed, and who plays whom: the part of each account that was opened for the day."""

    desks: tuple[Cast, ...]
    people: tuple[Watched, ...]
    parts: dict[str, str]

    @classmethod
    def registered(cls, cast: Cast, patience: float) -> "Crew":
        """Open the accounts of the day; each person comes with a connection and a session of his own, which he keeps until the evening."""
        desks: list[Cast] = []
        everybody: list[Watched] = []
        parts: dict[str, str] = {}
        for place in range(1, PEOPLE + 1):
            known = {name: register(cast, name, role) for name, role in OF_THE_DAY.items()}
            parts |= {each["account"]: name for name, each in known.items()}
            others = tuple(each for each in cast.seeded if each["name"] not in known)
            desk = replace(cast, seeded=(*known.values(), *others))
            people = _people(desk, patience, f"127.0.1.{place}")
            desks.append(replace(desk, people=people))
            everybody += people.values()
        return cls(tuple(desks), tuple(everybody), parts)

    def watched(self, watch: Watch) -> tuple[Cast, ...]:
        """Give the desks; from now on what people meet is noted in `watch`."""
        for person in self.people:
            person.noting = watch
        return self.desks


def _people(desk: Cast, patience: float, address: str) -> Mapping[str, Watched]:
    return {
        each["name"]: Watched(desk.base_url, each["email"], each["password"], each["account"], each["locale"], patience, address=address)
        for each in desk.seeded
    }
