"""
What people send, at rest: `<owner>.<SHA-256>`, where the owner is the one place that the document was sent for.

It comes in three steps, and is where its name says after each, whoever dies in between:

incoming    being received, under a name that nobody knows
arrived     received whole, and not yet looked into; nobody can read it
uploads     taken in

Nothing is shared between owners: what is forgotten for one was never another's. What stays on the way is forgotten by its age.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError

from chassis.documents import NoSuchDocument, Shelf, asking_the_store, hashed
from contracts.identifiers import new_id
from contracts.refusals import Invalid

OWNER = re.compile(r"[A-Za-z0-9-]{1,64}\.[a-z0-9-]{1,64}")
ON_THE_WAY = ("incoming", "arrived")
PIECE = 1024 * 1024
BUFFER, AT_ONCE = 5 * PIECE, 2
"""Bytes held of a document on its way in: a bucket takes no smaller part of one, and two parts travel at once."""


class DocumentTooLarge(Invalid):
    """The document exceeds the size allowed."""

    code = "document-too-large"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What was received: SHA-256 (hexadecimal) and size in bytes."""

    sha256: str
    size: int


class UploadStore(Shelf):
    """What people have sent, at one address; names are those of `name_of`."""

    def __init__(self, url: str) -> None:
        """Open the uploads at `url`."""
        super().__init__(url)
        self._folder = Path(urlsplit(url).path) if url.startswith("file://") else None

    def path(self, name: str) -> str:
        """Say where an upload lies once it is taken in: by the beginning of its hash, so that no folder grows too long."""
        return f"uploads/{_checked(name).rpartition('.')[2][:2]}/{name}"

    def receive(self, owner: str, chunks: Iterable[bytes], limit: int) -> Stored:
        """Let a stream of at most `limit` bytes arrive without holding it in memory; raise `DocumentTooLarge`."""
        incoming = f"incoming/{new_id()}"
        try:
            stored = self._write(incoming, chunks, limit)
            with asking_the_store():
                obstore.rename(self._store, incoming, arrived(name_of(owner, stored.sha256)))
        except BaseException:
            self._discard(incoming)
            raise
        return stored

    def of(self, owner: str) -> "OwnUploads":
        """Give the uploads of one owner, by their SHA-256."""
        return OwnUploads(self, owner)

    def take_in(self, name: str) -> None:
        """Move what has arrived to its place; done already, it stays there. Raise `NoSuchDocument` when it is neither here nor there."""
        try:
            with asking_the_store():
                obstore.rename(self._store, arrived(name), self.path(name))
        except NoSuchDocument:
            self.size(name)

    def turn_away(self, name: str) -> None:
        """Delete what has arrived and is not wanted."""
        self._discard(arrived(name))

    def forget(self, name: str) -> None:
        """Delete what was taken in; nothing happens when it is gone."""
        with suppress(NoSuchDocument), asking_the_store():
            obstore.delete(self._store, self.path(name))

    def forget_unfinished(self, before: datetime) -> int:
        """Delete what was on its way at an instant and has not moved since; give how many there were."""
        with asking_the_store():
            old = [path for way in ON_THE_WAY for path, at in self._lying(way) if at < before]
        for path in old:
            self._discard(path)
        return len(old)

    @contextmanager
    def as_file(self, name: str) -> Iterator[Path]:
        """Give what has arrived, or is taken in, as a file to read: the very one of a folder, a copy of what lies in a bucket."""
        place = self._found(name)
        if self._folder is not None:
            yield self._folder / place
            return
        with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
            with asking_the_store():
                for piece in obstore.get(self._store, place).stream(PIECE):
                    copy.write(piece)
            copy.flush()
            yield Path(copy.name)

    def _write(self, incoming: str, chunks: Iterable[bytes], limit: int) -> Stored:
        digest, size = hashlib.sha256(), 0
        with asking_the_store(), obstore.open_writer(self._store, incoming, buffer_size=BUFFER, max_concurrency=AT_ONCE) as writer:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise DocumentTooLarge(limit=limit)
                digest.update(chunk)
                writer.write(chunk)
        return Stored(sha256=digest.hexdigest(), size=size)

    def _lying(self, way: str) -> Iterator[tuple[str, datetime]]:
        """List what is on its way, and since when; in a folder the parts of a broken upload too, which its store does not tell of."""
        if self._folder is None:
            yield from ((each["path"], each["last_modified"]) for part in obstore.list(self._store, way) for each in part)
            return
        for path in (self._folder / way).glob("*"):
            with suppress(FileNotFoundError):  # it has just arrived, or was taken in
                yield f"{way}/{path.name}", datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _found(self, name: str) -> str:
        """Say where it is now."""
        try:
            with asking_the_store():
                return str(obstore.head(self._store, arrived(name))["path"])
        except NoSuchDocument:
            self.size(name)
            return self.path(name)

    def _discard(self, path: str) -> None:
        """Delete what did not become a document; when the store is away, it is forgotten later, by its age."""
        with suppress(BaseError, OSError):
            if self._folder is None:
                obstore.delete(self._store, path)
            else:
                (self._folder / path).unlink()  # the store would not know the part of a broken upload


@dataclass(frozen=True)
class OwnUploads:
    """What was taken in for one owner."""

    uploads: UploadStore
    owner: str

    def size(self, sha256: str) -> int:
        """Give the size in bytes."""
        return self.uploads.size(name_of(self.owner, sha256))

    def read(self, sha256: str, start: int, length: int) -> bytes:
        """Give `length` bytes from `start`."""
        return self.uploads.read(name_of(self.owner, sha256), start, length)


def name_of(owner: str, sha256: str) -> str:
    """Name an upload."""
    return _checked(f"{owner}.{sha256}")


def arrived(name: str) -> str:
    """Say where an upload lies that has arrived."""
    return f"arrived/{_checked(name)}"


def _checked(name: str) -> str:
    """Give the name back when an upload can have it; raise `NoSuchDocument` otherwise."""
    owner, _, sha256 = name.rpartition(".")
    if not OWNER.fullmatch(owner):
        raise NoSuchDocument
    hashed(sha256)
    return name


@cache
def uploads_for(url: str) -> UploadStore:
    """Give the one store of uploads of this process at `url`."""
    return UploadStore(url)
