"""
Who may do what on the broker: one user per service, each with its own queues and its own words.

Two layers (RabbitMQ's access control): which exchanges and queues a user may configure, write and read; and, on topic
exchanges, which routing keys it may publish and bind. So a stolen password of one service cannot speak as another, and
only the signature service can ask the signer for anything; and an answer comes from whom it says, since each service answers under
its own name alone, to those who may call it (ADR 0018). Exchanges, queues and bindings are declared at each deployment
by the operator: a service can neither reshape nor delete them, nor listen to what it was not given. It declares the queue of
its replies alone, and the signer, a plain server, that of its calls.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chassis.announce import EVENTS, PRIVATE
from chassis.calls.replies import SECRET
from chassis.calls.wire import EXCHANGE as CALLS
from chassis.topology import DEAD, RETRY_DELAYS_MS, retry_exchange
from deploy.rooms import DECLARED, SERVICES, Exchange, Room

EXCHANGES: dict[Exchange, str] = {"events": EVENTS, "private": PRIVATE}
RETRIES = tuple(retry_exchange(delay).name for delay in RETRY_DELAYS_MS)


@dataclass(frozen=True)
class Rights:
    """What one user may configure, write and read, as RabbitMQ's patterns."""

    configure: str
    write: str
    read: str


@dataclass(frozen=True, kw_only=True)
class User:
    """A broker user: whether it answers calls, whom it calls, where and under which prefix it announces, whether it reacts."""

    name: str
    answers: bool = True
    declares: bool = False  # the queue of its calls
    calls: tuple[str, ...] = ()
    announces_on: tuple[str, ...] = ()
    announces_as: str = ""
    reacts: bool = False

    def rights(self) -> Rights:
        """Give the exchanges and queues this user may use; binding a queue needs write on the queue and read on the exchange."""
        own = self._own()
        written = [CALLS, *self.announces_on, *(RETRIES if self.reacts else ())]
        read = [f"rpc-{self.name}"] if self.answers else []
        read += [rf"{self.name}\..+"] if self.reacts else []
        read += _literal([CALLS]) if own else []
        return Rights(configure=_any(own), write=_any([*own, *_literal(written)]), read=_any(dict.fromkeys([*own, *read])))

    def routing_keys(self) -> dict[str, Rights]:
        """Give, for each topic exchange, the routing keys this user may publish and bind."""
        calls = [rf"{room}\..+" for room in self.calls]
        bound = [_replies_of(called) for called in self.calls]
        bound += [rf"{self.name}\.\*"] if self.declares else []
        keys = {CALLS: _keys(write=[*calls, *([_replies_of(self.name)] if self.answers else [])], read=bound)}
        for exchange in (EVENTS, PRIVATE):
            keys[exchange] = _keys(write=[rf"{self.announces_as}\..+"] if exchange in self.announces_on else [], read=[])
        own = [rf"{self.name}\..+"] if self.reacts else []
        return keys | {exchange: _keys(write=own, read=[]) for exchange in RETRIES} | {DEAD.name: _keys(write=[], read=[])}

    def _own(self) -> list[str]:
        """Name the queues that this user declares and binds itself."""
        replies = [rf"rpc\.reply-{self.name}-.+"] if self.calls else []
        return replies + ([f"rpc-{self.name}"] if self.declares else [])


def _room(room: Room) -> User:
    return User(name=room.name, calls=room.calls, announces_on=_exchanges(room.announces), announces_as=room.name, reacts=True)


def _gateway() -> User:
    door = DECLARED.gateway
    announces_on = _exchanges(door.announces)
    return User(name=door.name, answers=False, calls=SERVICES, announces_on=announces_on, announces_as=door.announces_as)


def _exchanges(announces: Iterable[Exchange]) -> tuple[str, ...]:
    return tuple(EXCHANGES[each] for each in announces)


USERS = (*map(_room, DECLARED.rooms), *(User(name=tenant.name, declares=True) for tenant in DECLARED.tenants), _gateway())
"""Everybody who speaks on the broker."""


def _replies_of(service: str) -> str:
    """Write the keys on which a service answers; a secret leaves no room for a wildcard, so nobody listens to more than he drew."""
    return rf"reply\.{service}\.{SECRET}"


def _any(patterns: Iterable[str]) -> str:
    return f"^({'|'.join(patterns)})$"


def _literal(names: Iterable[str]) -> list[str]:
    return [re.escape(name).replace(r"\-", "-") for name in names]


def _keys(write: list[str], read: list[str]) -> Rights:
    return Rights(configure="", write=_any(write), read=_any(read))
