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
from deploy.local.refusals import CannotRun
from deploy.local.waiting import wait_until
from tests.chaos import telling
from tests.chaos.audit import EXACTLY_ONE_A_FILE, Books
from tests.chaos.killing import Killer
from tests.chaos.travelling import Caravan

PATIENCE_SECONDS = 120.0
LEASE_SECONDS = 150.0  # a mail whose sender was killed is sent again when its lease ends


def say(line: str) -> None:
    """Tell the progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def travel(platform: Platform, files: int, seed: int) -> tuple[Caravan, Killer]:
    """Let the files travel while every process is killed once, and some are frozen."""
    steps.take_key(running.cast(PATIENCE_SECONDS))
    killer = Killer(platform, seed)
    waves = len(killer.deeds)
    caravan = Caravan(lambda: running.cast(PATIENCE_SECONDS), files, waves)
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


def settle(books: Books) -> list[str]:
    """Wait for the dust to settle; say what is still in the air when even the longest lease has ended."""
    try:
        wait_until(lambda: not books.unrest(), lambda: f"still on its way: {books.unrest()}", LEASE_SECONDS)
    except CannotRun as late:
        return [str(late)]
    return []


def blind_spots(platform: Platform) -> int:
    """Audit a file that never was: count the questions that do not miss it. An audit that cannot fail proves nothing."""
    missed = sum("file nobody has 0" in finding for finding in Books(platform, frozenset({"nobody"})).findings())
    messages = [told for told in telling.due({"nobody"}) if told.dossier]
    return len(EXACTLY_ONE_A_FILE) + 2 * len(messages) - missed  # each message is looked for where it is written and where it arrives


def main() -> int:
    """Run, wait for the dust to settle, audit."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--files", type=int, default=20, help="how many files travel (20)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="draws what is done to whom, and when")  # noqa: S311
    wish = parser.parse_args()
    say(f"{wish.files} files, seed {wish.seed}")
    platform = Platform.running()
    caravan, killer = travel(platform, wish.files, wish.seed)
    books = Books(platform, frozenset(journey.dossier for journey in caravan.journeys))
    findings = [
        f"file {each.number} stopped after {each.done} steps: {each.failure!r}" for each in caravan.journeys if not each.has_arrived
    ]
    findings += [*settle(books), *books.findings()]
    findings += [] if blind_spots(platform) == 0 else ["the audit overlooks a file that never travelled"]
    for finding in findings:
        say(f"WRONG  {finding}")
    verdict = "the books do not balance" if findings else "the books balance"
    done = Counter(deed.act for deed in killer.deeds[: killer.done])
    say(f"{verdict}: {wish.files} files; processes {', '.join(f'{act}: {count}' for act, count in sorted(done.items()))}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
