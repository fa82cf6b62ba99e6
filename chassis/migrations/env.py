"""Alembic's environment, the same for every history; concurrent runs wait for each other."""

import sqlalchemy as sa
from alembic import context

from chassis.database import with_driver

attributes = context.config.attributes
engine = sa.create_engine(with_driver(attributes["url"]), poolclass=sa.NullPool)
with engine.connect() as connection:
    connection.execute(sa.text("select pg_advisory_lock(hashtext('rokhas-migrations'))"))
    connection.commit()
    context.configure(connection=connection, target_metadata=attributes.get("metadata"), version_table=f"alembic_{attributes['name']}")
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
