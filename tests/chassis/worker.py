"""`python -m tests.chassis.worker`: a child that does what it is told, good or bad."""

import json
import os
import signal
import socket
import sys
import threading
from typing import Any


def main() -> None:
    """Do one thing after the other."""
    channel = socket.socket(fileno=sys.stdin.fileno())
    channel.setblocking(True)
    with channel, channel.makefile("rwb") as lines:
        write(lines, b'{"ready": true}')
        for line in lines:
            write(lines, answer(json.loads(line)["do"]))


def answer(deed: str) -> bytes:
    """Do a deed, and answer."""
    match deed:
        case "wait for ever":
            threading.Event().wait()
        case "die of it":
            os.kill(os.getpid(), signal.SIGXCPU)
        case "be killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            raise SystemExit
        case "babble":
            return b"good morning"
        case "answer a list":
            return b"[1, 2]"
        case "babble without end":
            return b"x" * 200_000
    told = {"pid": os.getpid(), "environment": list(os.environ), "modules": list(sys.modules), "worn": deed == "wear out"}
    return json.dumps(told).encode()


def write(lines: Any, line: bytes) -> None:
    """Write a line."""
    lines.write(line + b"\n")
    lines.flush()


if __name__ == "__main__":
    main()
