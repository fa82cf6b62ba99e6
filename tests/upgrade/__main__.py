"""
`python -m tests.upgrade --from COMMIT`: upgrade the platform of another commit to this working tree while people work, then audit.

Status 1 if anything differs, or cannot be tried. Everything is in the folder that RUN_FOLDER names, which is emptied first.
"""

import argparse
import shutil
import sys
import time

from demo import platform as running
from demo import steps
from demo.people import NeverHappened, Refused
from deploy.local import platform, upgrading
from deploy.local.folder import CHECKOUT, RunFolder
from deploy.local.platform import Platform
from deploy.local.progress import say
from deploy.local.refusals import CannotRun
from deploy.local.waiting import wait_until
from tests.chaos import telling
from tests.chaos.audit import LEASE_SECONDS, Books, blind_spots
from tests.chaos.course import mix
from tests.chaos.people import seat_of
from tests.journeys.stories import pages
from tests.upgrade import flight, mixing
from tests.upgrade.crew import Crew
from tests.upgrade.ending import Line, astray, table, unlisted, unseen
from tests.upgrade.keepsakes import Keepsakes, unsigned
from tests.upgrade.origin import commit_of, lay_out
from tests.upgrade.report import alike, failed, shortened
from tests.upgrade.stages import HELD, courses, places
from tests.upgrade.witness import Witness, description_of

PATIENCE_SECONDS = 60.0
WRONG_SECONDS = 75.0  # for the dust to settle, when it is known already that something is wrong: the lease of a mail, and a little
BEGUN_LATER = "begun while it was upgraded"


class Check:
    """One check: the platform, who works on it, and what is noted on the way."""

    def __init__(self) -> None:
        """Gather the people of the platform that runs."""
        self.platform = Platform.running()
        self.witness = Witness([description_of(self.platform.base_url)])
        self.cast = running.cast(PATIENCE_SECONDS)
        for person in self.cast.people.values():
            person.watch(self.witness.look)
        self.crew = Crew(self.cast, courses())
        self.stood: dict[str, tuple[str, str]] = {}
        self.alone: list[str] = []

    def fill(self) -> None:
        """Bring files to every stage, let relays and a room stand still, and let some more be announced."""
        for name in telling.holders(mix()):
            steps.take_key(self.cast, name, seat_of(name))
        wanted = places(courses())
        say(f"bringing {len(wanted)} files to their places")
        placed = list(zip(self.crew.bring(wanted), wanted, strict=True))
        if restless := Books(self.platform, {}).settle():
            raise CannotRun(f"the old platform does not come to rest: {restless}")
        flight.hold(self.platform)
        self.crew.go_on([journey for journey, place in placed if place.in_flight])
        wait_until(lambda: not unseen(self.statuses().values()), lambda: "; ".join(unseen(self.statuses().values())))
        found = self.statuses()
        self.stood = {journey.dossier: (str(place), found[journey.dossier]) for journey, place in placed}

    def statuses(self) -> dict[str, str]:
        """Ask where each file stands; a file that is lost stands nowhere."""
        found = {journey.dossier: steps.sees(self.cast["owner"], f"/v1/dossiers/{journey.dossier}") for journey in self.crew.files}
        return {dossier: file["status"] if file else "" for dossier, file in found.items()}

    def upgrade(self) -> None:
        """Replace unit after unit while people work; what was held goes on when its turn has come."""
        air = flight.in_the_air(self.platform)
        if grounded := flight.grounded(air):
            raise CannotRun("; ".join(grounded))
        say(f"in flight: {', '.join(f'{count} in {name}' for name, count in air.items() if count)}")
        self.crew.held.update(HELD.values())
        self.crew.set_to_work()
        with self.platform.folder.locked():
            upgraded = upgrading.begin(self.platform.folder)
            for unit in upgrading.units():
                upgrading.replace(upgraded, unit, lambda name: self.alone.extend(mixing.both_work(upgraded, name)))
                self.crew.held.discard(f"relay-{unit}")
            upgrading.end(upgraded)
        self.witness.described.append(description_of(upgraded.base_url))
        say("bringing the files to their ends")
        self.crew.finish(courses())

    def met(self) -> list[str]:
        """Say what people met that they should not have, and why: what failed inside the processes comes first."""
        inside = [failure for log in sorted(self.platform.folder.logs.glob("*.log")) for failure in failed(log)]
        return [*alike(inside), *alike(self.witness.findings()), *alike(self.crew.failures), *self.alone]

    def audit(self, kept: Keepsakes) -> list[str]:
        """Say everything that is not as it should be."""
        files = {journey.dossier: journey.course for journey in self.crew.files}
        books = Books(self.platform, files)
        issued = [journey for journey in self.crew.files if journey.has_arrived and journey.course.papers]
        met = self.met()
        return [
            *met,
            *books.settle(WRONG_SECONDS if met else LEASE_SECONDS),
            *astray(self.lines()),
            *unlisted(self.lines(), self.listed()),
            *books.findings(),
            *books.strangers(),
            *blind_spots(self.platform, courses()),
            *kept.lost(self.cast),
            *unsigned(self.cast, issued),
        ]

    def lines(self) -> list[Line]:
        """Tell the way of each file, those of before the upgrade first."""
        found, taken = self.statuses(), {journey.dossier: journey.course for journey in self.crew.files}
        stood = self.stood | {dossier: (BEGUN_LATER, "") for dossier in taken if dossier not in self.stood}
        return [Line(dossier, taken[dossier], place, before, found[dossier]) for dossier, (place, before) in stood.items()]

    def listed(self) -> dict[str, str]:
        """Give the status of each file in the owner's list."""
        found = pages(self.cast["owner"], "/v1/dossiers")
        return {file["id"]: file["status"] for page in found for file in page}


