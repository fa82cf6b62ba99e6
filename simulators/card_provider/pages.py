"""What the payer sees, in the language that the merchant asked for."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import render_template

from simulators.card_provider.transactions import Transaction


@cache
def texts() -> dict[str, dict[str, Any]]:
    """Read the texts of the pages: Arabic, French, English."""
    with (Path(__file__).parent / "texts.yaml").open(encoding="utf-8") as file:
        return dict(yaml.safe_load(file))


def show(template: str, transaction: Transaction, **facts: Any) -> str:
    """Render a page about one transaction."""
    lang = transaction.fields.get("lang", "fr")
    lang = lang if lang in texts() else "fr"
    return render_template(template, lang=lang, text=texts()[lang], transaction=transaction, **facts)


def show_way_back(transaction: Transaction, address: str, fields: dict[str, str]) -> str:
    """Render the page that posts the browser back to the merchant, by itself after `refreshtime` seconds."""
    asked = transaction.fields.get("refreshtime", "")
    delay = min(int(asked), 30) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 5
    return show("back.html", transaction, address=address, fields=fields, delay=delay)
