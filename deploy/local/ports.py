"""
Loopback ports, chosen once and kept in `ports.json`, so that addresses stay the same from one `up` to the next.

They are taken below the kernel's range for outgoing connections (32768 and up): a port from that range could be
borrowed by any outgoing connection while its server restarts.
"""

import random
import socket
from collections.abc import Iterable

from deploy.local.folder import RunFolder

CHOICE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def keep_ports(folder: RunFolder, names: Iterable[str], *, in_use: bool) -> dict[str, int]:
    """
    Give a port for each name: the kept one, else a new one.

    `in_use`: this folder's processes are running, so that a port being taken is no reason to change it.
    """
    kept: dict[str, int] = folder.read_json("ports.json") or {}
    for name in names:
        if name not in kept or not (in_use or is_free(kept[name])):
            kept[name] = _choose(set(kept.values()))
    folder.write_json("ports.json", kept)
    return kept


def _choose(taken: set[int]) -> int:
    candidates = random.sample(CHOICE, 500)  # 500 tries are plenty on a machine that still works
    return next(port for port in candidates if port not in taken and is_free(port))
