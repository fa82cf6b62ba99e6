"""`python -m tests.attack.assaults NAME --seconds N`: one attack, as a process of its own. Each is bounded in rate, number and time."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable

from deploy.local.platform import Platform
from tests.attack import bombs, forgery, greed, guessing, slowness

ASSAULTS: dict[str, Callable[[Platform, float], Counter[str]]] = {
    "forgery": forgery.forge_answers,
    "bombs": bombs.drop_bombs,
    "greed": greed.take_everything,
    "slowness": slowness.never_finish,
    "guessing": guessing.guess,
}


def main() -> int:
    """Attack until the time is over; print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack.assaults", description=__doc__)
    parser.add_argument("name", choices=sorted(ASSAULTS))
    parser.add_argument("--seconds", type=float, default=60.0)
    wish = parser.parse_args()
    came_of_it = ASSAULTS[wish.name](Platform.running(), time.monotonic() + min(wish.seconds, 600.0))
    told = ", ".join(f"{what} {count}" for what, count in sorted(came_of_it.items()))
    sys.stdout.write(f"{wish.name:<9} {told or 'nothing'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
