"""
What a signature looks like: a small page composed by the catalogue's press, laid into the box that the permit keeps clear.

It says who signed, in which office, when and with which certificate. The signature covers it as it covers the rest: what is shown is
signed too. Fonts and colours come with the page, so that the paper stays an archive (PDF/A-2b, ISO 19005-2, 6.3.3: a normal appearance).
"""

import io
from datetime import datetime

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.stamp import StaticStampStyle

from press import SIGNATURE_ZONE, compose
from services.signature.domain.keys import SigningKey

LAST_PAGE = -1
WHOLE_BOX = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0))


class ComposedPage(ImportedPdfPage):
    """A page in memory, read once for all documents; pyHanko's own reads a file for each."""

    def __init__(self, page: PdfFileReader) -> None:
        """Show the first page of `page`."""
        super().__init__(file_name="")
        self._page = page

    def render(self) -> bytes:
        """Copy the page into the document, as a form of its own, and give the command that draws it."""
        form = self._ensure_writer.import_page_as_xobject(self._page)
        self.resources.xobject["/Page"] = form
        left, bottom, right, top = SIGNATURE_ZONE
        self.box.width, self.box.height = right - left, top - bottom
        return b"/Page Do"


def composed(key: SigningKey, now: datetime) -> PdfFileReader:
    """Compose the page for what `key` signs at `now`: one for all documents of a ceremony."""
    about = {"name": key.holder_name, "role": key.role, "territory": key.commune, "serial": key.serial, "signed_at": now.isoformat()}
    return PdfFileReader(io.BytesIO(compose("signature", about)))


def stamp_of(page: PdfFileReader) -> StaticStampStyle:
    """Give the style by which pyHanko fills a signature's box with `page`, and nothing else: no border, no veil."""
    return StaticStampStyle(background=ComposedPage(page), background_layout=WHOLE_BOX, background_opacity=1.0, border_width=0)


def box_of(field: str) -> SigFieldSpec:
    """Give the field of the signature, in the lower right of the last page."""
    return SigFieldSpec(sig_field_name=field, on_page=LAST_PAGE, box=SIGNATURE_ZONE)
