"""
Passwords that are tried first: everybody's favourites, walks over a keyboard, dates, repetitions, and the person's own words.

zxcvbn knows the 30,000 commonest passwords and judges how many guesses a password takes (NIST SP 800-63B, 5.1.1.2; ASVS 5.0, 6.2.4). Most
of them are shorter than ours may be: what is refused are those with something added (`password1234`, `azertyuiop12`). A person's own
words, the words of the platform and the names of places are taken out first (6.2.11); what is left must stand alone. They are not given
to zxcvbn, which keeps them in a table that all threads share.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

from zxcvbn import zxcvbn

from catalogue.territory import territory

JUDGED = 20
"""
How many signs are judged. zxcvbn takes up to 3 s for 128 signs that stand for letters (`4@({[<`), 0.03 s for 20 of them, a millisecond for
what people type; and what its first 20 signs make hard to guess stays so.
"""
ENOUGH = 3  # of zxcvbn's scores: more than 10^8 guesses; the limits of tries and Argon2id do the rest
SHORTEST_WORD = 4
OWN_WORDS = (
    *("rokhas", "rukhas", "رخص", "maroc", "morocco", "almaghrib", "المغرب", "motdepasse", "كلمةالسر"),
    *("administrateur", "president", "tresorier", "regisseur", "gouverneur", "auditeur", "commune", "prefecture", "urbanisme", "permis"),
)
"""Words of the platform and of its offices: whoever attacks it tries them first (ASVS 5.0, 6.1.2)."""

zxcvbn("warm up")  # its first call adds an entry to a table that other threads may be reading


def is_common(password: str, person: Iterable[str]) -> bool:
    """Tell whether a password is guessed early; `person` are his name, his address, his numbers, in any spelling."""
    rest = _without(_folded(password), [*_words(person), *_words_of_the_house()])
    return not rest or bool(zxcvbn(rest[:JUDGED])["score"] < ENOUGH)


def _without(text: str, words: Iterable[str]) -> str:
    """Take words out of a text, the longest first."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _words(texts: Iterable[str]) -> set[str]:
    """Find the words of some texts that are long enough to be remembered, and each text without its blanks."""
    folded = [_folded(text) for text in texts]
    found = {word for text in folded for word in "".join(sign if sign.isalnum() else " " for sign in text).split()}
    return {word for word in found | {"".join(text.split()) for text in folded} if len(word) >= SHORTEST_WORD}


@cache
def _words_of_the_house() -> frozenset[str]:
    """Gather the words of the platform and the names of regions, provinces and communes, once."""
    country = territory()
    places = [*country.regions.values(), *country.provinces.values(), *country.communes.values()]
    names = {_folded(name) for place in places for name in (place.name_fr, place.name_ar)}
    return frozenset(name for name in {*names, *OWN_WORDS} if len(name) >= SHORTEST_WORD)


def _folded(text: str) -> str:
    """Write a text in small letters without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
