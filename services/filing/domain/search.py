"""
By which words a file is found: the applicant's name, the land's reference, the registry number, spelled as people type them.

Words are folded here, when a file is kept and when it is sought: accents, hamzas, doubled letters of names and Arabic digits make no
difference, and the database only compares. Each word has a weight, which says what it tells: a reader finds by nothing that he is not
shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from catalogue.territory.names import folded, sounded
from contracts.people import NATIONAL, territories_over
from services.filing.domain.dossier import Dossier

NUMBER, NAME, LAND = "A", "B", "C"
"""What a word tells, as PostgreSQL's weights."""
EVERYTHING = NUMBER + NAME + LAND
WITHOUT_PROJECT = NUMBER + NAME
"""For who is not shown what is to be built, and where (`domain.disclosure`)."""

LONGEST_WORD, MOST_WORDS, LONGEST_TEXT = 40, 24, 300
FEWEST_SIGNS = 2
"""Of the words that somebody types, together."""


def words_of(text: str) -> list[str]:
    """Fold a text into words: figures as they are, names by their sound."""
    return [word if any(map(str.isdigit, word)) else sounded(word) for word in folded(text[:LONGEST_TEXT]).split()][:MOST_WORDS]


def written(dossier: Dossier) -> str:
    """Write the words of a file, and where it lies, as a value of PostgreSQL's `tsvector`."""
    told = ((dossier.registry_number or "", NUMBER), (dossier.applicant.full_name, NAME), (land_reference(dossier.form), LAND))
    lexemes = [*_weighed(told), *(f"'{_spot(each)}':1" for each in territories_over(dossier.commune) if each != NATIONAL)]
    return " ".join(lexemes)


def land_reference(form: dict[str, Any]) -> str:
    """Give the number of the land title or of its requisition, where the form asks for one and it is filled in with text."""
    land = form.get("land")
    reference = land.get("title_number") if isinstance(land, dict) else None
    return reference if isinstance(reference, str) else ""


def sought(words: Sequence[str], weights: str, territories: Sequence[str] = (NATIONAL,)) -> str:
    """Write a `tsquery`: every word, of the last one the beginning, among what the weights tell, in one of the territories."""
    asked = [f"'{word[:LONGEST_WORD]}':{weights}" for word in words[:-1]] + [f"'{words[-1][:LONGEST_WORD]}':*{weights}"]
    if NATIONAL not in territories:
        spots = " | ".join(f"'{_spot(territory)}'" for territory in territories)
        asked.append(f"({spots})")
    return " & ".join(asked)


def _weighed(told: Iterable[tuple[str, str]]) -> Iterator[str]:
    for text, weight in told:
        yield from (f"'{word[:LONGEST_WORD]}':1{weight}" for word in words_of(text))


def _spot(territory: str) -> str:
    """Write a territory as a word that nobody types."""
    return f"@{territory}"
