"""Lists of files as PostgreSQL answers them: in which order, without gaps or repetitions, for which offices, by an index."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.identifiers import new_id
from contracts.people import Office, Principal, Role
from services.filing import store
from services.filing.domain.sight import Sight
from services.filing.domain.standing import STATUS, Stage
from tests.filing.makers import ARCHITECT, CLERK, COMMUNE, NOW, RoomFor, a_dossier, a_handed_in, an_official, kept
from tests.plans import explained

SMALL, TANGIER, CASABLANCA = "09.541.01.05", "01.511.01.0", "06.141.01.0"
NEIGHBOUR_PROVINCE = "09.163.01.01"


def handed_in(engine: sa.Engine, minute: int, **changes: Any) -> str:
    """Keep a file that was handed in at a minute, begun long before."""
    file = a_handed_in(registry_number=None, submitted_at=NOW + timedelta(minutes=minute), created_at=NOW - timedelta(days=minute))
    return kept(engine, replace(file, **changes))


def ids(room: Any, **wanted: Any) -> list[str]:
    """Read a whole list, two files a page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = room.dossiers(limit=2, cursor=cursor, **wanted)
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_the_newest_submission_comes_first_however_old_its_draft(room: RoomFor, engine: sa.Engine) -> None:
    files = [handed_in(engine, minute) for minute in range(5)]  # the newest submission is of the oldest draft

    assert ids(room(CLERK)) == files[::-1]


def test_ones_own_drafts_come_first_and_the_newest_of_them(room: RoomFor, engine: sa.Engine) -> None:
    submitted = [handed_in(engine, minute) for minute in (100, 200, 300)]
    drafts = [kept(engine, a_dossier(created_at=NOW - timedelta(days=day))) for day in (3, 2, 1)]
    taken_back = kept(engine, a_dossier(stage=Stage.WITHDRAWN, created_at=NOW + timedelta(minutes=150)))

    assert ids(room(ARCHITECT)) == [*drafts[::-1], submitted[2], submitted[1], taken_back, submitted[0]]
    assert ids(room(ARCHITECT), status="draft") == drafts[::-1]
    assert ids(room(ARCHITECT), status="withdrawn") == [taken_back]


def test_what_is_ones_own_and_in_ones_office_is_listed_once(room: RoomFor, engine: sa.Engine) -> None:
    both = Principal(account="owner", offices=(Office(role=Role.CLERK, territory=COMMUNE), Office(role=Role.AUDITOR, territory="09.541")))
    own, elsewhere, seen = handed_in(engine, 1), handed_in(engine, 2, commune=TANGIER), handed_in(engine, 3, filed_by="b")
    strange = handed_in(engine, 4, filed_by="b", commune=TANGIER, applicant=replace(a_dossier().applicant, account="c"))

    listed = ids(room(both))

    assert listed == [seen, elsewhere, own]
    assert strange not in listed


@pytest.mark.parametrize(
    ("territory", "extent", "seen"),
    [
        (COMMUNE, (), {COMMUNE}),
        ("09.541", (), {COMMUNE, SMALL}),
        ("09", (), {COMMUNE, SMALL, NEIGHBOUR_PROVINCE}),
        ("national", (), {COMMUNE, SMALL, NEIGHBOUR_PROVINCE, TANGIER, CASABLANCA}),
        ("agency-taroudannt", ("09.541", "01.511"), {COMMUNE, SMALL, TANGIER}),
        ("0", (), set()),
        ("", (), set()),
    ],
)
def test_an_office_sees_the_files_of_its_territory(
    room: RoomFor, engine: sa.Engine, territory: str, extent: tuple[str, ...], seen: set[str]
) -> None:
    made = {handed_in(engine, n, commune=place): place for n, place in enumerate((COMMUNE, SMALL, NEIGHBOUR_PROVINCE, TANGIER, CASABLANCA))}
    auditor = Principal(account="x", offices=(Office(role=Role.AUDITOR, territory=territory, extent=extent),))

    assert {made[file] for file in ids(room(auditor))} == seen
    assert {made[file] for file in ids(room(auditor), commune=TANGIER)} == seen & {TANGIER}


def test_a_status_is_the_stage_as_people_are_told_of_it(room: RoomFor, engine: sa.Engine) -> None:
    files = {handed_in(engine, stage, stage=stage): stage for stage in Stage if stage is not Stage.DRAFT}

    for status in set(STATUS.values()):
        assert {files[file] for file in ids(room(CLERK), status=status)} == {
            stage for stage, seen in STATUS.items() if seen == status and stage is not Stage.DRAFT
        }


def test_a_procedure_is_wanted_in_any_version(room: RoomFor, engine: sa.Engine) -> None:
    old, repair = handed_in(engine, 1, procedure="building-permit-small@2026-01"), kept(engine, a_handed_in("repair-permit", number=3))

    assert ids(room(CLERK), procedure="building-permit-small") == [old]
    assert ids(room(CLERK), procedure="repair-permit") == [repair]
    assert ids(room(CLERK), procedure="building") == []


def test_a_line_is_what_the_file_itself_says_of_it(room: RoomFor, engine: sa.Engine) -> None:
    file = handed_in(engine, 1, permit_number="PC-1", stage=Stage.ISSUED, follows="earlier", valid_until=NOW.date())

    (line,) = room(CLERK).dossiers()["items"]

    whole: Mapping[str, object] = room(CLERK).dossier(file)
    assert line == {name: whole[name] for name in line}


