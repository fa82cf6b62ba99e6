"""Signature requests on PostgreSQL."""

from threading import Event, Thread

import pytest
import sqlalchemy as sa

from contracts.people import Principal
from contracts.refusals import ChangedMeanwhile
from services.signature import store
from services.signature.domain.refusals import RequestUnknown, SignedDocumentUnknown
from services.signature.domain.requests import SignatureRequest
from tests.files import File
from tests.people import a_caller
from tests.signature.makers import AGADIR, LEARN, TAROUDANNT, a_request


@pytest.fixture
def database(signature_database: sa.Engine) -> sa.Engine:
    return signature_database


def an_official(territory: str) -> Principal:
    """Make somebody with an office in a territory."""
    return a_caller("clerk-1", "clerk", territory=territory)


def put(session: sa.Connection, request: SignatureRequest) -> SignatureRequest:
    """Put a request in the store under the identifier that the store gave it."""
    kept = store.obtain(session, request)
    request.id, request.version = kept.id, kept.version
    store.save(session, request)
    return request


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_request_comes_back_as_it_was_saved(database: sa.Engine, withdrawn: bool) -> None:
    request = a_request(signed=True, withdrawn=withdrawn)

    with database.begin() as session:
        put(session, request)
        (found,) = store.load_for_ceremony(session, [request.id])

    assert found == request


def test_a_file_has_one_request_whichever_fact_comes_first(database: sa.Engine) -> None:
    with database.begin() as session:
        first = store.obtain(session, File())
    with database.begin() as session:
        second = store.obtain(session, File())

    assert first.id == second.id


def test_two_facts_about_a_file_at_the_same_time_are_both_kept(database: sa.Engine) -> None:
    first_has_it = Event()

    def learn_that_fees_are_settled() -> None:
        first_has_it.wait()
        with database.begin() as session:
            late = store.obtain(session, File())
            LEARN["decision-fees"](late)
            store.save(session, late)

    other = Thread(target=learn_that_fees_are_settled)
    other.start()
    with database.begin() as session:
        request = store.obtain(session, File())
        first_has_it.set()
        LEARN["document"](request)
        store.save(session, request)
    other.join()

    with database.begin() as session:
        assert store.obtain(session, File()).awaits() == ("decision", "parties")


def test_somebody_who_changed_an_older_version_is_refused(database: sa.Engine) -> None:
    with database.begin() as session:
        request = put(session, a_request())

        with pytest.raises(ChangedMeanwhile):
            store.save(session, request)


def test_a_ceremony_over_an_unknown_request_is_refused(database: sa.Engine) -> None:
    with database.begin() as session:
        request = put(session, a_request())

        with pytest.raises(RequestUnknown):
            store.load_for_ceremony(session, [request.id, "unknown"])


def test_a_desk_lists_the_decided_open_requests_of_its_territory_page_by_page(database: sa.Engine) -> None:
    with database.begin() as session:
        mine = [put(session, request) for request in (a_request(), a_request(waiting_for="fees"), a_request(waiting_for="document"))]
        for other in (a_request(commune=AGADIR), a_request(signed=True), a_request(withdrawn=True), a_request(waiting_for="decision")):
            put(session, other)
        first = store.find_open(session, an_official(TAROUDANNT), "", 2, mine=False)
        rest = store.find_open(session, an_official(TAROUDANNT), first[-1].id, 2, mine=False)

    assert [request.id for request in first + rest] == sorted(request.id for request in mine)


@pytest.mark.parametrize(("territory", "count"), [("09.541", 1), ("09.54", 0), ("09", 2), ("national", 2), ("", 0)])
def test_a_territory_covers_what_lies_within_it(database: sa.Engine, territory: str, count: int) -> None:
    with database.begin() as session:
        put(session, a_request(commune=TAROUDANNT))
        put(session, a_request(commune=AGADIR))

        assert len(store.find_open(session, an_official(territory), "", 10, mine=False)) == count


@pytest.mark.parametrize("code", ["PC-1", "cd" * 32])
def test_a_signed_permit_is_found_by_its_number_or_its_fingerprint(database: sa.Engine, code: str) -> None:
    with database.begin() as session:
        request = put(session, a_request(signed=True))

        assert store.load_signed(session, code) == request


def test_a_permit_that_is_not_signed_cannot_be_verified(database: sa.Engine) -> None:
    with database.begin() as session:
        put(session, a_request())

        with pytest.raises(SignedDocumentUnknown):
            store.load_signed(session, "PC-1")


def test_the_migration_makes_the_table_that_the_store_uses(database: sa.Engine) -> None:
    table, found = store.signature_requests, sa.inspect(database)

    assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())
    assert {index["name"] for index in found.get_indexes(table.name)} >= {str(index.name) for index in table.indexes}
