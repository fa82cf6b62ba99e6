"""What the fees of each file are computed from, and which files were withdrawn."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import parties
from chassis.database import Session
from services.payment.domain.assessment import FeeBase, FeeBaseUnknown
from services.payment.store.tables import fee_bases, withdrawals

SOUGHT = sa.bindparam("sought", type_=sa.Text)
TAKE_TURNS = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(SOUGHT)))
KEEP_BASE = postgresql.insert(fee_bases).on_conflict_do_nothing()
RENEW_BASE = (
    sa.update(fee_bases)
    .where(fee_bases.c.dossier == SOUGHT)
    .values({name: sa.bindparam(f"new_{name}") for name in ("declared", "complemented_at")})
)
BASE = sa.select(fee_bases, parties.of(fee_bases.c.dossier)).where(fee_bases.c.dossier == SOUGHT)
KEEP_WITHDRAWAL = postgresql.insert(withdrawals).on_conflict_do_nothing()
WITHDRAWAL = sa.select(withdrawals.c.dossier).where(withdrawals.c.dossier == SOUGHT)


def take_turns(session: Session, dossier: str) -> None:
    """Make decisions and withdrawals of one file wait for each other until this transaction ends."""
    session.execute(TAKE_TURNS, {"sought": dossier})


def keep_base(session: Session, base: FeeBase) -> None:
    """Keep the base; the first one of a file stands. Its parties are kept apart, since they change."""
    kept = {name: value for name, value in vars(base).items() if name != "parties"}
    session.execute(KEEP_BASE, {**kept, "declared": dict(base.declared)})
    parties.keep(session, base.dossier, base.parties, base.submitted_at)


def renew_base(session: Session, base: FeeBase) -> None:
    """Keep what a complement has changed."""
    renewed = {"declared": dict(base.declared), "complemented_at": base.complemented_at}
    session.execute(RENEW_BASE, {"sought": base.dossier} | {f"new_{name}": value for name, value in renewed.items()})


def load_base(session: Session, dossier: str) -> FeeBase:
    """Give the base of the file; refuse with `FeeBaseUnknown` when its submission has not arrived."""
    base = find_base(session, dossier)
    if base is None:
        raise FeeBaseUnknown(dossier=dossier)
    return base


def find_base(session: Session, dossier: str) -> FeeBase | None:
    """Give the base of the file, if its submission has arrived."""
    row = session.execute(BASE, {"sought": dossier}).mappings().first()
    return FeeBase(**{**row, "parties": parties.read(row["parties"])}) if row else None


def keep_withdrawal(session: Session, dossier: str, withdrawn_at: datetime) -> None:
    """Remember that the file was withdrawn, so that a decision which arrives later assesses nothing."""
    session.execute(KEEP_WITHDRAWAL, {"dossier": dossier, "withdrawn_at": withdrawn_at})


def is_withdrawn(session: Session, dossier: str) -> bool:
    """Tell whether the file was withdrawn."""
    return session.execute(WITHDRAWAL, {"sought": dossier}).first() is not None
