"""Finding files by words, as people type them, in Arabic and French."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from services.filing import store
from services.filing.domain.refusals import TooLittleToFind
from services.filing.domain.search import words_of
from services.filing.store.dossiers import LISTED_ONLY
from services.filing.store.tables import dossiers
from tests.conftest import Aged
from tests.filing.makers import ARCHITECT, CLERK, OWNER, STRANGER, RoomFor, a_dossier, a_form, a_handed_in, an_official, kept, submitted


def a_file_of(engine: sa.Engine, name: str, number: int = 1, **changes: Any) -> str:
    """Keep a file that somebody of this name has handed in."""
    return kept(engine, a_handed_in(number=number, applicant=replace(OWNER, full_name=name), **changes))


def found(room: RoomFor, q: str, reader: Any = CLERK) -> list[str]:
    """List what somebody finds."""
    return [each["id"] for each in room(reader).dossiers(q=q)["items"]]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Leïla Aït-M'Hamed", "leila"),
        ("Leïla Aït-M'Hamed", "ait mhamed"),
        ("Leïla Aït-M'Hamed", "AÏT lei"),
        ("Mohammed Benchekroun", "mohamed bench"),
        ("Hélène Brûlé", "brule helene"),
        ("حسن أيت علي", "حسن"),
        ("حسن أيت علي", "ايت علي"),
        ("حسن أيت علي", "أيت حس"),
        ("فَاطِمَة الزهراء", "فاطمه الزهرا"),
        ("فاطمة الزهراء", "فَاطِمَـة"),
        ("عيسى بن موسى", "عيسي بن موسي"),
    ],
)
def test_a_file_is_found_by_the_name_of_its_applicant(room: RoomFor, engine: sa.Engine, name: str, typed: str) -> None:
    file = a_file_of(engine, name)
    a_file_of(engine, "Youssef Idrissi", 2)

    assert found(room, typed) == [file]


@pytest.mark.parametrize("typed", ["amrani fatim", "hassan", "fatima hassan", "mrani", "47215 39 fatima brahim"])
def test_every_word_has_to_be_found_and_only_of_the_last_one_the_beginning_is_enough(room: RoomFor, engine: sa.Engine, typed: str) -> None:
    file = a_file_of(engine, "Fatima Amrani")

    assert found(room, typed) == ([file] if typed == "amrani fatim" else [])


def test_a_file_is_found_by_its_numbers(room: RoomFor, engine: sa.Engine) -> None:
    file = a_file_of(engine, "Fatima Amrani", 7, form=a_form(land={"title_number": "T-1147/22"}))
    other = a_file_of(engine, "Fatima Amrani", 77, form=a_form(land={"title_number": "147/22"}))

    for typed in ("095410113-2026-000007", "2026-000007", "000007", "t-1147/22", "1147 22", "٠٠٠٠٠٧", "amrani 000007"):
        assert found(room, typed) == [file], typed
    assert found(room, "147/22") == [other]


def test_nobody_finds_what_he_may_not_see(room: RoomFor, engine: sa.Engine) -> None:
    file = a_file_of(engine, "Fatima Amrani")

    assert found(room, "amrani", STRANGER) == found(room, "amrani", an_official("reviewer", body="water-board")) == []
    assert found(room, "amrani", ARCHITECT) == found(room, "amrani", an_official("auditor", territory="national")) == [file]


def test_nobody_finds_by_what_he_is_not_shown(room: RoomFor, engine: sa.Engine) -> None:
    """A treasurer is shown who pays, not what is built on which land."""
    file, treasurer = a_file_of(engine, "Fatima Amrani"), an_official("treasurer")

    assert found(room, "47215") == [file]
    assert found(room, "47215", treasurer) == []
    assert found(room, "amrani", treasurer) == found(room, "000001", treasurer) == [file]


def test_whom_a_mandate_was_only_asked_of_is_found_by_nobody(room: RoomFor, engine: sa.Engine) -> None:
    draft = kept(engine, a_dossier())

    assert found(room, "amrani", ARCHITECT) == [draft]
    assert found(room, "@09", ARCHITECT) == []


def test_what_is_typed_later_is_found(room: RoomFor) -> None:
    file = submitted(room, land={"title_number": "88/999"})

    assert found(room, "88 999") == [file]


@pytest.mark.parametrize("typed", ["-", "a", "''", "%", "!", " é "])
def test_hardly_anything_finds_nothing(room: RoomFor, typed: str) -> None:
    with pytest.raises(TooLittleToFind):
        room(CLERK).dossiers(q=typed)


@pytest.mark.parametrize("typed", ["a' | b", "x:*", "\\'", "a & !b", "<->", "(((", "x" * 5000, "é " * 900, "_'_", "'@national'"])
def test_whatever_is_typed_is_words(room: RoomFor, engine: sa.Engine, typed: str) -> None:
    a_file_of(engine, typed, form=a_form(land={"title_number": typed[:40]}))

    if sum(map(len, words_of(typed))) > 1:
        assert len(found(room, typed)) == 1
    assert room(CLERK).dossiers()["items"]


@pytest.mark.parametrize("form", [{}, {"land": None}, {"land": [1]}, {"land": {"title_number": 39}}, {"land": {"title_number": ["a"]}}])
def test_a_form_that_is_filled_in_wrongly_names_no_land(engine: sa.Engine, form: dict[str, Any]) -> None:
    assert kept(engine, a_dossier(form=form))


def test_files_of_the_release_before_are_listed_at_once_and_found_after_a_sweep(room: RoomFor, engine: sa.Engine) -> None:
    """Its replicas write rows beside the new tables, and number what replicas of this one have begun."""
    file = a_file_of(engine, "Fatima Amrani")
    written_before(engine, file)
    begun = kept(engine, a_dossier(applicant=replace(OWNER, full_name="")))
    with engine.begin() as connection:
        numbering = {"registry_number": "095410113-2026-000009", "party": vars(OWNER), "submitted_at": sa.func.now(), "stage": 10}
        connection.execute(sa.update(dossiers).where(dossiers.c.id == begun).values(numbering))
    assert {each["id"] for each in room(CLERK).dossiers()["items"]} == {file, begun}
    assert found(room, "amrani") == []

    room().let_files_be_found()

    assert set(found(room, "amrani")) == {file, begun}
    assert found(room, "000009") == [begun]


def test_many_files_are_swept_in_one_tick(room: RoomFor, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [a_file_of(engine, "Fatima Amrani", number) for number in range(1, 6)]
    for file in files:
        written_before(engine, file)
    with engine.begin() as connection:
        assert [store.make_searchable(connection, 2) for _ in range(4)] == [2, 2, 1, 0]

    assert set(found(room, "amrani")) == set(files)


def written_before(engine: sa.Engine, file: str) -> None:
    """Write the row of a file as the release before does: without the columns that it does not know."""
    known = [column for column in dossiers.c if column.name not in LISTED_ONLY]
    with engine.begin() as connection:
        row = connection.execute(sa.select(*known).where(dossiers.c.id == file)).mappings().one()
        connection.execute(sa.delete(dossiers).where(dossiers.c.id == file))
        connection.execute(sa.insert(dossiers).values(dict(row)))


def test_files_that_were_there_before_the_columns_are_listed_and_found(aged_database: Aged) -> None:
    engine, upgrade = aged_database("filing")
    dossier = a_handed_in()
    known = {name: value for name, value in store.row_of(dossier).items() if name not in LISTED_ONLY}
    with engine.begin() as connection:
        connection.execute(sa.insert(dossiers).values(known))

    upgrade()

    with engine.begin() as connection:
        assert store.load(connection, dossier.id).applicant.full_name == "Fatima Amrani"
        follows = (dossiers.c.province, dossiers.c.region, dossiers.c.status, dossiers.c.procedure_code, dossiers.c.listed_at)
        told = connection.execute(sa.select(*follows)).one()
        assert store.make_searchable(connection, 10) == 1
    assert tuple(told) == ("09.541", "09", "submitted", "building-permit-small", dossier.submitted_at)
