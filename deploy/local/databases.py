"""
One database and one login role for each service that is declared; nobody else may even connect.

A tenant has a role in the database of a room, and owns a schema there in which the room's own role has no right at all: so `signer` owns
the schema `keys` in the database `signature` (the signing keys stay with the one process that signs).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection

from deploy.rooms import DECLARED, Tenant

EVERY_SERVER_HAS = ("postgres", "template1")
"""Databases into which every role may go when nothing is said: to look around, and to make tables that later databases would inherit."""


def role_url(admin_url: str, role: str, password: str) -> str:
    """Give a role's address of its own database, on the server that `admin_url` names."""
    parts = urlsplit(admin_url)
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(("postgresql", f"{role}:{password}@{server}", f"/{DECLARED.roles[role]}", parts.query, ""))


def create_databases(admin_url: str, passwords: dict[str, str]) -> None:
    """Create the roles and databases that do not exist yet; set every password. Safe to run again."""
    with _connected(admin_url) as session:
        for database in EVERY_SERVER_HAS:
            _run(session, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=sql.Identifier(database))
        for role, password in passwords.items():
            _create_role(session, role, password)
        created = [owner.name for owner in DECLARED.owners if _create_database(session, owner.name)]
    for service in created:
        _give_schema(admin_url, service)
    for tenant in DECLARED.tenants:
        if tenant.room in created:
            _let_in(admin_url, tenant)


@contextmanager
def _connected(url: str) -> Iterator[connection]:
    """Open a session in which each statement commits at once (a database cannot be created in a transaction)."""
    session = psycopg2.connect(url)
    session.autocommit = True
    try:
        yield session
    finally:
        session.close()


def _database_url(admin_url: str, database: str) -> str:
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{database}"))


def _run(session: connection, statement: str, **names: sql.Composable) -> None:
    with session.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**names))


def _exists(session: connection, question: str, name: str) -> bool:
    with session.cursor() as cursor:
        cursor.execute(question, (name,))
        return cursor.fetchone() is not None


def _create_role(session: connection, role: str, password: str) -> None:
    names = {"role": sql.Identifier(role), "password": sql.Literal(password)}
    if not _exists(session, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        _run(session, "CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", role=names["role"])
    _run(session, "ALTER ROLE {role} PASSWORD {password}", **names)


def _create_database(session: connection, service: str) -> bool:
    if _exists(session, "SELECT 1 FROM pg_database WHERE datname = %s", service):
        return False
    name = sql.Identifier(service)
    _run(session, "CREATE DATABASE {name}", name=name)
    _run(session, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=name)
    _run(session, "GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {name}", name=name)
    return True


def _give_schema(admin_url: str, service: str) -> None:
    with _connected(_database_url(admin_url, service)) as session:
        _run(session, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _run(session, "ALTER SCHEMA public OWNER TO {role}", role=sql.Identifier(service))


def _let_in(admin_url: str, tenant: Tenant) -> None:
    names = {"tenant": sql.Identifier(tenant.name), "database": sql.Identifier(tenant.room), "schema": sql.Identifier(tenant.schema)}
    with _connected(_database_url(admin_url, tenant.room)) as session:
        _run(session, "GRANT CONNECT ON DATABASE {database} TO {tenant}", **names)
        _run(session, "CREATE SCHEMA {schema} AUTHORIZATION {tenant}", **names)
        _run(session, "ALTER ROLE {tenant} IN DATABASE {database} SET search_path = {schema}", **names)
