"""Documents at rest, from green threads: the calls of the store block (a disk, a bucket), so each runs in a real thread meanwhile."""

from chassis.blocking import aside
from services.filing.settings import documents


def keep(content: bytes) -> str:
    """Store a document and give its SHA-256."""
    return aside(documents().put, content)
