"""Passwords of one local platform: drawn once, kept one per file, readable by the owner alone."""

import secrets

from deploy.local.folder import RunFolder, write_private


def secret(folder: RunFolder, name: str) -> str:
    """Give the secret of this name, 192 random bits in hexadecimal, drawn at its first use."""
    file = folder.secrets / name
    if not file.exists():
        write_private(file, secrets.token_hex(24))
    return file.read_text()


def secret_file(folder: RunFolder, name: str) -> str:
    """Give the path of the file that holds a secret."""
    secret(folder, name)
    return str(folder.secrets / name)
