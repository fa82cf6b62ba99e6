"""The register of a desk, on PostgreSQL: every number is there, for whoever keeps it."""

import pytest

from chassis.paging import CursorNotUnderstood
from contracts.refusals import NotYourOffice
from services.filing.domain.refusals import NotSubmittable
from tests.filing.makers import CLERK, COMMUNE, RoomFor, a_draft, submitted
from tests.people import a_caller


def test_the_register_has_no_gap_even_after_a_refused_submission(room: RoomFor) -> None:
    submitted(room)
    incomplete = a_draft(room)
    with pytest.raises(NotSubmittable):
        room().submit_dossier(incomplete)
    submitted(room)

    lines = room(CLERK).register(COMMUNE, 2026)["items"]

    assert [line["registry_number"] for line in lines] == ["095410113-2026-000001", "095410113-2026-000002"]


@pytest.mark.parametrize("territory", ["09.541", "national"])
def test_a_clerk_reads_the_register_of_his_own_desk_only(room: RoomFor, territory: str) -> None:
    elsewhere = a_caller("clerk", "clerk", territory=territory)
    small_commune = "09.541.01.05"  # whose desk is that of the province

    with pytest.raises(NotYourOffice):
        room(elsewhere).register(COMMUNE, 2026)
    with pytest.raises(NotYourOffice):
        room(a_caller("clerk", "clerk", territory=small_commune)).register(small_commune, 2026)

    assert room(a_caller("clerk", "clerk", territory="09.541")).register(small_commune, 2026)["items"] == []
    assert room(a_caller("auditor", "auditor", territory=territory)).register(COMMUNE, 2026)["items"] == []


def test_the_register_goes_on_after_a_number_of_its_own_only(room: RoomFor) -> None:
    for _ in range(3):
        submitted(room)

    first = room(CLERK).register(COMMUNE, 2026, limit=2)
    rest = room(CLERK).register(COMMUNE, 2026, limit=2, cursor=first["next_cursor"])

    assert ([len(page["items"]) for page in (first, rest)], rest["next_cursor"]) == ([2, 1], None)
    for nonsense in ("nonsense", "\x00", "~", "095410113-2025-000001", "095410113-2026-1", "095410113-2026-000001\n", "zzz"):
        with pytest.raises(CursorNotUnderstood):
            room(CLERK).register(COMMUNE, 2026, cursor=nonsense)
