"""Migrations: a migrated database is what the code describes, from the first revision to the last, and there is no way back."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from chassis.migrate import ROOT, config_for, history_of, migrate
from deploy.local.starting import tables_of
from deploy.rooms import DECLARED

TENANTS = {"signer": "services.signature.vault"}
EngineOf = Callable[[str], sa.Engine]

pytestmark = pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")


def described_for(name: str) -> sa.MetaData:
    """Find the tables that the code of a room, the gateway or a tenant describes."""
    return import_module(TENANTS[name]).metadata if name in TENANTS else tables_of(name)


def differences(engine: sa.Engine, name: str, metadata: sa.MetaData) -> list[Any]:
    """Compare a database with tables: what a new migration would have to change."""
    with engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_schemas": metadata.schema is not None,
            "include_name": lambda schema, kind, _: kind != "schema" or schema == metadata.schema,
            "include_object": lambda thing, found, kind, *_: not (kind == "table" and found == f"alembic_{name}"),
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


@pytest.mark.parametrize("name", DECLARED.roles)
def test_a_migrated_database_is_what_the_code_describes(service_database: EngineOf, name: str) -> None:
    assert differences(service_database(name), name, described_for(name)) == []


@pytest.mark.parametrize("name", ["review", "signer"])
def test_a_forgotten_migration_is_noticed(service_database: EngineOf, name: str) -> None:
    kept = described_for(name)
    described = sa.MetaData(schema=kept.schema)
    for table in kept.sorted_tables:
        table.to_metadata(described)
    sa.Table("forgotten", described, sa.Column("id", sa.Text, primary_key=True))
    next(iter(described.tables.values())).append_column(sa.Column("forgotten", sa.Text))

    found = differences(service_database(name), name, described)

    assert {change[0] for change in found} == {"add_table", "add_column"}


@pytest.mark.parametrize("name", DECLARED.roles)
def test_every_history_is_one_line_without_a_way_back(name: str) -> None:
    script = ScriptDirectory.from_config(config_for(name, "postgresql://nowhere"))
    revisions = list(script.walk_revisions())

    assert len(script.get_heads()) == len(script.get_bases()) == 1
    assert [revision.revision for revision in revisions if hasattr(revision.module, "downgrade")] == []


def test_migrating_again_changes_nothing_and_back_is_refused(service_database: EngineOf) -> None:
    engine = service_database("review")
    url = engine.url.render_as_string(hide_password=False)

    migrate("review", url)

    with pytest.raises(AttributeError, match="downgrade"):
        command.downgrade(config_for("review", url), "base")
    assert differences(engine, "review", described_for("review")) == []


def test_a_history_is_found_where_its_owner_lives() -> None:
    assert history_of("filing") == ROOT / "services/filing/migrations"
    assert history_of("gateway") == ROOT / "gateway/migrations"
    assert history_of("signer") == ROOT / "services/signature/signer_migrations"
    assert history_of("unwritten") == ROOT / "services/unwritten/migrations"
