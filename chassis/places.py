"""
Where the rows of a list lie: three columns, of which `province` and `region` follow from the dotted code of the commune.

A territory is asked for by one equality, which an index answers under any collation. Codes of four parts are communes, arrondissements and
prefectures of arrondissements; of two, provinces; of one, regions and agencies, which say in an office's extent what they hold.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from contracts.people import NATIONAL, Office, covers

Condition = sa.ColumnElement[bool]

PROVINCE = "((split_part(commune, '.'::text, 1) || '.'::text) || split_part(commune, '.'::text, 2))"
REGION = "split_part(commune, '.'::text, 1)"


class Place(NamedTuple):
    """The columns, or expressions, that say where a row lies."""

    commune: sa.ColumnElement[str]
    province: sa.ColumnElement[str]
    region: sa.ColumnElement[str]


def place_columns() -> list[sa.Column[Any]]:
    """Make the columns of a table whose rows are listed by territory."""
    return [
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("province", sa.Text, sa.Computed(PROVINCE, persisted=True)),
        sa.Column("region", sa.Text, sa.Computed(REGION, persisted=True)),
    ]


def place_of(table: sa.Table) -> Place:
    """Give the columns of a table that has `place_columns`."""
    return Place(table.c.commune, table.c.province, table.c.region)


def place_in(code: sa.ColumnElement[str]) -> Place:
    """Read a column of dotted codes, of any length, in a table of few rows, which has no such columns."""
    region, second = sa.func.split_part(code, ".", 1), sa.func.split_part(code, ".", 2)
    return Place(code, region + "." + second, region)


def territories_of(offices: Iterable[Office]) -> list[str]:
    """List the territories of some offices with what each holds beyond its own code, none within another."""
    named = sorted({territory for office in offices for territory in (office.territory, *office.extent) if territory})
    return [one for one in named if not any(other != one and covers(other, one) for other in named)]


def lies_in(place: Place, territory: str) -> Condition:
    """Keep the rows of one territory: a commune, a province, a region or the country."""
    if territory == NATIONAL:
        return sa.true()
    column = {0: place.region, 1: place.province}.get(territory.count("."), place.commune)
    return column == territory


def within(place: Place, offices: Iterable[Office]) -> Condition:
    """Keep the rows of the territories of some offices, as one condition; none without an office."""
    return sa.or_(sa.false(), *(lies_in(place, territory) for territory in territories_of(offices)))
