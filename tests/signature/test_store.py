"""Signature requests on PostgreSQL."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from chassis.paging import instant, read_cursor
from contracts.people import Principal
from contracts.refusals import ChangedMeanwhile
from services.signature import store
from services.signature.domain.refusals import RequestUnknown, SignedDocumentUnknown
from services.signature.domain.requests import SignatureRequest
from tests.conftest import Aged
from tests.files import File
from tests.people import a_caller
from tests.plans import explained
from tests.signature.makers import AGADIR, LEARN, NOW, TAROUDANNT, a_request


@pytest.fixture
def database(signature_database: sa.Engine) -> sa.Engine:
    return signature_database


def an_official(territory: str) -> Principal:
    """Make somebody with an office in a territory."""
    return a_caller("clerk-1", "clerk", territory=territory)


def put(connection: sa.Connection, request: SignatureRequest) -> SignatureRequest:
    """Put a request in the store under the identifier that the store gave it."""
    kept = store.obtain(connection, request)
    request.id, request.version = kept.id, kept.version
    store.save(connection, request)
    return request


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_request_comes_back_as_it_was_saved(database: sa.Engine, withdrawn: bool) -> None:
    request = a_request(signed=True, withdrawn=withdrawn)

    with database.begin() as connection:
        put(connection, request)
        (found,) = store.load_for_ceremony(connection, [request.id])

    assert found == request


def test_a_file_has_one_request_whichever_fact_comes_first(database: sa.Engine) -> None:
    with database.begin() as connection:
        first = store.obtain(connection, File())
    with database.begin() as connection:
        second = store.obtain(connection, File())

    assert first.id == second.id


def test_two_facts_about_a_file_at_the_same_time_are_both_kept(database: sa.Engine) -> None:
    first_has_it = Event()

    def learn_that_fees_are_settled() -> None:
        first_has_it.wait()
        with database.begin() as connection:
            late = store.obtain(connection, File())
            LEARN["decision-fees"](late)
            store.save(connection, late)

    other = Thread(target=learn_that_fees_are_settled)
    other.start()
    with database.begin() as connection:
        request = store.obtain(connection, File())
        first_has_it.set()
        LEARN["document"](request)
        store.save(connection, request)
    other.join()

    with database.begin() as connection:
        assert store.obtain(connection, File()).awaits() == ("decision", "parties")


def test_somebody_who_changed_an_older_version_is_refused(database: sa.Engine) -> None:
    with database.begin() as connection:
        request = put(connection, a_request())

        with pytest.raises(ChangedMeanwhile):
            store.save(connection, request)


def test_a_ceremony_over_an_unknown_request_is_refused(database: sa.Engine) -> None:
    with database.begin() as connection:
        request = put(connection, a_request())

        with pytest.raises(RequestUnknown):
            store.load_for_ceremony(connection, [request.id, "unknown"])


def test_a_desk_lists_the_decided_open_requests_of_its_territory_page_by_page(database: sa.Engine) -> None:
    with database.begin() as connection:
        mine = [put(connection, request) for request in (a_request(), a_request(waiting_for="fees"), a_request(waiting_for="document"))]
        for other in (a_request(commune=AGADIR), a_request(signed=True), a_request(withdrawn=True), a_request(waiting_for="decision")):
            put(connection, other)
        first = store.find_open(connection, an_official(TAROUDANNT), None, 2, mine=False)
        rest = store.find_open(connection, an_official(TAROUDANNT), read_cursor(store.cursor_of(first[-1]), instant), 2, mine=False)

    assert [request.id for request in first + rest] == [request.id for request in sorted(mine, key=waiting_since)]


def waiting_since(request: SignatureRequest) -> tuple[datetime, str]:
    """Say where a request stands in the list."""
    assert request.listed_at
    return request.listed_at, request.id


def test_what_comes_while_one_reads_stands_at_the_end(database: sa.Engine) -> None:
    clerk = an_official(TAROUDANNT)
    with database.begin() as connection:
        old = [put(connection, replace(a_request(), requested_at=NOW + timedelta(minutes=minute))) for minute in (3, 1, 2)]
        first = store.find_open(connection, clerk, None, 2, mine=False)
        new = put(connection, replace(a_request(), id="0" * 36, requested_at=NOW + timedelta(minutes=4)))
        rest = store.find_open(connection, clerk, read_cursor(store.cursor_of(first[-1]), instant), 9, mine=False)

    assert [request.id for request in first + rest] == [old[1].id, old[2].id, old[0].id, new.id]


MANY = sa.text("""
    insert into signature_requests (id, dossier, commune, procedure, registry_number, status, parties, authority, granted_at, settled,
        permit_number, document, requested_at, version)
    select 'r-' || n, 'd-' || n, (array['09.541.01.13', '01.511.01.0'])[n % 2 + 1], 'building-permit-small@2026-01', '',
        case when n % 9 = 0 then 'ready' else 'signed' end, '[]', (array['president', 'director'])[n % 3 / 2 + 1], now(), '{}',
        '', '', now() - n * interval '1 minute', 1
    from generate_series(1, 9000) as n
""")


@pytest.mark.parametrize("territory", [TAROUDANNT, "09.541", "09", "national"])
@pytest.mark.parametrize("role", ["clerk", "president", "director"])
def test_the_list_has_its_index(database: sa.Engine, territory: str, role: str) -> None:
    with database.begin() as connection:
        connection.execute(MANY)
        connection.execute(sa.text("analyze"))
    with explained(database) as plans, database.connect() as connection:
        first = store.find_open(connection, a_caller("a", role, territory=territory), None, 21, mine=role != "clerk")
        if first:
            after = read_cursor(store.cursor_of(first[-1]), instant)
            store.find_open(connection, a_caller("a", role, territory=territory), after, 21, mine=role != "clerk")

    assert plans
    assert not [plan for plan in plans if "Seq Scan" in plan]


@pytest.mark.parametrize(("territory", "count"), [("09.541", 1), ("09.54", 0), ("09", 2), ("national", 2), ("", 0)])
def test_a_territory_covers_what_lies_within_it(database: sa.Engine, territory: str, count: int) -> None:
    with database.begin() as connection:
        put(connection, a_request(commune=TAROUDANNT))
        put(connection, a_request(commune=AGADIR))

        assert len(store.find_open(connection, an_official(territory), None, 10, mine=False)) == count


@pytest.mark.parametrize("code", ["PC-1", "cd" * 32])
def test_a_signed_permit_is_found_by_its_number_or_its_fingerprint(database: sa.Engine, code: str) -> None:
    with database.begin() as connection:
        request = put(connection, a_request(signed=True))

        assert store.load_signed(connection, code) == request


def test_a_permit_that_is_not_signed_cannot_be_verified(database: sa.Engine) -> None:
    with database.begin() as connection:
        put(connection, a_request())

        with pytest.raises(SignedDocumentUnknown):
            store.load_signed(connection, "PC-1")


def test_the_migration_makes_the_table_that_the_store_uses(database: sa.Engine) -> None:
    table, found = store.signature_requests, sa.inspect(database)

    assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())
    assert {index["name"] for index in found.get_indexes(table.name)} >= {str(index.name) for index in table.indexes}


def test_requests_that_were_there_before_the_columns_are_listed(aged_database: Aged) -> None:
    engine, upgrade = aged_database("signature")
    with engine.begin() as connection:
        request = put(connection, a_request())

    upgrade()

    with engine.begin() as connection:
        assert [each.id for each in store.find_open(connection, an_official("09.541"), None, 10, mine=False)] == [request.id]
