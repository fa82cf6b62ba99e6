"""CEL (Common Expression Language), in which the catalogue writes formulas and conditions."""

from functools import cache
from typing import cast

from celpy import CELParseError, Environment
from lark import Tree

from catalogue.reading import BrokenCatalogue


@cache
def environment() -> Environment:
    """Build CEL's grammar once (about 0.1 s)."""
    return Environment()


def compiled(kind: str, source: str) -> Tree[object]:
    """Parse an expression; raise BrokenCatalogue, naming what `kind` it is, when it is none."""
    try:
        return cast("Tree[object]", environment().compile(source))
    except CELParseError as error:
        raise BrokenCatalogue(f"{kind} {source!r}: {error}") from error


def names_in(tree: Tree[object]) -> frozenset[str]:
    """Name what an expression asks for."""
    return frozenset(str(node.children[0]) for node in tree.find_data("ident"))


def functions_in(tree: Tree[object]) -> frozenset[str]:
    """Name the functions that an expression calls."""
    return frozenset(str(token) for node in tree.find_data("ident_arg") for token in node.children[:1])
