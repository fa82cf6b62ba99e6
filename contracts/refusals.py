"""
The refusals: four kinds cross the wire, each refusal has a code that never changes.

A refusal says what is wrong in the words of the domain; the gateway alone knows HTTP and languages. Texts for each code stand in
`texts/problems/` in Arabic, French and English, with `{placeholders}` filled from `facts`.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

Facts = dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """One thing that is wrong: a stable code, the field it concerns (`form.covered_area`, empty for the whole), and facts for its text."""

    code: str
    field: str = ""
    facts: Facts = dataclasses.field(default_factory=dict)


class Refusal(Exception):
    """The request was understood and is refused."""

    kind: ClassVar[str]
    code: ClassVar[str]

    def __init__(self, reasons: Iterable[Reason] = (), **facts: Any) -> None:
        """Refuse for `reasons` (all of them at once); `facts` fill the placeholders of the refusal's own text."""
        self.reasons = tuple(reasons)
        self.facts: Facts = facts
        super().__init__(self.code)


class Invalid(Refusal):
    """What was sent cannot be accepted as it is; the reasons say what to change."""

    kind = "invalid"
    code = "invalid"


class NotFound(Refusal):
    """There is no such thing, or the caller may not know of it."""

    kind = "not-found"
    code = "not-found"


class Forbidden(Refusal):
    """The caller is known, and this is not his to do."""

    kind = "forbidden"
    code = "forbidden"


class Conflict(Refusal):
    """It could be done, but not in the present state."""

    kind = "conflict"
    code = "conflict"


class Unauthenticated(Forbidden):
    """The token is missing, expired, forged, or meant for somebody else."""

    code = "unauthenticated"


class ChangedMeanwhile(Conflict):
    """Somebody else changed it first; read it again."""

    code = "changed-meanwhile"


class NotYourOffice(Forbidden):
    """The caller may see it, but acts on it in no office: his is not the one over this very desk, commune or body."""

    code = "not-your-office"


class PartyMayNotAct(Forbidden):
    """Who applied for a permit, or filed for whoever did, does nothing with the file in an office that he also holds."""

    code = "party-may-not-act"


class MandateOver(Forbidden):
    """The applicant has taken back the mandate under which the caller acted."""

    code = "mandate-over"


class IdempotencyKeyReused(Invalid):
    """The same idempotency key came with another request."""

    code = "idempotency-key-reused"


KINDS: dict[str, type[Refusal]] = {kind.kind: kind for kind in (Invalid, NotFound, Forbidden, Conflict)}


def to_wire(refusal: Refusal) -> dict[str, Any]:
    """Write a refusal as plain data: `{kind, code, facts, reasons: [{code, field, facts}]}`."""
    reasons = [{"code": reason.code, "field": reason.field, "facts": reason.facts} for reason in refusal.reasons]
    return {"kind": refusal.kind, "code": refusal.code, "facts": refusal.facts, "reasons": reasons}


def from_wire(data: dict[str, Any]) -> Refusal:
    """Read a refusal written by `to_wire`; the kind is kept, the code is an instance attribute."""
    refusal = KINDS[data["kind"]](Reason(**reason) for reason in data["reasons"])
    refusal.facts = dict(data["facts"])
    refusal.code = data["code"]  # type: ignore[misc]  # the class variable is shadowed on this instance alone
    return refusal
