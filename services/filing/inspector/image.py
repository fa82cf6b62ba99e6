"""An image: it is of its type, not larger than can be shown, and whole to its last line."""

import warnings
from pathlib import Path

from PIL import Image

from contracts.media import JPEG
from contracts.refusals import Reason
from services.filing.domain.refusals import DocumentRefused

FORMATS = {JPEG: "JPEG", "image/png": "PNG"}
MOST_PIXELS = 120_000_000
"""An A0 sheet at 275 dots per inch."""
MEMORY = 40 * 2**20
"""Bytes of an image that is laid out whole, as a PNG is; a JPEG is read at an eighth of its width."""
EIGHTH = 8
BYTES_OF_A_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def look_at(path: Path, media_type: str) -> None:
    """Read an image to its end; raise `DocumentRefused`."""
    try:
        with Image.open(path, formats=[FORMATS[media_type]]) as image:
            refuse_if_beyond(image, coefficients(image))
            width, height = image.size
            image.draft(image.mode, (max(width // EIGHTH, 1), max(height // EIGHTH, 1)))  # a JPEG can be had smaller, with all its lines
            refuse_if_beyond(image, BYTES_OF_A_PIXEL.get(image.mode, 4))
            image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise DocumentRefused([Reason("image-too-large", facts={"pixels": MOST_PIXELS})]) from error
    except (OSError, SyntaxError, ValueError, ArithmeticError, IndexError, KeyError) as error:
        raise DocumentRefused([Reason("image-does-not-open")]) from error


def refuse_if_beyond(image: Image.Image, needed: int) -> None:
    """Refuse an image that needs more memory than it may, at so many bytes for each pixel."""
    width, height = image.size
    if width * height * needed > MEMORY:
        raise DocumentRefused([Reason("image-too-large", facts={"pixels": MEMORY // needed})])


def coefficients(image: Image.Image) -> int:
    """Give how many bytes of each pixel a JPEG keeps until its last pass, rounded up: none when it has one pass only (ITU-T T.81, 4.7)."""
    if not image.info.get("progressive"):
        return 0
    areas: list[int] = [across * down for _, across, down, _ in getattr(image, "layer", ())]
    return -(-2 * sum(areas) // max(areas, default=1))
