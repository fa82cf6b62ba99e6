"""Territories asked for by columns hold what the offices over them hold, whatever the collation."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from chassis.places import lies_in, place_columns, place_in, place_of, territories_of, within
from contracts.people import NATIONAL, Office, Role

COMMUNES = ("09.541.01.13", "09.541.01.1", "09.541.02.01", "09.54.01.01", "01.511.01.0", "06.141.01.0", "06.141.01.41")
TERRITORIES = (*COMMUNES, "09.541", "09.54", "09", "0", "01", "06.141", NATIONAL, "", "agency-taroudannt", "9_.541", "%")

offices = some.lists(
    some.builds(
        lambda territory, extent: Office(role=Role.CLERK, territory=territory, extent=tuple(extent)),
        some.sampled_from(TERRITORIES),
        some.lists(some.sampled_from(("09.541", "01", "06.141.01.41")), max_size=2),
    ),
    max_size=3,
)
metadata = sa.MetaData()
spots = sa.Table("spots", metadata, *place_columns())
bare = sa.Table("bare", metadata, sa.Column("code", sa.Text, nullable=False))


@pytest.fixture
def connection(service_database: Callable[[str], sa.Engine]) -> sa.Connection:
    """A session that sees one row for each commune, in a table with the columns and in one without."""
    engine = service_database("chassis")
    metadata.create_all(engine)
    connection = engine.connect()
    connection.execute(sa.insert(spots), [{"commune": commune} for commune in COMMUNES])
    connection.execute(sa.insert(bare), [{"code": commune} for commune in COMMUNES])
    return connection


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=offices)
def test_columns_hold_what_offices_hold(connection: sa.Connection, held: list[Office]) -> None:
    seen = {commune for commune in COMMUNES if any(office.covers(commune) for office in held)}

    by_columns = connection.execute(sa.select(spots.c.commune).where(within(place_of(spots), held))).scalars()
    by_expressions = connection.execute(sa.select(bare.c.code).where(within(place_in(bare.c.code), held))).scalars()
    one_by_one = [
        commune
        for territory in territories_of(held)
        for commune in connection.execute(sa.select(spots.c.commune).where(lies_in(place_of(spots), territory))).scalars()
    ]

    assert set(by_columns) == set(by_expressions) == set(one_by_one) == seen
    assert len(one_by_one) == len(seen)  # no territory within another


def test_a_list_of_territories_names_none_within_another() -> None:
    held = [Office(role=Role.CLERK, territory=territory) for territory in ("09.541.01.13", "09.541", "01.511.01.0", "")]

    assert territories_of(held) == ["01.511.01.0", "09.541"]
    assert territories_of([*held, Office(role=Role.AUDITOR, territory=NATIONAL)]) == [NATIONAL]
