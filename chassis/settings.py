"""What every process reads from its environment. Secrets come in files (`*_FILE`), except inside the two connection URLs."""

from dataclasses import dataclass
from pathlib import Path

from environs import Env

LOOPBACK = "127.0.0.1"
DATABASE_POOL = 12
"""Connections to PostgreSQL that one process may open: one for each of ten workers, one for its keepers, one to park a message."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The environment of one process; a missing variable stops it at once, by name."""

    service: str
    database_url: str
    amqp_url: str
    jwks_file: Path
    documents_url: str
    metrics_port: int
    metrics_host: str
    log_level: str
    workers: int
    database_pool: int


def read_settings(env: Env | None = None) -> Settings:
    """Read the settings that are common to every process."""
    env = env or Env()
    return Settings(
        service=env.str("SERVICE"),
        database_url=env.str("DATABASE_URL"),
        amqp_url=env.str("AMQP_URL"),
        jwks_file=env.path("JWKS_FILE"),
        documents_url=env.str("DOCUMENTS_URL", ""),
        metrics_port=env.int("METRICS_PORT", 0),
        metrics_host=env.str("METRICS_HOST", LOOPBACK),
        log_level=env.str("LOG_LEVEL", "INFO"),
        workers=env.int("WORKERS", 10),
        database_pool=env.int("DATABASE_POOL", DATABASE_POOL),
    )
