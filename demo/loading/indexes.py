"""Indexes set aside while very many rows come, then made anew over all of them: in a tenth of the time that each row by itself takes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module

import sqlalchemy as sa

from chassis.database import with_driver

STORES = {"filing": "services.filing.store.tables", "review": "services.review.store.tables", "signature": "services.signature.store"}
LISTS = ("ix_dossiers_of_", "ix_dossiers_search", "ix_dossiers_bodies", "ix_dossiers_applicant", "ix_dossiers_filed_by", "ix_facts_dossier")
STUDIES = ("ix_cases_of_", "ix_opinions_body")
ASIDE = (*LISTS, *STUDIES)
"""How those begin that are set aside; by the others rooms find their own work, a few rows among very many, while they are at it."""
MEMORY = "set maintenance_work_mem = '512MB'"


@contextmanager
def set_aside(urls: Mapping[str, str], tables: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """Drop the indexes behind the lists of some tables, by room; make them again at the end, however that comes."""
    try:
        for room, names in tables.items():
            with _session(urls[room]) as connection:
                for index in _indexes(room, names):
                    index.drop(connection, checkfirst=True)
        yield
    finally:
        for room, names in tables.items():
            with _session(urls[room]) as connection:
                connection.execute(sa.text(MEMORY))
                for index in _indexes(room, names):
                    index.create(connection, checkfirst=True)


@contextmanager
def _session(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(with_driver(url), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


def _indexes(room: str, names: Sequence[str]) -> list[sa.Index]:
    metadata: sa.MetaData = import_module(STORES[room]).metadata
    return [index for name in names for index in metadata.tables[name].indexes if str(index.name).startswith(ASIDE)]
