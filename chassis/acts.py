"""
Acts: who did what, written in the transaction of the act itself and kept for ever (ADR 0025).

A row names the account with the roles that opened the door, the method, the file and the other identifiers concerned, and the trace. It
holds identifiers, codes and truth values; what is neither stays out, as it stays out of the logs.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC
from inspect import signature
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import trace
from chassis.tables import acts
from contracts.calls.shapes import ActView
from contracts.people import NOBODY, Principal, Role

Subject = Mapping[str, Any]

PLAIN = re.compile(r"[\w./:-]{1,64}", re.ASCII)
MOST_NAMED = 200
NO_FILE = ("",)

LINES = """
    insert into acts (account, roles, territory, act, dossier, subject, trace_id)
    select :account, cast(:roles as text[]), :territory, :act, dossier, :subject, :trace_id
    from unnest(cast(:dossiers as text[])) as dossier
"""
"""One line for each file concerned, so that the story of each is whole."""
TOLD = ("at", "account", "roles", "territory", "act", "subject", "trace_id")
MOST_LISTED = 500
UPON = sa.select(*(acts.c[name] for name in TOLD)).where(acts.c.dossier == sa.bindparam("sought")).order_by(acts.c.id).limit(MOST_LISTED)
KEEP = sa.text(LINES).bindparams(sa.bindparam("subject", type_=postgresql.JSONB))

_acting: ContextVar[Principal] = ContextVar("acting", default=NOBODY)


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody is doing: `act` is `<room>.<method>`, `by` whoever does it, in one of the `roles`, `subject` what it is done to."""

    act: str
    by: Principal
    roles: Iterable[Role] = ()
    subject: Subject = field(default_factory=dict)

    def line(self, dossiers: Sequence[str] = NO_FILE) -> dict[str, Any]:
        """Give the values of `LINES`; the file is the one that the arguments name, unless `dossiers` says which."""
        offices = [office for office in self.by.offices if office.role in self.roles]
        rest = {name: value for name, value in self.subject.items() if name != "dossier_id"}
        return {
            "account": self.by.account,
            "roles": sorted({office.role.value for office in offices}),
            "territory": " ".join(sorted({office.territory for office in offices if office.territory})),
            "act": self.act,
            "dossiers": list(dossiers) if any(dossiers) else [self.subject.get("dossier_id", "")],
            "subject": rest,
            "trace_id": trace.trace_id(),
        }


def keep(connection: sa.Connection, act: Act, dossiers: Sequence[str] = NO_FILE) -> None:
    """Write an act down, in the transaction that does it."""
    connection.execute(KEEP, act.line(dossiers))


def upon(connection: sa.Connection, dossier: str) -> list[ActView]:
    """List what was done to a file here, oldest first, up to `MOST_LISTED`."""
    return [
        ActView(
            at=row.at.astimezone(UTC).isoformat(),
            account=row.account,
            roles=[Role(role) for role in row.roles],
            territory=row.territory,
            act=row.act,
            subject=row.subject,
            trace_id=row.trace_id,
        )
        for row in connection.execute(UPON, {"sought": dossier})
    ]


def act_as(principal: Principal) -> None:
    """Say who acts from here on in this thread; `NOBODY` forgets whoever acted before."""
    _acting.set(principal)


def note(connection: sa.Connection, act: str, *, by: str = "", **subject: Any) -> None:
    """Write down, in the transaction that does it, an act of whoever acts in this thread; of the account `by` where nobody has come in."""
    present = _acting.get()
    principal = present if present.account else Principal(account=by)
    keep(connection, Act(act=act, by=principal, roles=principal.roles, subject=plain(subject)))


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what may stand in a subject: identifiers, codes, truth values, whole figures, and lists of them."""
    return {name: value for name, value in values.items() if is_plain(value)}


def is_plain(value: Any) -> bool:
    """Tell whether a value is an identifier, a code, a truth value, a whole figure, or a list of such."""
    if isinstance(value, list | tuple):
        return len(value) <= MOST_NAMED and all(is_plain(each) and not isinstance(each, list | tuple) for each in value)
    if isinstance(value, int):
        return abs(value) < 2**63
    return isinstance(value, str) and PLAIN.fullmatch(value) is not None


def subject_names(method: Callable[..., Any], about: Iterable[str]) -> tuple[str, ...]:
    """Name the arguments that say what a method is about: those that end in `_id`, and those that it names itself."""
    return tuple(dict.fromkeys([*(name for name in signature(method).parameters if name.endswith("_id")), *about]))
