"""
The folder of messages.

A message is named by a hash of its Message-ID: the same message sent again replaces itself, so that files count messages, and the
lines of `deliveries.jsonl` count deliveries.
"""

import email
import email.parser
import email.policy
import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

_HEADERS = email.parser.BytesHeaderParser(policy=email.policy.compat32)  # one header is read: the newer policies read all of them


@dataclass(frozen=True)
class Letter:
    """One message, decoded."""

    id: str
    message_id: str
    sender: str
    recipients: tuple[str, ...]  # of the envelope
    subject: str
    text: str
    html: str
    language: str
    received_at: str  # of its last delivery
    deliveries: int

    def to_json(self) -> dict[str, Any]:
        """Write the message as plain data."""
        return {**vars(self), "recipients": list(self.recipients)}


class Letters:
    """Every message received."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, and read what was delivered before."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._log = folder / "deliveries.jsonl"
        self._lock = threading.Lock()
        written = self._log.read_bytes() if self._log.exists() else b""
        whole = written[: written.rfind(b"\n") + 1]  # a kill may have torn the last line
        if len(whole) < len(written):
            self._log.write_bytes(whole)
        self._deliveries: dict[str, list[dict[str, Any]]] = {}
        for line in whole.splitlines():
            self._remember(json.loads(line))

    def keep(self, content: bytes, sender: str, recipients: Sequence[str]) -> str:
        """Write the message down, then its delivery; give the message's id."""
        message_id = str(_HEADERS.parsebytes(content)["Message-ID"] or "").strip()
        identifier = hashlib.sha256(message_id.encode() or content).hexdigest()[:32]
        delivery = {
            "at": datetime.now(UTC).isoformat(),
            "id": identifier,
            "message_id": message_id,
            "from": sender,
            "to": list(recipients),
        }
        with self._lock:
            unfinished = self.folder / f"{identifier}.part"
            unfinished.write_bytes(content)
            unfinished.replace(self.folder / f"{identifier}.eml")
            with self._log.open("ab") as log:
                log.write(json.dumps(delivery, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            self._remember(delivery)
        return identifier

    def newest(self, to: str = "", limit: int = 100) -> list[Letter]:
        """List messages by last delivery, newest first; `to` narrows them to one recipient."""
        with self._lock:
            latest = sorted((deliveries[-1]["at"], identifier) for identifier, deliveries in self._deliveries.items())
        found = (identifier for _, identifier in reversed(latest) if not to or to.lower() in self._recipients(identifier))
        return [self._read(identifier) for identifier, _ in zip(found, range(limit), strict=False)]

    def find(self, identifier: str) -> Letter | None:
        """Give one message, if there is one."""
        return self._read(identifier) if identifier in self._deliveries else None

    def raw(self, identifier: str) -> bytes:
        """Give a known message as it was received."""
        return (self.folder / f"{identifier}.eml").read_bytes()

    def _remember(self, delivery: dict[str, Any]) -> None:
        self._deliveries.setdefault(delivery["id"], []).append(delivery)

    def _recipients(self, identifier: str) -> set[str]:
        return {address.lower() for delivery in self._deliveries[identifier] for address in delivery["to"]}

    def _read(self, identifier: str) -> Letter:
        last, message = self._deliveries[identifier][-1], _parse(self.raw(identifier))
        return Letter(
            id=identifier,
            message_id=last["message_id"],
            sender=last["from"],
            recipients=tuple(sorted(self._recipients(identifier))),
            subject=str(message["Subject"] or ""),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            language=str(message["Content-Language"] or "").split(",")[0].strip(),
            received_at=last["at"],
            deliveries=len(self._deliveries[identifier]),
        )


def _parse(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def _body(message: EmailMessage, kind: str) -> str:
    """Give the decoded body of one kind, `plain` or `html`; bytes of no known charset are shown as they come."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    raw = cast(bytes, part.get_payload(decode=True) or b"").replace(b"\r\n", b"\n")
    try:
        return raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
