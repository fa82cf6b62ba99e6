"""
`python -m chassis.migrate filing review ...`: bring each database to the latest revision of its own history.

A history is the folder `services/<name>/migrations/` (`gateway/migrations/` for the gateway), run by Alembic with the one `env.py` of
`chassis/migrations/`. The database's address is `DATABASE_URL`, or `<NAME>_DATABASE_URL` when several are migrated in one run.
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from environs import Env

ROOT = Path(__file__).parent.parent


def history_of(name: str) -> Path:
    """Find the folder of a database's history; `signer` keeps its own beside the signature service."""
    folders = {"gateway": ROOT / "gateway" / "migrations", "signer": ROOT / "services" / "signature" / "signer_migrations"}
    return folders.get(name, ROOT / "services" / name / "migrations")


def config_for(name: str, url: str) -> Config:
    """Configure Alembic for one database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "chassis" / "migrations"))
    config.set_main_option("version_locations", str(history_of(name)))
    config.set_main_option("path_separator", "newline")
    config.attributes["url"] = url
    config.attributes["name"] = name
    return config


def migrate(name: str, url: str) -> None:
    """Bring the database at `url` to the latest revision."""
    command.upgrade(config_for(name, url), "head")


def main(names: list[str]) -> int:
    """Migrate the databases named."""
    env = Env()
    for name in names:
        url = env.str(f"{name.upper()}_DATABASE_URL", "") or env.str("DATABASE_URL")
        migrate(name, url)
        print(f"{name}: up to date")  # noqa: T201 - a command
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
