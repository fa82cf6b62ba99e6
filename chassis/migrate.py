"""
`python -m chassis.migrate filing review ...`: bring each database to the latest revision of its own history.

A history is the folder `services/<name>/migrations/`, or `<name>/migrations/` of who is no service, or `services/*/<name>_migrations/` of
who lives in the database of one. Alembic runs it with the one `env.py` of `chassis/migrations/`. The database's address is `DATABASE_URL`,
or `<NAME>_DATABASE_URL` when several are migrated in one run.
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from environs import Env

ROOT = Path(__file__).parent.parent


def history_of(name: str) -> Path:
    """Find the folder of a database's history; where there is none yet, say where a service keeps it."""
    own = ROOT / "services" / name / "migrations"
    elsewhere = [ROOT / name / "migrations", *ROOT.glob(f"services/*/{name}_migrations")]
    return next((folder for folder in (own, *elsewhere) if folder.is_dir()), own)


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
