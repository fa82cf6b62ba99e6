"""What filing reads from its environment beside the chassis's settings."""

from datetime import timedelta
from functools import cache

from environs import Env

from chassis.documents import DocumentStore, store_for
from chassis.uploads import UploadStore, uploads_for
from services.filing.domain.quota import Amount, Holding

GIBIBYTE = 2**30


@cache
def documents() -> DocumentStore:
    """Open the papers at rest (`DOCUMENTS_URL`)."""
    return store_for(Env().str("DOCUMENTS_URL"))


@cache
def uploads() -> UploadStore:
    """Open what people have sent (`DOCUMENTS_URL`)."""
    return uploads_for(Env().str("DOCUMENTS_URL"))


@cache
def quotas() -> Holding:
    """Give how much may rest for a file (`FILE_DOCUMENTS`, `FILE_BYTES`), and for the drafts of an account (`DRAFTS_...`)."""
    env = Env()
    return Holding(
        file=Amount(documents=env.int("FILE_DOCUMENTS", 100), bytes=env.int("FILE_BYTES", GIBIBYTE)),
        drafts=Amount(documents=env.int("DRAFTS_DOCUMENTS", 2_000), bytes=env.int("DRAFTS_BYTES", 20 * GIBIBYTE)),
    )


@cache
def kept_for() -> timedelta:
    """Give how long something rests that no file names, before it is swept (`UPLOADS_KEPT_HOURS`)."""
    return timedelta(hours=Env().int("UPLOADS_KEPT_HOURS", 24))


@cache
def public_url() -> str:
    """Give the address under which people reach the platform (`PUBLIC_URL`), without a final slash."""
    return Env().str("PUBLIC_URL").rstrip("/")
