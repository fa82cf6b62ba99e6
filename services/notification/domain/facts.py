"""What a message may say of a fact: names in the reader's language, figures, dates, and the address where to read more."""

from decimal import Decimal
from typing import Any

from catalogue import procedures
from catalogue.labels import label
from catalogue.territory import territory
from catalogue.territory.agencies import find_agency
from contracts.accounts import GlassBroken
from contracts.events import DossierEvent, Event, OfficeEvent
from contracts.filing import MandateRequested
from services.notification.domain.dossier import Dossier

Facts = dict[str, str]


def facts_of(event: Event, dossier: Dossier | None, locale: str, public_url: str) -> Facts:
    """Gather what the templates may use, said in `locale`; addresses lead into the portal, where the reader identifies himself."""
    said = {"address": public_url}
    if isinstance(event, OfficeEvent):
        return said | _of_office(event, locale)
    if isinstance(event, DossierEvent):
        said["address"] = f"{public_url}/dossiers/{event.dossier}"
    if event.where() in territory().communes:
        said["commune"] = territory().commune(event.where()).name(locale)
    if dossier is not None:
        said["registry_number"] = dossier.registry_number
    if procedure := dossier.procedure if dossier else getattr(event, "procedure", ""):
        said["procedure"] = procedures.by_ref(procedure).title.said_in(locale)
    return said | _particulars(event, locale)


def amount_in_words(amount: str, currency: str, locale: str) -> str:
    """Write an amount: `5 482,00 MAD`; dirhams in Arabic. Plain spaces, because others would double the price of an SMS."""
    figures = f"{Decimal(amount):,.2f}".replace(",", " ").replace(".", ",")
    return f"{figures} درهم" if (locale, currency) == ("ar", "MAD") else f"{figures} {currency}"


def on_one_line(text: str) -> str:
    """Write what somebody typed on one line, so that it cannot pass for lines of ours."""
    return " ".join(text.split())


def _of_office(event: OfficeEvent, locale: str) -> Facts:
    """Say which office of whom changes, over what, under which act; in an emergency also why, and until when."""
    place = territory().place(event.territory) or find_agency(event.territory)
    said = {
        "person": event.person,
        "role": label("roles", event.role, locale),
        "territory": place.name(locale) if place else label("levels", event.territory, locale),
        "change": label("office-changes", event.change, locale),
        "act": on_one_line(event.act),
    }
    if isinstance(event, GlassBroken):
        said |= {"reason": on_one_line(event.reason), "until": f"{event.until:%d/%m/%Y}"}
    return said


def _particulars(event: Any, locale: str) -> Facts:
    """Say what this very fact has to say."""
    said: Facts = {}
    if isinstance(event, MandateRequested):
        said |= {"professional": event.professional_name, "profession": label("professions", event.profession, locale)}
    if hasattr(event, "permit_number"):
        said["permit_number"] = event.permit_number
    if hasattr(event, "body"):
        said["body"] = label("bodies", event.body, locale)
    if hasattr(event, "due_on"):
        said["due_on"] = f"{event.due_on:%d/%m/%Y}"
    if hasattr(event, "transaction"):
        said["transaction"] = event.transaction
    if hasattr(event, "amount"):
        said["amount"] = amount_in_words(event.amount, event.currency, locale)
    return said
