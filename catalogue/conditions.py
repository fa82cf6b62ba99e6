"""
Conditions of the law as data: CEL over what a file declares, `covered_area > 300.0 || has_basement`.

Figures are exact (Decimal), choices are texts, yes and no are truth values. What a form leaves out is nothing: the figure 0, the empty
choice, no; so that every form has an answer to every condition.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from celpy import CELEvalError
from celpy.celtypes import BoolType, StringType

from catalogue.cel import compiled, environment, functions_in, names_in
from catalogue.reading import BrokenCatalogue

Facts = Mapping[str, Decimal | str | bool]


class Condition:
    """A compiled condition; `names` are those of what it asks for."""

    def __init__(self, source: str) -> None:
        """Compile `source`; raise BrokenCatalogue when it is no expression, or calls a function."""
        self.source = source
        tree = compiled("condition", source)
        if called := functions_in(tree):
            raise BrokenCatalogue(f"condition {source!r}: calls {', '.join(sorted(called))}; a condition only compares")
        self.names = names_in(tree)
        self._runner = environment().program(tree)

    def __call__(self, facts: Facts) -> bool:
        """Tell whether it holds; raise BrokenCatalogue when a name is not given, or when it gives no yes or no."""
        try:
            result = self._runner.evaluate({name: _typed(facts[name]) for name in self.names})
        except (CELEvalError, KeyError) as error:
            raise BrokenCatalogue(f"condition {self.source!r}: {error}") from error
        if not isinstance(result, BoolType):
            raise BrokenCatalogue(f"condition {self.source!r} does not give yes or no")
        return bool(result)


@cache
def condition(source: str) -> Condition:
    """Compile a condition once for the whole process."""
    return Condition(source)


def holds(source: str, facts: Facts) -> bool:
    """Tell whether a condition holds for what a file declares (`Procedure.facts`); the empty condition always does."""
    return not source or condition(source)(facts)


def _typed(value: Any) -> Any:
    """Give CEL its own kind of value; a Decimal stays one, exact."""
    if isinstance(value, bool):
        return BoolType(value)
    return StringType(value) if isinstance(value, str) else value
