"""What a call may be given: the arguments of its method, each by its name and of its type (`contracts/calls/`)."""

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any, get_type_hints

import msgspec

Shape = type[msgspec.Struct]


class Misfit(ValueError):
    """The arguments are not those of the call: one is missing, unknown, or of another type. Which one is told, not what it holds."""


def shape_of(method: Callable[..., Any]) -> Shape:
    """Give the shape of what a method takes, all that is named after `self`."""
    hints = get_type_hints(method, include_extras=True)
    taken = [each for each in signature(method).parameters.values() if each.name != "self"]
    fields = [
        (each.name, hints[each.name]) if each.default is Parameter.empty else (each.name, hints[each.name], each.default) for each in taken
    ]
    return msgspec.defstruct(f"Arguments of {method.__qualname__}", fields, kw_only=True, forbid_unknown_fields=True)


def refuse_misfits(given: dict[str, Any], shape: Shape) -> None:
    """Raise `Misfit` unless the arguments fit the shape."""
    try:
        msgspec.convert(given, shape)
    except msgspec.ValidationError as error:
        raise Misfit(str(error)) from None
