"""Every room is furnished like the others, its sign says what is in it, and every fact has a speaker and a listener."""

import ast
import re
from inspect import signature
from typing import Any

import pytest

from chassis import topology
from chassis.declare import queues_to_declare
from chassis.health import queues_of
from chassis.room import reactions_of
from chassis.rpc import question
from contracts.registry import events
from deploy.rooms import DECLARED
from tests.house.source import (
    ROOT,
    SERVICES,
    called,
    camel_words,
    commands_of,
    files,
    last_name,
    rooms,
    subject_of,
    transactions,
    tree,
    where,
    whole_syntax,
)

EVENTS = {event.__name__: event for event in events()}
FURNITURE = ("domain", "store", "service")
PERSONAL = re.compile(r"name|mail|phone|national|birth|password|pin|token|form|reason|remark|text|applicant")
"""What an argument that holds somebody's details or words is called; an act is kept for ever and holds neither."""


def sign(service: str) -> str:
    """Read the sign of a room."""
    return ast.get_docstring(tree(ROOT / "services" / service / "__init__.py")) or ""


def line_of(text: str, word: str) -> set[str]:
    """Read the events on one line of a sign, which may go on below."""
    found = re.search(rf"^{word}\s+(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    return camel_words(found[1].partition("\n\n")[0]) if found else set()


def made_in(*folders: str) -> set[str]:
    """Name the events that the code of some folders makes."""
    calls = {last_name(node.func) for file in files(*folders) for node in ast.walk(tree(file)) if isinstance(node, ast.Call)}
    return calls & EVENTS.keys()


def heard_by(service: str) -> set[str]:
    """Name the events that a service reacts to."""
    return {reaction.event.__name__ for _, reaction in reactions_of(rooms()[service])}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_rooms(service: str) -> None:
    folder = ROOT / "services" / service

    assert [name for name in FURNITURE if not (folder / name).is_dir() and not (folder / f"{name}.py").is_file()] == []
    assert list((folder / "migrations").glob("0001_*.py"))
    assert (ROOT / "tests" / service / "test_domain.py").is_file()


@pytest.mark.parametrize("service", SERVICES)
def test_a_rooms_sign_holds_nothing_else(service: str) -> None:
    assert len(tree(ROOT / "services" / service / "__init__.py").body) == 1
    assert re.search(r"^Owns\s+\S", sign(service), re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES)
def test_a_rooms_sign_names_what_the_room_announces(service: str) -> None:
    assert line_of(sign(service), "Announces") == made_in(f"services/{service}")


@pytest.mark.parametrize("service", SERVICES)
def test_a_rooms_sign_names_what_the_room_listens_to(service: str) -> None:
    assert line_of(sign(service), "Listens to") == heard_by(service)


def test_a_sign_that_lies_is_noticed() -> None:
    text = "Owns        dossiers\nAnnounces   PermitIssued,\n            PermitPrepared\nListens to  nothing\n\nMore: CaseOpened."

    assert line_of(text, "Announces") == {"PermitIssued", "PermitPrepared"}
    assert line_of(text, "Listens to") == set()


def test_every_event_is_announced_by_the_room_in_whose_module_it_is_written() -> None:
    announcers = {name: EVENTS[name].service() for name in EVENTS}
    folders = {"accounts": "gateway"} | {service: f"services/{service}" for service in SERVICES}

    assert [name for name, room in announcers.items() if name not in made_in(folders[room])] == []


def test_every_event_has_a_listener() -> None:
    heard = {name for service in SERVICES for name in heard_by(service)}

    assert EVENTS.keys() - heard == set()


def test_a_private_event_is_heard_by_the_one_room_that_needs_it() -> None:
    """People, their offices and mandates by notification (ADR 0008, 0022, 0023), what a body reserves by filing (ADR 0028)."""
    private = {name for name, event in EVENTS.items() if event.private}

    heard = {(service, name) for service in SERVICES for name in heard_by(service) & private}
    assert heard == {("filing" if name == "OpinionReasoned" else "notification", name) for name in private}


def test_every_queue_has_a_reader_and_every_reader_a_queue() -> None:
    declared = {queue.name for queue in queues_to_declare(list(SERVICES))} - {room.name for room in topology.waiting_rooms()}

    assert declared == {name for service in SERVICES for name in queues_of(service)}


def test_a_plain_process_reads_the_queue_of_its_calls_alone() -> None:
    assert queues_of("signer") == ["rpc-signer"]


def test_the_chassis_knows_no_service_by_name() -> None:
    constants = [(file, node) for file in files("chassis") for node in ast.walk(tree(file)) if isinstance(node, ast.Constant)]

    named = {(where(file), node.value) for file, node in constants if node.value in DECLARED.roles}

    assert named == set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_reaction_opens_exactly_one_transaction(service: str) -> None:
    room = rooms()[service]
    opened = {method: transactions(whole_syntax(room, method)) for method, _ in reactions_of(room)}

    assert {method: count for method, count in opened.items() if count != 1} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_a_command_opens_exactly_one_transaction(service: str) -> None:
    room = rooms()[service]
    opened = {method: transactions(whole_syntax(room, method)) for method in commands_of(room)}

    assert {method: count for method, count in opened.items() if count != 1} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_a_command_keeps_its_answer_with_its_receipt(service: str) -> None:
    room = rooms()[service]

    assert [method for method in commands_of(room) if not keeps_its_answer(whole_syntax(room, method))] == []


def keeps_its_answer(method: ast.Module) -> bool:
    """Tell whether a command remembers what it answers, or answers nothing."""
    (declared, *_) = method.body
    assert isinstance(declared, ast.FunctionDef)
    answers_nothing = isinstance(declared.returns, ast.Constant) and declared.returns.value is None
    return answers_nothing or bool(called(method, "answer"))


def test_a_second_transaction_and_a_forgotten_answer_are_noticed() -> None:
    twice = ast.parse("def submit(self) -> View:\n with self.db.begin() as a: pass\n with self.db.begin() as b: pass\n return {}")
    once = ast.parse("def submit(self) -> View:\n with self.db.read() as a: pass\n with self.db.begin() as b: return answer(b, {})")

    assert (transactions(twice), keeps_its_answer(twice)) == (2, False)
    assert (transactions(once), keeps_its_answer(once)) == (1, True)


@pytest.mark.parametrize("service", SERVICES)
def test_every_command_says_what_it_is_about_and_names_nobody(service: str) -> None:
    room = rooms()[service]
    subjects = {command: subject_of(room, command) for command in commands_of(room)}

    assert [command for command, names in subjects.items() if not names] == []
    assert {command: set(names) - signature(getattr(room, command)).parameters.keys() for command, names in subjects.items()} == {
        command: set() for command in subjects
    }
    assert [name for names in subjects.values() for name in names if PERSONAL.search(name)] == []


def test_an_argument_that_tells_of_a_person_is_noticed() -> None:
    assert PERSONAL.search("holder_name")
    assert PERSONAL.search("national_id")
    assert not PERSONAL.search("dossier_id")


@pytest.mark.parametrize("roles", [(), ("clrek",), ("clerk",)], ids=str)
def test_a_door_that_names_no_role_is_refused_when_it_is_made(roles: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        question(*roles)(lambda _: None)


def test_every_queue_is_replicated_except_the_calls_which_stay_in_memory() -> None:
    classic = {queue.name for queue in queues_to_declare(list(SERVICES)) if queue.queue_arguments["x-queue-type"] == "classic"}

    assert classic == {f"rpc-{service}" for service in SERVICES}
