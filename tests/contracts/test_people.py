"""Who may do what where: one question about one office."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.people import CITIZENS, NATIONAL, NOBODY, Office, Principal, Role, covers, territories_over
from contracts.refusals import Forbidden, NotFound

TAROUDANNT, TANGER = "09.541.01.13", "01.511.01.0"
TORN = Principal(
    account="person-1",
    offices=(
        Office(role=Role.CLERK, territory=TANGER),
        Office(role=Role.AUDITOR, territory="09"),
        Office(role=Role.REVIEWER, territory="01.511", body="province"),
        Office(role=Role.REVIEWER, territory=TAROUDANNT, body="urban-agency"),
    ),
)
codes = some.lists(some.integers(1, 99).map("{:02d}".format), min_size=1, max_size=4).map(".".join)


def test_the_role_of_one_office_never_meets_the_territory_of_another() -> None:
    assert TORN.holds(Role.CLERK, over=TANGER)
    assert TORN.holds(Role.AUDITOR, over=TAROUDANNT)
    assert not TORN.holds(Role.CLERK, over=TAROUDANNT)
    assert not TORN.holds(Role.AUDITOR, over=TANGER)


def test_nor_the_body_of_another() -> None:
    assert TORN.holds(Role.REVIEWER, over=TAROUDANNT, body="urban-agency")
    assert not TORN.holds(Role.REVIEWER, over=TAROUDANNT, body="province")


def test_over_a_place_is_wider_than_at_it() -> None:
    assert TORN.holds(Role.AUDITOR, over=TAROUDANNT)
    assert not TORN.holds(Role.AUDITOR, at=TAROUDANNT)
    assert TORN.holds(Role.AUDITOR, at="09")


def test_a_question_without_a_place_is_none() -> None:
    for places in ({}, {"over": TANGER, "at": TANGER}):
        with pytest.raises(TypeError):
            TORN.holds(Role.CLERK, **places)


def test_who_has_not_the_role_is_forbidden_and_who_has_it_elsewhere_finds_nothing() -> None:
    with pytest.raises(Forbidden):
        TORN.must_hold(Role.PRESIDENT, over=TANGER)
    with pytest.raises(NotFound):
        TORN.must_hold(Role.CLERK, over=TAROUDANNT)

    TORN.must_hold(Role.PRESIDENT, Role.CLERK, over=TANGER)


def test_nobody_and_a_citizen_hold_nothing_anywhere() -> None:
    citizen = Principal(account="citizen", offices=tuple(Office(role=role) for role in CITIZENS))

    assert citizen.has(Role.APPLICANT)
    assert not any(person.holds(*Role, over=place) for person in (NOBODY, citizen) for place in (TAROUDANNT, NATIONAL))


@given(codes, codes)
def test_the_territories_over_a_place_are_those_that_cover_it(place: str, other: str) -> None:
    assert all(covers(territory, place) for territory in territories_over(place))
    assert covers(other, place) == (other in territories_over(place))
