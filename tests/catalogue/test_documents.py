"""Receipts and permits: composed in both languages, the same every time, with room for the signature."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from catalogue.documents import SIGNATURE_ZONE, compose
from catalogue.documents.facts import form_sections, letterhead, money_of
from catalogue.reading import BrokenCatalogue
from tests.catalogue.makers import a_form, a_permit, a_procedure, a_receipt


def read(pdf: bytes) -> PdfReader:
    """Open a PDF."""
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """Give the text of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def test_a_permit_names_its_holder_project_opinions_and_fees() -> None:
    text = words(compose("permit", a_permit()))

    for fact in (
        "PC-09.541.01.13-2026-000001",
        "Fatima Zahra Amrani",
        "JB482917",
        "39/47215",
        "182,5",
        "Agence urbaine",
        "K7QM-2XRD-91TB-PZ4E",
    ):
        assert fact in text


def test_a_receipt_lists_its_documents_and_the_day_of_the_decision() -> None:
    text = words(compose("receipt", a_receipt()))

    assert text.count("ab" * 32) == 5
    assert "06/12/2026" in text
    assert "11:32:11" in text  # Moroccan time


def test_documents_are_archives_with_their_title_author_and_fonts() -> None:
    pdf = read(compose("permit", a_permit()))

    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("Permis de construire PC-09.541.01.13-2026-000001", "Commune de Taroudannt")
    assert pdf.xmp_metadata is not None
    fonts = {font["/BaseFont"] for page in pdf.pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert any("Amiri" in font for font in fonts)


@pytest.mark.parametrize(("template", "values"), [("permit", a_permit()), ("receipt", a_receipt())])
def test_the_same_values_give_the_same_bytes_in_any_thread(template: str, values: dict[str, Any]) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(lambda _: compose(template, values), range(8)))

    assert len(made) == 1


def test_threads_do_not_mix_their_documents() -> None:
    numbers = [f"09.541.01.13-2026-{count:06}" for count in range(12)]

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda number: words(compose("receipt", a_receipt(registry_number=number))), numbers))

    assert all(number in text for number, text in zip(numbers, made, strict=True))


@pytest.mark.parametrize(
    "name",
    [
        "فاطمة الزهراء العمراني",
        'Ben "Ali" \\ d\'Aït #strong[x] $y$ @z *w*',
        "x\u0007\u202e\ny",
        "ⵜⴰⵔⵓⴷⴰⵏⵜ",
        "王小明 😀👨\u200d👩",
        "\\u0007",
    ],
)
def test_a_name_is_printed_as_it_is_and_never_understood_as_markup(name: str) -> None:
    pdf = compose("permit", a_permit(holder={"full_name": name, "national_id": "A1"}))

    assert len(read(pdf).pages) == 2
    if name.startswith("Ben"):
        assert "#strong[x] $y$ @z *w*" in words(pdf)


def test_a_mark_that_no_face_has_leaves_the_other_letters_alone() -> None:
    text = words(compose("permit", a_permit(holder={"full_name": "1\ufe0f\u20e3 étage, e\u20d7, a\u0378b", "national_id": "A1"})))

    assert "1 étage, e, a?b" in text
    assert "PC-09.541.01.13-2026-000001" in text


def test_nothing_is_written_where_the_signature_goes() -> None:
    left, bottom, right, top = SIGNATURE_ZONE
    met: list[str] = []

    def visit(text: str, _machine: Any, place: list[float], _font: Any, _size: Any) -> None:
        if text.strip() and left <= place[4] <= right and bottom <= place[5] <= top:
            met.append(text)

    read(compose("permit", a_permit())).pages[-1].extract_text(visitor_text=visit)

    assert met == []


def test_values_are_checked_strictly() -> None:
    with pytest.raises(BrokenCatalogue, match="missing: permit_number"):
        compose("permit", {name: value for name, value in a_permit().items() if name != "permit_number"})
    with pytest.raises(BrokenCatalogue, match="unknown: colour"):
        compose("receipt", a_receipt(colour="green"))
    with pytest.raises(BrokenCatalogue, match="no offset"):
        compose("receipt", a_receipt(submitted_at="2026-11-21T10:32:11"))
    with pytest.raises(BrokenCatalogue, match="no document is called"):
        compose("poem", {})


def test_facts_are_said_in_both_languages() -> None:
    project = form_sections(a_procedure(), a_form())[1]

    assert project["title"] == {"fr": "Projet", "ar": "المشروع"}
    assert project["lines"][0]["value"] == {"fr": "Construction nouvelle", "ar": "بناء جديد"}
    assert letterhead("06.141.01.0")["of"] == {"fr": "de Casablanca", "ar": "للدار البيضاء"}
    assert money_of(Decimal("5482.00"), "MAD") == "5\u202f482,00\u00a0MAD"
