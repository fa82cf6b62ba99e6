"""
Prepare `.run/compose` for compose.yaml, once: keys, passwords, the broker's users and rights.   python -m deploy.compose

Secrets are files that only their owner reads. Passwords that stand inside a connection URL also go into `platform.env`, which compose reads
with `--env-file`; the containers run as whoever prepared the folder, so that they can read it (never as root).
"""

import json
import os
from pathlib import Path

from deploy.compose.containers import folders, secret_files
from deploy.local.addresses import database_passwords
from deploy.local.definitions import ACCOUNTS, definitions
from deploy.local.folder import RunFolder, write_private
from deploy.local.keys import create_keys
from deploy.local.secrets import secret, secret_file
from deploy.rooms import DECLARED

FOLDER = RunFolder(Path(".run/compose").resolve())
IMAGE_USER = 10001
"""The user of the images, for a folder that root prepares."""

WRITTEN_BY_SIMULATORS = ("mail", "card-provider")


def prepare(folder: RunFolder) -> None:
    """Write whatever is not there yet."""
    folder.create()
    create_keys(folder)
    secret(folder, "database-postgres")
    for variable in secret_files():
        secret_file(folder, variable)
    rights = definitions(lambda user: secret(folder, f"broker-{user}"))
    write_private(folder.rabbitmq / "definitions.json", json.dumps(rights, indent=1))
    write_private(folder.path / "platform.env", "".join(f"{name}={value}\n" for name, value in variables(folder).items()))
    for name in (*WRITTEN_BY_SIMULATORS, *(place for process in DECLARED.answering for place in folders(process))):
        (folder.path / name).mkdir(exist_ok=True)


def variables(folder: RunFolder) -> dict[str, str]:
    """Give what compose.yaml fills in: the containers' user, and the passwords inside connection URLs."""
    user, group = (IMAGE_USER, IMAGE_USER) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    database = {f"{role.upper()}_DATABASE_PASSWORD": password for role, password in database_passwords(folder).items()}
    broker = {f"{name.upper()}_BROKER_PASSWORD": secret(folder, f"broker-{name}") for name in ACCOUNTS}
    return {"CONTAINER_USER": f"{user}:{group}"} | database | broker


def open_to_containers(folder: RunFolder) -> None:
    """Let the containers' users read what is theirs: RabbitMQ's own user its definitions, ours the rest; the folder stays closed."""
    folder.path.chmod(0o700)
    for file in (folder.rabbitmq, folder.rabbitmq / "definitions.json"):
        file.chmod(0o755 if file.is_dir() else 0o644)
    if os.geteuid() == 0:
        for path in (folder.path, *folder.path.rglob("*")):
            os.chown(path, IMAGE_USER, IMAGE_USER)


if __name__ == "__main__":
    os.umask(0o077)
    prepare(FOLDER)
    open_to_containers(FOLDER)
