"""
What the cluster's manifests say of the rooms: `base/rooms/`, a file for each, filled from `shapes/` by its entry in `deploy/rooms.toml`.

`python -m deploy.written` writes it (`make docs`). What stands once, such as the gateway and the settings, is in `base/`, by hand.
"""

from collections.abc import Iterator
from pathlib import Path

from deploy.k8s import broker_rights, databases
from deploy.rooms import DECLARED, SERVICES, Gateway, Process, Room, Tenant
from deploy.shapes import fill

K8S = Path(__file__).parent
FOLDER = K8S / "base" / "rooms"
LATEST = K8S / "overlays" / "development" / "images" / "kustomization.yaml"
SHAPES = K8S / "shapes"


def files() -> dict[Path, str]:
    """Give each file that is written, and its text."""
    door = DECLARED.gateway
    written = {room.name: of_room(room) for room in DECLARED.rooms} | {
        f"relay-{door.name}": of_relay(door) + of_network(f"relay-{door.name}", door),
        "databases": databases.render(),
        "broker-rights": broker_rights.render(),
        "connections": fill(SHAPES / "connections.yaml", {}, {"pools": pools()}),
        "topology": topology(),
    }
    written["kustomization"] = fill(SHAPES / "kustomization.yaml", {}, {"files": [f"- {name}.yaml" for name in written]})
    return {FOLDER / f"{name}.yaml": text for name, text in written.items()} | {LATEST: latest()}


def of_room(room: Room) -> str:
    """Write a room: its process, its relay, its tenants, and to whom they may speak."""
    parts = [of_process(room, room)]
    parts += [of_relay(room)] if room.announces else []
    parts += [of_process(tenant, room) for tenant in DECLARED.tenants_of(room)]
    parts += [fill(SHAPES / "outside.yaml", {"room": room.name, "what": what, "port": port}) for what, port in room.reaches.items()]
    return "".join([*parts, of_network(room.name, room)])


def of_process(process: Room | Tenant, room: Room) -> str:
    """Write a process that answers calls; a tenant runs in its room's image, under its own name."""
    is_tenant = isinstance(process, Tenant)
    words: dict[str, str | int] = {
        "name": process.name,
        "room": room.name,
        "server": room.server,
        "migrate": f"migrate, {process.name}" if is_tenant else "migrate",
        "serve": process.name if is_tenant else "serve",
        "cpu": process.cpu,
        "asked": process.memory[0],
        "limit": process.memory[1],
        "fewest": process.replicas[0],
        "most": process.replicas[1],
    }
    lines = {"variables": variables(process), "mounts": mounts(process), "volumes": volumes(process)}
    return fill(SHAPES / "program.yaml", words, lines)


def of_relay(owner: Room | Gateway) -> str:
    """Write the relay that empties an outbox."""
    return fill(SHAPES / "relay.yaml", {"room": owner.name, "server": owner.server})


def of_network(name: str, owner: Room | Gateway) -> str:
    """Write to whom the processes of a room, or the gateway's relay, may speak: their database, the broker, nobody else."""
    processes = [process for process in DECLARED.users_of(owner) if process != DECLARED.gateway.name]
    return fill(SHAPES / "network.yaml", {"name": name, "server": owner.server, "processes": ", ".join(processes)})


def latest() -> str:
    """Write the tags of the images in the development overlay."""
    return fill(SHAPES / "images.yaml", {}, {"images": [f"- {{name: rokhas/{owner.name}, newTag: latest}}" for owner in DECLARED.owners]})


def topology() -> str:
    """Write the Job that declares every queue: one container for each room."""
    declaring = (fill(SHAPES / "declaring.yaml", {"room": name}) for name in SERVICES)
    return fill(SHAPES / "topology.yaml", {}, {"containers": declaring})


def pools() -> Iterator[str]:
    """Give how many connections one pod of each process may open."""
    for process in (*DECLARED.owners, *DECLARED.tenants):
        yield f'{process.name}: "{process.pool}"'


def variables(process: Process) -> Iterator[str]:
    """Give the variables that are not everybody's."""
    for name in (["DOCUMENTS_URL"] if process.documents else []) + list(process.settings):
        yield f"- name: {name}\n  valueFrom: {{configMapKeyRef: {{name: settings, key: {name}}}}}"
    for name, value in (process.secret_files | process.folders).items():
        yield f"- name: {name}\n  value: {value}"
    if isinstance(process, Tenant):
        yield f"- name: SERVICE\n  value: {process.name}"
        yield f"- name: {process.database_variable}\n  value: $(DATABASE_URL)"


def mounts(process: Process) -> Iterator[str]:
    """Give what is mounted where."""
    if process.documents:
        yield "- {name: documents, mountPath: /documents}"
    for variable, path in process.folders.items():
        yield f"- {{name: {process.places[variable]}, mountPath: {path}}}"
    for name in process.secrets:
        yield f"- {{name: {name}, mountPath: /etc/rokhas/{name}, readOnly: true}}"


def volumes(process: Process) -> Iterator[str]:
    """Give what is there to mount: the documents of all, room to write in, files of secrets."""
    if process.documents:
        yield "- name: documents\n  persistentVolumeClaim: {claimName: documents}"
    for place in process.places.values():
        yield f"- name: {place}\n  emptyDir: {{sizeLimit: 1Gi}}"
    for name, secret in process.secrets.items():
        optional = ", optional: true" if secret.optional else ""
        yield f"- name: {name}\n  secret: {{secretName: {process.name}-{name}, defaultMode: 0440{optional}}}"
