"""Check the texts that papers print: they say something, and every {placeholder} in them is a fact that the paper has."""

import re
from collections.abc import Iterator

from catalogue.languages import Labels, Locale
from catalogue.procedures.model import Procedure
from catalogue.reading import Fault

NOTICE_FACTS = frozenset({"due_on", "days"})
"""What notices of a receipt may name."""
ARTICLE_FACTS = frozenset({"holder", "national_id", "registry_number"})
"""What articles of a paper may name; `valid_until` too, where what is delivered runs out."""
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def texts_name_known_facts(procedure: Procedure) -> Iterator[Fault]:
    """Name in notices and articles only facts that the paper has, for it is composed when all is decided and paid; name its holder."""
    yield from _unfilled("receipt.notices", procedure.receipt.notices, NOTICE_FACTS)
    if procedure.paper is not None:
        facts = ARTICLE_FACTS | ({"valid_until"} if procedure.validity else set())
        yield from _unfilled("paper.articles", procedure.paper.articles, facts)
        yield from _nameless(procedure.paper.articles)


def _nameless(articles: tuple[Labels, ...]) -> Iterator[Fault]:
    """Tell in which language the articles, which alone name the holder, do not."""
    for locale in (Locale.FR, Locale.AR):
        if not any("{holder}" in f"{getattr(article, locale)}" for article in articles):
            yield Fault("paper.articles", f"do not say to whom the paper is delivered ({locale})")


def _unfilled(place: str, texts: tuple[Labels, ...], facts: frozenset[str]) -> Iterator[Fault]:
    for position, text in enumerate(texts):
        for locale in Locale:
            written = f"{getattr(text, locale)}"
            yield from (
                Fault(f"{place}[{position}].{locale}", f"no fact is called {name}")
                for name in sorted({*PLACEHOLDER.findall(written)} - facts)
            )
            if "{" in PLACEHOLDER.sub("", written) or "}" in PLACEHOLDER.sub("", written):
                yield Fault(f"{place}[{position}].{locale}", "a bracket stands alone")
