"""How much an inspector may spend: measured so that honest plans of 100 MB and scans need a tenth of it (ADR 0020)."""

import os
import resource
from pathlib import Path

MEBIBYTE = 2**20
MEMORY = 64 * MEBIBYTE
"""Bytes of its own, the interpreter's 15 included; the files that it reads are not counted."""
PROCESSOR_SECONDS = 3
"""For one document."""
WORN = 44 * MEBIBYTE
"""Bytes in memory beyond which an inspector that has answered gives place to a new one; a fresh one takes 28."""
OPEN_FILES = 32
POLITENESS = 10
"""People who wait for an answer come first on the processor."""


def confine() -> None:
    """Give up, for ever, memory, files to write, core dumps and a rank of its own."""
    os.nice(POLITENESS)
    for limit, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def allow_one_more() -> None:
    """Wind up the processor's clock for the next document: who exceeds it is killed (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + PROCESSOR_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def is_worn() -> bool:
    """Tell whether documents have left more in memory than a new process would cost."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() > WORN
