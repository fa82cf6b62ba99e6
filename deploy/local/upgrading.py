"""
Bringing a running platform to the code of this checkout, one unit after the other, while people work.

The platform may have been started by another checkout: RUN_FOLDER names its folder, where ports, secrets and data stay as they are. The
order (docs/deploy.md, "Upgrading"): rights and queues first, so that whatever the new code announces has its readers' queues; then each
unit, a tenant before its room: its history, a new process beside the old one, the old one replaced, its relay; the gateway last, because
it asks everybody. PostgreSQL and RabbitMQ stay as they are.
"""

from collections.abc import Callable, Iterator
from functools import partial

import httpx
from sqlalchemy.exc import SQLAlchemyError

from chassis.migrate import migrate
from deploy.local import broker
from deploy.local.addresses import database_passwords
from deploy.local.databases import create_databases
from deploy.local.folder import RunFolder
from deploy.local.platform import Platform
from deploy.local.processes import NEXT
from deploy.local.progress import say
from deploy.local.refusals import CannotRun
from deploy.local.starting import READY_SECONDS, declare_queues, is_ready
from deploy.local.waiting import wait_until
from deploy.rooms import DECLARED

Meanwhile = Callable[[str], None]
"""What is done while a unit's old and new process both work: it is given the unit's name."""


def units() -> Iterator[str]:
    """Name what is upgraded, in order: each room after its tenants, the gateway last."""
    for room in DECLARED.rooms:
        yield from (tenant.name for tenant in DECLARED.tenants_of(room))
        yield room.name
    yield DECLARED.gateway.name


def upgrade(folder: RunFolder, meanwhile: Meanwhile = lambda unit: None) -> Platform:
    """Bring everything of a running platform to this code, and give it; refuse when none runs."""
    with folder.locked():
        platform = begin(folder)
        for unit in units():
            replace(platform, unit, meanwhile)
        end(platform)
    return platform


def begin(folder: RunFolder) -> Platform:
    """Let the servers of a running platform know what is new: databases, rights, queues. Nobody is replaced yet."""
    if not folder.read_json("platform.json"):
        raise CannotRun(f"no platform is in {folder.path}: `make up` starts one")
    rights = folder.read_json(broker.DEFINITIONS)
    platform = Platform.planned(folder)
    if not platform.supervisor.is_running():
        raise CannotRun(f"the platform in {folder.path} does not run: `make up` starts it with this code")
    create_databases(platform.addresses.admin_database_url, database_passwords(folder))
    if platform.addresses.own_broker and rights != folder.read_json(broker.DEFINITIONS):
        say("giving the rights on the broker")
        broker.load_definitions(folder, platform.addresses.ports)
    declare_queues(platform)
    for name in platform.supervisor.learn(platform.programs()):
        if name.endswith(NEXT):  # of an upgrade that stopped half-way
            platform.supervisor.forget(name)
    return platform


def replace(platform: Platform, unit: str, meanwhile: Meanwhile = lambda unit: None) -> None:
    """Replace the processes of a unit by new ones; while a room is replaced, one of its processes works at any time."""
    say(f"{unit}: migrating its database")
    try:
        migrate(unit, platform.addresses.database_urls[unit])
    except SQLAlchemyError as error:
        raise CannotRun(f"the database of {unit} cannot be migrated, so it is as it was, and so are its processes: {error}") from error
    if unit == DECLARED.gateway.name:
        renew(platform, unit, partial(is_ready, platform.base_url))
    else:
        relieve(platform, unit, meanwhile)
    relay = f"relay-{unit}"
    if relay in {program.name for program in platform.processes.applications()}:
        renew(platform, relay, partial(works, platform, relay))


def relieve(platform: Platform, unit: str, meanwhile: Meanwhile) -> None:
    """Let a new process work beside the old one, and alone until another new one stands in the old one's place."""
    substitute = platform.processes.next(unit)
    platform.supervisor.learn([*platform.programs(), substitute])
    renew(platform, substitute.name, partial(works, platform, "next"))
    say(f"{unit}: old and new both work")
    meanwhile(unit)
    renew(platform, unit, partial(works, platform, unit))
    platform.supervisor.forget(substitute.name)
    say(f"{unit}: new")


def renew(platform: Platform, name: str, is_back: Callable[[], bool]) -> None:
    """Stop a process, start it with this code, and wait until it works."""
    platform.supervisor.renew(name)
    platform.supervisor.launch([name])
    wait_until(is_back, lambda: f"{name} does not work: see {platform.folder.logs / name}.log", READY_SECONDS)


def works(platform: Platform, process: str) -> bool:
    """Tell whether a process says that it lives (a room: it consumes each of its queues) and is ready."""
    port = platform.addresses.ports[f"metrics-{process}"]
    try:
        answers = [httpx.get(f"http://127.0.0.1:{port}/{question}", timeout=5) for question in ("healthz", "readyz")]
    except httpx.TransportError:
        return False
    return all(answer.is_success for answer in answers)


def end(platform: Platform) -> None:
    """Replace the simulators, and let go of whatever there is no longer."""
    gone = platform.supervisor.learn(platform.programs())
    for name in gone:
        say(f"{name}: there is no such process any more")
        platform.supervisor.forget(name)
    for name in ("card-provider", "mailbox"):
        renew(platform, name, lambda: not platform.silent())
    say(f"upgraded: {platform.base_url}")
