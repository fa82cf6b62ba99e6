"""Lines that tell a person how far a long command is."""

import sys
import time

START = time.monotonic()


def say(text: str) -> None:
    """Print one line with the seconds since the command began."""
    sys.stdout.write(f"  {time.monotonic() - START:5.1f} s  {text}\n")
    sys.stdout.flush()
