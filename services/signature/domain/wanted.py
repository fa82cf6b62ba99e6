"""What the pinned procedure wants signed: in whose name, and after which facts."""

from dataclasses import dataclass
from functools import cache

from catalogue import procedures
from contracts.payment import Moment
from contracts.people import Authority


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The paper of one procedure, as far as its signature goes."""

    authority: Authority
    is_decided: bool  # a decision grants it; otherwise what the bodies say does
    moments: frozenset[Moment]  # whose fees must be paid before


@cache
def wanted_of(procedure: str) -> Wanted | None:
    """Tell what a procedure (`code@version`) wants signed; None where it wants nothing."""
    pinned = procedures.by_ref(procedure)
    if pinned.paper is None:
        return None
    return Wanted(
        authority=pinned.paper.signed_by,
        is_decided=pinned.paper.is_decided,
        moments=pinned.moments_before_signature,
    )
