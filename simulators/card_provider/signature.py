"""Hash ver3 from the card house's side, written from CMI's description alone: a shared mistake would hide from both sides."""

import base64
import functools
import hashlib
from collections.abc import Mapping


def sign(fields: Mapping[str, str], store_key: str) -> str:
    """Hash every field but `hash` and `encoding`, in natural case-insensitive order, then the store key."""
    digest = hashlib.sha512()
    for name in sorted(fields, key=functools.cmp_to_key(compare_names)):
        if name.casefold() in {"hash", "encoding"}:
            continue
        digest.update(_escaped(fields[name].strip()) + b"|")
    digest.update(_escaped(store_key))
    return base64.standard_b64encode(digest.digest()).decode("ascii")


def compare_names(left: str, right: str) -> int:
    """Compare as PHP's `strnatcasecmp`: character by character, but two runs of digits by their value."""
    left, right = left.upper(), right.upper()
    here = there = 0
    while here < len(left) and there < len(right):
        if _is_digit(left[here]) and _is_digit(right[there]):
            end, stop = _run(left, here), _run(right, there)
            difference = int(left[here:end]) - int(right[there:stop])
            here, there = end, stop
        else:
            difference = ord(left[here]) - ord(right[there])
            here, there = here + 1, there + 1
        if difference:
            return difference
    return (len(left) - here) - (len(right) - there)


def _run(text: str, start: int) -> int:
    """Find where the run of digits that begins at `start` ends."""
    end = start
    while end < len(text) and _is_digit(text[end]):
        end += 1
    return end


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


def _escaped(value: str) -> bytes:
    return value.replace("\\", "\\\\").replace("|", "\\|").encode("utf-8", "replace")
