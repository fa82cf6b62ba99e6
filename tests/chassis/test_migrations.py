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

from chassis.migrate import config_for, migrate
from tests.deploy.program import SERVICES

TABLES = {
    "filing": "services.filing.store.tables",
    "review": "services.review.store.tables",
    "payment": "services.payment.store.tables",
    "signature": "services.signature.store",
    "notification": "services.notification.store.tables",
    "gateway": "gateway.auth.tables",
    "signer": "services.signature.vault",
}
EngineOf = Callable[[str], sa.Engine]

pytestmark = pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")


def differences(engine: sa.Engine, name: str, metadata: sa.MetaData) -> list[Any]:
    """Compare a database with tables: what a new migration would have to change."""
    with engine.connect() as session:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_schemas": metadata.schema is not None,
            "include_name": lambda schema, kind, _: kind != "schema" or schema == metadata.schema,
            "include_object": lambda thing, found, kind, *_: not (kind == "table" and found == f"alembic_{name}"),
        }
        return list(compare_metadata(MigrationContext.configure(session, opts=options), metadata))


@pytest.mark.parametrize("name", TABLES)
def test_a_migrated_database_is_what_the_code_describes(service_database: EngineOf, name: str) -> None:
    metadata: sa.MetaData = import_module(TABLES[name]).metadata

    assert differences(service_database(name), name, metadata) == []


@pytest.mark.parametrize("name", ["review", "signer"])
def test_a_forgotten_migration_is_noticed(service_database: EngineOf, name: str) -> None:
    kept: sa.MetaData = import_module(TABLES[name]).metadata
    described = sa.MetaData(schema=kept.schema)
    for table in kept.sorted_tables:
        table.to_metadata(described)
    sa.Table("forgotten", described, sa.Column("id", sa.Text, primary_key=True))
    next(iter(described.tables.values())).append_column(sa.Column("forgotten", sa.Text))

    found = differences(service_database(name), name, described)

    assert {change[0] for change in found} == {"add_table", "add_column"}


@pytest.mark.parametrize("name", TABLES)
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
    assert differences(engine, "review", import_module(TABLES["review"]).metadata) == []


def test_every_history_of_the_house_is_checked_here() -> None:
    assert TABLES.keys() == {*SERVICES, "gateway", "signer"}
