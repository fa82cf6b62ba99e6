"""What a process is made of, read from the source: the modules behind it, the packages and the environment variables that it uses."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("contracts", "chassis", "catalogue", "press", "texts", "services", "gateway", "simulators", "deploy")
SERVICES = tuple(sorted(path.parent.name for path in ROOT.glob("services/*/__init__.py")))
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


def entry_modules(room: str, verb: str) -> tuple[str, ...]:
    """Name the modules that a verb of the image's entry (`deploy/image/rokhas`) starts in the image of `room`."""
    service = f"services.{room}.service"
    verbs = {
        "serve": ("gateway.serving", "gateway.opening") if room == "gateway" else ("chassis.run", "chassis.health", service),
        "relay": ("chassis.relay",),
        "signer": ("services.signature.signer", "chassis.health"),
        "migrate": ("chassis.migrate",),
        "declare": ("chassis.declare",),
    }
    return verbs[verb]


def started_by(room: str, words: list[str]) -> tuple[str, ...]:
    """Name the modules that a container's arguments start: a verb, or `python -m module`."""
    if words[0] != "python":
        return entry_modules(room, words[0])
    module = words[-1]
    return (f"{module}.__main__",) if ROOT.joinpath(*module.split(".")).is_dir() else (module,)


def file_of(module: str) -> Path | None:
    """Find the file of one of our modules; None when there is no such module."""
    path = ROOT.joinpath(*module.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)


def modules_behind(*entries: str) -> dict[str, Path]:
    """Follow the imports from the entries; give each of our modules and its file."""
    found: dict[str, Path] = {}
    waiting = list(entries)
    while waiting:
        module = waiting.pop()
        file = file_of(module)
        if module not in found and file is not None:
            found[module] = file
            waiting += [name for name in _imports(file) if name.partition(".")[0] in OURS]
            waiting += [module.rpartition(".")[0]] if "." in module else []
    return found


def packages_behind(*entries: str) -> dict[str, set[str]]:
    """Give the foreign packages that the entries import, directly or not, each with the distributions that bring it."""
    imported = {name.partition(".")[0] for file in modules_behind(*entries).values() for name in _imports(file)}
    foreign = imported - set(OURS) - sys.stdlib_module_names
    return {name: set(_distributions().get(name, ())) for name in foreign}


def variables_read(*entries: str) -> dict[str, bool]:
    """Give the environment variables that the entries read, and whether the process stops without them."""
    read: dict[str, bool] = {}
    for file in modules_behind(*entries).values():
        for name, required in _variables(_tree(file)):
            read[name] = read.get(name, False) or required
    return read


def locked(room: str) -> set[str]:
    """Name the distributions that the image of `room` installs."""
    text = (ROOT / "requirements" / f"{room}.txt").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", text, re.MULTILINE))


@cache
def _distributions() -> dict[str, list[str]]:
    normal = re.compile(r"[-_.]+")
    return {package: [normal.sub("-", name).lower() for name in names] for package, names in packages_distributions().items()}


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@cache
def _imports(file: Path) -> tuple[str, ...]:
    return tuple(_imported(_tree(file)))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _variables(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from ((name, _is_required(node)) for name in map(_text, node.args) if VARIABLE.fullmatch(name))


def _is_required(call: ast.Call) -> bool:
    """Tell whether a call reads `env.str("NAME")` without a default."""
    from_env = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "env"
    return from_env and len(call.args) == 1 and not call.keywords


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
