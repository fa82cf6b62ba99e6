"""
Read the law as data, strictly: the dataclass is the schema.

An unknown key, a missing one, a value of another type, a key written twice: each stops the reading with the file and the place.
"""

import dataclasses
import types
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml

HOME = Path(__file__).parent
T = TypeVar("T")


class BrokenCatalogue(ValueError):
    """The data of the catalogue contradict themselves or their schema; the message names the file and the place."""


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader when libyaml is present
    """YAML that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise BrokenCatalogue(f"{node.start_mark.name}, line {node.start_mark.line + 1}: written twice: {', '.join(twice)}")
        return cast(dict[Any, Any], super().construct_mapping(node, deep=deep))


def load_yaml(path: Path) -> Any:
    """Read one YAML file; raise BrokenCatalogue with its place in the catalogue when it cannot be read."""
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, _StrictLoader)  # noqa: S506 - a safe loader, made stricter
    except (OSError, yaml.YAMLError) as error:
        raise BrokenCatalogue(f"{path.name}: {error}") from error


def read(kind: type[T], data: Any, where: str) -> T:
    """Make a `kind` (a frozen dataclass) from plain data; `where` begins every complaint."""
    return cast(T, _convert(kind, data, where))


def read_each(kind: type[T], data: Any, where: str) -> dict[str, T]:
    """Make a `kind` from each entry of a mapping, by its key, in the order of the file."""
    return cast(dict[str, T], _convert(Mapping[str, kind], data, where))  # type: ignore[valid-type]  # the kind is known at run time


def _convert(kind: Any, data: Any, where: str) -> Any:
    """Turn plain data into a value of the annotated type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _convert(next(each for each in arguments if each is not type(None)), data, where)
    if origin is tuple:
        return tuple(
            _convert(arguments[0], each, f"{where}[{place}]")
            for place, each in enumerate(_expect(list, list(data) if isinstance(data, tuple) else data, where))
        )
    if origin is Mapping:
        return {str(key): _convert(arguments[1], each, f"{where}.{key}") for key, each in _expect(dict, data, where).items()}
    if dataclasses.is_dataclass(kind):
        return _record(kind, _expect(dict, data, where), where)
    return _scalar(kind, data, where)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _record(kind: Any, data: dict[str, Any], where: str) -> Any:
    """Fill a dataclass from a mapping with exactly its fields."""
    fields = {field.name: field for field in dataclasses.fields(kind) if field.init}
    if unknown := sorted(str(key) for key in data.keys() - fields.keys()):
        raise BrokenCatalogue(f"{where}: unknown: {', '.join(unknown)}")
    required = {
        name for name, field in fields.items() if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    if missing := sorted(required - data.keys()):
        raise BrokenCatalogue(f"{where}: missing: {', '.join(missing)}")
    values = {key: _convert(_hints(kind)[key], value, f"{where}.{key}") for key, value in data.items()}
    try:
        return kind(**values)
    except BrokenCatalogue as error:
        raise BrokenCatalogue(f"{where}: {error}") from error


def _scalar(kind: Any, data: Any, where: str) -> Any:
    """Check a text, figure, date or choice; decimals are written as text so that no binary fraction slips in."""
    if kind is Any:
        return data
    if kind is Decimal:
        try:
            return Decimal(_expect(str, data, where))
        except InvalidOperation:
            raise BrokenCatalogue(f"{where}: {data!r} is not a decimal") from None
    if issubclass(kind, StrEnum):
        if data not in list(kind):
            raise BrokenCatalogue(f"{where}: {data!r} is not one of {', '.join(kind)}")
        return kind(data)
    return _expect(kind, data, where)


def _expect(kind: type[T], data: Any, where: str) -> T:
    """Refuse a value of another type; `true` is not a number, and an empty text says nothing."""
    if not isinstance(data, kind) or (kind is not bool and isinstance(data, bool)):
        raise BrokenCatalogue(f"{where}: {data!r} should be a {'mapping' if kind is dict else kind.__name__}")
    if isinstance(data, str) and not data.strip():
        raise BrokenCatalogue(f"{where}: is empty")
    return data
