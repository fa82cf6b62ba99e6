"""What the pinned procedure wants signed: in whose name, and after which facts."""

from dataclasses import dataclass
from functools import cache

from catalogue import procedures
from catalogue.procedures import Gate, Hold
from contracts.payment import Moment
from contracts.people import Authority


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The paper of one procedure, as far as its signature goes; `moments`: those whose fees must be paid before."""

    authority: Authority
    gates: frozenset[Gate]
    moments: frozenset[Moment]


@cache
def wanted_of(procedure: str) -> Wanted | None:
    """Tell what a procedure (`code@version`) wants signed; None where it wants nothing."""
    pinned = procedures.by_ref(procedure)
    if pinned.paper is None:
        return None
    return Wanted(
        authority=pinned.paper.signed_by,
        gates=frozenset(pinned.paper.after),
        moments=pinned.moments_that_hold(Hold.STUDY, Hold.SIGNATURE),
    )
