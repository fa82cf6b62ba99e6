"""Order in the house: who knows the machinery, how long things are, what is never committed."""

import ast
import re
from pathlib import Path

import pytest

from chassis.room import Room
from tests.house.source import PACKAGES, ROOT, SERVICES, called, committed, files, functions, imported, is_migration, rooms, tree, where
from tests.house.test_words import refusals

LONGEST_MODULE = 200  # lines of code: without blank lines, comments and docstrings
LONGEST_FUNCTION = 30
MACHINERY = ("nameko", "eventlet", "chassis.room", "chassis.reactions", "chassis.rpc", "chassis.scheduler", "chassis.dependencies")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINES = re.compile(r"(?<![\w.$}/-])(?<!\w\w[\"'])/(work|root|home/\w+|Users/\w+)/[\w.]")
HOSTS = re.compile(
    r"(pypi\.or"
    r"g|pythonhosted\.or"
    r"g|npmjs\.(or"
    r"g|com)|registry\.yarn|deb\.debian|(--|extra-)index-ur"
    r"l|(ghcr|docker|quay|gcr)\.i"
    r"o\b)"
)
TEXTS = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".json", ".sh", ".typ", ".csv", ".html", ".mako", ".cfg", ""}


def test_only_a_rooms_own_classes_know_the_machinery_of_services() -> None:
    allowed = {parent.__module__ for room in rooms().values() for parent in room.__mro__ if issubclass(parent, Room)}
    strangers = [file for file in files("services", "gateway", "contracts", "catalogue", "press", "texts") if knows_machinery(tree(file))]

    assert [where(file) for file in strangers if where(file).removesuffix(".py").replace("/", ".") not in allowed] == []


def knows_machinery(node: ast.AST) -> bool:
    """Tell whether a file imports nameko, or what the chassis builds on it."""
    return any(name == each or name.startswith(f"{each}.") for name in imported(node) for each in MACHINERY)


def test_a_domain_that_knows_nameko_is_noticed() -> None:
    assert knows_machinery(ast.parse("from nameko.rpc import rpc"))
    assert knows_machinery(ast.parse("from chassis import rpc"))
    assert not knows_machinery(ast.parse("from chassis import paging\nfrom chassis.calls import wire"))


def test_no_module_is_long() -> None:
    lengths = {where(file): len(lines_of_code(file.read_text("utf-8"))) for file in files(*PACKAGES) if not is_migration(file)}

    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_long() -> None:
    long = {where(file): longest_functions(file.read_text("utf-8")) for file in files(*PACKAGES) if not is_migration(file)}

    assert {name: found for name, found in long.items() if found} == {}


def lines_of_code(text: str) -> set[int]:
    """Number the lines that are neither blank nor comment nor docstring."""
    texts = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    silent = {number for node in texts for number in range(node.lineno, (node.end_lineno or 0) + 1)}
    lines = enumerate(text.splitlines(), start=1)
    return {number for number, line in lines if number not in silent and line.strip() and not line.strip().startswith("#")}


def longest_functions(text: str) -> list[str]:
    """Name the functions that are too long."""
    code = lines_of_code(text)
    return [
        each.name for each in functions(ast.parse(text)) if len(code & {*range(each.lineno, (each.end_lineno or 0) + 1)}) > LONGEST_FUNCTION
    ]


def test_what_is_long_is_noticed() -> None:
    body = "\n".join(f"    x = {number}  # counted" for number in range(50))
    text = f'def f():\n    """\n    Say\n    much.\n    """\n\n    # nothing\n{body}\n\n\ndef g():\n    return 1\n'

    assert len(lines_of_code(text)) == 53
    assert longest_functions(text) == ["f"]


def test_no_test_sleeps() -> None:
    """Measurements (`tests/load`) and attacks (`tests/attack`) may: a steady pace is what they measure or press with."""
    sleeping = [f"{where(file)}:{call.lineno}" for file in files("tests") for call in called(tree(file), "sleep")]

    assert [place for place in sleeping if not place.startswith(("tests/load/", "tests/attack/"))] == []


def test_a_sleep_is_noticed() -> None:
    assert called(ast.parse("import time\ntime.sleep(1)"), "sleep")
    assert called(ast.parse("from time import sleep\nsleep(1)"), "sleep")


@pytest.mark.parametrize(
    ("name", "pattern"), [("an unfinished note", UNFINISHED), ("a path of one machine", MACHINES), ("a registry's address", HOSTS)]
)
def test_nothing_is_committed_that_holds(name: str, pattern: re.Pattern[str]) -> None:
    found = [f"{where(file)}: {match[0]}" for file in committed() if file.suffix in TEXTS if (match := pattern.search(read(file)))]

    assert found == [], name


def read(file: Path) -> str:
    """Read a text; what is no text holds nothing."""
    return file.read_text("utf-8", errors="replace")


def test_what_must_not_be_committed_is_noticed() -> None:
    assert UNFINISHED.search("# TO" + "DO: later")
    assert MACHINES.search("see /wo" + "rk/main/x")
    assert MACHINES.search("'/ro" + "ot/x'")
    assert not MACHINES.search("/v1/work/x")
    assert not MACHINES.search('tar "$folder"/root/x')
    assert HOSTS.search("https://pypi.or" + "g/simple")


def test_every_module_and_every_test_says_what_it_is() -> None:
    silent = [where(file) for file in files(*PACKAGES, "tests") if tree(file).body and not ast.get_docstring(tree(file))]

    assert [name for name in silent if "migrations/" not in name] == []


def test_every_folder_of_tests_mirrors_a_folder_of_the_house() -> None:
    apart = {"house", "journeys", "chaos", "load", "attack", "lives", "upgrade", "__pycache__"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}

    houses = {path.name for package in ("", "services") for path in (ROOT / package).iterdir() if path.is_dir()}
    assert folders - apart - houses == set()


def test_what_a_room_refuses_stands_in_one_module() -> None:
    homes = {refusal.__module__ for refusal in refusals() if refusal.__module__.startswith("services.")}

    assert homes == {f"services.{room}.domain.refusals" for room in SERVICES}


@pytest.mark.parametrize("room", SERVICES)
def test_every_room_has_the_same_furniture(room: str) -> None:
    views, refused, moves = (ROOT / "services" / room / each for each in ("views.py", "domain/refusals.py", "domain"))

    assert views.exists()
    assert refused.exists()
    assert any("Moves(" in file.read_text("utf-8") for file in moves.glob("*.py"))
