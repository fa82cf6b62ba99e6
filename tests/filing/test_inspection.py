"""What an upload really is: whatever stops its reading is a refusal, but a storage that fails is no fault of the document."""

import io
from pathlib import Path

import pytest
from pypdf import PdfWriter

from chassis.documents import DocumentStore
from services.filing.domain.refusals import DocumentRefused
from services.filing.inspection import inspect

PLAN = Path("demo/plan.pdf").read_bytes()


class LosingStore(DocumentStore):
    """Loses the connection between the first bytes and the rest."""

    def get(self, sha256: str) -> bytes:
        raise ValueError("connection lost")


def test_the_pages_of_a_plan_are_counted(tmp_path: Path) -> None:
    documents = DocumentStore(tmp_path.as_uri())

    assert inspect(documents, documents.put(PLAN), len(PLAN), "application/pdf") == 1


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        (b"trailer\n<<", b"trailer\n7 <<"),  # pypdf asks a number for its items
        (b"1 0 obj\n<<", b"1 0 obj\n27 0 R <<"),  # it writes into a reference
    ],
)
def test_a_damaged_pdf_is_refused(tmp_path: Path, sound: bytes, damaged: bytes) -> None:
    documents = DocumentStore(tmp_path.as_uri())
    content = PLAN.replace(sound, damaged)
    sha256 = documents.put(content)

    with pytest.raises(DocumentRefused) as refusal:
        inspect(documents, sha256, len(content), "application/pdf")

    assert [reason.code for reason in refusal.value.reasons] == ["pdf-does-not-open"]


def test_a_pdf_without_a_page_is_refused(tmp_path: Path) -> None:
    empty = io.BytesIO()
    PdfWriter().write(empty)
    documents = DocumentStore(tmp_path.as_uri())

    with pytest.raises(DocumentRefused):
        inspect(documents, documents.put(empty.getvalue()), len(empty.getvalue()), "application/pdf")


def test_a_storage_that_fails_is_not_a_refusal(tmp_path: Path) -> None:
    documents = LosingStore(tmp_path.as_uri())
    sha256 = documents.put(PLAN)

    with pytest.raises(ValueError, match="connection lost"):
        inspect(documents, sha256, len(PLAN), "application/pdf")


def test_a_document_of_another_size_than_was_said_is_refused(tmp_path: Path) -> None:
    documents = DocumentStore(tmp_path.as_uri())

    with pytest.raises(DocumentRefused) as refusal:
        inspect(documents, documents.put(PLAN), len(PLAN) + 1, "application/pdf")

    assert [reason.code for reason in refusal.value.reasons] == ["size-differs"]
