"""CPU seconds that each process of the platform has used, its children included."""

import time

import psutil

from deploy.local.platform import Platform

CLIENT = "client"
"""The load itself: this process."""


def used(platform: Platform) -> dict[str, float]:
    """Give CPU seconds (user and system) by process name since each began."""
    return {name: of_tree(pid) for name, pid in platform.pids().items()} | {CLIENT: time.process_time()}


def of_tree(pid: int) -> float:
    """Sum a process, its living children, and those that have ended."""
    process = psutil.Process(pid)
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue  # it has just ended: its parent counts it from now on
        total += times.user + times.system + times.children_user + times.children_system
    return total


def between(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Give what was used between two looks, the greatest first; a process that was started anew counts from its start."""
    spent = {name: seconds - before.get(name, 0.0) if seconds >= before.get(name, 0.0) else seconds for name, seconds in after.items()}
    return dict(sorted(spent.items(), key=lambda each: -each[1]))
