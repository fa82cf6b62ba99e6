"""
Conditions of the law as data: CEL over what a file declares, `covered_area > 300.0 || has_basement`.

Figures are exact (Decimal), those of the condition too: 182.1 is no binary fraction. Choices are texts, yes and no are truth values. What
a form leaves out is nothing: the figure 0, the empty choice, no; so that every form has an answer to every condition.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from celpy import CELEvalError
from celpy.celtypes import BoolType, StringType
from lark import Token, Tree

from catalogue.cel import compiled, environment, functions_in, names_in
from catalogue.comparing import Compared, Kind, compared
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
        self._tree = compiled("condition", source)
        self._figures = _exact(tree)
        self._runner = environment().program(tree)

    def check(self, kinds: Mapping[str, Compared]) -> None:
        """Raise BrokenCatalogue unless it gives yes or no, whatever its names stand for (`kinds`) may be."""
        try:
            answer = compared(self._tree, kinds)
        except BrokenCatalogue as error:
            raise BrokenCatalogue(f"condition {self.source!r}: {error}") from None
        if answer is not Kind.TRUTH:
            raise BrokenCatalogue(f"condition {self.source!r} does not give yes or no")

    def __call__(self, facts: Facts) -> bool:
        """Tell whether it holds; raise BrokenCatalogue when a name is not given, or when it gives no yes or no."""
        try:
            result = self._runner.evaluate(self._figures | {name: _typed(facts[name]) for name in self.names})
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


def _exact(tree: "Tree[object]") -> dict[str, Decimal]:
    """Put a name in the place of each figure, for CEL mixes no kinds and knows binary fractions alone; give the figures by these names."""
    figures = {}
    for place, literal in enumerate(tree.find_data("literal")):
        token = literal.children[0]
        if isinstance(token, Token) and token.type in ("INT_LIT", "FLOAT_LIT"):
            figures[f"figure_{place}__"] = Decimal(int(token, 16)) if "x" in token.lower() else Decimal(token)
            literal.data, literal.children = "ident", [Token("IDENT", f"figure_{place}__")]
    return figures


def _typed(value: Any) -> Any:
    """Give CEL its own kind of value; a Decimal stays one, exact."""
    if isinstance(value, bool):
        return BoolType(value)
    return StringType(value) if isinstance(value, str) else value
