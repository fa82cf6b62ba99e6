"""The commit that is upgraded from: its tree, the Python environment that it needs, and whether what it installed can be upgraded."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.folder import CHECKOUT, RunFolder
from deploy.local.refusals import CannotRun

LOCK = Path("requirements/development.txt")
ENVIRONMENTS = CHECKOUT / ".run" / "environments"
"""Virtual environments of other lock files, by their hash: made once, and kept."""


@dataclass(frozen=True)
class Origin:
    """A commit's tree, laid out, with a Python that has what it asks for."""

    tree: Path
    python: Path

    def start(self, folder: RunFolder) -> None:
        """Start this tree's platform in a run folder."""
        environment = os.environ | {"RUN_FOLDER": str(folder.path)}
        if subprocess.run([str(self.python), "-m", "deploy.local", "up"], cwd=self.tree, env=environment).returncode != 0:
            raise CannotRun("the platform of the old commit does not start: see above")


def commit_of(wish: str) -> str:
    """Give the full name of a commit; refuse what is none."""
    named = ["git", "rev-parse", "--quiet", "--verify", "--end-of-options", f"{wish}^{{commit}}"]
    found = subprocess.run(named, cwd=CHECKOUT, capture_output=True, text=True)
    if found.returncode != 0:
        raise CannotRun(f"git knows no commit {wish!r}: make upgrade-check from=COMMIT")
    return found.stdout.strip()


def lay_out(commit: str, place: Path) -> Origin:
    """Lay a commit's tree out in a folder that is not there yet, and refuse what cannot be upgraded from."""
    place.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "--format=tar", commit], cwd=CHECKOUT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x"], cwd=place, input=archive, check=True)
    if reasons := list(obstacles(place, CHECKOUT)):
        raise CannotRun(f"what {commit[:7]} installed cannot be upgraded to this tree:\n  " + "\n  ".join(reasons))
    return Origin(place, python_for(place / LOCK, CHECKOUT / LOCK))


def obstacles(old: Path, new: Path) -> Iterator[str]:
    """Say which steps of the databases' histories are not in the new tree as they were: what was installed once is not rewritten."""
    steps = sorted(step.relative_to(old) for step in old.glob("**/*migrations/[0-9]*.py"))
    if not steps:
        yield "it keeps no histories of databases"
    for step in steps:
        if not (new / step).exists():
            yield f"{step} is there no longer"
        elif (new / step).read_bytes() != (old / step).read_bytes():
            yield f"{step} was rewritten since"


def python_for(lock: Path, ours: Path) -> Path:
    """Give a Python that has what a lock file names: this one, or that of an environment which is made at its first use."""
    if lock.read_bytes() == ours.read_bytes():
        return Path(sys.executable)
    environment = ENVIRONMENTS / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    python, stamp = environment / "bin" / "python", environment / ".installed"
    if not stamp.exists():
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
        for command in ([sys.executable, "-m", "venv", str(environment)], pip):
            if subprocess.run(command).returncode != 0:
                raise CannotRun("the Python packages of the old commit cannot be installed: see above")
        stamp.touch()
    return python
