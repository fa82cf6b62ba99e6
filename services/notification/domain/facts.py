"""What a message may say of a fact: names in the reader's language, figures, dates, and the address where to read more."""

from decimal import Decimal
from typing import Any

from catalogue import procedures
from catalogue.labels import label
from catalogue.territory import territory
from contracts.events import Event
from services.notification.domain.dossier import Dossier

Facts = dict[str, str]


def facts_of(event: Event, dossier: Dossier | None, locale: str, public_url: str) -> Facts:
    """Gather what the templates may use, said in `locale`; addresses lead into the portal, where the reader identifies himself."""
    said = {"address": public_url, "commune": territory().commune(event.where()).name(locale)}
    if dossier is not None:
        said |= {
            "address": f"{public_url}/dossiers/{dossier.id}",
            "registry_number": dossier.registry_number,
            "procedure": procedures.by_ref(dossier.procedure).title.said_in(locale),
        }
    return said | _particulars(event, locale)


def amount_in_words(amount: str, currency: str, locale: str) -> str:
    """Write an amount: `5 482,00 MAD`; dirhams in Arabic. Plain spaces, because others would double the price of an SMS."""
    figures = f"{Decimal(amount):,.2f}".replace(",", " ").replace(".", ",")
    return f"{figures} درهم" if (locale, currency) == ("ar", "MAD") else f"{figures} {currency}"


def _particulars(event: Any, locale: str) -> Facts:
    """Say what this very fact has to say."""
    said = {}
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
