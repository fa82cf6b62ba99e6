"""Files loaded in bulk are such as years of work would have left: numbered, listed, found, and the same in every room."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from contracts.calls.review import CaseStatus
from contracts.people import NATIONAL
from demo.loading import __main__ as command
from demo.loading.copying import written
from demo.loading.filling import fill
from demo.loading.lives import Era
from services.filing import store
from services.filing.domain.standing import Stage
from services.filing.service import Filing
from services.filing.store.registers import SUBMISSIONS
from services.filing.store.tables import dossiers, numbers, registers
from services.review.service import Review
from services.review.store.tables import cases
from services.signature.service import SignatureService
from services.signature.store import signature_requests
from tests.people import a_caller
from tests.rooms import room_for

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
AUDITOR = a_caller("auditor", "auditor", territory=NATIONAL)
ROOMS = ("filing", "review", "signature")
Engines = dict[str, sa.Engine]


@pytest.fixture
def engines(service_database: Callable[[str], sa.Engine]) -> Engines:
    """The databases of the rooms that are filled, empty."""
    return {name: service_database(name) for name in ROOMS}


def load(engines: Engines, count: int, seed: int = 7) -> int:
    """Load files into them."""
    urls = {name: engine.url.set(drivername="postgresql").render_as_string(hide_password=False) for name, engine in engines.items()}
    return fill(urls, count, seed, lambda many: None)


def test_the_same_seed_draws_the_same_files() -> None:
    one, same, other = (Era(seed, NOW, 1, 100) for seed in (7, 7, 8))

    assert [one.life(number) for number in range(1, 50)] == [same.life(number) for number in range(1, 50)]
    assert one.life(1) != other.life(1)
    assert len({one.life(number).id for number in range(1, 100)}) == 99


def test_loaded_files_have_numbers_without_gaps_in_the_order_of_their_coming(engines: Engines) -> None:
    load(engines, 300)
    load(engines, 500)

    with engines["filing"].connect() as connection:
        given = connection.execute(sa.select(numbers.c.register, numbers.c.commune, numbers.c.year, numbers.c.number)).all()
        last = {tuple(row[:3]): row.last for row in connection.execute(sa.select(registers))}
        rows = connection.execute(sa.select(dossiers.c.registry_number, dossiers.c.submitted_at)).all()
    by_register: dict[tuple[str, ...], list[int]] = {}
    for *register, number in given:
        by_register.setdefault(tuple(register), []).append(number)
    assert {register: list(range(1, highest + 1)) for register, highest in last.items()} == {
        register: sorted(found) for register, found in by_register.items()
    }
    assert len(rows) == 500
    assert all((row.registry_number is None) == (row.submitted_at is None) for row in rows)


def test_loading_goes_on_until_there_are_as_many_as_wanted(engines: Engines) -> None:
    assert (load(engines, 120), load(engines, 120), load(engines, 150), load(engines, 10)) == (120, 0, 30, 0)


def test_who_files_meanwhile_gets_the_number_that_follows(engines: Engines) -> None:
    load(engines, 200)
    with engines["filing"].begin() as connection:
        busiest = connection.execute(
            sa.select(registers).where(registers.c.register == SUBMISSIONS).order_by(registers.c.last.desc())
        ).first()
        assert busiest
        draft = connection.execute(sa.select(dossiers.c.id).where(dossiers.c.stage == int(Stage.DRAFT))).scalars().first()
        assert draft

        assert store.give_number(connection, draft, SUBMISSIONS, busiest.commune, busiest.year) == (busiest.year, busiest.last + 1)


def test_loaded_files_are_listed_and_found(engines: Engines) -> None:
    load(engines, 400)
    filing = room_for(Filing, engines["filing"], now=NOW, caller=AUDITOR)

    page = filing.dossiers(limit=50)["items"]

    assert [item["submitted_at"] for item in page] == sorted((item["submitted_at"] or "" for item in page), reverse=True)
    whole = filing.dossier(page[0]["id"])
    assert whole["status"] == page[0]["status"]
    assert whole["applicant"]
    assert whole["registry_number"]
    for typed in (whole["registry_number"], whole["applicant"]["full_name"]):
        assert whole["id"] in {found["id"] for found in filing.dossiers(q=typed, limit=200)["items"]}
    assert filing.timeline(whole["id"])["items"][0]["what"] == "dossier-submitted"


def test_every_room_says_the_same_of_a_loaded_file(engines: Engines) -> None:
    load(engines, 600)

    with engines["filing"].connect() as connection:
        stages = {row.id: Stage(row.stage) for row in connection.execute(sa.select(dossiers)) if row.submitted_at}
    with engines["review"].connect() as connection:
        studied = {row.dossier: CaseStatus(row.status) for row in connection.execute(sa.select(cases))}
    with engines["signature"].connect() as connection:
        signed = {row.dossier: row.status for row in connection.execute(sa.select(signature_requests))}
    assert stages.keys() == studied.keys()
    for dossier, stage in stages.items():
        assert (studied[dossier] is CaseStatus.CLOSED) == (stage is Stage.WITHDRAWN)
        assert (studied[dossier] is CaseStatus.OBJECTED) == (stage is Stage.OBJECTED)
        assert (studied[dossier] is CaseStatus.AWAITING_ADMISSIBILITY) == (stage is Stage.CASE_OPENED)
        assert (signed.get(dossier) == "ready") == (stage is Stage.PERMIT_PREPARED)
    listed = room_for(Review, engines["review"], now=NOW, caller=AUDITOR).cases(limit=200)["items"]
    assert [each["due_on"] for each in listed] == sorted(each["due_on"] or "" for each in listed)
    waiting = room_for(SignatureService, engines["signature"], now=NOW, caller=AUDITOR).requests(mine=False)["items"]
    assert {each["status"] for each in waiting} <= {"ready"}


@pytest.mark.parametrize(
    ("value", "copied"),
    [(None, "\\N"), ("a\tb\\c\n", "a\\tb\\\\c\\n"), (["é"], '["é"]'), ({"a": 'b"'}, '{"a":"b\\\\""}'), (True, "True"), (7, "7"), ("", "")],
)
def test_values_are_written_as_copy_reads_them(value: object, copied: str) -> None:
    assert written(value) == copied


def test_nothing_is_loaded_where_no_platform_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUN_FOLDER", str(tmp_path_factory.mktemp("run")))

    assert command.main(10, 7) == 1
    assert "run `make up`" in capsys.readouterr().err
    assert command.main(0, 7) == 1
