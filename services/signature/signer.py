"""
The signer: the one process that holds signing keys (`python -m services.signature.signer`).

A plain process without eventlet, with its own database role, its own queue, and no other duty. It believes nobody: it verifies the
caller's token itself, opens the holder's activation itself, and signs only the documents named inside. PINs live in its memory for
the time of one call and are written nowhere.
"""

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa

from chassis.calls.arguments import refuse_misfits, shape_of
from chassis.calls.server import Handler, PlainServer
from chassis.calls.wire import CONTENT_TYPE, Context
from chassis.database import engine_for
from chassis.documents import DocumentStore
from chassis.log import concerning, configure, log
from chassis.parking import park
from chassis.probe import serve_probe
from chassis.settings import read_settings
from chassis.tokens import Verifier, verifier_for
from contracts.calls import signer as calls
from contracts.calls.definition import calls_of
from contracts.calls.shapes import Page
from contracts.calls.signature import CertificateView, KeyLetterView, RecipientKeyView, SigningKeyView
from contracts.calls.signer import SignedView, ToldKeyView
from contracts.people import Principal, Role
from services.signature.activation import Recipient
from services.signature.authority import Authority
from services.signature.ceremony import Archive, Ceremony
from services.signature.custody import Custody
from services.signature.domain.keys import Signatory
from services.signature.keystore import SoftwareKeystore
from services.signature.letters import Letters
from services.signature.settings import SignerSettings, read_signer_settings
from services.signature.vouching import Voucher

Method = Callable[..., Any]

NAME = "signer"
THREADS = 4  # a signature is computing, which two threads fill; the others wait for the database


class Signer:
    """What the signature service asks of the signer; each method takes the caller's token first."""

    def __init__(self, verifier: Verifier, ceremony: Ceremony, custody: Custody, voucher: Voucher) -> None:
        """Trust `verifier` alone about who is calling."""
        self._verifier, self._ceremony, self._custody, self._voucher = verifier, ceremony, custody, voucher

    def methods(self) -> dict[str, Method]:
        """Give the methods by the name under which they are called."""
        life = (self.propose_key, self.confirm_key, self.letter, self.activate_key, self.revoke_key, self.keys)
        offered = (self.sign, *life, self.recipient_key, self.ca_certificate)
        return {method.__name__: method for method in offered}

    def sign(self, token: str, *, commune: str, documents: list[str], activation: str) -> SignedView:
        """Sign the documents with the caller's key, opened by his activation."""
        return self._ceremony.sign(self._caller(token), commune, documents, activation)

    def propose_key(self, token: str, *, holder: str, holder_name: str, commune: str, act: str, role: str = Role.PRESIDENT) -> ToldKeyView:
        """Propose a key for a signatory."""
        return self._custody.propose_key(self._caller(token), Signatory(holder, holder_name, commune, role), act)

    def confirm_key(self, token: str, *, key_id: str) -> ToldKeyView:
        """Let a proposed key be made."""
        return self._custody.confirm_key(self._caller(token), key_id)

    def letter(self, token: str, *, key_id: str) -> KeyLetterView:
        """Give what the letter that hands a key over says."""
        return self._custody.letter(self._caller(token), key_id)

    def activate_key(self, token: str, *, key_id: str, activation: str) -> SigningKeyView:
        """Put a key in its holder's hand."""
        return self._custody.activate_key(self._caller(token), key_id, activation)

    def revoke_key(self, token: str, *, key_id: str) -> SigningKeyView:
        """Withdraw a key."""
        return self._custody.revoke_key(self._caller(token), key_id)

    def keys(self, token: str, *, limit: int, cursor: str | None) -> Page[SigningKeyView]:
        """List the keys that the caller may see."""
        return self._custody.keys(self._caller(token), limit, cursor)

    def recipient_key(self, token: str) -> RecipientKeyView:
        """Give anybody the public key to which activations are sealed, and, as `certified`, what vouches for it."""
        return msgspec.convert({**self._ceremony.recipient.public_jwk(), "certified": self._voucher.statement(now())}, RecipientKeyView)

    def ca_certificate(self, token: str) -> CertificateView:
        """Give anybody the authority's certificate."""
        return {"certificate": self._ceremony.authority.pem()}

    def _caller(self, token: str) -> Principal:
        """Find out who is calling; what the log says of the call names his account."""
        caller = self._verifier.verify(token)
        concerning(account=caller.account)
        return caller


def build_signer(secrets: SignerSettings, engine: sa.Engine, archive: Archive, verifier: Verifier) -> Signer:
    """Put a signer together from its secrets, its database, the documents at rest and the platform's public token keys."""
    keystore = SoftwareKeystore(secrets.secret)
    recipient = Recipient.from_json(secrets.recipient_key)
    authority = Authority.from_pem(secrets.authority_key, secrets.authority_certificate)
    ceremony = Ceremony(engine=engine, keystore=keystore, recipient=recipient, authority=authority, archive=archive, now=now)
    letters = Letters(secrets.secret, authority)
    custody = Custody(engine=engine, keystore=keystore, recipient=recipient, authority=authority, letters=letters, now=now)
    return Signer(verifier, ceremony, custody, Voucher(recipient, authority))


def now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC)


def handlers_of(signer: Signer) -> dict[str, Handler]:
    """Give each method the token of the call, and nothing else of its context."""

    def handler(name: str, method: Method) -> Handler:
        taken = shape_of(calls_of(calls.Signer)[name])

        def answer(context: Context, **arguments: Any) -> Any:
            refuse_misfits(arguments, taken)
            return method(context.token, **arguments)

        return answer

    return {name: handler(name, method) for name, method in signer.methods().items()}


def serve(signer: Signer, engine: sa.Engine, amqp_url: str) -> PlainServer:
    """Make the server that answers the signature service; a call that cannot be read is parked in the signer's own database."""

    def park_call(queue: str, body: bytes, error: str) -> None:
        park(engine, queue=queue, body=body, content_type=CONTENT_TYPE, error=error, attempts=1)

    return PlainServer(NAME, amqp_url, handlers_of(signer), park=park_call, threads=THREADS)


def database_answers(engine: sa.Engine) -> bool:
    """Tell whether the database answers a question."""
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("select 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True


def main() -> None:
    """Run the signer until it is told to stop; the supervisor starts it again when it dies."""
    settings, secrets = read_settings(), read_signer_settings()
    configure(NAME, settings.log_level)
    engine = engine_for(secrets.database_url, settings.database_pool)
    signer = build_signer(secrets, engine, DocumentStore(settings.documents_url), verifier_for(settings.jwks_file))
    server = serve(signer, engine, settings.amqp_url)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    serve_probe(settings.metrics_host, settings.metrics_port, partial(database_answers, engine), server.is_consuming)
    log.info("signer-started")
    server.run()
    log.info("signer-stopped")


if __name__ == "__main__":
    main()
