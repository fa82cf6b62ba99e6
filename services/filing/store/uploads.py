"""
What people have sent, and what became of it; each row is a document for one kind of one file, and owns the bytes under its name.

arrived     entered before its bytes are taken in; nothing names it yet
refused     looked into and not taken
attached    the file names it
released    replaced in a draft, or its draft was taken back
kept        replaced after the file was handed in: its receipt names it, for ever
doomed      its bytes are being deleted; it can never be attached again

Only the sweeper deletes a row, and only after its bytes. Every change of a row looks at that row alone, so whoever comes second sees what
the first one made of it: a document is attached or doomed, never both.
"""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from chassis.database import Connection
from contracts.refusals import ChangedMeanwhile
from services.filing.domain.documents import Document
from services.filing.domain.dossier import Dossier
from services.filing.domain.quota import Amount, Holding
from services.filing.domain.refusals import UploadGone

HELD = """
    (select count(*) as file_documents, coalesce(sum(size), 0) as file_bytes from uploads
      where dossier = :dossier and state <> 'refused' and not (kind = :kind and sha256 = :sha256)) as of_file,
    (select count(*) as drafts_documents, coalesce(sum(u.size), 0) as drafts_bytes from dossiers d join uploads u on u.dossier = d.id
      where d.filed_by = :filed_by and d.submitted_at is null and u.state <> 'refused'
        and not (u.dossier = :dossier and u.kind = :kind and u.sha256 = :sha256)) as of_drafts
"""
ASK = sa.text(f"select * from {HELD}")  # noqa: S608 - no value is written into it
ENTER = sa.text(f"""
    with entered as (
        insert into uploads (dossier, kind, sha256, size, account, state, since)
        values (:dossier, :kind, :sha256, :size, :account, 'arrived', :since)
        on conflict (dossier, kind, sha256) do update set since = excluded.since, account = excluded.account,
            state = case uploads.state when 'refused' then 'arrived' else uploads.state end
        where uploads.state <> 'doomed'
        returning state
    )
    select (select count(*) from entered) as entered, * from {HELD}
""")  # noqa: S608 - no value is written into it
REFUSE = sa.text("""
    update uploads set state = 'refused' where dossier = :dossier and kind = :kind and sha256 = :sha256 and state = 'arrived'
""")
ATTACH = sa.text("""
    with named as (
        update uploads set state = case sha256 when :sha256 then 'attached' else :replaced end, since = :attached_at
        where dossier = :dossier and kind = :kind
            and (sha256 = :sha256 and state <> 'doomed' or sha256 <> :sha256 and state = 'attached')
        returning sha256
    ), attached as (
        insert into documents (dossier, kind, sha256, size, media_type, pages, attached_at)
        values (:dossier, :kind, :sha256, :size, :media_type, :pages, :attached_at)
        on conflict (dossier, kind) do update set sha256 = excluded.sha256, size = excluded.size, media_type = excluded.media_type,
            pages = excluded.pages, attached_at = excluded.attached_at
    ), saved as (
        update dossiers set version = version + 1 where id = :dossier and version = :version returning id
    )
    select exists (select from named where sha256 = :sha256) as named, exists (select from saved) as saved
""")
RELEASE = sa.text("update uploads set state = 'released', since = :since where dossier = :dossier and state = 'attached'")
DOOM = sa.text("""
    update uploads set state = 'doomed' where (dossier, kind, sha256) in (
        select dossier, kind, sha256 from uploads where state in ('arrived', 'refused', 'released') and since < :before
        order by since limit :most for update skip locked)
""")
DOOMED = sa.text("select dossier, kind, sha256 from uploads where state = 'doomed' order by since limit :most")
DELETE = sa.text("delete from uploads where dossier = :dossier and kind = :kind and sha256 = :sha256 and state = 'doomed'")

MOST = 1000
"""Uploads of one sweep."""


class Upload(NamedTuple):
    """A document that was sent for a kind of a file."""

    dossier: str
    kind: str
    sha256: str


def held(connection: Connection, dossier: Dossier) -> Holding:
    """Tell how much rests for a file, and for the drafts of who filed it."""
    return _holding(connection.execute(ASK, {"dossier": dossier.id, "filed_by": dossier.filed_by, "kind": "", "sha256": ""}).one())


def enter(connection: Connection, dossier: Dossier, upload: Upload, sent: tuple[int, str, datetime]) -> Holding:
    """
    Enter an upload (`sent`: size, account, instant), so that it is swept unless it is attached; raise `UploadGone` while it is being swept.

    Give how much rests beside it.
    """
    size, account, since = sent
    values = {"filed_by": dossier.filed_by, "size": size, "account": account, "since": since}
    found = connection.execute(ENTER, {**upload._asdict(), **values}).one()
    if not found.entered:
        raise UploadGone
    return _holding(found)


def refuse(connection: Connection, upload: Upload) -> None:
    """Note that an upload was not taken; it counts no more, and is swept."""
    connection.execute(REFUSE, upload._asdict())


def attach(connection: Connection, dossier: Dossier, document: Document) -> None:
    """
    Let a file, which is locked, name an upload as its document, in place of an earlier one of its kind.

    Raise `UploadGone` when it was swept meanwhile, `ChangedMeanwhile` when somebody else saved the file first.
    """
    replaced = "released" if dossier.submitted_at is None else "kept"
    values = {"dossier": dossier.id, "version": dossier.version, "replaced": replaced}
    found = connection.execute(ATTACH, {**values, **vars(document)}).one()
    if not found.named:
        raise UploadGone
    if not found.saved:
        raise ChangedMeanwhile
    dossier.version += 1


def release(connection: Connection, dossier: Dossier, since: datetime) -> None:
    """Note that a file names nothing any more."""
    connection.execute(RELEASE, {"dossier": dossier.id, "since": since})


def doom(connection: Connection, before: datetime) -> None:
    """Choose what is to be swept: what nothing names, and has not since an instant. It can no longer be attached."""
    connection.execute(DOOM, {"before": before, "most": MOST})


def doomed(connection: Connection) -> list[Upload]:
    """List what is to be swept, also by one who died over it."""
    return [Upload(*row) for row in connection.execute(DOOMED, {"most": MOST})]


def delete(connection: Connection, upload: Upload) -> None:
    """Forget an upload whose bytes are gone."""
    connection.execute(DELETE, upload._asdict())


def _holding(row: sa.Row[tuple[int, ...]]) -> Holding:
    return Holding(
        file=Amount(documents=row.file_documents, bytes=int(row.file_bytes)),
        drafts=Amount(documents=row.drafts_documents, bytes=int(row.drafts_bytes)),
    )
