"""Signature requests at rest, with the signature each received; one row for each file."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session, guarded_update, metadata_for
from chassis.paging import within
from contracts.calls.signature import RequestStatus
from contracts.events import OfFile, reference_of
from contracts.identifiers import new_id
from contracts.parties import Party
from contracts.payment import Moment
from contracts.people import Authority, Office, Principal
from services.signature.domain.refusals import RequestUnknown, SignedDocumentUnknown
from services.signature.domain.requests import Mandate, Signature, SignatureRequest
from services.signature.domain.signatory import DESK

metadata = metadata_for("signature")

signature_requests = sa.Table(
    "signature_requests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier", sa.Text, nullable=False, unique=True),
    sa.Column("commune", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("registry_number", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("parties", postgresql.JSONB, nullable=False),  # [{account, capacity, left_at}]
    sa.Column("parties_as_of", sa.DateTime(timezone=True)),
    sa.Column("authority", sa.Text, nullable=False),  # in whose name it is signed
    sa.Column("granted_at", sa.DateTime(timezone=True)),
    sa.Column("settled", postgresql.JSONB, nullable=False),  # moment -> when its fees were paid
    sa.Column("permit_number", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("requested_at", sa.DateTime(timezone=True)),
    sa.Column("signed_document", sa.Text),
    sa.Column("signed_at", sa.DateTime(timezone=True)),
    sa.Column("mandate", postgresql.JSONB),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.Column("version", sa.Integer, nullable=False),
)
columns = signature_requests.c
sa.Index("ix_signature_requests_desk", columns.commune, columns.id, postgresql_where=columns.granted_at.is_not(None))
sa.Index("ix_signature_requests_permit_number", columns.permit_number)
sa.Index("ix_signature_requests_signed_document", columns.signed_document)

MAKE = postgresql.insert(signature_requests).on_conflict_do_nothing(index_elements=["dossier"])
OF_ID = sa.select(signature_requests).where(columns.id == sa.bindparam("sought"))
COMMUNE = sa.select(columns.commune).where(columns.dossier == sa.bindparam("sought"))
OF_DOSSIER_LOCKED = sa.select(signature_requests).where(columns.dossier == sa.bindparam("sought")).with_for_update()
LOCKED = sa.select(signature_requests).where(columns.id.in_(sa.bindparam("sought", expanding=True))).order_by(columns.id).with_for_update()


def obtain(session: Session, fact: OfFile) -> SignatureRequest:
    """Load the request of the file that a fact is about, made now if it is the first; others wait for this transaction."""
    session.execute(MAKE, _row(SignatureRequest(id=new_id(), **reference_of(fact))))
    return _request(session.execute(OF_DOSSIER_LOCKED, {"sought": fact.dossier}).one())


def load(session: Session, request_id: str) -> SignatureRequest:
    """Load a request to be read; raise `RequestUnknown`."""
    found = None if "\x00" in request_id else session.execute(OF_ID, {"sought": request_id}).first()  # PostgreSQL knows no such text
    if found is None:
        raise RequestUnknown
    return _request(found)


def load_for_ceremony(session: Session, request_ids: Sequence[str]) -> list[SignatureRequest]:
    """Load requests in the order asked and keep them from other ceremonies; raise `RequestUnknown`."""
    found = {row.id: _request(row) for row in session.execute(LOCKED, {"sought": list(request_ids)})}
    if len(found) < len(request_ids):
        raise RequestUnknown
    return [found[request_id] for request_id in request_ids]


def save(session: Session, request: SignatureRequest) -> None:
    """Save a request; raise `ChangedMeanwhile` when somebody else did."""
    values = {name: value for name, value in _row(request).items() if name not in ("id", "version")}
    guarded_update(session, signature_requests, {"id": request.id}, request.version, values)


def commune_of(session: Session, dossier: str) -> str:
    """Tell where a file lies whose permit is to be signed; raise `RequestUnknown`."""
    commune: str | None = session.execute(COMMUNE, {"sought": dossier}).scalar()
    if commune is None:
        raise RequestUnknown
    return commune


def find_open(session: Session, official: Principal, after: str, limit: int, *, mine: bool) -> list[SignatureRequest]:
    """List the granted requests of an official's territories that are open, by id, after `after`; `mine`: those that he may sign."""
    is_open = columns.status.in_([RequestStatus.WAITING, RequestStatus.READY])
    here = _signed_by(official) if mine else within(columns.commune, official.of(*DESK))
    query = sa.select(signature_requests).where(here, is_open, columns.granted_at.is_not(None), columns.id > after)
    return [_request(row) for row in session.execute(query.order_by(columns.id).limit(limit))]


def _signed_by(official: Principal) -> sa.ColumnElement[bool]:
    """Keep what an official may sign (the rule of `domain.signatory`)."""
    offices = [(each, office) for each in Authority for office in official.of(*each.roles)]
    his = [sa.and_(columns.authority == each, _acts_for(each, office)) for each, office in offices]
    return sa.and_(sa.or_(sa.false(), *his), ~columns.parties.contains([{"account": official.account}]))


def _acts_for(authority: Authority, office: Office) -> sa.ColumnElement[bool]:
    """Keep the places for which an authority acts in an office (`Principal.acting_for`)."""
    return columns.commune == office.territory if authority.sits_at else within(columns.commune, [office])


def load_signed(session: Session, code: str) -> SignatureRequest:
    """Load the signed permit that has this number, or whose document has this SHA-256; raise `SignedDocumentUnknown`."""
    if "\x00" in code:  # PostgreSQL knows no such text
        raise SignedDocumentUnknown
    named = (columns.permit_number == code) | (columns.signed_document == code)
    row = session.execute(sa.select(signature_requests).where(named, columns.signed_at.is_not(None))).first()
    if row is None:
        raise SignedDocumentUnknown
    return _request(row)


def _row(request: SignatureRequest) -> dict[str, Any]:
    values = {column.name: getattr(request, column.name, None) for column in columns}
    written = msgspec.to_builtins({"parties": request.parties, "settled": request.settled})
    values |= {"authority": request.wanted.authority, **written}
    if request.signature is None:
        return values
    signature = request.signature
    return values | {"signed_document": signature.document, "signed_at": signature.signed_at, "mandate": asdict(signature.mandate)}


def _request(row: sa.Row[Any]) -> SignatureRequest:
    values = row._asdict()
    document, signed_at, mandate = (values.pop(name) for name in ("signed_document", "signed_at", "mandate"))
    values |= {"status": RequestStatus(values["status"]), "parties": msgspec.convert(values["parties"], tuple[Party, ...])}
    values |= {"settled": msgspec.convert(values["settled"], dict[Moment, datetime])}
    del values["authority"]  # an index of what the procedure says
    signature = Signature(document=document, signed_at=signed_at, mandate=Mandate(**mandate)) if document else None
    return SignatureRequest(**values, signature=signature)
