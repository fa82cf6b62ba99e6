"""Waiting in small steps, always with an end."""

import time
from collections.abc import Callable

from deploy.local.refusals import CannotRun


def wait_for(what: str, condition: Callable[[], bool], seconds: float = 60.0, pace: float = 0.005) -> float:
    """Look every `pace` seconds until the condition holds; give the instant (`perf_counter`), or refuse after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise CannotRun(f"{what}: not within {seconds:.0f} s")
        time.sleep(pace)
    return time.perf_counter()
