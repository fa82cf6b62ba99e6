"""
The verbs of the local platform: `python -m deploy.local up`, down, status, logs, wipe, migrate, migration, seed, with, beside.

`with COMMAND...` gives a command a platform of its own: new, and stopped afterwards whatever happened.
`beside COMMAND...` gives it an empty run folder, where it starts the servers that it needs; they are stopped afterwards.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from deploy.local import platform
from deploy.local.folder import CHECKOUT, RunFolder
from deploy.local.progress import say
from deploy.local.refusals import CannotRun
from deploy.local.story import told


def up(folder: RunFolder) -> int:
    """Start the platform."""
    from deploy.local import starting  # the services' code: needed here alone

    starting.up(folder)
    return 0


def upgrade(folder: RunFolder) -> int:
    """Bring the running platform to the code of this checkout, room by room, while people work."""
    from deploy.local import upgrading

    upgrading.upgrade(folder)
    return 0


def down(folder: RunFolder) -> int:
    """Stop the platform; its data stays."""
    say("stopped" if platform.stop(folder) else f"nothing runs in {folder.path}")
    return 0


def status(folder: RunFolder) -> int:
    """Print each process and its state; status 1 when one does not run."""
    states = platform.Platform.running().supervisor.states()
    for name, state in sorted(states.items()):
        sys.stdout.write(f"{name:20} {state}\n")
    return 0 if set(states.values()) == {"RUNNING"} else 1


def logs(folder: RunFolder, process: str) -> int:
    """Follow one process's log, or everybody's; into a pipe, tell all that they hold in the order of time, and end."""
    files = [folder.logs / f"{process}.log"] if process else sorted(folder.logs.glob("*.log"))
    if not files or not files[0].exists():
        known = ", ".join(sorted(file.stem for file in folder.logs.glob("*.log")))
        raise CannotRun(f"no process is called {process!r}; there are: {known or 'none, run `make up`'}")
    if not sys.stdout.isatty():
        return tell(files)
    return subprocess.run(["tail", "-n", "50", "-F", *map(str, files)]).returncode


def tell(files: Sequence[Path]) -> int:
    """Write the story that logs tell; whoever listens may leave before its end."""
    with suppress(BrokenPipeError):
        sys.stdout.buffer.writelines(told(files))
        sys.stdout.flush()
        return 0
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at its own end
    return 0


def wipe(folder: RunFolder) -> int:
    """Stop the platform and delete all it holds: databases, queues, keys, documents, mail."""
    platform.stop(folder)
    shutil.rmtree(folder.path, ignore_errors=True)
    say(f"deleted {folder.path}")
    return 0


def migrate(folder: RunFolder) -> int:
    """Bring the running platform's databases to their latest revisions."""
    from deploy.local import starting

    starting.migrate_databases(platform.Platform.running())
    return 0


def migration(folder: RunFolder, service: str, message: str = "") -> int:
    """Write the difference between a service's tables and its database as a new migration, to be read and corrected by hand."""
    from deploy.local import starting

    if not service or not message:
        raise CannotRun('say which service and what changes: make migration s=filing m="permits expire"')
    starting.write_migration(platform.Platform.running(), service, message)
    return 0


def seed(folder: RunFolder) -> int:
    """Create the demo accounts on the running platform."""
    from deploy.local import starting

    starting.end_seeding(starting.begin_seeding(platform.Platform.running()))
    return 0


def accompany(folder: RunFolder, command: list[str]) -> int:
    """Run a command on a new platform of its own; give its status."""
    return _in_own_folder(folder, command, start=up)


def shelter(folder: RunFolder, command: list[str]) -> int:
    """Run a command in a run folder of its own; give its status, and stop the servers that it started."""
    return _in_own_folder(folder, command, start=lambda folder: 0)


def _in_own_folder(folder: RunFolder, command: list[str], start: Callable[[RunFolder], int]) -> int:
    if folder == RunFolder((CHECKOUT / ".run").resolve()):
        raise CannotRun("this verb deletes the run folder first: give it one of its own, RUN_FOLDER=.run/check")
    wipe(folder)
    try:
        start(folder)
        return subprocess.run(command, cwd=CHECKOUT, env=os.environ | {"RUN_FOLDER": str(folder.path)}).returncode
    finally:
        down(folder)


VERBS: dict[str, Callable[[RunFolder], int]] = {
    "up": up,
    "upgrade": upgrade,
    "down": down,
    "status": status,
    "wipe": wipe,
    "migrate": migrate,
    "seed": seed,
}


def main(verb: str, words: list[str]) -> int:
    """Do what the verb says; a refusal is one clear message and status 1."""
    folder = RunFolder.chosen()
    try:
        match verb:
            case "logs":
                return logs(folder, *(words or [""]))
            case "migration":
                return migration(folder, *(words or [""]))
            case "with":
                return accompany(folder, words)
            case "beside":
                return shelter(folder, words)
            case _:
                return VERBS[verb](folder)
    except CannotRun as refusal:
        sys.stderr.write(f"rokhas: {refusal}\n")
    except KeyboardInterrupt:
        sys.stderr.write("rokhas: interrupted\n")
    return 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description="The Rokhas platform on this machine.")
    parser.add_argument("verb", choices=(*VERBS, "logs", "migration", "with", "beside"))
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the process, the service, or the command")
    wish = parser.parse_args()
    sys.exit(main(wish.verb, wish.words))
