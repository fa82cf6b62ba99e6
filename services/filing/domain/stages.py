"""
How far a file has come.

The other rooms tell what happened, in no guaranteed order. So a file only ever moves forward along the stages, and its status is read from
the stage: an event that comes late changes nothing.
"""

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """What people are told; the names are those of the public interface."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    COMPLEMENT_REQUESTED = "complement-requested"
    FAVOURABLE = "favourable"
    AWAITING_PAYMENT = "awaiting-payment"
    AWAITING_SIGNATURE = "awaiting-signature"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Stage(IntEnum):
    """The stages of a file, in their order; the last three are final."""

    DRAFT = 0
    SUBMITTED = 10
    CASE_OPENED = 20
    COMPLEMENT_REQUESTED = 30
    COMPLEMENT_PROVIDED = 40
    IN_CONSULTATION = 50
    FAVOURABLE = 60
    FEES_ASSESSED = 70
    PERMIT_PREPARED = 80
    ISSUED = 90
    REFUSED = 91
    WITHDRAWN = 92


FINAL = frozenset({Stage.ISSUED, Stage.REFUSED, Stage.WITHDRAWN})

STATUS = {
    Stage.DRAFT: Status.DRAFT,
    Stage.SUBMITTED: Status.SUBMITTED,
    Stage.CASE_OPENED: Status.IN_REVIEW,
    Stage.COMPLEMENT_REQUESTED: Status.COMPLEMENT_REQUESTED,
    Stage.COMPLEMENT_PROVIDED: Status.IN_REVIEW,
    Stage.IN_CONSULTATION: Status.IN_REVIEW,
    Stage.FAVOURABLE: Status.FAVOURABLE,
    Stage.FEES_ASSESSED: Status.AWAITING_PAYMENT,
    Stage.PERMIT_PREPARED: Status.AWAITING_SIGNATURE,
    Stage.ISSUED: Status.ISSUED,
    Stage.REFUSED: Status.REFUSED,
    Stage.WITHDRAWN: Status.WITHDRAWN,
}


def stages_before(stage: Stage) -> tuple[Stage, ...]:
    """Give the stages from which a file moves forward to `stage`: the earlier ones, except the final ones."""
    return tuple(earlier for earlier in Stage if earlier < stage and earlier not in FINAL)


def stages_of(status: str) -> tuple[Stage, ...]:
    """Give the stages that people see as `status`; none when no file can have come there yet."""
    return tuple(stage for stage, seen in STATUS.items() if seen == status)
