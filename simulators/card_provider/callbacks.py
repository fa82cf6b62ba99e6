"""Telling the merchant, server to server, until it answers; what it answers decides where the money goes."""

import html
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import httpx

from simulators.card_provider.bank import APPROVED
from simulators.card_provider.faults import Fault
from simulators.card_provider.signature import sign
from simulators.card_provider.transactions import Transaction, Transactions

CAPTURE, UNDERSTOOD, FAILURE = "ACTION=POSTAUTH", "APPROVED", "FAILURE"
NO_ANSWER = ""
SOUND = ("", Fault.PAY_TWICE)  # reports whose answer counts
PATIENCE = 5  # FAILURE so often to the same report, and the amount is let go
REMEMBERED = 50  # reports listed for one transaction

Post = Callable[[str, dict[str, str]], str]


def post(url: str, fields: dict[str, str]) -> str:
    """Post a form to the merchant and give its answer; an empty one when there was none, or none that counts."""
    try:
        response = _line().post(url, data=fields)
    except (httpx.HTTPError, httpx.InvalidURL):
        return NO_ANSWER
    return response.text.strip() if response.is_success else NO_ANSWER


@cache
def _line() -> httpx.Client:
    """Prepare, once, the client that speaks to merchants; connections are not kept, since merchants restart."""
    return httpx.Client(timeout=10, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


def outcome(transaction: Transaction, code: str, store_key: str, flaw: str = "") -> dict[str, str]:
    """Write the signed fields that tell what became of a transaction: for the callback, and for the browser's way back."""
    card = transaction.attempts[-1]["card"] if transaction.attempts else ""
    number = transaction.number(again=flaw == Fault.PAY_TWICE)
    fields = {name: value for name, value in transaction.fields.items() if name.lower() != "hash"}
    fields |= {
        "ProcReturnCode": code,
        "Response": "Approved" if code == APPROVED else "Declined",
        "mdStatus": "1" if code == APPROVED else "0",
        "TransId": number,
        "AuthCode": number[:6].upper() if code == APPROVED else "",
        "maskedCreditCard": card,
        "ErrMsg": "" if code == APPROVED else "Refused by the bank",
    }
    if flaw == Fault.WRONG_AMOUNT:
        fields["amount"] = str(Decimal(fields["amount"]) + 1)
    return {**fields, "HASH": sign(fields, store_key if flaw != Fault.WRONG_HASH else "another key")}


def as_transported(fields: dict[str, str]) -> dict[str, str]:
    """Do to the values what CMI's transport does: HTML entities, and a newline after an error message."""
    escaped = {name: html.escape(value) if name != "HASH" else value for name, value in fields.items()}
    return {**escaped, "ErrMsg": f"{escaped['ErrMsg']}\n"}


class Callbacks:
    """The reports that merchants have not answered yet."""

    def __init__(self, transactions: Transactions, store_key: str, post: Post = post) -> None:
        """Take up the reports that were waiting when the process ended."""
        self._transactions, self._store_key, self._post = transactions, store_key, post
        self._busy: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._unanswered = {transaction.id for transaction in transactions.all() if transaction.waiting}

    def expect(self, identifier: str) -> None:
        """Remember that this transaction has reports to send."""
        self._unanswered.add(identifier)

    def send_all(self) -> None:
        """Send what waits, for every transaction."""
        for identifier in sorted(self._unanswered.copy()):
            self.send(identifier)

    def send(self, identifier: str) -> None:
        """Send this transaction's reports in their order, until one gets no answer that ends it."""
        with self._busy[identifier]:
            while self._send_next(identifier):
                pass

    def _send_next(self, identifier: str) -> bool:
        """Send one report; tell whether to go on with the next."""
        transaction = self._transactions.find(identifier)
        if transaction is None or not transaction.waiting:
            self._unanswered.discard(identifier)
            return False
        report = transaction.waiting[0]
        fields = outcome(transaction, report["code"], self._store_key, report["flaw"])
        answer = self._post(transaction.fields["callbackUrl"], as_transported(fields))
        with self._transactions.change(identifier) as transaction:
            return note_answer(transaction, report, answer)


def note_answer(transaction: Transaction, report: dict[str, str], answer: str) -> bool:
    """Let the merchant's answer take effect; tell whether this report is done with."""
    said = {"at": datetime.now(UTC).isoformat(), "code": report["code"], "flaw": report["flaw"], "answer": answer}
    transaction.callbacks = [*transaction.callbacks, said][-REMEMBERED:]
    if report["flaw"] not in SOUND:  # sent once, whatever the answer: the sound report follows
        transaction.waiting.pop(0)
        return True
    if answer == FAILURE:
        transaction.failures += 1
    done = answer in (CAPTURE, UNDERSTOOD) or transaction.failures >= PATIENCE
    if done:
        _end(transaction, report, answer)
    return done


def _end(transaction: Transaction, report: dict[str, str], answer: str) -> None:
    """Close the report in hand: capture what the merchant asked for, let go of what it could not take."""
    transaction.waiting.pop(0)
    transaction.failures = 0
    if report["code"] == APPROVED and answer == CAPTURE:
        transaction.capture(again=report["flaw"] == Fault.PAY_TWICE)
    elif report["code"] == APPROVED and answer == FAILURE:
        transaction.reverse()


class Retries(threading.Thread):
    """Send again, every `seconds`, what nobody answered."""

    def __init__(self, callbacks: Callbacks, seconds: float) -> None:
        """Prepare the thread; `start` it, `stop` it."""
        super().__init__(name="retries", daemon=True)
        self._callbacks, self._seconds, self._ended = callbacks, seconds, threading.Event()

    def run(self) -> None:
        """Retry until stopped."""
        while not self._ended.wait(self._seconds):
            self._callbacks.send_all()

    def stop(self) -> None:
        """End the thread after the round in progress."""
        self._ended.set()
