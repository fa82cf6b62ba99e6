"""
One local platform in hand: `Platform.running()` for journeys, chaos and bench; `Platform.prepared()` to bring one up.

Test suites that need a server alone call `start_postgres_only()` or `start_broker_only()`.
"""

import os
import signal
from dataclasses import asdict, dataclass
from functools import cached_property

from deploy.local import broker, keys, postgres
from deploy.local.addresses import PORTS, Addresses, database_passwords
from deploy.local.databases import create_databases
from deploy.local.folder import RunFolder
from deploy.local.ports import keep_ports
from deploy.local.processes import Processes
from deploy.local.refusals import CannotRun
from deploy.local.secrets import secret
from deploy.local.supervisor import RUNNING, Program, Supervisor
from deploy.local.waiting import broker_answers, database_answers, wait_until


@dataclass(frozen=True)
class Platform:
    """A platform in its run folder: its addresses and its processes."""

    folder: RunFolder
    addresses: Addresses

    @classmethod
    def running(cls) -> "Platform":
        """Give the platform that `up` started in the chosen run folder (RUN_FOLDER, else `.run`); refuse when there is none."""
        folder = RunFolder.chosen()
        kept = folder.read_json("platform.json")
        platform = cls(folder, Addresses(**kept)) if kept else None
        if platform is None or not platform.supervisor.is_running():
            raise CannotRun(f"no platform runs in {folder.path}: run `make up`")
        return platform

    @classmethod
    def prepared(cls, folder: RunFolder) -> "Platform":
        """Prepare a folder: what `planned` does, and a supervisor that knows every program and has started none. Safe to run again."""
        platform = cls.planned(folder)
        platform.supervisor.start(platform.programs())
        return platform

    @classmethod
    def planned(cls, folder: RunFolder) -> "Platform":
        """Plan in a folder: ports, secrets, keys, the servers' configuration. What runs there goes on as it is. Safe to run again."""
        folder.create()
        supervisor_port = (folder.read_json("ports.json") or {}).get("supervisor", 0)
        alive = Supervisor(folder, supervisor_port, secret(folder, "supervisor")).is_running()
        platform = cls(folder, Addresses.planned(folder, keep_ports(folder, PORTS, in_use=alive)))
        keys.create_keys(folder)
        if platform.addresses.own_postgres:
            postgres.create_cluster(folder)
        if platform.addresses.own_broker:
            broker.configure(folder, platform.addresses.ports)
        folder.write_json("platform.json", asdict(platform.addresses))
        return platform

    @cached_property
    def supervisor(self) -> Supervisor:
        """Its supervisor."""
        return Supervisor(self.folder, self.addresses.ports["supervisor"], secret(self.folder, "supervisor"))

    @cached_property
    def processes(self) -> Processes:
        """Its programs."""
        return Processes(self.folder, self.addresses)

    def programs(self) -> list[Program]:
        """List its programs, the servers first."""
        return [*self.processes.servers(), *self.processes.applications()]

    @property
    def base_url(self) -> str:
        """The public HTTP address."""
        return self.addresses.base_url

    def pids(self) -> dict[str, int]:
        """Give the process number of each running process, by its name (`filing`, `relay-filing`, `postgres`, `rabbitmq` ...)."""
        return self.supervisor.pids()

    def kill(self, name: str) -> int:
        """Kill a process as a power cut would (SIGKILL, its children too); give its number. The supervisor starts it again."""
        pid = self.pids()[name]
        os.killpg(os.getpgid(pid), signal.SIGKILL)
        return pid

    def restart(self, name: str) -> None:
        """Stop a process properly and start it again."""
        self.supervisor.stop([name])
        self.supervisor.launch([name])

    def wait_for_servers(self) -> None:
        """Wait until PostgreSQL and RabbitMQ let us in."""
        self.wait_for_postgres()
        self.wait_for_broker()

    def wait_for_postgres(self) -> None:
        """Wait until the administrator can log in to PostgreSQL."""
        url = self.addresses.admin_database_url
        wait_until(lambda: database_answers(url), lambda: f"PostgreSQL does not answer: see {self.folder.logs / 'postgres.log'}")

    def wait_for_broker(self) -> None:
        """Wait until the operator can log in to RabbitMQ."""
        url = self.addresses.amqp_urls["operator"]
        wait_until(lambda: broker_answers(url), lambda: f"RabbitMQ does not answer: see {self.folder.logs / 'rabbitmq.log'}")

    def silent(self) -> list[str]:
        """Name the programs that are not running."""
        return [name for name, state in self.supervisor.states().items() if state != RUNNING]


def start_postgres_only(folder: RunFolder | None = None) -> str:
    """
    Start PostgreSQL of a run folder, if it does not run yet, and give its administrator's URL (database `postgres`).

    With DATABASE_URL set, nothing starts and that URL is given. `folder`: by default the chosen one (RUN_FOLDER, else `.run`).
    Idempotent, and safe when several test workers call it at once. The server, under its supervisor, outlives the caller and keeps its
    data: a later call finds it running in well under a second. `stop(folder)` stops it, as `make down` does; deleting the folder
    afterwards forgets it. The service roles and databases of the platform exist in it too.
    """
    if given := os.environ.get("DATABASE_URL"):
        return given
    folder = folder or RunFolder.chosen()
    with folder.locked():
        platform = Platform.prepared(folder)
        platform.supervisor.launch(["postgres"])
        platform.wait_for_postgres()
        create_databases(platform.addresses.admin_database_url, database_passwords(folder))
    return platform.addresses.admin_database_url


def start_broker_only(folder: RunFolder | None = None) -> dict[str, str]:
    """
    Start RabbitMQ of a run folder, if it does not run yet, and give the URL of each broker user (`operator` may do everything).

    With AMQP_URL set, nothing starts and every user has that URL. Otherwise as `start_postgres_only`; a first start takes about 4 s.
    """
    folder = folder or RunFolder.chosen()
    with folder.locked():
        platform = Platform.prepared(folder)
        if platform.addresses.own_broker:
            platform.supervisor.launch(["rabbitmq"])
        platform.wait_for_broker()
    return platform.addresses.amqp_urls


def stop(folder: RunFolder | None = None) -> bool:
    """Stop every process of a run folder, its servers last; tell whether anything ran. Data stays."""
    folder = folder or RunFolder.chosen()
    kept = folder.read_json("platform.json")
    if not kept:
        return False
    platform = Platform(folder, Addresses(**kept))
    with folder.locked():
        if not platform.supervisor.is_running():
            return False
        platform.supervisor.shut_down()
        if platform.addresses.own_broker:
            broker.stop_port_mapper(platform.addresses.ports["epmd"])
    return True
