"""What is said of a call beside its arguments and its answer: how it may be refused; and which calls a protocol has."""

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from contracts.refusals import KINDS

Method = TypeVar("Method", bound=Callable[..., Any])
Codes = tuple[str, ...]
Refusals = Mapping[str, frozenset[str]]
"""Codes of refusals, by their kind (`invalid`, `not-found`, `forbidden`, `conflict`)."""

REFUSALS = "__refusals__"

ALWAYS: Refusals = MappingProxyType({"forbidden": frozenset({"unauthenticated", "forbidden"}), "not-found": frozenset({"not-found"})})
"""How any call may be refused: without a token that holds, or a role that may ask; and where there is nothing of the kind."""

ONCE: Refusals = MappingProxyType({"invalid": frozenset({"idempotency-key-reused"}), "conflict": frozenset({"changed-meanwhile"})})
"""How any command may be refused: its key came with another one, or somebody else was first."""


def refuses(*, invalid: Codes = (), not_found: Codes = (), forbidden: Codes = (), conflict: Codes = ()) -> Callable[[Method], Method]:
    """Name the codes with which a call may be refused, by kind, beside those of every call."""

    def mark(method: Method) -> Method:
        named = {"invalid": invalid, "not-found": not_found, "forbidden": forbidden, "conflict": conflict}
        setattr(method, REFUSALS, {kind: frozenset(codes) for kind, codes in named.items()})
        return method

    return mark


def calls_of(protocol: type) -> dict[str, Callable[..., Any]]:
    """Give the calls of a room, by name."""
    return {name: method for name, method in inspect.getmembers(protocol, inspect.isfunction) if hasattr(method, REFUSALS)}


def room_of(protocol: type) -> str:
    """Name the room that answers: the module in which its protocol stands."""
    return protocol.__module__.rpartition(".")[2]


def refusals_of(method: Callable[..., Any]) -> Refusals:
    """Give the codes with which a call may be refused, by kind, those of every call among them."""
    own: Refusals = getattr(method, REFUSALS)
    return {kind: own[kind] | ALWAYS.get(kind, frozenset()) | ONCE.get(kind, frozenset()) for kind in KINDS}
