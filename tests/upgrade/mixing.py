"""Old and new at once: while a unit is replaced, its two processes share its queues, as in any rolling update."""

import httpx

from deploy.local.platform import Platform
from deploy.local.refusals import CannotRun
from deploy.local.waiting import wait_until

MIXED_SECONDS = 30.0
DONE = ("rokhas_call_seconds_count", "rokhas_reaction_seconds_count")


def both_work(platform: Platform, unit: str) -> list[str]:
    """Wait until the old process of a unit and the new one have both done something, or say that they did not; one that was held begins."""
    platform.supervisor.launch([unit])
    before: dict[str, int] = {}

    def worked() -> bool:
        for each in (unit, "next"):
            before.setdefault(each, done_by(platform, each))
        return all(done_by(platform, each) > count for each, count in before.items())

    try:
        wait_until(worked, lambda: f"{unit}: its old and its new process did not both work within {MIXED_SECONDS:.0f} s", MIXED_SECONDS)
    except CannotRun as alone:
        return [str(alone)]
    return []


def done_by(platform: Platform, process: str) -> int:
    """Count the calls and reactions that a process has done since it began; none while it does not answer."""
    try:
        told = httpx.get(f"http://127.0.0.1:{platform.addresses.ports[f'metrics-{process}']}/metrics", timeout=5).text
    except httpx.TransportError:
        return 0
    return done(told)


def done(metrics: str) -> int:
    """Add up what a process measured (Prometheus's format)."""
    lines = (line for line in metrics.splitlines() if line.startswith(DONE))
    return sum(int(float(line.rpartition(" ")[2])) for line in lines)