OFFICES = st.sampled_from(
    [
        Office(role=Role.CLERK, territory=COMMUNE),
        Office(role=Role.CLERK, territory="09.541"),
        Office(role=Role.REVIEWER, territory="09", body="urban-agency"),
        Office(role=Role.REVIEWER, territory="national", body="civil-protection"),
        Office(role=Role.TREASURER, territory=TANGIER),
        Office(role=Role.DIRECTOR, territory="agency", extent=("09.541", "01.511")),
        Office(role=Role.APPLICANT),
    ]
)
FILES: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    commune=st.sampled_from((COMMUNE, SMALL, TANGIER)),
    filed_by=st.sampled_from(("me", "somebody")),
    stage=st.sampled_from((Stage.DRAFT, Stage.SUBMITTED, Stage.ISSUED, Stage.WITHDRAWN)),
    submitted_at=st.none() | st.sampled_from([NOW + timedelta(minutes=minute) for minute in range(3)]),
    created_at=st.sampled_from([NOW - timedelta(minutes=minute) for minute in range(3)]),
    bodies=st.sampled_from(((), ("urban-agency",), ("urban-agency", "civil-protection"))),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(FILES, max_size=12), offices=st.lists(OFFICES, max_size=3), size=st.integers(1, 5))
def test_the_pages_of_a_merged_list_are_what_one_may_see_each_once_in_order(
    room: RoomFor, engine: sa.Engine, files: list[dict[str, Any]], offices: list[Office], size: int
) -> None:
    reader = Principal(account="me", offices=tuple(offices))
    made = [replace(a_dossier(), id=new_id(), **sound(file)) for file in files]
    with engine.begin() as connection:
        connection.execute(sa.text("truncate dossiers cascade"))
        for dossier in made:
            store.add(connection, dossier)

    pages: list[list[str]] = []
    cursor = None
    while not pages or cursor is not None:
        page = room(reader).dossiers(limit=size, cursor=cursor)
        pages.append([item["id"] for item in page["items"]])
        cursor = page["next_cursor"]

    seen = [each for each in made if Sight(reader, each).as_party() or Sight(reader, each).as_official()]
    order = sorted(seen, key=lambda each: (each.stage is Stage.DRAFT, each.submitted_at or each.created_at, each.id), reverse=True)
    assert [file for page in pages for file in page] == [each.id for each in order]
    assert all(len(page) == size for page in pages[:-1])


def sound(file: dict[str, Any]) -> dict[str, Any]:
    """Let a draft not be handed in, and what is neither draft nor taken back be."""
    at: datetime | None = file["submitted_at"]
    if file["stage"] is Stage.DRAFT:
        return file | {"submitted_at": None}
    return file if file["stage"] is Stage.WITHDRAWN else file | {"submitted_at": at or NOW}


MANY = sa.text("""
    insert into dossiers (id, procedure, commune, applicant, filed_by, party, form, follows, stage, since, bodies, registry_number,
        submitted_at, created_at, version, search)
    select 'f-' || n, case n % 7 when 0 then 'repair-permit@2026-01' else 'building-permit-small@2026-01' end,
        case when n % 3 = 0 then '09.541.01.13' else '01.511.01.' || n % 90 end, 'a-' || n % 500, 'p-' || n % 90,
        jsonb_build_object('account', 'a'), '{}', '',
        (array[10, 40, 50, 120, 120, 120, 121])[n % 7 + 1], now(), case n % 900 when 0 then '["rare"]'::jsonb else '["urban-agency"]' end,
        'r-' || n, now() - n * interval '1 minute', now(), 1,
        cast('''@01'' ''@09'' ''name' || n % 3000 || '''\\:1B' as tsvector)
    from generate_series(1, 12000) as n
""")


@pytest.fixture
def plans(engine: sa.Engine) -> Iterator[list[str]]:
    """Fill the list, and explain each statement that is asked from then on."""
    with engine.begin() as connection:
        connection.execute(MANY)
        connection.execute(sa.text("insert into numbers select id, 'submissions', commune, 2026, substr(id, 3)::int from dossiers"))
        connection.execute(sa.text("insert into facts (dossier, what, at, details, event) select id, 'x', now(), '{}', id from dossiers"))
        connection.execute(sa.text("analyze"))
    with explained(engine) as found:
        yield found


READERS = (
    an_official("clerk"),
    an_official("clerk", territory="01.511"),
    an_official("reviewer", territory="01", body="urban-agency"),
    an_official("reviewer", territory="01", body="rare"),
    an_official("auditor", territory="national"),
    ARCHITECT,
)
WANTED: tuple[dict[str, Any], ...] = (
    {},
    {"status": "in-review"},
    {"status": "objected"},
    {"procedure": "repair-permit"},
    {"procedure": "repair-permit", "status": "refused"},
    {"commune": COMMUNE},
    {"q": "name12"},
    {"q": "name1", "status": "issued"},
)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: f"{reader.offices[0].name}")
def test_each_filter_and_order_has_its_index(room: RoomFor, plans: list[str], reader: Principal, wanted: dict[str, Any]) -> None:
    first = room(reader).dossiers(**wanted)
    if first["next_cursor"]:
        room(reader).dossiers(**wanted, cursor=first["next_cursor"])

    assert plans
    assert not [plan for plan in plans if "Seq Scan" in plan]


def test_the_register_has_its_index(room: RoomFor, plans: list[str]) -> None:
    page = room(CLERK).register(COMMUNE, 2026)
    room(CLERK).register(COMMUNE, 2026, cursor="095410113-2026-000030")

    assert page["items"]
    assert all("Seq Scan" not in plan and "uq_numbers_register_commune_year_number" in plan for plan in plans)


def test_the_timeline_of_a_file_has_its_index(room: RoomFor, plans: list[str]) -> None:
    room(CLERK).timeline("f-3")

    assert not [plan for plan in plans if "Seq Scan on facts" in plan or "Seq Scan on dossiers" in plan]
    assert any("ix_facts_dossier" in plan for plan in plans)
