"""The house as the rules see it: its files, its syntax trees, its rooms."""

import ast
import inspect
import re
import subprocess
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from chassis.acts import subject_names
from chassis.health import room_of
from chassis.room import Room
from chassis.rpc.entrypoints import Call

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("contracts", "catalogue", "press", "texts", "chassis", "services", "gateway", "simulators", "deploy", "demo")
SERVICES = tuple(sorted(file.parent.name for file in ROOT.glob("services/*/__init__.py")))
CHANGING = ("self.db.begin", "self.db.at_once")
NOT_IMPORTED = ("__main__", "chassis.run", "chassis.migrations")
"""Modules that do something when they are imported."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    """Read a file's syntax."""
    return ast.parse(path.read_text("utf-8"))


def files(*folders: str, pattern: str = "*.py") -> list[Path]:
    """List the files of some folders, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(pattern) if "__pycache__" not in path.parts)


def where(path: Path) -> str:
    """Name a file as people do: from the root of the repository."""
    return str(path.relative_to(ROOT))


def committed() -> list[Path]:
    """List the files that are, or are about to be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [path for name in names if (path := ROOT / name).is_file()]


def is_migration(path: Path) -> bool:
    """Tell whether a file is a step of a database's history."""
    return path.parent.name in ("migrations", "signer_migrations")


def import_everything() -> None:
    """Import each module of what is deployed, so that every class is known."""
    for path in files("contracts", "catalogue", "press", "texts", "chassis", "services", "gateway"):
        name = where(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if not is_migration(path) and not any(name == each or name.endswith(f".{each}") for each in NOT_IMPORTED):
            import_module(name)


def called(node: ast.AST, name: str) -> list[ast.Call]:
    """Find the calls of a function or method, by its last name."""
    return [each for each in ast.walk(node) if isinstance(each, ast.Call) and last_name(each.func) == name]


def last_name(node: ast.AST) -> str:
    """Give the last part of a dotted name; the empty text when it is no name."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def imported(node: ast.AST) -> Iterator[str]:
    """Name what a file imports: modules, and what is taken from them."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        elif isinstance(each, ast.ImportFrom):
            yield from (f"{each.module}.{alias.name}" for alias in each.names)


def functions(node: ast.AST) -> Iterator[Function]:
    """Find the functions of a file, those inside others too."""
    return (each for each in ast.walk(node) if isinstance(each, Function))


def rooms() -> dict[str, type[Room]]:
    """Give the nameko class of each service."""
    return {service: room_of(service) for service in SERVICES}


def syntax_of(room: type[Room], method: str) -> ast.Module:
    """Read the syntax of a method, wherever it is inherited from."""
    return ast.parse(textwrap.dedent(inspect.getsource(getattr(room, method))))


def whole_syntax(room: type[Room], method: str) -> ast.Module:
    """Read the syntax of a method with the room's private methods that it calls, and that those call."""
    read: dict[str, ast.Module] = {}
    waiting = [method]
    while waiting:
        name = waiting.pop()
        read[name] = syntax_of(room, name)
        called_here = {last_name(each.func) for each in ast.walk(read[name]) if isinstance(each, ast.Call)} - read.keys() - {*waiting}
        waiting += sorted(each for each in called_here if each.startswith("_") and inspect.isfunction(getattr(room, each, None)))
    return ast.Module([statement for each in read.values() for statement in each.body], [])


def commands_of(room: type[Room]) -> list[str]:
    """Name the methods of a room that change state on somebody's behalf."""
    methods = inspect.getmembers(room, inspect.isfunction)
    return [name for name, method in methods for e in getattr(method, "nameko_entrypoints", ()) if isinstance(e, Call) and e.once]


def subject_of(room: type[Room], command: str) -> tuple[str, ...]:
    """Name the arguments by which an act is remembered."""
    method = getattr(room, command)
    return next(subject_names(method, each.about) for each in method.nameko_entrypoints if isinstance(each, Call))


def transactions(node: ast.AST) -> int:
    """Count the places where a transaction that changes something is opened; one that may leave its errand to the next counts with it."""
    opened = sum(ast.unparse(call.func) in CHANGING for name in ("begin", "at_once") for call in called(node, name))
    left = sum(ast.unparse(each.test).startswith("not self.db.at_once(") for each in ast.walk(node) if isinstance(each, ast.If))
    return opened - left


def camel_words(text: str) -> set[str]:
    """Find the names of events in a text: words of at least two capitals."""
    return set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b", text))
