"""Which files a person sees in a list: conditions to combine."""

from collections.abc import Sequence

import sqlalchemy as sa

from catalogue import procedures
from catalogue.procedures import Hold
from chassis.paging import within
from contracts.calls.filing import MandateStatus
from contracts.payment import Moment
from contracts.people import Principal
from services.filing.domain.sight import MEMBERS, OFFICIALS, body_of
from services.filing.domain.standing import ANSWERED, Stage
from services.filing.store.tables import dossiers

Condition = sa.ColumnElement[bool]

GIVEN = (MandateStatus.CONFIRMED, MandateStatus.WITHDRAWN)
MANDATE_WAS_GIVEN = sa.or_(dossiers.c.mandate.is_(None), dossiers.c.mandate["status"].astext.in_(GIVEN))


def seen_by(reader: Principal) -> Condition:
    """Keep the reader's own files, and for an official the submitted ones of his territories (the rule of `domain.sight`)."""
    own = sa.or_(sa.and_(dossiers.c.applicant == reader.account, MANDATE_WAS_GIVEN), dossiers.c.filed_by == reader.account)
    seats = [sa.and_(within(dossiers.c.commune, [seat]), dossiers.c.bodies.contains([body_of(seat)])) for seat in reader.of(*MEMBERS)]
    others = [office for office in reader.of(*OFFICIALS) if office.role not in MEMBERS]
    return sa.or_(own, sa.and_(dossiers.c.submitted_at.is_not(None), sa.or_(within(dossiers.c.commune, others), *seats)))


def mandates_of(account: str) -> Condition:
    """Keep the files for which an account was asked for a mandate."""
    return sa.and_(dossiers.c.applicant == account, dossiers.c.mandate.is_not(None))


def matching(commune: str | None, procedure: str | None) -> list[Condition]:
    """Keep the files of a commune, of a procedure (any version)."""
    conditions: list[Condition] = []
    if commune:
        conditions.append(dossiers.c.commune == commune)
    if procedure:
        conditions.append(sa.func.split_part(dossiers.c.procedure, "@", 1) == procedure)
    return conditions


def without_paper() -> Condition:
    """Keep the files whose paper may be due: answered, not prepared, and not waiting for a payment that the paper waits for."""
    paid_before = [each.ref for each in procedures.published() if Moment.DECISION in each.moments_that_hold(Hold.SIGNATURE)]
    unpaid = sa.and_(at([Stage.FEES_ASSESSED]), dossiers.c.procedure.in_(paid_before))
    return sa.and_(dossiers.c.permit_number.is_(None), at(sorted(ANSWERED)), sa.not_(unpaid))


def at(stages: Sequence[Stage]) -> Condition:
    """Keep the files that have come to one of the stages."""
    return dossiers.c.stage.in_([int(stage) for stage in stages])
