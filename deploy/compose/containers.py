"""
The text of `compose.yaml`: the rooms, filled from `shapes/` by their entries in `deploy/rooms.toml`, in `shapes/platform.yaml`.

`python -m deploy.written` writes it (`make docs`).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from deploy.local.secrets import file_of
from deploy.rooms import DECLARED, SERVICES, Gateway, Room, Tenant
from deploy.shapes import fill

FILE = Path(__file__).parents[2] / "compose.yaml"
SHAPES = Path(__file__).parent / "shapes"
PLATFORM = SHAPES / "platform.yaml"
SETTINGS = frozenset(re.findall(r"&([A-Z_]+) ", PLATFORM.read_text("utf-8")))
"""What rooms may ask for, with its value in `x-settings`."""


def render() -> str:
    """Give the text of compose.yaml."""
    words = {
        "databases": " ".join(owner.name for owner in DECLARED.owners),
        "tenants": " ".join(f"{tenant.name}:{tenant.room}:{tenant.schema}" for tenant in DECLARED.tenants),
    }
    lines = {
        "passwords": (f"{role.upper()}_DATABASE_PASSWORD: ${{{role.upper()}_DATABASE_PASSWORD}}" for role in DECLARED.roles),
        "declared": (f"declare-{name}: {{condition: service_completed_successfully}}" for name in SERVICES),
        "rooms": ["\n\n".join(service.rstrip() for owner in DECLARED.owners for service in of_owner(owner))],
        "files": (f"{file_of(each)}: {{file: ./.run/compose/secrets/{file_of(each)}}}" for each in secret_files()),
    }
    return fill(PLATFORM, words, lines)


def of_owner(owner: Room | Gateway) -> Iterator[str]:
    """Write what migrates a database, the room, its relay, its tenants; the gateway itself stands in the platform's shape."""
    network = "vault" if isinstance(owner, Room) and owner.secluded else "inside"
    words = {"room": owner.name, "name": owner.name, "NAME": owner.name.upper(), "migrate": "migrate", "network": network}
    yield fill(SHAPES / "migrate.yaml", words)
    if isinstance(owner, Room):
        yield fill(SHAPES / "declare.yaml", words)
        yield fill(SHAPES / "program.yaml", words, given(owner))
    if owner.announces:
        yield fill(SHAPES / "relay.yaml", words)
    for tenant in DECLARED.tenants_of(owner):
        own = words | {"name": tenant.name, "NAME": tenant.name.upper(), "migrate": f"migrate, {tenant.name}"}
        yield fill(SHAPES / "migrate.yaml", own)
        yield fill(SHAPES / "program.yaml", own, given(tenant))


def given(process: Room | Tenant) -> dict[str, list[str]]:
    """Give what a process is started with beyond what everybody is."""
    is_tenant = isinstance(process, Tenant)
    secrets = ", ".join(file_of(variable) for variable in process.secret_files)
    return {
        "started": [f"command: [{process.name}]" if is_tenant else f"build: {{context: ., args: {{SERVICE: {process.name}}}}}"],
        "variables": [f"{name}: {value}" for name, value in variables(process)],
        "volumes": [f"- ./.run/compose/{place}:{path}" for place, path in folders(process).items()],
        "secrets": [f"secrets: [{secrets}]"] if secrets else [],
    }


def variables(process: Room | Tenant) -> Iterator[tuple[str, str]]:
    """Give the variables that are not everybody's."""
    wanted = [*(["DOCUMENTS_URL"] if process.documents else []), *process.settings]
    yield from ((name, f"*{name}") for name in wanted if name in SETTINGS)
    yield from ((name, f"/run/secrets/{file_of(name)}") for name in process.secret_files)
    yield from process.folders.items()
    if isinstance(process, Tenant):
        yield "SERVICE", process.name
        password = f"${{{process.name.upper()}_DATABASE_PASSWORD}}"
        yield process.database_variable, f"postgresql://{process.name}:{password}@postgres:5432/{process.room}"


def folders(process: Room | Tenant) -> dict[str, str]:
    """Give where a process writes: the folder under `.run/compose`, and its place in the container."""
    documents = {"documents": "/documents"} if process.documents else {}
    return documents | {place: process.folders[variable] for variable, place in process.places.items()}


def secret_files() -> list[str]:
    """Give every variable that names the file of a secret."""
    return [variable for process in DECLARED.answering for variable in process.secret_files]
