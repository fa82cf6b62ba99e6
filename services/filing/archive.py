"""Documents at rest, from green threads: the calls of the store block (a disk, a bucket), so each runs in a real thread meanwhile."""

import eventlet.tpool

from services.filing.settings import documents


def keep(content: bytes) -> str:
    """Store a document and give its SHA-256."""
    sha256: str = eventlet.tpool.execute(documents().put, content)
    return sha256


def size_of(sha256: str) -> int:
    """Give the size in bytes of a stored document."""
    size: int = eventlet.tpool.execute(documents().size, sha256)
    return size
