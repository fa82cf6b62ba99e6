"""Each service has its own database, tried on a real PostgreSQL; the signing keys are out of the signature service's reach."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import cursor

from deploy.local.addresses import database_passwords
from deploy.local.databases import create_databases, role_url
from deploy.local.folder import RunFolder
from deploy.local.postgres import DISCREET
from deploy.rooms import DECLARED

OWNERS = [owner.name for owner in DECLARED.owners]


@pytest.fixture
def urls(admin_url: str, run_folder: RunFolder) -> dict[str, str]:
    """Give each role's address of its database."""
    return {role: role_url(admin_url, role, password) for role, password in database_passwords(run_folder).items()}


@contextmanager
def asking(url: str) -> Iterator[cursor]:
    """Open a transaction that is never committed."""
    connection = psycopg2.connect(url)
    try:
        yield connection.cursor()
    finally:
        connection.close()


@pytest.mark.parametrize("service", OWNERS)
def test_a_service_makes_tables_in_its_own_database(urls: dict[str, str], service: str) -> None:
    with asking(urls[service]) as ask:
        ask.execute("CREATE TABLE rights_test (id text)")

        ask.execute("SELECT count(*) FROM rights_test")
        assert ask.fetchone() == (0,)


def test_a_service_cannot_enter_the_database_of_another(urls: dict[str, str]) -> None:
    foreign = urls["filing"].removesuffix("/filing") + "/payment"

    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(foreign)


@pytest.mark.parametrize("database", ["postgres", "template1"])
@pytest.mark.parametrize("role", DECLARED.roles)
def test_no_role_enters_the_databases_that_every_server_has(urls: dict[str, str], role: str, database: str) -> None:
    elsewhere = urlsplit(urls[role])._replace(path=f"/{database}").geturl()

    with pytest.raises(psycopg2.OperationalError, match=f'permission denied for database "{database}"'):
        psycopg2.connect(elsewhere)


def test_the_administrator_enters_everywhere_and_still_makes_databases(admin_url: str) -> None:
    for database in ("postgres", "template1", "payment"):
        with asking(urlsplit(admin_url)._replace(path=f"/{database}").geturl()) as ask:
            ask.execute("SELECT current_database()")
            assert ask.fetchone() == (database,)


def test_nobody_enters_without_the_password(urls: dict[str, str]) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(role_url(urls["filing"], "filing", "a guess"))


def test_the_signer_keeps_its_tables_among_the_keys(urls: dict[str, str]) -> None:
    with asking(urls["signer"]) as ask:
        ask.execute("CREATE TABLE rights_test (id text)")

        ask.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'rights_test'")
        assert ask.fetchone() == ("keys",)


def test_signature_cannot_look_at_the_keys(urls: dict[str, str]) -> None:
    with asking(urls["signature"]) as ask, pytest.raises(InsufficientPrivilege):
        ask.execute("CREATE TABLE keys.rights_test (id text)")


def test_signature_is_not_granted_the_keys_by_membership(urls: dict[str, str]) -> None:
    with asking(urls["signature"]) as ask:
        ask.execute("SELECT has_schema_privilege('keys', 'usage'), pg_has_role('signer', 'member')")

        assert ask.fetchone() == (False, False)


def test_the_signer_cannot_touch_the_requests_of_signature(urls: dict[str, str]) -> None:
    with asking(urls["signer"]) as ask, pytest.raises(InsufficientPrivilege):
        ask.execute("CREATE TABLE public.rights_test (id text)")


def test_creating_again_changes_nothing(admin_url: str, run_folder: RunFolder, urls: dict[str, str]) -> None:
    create_databases(admin_url, database_passwords(run_folder))

    with asking(urls["filing"]) as ask:
        ask.execute("SELECT count(*) FROM pg_database WHERE datname = 'filing'")
        assert ask.fetchone() == (1,)


def test_what_is_committed_is_on_disk(admin_url: str) -> None:
    with asking(admin_url) as ask:
        ask.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')")

        assert ask.fetchone() == ("on", "on", "on")


def test_the_server_logs_neither_statements_nor_rows(urls: dict[str, str]) -> None:
    """Where parameters are written into the statement, the one that failed holds what somebody typed."""
    with asking(urls["filing"]) as ask:
        for name, value in DISCREET.items():
            ask.execute("SELECT current_setting(%s)", (name,))
            assert ask.fetchone() == (value,)
