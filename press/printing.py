"""
Typst, kept warm: fonts are read once, each document gets a compiler of its own, so that threads never share one.

Fonts of the machine are ignored and the instant comes with the page, so the same page gives the same bytes.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from catalogue.reading import BrokenCatalogue
from press.faces import FONTS, printable

TEMPLATES = Path(__file__).parent / "templates"
SIGNATURE_ZONE = (318, 69, 538, 164)
"""Left, bottom, right, top in points from the lower left corner of a permit's last page: 78 x 34 mm kept clear for the signature."""


@dataclass(frozen=True)
class Page:
    """What a template prints: the title of the PDF, the instant written into it, its content as plain data; tagged for screen readers."""

    title: str
    instant: datetime
    content: dict[str, Any]
    tagged: bool = True


def print_page(template: str, page: Page) -> bytes:
    """
    Print a page with `templates/<template>/<template>.typ`; raise BrokenCatalogue when the template fails.

    Typst would refuse to archive a letter that no face has (an emoji in a description): the content is first written in our faces' letters.
    """
    content = _printable({"document_title": page.title, **page.content})
    try:
        return _compiled(template, content, page)
    except typst.TypstError as error:
        raise BrokenCatalogue(f"templates/{template}: {error.message}") from None  # its context would show what people wrote


def _printable(content: Any) -> Any:
    """Write every text of plain data in our faces' letters."""
    if isinstance(content, str):
        return printable(content)
    if isinstance(content, dict):
        return {key: _printable(value) for key, value in content.items()}
    return [_printable(each) for each in content] if isinstance(content, list | tuple) else content


def _compiled(template: str, content: Any, page: Page) -> bytes:
    """Run Typst once; raise TypstError."""
    compiler = typst.Compiler(_source(template, content), root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    stamp = int(page.instant.timestamp())
    return cast(bytes, compiler.compile(format="pdf", pdf_standards="a-2b", timestamp=stamp, pdf_tags=page.tagged))


def _source(template: str, content: Any) -> bytes:
    """
    Write the main file: import the template, hand it the content.

    The content stands in this file and not in `sys.inputs`: Typst then keeps what it has laid out of the template (11 ms instead of 31).
    """
    quoted = json.dumps(content, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "/{template}/{template}.typ": page-of\n#page-of(json(bytes("{quoted}")))'.encode()


@cache
def _fonts() -> typst.Fonts:
    """Read our fonts, and those that travel inside Typst."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
