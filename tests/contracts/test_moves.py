"""Moves: what the table has is followed, anything else is refused as the room refuses."""

from enum import StrEnum
from itertools import product

import pytest

from contracts.moves import Moves
from contracts.refusals import Conflict


class Door(StrEnum):
    """A door."""

    OPEN = "open"
    SHUT = "shut"


class Stuck(Conflict):
    """The door does not move so."""

    code = "stuck"


MOVES = Moves({("shut", Door.OPEN): Door.SHUT, ("open", Door.SHUT): Door.OPEN}, lambda move, door: Stuck(move=move, door=door))


@pytest.mark.parametrize(("move", "door"), list(product(("open", "shut", "lift"), Door)))
def test_a_move_of_the_table_is_followed_and_no_other(move: str, door: Door) -> None:
    if (move, door) in MOVES:
        assert MOVES.after(move, door) is MOVES[move, door]
    else:
        with pytest.raises(Stuck) as refused:
            MOVES.after(move, door)
        assert refused.value.facts == {"move": move, "door": door}


def test_the_states_before_a_move_are_those_of_the_table() -> None:
    assert MOVES.before("shut") == (Door.OPEN,)
    assert MOVES.before("lift") == ()
