"""A process that ends with the one that started it, however that ends."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with(parent: int) -> None:
    """
    Have the kernel kill this process when `parent`, whose fork it is, has ended; raise `OSError` where it cannot (Linux alone can).

    Nothing is finished first: an orphan holds the ports that the next process wants, and nobody reads what it says. Whoever was being
    answered repeats, as after any other crash, with the same idempotency key.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it has ended before we asked
        os.kill(os.getpid(), signal.SIGKILL)
