"""Whatever is sent as a cursor, to whichever list: a page or `cursor-not-understood`, never a failure."""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from chassis.paging import CursorNotUnderstood
from chassis.rpc.entrypoints import Call
from contracts.people import NATIONAL
from services.filing.service import Filing
from services.notification.domain.dossier import Dossier
from services.notification.service import Notification
from services.notification.store import dossiers
from services.review.service import Review
from services.signature.custody import Custody
from services.signature.service import SignatureService
from tests.files import parties
from tests.house.source import rooms
from tests.people import a_caller
from tests.rooms import room_for

List = Callable[[str], Any]

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COMMUNE = "09.541.01.13"
AUDITOR = a_caller("auditor-1", "auditor", territory=NATIONAL)
PRESIDENT = a_caller("president-1", "president", territory=NATIONAL)
ID = "0b9f5d1e-6f0c-4f6b-9a51-1d3f0d3f9c11"
SOUND = (f"2026-11-23T09:30:00Z~{ID}", f"2026-11-23T09:30:00.123456Z~{ID}", f"2026-11-23~{ID}", ID, "095410113-2026-000001", COMMUNE)
FORGED = (
    f"2026-11-23T09:30:00+20:00~{ID}",  # PostgreSQL knows no such offset
    f"2026-11-23T09:30:00-23:59:59.999999~{ID}",
    f"0001-01-01T00:00:00+01:00~{ID}",
    f"9999-12-31T23:59:59-01:00~{ID}",
    f"2026-11-23T09:30:00Z~{'x' * 100_000}",
    f"2026-11-23T09:30:00Z~{ID}\0",
    f"2026-11-23T09:30:00Z~{ID}~{ID}",
    "2026-11-23T09:30:00Z~\ud800",
    f"2026-W48-1~{ID}",
    f"٢٠٢٦-١١-٢٣~{ID}",
    "095410113-2026-" + "9" * 10_000,
)
"""What no list has given out; each of the first four is an instant for Python."""

mutilated = some.builds(
    lambda sound, place, length, instead: sound[:place] + instead + sound[place + length :],
    some.sampled_from(SOUND),
    some.integers(0, 60),
    some.integers(0, 30),
    some.text(max_size=12) | some.from_regex(r"[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?~?", fullmatch=True),
)
anything = some.text(max_size=80) | mutilated | some.sampled_from(FORGED)


@pytest.fixture
def lists(service_database: Callable[[str], sa.Engine]) -> dict[str, List]:
    """Each list that takes a cursor, on a database of its own, asked by somebody who may see everything."""
    engines = {name: service_database(name) for name in ("filing", "review", "signature", "signer", "notification")}
    with engines["notification"].begin() as connection:
        dossiers.keep(connection, Dossier(id="d-1", commune=COMMUNE, parties=parties("a")), NOW)
    filing = room_for(Filing, engines["filing"], now=NOW, caller=AUDITOR)
    nothing: Any = None  # a list of keys opens none
    without = dict.fromkeys(("keystore", "recipient", "authority", "letters"), nothing)
    custody = Custody(engine=engines["signer"], **without, now=lambda: NOW)
    signature = room_for(SignatureService, engines["signature"], now=NOW, caller=PRESIDENT)
    return {
        "filing.dossiers": lambda cursor: filing.dossiers(cursor=cursor),
        "filing.mandates": lambda cursor: filing.mandates(cursor=cursor),
        "filing.register": lambda cursor: filing.register(COMMUNE, 2026, cursor=cursor),
        "review.cases": lambda cursor: room_for(Review, engines["review"], now=NOW, caller=AUDITOR).cases(cursor=cursor),
        "signature.requests": lambda cursor: signature.requests(cursor=cursor),
        "signature.keys": lambda cursor: custody.keys(AUDITOR, 50, cursor),
        "notification.messages": lambda cursor: room_for(Notification, engines["notification"], now=NOW, caller=AUDITOR).messages(
            "d-1", cursor=cursor
        ),
    }


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=anything)
def test_any_text_is_a_cursor_or_is_refused(lists: dict[str, List], cursor: str) -> None:
    for name, ask in lists.items():
        assert is_page_or_refusal(ask, cursor), name


@pytest.mark.parametrize("cursor", FORGED, ids=range(len(FORGED)))
def test_what_no_list_gave_out_is_refused_by_every_list(lists: dict[str, List], cursor: str) -> None:
    for ask in lists.values():
        with pytest.raises(CursorNotUnderstood):
            ask(cursor)


def is_page_or_refusal(ask: List, cursor: str) -> bool:
    """Ask for a page after a cursor; only a refusal of the cursor itself is expected."""
    try:
        return set(ask(cursor)) >= {"items", "next_cursor"}
    except CursorNotUnderstood:
        return True


def test_every_list_of_every_room_is_tried_here(lists: dict[str, List]) -> None:
    with_cursor = {
        f"{service}.{name}"
        for service, room in rooms().items()
        for name, method in inspect.getmembers(room, inspect.isfunction)
        if any(isinstance(each, Call) for each in getattr(method, "nameko_entrypoints", ()))
        and "cursor" in inspect.signature(method).parameters
    }

    assert with_cursor == lists.keys()
