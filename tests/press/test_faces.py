"""What our faces cannot print is put aside: any text gives a paper, and the letters around stay as they are."""

import unicodedata
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from catalogue.reading import load_yaml, read_each
from catalogue.territory import territory
from press import compose
from press.faces import FONTS, printable
from tests.catalogue.makers import a_permit

FACES = read_each(str, load_yaml(FONTS / "letters.yaml"))
MARKS = "\u0300\u0301\u0323\u034f\u05b0\u064b\u064e\u0651\u0711\u1ac8\U0001e8d0\u200c\u200d\u20d7\u20dd\u20e3\ufe0f\U0001f3fb\U000e0067"
anything = some.text(some.characters() | some.sampled_from("1eR\nم ⵜ-☔🛑👨" + MARKS), max_size=80)


def paper(name: str) -> bytes:
    """Print a permit for someone of this name."""
    return compose("permit", a_permit(holder={"full_name": name, "national_id": "A1"}))


def characters_of(face: str) -> list[str]:
    """Give what a face prints, as the catalogue has it."""
    limits = [each.split("-") for each in FACES[face].split()]
    return [chr(point) for limit in limits for point in range(int(limit[0], 16), int(limit[-1], 16) + 1)]


def with_marks(characters: list[str]) -> str:
    """Put on each letter of a face a mark of the same face, on the next letter the next mark."""
    marks = [each for each in characters if is_mark(each)] or [""]
    letters = [each for each in characters if not is_mark(each)]
    return " ".join(letter + mark for letter, mark in zip(letters, cycle(marks), strict=False))


def composed(text: str) -> str:
    """Write a text in composed letters."""
    return unicodedata.normalize("NFC", text)


def is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or character == "\u200c"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("1\ufe0f\u20e3 étage, 11", "1 étage, 11"),
        ("niveau 2\u20e3", "niveau 2"),
        ("e\u20d7 et R\u20dd", "e et R"),
        ("a\u0378b \ufdd0 \ue801 \ud800", "a?b ? ? ?"),
        ("👨\u200d👩 👍🏽 🏴\U000e0067\U000e007f", "?? ?? ?"),
        ("王 ไทย ܐ ދި", "? ??? ? ?"),
        ("بَ\u20dd", "بَ"),
        ("x\u0007\u202e\ty\r\nz", "x y \nz"),
        ("ا\ufeffب\u200b", "اب"),
        ("\u0301a\n\U0001e8d0\u05b2b", "a\nb"),
        ("", ""),
    ],
)
def test_a_mark_that_no_face_has_is_left_out_and_a_letter_becomes_a_question_mark(written: str, printed: str) -> None:
    assert printable(written) == printed


def test_a_letter_written_in_two_pieces_is_composed() -> None:
    assert printable("e\u0301tage, c\u0327a, \u0627\u0653") == "étage, ça, آ"
    assert printable("e\u0301\u20d7") == "é"


@pytest.mark.parametrize(
    "text",
    [
        "Où l'été « naît » – 182,5 m² à 12 €, ½ lot, 3° étage… n° 7, œuvre, Ÿ",
        "مُحَمَّد بْنُ عَبْدِ ٱللّٰهِ، ٣ طوابق؟ لا\u200cزم",
        "ⵜⴰⵔⵓⴷⴰⵏⵜ ⵜ\u0302",
        "Ḥuṛma n Ẓẓay, ɣ ɛ\u0303 Ǧ",
        "Σ Ж → ☎ ✓ 𝓕\nעברית",
    ],
)
def test_what_our_faces_have_stays_as_it_is(text: str) -> None:
    assert composed(printable(text)) == composed(text)


def test_the_names_of_places_stay_as_they_are() -> None:
    names = [name for place in territory().communes.values() for name in (place.name_fr, place.name_ar)]

    assert [name for name in names if printable(name) != name] == []


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("language", ["", "م "])
def test_a_face_prints_its_letters_and_marks(face: str, language: str) -> None:
    text = language + with_marks(characters_of(face))

    assert paper(f"a{text}").startswith(b"%PDF-")
    assert composed(printable(text)) == composed(text)


@given(anything)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_paper(text: str) -> None:
    assert paper(f"a{text}").startswith(b"%PDF-")


@given(anything)
@settings(deadline=None)
def test_letters_around_any_text_stay_as_they_are(text: str) -> None:
    printed = printable(f"1 étage R{text} 1e م")

    assert printed.startswith("1 étage ")
    assert printed.endswith(" 1e م")


@pytest.mark.parametrize("piece", ["e", "م", "👍🏽", "e\u0301\u20d7", "1\ufe0f\u20e3", "\u0301", "لَّ"])
def test_a_very_long_run_gives_a_paper(piece: str) -> None:
    assert paper(piece * 2_000).startswith(b"%PDF-")
