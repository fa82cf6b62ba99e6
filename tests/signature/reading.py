"""What is read in a signed document."""

import re
import subprocess
from html import unescape

from press import SIGNATURE_ZONE

PAGE_HEIGHT = 841.89


def words_in_the_box(signed: bytes) -> str:
    """Give what is read inside the box of the last page, blanks left out; poppler gives Arabic words letter by letter backwards."""
    left, bottom, right, top = SIGNATURE_ZONE
    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=signed, capture_output=True, check=True).stdout.decode()
    last = found.rpartition("<page")[2]
    words = re.findall(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*?)</word>', last)
    inside = [
        word
        for x, y, end, low, word in words
        if left <= float(x) <= float(end) <= right and PAGE_HEIGHT - top <= float(y) <= float(low) <= PAGE_HEIGHT - bottom
    ]
    return unescape("".join(inside))
