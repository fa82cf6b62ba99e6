"""Signature requests at rest, with the signature each received; one row for each file."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection, guarded_update, metadata_for
from chassis.paging import beyond, merged, write_cursor
from chassis.places import lies_in, place_columns, place_of, territories_of
from contracts.calls.signature import RequestStatus
from contracts.events import OfFile, reference_of
from contracts.identifiers import new_id
from contracts.parties import Party
from contracts.payment import Moment
from contracts.people import Authority, Principal
from services.signature.domain.refusals import RequestUnknown, SignedDocumentUnknown
from services.signature.domain.requests import Mandate, Signature, SignatureRequest
from services.signature.domain.signatory import DESK

metadata = metadata_for("signature")

signature_requests = sa.Table(
    "signature_requests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier", sa.Text, nullable=False, unique=True),
    *place_columns(),
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
    sa.Column("listed_at", sa.DateTime(timezone=True), sa.Computed("COALESCE(requested_at, granted_at)", persisted=True)),
)
columns = signature_requests.c
OPEN = (columns.status.in_([RequestStatus.WAITING, RequestStatus.READY]), columns.granted_at.is_not(None))
LONGEST_WAITING = (columns.listed_at, columns.id)
for _place in ("commune", "province", "region", ""):
    sa.Index(
        f"ix_signature_requests_open_{_place or 'all'}",
        *([columns[_place]] if _place else []),
        *LONGEST_WAITING,
        postgresql_where=sa.and_(*OPEN),
    )
sa.Index("ix_signature_requests_permit_number", columns.permit_number)
sa.Index("ix_signature_requests_signed_document", columns.signed_document)

Condition = sa.ColumnElement[bool]
HERE = place_of(signature_requests)

GENERATED = ("province", "region", "listed_at")
OWN = [column for column in columns if column.name not in GENERATED]
MAKE = postgresql.insert(signature_requests).on_conflict_do_nothing(index_elements=["dossier"])
OF_ID = sa.select(*OWN).where(columns.id == sa.bindparam("sought"))
COMMUNE = sa.select(columns.commune).where(columns.dossier == sa.bindparam("sought"))
OF_DOSSIER_LOCKED = sa.select(*OWN).where(columns.dossier == sa.bindparam("sought")).with_for_update()
LOCKED = sa.select(*OWN).where(columns.id.in_(sa.bindparam("sought", expanding=True))).order_by(columns.id).with_for_update()


def obtain(connection: Connection, fact: OfFile) -> SignatureRequest:
    """Load the request of the file that a fact is about, made now if it is the first; others wait for this transaction."""
    connection.execute(MAKE, row_of(SignatureRequest(id=new_id(), **reference_of(fact))))
    return _request(connection.execute(OF_DOSSIER_LOCKED, {"sought": fact.dossier}).one())


def load(connection: Connection, request_id: str) -> SignatureRequest:
    """Load a request to be read; raise `RequestUnknown`."""
    found = None if "\x00" in request_id else connection.execute(OF_ID, {"sought": request_id}).first()  # PostgreSQL knows no such text
    if found is None:
        raise RequestUnknown
    return _request(found)


def load_for_ceremony(connection: Connection, request_ids: Sequence[str]) -> list[SignatureRequest]:
    """Load requests in the order asked and keep them from other ceremonies; raise `RequestUnknown`."""
    found = {row.id: _request(row) for row in connection.execute(LOCKED, {"sought": list(request_ids)})}
    if len(found) < len(request_ids):
        raise RequestUnknown
    return [found[request_id] for request_id in request_ids]


def save(connection: Connection, request: SignatureRequest) -> None:
    """Save a request; raise `ChangedMeanwhile` when somebody else did."""
    values = {name: value for name, value in row_of(request).items() if name not in ("id", "version")}
    guarded_update(connection, signature_requests, {"id": request.id}, request.version, values)


def commune_of(connection: Connection, dossier: str) -> str:
    """Tell where a file lies whose permit is to be signed; raise `RequestUnknown`."""
    commune: str | None = connection.execute(COMMUNE, {"sought": dossier}).scalar()
    if commune is None:
        raise RequestUnknown
    return commune


def find_open(
    connection: Connection, official: Principal, after: tuple[datetime, str] | None, limit: int, *, mine: bool
) -> list[SignatureRequest]:
    """List the granted requests of an official's territories that are open, the longest waiting first; `mine`: those that he may sign."""
    further = [beyond(LONGEST_WAITING, after)] if after else []
    asked = [sa.select(*LONGEST_WAITING).where(*OPEN, *each, *further) for each in (_signed_by if mine else _seen_by)(official)]
    if not asked:
        return []
    first = merged(asked, limit)
    query = sa.select(*OWN).join(first, first.c.id == columns.id).order_by(*LONGEST_WAITING)
    return [_request(row) for row in connection.execute(query)]


def cursor_of(request: SignatureRequest) -> str:
    """Write where a page ends."""
    assert request.listed_at  # noqa: S101 - only what is granted is listed
    return write_cursor(request.listed_at, request.id)


def _seen_by(official: Principal) -> Iterator[Sequence[Condition]]:
    """Say what an official sees, territory by territory."""
    return ((lies_in(HERE, territory),) for territory in territories_of(official.of(*DESK)))


def _signed_by(official: Principal) -> Iterator[Sequence[Condition]]:
    """Say what an official may sign (the rule of `domain.signatory`), by authority and place (`Principal.acting_for`)."""
    not_his_own = ~columns.parties.contains([{"account": official.account}])
    for authority in Authority:
        offices = official.of(*authority.roles)
        places = [columns.commune == office.territory for office in offices]
        if not authority.sits_at:
            places = [lies_in(HERE, territory) for territory in territories_of(offices)]
        yield from ((columns.authority == authority, place, not_his_own) for place in places)


def load_signed(connection: Connection, code: str) -> SignatureRequest:
    """Load the signed permit that has this number, or whose document has this SHA-256; raise `SignedDocumentUnknown`."""
    if "\x00" in code:  # PostgreSQL knows no such text
        raise SignedDocumentUnknown
    named = (columns.permit_number == code) | (columns.signed_document == code)
    row = connection.execute(sa.select(*OWN).where(named, columns.signed_at.is_not(None))).first()
    if row is None:
        raise SignedDocumentUnknown
    return _request(row)


def row_of(request: SignatureRequest) -> dict[str, Any]:
    """Write a request as a row, but for what follows from the rest of it."""
    values = {column.name: getattr(request, column.name, None) for column in OWN}
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
