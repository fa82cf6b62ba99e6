"""`python -m tests.attack [bombs greed ...] [--seconds N] [--quiet N]`: attack the running platform; status 1 if it gave way."""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from demo import platform as demonstration
from demo import steps
from deploy.local.folder import CHECKOUT
from deploy.local.platform import Platform
from tests.attack.assaults import ASSAULTS
from tests.attack.crew import Crew
from tests.attack.memory import Scales
from tests.attack.oracle import Oracle
from tests.attack.watching import Watch
from tests.attack.working import Office
from tests.chaos.audit import Books
from tests.chaos.course import course_of
from tests.load.result import Result, keep

PATIENCE_SECONDS = 120.0
READS_AT_MOST = 2.0
"""The p95 of honest reads under attack, in quiet ones; with the bombs alone it is 1.5."""
BOMBS_AT_MOST = 1.5
REFUSED_AT_MOST_SECONDS = 5.0
"""What the limits tell an honest person who comes too often: come back within seconds."""
FILING_AT_MOST_MIB = 300.0


def say(line: str) -> None:
    """Tell the progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def work(crew: Crew, seconds: float, seed: int, watch: Watch, assaults: Sequence[str] = ()) -> Office:
    """Let twelve people work for some time, beside the attacks named; `watch` notes what they meet."""
    office = Office(crew.watched(watch), seed)
    command = [sys.executable, "-m", "tests.attack.assaults"]
    office.open()
    attackers = [
        subprocess.Popen(["nice", "-n", "10", *command, name, "--seconds", str(seconds)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for name in assaults
    ]  # nicely: what the attackers' own machines compute is not the platform's business
    time.sleep(seconds)
    for attacker in attackers:
        told, _ = attacker.communicate(timeout=120)
        say(f"  {told.strip() or 'an attacker failed'}")
        office.failures += [f"an attacker failed: {attacker.args!r}"] if attacker.returncode else []
    office.close(PATIENCE_SECONDS)
    return office


def findings(quiet: Watch, attacked: Watch, most: float, filing_mib: float) -> Iterator[str]:
    """Say what did not hold."""
    for watch in (quiet, attacked):
        yield from sorted(set(watch.broken))
    usual, under = quiet.percentiles()["p95_ms"], attacked.percentiles()["p95_ms"]
    if under > most * usual:
        yield f"reads took {under} ms (p95) under attack, {usual} ms in the quiet: more than {most} times"
    if (longest := attacked.longest_refusal()) > REFUSED_AT_MOST_SECONDS:
        yield f"somebody honest was refused for {longest:.1f} s"
    if filing_mib > FILING_AT_MOST_MIB:
        yield f"filing took {filing_mib:.0f} MiB"


def tell(name: str, watch: Watch, *offices: Office) -> None:
    """Say how some time of work went."""
    longest = {status: max(each) for status, each in watch.refusals.items()}
    refusals = ", ".join(f"{len(watch.refusals[status])} times {status} (longest {longest[status]:.1f} s)" for status in sorted(longest))
    files = sum(len(each.arrived) for each in offices)
    say(f"{name}: {files} files, {len(watch.reads)} reads {watch.percentiles()}, refused: {refusals or 'nobody'}")


def main() -> int:
    """Work in peace, under attack and in peace again; compare, audit."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("assaults", nargs="*", choices=[[], *ASSAULTS], metavar="attack", help=", ".join(ASSAULTS))
    parser.add_argument("--seconds", type=float, default=300.0, help="how long the attack lasts (300)")
    parser.add_argument("--quiet", type=float, default=60.0, help="how long people work in peace before, and again after (60)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="the pace of the people at work")  # noqa: S311
    wish = parser.parse_args()
    chosen = wish.assaults or list(ASSAULTS)
    say(f"seed {wish.seed}, attacks: {', '.join(chosen)}")
    platform, cast = Platform.running(), demonstration.cast(PATIENCE_SECONDS)
    steps.take_key(cast)
    crew = Crew.registered(cast, PATIENCE_SECONDS)
    quiet, attacked = Watch(), Watch()
    warm = work(crew, 15.0, wish.seed, Watch())  # the first files after a start are the dearest, and everybody logs in
    before = work(crew, wish.quiet, wish.seed + 1, quiet)
    scales, oracle = Scales(platform, "filing"), Oracle(cast.base_url)
    under = work(crew, wish.seconds, wish.seed + 2, attacked, chosen)
    filing_mib, believed = scales.stop(), oracle.stop()
    after = work(crew, wish.quiet, wish.seed + 3, quiet)  # machines tire: the quiet is measured on both sides
    tell("in the quiet, before and after", quiet, before, after)
    tell("under attack", attacked, under)
    say(f"filing took {filing_mib:.0f} MiB at the most")
    offices = (warm, before, under, after)
    books = Books(platform, {dossier: course_of(steps.PROCEDURE) for office in offices for dossier in office.arrived}, crew.parts)
    most = BOMBS_AT_MOST if chosen == ["bombs"] else READS_AT_MOST
    failures = [failure for office in offices for failure in office.failures]
    wrong = [*failures, *findings(quiet, attacked, most, filing_mib), *believed, *books.settle(), *books.findings()]
    for finding in wrong:
        say(f"WRONG  {finding}")
    ratio = Result(
        name=f"attack-{'-'.join(chosen) if len(chosen) < len(ASSAULTS) else 'all'}",
        value=attacked.percentiles()["p95_ms"],
        unit="ms p95 of honest reads",
        baseline=quiet.percentiles()["p95_ms"],
        extra={"filing_mib": round(filing_mib), "files": len(under.arrived), "wrong": len(wrong)},
    )
    say(f"{'the platform gave way' if wrong else 'the platform held, and the books balance'}: {keep(ratio)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
