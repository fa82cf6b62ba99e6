"""
Messages: what people are told by mail and by SMS, in Arabic and French.

`templates/<template>.<locale>.yaml` holds subject, mail and sms; `{placeholders}` are filled from values. Every template may use
registry_number, procedure, commune and address (a link); `placeholders(template)` names exactly those that it needs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogue.languages import Locale
from catalogue.reading import BrokenCatalogue, load_yaml, read

__all__ = ["Message", "PlaceholderMissing", "placeholders", "render", "templates"]

SHELF = Path(__file__).parent / "templates"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class PlaceholderMissing(BrokenCatalogue):
    """A message asks for a value that was not given."""


@dataclass(frozen=True)
class Message:
    """One message, ready to send; the subject is one line."""

    subject: str
    mail: str
    sms: str


def templates() -> tuple[str, ...]:
    """List the messages that exist."""
    return tuple(sorted({path.name.split(".")[0] for path in SHELF.glob("*.yaml")}))


def render(template: str, locale: str, values: Mapping[str, str]) -> Message:
    """
    Write a message in a language (`ar`; French for any other); values that the template does not use are ignored.

    Raise PlaceholderMissing for a value that it uses and was not given, BrokenCatalogue for an unknown template.
    """
    wording = _wording(template, Locale.AR if locale == Locale.AR else Locale.FR)
    if missing := sorted(_asked(wording) - values.keys()):
        raise PlaceholderMissing(f"message {template}: missing: {', '.join(missing)}")
    written = {name: isolated(value) if locale == Locale.AR and name != "address" else value for name, value in values.items()}
    subject, mail, sms = (PLACEHOLDER.sub(lambda found: written[found[1]], text) for text in (wording.subject, wording.mail, wording.sms))
    return Message(" ".join(subject.split()), mail, " ".join(sms.split()))


def isolated(value: str) -> str:
    """Keep the parts of a number with hyphens in their order inside an Arabic sentence (isolates of Unicode, UAX 9)."""
    return f"\u2068{value}\u2069"


def placeholders(template: str) -> frozenset[str]:
    """Name the values that a template needs, in any of its languages."""
    return _asked(_wording(template, Locale.FR)) | _asked(_wording(template, Locale.AR))


@cache
def _wording(template: str, locale: Locale) -> Message:
    if template not in templates():
        raise BrokenCatalogue(f"no message is called {template}")
    return read(Message, load_yaml(SHELF / f"{template}.{locale}.yaml"))


def _asked(wording: Message) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(f"{wording.subject} {wording.mail} {wording.sms}"))
