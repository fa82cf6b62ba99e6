"""
What `rooms.toml` declares: rooms, their tenants, the gateway and the database servers, read strictly into types.

`DECLARED` is what everything else asks: the broker's rights, the databases, the processes of one machine, and what
`python -m deploy.written` writes for containers and the cluster.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

FILE = Path(__file__).with_name("rooms.toml")

Name = Annotated[str, msgspec.Meta(pattern="^[a-z]+$")]
"""A name is a Python package, a database role and a DNS label at once, so letters alone."""

Exchange = Literal["events", "private"]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the file; what it does not know, it refuses."""


class Server(Entry, frozen=True):
    """A database server of the cluster: its disk, and how many connections it offers."""

    name: Name
    storage: str
    connections: int


class Secret(Entry, frozen=True):
    """Files that are mounted: each by the variable that names it. An optional secret may be missing."""

    files: dict[str, str] = {}
    optional: bool = False


class Process(Entry, frozen=True):
    """What a process with a role in a database is given."""

    name: Name
    documents: bool = False
    settings: tuple[str, ...] = ()
    secrets: dict[Name, Secret] = {}
    folders: dict[str, str] = {}
    pool: int = 6
    replicas: tuple[int, int] = (2, 6)
    cpu: str = "100m"
    memory: tuple[str, str] = ("192Mi", "512Mi")

    @property
    def secret_files(self) -> dict[str, str]:
        """The variables that name a file of a secret, each with its path in a pod."""
        return {variable: f"/etc/rokhas/{of}/{file}" for of, secret in self.secrets.items() for variable, file in secret.files.items()}

    @property
    def places(self) -> dict[str, str]:
        """The variables that name a folder, each with the folder's place on a machine: SMS_FOLDER in `sms`."""
        return {variable: variable.removesuffix("_FOLDER").lower().replace("_", "-") for variable in self.folders}


class Room(Process, frozen=True, kw_only=True):
    """A room: a service with a database of its own."""

    announces: tuple[Exchange, ...]
    calls: tuple[Name, ...] = ()
    server: Name = "offices"
    secluded: bool = False
    reaches: dict[Name, int] = {}


class Tenant(Process, frozen=True, kw_only=True):
    """A process of a room's image that has a role and a schema of its own in the room's database, and is called by the room."""

    room: Name
    schema: Name

    @property
    def database_variable(self) -> str:
        """The variable that names its database, beside DATABASE_URL."""
        return f"{self.name.upper()}_DATABASE_URL"


class Gateway(Entry, frozen=True, kw_only=True):
    """The door: what it shares with the rooms."""

    name: Name = "gateway"
    announces: tuple[Exchange, ...]
    announces_as: Name
    server: Name
    pool: int


class Declared(Entry, frozen=True):
    """Everything that is declared."""

    servers: tuple[Server, ...]
    rooms: tuple[Room, ...]
    tenants: tuple[Tenant, ...]
    gateway: Gateway

    def __post_init__(self) -> None:
        """Refuse names that nobody bears or two do, and a tenant whose schema could not be made together with its server."""
        unknown = {owner.server for owner in self.owners} - {server.name for server in self.servers}
        unknown |= {called for room in self.rooms for called in room.calls} - {tenant.name for tenant in self.tenants}
        if unknown:
            raise ValueError(f"named, but not declared: {', '.join(sorted(unknown))}")
        if len(self.roles) < len(self.owners) + len(self.tenants):
            raise ValueError("two have the same name")
        if {tenant.room for tenant in self.tenants} - {owner.name for server in self.servers for owner in self.owners_on(server)[:1]}:
            raise ValueError("the room of a tenant must be the first of its server")

    @property
    def owners(self) -> tuple[Room | Gateway, ...]:
        """Those who have a database of their own."""
        return (*self.rooms, self.gateway)

    @property
    def answering(self) -> tuple[Room | Tenant, ...]:
        """Those who answer calls, each with its entry of settings and secrets."""
        return (*self.rooms, *self.tenants)

    @property
    def announcers(self) -> tuple[Room | Gateway, ...]:
        """Those who have an outbox, and so a relay that empties it."""
        return tuple(owner for owner in self.owners if owner.announces)

    @property
    def roles(self) -> dict[str, str]:
        """Each role of the databases, and the database that it enters."""
        return {owner.name: owner.name for owner in self.owners} | {tenant.name: tenant.room for tenant in self.tenants}

    @property
    def processes(self) -> tuple[str, ...]:
        """The names of all processes but the simulators'."""
        relays = (f"relay-{owner.name}" for owner in self.announcers)
        return (*(process.name for process in self.answering), *relays, self.gateway.name)

    def owners_on(self, server: Server) -> list[Room | Gateway]:
        """Give those whose databases are on a server, in the order of the file."""
        return [owner for owner in self.owners if owner.server == server.name]

    def tenants_of(self, owner: Room | Gateway) -> list[Tenant]:
        """Give the tenants of a room."""
        return [tenant for tenant in self.tenants if tenant.room == owner.name]

    def users_of(self, owner: Room | Gateway) -> list[str]:
        """Name the processes that enter a database: its owner, the owner's relay, the tenants."""
        relay = [f"relay-{owner.name}"] if owner.announces else []
        return [owner.name, *relay, *(tenant.name for tenant in self.tenants_of(owner))]


def read(file: Path = FILE) -> Declared:
    """Read a declaration; a word that is unknown, or missing, is refused with its place."""
    return msgspec.toml.decode(file.read_text("utf-8"), type=Declared)


DECLARED = read()
SERVICES = tuple(room.name for room in DECLARED.rooms)
