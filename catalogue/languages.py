"""The languages of the platform, and a text said in each of them."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.calls.shapes import NameView


class Locale(StrEnum):
    """A language in which the platform speaks: the two of the administration, and English for integrators."""

    AR = "ar"
    FR = "fr"
    EN = "en"


@dataclass(frozen=True)
class Labels:
    """One name in Arabic and French, and in English where integrators read it."""

    fr: str
    ar: str
    en: str = ""

    def said_in(self, locale: str) -> str:
        """Give the text in `locale` (ar, fr, en); French where English is not given or the language is unknown."""
        return {Locale.AR: self.ar, Locale.EN: self.en or self.fr}.get(Locale(locale) if locale in list(Locale) else Locale.FR, self.fr)

    def to_json(self) -> NameView:
        """Write `{"fr": ..., "ar": ..., "en": ...}`."""
        return {"fr": self.fr, "ar": self.ar, "en": self.en or self.fr}