def check(folder: RunFolder, commit: str) -> int:
    """Try the upgrade from a commit; give 1 when anything is wrong."""
    say(f"from {commit[:7]} to the working tree")
    origin = lay_out(commit, folder.path / "from")
    origin.start(folder)
    attempt, started = Check(), time.monotonic()
    attempt.fill()
    kept = Keepsakes.gathered(attempt.cast, attempt.crew.files)
    try:
        attempt.upgrade()
    except CannotRun as stop:
        findings = [f"the upgrade stopped half-way: {stop}", *attempt.met()]
    else:
        say("auditing")
        findings = attempt.audit(kept)
        tell(attempt)
    sys.stdout.writelines(f"{line}\n" for line in shortened(findings, folder.path / "findings.txt"))
    say(f"the upgrade {'is not right' if findings else 'is right'}, after {time.monotonic() - started:.0f} s on the platform")
    return 1 if findings else 0


def tell(attempt: Check) -> None:
    """Write the table of the files, and what people were answered."""
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(attempt.witness.seen.items()))
    sys.stdout.writelines(f"{line}\n" for line in (*table(attempt.lines()), f"answers: {answers}"))


def main(wish: str) -> int:
    """Empty the folder, check, stop whatever runs; a refusal is one clear message and status 1."""
    folder = RunFolder.chosen()
    if folder.path == (CHECKOUT / ".run").resolve():
        sys.stderr.write("rokhas: this check deletes the run folder first: give it one of its own, RUN_FOLDER=.run/upgrade\n")
        return 1
    try:
        commit = commit_of(wish)
        platform.stop(folder)
        shutil.rmtree(folder.path, ignore_errors=True)
        return check(folder, commit)
    except (CannotRun, NeverHappened, Refused) as refusal:
        sys.stderr.write(f"rokhas: the upgrade cannot be tried: {refusal}\n")
    except KeyboardInterrupt:
        sys.stderr.write("rokhas: interrupted\n")
    finally:
        platform.stop(folder)
        shutil.rmtree(folder.path / "from", ignore_errors=True)
    return 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.upgrade", description=__doc__)
    parser.add_argument(
        "--from", dest="commit", required=True, metavar="COMMIT", help="the commit whose platform is upgraded to this working tree"
    )
    sys.exit(main(parser.parse_args().commit))
