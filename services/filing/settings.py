"""What filing reads from its environment beside the chassis's settings."""

from functools import cache

from environs import Env

from chassis.documents import DocumentStore, store_for


@cache
def documents() -> DocumentStore:
    """Open the documents at rest (`DOCUMENTS_URL`)."""
    return store_for(Env().str("DOCUMENTS_URL"))


@cache
def public_url() -> str:
    """Give the address under which people reach the platform (`PUBLIC_URL`), without a final slash."""
    return Env().str("PUBLIC_URL").rstrip("/")
