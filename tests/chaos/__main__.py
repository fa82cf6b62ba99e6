"""
`python -m tests.chaos [--files N] [--seed S]`: kill everything once and freeze some while files travel, then audit.

Status 1 if anything differs.
"""

import argparse
import random
import sys
import time
from collections import Counter

from demo import platform as running
from demo import steps
from deploy.local.platform import Platform
from tests.chaos import telling
from tests.chaos.audit import Books, blind_spots
from tests.chaos.course import mix
from tests.chaos.killing import Killer
from tests.chaos.people import seat_of
from tests.chaos.travelling import Caravan, journeys

PATIENCE_SECONDS = 120.0


def say(line: str) -> None:
    """Tell the progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def travel(platform: Platform, files: int, seed: int) -> tuple[Caravan, Killer]:
    """Let the files travel while every process is killed once, and some are frozen."""
    for name in telling.holders(mix()):
        steps.take_key(running.cast(PATIENCE_SECONDS), name, seat_of(name))
    killer = Killer(platform, seed)
    waves = len(killer.deeds)
    caravan = Caravan(lambda: running.cast(PATIENCE_SECONDS), journeys(files, mix()), waves)
    caravan.set_out()
    for wave in range(waves):
        caravan.let_go_on(wave)
        started = time.monotonic()
        act, victim = killer.do_next()
        arrived = sum(journey.has_arrived for journey in caravan.journeys)
        say(f"{act:<12} {victim:<16} back after {time.monotonic() - started:5.1f} s, {arrived} of {files} files arrived")
    caravan.let_go_on(waves + 100)
    caravan.wait(PATIENCE_SECONDS)
    return caravan, killer


def tell(caravan: Caravan, killer: Killer) -> None:
    """Say which files travelled, and what was done to the processes."""
    files = Counter(journey.procedure for journey in caravan.journeys)
    done = Counter(deed.act for deed in killer.deeds[: killer.done])
    say(f"files: {', '.join(f'{count} {code}' for code, count in sorted(files.items()))}")
    say(f"processes: {', '.join(f'{count} {act}' for act, count in sorted(done.items()))}")


def main() -> int:
    """Run, wait for the dust to settle, audit."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--files", type=int, default=20, help="how many files travel (20)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="draws what is done to whom, and when")  # noqa: S311
    wish = parser.parse_args()
    say(f"{wish.files} files, seed {wish.seed}")
    platform, started = Platform.running(), time.monotonic()
    caravan, killer = travel(platform, wish.files, wish.seed)
    books = Books(platform, {journey.dossier: journey.course for journey in caravan.journeys if journey.dossier})
    findings = [journey.halt for journey in caravan.journeys if not journey.has_arrived]
    findings += [*books.settle(), *books.findings(), *books.strangers()]
    findings += blind_spots(platform, mix())
    for finding in findings:
        say(f"WRONG  {finding}")
    tell(caravan, killer)
    say(f"the books {'do not balance' if findings else 'balance'}, after {time.monotonic() - started:.0f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
