"""Identifiers are opaque strings, made once, by whoever creates the thing."""

from uuid import uuid4


def new_id() -> str:
    """Make an identifier that nobody has used and nobody can guess."""
    return str(uuid4())
