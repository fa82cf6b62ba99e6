"""The calls between processes are those of their definitions (`contracts/calls/`), to the letter, on both sides."""

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chassis.calls.arguments import Misfit, refuse_misfits, shape_of
from chassis.room import Room
from chassis.rpc.entrypoints import Call
from contracts.calls.definition import ALWAYS, ONCE, calls_of, refusals_of, room_of
from contracts.calls.describe import ROOMS
from contracts.calls.filing import Filing
from contracts.refusals import KINDS
from services.signature.signer import Signer
from tests.house.source import files, functions, last_name, rooms, tree, where
from tests.house.test_words import refusals

Given = tuple[list[tuple[str, Any, Any]], Any]

DEFINED = {room_of(room): room for room in ROOMS}
SIGNER = "signer"
ROUTES = files("gateway/api/routes")


def given(method: Callable[..., Any]) -> Given:
    """Tell what a method takes, by name, type and default, and what it gives."""
    read = inspect.signature(method, eval_str=True)
    taken = [each for each in read.parameters.values() if each.name not in ("self", "token")]
    return [(each.name, each.annotation, each.default) for each in taken], read.return_annotation


def methods_of(room: type[Room]) -> dict[str, Call]:
    """Give the methods of a room that others may call, with how they are entered."""
    found = inspect.getmembers(room, inspect.isfunction)
    return {name: entry for name, method in found for entry in getattr(method, "nameko_entrypoints", ()) if isinstance(entry, Call)}


@pytest.mark.parametrize("room", sorted(rooms()))
def test_a_room_answers_the_calls_that_are_defined_and_no_others(room: str) -> None:
    answered, defined = methods_of(rooms()[room]), calls_of(DEFINED[room])

    assert sorted(answered) == sorted(defined)
    assert {name: given(getattr(rooms()[room], name)) for name in answered} == {name: given(method) for name, method in defined.items()}


def test_the_signer_answers_the_calls_that_are_defined_and_no_others() -> None:
    defined = calls_of(DEFINED[SIGNER])
    offered = Signer.methods(Signer.__new__(Signer))

    assert sorted(offered) == sorted(defined)
    assert {name: given(method) for name, method in offered.items()} == {name: given(method) for name, method in defined.items()}


def test_a_call_is_refused_with_codes_that_exist_and_are_of_their_kind() -> None:
    kind_of = {refusal.code: refusal.kind for refusal in refusals()}
    named = [
        (kind, code) for room in ROOMS for call in calls_of(room).values() for kind, codes in refusals_of(call).items() for code in codes
    ]

    assert {code for kind, code in named if kind_of.get(code) != kind} == set()
    assert {code for kinds in (ALWAYS, ONCE) for kind, codes in kinds.items() for code in codes if kind_of.get(code) != kind} == set()
    assert set(kind_of.values()) == set(KINDS)


@pytest.mark.parametrize(
    "route", [(path, function) for path in ROUTES for function in functions(tree(path))], ids=lambda each: each[1].name
)
def test_a_route_says_which_calls_it_makes(route: tuple[Any, ast.FunctionDef]) -> None:
    path, function = route
    declared = [
        keyword.value
        for each in function.decorator_list
        if isinstance(each, ast.Call)
        for keyword in each.keywords
        if keyword.arg == "asks"
    ]
    said = {ast.unparse(each) for value in declared for each in (value.elts if isinstance(value, ast.Tuple) else [value])}

    if function.decorator_list:
        assert {each.lower() for each in said} == {f"{room}.{call}" for room, call in asked_by(function, tree(path))}, where(path)


def asked_by(function: ast.FunctionDef, module: ast.Module) -> Iterator[tuple[str, str]]:
    """Find the calls of rooms in a function and in those of its module that it calls: `rooms.filing.dossier`."""
    for each in ast.walk(function):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Attribute) and last_name(each.value.value) == "rooms":
            yield each.value.attr, each.attr
    called = {last_name(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)}
    for other in functions(module):
        if other.name in called and other is not function and not other.decorator_list:
            yield from asked_by(other, module)  # type: ignore[arg-type]  # routes are no coroutines


def test_arguments_that_do_not_fit_are_no_call() -> None:
    shape = shape_of(Filing.create_dossier)
    wish = {"procedure": "repair-permit", "commune": "09.541.01.13", "applicant": {"account": "owner-1"}}

    refuse_misfits(wish, shape)

    for wrong in ({**wish, "commune": 9}, {**wish, "owner": "Fatima"}, {**wish, "applicant": "Fatima"}, {"commune": "09.541.01.13"}):
        with pytest.raises(Misfit) as refused:
            refuse_misfits(wrong, shape)
        assert "Fatima" not in str(refused.value)
