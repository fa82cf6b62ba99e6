"""
The private RabbitMQ node: its own name, ports, folders, home and port mapper, so that no other node of the machine notices it.

The server is the distribution's package; users, rights and the virtual host are loaded from a file at each start.
"""

import json
import os
import subprocess
from pathlib import Path

from deploy.local.definitions import VIRTUAL_HOST, definitions
from deploy.local.folder import RunFolder, write_private
from deploy.local.packages import PROOF
from deploy.local.ports import is_free
from deploy.local.refusals import CannotRun
from deploy.local.secrets import secret
from deploy.local.waiting import wait_until

SERVER = PROOF["rabbitmq-server"]
DEFINITIONS = "rabbitmq/definitions.json"
"""The file of a run folder that says who may do what."""
PORTS = ("amqp", "distribution", "epmd")

# One process id, no shell in between: the supervisor and the chaos run signal the node itself.
FOREGROUND = {"RABBITMQ_ALLOW_INPUT": "true"}


def configure(folder: RunFolder, ports: dict[str, int]) -> None:
    """Write the node's configuration, its cookie, and the definitions with everybody's rights."""
    if not SERVER.exists():
        raise CannotRun("RabbitMQ is not on this machine: run `make install`, or set AMQP_URL to a server of yours")
    home = folder.rabbitmq
    write_private(home / "rabbitmq.conf", _configuration(home, ports))
    write_private(home / "enabled_plugins", "[].\n")
    write_private(home / "rabbitmq-env.conf", "")
    write_private(folder.path / DEFINITIONS, json.dumps(definitions(lambda user: secret(folder, f"broker-{user}")), indent=1))
    write_private(home / ".erlang.cookie", secret(folder, "erlang-cookie"))
    (home / ".erlang.cookie").chmod(0o400)


def environment(folder: RunFolder, ports: dict[str, int]) -> dict[str, str]:
    """Give the variables that keep the node apart from every other."""
    home = folder.rabbitmq
    return FOREGROUND | {
        "HOME": str(home),
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"{folder.name}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(ports["amqp"]),
        "RABBITMQ_DIST_PORT": str(ports["distribution"]),
        "RABBITMQ_CONF_ENV_FILE": str(home / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(home / "logs"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput -kernel inet_dist_use_interface {127,0,0,1}",
    }


def command() -> tuple[str, ...]:
    """Give the command that runs the node in the foreground."""
    return (str(SERVER),)


def load_definitions(folder: RunFolder, ports: dict[str, int]) -> None:
    """Have the running node read the definitions anew, as it does at its start: users and rights that are new are there at once."""
    command = [str(SERVER.with_name("rabbitmqctl")), "import_definitions", str(folder.path / DEFINITIONS)]
    done = subprocess.run(command, env=os.environ | environment(folder, ports), capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotRun(f"RabbitMQ does not take the new rights: {done.stdout}{done.stderr}")


def user_url(folder: RunFolder, user: str, port: int) -> str:
    """Give a user's address of the platform's virtual host."""
    return f"amqp://{user}:{secret(folder, f'broker-{user}')}@127.0.0.1:{port}/{VIRTUAL_HOST}"


def stop_port_mapper(port: int) -> None:
    """End the node's own port mapper (epmd), which outlives it, and refuses to end while it has not noticed that the node is gone."""

    def ended() -> bool:
        if is_free(port):
            return True
        subprocess.run(["epmd", "-port", str(port), "-kill"], capture_output=True, env=os.environ | {"ERL_EPMD_ADDRESS": "127.0.0.1"})
        return is_free(port)

    wait_until(ended, lambda: f"RabbitMQ's port mapper (epmd) does not end on port {port}", seconds=20)


def _configuration(home: Path, ports: dict[str, int]) -> str:
    lines = [
        f"listeners.tcp.local = 127.0.0.1:{ports['amqp']}",
        f"load_definitions = {home / 'definitions.json'}",
        "loopback_users = none",
        "log.console = true",
        "log.console.level = warning",
        "log.file = false",
        "raft.wal_max_size_bytes = 67108864",  # 64 MB: the default keeps half a gigabyte per node
    ]
    return "\n".join(lines) + "\n"
