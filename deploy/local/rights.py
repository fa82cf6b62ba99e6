"""
Who may do what on the broker: one user per service, each with its own queues and its own words.

Two layers (RabbitMQ's access control): which exchanges and queues a user may configure, write and read; and, on topic
exchanges, which routing keys it may publish and bind. So a stolen password of one service cannot speak as another, and
only the signature service can ask the signer for anything.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chassis.announce import EVENTS, PRIVATE
from chassis.topology import DEAD, RETRY_DELAYS_MS, retry_exchange

CALLS = "nameko-rpc"
ROOMS = ("filing", "review", "payment", "signature", "notification")
REPLY = r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}"
"""A reply's routing key: the random UUID that its caller drew, which nobody else knows."""

RETRIES = tuple(retry_exchange(delay).name for delay in RETRY_DELAYS_MS)


@dataclass(frozen=True)
class Rights:
    """What one user may configure, write and read, as RabbitMQ's patterns."""

    configure: str
    write: str
    read: str


@dataclass(frozen=True, kw_only=True)
class User:
    """A broker user: whether it answers calls, whom it calls, where and under which prefix it announces, what it hears."""

    name: str
    answers: bool = True
    calls: tuple[str, ...] = ()
    announces_on: str = ""
    announces_as: str = ""
    hears: tuple[str, ...] = ()

    def rights(self) -> Rights:
        """Give the exchanges and queues this user may use."""
        queues = [rf"rpc\.reply-{self.name}-.+"]
        queues += [f"rpc-{self.name}"] if self.answers else []
        queues += [rf"{self.name}\..+"] if self.hears else []
        heard = [*self.hears, DEAD.name] if self.hears else []
        written = [CALLS, self.announces_on] if self.announces_on else [CALLS]
        retried = RETRIES if self.hears else ()
        return Rights(
            configure=_any([*queues, *_literal(dict.fromkeys([CALLS, *heard]))]),
            write=_any([*queues, *_literal([*written, *retried])]),
            read=_any([*queues, *_literal([CALLS, *heard])]),
        )

    def routing_keys(self) -> dict[str, Rights]:
        """Give, for each topic exchange, the routing keys this user may publish and bind."""
        own = rf"{self.name}\..+"
        keys = {
            CALLS: _keys(
                write=[*(rf"{room}\..+" for room in self.calls), *([REPLY] if self.answers else [])],
                read=[REPLY, *([rf"{self.name}\.\*"] if self.answers else [])],
            )
        }
        for exchange in (EVENTS, PRIVATE):
            announced = [rf"{self.announces_as}\..+"] if exchange == self.announces_on else []
            keys[exchange] = _keys(write=announced, read=[".*"] if exchange in self.hears else [])
        keys |= {exchange: _keys(write=[own] if self.hears else [], read=[]) for exchange in RETRIES}
        return keys | {DEAD.name: _keys(write=[], read=[self.name] if self.hears else [])}


def _room(name: str, *, calls: tuple[str, ...] = (), hears: tuple[str, ...] = (EVENTS,)) -> User:
    return User(name=name, calls=calls, announces_on=EVENTS, announces_as=name, hears=hears)


USERS = (
    _room("filing"),
    _room("review"),
    _room("payment"),
    _room("signature", calls=("signer",)),
    _room("notification", hears=(EVENTS, PRIVATE)),
    User(name="signer"),
    User(name="gateway", answers=False, calls=ROOMS, announces_on=PRIVATE, announces_as="accounts"),
)
"""Everybody who speaks on the broker. The gateway's accounts announce, privately, how to reach people; only notification hears it."""


def _any(patterns: Iterable[str]) -> str:
    return f"^({'|'.join(patterns)})$"


def _literal(names: Iterable[str]) -> list[str]:
    return [re.escape(name).replace(r"\-", "-") for name in names]


def _keys(write: list[str], read: list[str]) -> Rights:
    return Rights(configure="", write=_any(write), read=_any(read))
