"""
The database servers of the cluster, through CloudNativePG: who lives on which, with a role and a database of his own.

A server is made with the database of its first owner, and with the schemas of that one's tenants; the others' follow as resources.
"""

from collections.abc import Iterator
from pathlib import Path

from deploy.rooms import DECLARED, Gateway, Room, Server, Tenant
from deploy.shapes import fill

SHAPES = Path(__file__).parent / "shapes"


def render() -> str:
    """Give the text of `base/rooms/databases.yaml`."""
    return "".join(of_server(server) for server in DECLARED.servers)


def of_server(server: Server) -> str:
    """Write a server, its databases, and whom it lets in."""
    first, *others = DECLARED.owners_on(server)
    tenants = DECLARED.tenants_of(first)
    words: dict[str, str | int] = {
        "server": server.name,
        "storage": server.storage,
        "connections": server.connections,
        "first": first.name,
        "processes": ", ".join(user for owner in (first, *others) for user in DECLARED.users_of(owner)),
    }
    lines = {"schemas": schemas(first, tenants), "managed": managed([*others, *tenants]), "entering": entering(first, others, tenants)}
    databases = (fill(SHAPES / "database.yaml", {"name": other.name, "server": server.name}) for other in others)
    return "".join([fill(SHAPES / "server.yaml", words, lines), *databases])


def managed(owners: list[Room | Gateway | Tenant]) -> Iterator[str]:
    """Give the roles that are not made with the server."""
    if owners:
        yield "managed:\n  roles:"
    for owner in owners:
        yield f"    - {{name: {owner.name}, ensure: present, login: true, passwordSecret: {{name: {owner.name}-database}}}}"


def entering(first: Room | Gateway, others: list[Room | Gateway], tenants: list[Tenant]) -> Iterator[str]:
    """Give the lines of pg_hba: who may enter which database, over TLS alone."""
    if tenants:
        yield f"- hostssl {first.name} {','.join([first.name, *(tenant.name for tenant in tenants)])} all scram-sha-256"
    if others or not tenants:
        yield "- hostssl sameuser all all scram-sha-256"


def schemas(first: Room | Gateway, tenants: list[Tenant]) -> Iterator[str]:
    """Give the statements that let tenants in, as deploy/local/databases.py does it on one machine."""
    if tenants:
        yield "postInitApplicationSQL:   # as deploy/local/databases.py does it on one machine"
        yield f"  - REVOKE ALL ON DATABASE {first.name} FROM PUBLIC"
        yield "  - REVOKE ALL ON SCHEMA public FROM PUBLIC"
        yield f"  - ALTER SCHEMA public OWNER TO {first.name}"
        yield f"  - GRANT CONNECT, TEMPORARY ON DATABASE {first.name} TO {first.name}"
    for tenant in tenants:
        yield f"  - CREATE ROLE {tenant.name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
        yield f"  - GRANT CONNECT ON DATABASE {first.name} TO {tenant.name}"
        yield f"  - CREATE SCHEMA {tenant.schema} AUTHORIZATION {tenant.name}"
        yield f"  - ALTER ROLE {tenant.name} IN DATABASE {first.name} SET search_path = {tenant.schema}"
