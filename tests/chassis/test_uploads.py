"""What people send, on its way to where it rests: whole under its hash, or not there."""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from chassis.documents import DocumentStore, NoSuchDocument
from chassis.uploads import DocumentTooLarge, Stored, UploadStore, name_of

PLAN = b"%PDF-1.7 a plan"
OWNER = "dossier.plans"
MEBIBYTE = 2**20


@pytest.fixture(params=["folder", "bucket"])
def uploads(request: pytest.FixtureRequest, tmp_path: Path) -> UploadStore:
    """A store of uploads, in a folder or in what stands for a bucket."""
    return UploadStore(tmp_path.as_uri() if request.param == "folder" else "memory:///")


def test_what_arrives_is_read_only_once_it_is_taken_in(uploads: UploadStore) -> None:
    stored = uploads.receive(OWNER, [PLAN[:4], PLAN[4:]], len(PLAN))
    name = name_of(OWNER, stored.sha256)

    assert stored == Stored(sha256=hashlib.sha256(PLAN).hexdigest(), size=len(PLAN))
    with pytest.raises(NoSuchDocument):
        uploads.of(OWNER).size(stored.sha256)
    with uploads.as_file(name) as file:
        assert file.read_bytes() == PLAN

    uploads.take_in(name)
    uploads.take_in(name)

    assert uploads.of(OWNER).read(stored.sha256, 5, 3) == PLAN[5:8]
    with uploads.as_file(name) as file:
        assert file.read_bytes() == PLAN


def test_what_is_too_large_or_breaks_off_leaves_nothing(uploads: UploadStore) -> None:
    def broken() -> Iterator[bytes]:
        yield PLAN
        raise ConnectionResetError

    with pytest.raises(DocumentTooLarge):
        uploads.receive(OWNER, [PLAN, PLAN], len(PLAN) + 1)
    with pytest.raises(ConnectionError):
        uploads.receive(OWNER, broken(), 100)

    assert uploads.forget_unfinished(datetime.now(UTC) + timedelta(days=1)) == 0


def test_what_is_turned_away_or_forgotten_is_gone(uploads: UploadStore) -> None:
    name = name_of(OWNER, uploads.receive(OWNER, [PLAN], 100).sha256)
    uploads.turn_away(name)
    with pytest.raises(NoSuchDocument):
        uploads.take_in(name)

    uploads.receive(OWNER, [PLAN], 100)
    uploads.take_in(name)
    uploads.forget(name)
    uploads.forget(name)
    with pytest.raises(NoSuchDocument):
        uploads.size(name)


def test_what_stays_on_the_way_is_forgotten_by_its_age_and_nothing_else(uploads: UploadStore) -> None:
    kept = name_of(OWNER, uploads.receive(OWNER, [PLAN], 100).sha256)
    uploads.take_in(kept)
    uploads.receive(OWNER, [PLAN + b"2"], 100)
    now = datetime.now(UTC)

    assert uploads.forget_unfinished(now - timedelta(hours=1)) == 0
    assert uploads.forget_unfinished(now + timedelta(hours=1)) == 1
    assert uploads.size(kept) == len(PLAN)


def test_the_part_of_a_document_whose_receiver_died_is_forgotten(tmp_path: Path) -> None:
    uploads = UploadStore(tmp_path.as_uri())
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "half-a-document#1").write_bytes(PLAN)

    assert uploads.forget_unfinished(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert list((tmp_path / "incoming").iterdir()) == []


def test_nothing_lies_outside_its_shelf(uploads: UploadStore) -> None:
    for owner in ("../sha256", "dossier", "a.b/../..", "a.b.c", ".", "dossier.", "x" * 65 + ".plans"):
        with pytest.raises(NoSuchDocument):
            name_of(owner, "0" * 64)
    for sha256 in ("", "0" * 63, "../" + "0" * 61, "A" * 64):
        with pytest.raises(NoSuchDocument):
            name_of(OWNER, sha256)


def test_what_is_swept_of_the_uploads_takes_no_paper_with_it(tmp_path: Path) -> None:
    papers, uploads = DocumentStore(tmp_path.as_uri()), UploadStore(tmp_path.as_uri())
    sha256 = papers.put(PLAN)
    name = name_of(OWNER, uploads.receive(OWNER, [PLAN], 100).sha256)
    uploads.take_in(name)

    uploads.forget(name)

    assert papers.get(sha256) == PLAN


def test_a_large_document_is_never_whole_in_memory(tmp_path: Path) -> None:
    uploads, piece = UploadStore(tmp_path.as_uri()), os.urandom(MEBIBYTE // 4)
    me, seen = psutil.Process(), []

    def pieces(watch: Callable[[], None]) -> Iterator[bytes]:
        for _ in range(400):
            watch()
            yield piece

    before = me.memory_info().rss
    stored = uploads.receive(OWNER, pieces(lambda: seen.append(me.memory_info().rss)), 100 * MEBIBYTE)

    assert stored.size == 100 * MEBIBYTE
    assert max(seen) - before < 40 * MEBIBYTE
