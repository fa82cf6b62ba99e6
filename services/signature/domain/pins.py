"""PINs: chosen by the holder at activation, known to nobody else, kept nowhere."""

import re
from itertools import pairwise

from contracts.refusals import Reason
from services.signature.domain.refusals import PinTooWeak

SHAPE = re.compile(r"[0-9]{6,12}", re.ASCII)


def has_pin_shape(pin: str) -> str | None:
    """A PIN is 6 to 12 digits."""
    return None if SHAPE.fullmatch(pin) else "pin-shape"


def is_no_staircase(pin: str) -> str | None:
    """A PIN does not go up or down digit by digit, nor stand still: 123456, 987654, 890123, 000000."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return "pin-staircase" if steps in ({0}, {1}, {9}) else None


def is_no_refrain(pin: str) -> str | None:
    """A PIN does not repeat one group of up to three digits: 121212, 123123."""
    refrains = any(pin == (pin[:length] * len(pin))[: len(pin)] for length in (2, 3))
    return "pin-refrain" if refrains else None


PIN_RULES = (has_pin_shape, is_no_staircase, is_no_refrain)


def check_pin(pin: str) -> None:
    """Refuse a PIN that is malformed or guessed first; raise `PinTooWeak`, which never repeats the PIN."""
    if code := has_pin_shape(pin):
        raise PinTooWeak([Reason(code, "pin")])
    reasons = [Reason(code, "pin") for rule in PIN_RULES if (code := rule(pin))]
    if reasons:
        raise PinTooWeak(reasons)
