"""`python -m demo.loading 1000000`: fill the running platform until that many files are loaded (`make load-data n=1000000`)."""

import argparse
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from demo.loading.filling import fill
from deploy.local.platform import Platform
from deploy.local.refusals import CannotRun

SEED = 2026
COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())


def load(platform: Platform, count: int, seed: int = SEED) -> int:
    """Load files with a bar that shows how many are there; give how many came."""
    with Progress(*COLUMNS, console=Console(stderr=True)) as progress:
        task = progress.add_task("loading files", total=None)
        came = 0

        def tell(many: int) -> None:
            nonlocal came
            came += many
            progress.update(task, completed=came, total=count)

        return fill(platform.addresses.database_urls, count, seed, tell)


def main(count: int, seed: int) -> int:
    """Load, and say what came; a refusal is one clear message and status 1."""
    if count < 1:
        sys.stderr.write("rokhas: say how many files are wanted: make load-data n=1000000\n")
        return 1
    try:
        platform = Platform.running()
    except CannotRun as refusal:
        sys.stderr.write(f"rokhas: {refusal}\n")
        return 1
    came = load(platform, count, seed)
    sys.stdout.write(f"{came} files came, {count} are there\n" if came else f"{count} files were there already\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m demo.loading", description="Fill the platform of RUN_FOLDER with files.")
    parser.add_argument("count", type=int, help="how many files are to be there")
    parser.add_argument("--seed", type=int, default=SEED, help="what the files are drawn from (the same gives the same)")
    arguments = parser.parse_args()
    sys.exit(main(arguments.count, arguments.seed))
