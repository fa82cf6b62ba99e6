"""The visible signature: a page as large as the box that a permit keeps clear for it, laid into it by whoever signs."""

from dataclasses import dataclass
from datetime import datetime

from press.facts import date_of, local_instant, named
from press.letterhead import of_territory
from press.printing import SIGNATURE_ZONE, Page

LONGEST_AT_FULL_SIZE, FULL_SIZE, LEAST_SIZE = 26, 11.5, 7.0
"""Letters of a name that fit on one line of 11.5 points; a longer one is printed smaller, down to 7 points, then on two lines."""


@dataclass(frozen=True)
class SignatureValues:
    """
    What `compose("signature", ...)` needs: `signed_at` is RFC 3339 text with its offset, `serial` hexadecimal.

    `role` is the office, `territory` that over which it is held: a commune, an urban agency, a province.
    """

    name: str
    role: str
    territory: str
    signed_at: str
    serial: str


def signature_page(values: SignatureValues) -> Page:
    """Lay out who signs, in which office, when (Moroccan time), with which certificate."""
    left, bottom, right, top = SIGNATURE_ZONE
    return Page(
        title="Signature",
        instant=datetime.fromisoformat(values.signed_at),
        tagged=False,  # its marks would mean nothing inside another document
        content={
            "width": right - left,
            "height": top - bottom,
            "name": values.name,
            "name_size": max(LEAST_SIZE, min(FULL_SIZE, FULL_SIZE * LONGEST_AT_FULL_SIZE / len(values.name))),
            "office": named("offices", values.role),
            "of": of_territory(values.territory),
            "signed": {"day": date_of(values.signed_at), "time": f"{local_instant(values.signed_at):%H:%M:%S}"},
            "serial": values.serial,
        },
    )
