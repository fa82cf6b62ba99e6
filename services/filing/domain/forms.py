"""The form of a file: what was typed so far, complete or not."""

import json
from typing import Any

from contracts.refusals import Reason
from services.filing.domain.refusals import FormUnreadable

Form = dict[str, Any]

MOST_OF_A_FORM = 256 * 1024
"""Characters of JSON; the largest form of the catalogue takes a hundredth of it."""


def refuse_if_too_large(form: Form) -> None:
    """Raise `FormUnreadable` when a form has grown beyond measure."""
    if len(json.dumps(form)) > MOST_OF_A_FORM:
        raise FormUnreadable([Reason("form-too-large", "form", {"limit": MOST_OF_A_FORM})])


def merged(form: Form, changes: Form) -> Form:
    """Merge changes into a form, section by section, without touching either (RFC 7396)."""
    result = dict(form)
    for name, value in changes.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            before = result.get(name)
            result[name] = merged(before if isinstance(before, dict) else {}, value)
        else:
            result[name] = value
    return result
