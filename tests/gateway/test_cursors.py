"""Whatever is sent as a cursor to the gateway's own lists: a page or 422, never a failure."""

import pytest
from hypothesis import HealthCheck, given, settings

from contracts.people import Role
from tests.gateway.makers import Gateway, Visitor
from tests.house.test_cursors import FORGED, anything

LISTS = ("/v1/users", "/v1/territory/provinces", "/v1/territory/communes")


@pytest.fixture
def administrator(gateway: Gateway) -> Visitor:
    return gateway.person(Role.ADMINISTRATOR)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=anything)
def test_any_text_is_a_cursor_or_is_refused(administrator: Visitor, cursor: str) -> None:
    query = {"cursor": cursor.encode(errors="surrogatepass").decode("latin-1")}

    assert {administrator.get(path, query_string=query).status_code for path in LISTS} <= {200, 422}


@pytest.mark.parametrize("cursor", FORGED, ids=range(len(FORGED)))
@pytest.mark.parametrize("path", LISTS)
def test_what_no_list_gave_out_is_refused(administrator: Visitor, path: str, cursor: str) -> None:
    query = {"cursor": cursor.encode(errors="surrogatepass").decode("latin-1")}

    assert administrator.get(path, query_string=query).status_code == 422


def test_the_cursor_that_a_list_gave_out_is_taken(administrator: Visitor, gateway: Gateway) -> None:
    gateway.person()

    first = administrator.get("/v1/users", query_string={"limit": 1}).get_json()
    second = administrator.get("/v1/users", query_string={"limit": 1, "cursor": first["next_cursor"]}).get_json()

    assert [first["items"][0]["id"], second["items"][0]["id"]][0] == administrator.account.id
    assert first["items"][0]["id"] != second["items"][0]["id"]
    assert second["next_cursor"] is None
