"""Receipts and permits: composed in both languages, the same every time, with room for the signature."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from catalogue.reading import BrokenCatalogue
from press import SIGNATURE_ZONE, compose
from press.facts import form_sections, language_of, money_of
from tests.catalogue.makers import a_form, a_note, a_permit, a_procedure, a_receipt


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


SETBACK = "يجب ترك مسافة ثلاثة أمتار بين الواجهة وحدود الطريق. "
FACADE = "Garder un recul de 3 m.\nLa hauteur reste sous 8,50 m."


def a_reserved_permit(*texts: str, **named: str) -> dict[str, Any]:
    """The values of a permit on which the last body made reservations."""
    opinions = a_permit()["opinions"]
    said = {"verdict": "favourable-with-reservations", "reservations": [{"text": text, **named} for text in texts]}
    return a_permit(opinions=[*opinions[:-1], opinions[-1] | said])


def letters(pdf: bytes) -> str:
    """Give the letters that a reader may copy out of a PDF, as poppler finds them, without blanks and marks of direction."""
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e]", "", found)


def test_a_permit_repeats_each_reservation_in_the_words_of_its_body() -> None:
    text = letters(compose("permit", a_reserved_permit(FACADE, SETBACK, rule="article 14")))

    for said in ("Réserves·Agenceurbaine", "1.Garderunreculde3m.", "Lahauteurrestesous8,50m.(article14)", "".join(SETBACK.split())):
        assert said in text


def test_a_long_reservation_takes_as_many_pages_as_it_needs() -> None:
    long = SETBACK * 60  # 3,000 characters
    pdf = compose("permit", a_reserved_permit(long, long, "M" * 500))

    pages = read(pdf).pages
    assert len(pages) > len(read(compose("permit", a_permit())).pages)
    assert letters(pdf).count("مسافةثلاثةأمتار") > 115  # a line or a page that ends within the words hides a few
    assert is_within_its_margins(pdf)


def is_within_its_margins(pdf: bytes) -> bool:
    """Tell whether no word stands beyond the margins of its page, 20 mm at either side and 12 mm below (points: 56, 34)."""
    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    boxes = [[float(side) for side in box] for box in re.findall(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)"', found)]
    return bool(boxes) and all(left >= 56 and right <= 540 and bottom <= 842 - 34 for left, _top, right, bottom in boxes)


def test_a_permit_with_reservations_is_an_archive_still() -> None:
    pdf = read(compose("permit", a_reserved_permit(SETBACK * 60)))

    assert pdf.xmp_metadata is not None
    assert re.search(rb"pdfaid:part>2<.*pdfaid:conformance>B<", pdf.xmp_metadata.stream.get_data(), re.DOTALL)


@pytest.mark.parametrize(
    ("text", "language"), [("3 m de recul", "fr"), ("3 أمتار من Route 10", "ar"), ("12", "fr"), ("« Recul » كما", "fr"), ("", "fr")]
)
def test_a_text_is_read_from_the_side_of_its_first_letter(text: str, language: str) -> None:
    assert language_of(text) == language


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


def written_over_the_signature(pdf: bytes) -> list[str]:
    """Give what is written where the signature goes, on the last page."""
    left, bottom, right, top = SIGNATURE_ZONE
    met: list[str] = []

    def visit(text: str, _machine: Any, place: list[float], _font: Any, _size: Any) -> None:
        if text.strip() and left <= place[4] <= right and bottom <= place[5] <= top:
            met.append(text)

    read(pdf).pages[-1].extract_text(visitor_text=visit)
    return met


@pytest.mark.parametrize("paper", [a_permit(), a_permit("repair-permit"), a_note("Zone HE2, R+2.")])
def test_nothing_is_written_where_the_signature_goes(paper: dict[str, Any]) -> None:
    assert written_over_the_signature(compose("permit", paper)) == []


@pytest.mark.parametrize("lines", range(0, 60, 4))
def test_however_long_a_paper_is_its_signature_is_called_for_above_the_box_that_is_kept_for_it(lines: int) -> None:
    pdf = compose("permit", a_note("\n".join(["Recul de 3 m."] * (lines + 1))))

    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    called = re.findall(r'yMin="(\S+)" xMax="\S+" yMax="(\S+)">Directeur<', found.rpartition("<page")[2])
    top = 842 - SIGNATURE_ZONE[3]
    assert [top - 20 < float(above) < float(below) < top for above, below in called] == [True]
    assert written_over_the_signature(pdf) == []
    assert "Textes" in read(pdf).pages[-1].extract_text()  # nobody signs an empty page


def test_values_are_checked_strictly() -> None:
    with pytest.raises(BrokenCatalogue, match="missing: permit_number"):
        compose("permit", {name: value for name, value in a_permit().items() if name != "permit_number"})
    with pytest.raises(BrokenCatalogue, match="receipt: colour: unknown key"):
        compose("receipt", a_receipt(colour="green"))
    with pytest.raises(BrokenCatalogue, match="no offset"):
        compose("receipt", a_receipt(submitted_at="2026-11-21T10:32:11"))
    with pytest.raises(BrokenCatalogue, match="no document is called"):
        compose("poem", {})


def test_facts_are_said_in_both_languages() -> None:
    project = form_sections(a_procedure(), a_form())[1]

    assert project["title"] == {"fr": "Projet", "ar": "المشروع"}
    assert project["lines"][0]["value"] == {"fr": "Construction nouvelle", "ar": "بناء جديد"}
    assert money_of(Decimal("5482.00"), "MAD") == "5\u202f482,00\u00a0MAD"
