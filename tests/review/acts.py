"""What people do on a case, as far as their office goes; and cases that wait for it."""

from collections.abc import Callable
from typing import Any

from contracts.people import Principal
from contracts.refusals import Forbidden, NotFound, Refusal
from contracts.review import Verdict
from services.review.domain.case import Case
from services.review.domain.office import require_authority, require_desk, require_seat
from tests.review.makers import NOW, advice, an_admitted_case
from tests.review.people import studied_in

DONE = None
Act = Callable[[Principal, Case], None]


def advise_for(body: str) -> Act:
    """Give the act of speaking for a body."""
    return lambda person, case: require_seat(person, case, body)


def object_to(person: Principal, case: Case) -> None:
    """Object, as far as the office goes."""
    require_authority(person, case, case.objects)


ACTS: dict[str, Act] = {
    "admit": require_desk,
    "advise": advise_for("province"),
    "decide": lambda person, case: require_authority(person, case, case.decides),
}


def outcome(act: Act, person: Principal, case: Case) -> type[Refusal] | None:
    """Try an act; give what it was refused with."""
    try:
        act(person, case)
    except (Forbidden, NotFound) as refusal:
        return type(refusal)
    return DONE


def to_advise(commune: str, **study: Any) -> Case:
    """Make a case that waits for the province alone."""
    case = an_admitted_case(studied_in(commune, **study), commune=commune)
    for body in ("commune-urbanism", "urban-agency"):
        case.give_opinion(advice(body), NOW)
    return case


def to_decide(commune: str, **study: Any) -> Case:
    """Make a case that waits for whoever decides: the president."""
    case = to_advise(commune, **study)
    case.give_opinion(advice("province", Verdict.FAVOURABLE), NOW)
    return case
