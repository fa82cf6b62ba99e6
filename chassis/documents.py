"""
Documents at rest: bytes under their SHA-256, in a folder (`file:///...`) or a bucket (`s3://...`); they never travel on the bus.

What is stored under a hash never changes and is never stored twice.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from contracts.identifiers import new_id
from contracts.refusals import Invalid, NotFound


class DocumentTooLarge(Invalid):
    """The document exceeds the size allowed."""

    code = "document-too-large"


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


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What was stored: SHA-256 (hexadecimal) and size in bytes."""

    sha256: str
    size: int


def open_store(url: str) -> ObjectStore:
    """Open the folder or the bucket at `url`."""
    if url.startswith("file://"):
        folder = Path(urlsplit(url).path)
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    return from_url(url)


class DocumentStore:
    """The documents at one address."""

    def __init__(self, url: str) -> None:
        """Open the documents at `url`."""
        self._store = open_store(url)

    def put(self, content: bytes) -> str:
        """Store the bytes and give their SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        with asking_the_store():
            obstore.put(self._store, place(sha256), content)
        return sha256

    def put_stream(self, chunks: Iterable[bytes], limit: int) -> Stored:
        """Store a stream of at most `limit` bytes without holding it in memory; raise `DocumentTooLarge`."""
        incoming = f"incoming/{new_id()}"
        digest, size = hashlib.sha256(), 0
        try:
            with asking_the_store(), obstore.open_writer(self._store, incoming) as writer:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise DocumentTooLarge(limit=limit)
                    digest.update(chunk)
                    writer.write(chunk)
        except BaseException:
            self._discard(incoming)
            raise
        with asking_the_store():
            obstore.rename(self._store, incoming, place(digest.hexdigest()))
        return Stored(sha256=digest.hexdigest(), size=size)

    def get(self, sha256: str) -> bytes:
        """Give the whole document."""
        with asking_the_store():
            return bytes(obstore.get(self._store, place(sha256)).bytes())

    def size(self, sha256: str) -> int:
        """Give the size in bytes."""
        with asking_the_store():
            return int(obstore.head(self._store, place(sha256))["size"])

    def read(self, sha256: str, start: int, length: int) -> bytes:
        """Give `length` bytes from `start`."""
        with asking_the_store():
            return bytes(obstore.get_range(self._store, place(sha256), start=start, length=length))

    def _discard(self, path: str) -> None:
        """Delete what did not become a document; when the store is away, it stays under `incoming`, where nobody reads."""
        with suppress(BaseError, OSError):
            obstore.delete(self._store, path)


def place(sha256: str) -> str:
    """Say where a hash is kept: two levels, so that no folder grows too long; refuse what is not a SHA-256."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise NoSuchDocument
    return f"sha256/{sha256[:2]}/{sha256[2:]}"


@cache
def store_for(url: str) -> DocumentStore:
    """Give the one store of this process at `url`."""
    return DocumentStore(url)
