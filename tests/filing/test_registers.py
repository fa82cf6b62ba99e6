"""Numbers of the registers, on PostgreSQL: one each, none left out, whoever comes at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from chassis.database import Transactions
from contracts.identifiers import new_id
from services.filing import store
from services.filing.store.registers import SUBMISSIONS
from tests.filing.makers import COMMUNE, a_dossier, kept

CLERKS = 8


def a_file(engine: sa.Engine) -> str:
    """Keep a draft."""
    return kept(engine, a_dossier())


def number(engine: sa.Engine, dossier: str, year: int = 2026, register: str = SUBMISSIONS) -> tuple[int, int]:
    """Give a file its number, as a command does before its own transaction."""
    with Transactions(engine).apart() as connection:
        return store.give_number(connection, dossier, register, COMMUNE, year)


def test_a_file_asks_again_and_has_its_number(engine: sa.Engine) -> None:
    first, second = a_file(engine), a_file(engine)

    assert [number(engine, dossier) for dossier in (first, second, first)] == [(2026, 1), (2026, 2), (2026, 1)]
    assert number(engine, first, 2027) == (2026, 1)
    assert number(engine, first, register="PC") == number(engine, first, register="PR") == (2026, 1)


def test_files_that_come_at_once_and_twins_leave_no_gap(engine: sa.Engine) -> None:
    files = [a_file(engine) for _ in range(3 * CLERKS)]
    twins = [dossier for dossier in files for _ in range(2)]

    with ThreadPoolExecutor(CLERKS) as clerks:
        given = list(clerks.map(lambda dossier: number(engine, dossier), twins))

    assert given[::2] == given[1::2]
    assert sorted(set(given)) == [(2026, ordinal) for ordinal in range(1, len(files) + 1)]


def test_no_number_is_given_to_a_file_that_does_not_exist(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        number(engine, new_id())

    assert number(engine, a_file(engine)) == (2026, 1)
