"""What an upload really is, found out by a process that may be killed; a storage that fails is no fault of the document."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from chassis.uploads import UploadStore
from contracts.refusals import Refusal
from services.filing import archive
from services.filing.domain.refusals import DocumentRefused, TooManyDocumentsAtOnce, UploadGone
from services.filing.inspection import Inspection
from services.filing.settings import settings
from services.filing.store.uploads import Upload
from services.filing.turns import Rules
from tests import hostile_documents as documents

PLAN = Path("demo/plan.pdf").read_bytes()
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
MEBIBYTE = 2**20
MOST_OF_AN_INSPECTOR = 85 * MEBIBYTE
"""Bytes of memory; two of them and the room are to stay under 300 MiB."""

MOST_OF_A_ROOM = 300 * MEBIBYTE
LONGEST_PAUSE_SECONDS = 0.5
"""Of a process that shares two cores with the whole test run; 0.09 measured alone, of which the most is the start of an inspector."""

Look = Callable[..., int | None]


@pytest.fixture
def inspection(tmp_path: Path) -> Iterator[Inspection]:
    """Inspectors of our own, on a folder of uploads."""
    os.environ |= {"DOCUMENTS_URL": tmp_path.as_uri(), "PUBLIC_URL": "https://rokhas.example"}
    settings.cache_clear()
    made = Inspection(Rules(rest=0.0))
    yield made
    made.inspectors.close()
    settings.cache_clear()


@pytest.fixture
def look(inspection: Inspection) -> Look:
    """Let something arrive and be looked into."""

    def look(content: bytes, media_type: str = PDF, size: int | None = None, account: str = "architect") -> int | None:
        stored = archive.uploads().receive("dossier.kind", [content], len(content))
        upload = Upload("dossier", "kind", stored.sha256)
        return inspection.inspect(upload, stored.size if size is None else size, media_type, account)

    return look


def refused(look: Look, content: bytes, media_type: str = PDF) -> list[str]:
    """Give the codes for which something is refused."""
    with pytest.raises(DocumentRefused) as refusal:
        look(content, media_type)
    return [reason.code for reason in refusal.value.reasons]


def test_the_pages_of_a_plan_are_counted(look: Look) -> None:
    assert look(PLAN) == 1


def test_an_honest_plan_of_100_megabytes_is_taken(look: Look, inspection: Inspection) -> None:
    assert look(documents.an_honest_plan(100)) == 20
    assert peak_of(inspection) < MOST_OF_AN_INSPECTOR


def test_a_large_plan_whose_table_is_damaged_is_taken_as_viewers_take_it(look: Look) -> None:
    plan = documents.an_honest_plan(20)

    assert look(plan[: plan.rindex(b"startxref")] + b"startxref\n9\n%%EOF\n") == 20


@pytest.mark.parametrize("made", documents.HOSTILE.values(), ids=documents.HOSTILE.keys())
def test_a_hostile_pdf_is_refused_in_little_time_and_memory(look: Look, inspection: Inspection, made: Callable[[], bytes]) -> None:
    look(PLAN)
    content = made()

    assert refused(look, content)[0] in ("pdf-does-not-open", "document-too-complex", "document-takes-too-long")

    assert peak_of(inspection) < MOST_OF_AN_INSPECTOR
    assert look(PLAN) == 1


def peak_of(inspection: Inspection) -> int:
    """Give the most memory that a living inspector of ours has had, in bytes."""
    children = [child for child in psutil.Process().children() if "services.filing.inspector" in child.cmdline()]
    status = [Path(f"/proc/{child.pid}/status").read_text() for child in children]
    return max((int(text.partition("VmHWM:")[2].split()[0]) * 1024 for text in status), default=0)


def test_bombs_of_one_account_neither_stop_a_room_nor_keep_others_waiting(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.filing.crowd", str(tmp_path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=100).stdout)

    assert set(told["honest"]) == {"taken"}
    assert set(told["bombs"]) == {"document-refused, pdf-does-not-open", "too-many-documents-at-once"}
    assert told["longest"] < LONGEST_PAUSE_SECONDS
    assert told["memory"] < MOST_OF_A_ROOM


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        (b"/Type/Pages", b"/Type/Pxges"),
        (b"/Kids", b"/Kinds"),
    ],
)
def test_a_pdf_whose_pages_are_not_found_is_refused(look: Look, sound: bytes, damaged: bytes) -> None:
    plan = documents.with_objects(documents.ONE_PAGE).replace(sound, damaged).replace(b"3 0 obj", b"9 0 obj")

    assert refused(look, plan) == ["pdf-does-not-open"]


def test_a_pdf_without_a_page_is_refused(look: Look) -> None:
    assert refused(look, documents.with_objects([documents.ONE_PAGE[0], b"<</Type/Pages/Kids[]/Count 0>>"])) == ["pdf-does-not-open"]


def test_a_pdf_that_asks_for_a_password_is_refused(look: Look) -> None:
    assert refused(look, documents.locked_pdf()) == ["pdf-needs-password"]


@pytest.mark.parametrize("where", ["OpenAction", "Chain", "Page", "Annotation", "Field", "Outline"])
@pytest.mark.parametrize("what", ["JavaScript", "Launch", "SubmitForm", "ImportData", "GoToE", "Rendition"])
def test_a_pdf_that_acts_is_refused_and_told_what_it_does(look: Look, what: str, where: str) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        look(documents.acting_pdf(what, where))

    assert [(reason.code, reason.facts) for reason in refusal.value.reasons] == [("pdf-acts-by-itself", {"what": what})]


@pytest.mark.parametrize("what", ["EmbeddedFiles", "XFA", "RichMedia", "FileAttachment", "Movie", "Screen"])
def test_a_pdf_that_carries_something_else_is_refused(look: Look, what: str) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        look(documents.carrying_pdf(what))

    assert {"what": what} in [reason.facts for reason in refusal.value.reasons]


def test_a_link_that_a_reader_follows_himself_is_no_harm(look: Look) -> None:
    for place in ("Annotation", "Outline"):
        assert look(documents.acting_pdf("URI", place)) == 1
    for place in ("OpenAction", "Page"):
        assert refused(look, documents.acting_pdf("URI", place)) == ["pdf-acts-by-itself"]
        assert look(documents.acting_pdf("GoTo", place)) == 1


def test_sound_images_are_taken(look: Look) -> None:
    assert look(documents.an_image("PNG"), PNG) is None
    assert look(documents.an_image("JPEG", 4000, 3000), JPEG) is None


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", PNG), ("JPEG", JPEG)])
def test_an_image_that_no_viewer_opens_is_refused(look: Look, kind: str, media_type: str) -> None:
    sound = documents.an_image(kind)

    for damaged in (sound[: len(sound) // 2], sound[:20] + b"\0" * 500, sound[:8] + os.urandom(2000)):
        assert refused(look, damaged, media_type) == ["image-does-not-open"]


def test_an_image_beyond_measure_is_refused(look: Look) -> None:
    assert refused(look, documents.inflating_image(12_000, 12_000), PNG) == ["image-too-large"]
    assert refused(look, documents.inflating_image(5_000, 5_000), PNG) == ["image-too-large"]
    assert refused(look, documents.an_image("JPEG", 4000, 4000, progressive=True), JPEG) == ["image-too-large"]


def test_a_type_and_what_is_sent_under_it_must_agree(look: Look) -> None:
    for content, media_type in ((documents.an_image("PNG"), JPEG), (PLAN, PNG), (b"GIF89a", PDF), (PLAN, "image/vnd.dwg")):
        assert refused(look, content, media_type) == ["content-is-not-what-it-claims"]


def test_a_document_of_another_size_than_was_said_is_refused(look: Look) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        look(PLAN, size=len(PLAN) + 1)

    assert [reason.code for reason in refusal.value.reasons] == ["size-differs"]


def test_what_is_not_there_is_asked_for_again(inspection: Inspection) -> None:
    with pytest.raises(UploadGone):
        inspection.inspect(Upload("dossier", "kind", "0" * 64), 7, PDF, "architect")


def test_an_upload_in_a_bucket_is_looked_into_as_a_file(inspection: Inspection) -> None:
    bucket = UploadStore("memory:///")
    stored = bucket.receive("dossier.kind", [PLAN[:100], PLAN[100:]], len(PLAN))

    with bucket.as_file(f"dossier.kind.{stored.sha256}") as copy:
        assert inspection.inspectors.ask({"path": str(copy), "media_type": PDF})["pages"] == 1
    assert not copy.exists()


def test_an_account_whose_document_was_too_much_has_to_rest(inspection: Inspection) -> None:
    resting = Inspection(Rules(rest=60.0))
    resting.turns.let_rest("attacker")

    with pytest.raises(TooManyDocumentsAtOnce) as refusal, resting.turns.turn("attacker"):
        pass

    assert isinstance(refusal.value, Refusal)
    assert 0 < refusal.value.facts["seconds"] <= 60
    with resting.turns.turn("architect"):
        pass
