"""
A gap stands where something could not be read, so that everything around it can still be checked.

Who looks into a gap is stopped by LookedIntoGap: what cannot be read is told once, and nothing false is said of it.
"""

from typing import Any, NoReturn


class LookedIntoGap(Exception):
    """Something was asked of a value that could not be read."""


def _stop(*_: object) -> NoReturn:
    raise LookedIntoGap


LOOKS = ("getattr", "getitem", "iter", "contains", "len", "bool", "str", "format", "int", "hash")
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
SUMS = ("add", "radd", "sub", "rsub", "mul", "rmul")

GAP: Any = type("Gap", (), {f"__{asked}__": _stop for asked in LOOKS + COMPARISONS + SUMS})()
