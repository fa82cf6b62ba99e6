"""The SMTP side (RFC 5321): every recipient exists, every message is kept, unless told to misbehave."""

import asyncio

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from simulators.mailbox.faults import Fault, Faults
from simulators.mailbox.letters import Letters


class Postman:
    """Answer aiosmtpd's questions: may this recipient be served, was this message taken?"""

    def __init__(self, letters: Letters, faults: Faults) -> None:
        """Keep messages in `letters`."""
        self._letters, self._faults = letters, faults

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        """Accept a recipient, or refuse him for now or for good."""
        if self._faults.take(Fault.REFUSE_TEMPORARILY, [address]):
            return "451 4.3.0 Try again later"
        if self._faults.take(Fault.REFUSE_PERMANENTLY, [address]):
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message, then say so - or hang up without a word."""
        slow = self._faults.take(Fault.SLOW, envelope.rcpt_tos)
        if slow:
            await asyncio.sleep(slow.seconds)
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        identifier = self._letters.keep(content, envelope.mail_from or "", envelope.rcpt_tos)
        if self._faults.take(Fault.DROP_AFTER_DATA, envelope.rcpt_tos) and server.transport is not None:
            server.transport.abort()
        return f"250 OK kept as {identifier}"


def serve(letters: Letters, faults: Faults, port: int, address: str = "127.0.0.1") -> Controller:
    """Start the SMTP server at an address, in a thread of its own; `stop()` ends it."""
    controller = Controller(Postman(letters, faults), hostname=address, port=port, enable_SMTPUTF8=True)
    controller.start()
    return controller
