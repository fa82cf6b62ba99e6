"""
CMI's hosted card page (Centre monétaire interbancaire), hash version 3.

The browser posts signed fields to the page; the page reports server to server, signed with the same store key, possibly several
refusals before an acceptance, and expects `ACTION=POSTAUTH` (capture), `APPROVED` (understood, do not capture) or `FAILURE`.
"""

import hmac
import re
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha512
from html import unescape

from contracts.money import Money
from services.payment.domain.payments import Payment
from services.payment.domain.refusals import CallbackNotAuthentic
from services.payment.domain.settlement import ProviderReport, Reception
from services.payment.providers.provider import Addresses, Fields, Payer, Redirect

MAD = "504"  # ISO 4217, numeric
PREAUTHORISATION = "PreAuth"  # the amount is held, and captured when we say so
ACCEPTED = "00"
CODE = re.compile(r"[0-9A-Z]{2}")  # ISO 8583, field 39
NUMBER = re.compile(r"[0-9A-Za-z.-]{1,64}")  # of a transaction: without one, a repetition could not be told from a second payment
APPROVED, RESPONSES = "Approved", ("Approved", "Declined", "Error")
UNSIGNED = ("hash", "encoding")
NAMING, ADDRESSES = ("email", "tel"), ("billto", "shipto")
LOCALES = ("ar", "fr", "en")

ANSWERS: Mapping[Reception, str] = {
    Reception.SETTLED: "ACTION=POSTAUTH",
    Reception.REPEATED: "ACTION=POSTAUTH",
    Reception.SURPLUS: "APPROVED",  # held but not captured: nothing is taken from the payer a second time
    Reception.REFUSED: "APPROVED",
    Reception.OVERTAKEN: "APPROVED",
    Reception.WRONG_AMOUNT: "FAILURE",
    Reception.UNKNOWN_PAYMENT: "FAILURE",
    Reception.NOT_AUTHENTIC: "FAILURE",
}


@dataclass(frozen=True, kw_only=True)
class Cmi:
    """The merchant's side of CMI's page."""

    url: str
    client_id: str
    store_key: str = field(repr=False)
    name: str = "cmi"

    def redirect(self, payment: Payment, payer: Payer, addresses: Addresses) -> Redirect:
        """Sign the fields with which the payer's browser opens the card page."""
        fields = {
            "clientid": self.client_id,
            "oid": payment.reference,
            "amount": f"{payment.amount.amount:.2f}",
            "currency": MAD,
            "okUrl": addresses.back,
            "failUrl": addresses.back,
            "shopurl": addresses.shop,
            "callbackUrl": addresses.callback,
            "storetype": "3D_PAY_HOSTING",
            "TranType": PREAUTHORISATION,
            "rnd": secrets.token_hex(10),
            "lang": payer.locale if payer.locale in LOCALES else "fr",
            "hashAlgorithm": "ver3",
            "encoding": "UTF-8",
            "refreshtime": "5",
            "email": payer.email,
            "BillToName": payer.full_name,
        }
        return Redirect(url=f"{self.url}/fim/est3Dgate", fields={**fields, "hash": sign(fields, self.store_key)})

    def read(self, fields: Fields) -> ProviderReport:
        """Check the hash and the merchant, then read the report."""
        received = {name: as_sent(value) for name, value in fields.items()}
        expected, found = sign(received, self.store_key), received.get("HASH", "")
        if not hmac.compare_digest(expected.encode(), found.encode("utf-8", "replace")) or received.get("clientid") != self.client_id:
            raise CallbackNotAuthentic
        code, transaction = _code(received), received.get("TransId", "")
        if code == ACCEPTED and not NUMBER.fullmatch(transaction):
            raise CallbackNotAuthentic
        return ProviderReport(
            reference=received.get("oid", ""),
            amount=_amount(received),
            accepted=code == ACCEPTED,
            transaction=transaction,
            code=code,
        )

    def impersonal(self, fields: Fields) -> Fields:
        """Leave out the payer's name, addresses and telephone; the hash over them cannot be computed again from what is kept."""
        return {name: value for name, value in fields.items() if name.lower() not in NAMING and not name.lower().startswith(ADDRESSES)}

    def answer(self, reception: Reception) -> str:
        """Ask for the capture of what settles an order, and of nothing else."""
        return ANSWERS[reception]


def sign(fields: Fields, store_key: str) -> str:
    """Compute hash ver3: values in the natural, case-insensitive order of their names, escaped, joined by `|`, SHA-512, base64."""
    names = sorted((name for name in fields if name.lower() not in UNSIGNED), key=natural_order)
    signed = "".join(f"{_escape(fields[name].strip())}|" for name in names) + _escape(store_key)
    return b64encode(sha512(signed.encode("utf-8", "replace")).digest()).decode()


def natural_order(name: str) -> list[tuple[int, int]]:
    """Order names as PHP's `natcasesort` does: letters whatever their case, runs of digits by their value."""
    pieces = re.findall(r"[0-9]+|[^0-9]", name.upper())
    return [(ord("0"), int(piece)) if piece[0] in "0123456789" else (ord(piece[0]), 0) for piece in pieces]


def as_sent(value: str) -> str:
    """Undo what the transport did to a value: one trailing newline, HTML entities, blanks around."""
    return unescape(value.removesuffix("\n").removesuffix("\r")).strip()


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|")


def _code(received: Fields) -> str:
    """
    Read the bank's own words: a code, the response that goes with it, about the transaction that we asked for.

    The hash proves values in an order, not the names that they go by: without this, the signed form that we gave the payer, sent back to
    us, would be a notification.
    """
    code, response = received.get("ProcReturnCode", ""), received.get("Response", "")
    if not CODE.fullmatch(code) or response not in RESPONSES or (code == ACCEPTED) != (response == APPROVED):
        raise CallbackNotAuthentic
    if received.get("TranType", PREAUTHORISATION) != PREAUTHORISATION:
        raise CallbackNotAuthentic
    return code


def _amount(received: Fields) -> Money:
    """Read the amount; what is no amount in dirhams equals no amount that we asked for."""
    try:
        amount = Money(Decimal(received.get("amount", "")), "MAD" if received.get("currency") == MAD else "")
    except (InvalidOperation, ValueError):
        return Money(Decimal(-1))
    return amount
