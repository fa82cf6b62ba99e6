"""Documents at rest, from green threads: the calls of the store block (a disk, a bucket), so each runs in a real thread meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from chassis.blocking import aside
from chassis.documents import DocumentStore, NoSuchDocument, store_for
from chassis.uploads import UploadStore, name_of, uploads_for
from services.filing.domain.refusals import UploadGone
from services.filing.settings import settings
from services.filing.store.uploads import Upload


def documents() -> DocumentStore:
    """Open the papers at rest."""
    return store_for(settings().documents_url)


def uploads() -> UploadStore:
    """Open what people have sent."""
    return uploads_for(settings().documents_url)


def keep(content: bytes) -> str:
    """Store a paper and give its SHA-256."""
    return aside(documents().put, content)


def name(upload: Upload) -> str:
    """Name an upload as the gateway does: by its file, its kind and its SHA-256."""
    return name_of(f"{upload.dossier}.{upload.kind}", upload.sha256)


@contextmanager
def as_file(upload: Upload) -> Iterator[Path]:
    """Give an upload as a file to read; raise `UploadGone`."""
    with ExitStack() as opened:
        with asked_again_when_gone():
            path = aside(opened.enter_context, uploads().as_file(name(upload)))
        yield path


def take_in(upload: Upload) -> None:
    """Move an upload that has arrived to its place; raise `UploadGone`."""
    with asked_again_when_gone():
        aside(uploads().take_in, name(upload))


@contextmanager
def asked_again_when_gone() -> Iterator[None]:
    """Say of an upload that is nowhere that it may be sent again."""
    try:
        yield
    except NoSuchDocument as error:
        raise UploadGone from error


def turn_away(upload: Upload) -> None:
    """Delete an upload that has arrived and was refused."""
    aside(uploads().turn_away, name(upload))


def forget(upload: Upload) -> None:
    """Delete an upload; nothing happens when it is gone."""
    aside(uploads().forget, name(upload))


def forget_unfinished(before: datetime) -> int:
    """Delete what has been on its way since an instant; give how many there were."""
    return aside(uploads().forget_unfinished, before)
