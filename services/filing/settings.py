"""What filing alone reads from its environment."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from environs import Env

from services.filing.domain.quota import Amount, Holding

GIBIBYTE = 2**30


@dataclass(frozen=True, kw_only=True)
class FilingSettings:
    """Where documents rest, where people reach the platform, how much may rest and for how long."""

    documents_url: str
    public_url: str  # without a final slash
    quotas: Holding
    uploads_kept: timedelta  # how long something rests that no file names, before it is swept


def read_filing_settings(env: Env | None = None) -> FilingSettings:
    """Read the settings of filing; a missing variable is told by name."""
    env = env or Env()
    return FilingSettings(
        documents_url=env.str("DOCUMENTS_URL"),
        public_url=env.str("PUBLIC_URL").rstrip("/"),
        quotas=Holding(
            file=Amount(documents=env.int("FILE_DOCUMENTS", 100), bytes=env.int("FILE_BYTES", GIBIBYTE)),
            drafts=Amount(documents=env.int("DRAFTS_DOCUMENTS", 2_000), bytes=env.int("DRAFTS_BYTES", 20 * GIBIBYTE)),
        ),
        uploads_kept=timedelta(hours=env.int("UPLOADS_KEPT_HOURS", 24)),
    )


@cache
def settings() -> FilingSettings:
    """Give the settings of this process, read once."""
    return read_filing_settings()
