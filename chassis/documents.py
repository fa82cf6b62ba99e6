"""
Documents at rest, in a folder (`file:///...`) or a bucket (`s3://...`); they never travel on the bus.

Two shelves: papers that rooms compose and sign, under their SHA-256 (here), and what people send (`uploads.py`). What is swept from the
second cannot take a paper with it.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from contracts.refusals import NotFound


class NoSuchDocument(NotFound):
    """Nothing is stored under this hash."""

    code = "no-such-document"


class DocumentsAway(ConnectionError):
    """The store cannot be reached, or takes nothing: a try later may succeed."""


@contextmanager
def asking_the_store() -> Iterator[None]:
    """Say what the store's errors mean here: there is no such document, or there is no store to ask."""
    try:
        yield
    except FileNotFoundError as error:
        raise NoSuchDocument from error
    except (BaseError, OSError) as error:
        raise DocumentsAway(type(error).__name__) from error


def open_store(url: str) -> ObjectStore:
    """Open the folder or the bucket at `url`."""
    if url.startswith("file://"):
        folder = Path(urlsplit(url).path)
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    return from_url(url)


class Shelf(ABC):
    """What lies on one shelf of the documents, each under a name of its own."""

    def __init__(self, url: str) -> None:
        """Open the documents at `url`."""
        self._store = open_store(url)

    @abstractmethod
    def path(self, name: str) -> str:
        """Say where a document with this name lies; raise `NoSuchDocument` when nothing can have it."""

    def size(self, name: str) -> int:
        """Give the size in bytes."""
        with asking_the_store():
            return int(obstore.head(self._store, self.path(name))["size"])

    def read(self, name: str, start: int, length: int) -> bytes:
        """Give `length` bytes from `start`."""
        with asking_the_store():
            return bytes(obstore.get_range(self._store, self.path(name), start=start, length=length))


class DocumentStore(Shelf):
    """The papers that rooms compose and sign, each under its SHA-256: they are small, and kept for ever."""

    def path(self, name: str) -> str:
        """Say where a hash is kept: two levels, so that no folder grows too long; refuse what is not a SHA-256."""
        return f"sha256/{hashed(name)[:2]}/{name[2:]}"

    def put(self, content: bytes) -> str:
        """Store the bytes and give their SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        with asking_the_store():
            obstore.put(self._store, self.path(sha256), content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Give the whole paper."""
        with asking_the_store():
            return bytes(obstore.get(self._store, self.path(sha256)).bytes())


def hashed(name: str) -> str:
    """Give the name back when it is a SHA-256; raise `NoSuchDocument` otherwise."""
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
        raise NoSuchDocument
    return name


@cache
def store_for(url: str) -> DocumentStore:
    """Give the one store of papers of this process at `url`."""
    return DocumentStore(url)
