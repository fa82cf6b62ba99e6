"""The card house at work: a merchant opens a transaction, the payer pays, the merchant is told."""

import hmac
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from simulators.card_provider import bank
from simulators.card_provider.bank import Card
from simulators.card_provider.callbacks import Callbacks, Post, outcome, post
from simulators.card_provider.faults import Fault, Faults
from simulators.card_provider.journal import Journal
from simulators.card_provider.signature import sign
from simulators.card_provider.transactions import Transaction, Transactions

NEEDED = (
    *("clientid", "storetype", "TranType", "hashAlgorithm", "rnd", "hash"),
    *("oid", "amount", "currency", "okUrl", "failUrl", "callbackUrl"),
)
ATTEMPTS = 3  # cards that the payer may try on one transaction


class NotAccepted(Exception):
    """The merchant's request cannot be served; the message says why."""


class CardHouse:
    """One card house with one merchant."""

    def __init__(self, folder: Path, client_id: str, store_key: str, post: Post = post) -> None:
        """Take up the work where the journal in `folder` left it."""
        self.journal = Journal(folder / "journal.jsonl")
        self.faults = Faults(self.journal)
        self.transactions = Transactions(self.journal)
        self.callbacks = Callbacks(self.transactions, store_key, post)
        self._client_id, self._store_key = client_id, store_key

    def open(self, fields: Mapping[str, str]) -> Transaction:
        """Check what the merchant's browser form says and is signed with, and open its transaction."""
        missing = [name for name in NEEDED if not fields.get(name)]
        if missing:
            raise NotAccepted(f"missing: {', '.join(missing)}")
        if fields["clientid"] != self._client_id or not hmac.compare_digest(sign(fields, self._store_key), fields["hash"]):
            raise NotAccepted("the merchant or the hash is wrong")
        if (fields["currency"], fields["hashAlgorithm"], fields["storetype"]) != ("504", "ver3", "3D_PAY_HOSTING"):
            raise NotAccepted("currency must be 504, hashAlgorithm ver3, storetype 3D_PAY_HOSTING")
        transaction = self.transactions.open(fields)
        if transaction.amount != fields["amount"]:
            raise NotAccepted("this oid was opened with another amount")
        return transaction

    def pay(self, transaction: Transaction, card: Card) -> str:
        """Ask the bank, tell the merchant, give the bank's code."""
        return self._conclude(transaction, card.masked, bank.decide(card))

    def ask_code(self, transaction: Transaction, card: Card) -> None:
        """Let the holder's bank send a code before it decides (3-D Secure)."""
        with self.transactions.change(transaction.id) as changing:
            changing.asked_code = card.masked

    def confirm(self, transaction: Transaction, secure_code: str) -> str:
        """Conclude a payment whose holder was asked for a code."""
        right = bool(transaction.asked_code) and secure_code.strip() == bank.SECURE_CODE
        return self._conclude(transaction, transaction.asked_code, bank.APPROVED if right else bank.WRONG_SECURE_CODE)

    def way_back(self, transaction: Transaction) -> tuple[str, dict[str, str]]:
        """Give the merchant's address for the browser, and the signed fields to post there."""
        code = bank.APPROVED if transaction.is_decided else (transaction.attempts[-1]["code"] if transaction.attempts else "99")
        address = transaction.fields["okUrl" if transaction.is_decided else "failUrl"]
        return address, outcome(transaction, code, self._store_key)

    def _conclude(self, transaction: Transaction, card: str, code: str) -> str:
        faults = self.faults.take() if code == bank.APPROVED else frozenset()
        with self.transactions.change(transaction.id) as changing:
            if changing.is_decided:
                return bank.APPROVED
            changing.attempts.append({"at": datetime.now(UTC).isoformat(), "card": card, "code": code})
            if code == bank.APPROVED:
                changing.authorise(again=Fault.PAY_TWICE in faults)
            changing.waiting += reports(code, faults)
        self.callbacks.expect(transaction.id)
        if Fault.LATE_CALLBACK not in faults:
            self.callbacks.send(transaction.id)
        return code

    def today(self) -> date:
        """Give the date by which cards expire."""
        return datetime.now(UTC).date()


def reports(code: str, faults: frozenset[Fault]) -> list[dict[str, str]]:
    """List what the merchant will be told of one decision of the bank: first what is flawed, then what is sound."""
    if Fault.NO_CALLBACK in faults:
        return []
    sound = {"code": code, "flaw": ""}
    before = [{"code": bank.REFUSED_BY_BANK, "flaw": ""}] if Fault.REFUSE_THEN_ACCEPT in faults else []
    flawed = [{"code": code, "flaw": fault.value} for fault in (Fault.WRONG_HASH, Fault.WRONG_AMOUNT, Fault.DROP_ANSWER) if fault in faults]
    after = [sound] if Fault.DUPLICATE_CALLBACK in faults else []
    second = [{"code": code, "flaw": Fault.PAY_TWICE.value}] if Fault.PAY_TWICE in faults else []
    return [*before, *flawed, sound, *after, *second]
