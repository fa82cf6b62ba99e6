"""Compare names the way people type them: without accents, hyphens, hamzas, vowel signs or doubled letters."""

import re
import unicodedata
from functools import lru_cache

DIGITS = {written: str(digit) for digit, written in enumerate("٠١٢٣٤٥٦٧٨٩")}
ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": ""} | DIGITS)
"""Letters that are written one for another in everyday Arabic, and its digits; the tatweel is dropped."""


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """Fold a name for ordering: `Aït M'Hamed` becomes `ait mhamed`."""
    letters = unicodedata.normalize("NFKD", name.translate(ARABIC))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", " ", re.sub(r"['\u2019]", "", plain)).strip().casefold()


@lru_cache(maxsize=8192)
def sounded(name: str) -> str:
    """Fold a name for search: doubled letters count once, so that `taroudant` finds `Taroudannt`."""
    return re.sub(r"(.)\1+", r"\1", folded(name))
