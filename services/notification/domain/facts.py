"""What a message may say of a fact: names in the reader's language, figures, dates, and the address where to read more."""

from datetime import date
from decimal import Decimal
from typing import Any

from catalogue import procedures
from catalogue.labels import label
from catalogue.territory import territory
from catalogue.territory.agencies import find_agency
from contracts.accounts import GlassBroken
from contracts.events import DossierEvent, Event, OfficeEvent
from contracts.filing import MandateRequested, PermitIssued

Facts = dict[str, str]


def facts_of(event: Event, locale: str, public_url: str) -> Facts:
    """Gather what the templates may use, said in `locale`; addresses lead into the portal, where the reader identifies himself."""
    match event:
        case OfficeEvent():
            said = _of_office(event, locale)
        case DossierEvent():
            said = _of_file(event, locale)
        case _:
            said = {"territory": _place(event.where(), locale)}
    path = f"/dossiers/{event.dossier}" if isinstance(event, DossierEvent) else ""
    return {"address": f"{public_url}{path}"} | said


def amount_in_words(amount: str, currency: str, locale: str) -> str:
    """Write an amount: `5 482,00 MAD`; dirhams in Arabic. Plain spaces, because others would double the price of an SMS."""
    figures = f"{Decimal(amount):,.2f}".replace(",", " ").replace(".", ",")
    return f"{figures} درهم" if (locale, currency) == ("ar", "MAD") else f"{figures} {currency}"


def on_one_line(text: str) -> str:
    """Write what somebody typed on one line, so that it cannot pass for lines of ours."""
    return " ".join(text.split())


def _of_file(event: DossierEvent, locale: str) -> Facts:
    """Say which file it is, under which procedure, and what this very fact has to say of it."""
    return {
        "registry_number": event.registry_number,
        "procedure": procedures.by_ref(event.procedure).title.said_in(locale),
        "commune": _place(event.commune, locale),
        **_particulars(event, locale),
    }


def _of_office(event: OfficeEvent, locale: str) -> Facts:
    """Say which office of whom changes, over what, under which act; in an emergency also why, and until when."""
    said = {
        "person": event.person,
        "role": label("roles", event.role, locale),
        "territory": _place(event.territory, locale),
        "change": label("office-changes", event.change, locale),
        "act": on_one_line(event.act),
    }
    if isinstance(event, GlassBroken):
        said |= {"reason": on_one_line(event.reason), "until": _day(event.until)}
    return said


def _particulars(event: Any, locale: str) -> Facts:
    """Say what this very fact has to say."""
    said: Facts = {}
    if isinstance(event, MandateRequested):
        said |= {"professional": event.professional_name, "profession": label("professions", event.profession, locale)}
    if isinstance(event, PermitIssued) and event.valid_until is not None:
        said["until"] = _day(event.valid_until)
    if hasattr(event, "permit_number"):
        said["permit_number"] = event.permit_number
    if hasattr(event, "body"):
        said["body"] = label("bodies", event.body, locale)
    if hasattr(event, "due_on"):
        said["due_on"] = _day(event.due_on)
    if hasattr(event, "transaction"):
        said["transaction"] = event.transaction
    if hasattr(event, "amount"):
        said["amount"] = amount_in_words(event.amount, event.currency, locale)
    return said


def _place(code: str, locale: str) -> str:
    """Name a place of any level, or an urban agency; the country by its level."""
    place = territory().place(code) or find_agency(code)
    return place.name(locale) if place else label("levels", code, locale)


def _day(day: date) -> str:
    """Write a day as both languages do."""
    return f"{day:%d/%m/%Y}"
