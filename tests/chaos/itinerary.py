"""What people do with a file, step by step, as its procedure asks: each step by the one whose turn it is."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from catalogue.procedures import Body
from contracts.payment import Moment
from contracts.people import Authority, Role
from contracts.review import Voice
from demo import steps
from demo.people import Cast, Person, until
from services.review.domain.standing import HEARING
from tests.chaos import turning
from tests.chaos.course import Course, Turn
from tests.chaos.people import in_office, in_the_name_of

Act = Callable[[Cast, str], object]


class Step(NamedTuple):
    """One step of a file: what is done, and how."""

    name: str
    act: Act


def itinerary(course: Course) -> tuple[Step, ...]:
    """List the steps of a file, from the complete draft to what its owner asked for, or to where its course ends."""
    return tuple(_steps(course))


def _steps(course: Course) -> Iterator[Step]:
    procedure = course.procedure
    yield Step("attach", partial(steps.attach, procedure=procedure.code))
    yield Step("submit", partial(steps.submit, procedure=procedure.code))
    yield from _fees(course, Moment.REQUEST)
    if course.turn is Turn.WITHDRAWAL:
        yield Step("take back", turning.take_back)
        return
    if course.turn is Turn.COMPLEMENT:
        yield Step("ask for a complement", partial(turning.ask_for_complement, procedure=procedure.code))
        yield Step("replace what was wrong", partial(turning.replace, procedure=procedure.code))
        yield Step("complete", partial(turning.complete, procedure=procedure.code))
    if procedure.admissibility:
        yield Step("admit", steps.admit)
    for body in course.bodies:
        yield Step(f"hear {body.code}", partial(hear, body=body))
    yield from _answer(course)


def _answer(course: Course) -> Iterator[Step]:
    procedure = course.procedure
    if procedure.decision:
        does, act = ("refuse", turning.refuse) if course.turn is Turn.REFUSAL else ("decide", steps.decide)
        yield Step(does, partial(decide, by=procedure.decision.by, act=act))
    yield from _fees(course, Moment.DECISION)
    if course.signatory:
        yield from _paper(course.signatory)
    if procedure.receipt.is_title:
        yield from (Step("be in force", steps.in_force), Step("verify the receipt", verify_title))
    if course.turn is Turn.OBJECTION and procedure.objection:
        yield Step("object", partial(object_to, by=procedure.objection.by))


def _fees(course: Course, due: Moment) -> Iterator[Step]:
    """What is nothing is settled without anybody."""
    if due in course.payments:
        yield Step(f"see the fees of the {due}", partial(steps.fees, due=due))
        yield Step(f"pay the fees of the {due}", partial(steps.pay_by_card, due=due))


def _paper(authority: Authority) -> Iterator[Step]:
    yield Step("find it on the desk", lambda cast, dossier: steps.to_sign(cast, dossier, signatory_of(cast, authority)))
    yield Step("sign", lambda cast, dossier: steps.sign(cast, dossier, signatory=signatory_of(cast, authority)))
    yield Step("collect", steps.collect)


def hear(cast: Cast, dossier: str, body: Body) -> None:
    """The reviewer of a body says what it is asked for, once it is."""
    reviewer = cast[in_office(Role.REVIEWER, body=body.code)[0]]
    until("the body is asked", lambda: is_studied(reviewer, dossier))
    if body.gives is Voice.INFORMATION:
        steps.inform(cast, dossier, body.code, reviewer)
    else:
        steps.advise(cast, dossier, {body.code: reviewer})


def decide(cast: Cast, dossier: str, by: Authority, act: Callable[[Cast, str, Person], object]) -> None:
    """Whoever decides grants what was asked for, or refuses it, once he may."""
    person = signatory_of(cast, by)
    until("the file can be decided", lambda: is_studied(person, dossier))
    act(cast, dossier, person)


def object_to(cast: Cast, dossier: str, by: Authority) -> None:
    """Whoever may object does so."""
    person = signatory_of(cast, by)
    until("there is something to object to", lambda: steps.sees(person, f"/v1/dossiers/{dossier}/case"))
    steps.object_to(cast, dossier, person)


def verify_title(cast: Cast, dossier: str) -> None:
    """Anybody finds that the receipt is a title, and that what it says is in force."""
    said = steps.verify_receipt(cast, dossier)
    if not (said["title"] and said["status"] == "in-force"):
        raise AssertionError(f"the receipt is no title in force: {said}")


def is_studied(person: Person, dossier: str) -> bool:
    """Tell whether bodies may speak of a file, and somebody may decide."""
    return (steps.sees(person, f"/v1/dossiers/{dossier}/case") or {}).get("status") in HEARING


def signatory_of(cast: Cast, authority: Authority) -> Person:
    """Give who of the cast acts in the name of an authority."""
    return cast[in_the_name_of(authority)[0]]
