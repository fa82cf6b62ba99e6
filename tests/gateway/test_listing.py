"""Lists of files and cases through the door: what is wanted is passed on, and what is not understood is told."""

from typing import Any

import pytest

from contracts.people import Role
from tests.gateway.makers import TAROUDANNT, Gateway

EMPTY: dict[str, Any] = {"items": [], "next_cursor": None}


def test_words_are_passed_on_as_they_were_typed(gateway: Gateway) -> None:
    gateway.services.answers["filing.dossiers"] = EMPTY

    answer = gateway.person(Role.CLERK, territory=TAROUDANNT).get("/v1/dossiers", query_string={"q": "حسن أيت", "status": "issued"})

    assert answer.status_code == 200
    assert gateway.services.asked[-1][:2] == ("filing.dossiers", {"q": "حسن أيت", "status": "issued", "limit": 20})


@pytest.mark.parametrize("query", ["q=", "q=%20%20", f"q={'x' * 101}", "q=a%00b", "words=x"])
def test_words_that_cannot_be_sought_are_refused_by_name(gateway: Gateway, query: str) -> None:
    gateway.services.answers["filing.dossiers"] = EMPTY

    answer = gateway.person(Role.CLERK, territory=TAROUDANNT).get(f"/v1/dossiers?{query}")

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert list(answer.get_json()["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    ("query", "told"), [({}, {}), ({"status": "open"}, {"status": "open"}), ({"status": "closed"}, {"status": "closed"})]
)
def test_whether_cases_are_open_is_asked_for_only_when_it_is_said(gateway: Gateway, query: dict[str, Any], told: dict[str, Any]) -> None:
    gateway.services.answers["review.cases"] = EMPTY

    answer = gateway.person(Role.CLERK, territory=TAROUDANNT).get("/v1/cases", query_string=query)

    assert answer.status_code == 200
    assert gateway.services.asked[-1][1] == {"assigned_to_me": False, "overdue": False, "limit": 20, **told}


def test_no_other_standing_is_asked_for(gateway: Gateway) -> None:
    assert gateway.person(Role.CLERK, territory=TAROUDANNT).get("/v1/cases?status=decided").status_code == 422
