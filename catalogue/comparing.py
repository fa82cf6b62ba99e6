"""
Tell what a condition compares, before any file declares anything: like with like, and choices that exist.

To evaluate it once would not do: `heritage && use > 3` never looks at its second half where the first is false.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from lark import Token, Tree

from catalogue.reading import BrokenCatalogue


class Kind(StrEnum):
    """What is compared by its size, and what is a yes or a no."""

    FIGURE = "a figure"
    TRUTH = "a yes or no"


Compared: TypeAlias = Kind | frozenset[str]
"""A figure, a yes or no, or a choice by its codes."""
Expression: TypeAlias = "Tree[object]"

TAKES_AND_GIVES = {
    "conditionalor": (Kind.TRUTH, Kind.TRUTH),
    "conditionaland": (Kind.TRUTH, Kind.TRUTH),
    "unary_not": (Kind.TRUTH, Kind.TRUTH),
    "addition_add": (Kind.FIGURE, Kind.FIGURE),
    "addition_sub": (Kind.FIGURE, Kind.FIGURE),
    "multiplication_mul": (Kind.FIGURE, Kind.FIGURE),
    "relation_lt": (Kind.FIGURE, Kind.TRUTH),
    "relation_le": (Kind.FIGURE, Kind.TRUTH),
    "relation_gt": (Kind.FIGURE, Kind.TRUTH),
    "relation_ge": (Kind.FIGURE, Kind.TRUTH),
}
EQUALS = ("relation_eq", "relation_ne")
LITERALS = {"INT_LIT": Kind.FIGURE, "FLOAT_LIT": Kind.FIGURE, "BOOL_LIT": Kind.TRUTH}


def compared(expression: Expression, kinds: Mapping[str, Compared]) -> Compared:
    """Tell what an expression gives, from what its names stand for; raise BrokenCatalogue where it compares what cannot be compared."""
    found = _unwrapped(expression)
    operator, sides = _operation(found)
    if found.data == "ident":
        return kinds[str(found.children[0])]
    if found.data == "literal":
        return _literal(found.children[0])
    if operator in TAKES_AND_GIVES:
        takes, gives = TAKES_AND_GIVES[operator]
        return _all(takes, [compared(side, kinds) for side in sides], gives)
    if operator in EQUALS:
        return _alike(compared(sides[0], kinds), compared(sides[1], kinds))
    if operator == "relation_in" and (listed := _unwrapped(sides[1])).data == "list_lit":
        return _all_alike(compared(sides[0], kinds), [compared(each, kinds) for each in _parts(_parts(listed)[0])])
    raise BrokenCatalogue(f"{operator} is no comparison of figures, choices, yes and no")


def _parts(expression: Expression) -> list[Expression]:
    return [part for part in expression.children if isinstance(part, Tree)]


def _unwrapped(expression: Expression) -> Expression:
    """Leave out the steps of the grammar, and brackets, that hold one thing alone."""
    while expression.data not in ("list_lit", "ident_arg") and len(expression.children) == 1 and _parts(expression):
        (expression,) = _parts(expression)
    return expression


def _operation(expression: Expression) -> tuple[str, list[Expression]]:
    """Give an operator with its sides; the grammar puts the left side inside the operator, and a sign before the only one."""
    first, *others = _parts(expression) or [expression]
    if str(first.data).startswith(("relation_", "addition_", "multiplication_", "unary_")):
        return str(first.data), [*_parts(first), *others]
    return str(expression.data), [first, *others]


def _literal(token: object) -> Compared:
    if isinstance(token, Token) and token.type in LITERALS:
        return LITERALS[token.type]
    if isinstance(token, Token) and token.type == "STRING_LIT" and token[0] in "\"'" and "\\" not in token:
        return frozenset({token[1:-1]})
    raise BrokenCatalogue(f"{token} is no figure, no choice and no yes or no")


def _all(takes: Kind, sides: Sequence[Compared], gives: Kind) -> Kind:
    for side in sides:
        if side is not takes:
            raise BrokenCatalogue(f"{_called(side)} stands where {takes} has to")
    return gives


def _all_alike(one: Compared, others: Sequence[Compared]) -> Kind:
    for other in others:
        _alike(one, other)
    return Kind.TRUTH


def _alike(one: Compared, other: Compared) -> Kind:
    """Let figures be compared with figures, and a choice with a code that it has, or with another choice that shares one."""
    if isinstance(one, Kind) or isinstance(other, Kind):
        if one is not other:
            raise BrokenCatalogue(f"{_called(one)} is compared with {_called(other)}")
    elif not one & other:
        raise BrokenCatalogue(f"{_called(other)} is never {_called(one)}")
    return Kind.TRUTH


def _called(side: Compared) -> str:
    return side.value if isinstance(side, Kind) else " or ".join(repr(code) for code in sorted(side) if code or len(side) == 1)
