"""Every single change of a path, one after another: it is refused, unless it makes another procedure that the law might want."""

import copy
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
import yaml

from catalogue import procedures
from catalogue.procedures import Due, Family, Gate, Hold, Procedure, Template
from catalogue.procedures.checks import RULES, is_filed_under
from catalogue.procedures.path import Suspension
from catalogue.procedures.walk import STEPS
from catalogue.reading import BrokenCatalogue, Source, read
from contracts.payment import Moment
from contracts.people import Authority
from contracts.review import Unit, Voice
from tests.catalogue.makers import SHELF, a_procedure

Place = tuple[str | int, ...]

CODES = [procedure.code for procedure in procedures.catalogue_of()]
LANGUAGES = ("fr", "ar", "en")
CHOICES: tuple[type[StrEnum], ...] = (Authority, Due, Family, Gate, Hold, Moment, Suspension, Template, Unit, Voice)

MAY_BE_LEFT_OUT = {
    r"silence": "not of every decision does silence give anything",
    r"author": "then the form names nobody who files",
    r"law\[\d+\]": "a law text that nothing cites",
    r"documents\[\d+\]": "the law may ask for less",
    r"documents\[\d+\]\.due": "then it is due at submission",
    r"documents\[\d+\]\.when": "then it is asked of everybody",
    r"documents\[\d+\]\.signed_by(\[\d+\])?": "then nobody in particular signs it",
    r"documents\[\d+\]\.media_types\[\d+\]": "another type is left",
    r"bodies\[\d+\]": "fewer bodies may be heard, where one is left",
    r"bodies\[\d+\]\.when": "then it sits for everybody",
    r"(admissibility|decision)\.within\.suspended_by(\[\d+\])?": "the law may let a clock run on",
    r"validity\.renewable": "then it is not",
    r"declares\.(plot_area|purpose|nature|kind|area)": "no fee and no condition asks for it",
    r"receipt\.notices\[\d+\]": "wording",
    r"paper\.after\[0\]": "of opinions: the decision waits for them",
    r"paper\.articles\[[1-9]\]": "wording; the first one names the holder",
}
"""What may be left out, with the reason why another procedure remains, and no wrong one."""

MAY_BE_OTHERWISE = {
    r"law\[\d+\]\.code: no-such-thing": "a law text that nothing cites may be called anything",
    r"family: (urbanism|economic)": "the same path may be of the other family",
    r"documents\[\d+\]\.code: no-such-thing": "the law may want another document",
    r"documents\[\d+\]\.required: (True|False)": "a document may be left to the applicant, where no condition says of whom it is required",
    r"documents\[7\]\.due: (submission|signature)": "where a paper is signed a document may come sooner",
    r"documents\[\d+\]\.max_bytes: \d+000": "how large a document may be is nobody's fault",
    r"bodies\[\d+\]\.mandatory: (True|False)": "a decision may be taken without an opinion, unless it binds",
    r"bodies\[\d+\]\.conform: (True|False)": "a mandatory opinion may bind, or not",
    r"bodies\[0\]\.delay\.days: 10000": "no answer is due by law before a body's that alone is heard",
    r"(bodies\[\d+\]\.delay|(admissibility|decision|objection)\.within)\.unit: (working-)?days": "the law says how the days are counted",
    r"(decision|objection)\.within\.days: \d+000": "the law says how long",
    r"objection\.by: (director|governor)": "another authority may be the one that objects",
    r"silence\.attested_by: director": "another authority than the one that decides may attest",
    r"charges\[0\]\.due: request": "what holds back a signature may be due earlier",
    r"charges\[0\]\.holds: signature": "what is due at the request may hold back the signature alone",
    r"paper\.signed_by: (president|governor)": "a note may be signed by whoever the law says",
    r"validity\.months: 6000": "the law says how long it holds",
    r"validity\.renewable: True": "the law may let it be renewed",
}
"""What may stand somewhere instead of what does, with the reason why that makes another procedure, and no wrong one."""


def as_published(code: str) -> Any:
    """Give the newest version as plain data."""
    return yaml.safe_load((SHELF / code / f"{a_procedure(code).version}.yaml").read_text())


def is_accepted(code: str, data: Any) -> bool:
    """Tell whether the check lets a draft pass."""
    try:
        read(Procedure, Source("a draft", data), [is_filed_under(code, a_procedure(code).version), *RULES, *STEPS])
    except BrokenCatalogue:
        return False
    return True


def scalars(data: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Give every text, figure, yes and no that is no form and no wording, with its place."""
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in entries:
        if step in LANGUAGES or (*place, step) == ("form",):
            continue
        if isinstance(value, dict | list):
            yield from scalars(value, (*place, step))
        else:
            yield (*place, step), value


def entries_of(data: Any, place: Place = ()) -> Iterator[Place]:
    """Give the place of everything that can be left out: each key and each entry of a list, however deep, but of the form."""
    for step, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield (*place, step)
        if isinstance(value, dict | list) and (*place, step) != ("form",):
            yield from entries_of(value, (*place, step))


def changed(data: Any, place: Place, **instead: Any) -> Any:
    """Give data with something else at a place (`by`), or with nothing there."""
    copied = part = copy.deepcopy(data)
    for step in place[:-1]:
        part = part[step]
    if instead:
        part[place[-1]] = instead["by"]
    else:
        del part[place[-1]]
    return copied


def written(place: Place) -> str:
    """Write a place as complaints do: `bodies[1].delay.days`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")


def other_values(value: Any) -> list[Any]:
    """Give values of the same type that say something else: the other choices, nothing that is known, no days, many days."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [0, -1, value * 1000]
    return ["no-such-thing", *(each.value for kind in CHOICES if value in list(kind) for each in kind if each != value)]


def unlisted(found: set[str], listed: dict[str, str]) -> set[str]:
    """Give what passed without a reason."""
    return {each for each in found if not any(re.fullmatch(pattern, each) for pattern in listed)}


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_left_out_but_what_makes_another_procedure(code: str) -> None:
    data = as_published(code)

    passed = {written(place) for place in entries_of(data) if place[-1] != "en" and is_accepted(code, changed(data, place))}

    assert unlisted(passed, MAY_BE_LEFT_OUT) == set()


@pytest.mark.parametrize("code", CODES)
def test_what_the_path_says_is_of_its_type(code: str) -> None:
    data = as_published(code)

    passed = [
        (written(place), instead)
        for place, _ in scalars(data)
        for instead in (None, 7.5, ["no-such-thing"], {"code": "no-such-thing"}, "")
        if is_accepted(code, changed(data, place, by=instead))
    ]

    assert passed == []


@pytest.mark.parametrize("code", CODES)
def test_nothing_stands_otherwise_but_what_makes_another_procedure(code: str) -> None:
    data = as_published(code)

    passed = {
        f"{written(place)}: {instead}"
        for place, value in scalars(data)
        for instead in other_values(value)
        if is_accepted(code, changed(data, place, by=instead))
    }

    assert unlisted(passed, MAY_BE_OTHERWISE) == set()


def test_no_exception_is_listed_that_is_none() -> None:
    places = {written(place) for code in CODES for place in entries_of(as_published(code))}
    listed = [*MAY_BE_LEFT_OUT, *(pattern.partition(": ")[0] for pattern in MAY_BE_OTHERWISE)]

    assert [pattern for pattern in listed if not any(re.fullmatch(pattern, place) for place in places)] == []
