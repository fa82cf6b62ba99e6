"""What the fees of each file are computed from, and which files were withdrawn."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session
from services.payment.domain.assessment import FeeBase, FeeBaseUnknown
from services.payment.store.tables import fee_bases, withdrawals


def take_turns(session: Session, dossier: str) -> None:
    """Make decisions and withdrawals of one file wait for each other until this transaction ends."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(dossier))))


def keep_base(session: Session, base: FeeBase) -> None:
    """Keep the base; the first one of a file stands."""
    values = {**vars(base), "quantities": dict(base.quantities)}
    session.execute(postgresql.insert(fee_bases).values(values).on_conflict_do_nothing())


def load_base(session: Session, dossier: str) -> FeeBase:
    """Give the base of the file; refuse with `FeeBaseUnknown` when its submission has not arrived."""
    base = find_base(session, dossier)
    if base is None:
        raise FeeBaseUnknown(dossier=dossier)
    return base


def find_base(session: Session, dossier: str) -> FeeBase | None:
    """Give the base of the file, if its submission has arrived."""
    row = session.execute(sa.select(fee_bases).where(fee_bases.c.dossier == dossier)).mappings().first()
    return FeeBase(**row) if row else None


def keep_withdrawal(session: Session, dossier: str, withdrawn_at: datetime) -> None:
    """Remember that the file was withdrawn, so that a decision which arrives later assesses nothing."""
    values = {"dossier": dossier, "withdrawn_at": withdrawn_at}
    session.execute(postgresql.insert(withdrawals).values(values).on_conflict_do_nothing())


def is_withdrawn(session: Session, dossier: str) -> bool:
    """Tell whether the file was withdrawn."""
    return session.execute(sa.select(withdrawals.c.dossier).where(withdrawals.c.dossier == dossier)).first() is not None
