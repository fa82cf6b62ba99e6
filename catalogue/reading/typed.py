"""Plain data into frozen dataclasses: an unknown key, a missing one, a value of another type, an empty text are all told at once."""

import dataclasses
import reprlib
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from catalogue.reading.faults import BrokenCatalogue, Fault, within
from catalogue.reading.gaps import GAP, LookedIntoGap
from catalogue.reading.source import Source

T = TypeVar("T")
Rule: TypeAlias = Callable[[T], Iterable[Fault]]

CALLED = {str: "a text", int: "a whole number", bool: "true or false", date: "a date", dict: "a mapping", list: "a list"}
LOOKALIKES = {int: bool, date: datetime}
"""What Python takes for the other: `true` is not a number, an instant is not a day."""


def read(kind: type[T], source: Source, rules: Iterable[Rule[T]] = ()) -> T:
    """Make a `kind` from plain data and apply `rules` to it; raise BrokenCatalogue with everything that is wrong."""
    reader = _Reader()
    value = cast(T, reader.value("", kind, source.data))
    if faults := [*source.faults, *reader.faults, *_broken_rules(rules, value)]:
        raise source.broken(faults)
    return value


def read_each(kind: type[T], source: Source) -> dict[str, T]:
    """Make a `kind` from each entry of a mapping, by its key, in the order of the file."""
    return read(cast(type[dict[str, T]], Mapping[str, kind]), source)  # type: ignore[valid-type]  # the kind is known at run time


def faults_in(kind: Any, data: Any, place: str) -> list[Fault]:
    """Tell what keeps plain data at a place from being a `kind`."""
    reader = _Reader()
    reader.value(place, kind, data)
    return reader.faults


def _broken_rules(rules: Iterable[Rule[T]], value: T) -> Iterator[Fault]:
    """Apply each rule as far as there is something to look at."""
    for rule in rules:
        try:
            yield from rule(value)
        except LookedIntoGap:
            continue


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


class _Reader:
    """Turns plain data into values of the annotated types, gathers what is wrong, and leaves a gap there."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def value(self, place: str, kind: Any, data: Any) -> Any:
        origin, arguments = get_origin(kind), get_args(kind)
        if data is GAP or kind is Any:
            return data
        if origin in (Union, types.UnionType):
            return None if data is None else self.value(place, next(each for each in arguments if each is not types.NoneType), data)
        if origin is tuple:
            return self._list(place, arguments[0], list(data) if isinstance(data, tuple) else data)
        if origin is Mapping:
            return self._mapping(place, arguments[1], data)
        return self._record(place, kind, data) if dataclasses.is_dataclass(kind) else self._scalar(place, kind, data)

    def _list(self, place: str, kind: Any, data: Any) -> Any:
        if self._expect(place, list, data) is GAP:
            return GAP
        return tuple(self.value(f"{place}[{position}]", kind, each) for position, each in enumerate(data))

    def _mapping(self, place: str, kind: Any, data: Any) -> Any:
        if self._expect(place, dict, data) is GAP:
            return GAP
        return {str(key): self.value(within(place, str(key)), kind, each) for key, each in data.items()}

    def _record(self, place: str, kind: Any, data: Any) -> Any:
        """Fill a dataclass from a mapping with exactly its fields."""
        if self._expect(place, dict, data) is GAP:
            return GAP
        fields = {field.name: field for field in dataclasses.fields(kind) if field.init}
        self.faults += [Fault(within(place, str(key)), "unknown key") for key in data if key not in fields]
        values = {name: self.value(within(place, name), _hints(kind)[name], data[name]) for name in fields if name in data}
        if missing := [name for name, field in fields.items() if name not in data and _is_required(field)]:
            self.faults.append(Fault(place, f"missing: {', '.join(missing)}"))
        return self._made(place, kind, dict.fromkeys(missing, GAP) | values)

    def _made(self, place: str, kind: Any, values: dict[str, Any]) -> Any:
        """Make the value, and hear what it has to say against itself, if all is there that it may want to look at."""
        if hasattr(kind, "__post_init__") and any(each is GAP for each in values.values()):
            return GAP
        try:
            return kind(**values)
        except LookedIntoGap:
            return GAP
        except BrokenCatalogue as error:
            self.faults += [each.under(place) for each in error.faults]
        except ValueError as error:
            self.faults.append(Fault(place, str(error)))
        return GAP

    def _scalar(self, place: str, kind: Any, data: Any) -> Any:
        """Check a text, figure, date or choice; decimals are written as text so that no binary fraction slips in."""
        if kind is Decimal:
            return self._decimal(place, data)
        if issubclass(kind, StrEnum):
            return kind(data) if data in list(kind) else self._gap(place, f"{_shown(data)} is not one of {', '.join(kind)}")
        return self._expect(place, kind, data)

    def _decimal(self, place: str, data: Any) -> Any:
        with suppress(InvalidOperation):
            if isinstance(data, str) and (number := Decimal(data)).is_finite():
                return number
        return self._gap(place, f"{_shown(data)} is not a decimal number written as text")

    def _expect(self, place: str, kind: Any, data: Any) -> Any:
        """Refuse a value of another type; an empty text says nothing."""
        if not isinstance(data, kind) or isinstance(data, LOOKALIKES.get(kind, ())):
            return self._gap(place, f"{_shown(data)} is not {CALLED.get(kind, kind.__name__)}")
        return self._gap(place, "is empty") if kind is str and not data.strip() else data

    def _gap(self, place: str, text: str) -> Any:
        self.faults.append(Fault(place, text))
        return GAP


def _shown(data: Any) -> str:
    """Write a value as somebody would find it in the file, not all of it when it is long."""
    return str(data) if isinstance(data, date) else reprlib.repr(data)


def _is_required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
