"""Which files a person sees in a list: conditions to combine."""

from collections.abc import Sequence

import sqlalchemy as sa

from catalogue.procedures import catalogue_of
from chassis.paging import within
from chassis.principal import Principal
from services.filing.domain.sight import OFFICIALS
from services.filing.domain.stages import Stage
from services.filing.store.tables import dossiers

Condition = sa.ColumnElement[bool]


def seen_by(reader: Principal) -> Condition:
    """Keep the reader's own files, and for an official the submitted ones of his territory (the rule of `domain.sight`)."""
    own = sa.or_(dossiers.c.applicant == reader.account, dossiers.c.filed_by == reader.account)
    offices = reader.roles.intersection(OFFICIALS)
    if not offices:
        return own
    official = sa.and_(within(dossiers.c.commune, reader.territory), dossiers.c.submitted_at.is_not(None))
    if offices == {"reviewer"}:
        asked = [procedure.code for procedure in catalogue_of() if procedure.body(reader.body) is not None]
        official = sa.and_(official, sa.func.split_part(dossiers.c.procedure, "@", 1).in_(asked))
    return sa.or_(own, official)


def matching(commune: str | None, procedure: str | None) -> list[Condition]:
    """Keep the files of a commune, of a procedure (any version)."""
    conditions: list[Condition] = []
    if commune:
        conditions.append(dossiers.c.commune == commune)
    if procedure:
        conditions.append(sa.func.split_part(dossiers.c.procedure, "@", 1) == procedure)
    return conditions


def at(stages: Sequence[Stage]) -> Condition:
    """Keep the files that have come to one of the stages."""
    return dossiers.c.stage.in_([int(stage) for stage in stages])
