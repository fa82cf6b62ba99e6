"""
A fee formula: an expression in CEL (Common Expression Language) over declared quantities, with `ceil`, `floor` and `round`.

Quantities enter as Decimal and stay exact; whole numbers come out of `ceil`. Several threads may evaluate a compiled formula at once.
"""

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from celpy import CELEvalError
from celpy.celtypes import BoolType, IntType

from catalogue.cel import compiled, environment, functions_in, names_in
from catalogue.reading import BrokenCatalogue


def ceil(value: Decimal) -> IntType:
    """Count each started unit whole."""
    return IntType(math.ceil(value))


def floor(value: Decimal) -> IntType:
    """Drop a started unit."""
    return IntType(math.floor(value))


def nearest(value: Decimal) -> IntType:
    """Round to the nearest unit, half up."""
    return IntType(int(value.quantize(Decimal(1), ROUND_HALF_UP)))


FUNCTIONS = {"ceil": ceil, "floor": floor, "round": nearest}


class Formula:
    """A compiled expression; raise BrokenCatalogue when it cannot be compiled or does not give a number."""

    def __init__(self, source: str) -> None:
        """Compile `source`, and try it once with every quantity at 1.5 so that a wrong type shows at load."""
        self.source = source
        tree = compiled("formula", source)
        self.inputs = names_in(tree)
        if unknown := functions_in(tree) - FUNCTIONS.keys():
            raise BrokenCatalogue(f"formula {source!r}: no function is called {', '.join(sorted(unknown))}")
        self._runner = environment().program(tree, functions=FUNCTIONS)
        self(dict.fromkeys(self.inputs, Decimal("1.5")))

    def __call__(self, quantities: Mapping[str, Decimal]) -> Decimal:
        """Compute the quantity to charge, exactly; raise BrokenCatalogue when a quantity that the formula asks for is missing."""
        try:
            result = self._runner.evaluate({name: quantities[name] for name in self.inputs})
        except (CELEvalError, KeyError) as error:
            raise BrokenCatalogue(f"formula {self.source!r}: {error}") from error
        if isinstance(result, BoolType) or not isinstance(result, int | Decimal):
            raise BrokenCatalogue(f"formula {self.source!r} does not give a number")
        return Decimal(result)
