"""
Moves: by which verb a thing goes from one state to the next. Every room writes them down, and follows them, in this one way.

Where a thing stands follows from what has happened to it, `Verbs` says when what may be done.

    MOVES = Moves({("settle", OrderStatus.ASSESSED): OrderStatus.SETTLED}, lambda move, status: OrderNotPayable(status=status))

    def settle(self) -> None:
        self.status = MOVES.after("settle", self.status)
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from contracts.refusals import Refusal

State = TypeVar("State", bound=StrEnum)


class Verbs(dict[str, frozenset[State]], Generic[State]):
    """When what may be done, where the facts of a thing, and not the verb, say in which state it is afterwards."""

    def __init__(self, table: Mapping[str, Iterable[State]], refusal: Callable[[str, State], Refusal]) -> None:
        """Allow each verb in the states that `table` names; `refusal` makes what anything else is refused with."""
        super().__init__({verb: frozenset(states) for verb, states in table.items()})
        self._refusal = refusal

    def check(self, verb: str, state: State) -> None:
        """Raise the room's refusal when this may not be done now."""
        if state not in self[verb]:
            raise self._refusal(verb, state)


class Moves(dict[tuple[str, State], State], Generic[State]):
    """The moves of one kind of thing: `(verb, state before)` -> state after."""

    def __init__(self, table: Mapping[tuple[str, State], State], refusal: Callable[[str, State], Refusal]) -> None:
        """Allow what `table` has; `refusal` makes what anything else is refused with, from the verb and the present state."""
        super().__init__(table)
        self._refusal = refusal

    def after(self, move: str, state: State) -> State:
        """Give the state to which a move leads; raise the room's refusal when it is none from here."""
        if (move, state) not in self:
            raise self._refusal(move, state)
        return self[move, state]

    def before(self, move: str) -> tuple[State, ...]:
        """List the states from which a move is allowed, in the order of the table."""
        return tuple(state for name, state in self if name == move)
