"""Secrets of one local platform: passwords are drawn once; each is kept in a file of its own, readable by the owner alone."""

import secrets

from deploy.local.folder import RunFolder, write_private
from deploy.local.keys import KEPT_AS


def secret(folder: RunFolder, name: str) -> str:
    """Give the secret of this name, 192 random bits in hexadecimal, drawn at its first use."""
    file = folder.secrets / name
    if not file.exists():
        write_private(file, secrets.token_hex(24))
    return file.read_text()


def secret_file(folder: RunFolder, variable: str) -> str:
    """Give the path of the file that a variable names: of a key, which `create_keys` makes, or of a password, drawn at its first use."""
    if variable not in KEPT_AS:
        secret(folder, file_of(variable))
    return str(folder.secrets / file_of(variable))


def file_of(variable: str) -> str:
    """Tell under which name the file of a variable is kept: CARD_STORE_KEY_FILE in `card-store-key`."""
    return KEPT_AS.get(variable) or variable.removesuffix("_FILE").lower().replace("_", "-")
