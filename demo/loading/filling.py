"""
Fill the databases of a running platform, batch after batch: the registers give the numbers, two processes draw the files and copy them.

A file has its numbers before its row is there, as everywhere; whoever files meanwhile gets those that follow.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, closing, nullcontext
from datetime import UTC, datetime
from itertools import chain

import psycopg2
from psycopg2.extensions import connection

from catalogue.calendar import legal_day
from demo.loading import rows
from demo.loading.copying import copy
from demo.loading.indexes import set_aside
from demo.loading.lives import Era, Life
from services.filing.store.registers import SUBMISSIONS

BATCH = 4_000
PROCESSES = 2
MANY = 50_000
"""Files for which indexes are better made anew."""
TABLES = {
    "filing": ("dossiers", "numbers", "facts"),
    "review": ("cases", "opinions", "complements", "parties"),
    "signature": ("signature_requests",),
}
"""What is filled, in the order in which one row needs another."""
FIRST_FREE = (
    "select count(*), coalesce(max(('x' || right(id, 12))::bit(48)::bigint), 0) + 1 from dossiers where starts_with(applicant, 'loaded-')"
)
RESERVE = """
    insert into registers (register, commune, year, last) values (%s, %s, %s, %s)
    on conflict (register, commune, year) do update set last = registers.last + excluded.last returning last
"""

Ordinals = Mapping[str, int]
Entry = tuple[str, str, int]
"""A register, a commune, a year."""


def fill(urls: Mapping[str, str], count: int, seed: int, tell: Callable[[int], object]) -> int:
    """
    Load files until there are `count` of them; `urls`: the address of each room's database, under its own role; `tell` hears how many came.

    Give how many came in all. What was loaded before stays, and counts.
    """
    with closing(psycopg2.connect(urls["filing"])) as session:
        there, first = _loaded(session)
        era = Era(seed, datetime.now(UTC), first, max(count - there, 0))
        aside = set_aside(urls, TABLES) if era.count >= MANY else nullcontext()
        with aside, ProcessPoolExecutor(PROCESSES, initializer=_begin, initargs=(dict(urls), era)) as workers:
            under_way: set[Future[int]] = set()
            for numbers in _batches(era):
                under_way.add(workers.submit(_copy_batch, numbers, _numbered(session, [era.life(number) for number in numbers])))
                if len(under_way) > PROCESSES:
                    under_way = _told(under_way, tell)
            while under_way:
                under_way = _told(under_way, tell)
    for room, tables in TABLES.items():
        _settle(urls[room], tables)
    return era.count


def _loaded(session: connection) -> tuple[int, int]:
    """Tell how many files were loaded before, and the first number that is free."""
    with session, session.cursor() as cursor:
        cursor.execute(FIRST_FREE)
        found = cursor.fetchone()
    assert found  # noqa: S101 - a count is always there
    return int(found[0]), int(found[1])


def _batches(era: Era) -> Iterator[range]:
    end = era.first + era.count
    return (range(start, min(start + BATCH, end)) for start in range(era.first, end, BATCH))


def _told(under_way: set[Future[int]], tell: Callable[[int], object]) -> set[Future[int]]:
    """Wait for a batch, and tell of all that are done; give the others."""
    done, rest = wait(under_way, return_when=FIRST_COMPLETED)
    for batch in done:
        tell(batch.result())
    return rest


def _entries(life: Life) -> list[Entry]:
    """Name the registers in which a file has a number; its paper's is of the same year."""
    if life.submitted_at is None:
        return []
    series = [SUBMISSIONS, *([life.procedure.paper.number] if life.procedure.paper and life.has_paper else [])]
    return [(register, life.commune.code, legal_day(life.submitted_at).year) for register in series]


def _numbered(session: connection, lives: Sequence[Life]) -> list[Ordinals]:
    """Reserve the numbers of a batch; give each file's, by register."""
    wanted = Counter(chain.from_iterable(map(_entries, lives)))
    free: dict[Entry, int] = {}
    with session, session.cursor() as cursor:
        for entry, many in sorted(wanted.items()):
            cursor.execute(RESERVE, (*entry, many))
            last = cursor.fetchone()
            assert last  # noqa: S101 - the statement returns its row
            free[entry] = last[0] - many
    return [{entry[0]: _next(free, entry) for entry in _entries(life)} for life in lives]


def _next(free: dict[Entry, int], entry: Entry) -> int:
    free[entry] += 1
    return free[entry]


_at_work: dict[str, connection] = {}
_eras: list[Era] = []


def _begin(urls: dict[str, str], era: Era) -> None:
    """Begin the work of a process: its sessions, which need not be on the disk at each commit, and what it draws from."""
    _eras[:] = [era]
    for room in TABLES:
        _at_work[room] = psycopg2.connect(urls[room], options="-c synchronous_commit=off")


def _copy_batch(numbers: range, ordinals: Sequence[Ordinals]) -> int:
    """Draw the files of a batch and copy them; filing last, which says what was loaded."""
    found = [_rows(_eras[0].life(number), given) for number, given in zip(numbers, ordinals, strict=True)]
    with ExitStack() as open_now:
        for room in reversed(TABLES):
            session = open_now.enter_context(_at_work[room])
            for table in TABLES[room]:
                copy(session, table, [row for each in found for row in each[room].get(table, ())])
    return len(numbers)


def _rows(life: Life, ordinals: Ordinals) -> dict[str, rows.Rows]:
    filing = rows.of_filing(life, ordinals)
    (dossier,) = filing["dossiers"]
    number, permit = dossier["registry_number"] or "", dossier["permit_number"] or ""
    return {"filing": filing, "review": rows.of_review(life, number), "signature": rows.of_signature(life, number, permit)}


def _settle(url: str, tables: Sequence[str]) -> None:
    """Let PostgreSQL learn what came, as it does by itself in time."""
    with closing(psycopg2.connect(url)) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(f"vacuum (analyze) {', '.join(tables)}")
