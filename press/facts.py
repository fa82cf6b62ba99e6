"""Say facts in both languages: dates, money, and the fields of a form with the labels of its schema."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from catalogue.calendar import LEGAL_TIME
from catalogue.labels import labels
from catalogue.languages import Labels
from catalogue.procedures import Procedure
from catalogue.reading import BrokenCatalogue

Pair = dict[str, str]

YES, NO = {"fr": "Oui", "ar": "نعم"}, {"fr": "Non", "ar": "لا"}


@dataclass(frozen=True)
class Verification:
    """The code by which anyone can check the document, and the address where to type it."""

    code: str
    address: str


@dataclass(frozen=True)
class Holder:
    """The person to whom a paper is given."""

    full_name: str
    national_id: str


def pair(text: Labels) -> Pair:
    """Give a text in French and Arabic."""
    return {"fr": text.fr, "ar": text.ar}


def named(subject: str, code: str) -> Pair:
    """Give the label of a code in French and Arabic; raise BrokenCatalogue when it has none."""
    if found := labels(subject).get(code):
        return pair(found)
    raise BrokenCatalogue(f"labels/{subject}.yaml: {code} has no label")


def local_instant(instant: str) -> datetime:
    """Read an RFC 3339 instant and give it in Moroccan time; raise BrokenCatalogue when it has no offset."""
    read = datetime.fromisoformat(instant)
    if read.tzinfo is None:
        raise BrokenCatalogue(f"{instant} has no offset")
    return read.astimezone(LEGAL_TIME)


def date_of(instant: str) -> str:
    """Write the Moroccan day of an instant: `21/11/2026`."""
    return written(local_instant(instant))


def written(day: date) -> str:
    """Write a day: `21/11/2026`."""
    return f"{day:%d/%m/%Y}"


def money_of(amount: Decimal, currency: str) -> str:
    """Write an amount: `5 482,00 MAD`, with narrow no-break spaces."""
    return f"{amount:,.2f} {currency}".replace(",", "\u202f").replace(".", ",").replace(" ", "\u00a0")


def size_of(size: int) -> str:
    """Write a size in bytes: `1,4 Mo`."""
    for unit, factor in (("Mo", 1_000_000), ("ko", 1_000)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}".replace(".", ",").replace(" ", "\u00a0")
    return f"{size}\u00a0o"


def language_of(text: str) -> str:
    """Tell how a text is read, by its first letter that has a direction (UAX 9, rule P2): `ar` from the right, `fr` from the left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return "ar" if next((each for each in directions if each in ("L", "R", "AL")), "L") != "L" else "fr"


def paragraphs_of(text: str) -> list[Pair]:
    """Give the lines of a text, each with the language by which it is read: `{text, language}`."""
    return [{"text": line, "language": language_of(line)} for line in text.splitlines() if line.strip()]


ARTICLES = {"Loi": "la loi", "Décret": "le décret", "Dahir": "le dahir", "Arrêté": "l'arrêté", "Circulaire": "la circulaire"}


def cited(title: Labels) -> Pair:
    """Write the title of a law text as it follows `Vu`: `la loi n° 12-90 ...`."""
    first, _, rest = title.fr.partition(" ")
    return {"fr": f"{ARTICLES.get(first, first)} {rest}", "ar": title.ar}


def form_sections(procedure: Procedure, form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the sections of a submitted form with their lines, in the order of the schema; fields left out are not written."""
    sections = procedure.form_schema["properties"]
    return [
        {"title": _said(schema["x-labels"]), "lines": list(_lines(schema, form[name]))}
        for name, schema in sections.items()
        if form.get(name)
    ]


def _lines(schema: Mapping[str, Any], section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, field in schema["properties"].items():
        if section.get(name) is not None:
            yield {"label": _said(field["x-labels"]), "value": _value(field, section[name])}


def _value(field: Mapping[str, Any], value: Any) -> Pair:
    """Write a value in both languages: choices by their labels, yes or no, figures with a comma and their unit."""
    if choices := field.get("x-enum-labels"):
        return _said(choices[value])
    if isinstance(value, bool):
        return YES if value else NO
    text = str(value).replace(".", ",") if isinstance(value, int | float) else str(value)
    written = f"{text}\u00a0{field['x-unit']}" if "x-unit" in field else text
    return {"fr": written, "ar": written}


def _said(said: Mapping[str, str]) -> Pair:
    return {"fr": said["fr"], "ar": said["ar"]}
