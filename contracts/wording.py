"""How much people may write in the study of a file: the way in and the room hold to the same limits."""

import msgspec

LONGEST_CODE = 100  # signs of the code of a document, or of the path of a field
LONGEST_REFERENCE = 200  # of a law or a rule
LONGEST_REASON = 2_000  # why something is missing
LONGEST_TEXT = 5_000  # a remark, a reason of a decision

MOST_ITEMS = 50  # missing at once
MOST_REASONS = 50
MOST_REMARKS = 200

LAST_PAGE = 10_000
SIDES = 4  # an area: left, top, width and height


def at_most(signs: int) -> msgspec.Meta:
    """Bound a text to so many signs that can be kept: PostgreSQL keeps no NUL."""
    return msgspec.Meta(max_length=signs, pattern=r"\A[^\x00]*\Z")
