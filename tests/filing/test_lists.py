"""Lists of files, on PostgreSQL: who finds which, page after page."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.filing.domain.refusals import NoSuchDossier
from tests.filing.makers import CLERK, NOW, STRANGER, RoomFor, a_draft, a_form, a_handed_in, an_official, kept, submitted
from tests.filing.news import News, tell


def test_a_file_does_not_exist_for_who_may_not_see_it(room: RoomFor) -> None:
    dossier = submitted(room)

    assert room(CLERK).dossier(dossier)["id"] == dossier
    for ask in (room(STRANGER).dossier, room(STRANGER).timeline, room(STRANGER).receipt, room(CLERK).withdraw_dossier):
        with pytest.raises(NoSuchDossier):
            ask(dossier)
    assert room(STRANGER).dossiers()["items"] == []
    assert [each["id"] for each in room(CLERK).dossiers()["items"]] == [dossier]


def test_lists_go_on_page_after_page_the_newest_first(room: RoomFor) -> None:
    made = [a_draft(room, now=NOW + timedelta(minutes=minute)) for minute in range(5)]

    first = room().dossiers(limit=3)
    second = room().dossiers(limit=3, cursor=first["next_cursor"])

    assert [each["id"] for each in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None
    assert room().dossiers(status="issued")["items"] == []


def test_no_file_has_come_to_a_status_that_this_version_does_not_know(room: RoomFor) -> None:
    submitted(room)

    assert room().dossiers(status="silence-attested")["items"] == []


def test_a_reviewer_is_listed_the_files_for_which_his_body_sits(room: RoomFor, engine: sa.Engine) -> None:
    """Civil protection sits for professional premises alone; nobody is heard on a repair."""
    house = kept(engine, a_handed_in())
    shop = kept(engine, a_handed_in(form=a_form(project={"category": "professional"}), number=2))
    kept(engine, a_handed_in("repair-permit", number=3))

    def listed(body: str, territory: str = "09") -> set[str]:
        reviewer = an_official("reviewer", territory=territory, body=body)
        return {each["id"] for each in room(reviewer).dossiers()["items"]}

    assert listed("civil-protection") == {shop}
    assert listed("urban-agency") == {house, shop}
    assert listed("water-board") == listed("urban-agency", "01") == set()


def test_a_body_that_sits_no_longer_for_the_completed_file_does_not_see_it(room: RoomFor) -> None:
    shop, firemen = submitted(room, project={"category": "professional"}), an_official("reviewer", body="civil-protection")
    assert room(firemen).dossier(shop)["status"] == "submitted"
    tell(room, News(shop).complement_requested("project.category"))
    room().change_form(shop, {"project": {"category": "individual-housing"}})

    room().provide_complement(shop)

    assert room(firemen).dossiers()["items"] == []
    with pytest.raises(NoSuchDossier):
        room(firemen).dossier(shop)


def test_a_director_sees_and_is_shown_what_his_agency_is_asked_about(room: RoomFor, engine: sa.Engine) -> None:
    note, repair = submitted(room, "planning-information-note"), kept(engine, a_handed_in("repair-permit", number=2))
    director = an_official("director", territory="09")

    shown = room(director).dossier(note)

    assert shown["applicant"] == {"account": "owner", "full_name": "Fatima Amrani", "national_id": "JB123456"}
    assert ("form" in shown, room(director).receipt(note)) == (True, {"sha256": shown["receipt"]})
    assert [each["id"] for each in room(director).dossiers()["items"]] == [note]
    with pytest.raises(NoSuchDossier):
        room(director).dossier(repair)
