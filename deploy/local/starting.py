"""
Bringing the whole platform up, step by step, each waited for by its condition.

Servers -> databases, roles, migrations -> queues -> demo accounts -> every process, until each service consumes its queues and the
door is open.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module

import httpx
import sqlalchemy as sa
from alembic import command
from amqp.exceptions import PreconditionFailed
from kombu import Queue

from chassis import topology
from chassis.declare import queues_to_declare
from chassis.health import idle_queues
from chassis.migrate import config_for, history_of, migrate
from deploy.local.addresses import database_passwords
from deploy.local.databases import create_databases
from deploy.local.folder import CHECKOUT, RunFolder
from deploy.local.platform import Platform
from deploy.local.progress import say
from deploy.local.refusals import CannotRun
from deploy.local.supervisor import RUNNING
from deploy.local.waiting import wait_until
from deploy.rooms import DECLARED, SERVICES

READY_SECONDS = 90


def up(folder: RunFolder) -> Platform:
    """Start everything that does not run yet, and wait until it works."""
    with folder.locked():
        say(f"preparing {folder.path}")
        platform = Platform.prepared(folder)
        start_servers(platform)
        migrate_databases(platform)
        queues = declare_queues(platform)
        seeding = begin_seeding(platform)
        say("starting the services")
        platform.supervisor.launch(program.name for program in platform.processes.applications())
        end_seeding(seeding)
        wait_until_ready(platform, queues)
    return platform


def start_servers(platform: Platform) -> None:
    """Start PostgreSQL and RabbitMQ together; create roles and databases as soon as PostgreSQL answers."""
    say("starting PostgreSQL and RabbitMQ")
    platform.supervisor.launch(program.name for program in platform.processes.servers())
    platform.wait_for_postgres()
    create_databases(platform.addresses.admin_database_url, database_passwords(platform.folder))


def migrate_databases(platform: Platform) -> None:
    """Bring each database to its latest revision."""
    say("migrating the databases")
    for name, url in platform.addresses.database_urls.items():
        migrate(name, url)


def write_migration(platform: Platform, service: str, message: str) -> None:
    """Write `<number>_<message>.py` into the service's history, from the difference between its tables and its database."""
    last = max((int(file.name[:4]) for file in history_of(service).glob("[0-9]*.py")), default=0)
    config = config_for(service, platform.addresses.database_urls[service])
    config.attributes["metadata"] = tables_of(service)
    command.revision(config, message=message, autogenerate=True, rev_id=f"{last + 1:04}", version_path=str(history_of(service)))


def tables_of(service: str) -> sa.MetaData:
    """Find the tables that a service's store describes."""
    store = "store.tables" if (CHECKOUT / "services" / service / "store").is_dir() else "store"
    module = "gateway.auth.tables" if service == "gateway" else f"services.{service}.{store}"
    metadata: sa.MetaData = import_module(module).metadata
    return metadata


def declare_queues(platform: Platform) -> list[Queue]:
    """Declare every queue and binding before anybody publishes; give the queues that a running platform consumes."""
    platform.wait_for_broker()
    say("declaring the queues")
    queues = queues_to_declare(list(SERVICES))
    try:
        topology.declare(platform.addresses.amqp_urls["operator"], queues)
    except PreconditionFailed as refusal:
        raise CannotRun(f"{refusal.reply_text}; this platform is older: `python -m deploy.local wipe` deletes it") from refusal
    waiting_rooms = {queue.name for queue in topology.waiting_rooms()}
    return [queue for queue in queues if queue.name not in waiting_rooms]


def begin_seeding(platform: Platform) -> "subprocess.Popen[str]":
    """Begin to create the demo accounts, beside the services' start; a second time changes nothing."""
    say("creating the demo accounts")
    environment = {"PATH": os.environ["PATH"]} | platform.processes.seeding()
    command = [sys.executable, "-m", "gateway.auth.seed"]
    return subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def end_seeding(seeding: "subprocess.Popen[str]") -> None:
    """Wait for the demo accounts."""
    told, _ = seeding.communicate(timeout=READY_SECONDS)
    if seeding.returncode != 0:
        raise CannotRun(f"the demo accounts could not be created:\n{told}")


def wait_until_ready(platform: Platform, queues: Sequence[Queue]) -> None:
    """Wait until every process runs, every queue has its reader and the gateway says that it is ready."""
    say("waiting until every service answers")
    consumed = [*(queue.name for queue in queues), *(f"rpc-{tenant.name}" for tenant in DECLARED.tenants)]
    idle = partial(idle_queues, platform.addresses.amqp_urls["operator"], consumed)
    logs = platform.folder.logs
    wait_until(lambda: not platform.silent(), lambda: _blame(platform, platform.silent()), READY_SECONDS)
    wait_until(lambda: not idle(), lambda: f"nobody reads {', '.join(idle())}: see the service's log in {logs}", READY_SECONDS)
    wait_until(partial(is_ready, platform.base_url), lambda: f"the gateway is not ready: see {logs / 'gateway.log'}", READY_SECONDS)
    say(f"ready: {platform.base_url} (mail: {platform.addresses.mailbox_url})")


def is_ready(base_url: str) -> bool:
    """Tell whether the gateway says that it can serve."""
    try:
        return httpx.get(f"{base_url}/readyz", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _blame(platform: Platform, names: list[str]) -> str:
    states = platform.supervisor.states()
    lines = [f"{name} is {states[name]}, not {RUNNING}: see {platform.folder.logs / name}.log" for name in names]
    return "\n".join(lines)
