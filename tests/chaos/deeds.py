"""What is done to the processes, and in which order: drawn by chance, so that the same seed draws the same again."""

import random
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from deploy.rooms import SERVICES

PARENTS = ("gateway", "postgres", "rabbitmq")  # every other one is a process without children
ALWAYS_FROZEN = ("gateway", "signer")


class Act(StrEnum):
    """What may happen to a process."""

    KILL = "killed"  # with its children
    KILL_FIRST = "killed alone"  # its children are orphans
    FREEZE = "frozen"  # as by a machine that is out of breath: it neither works nor dies, and then goes on as if no time had passed


class Deed(NamedTuple):
    """Something done to somebody."""

    act: Act
    victim: str


def draw(names: Iterable[str], chance: random.Random) -> list[Deed]:
    """Kill everybody once, those that have children also alone; freeze the gateway, the signer, a relay, a room, and one more."""
    everybody = sorted(names)
    relays = [name for name in everybody if name.startswith("relay-")]
    frozen = [*ALWAYS_FROZEN, chance.choice(relays), chance.choice(SERVICES)]
    frozen.append(chance.choice([name for name in everybody if name not in frozen]))
    deeds = [Deed(Act.KILL, name) for name in everybody]
    deeds += [Deed(Act.KILL_FIRST, name) for name in PARENTS if name in everybody]
    deeds += [Deed(Act.FREEZE, name) for name in frozen]
    chance.shuffle(deeds)
    return deeds
