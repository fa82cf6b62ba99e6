"""What the other rooms tell of a file, on PostgreSQL: it is noted, once, and never told of a person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chassis.receipts import AlreadyDone, Errand
from demo.people import until
from tests.filing.makers import APPLICANT, CLERK, NOW, RoomFor, a_handed_in, kept, submitted
from tests.filing.news import News, all_stated, tell


def test_the_timeline_tells_until_when_a_resumed_study_lasts(room: RoomFor) -> None:
    dossier, limit = submitted(room), NOW.date() + timedelta(days=45)

    tell(room, News(dossier).resumed(limit))

    assert room().timeline(dossier)["items"][-1] == {
        "what": "case-resumed",
        "at": NOW.isoformat(),
        "details": {"due_on": limit.isoformat()},
    }


def test_a_fact_of_another_room_waits_for_whoever_changes_the_file_and_is_noted(room: RoomFor, engine: sa.Engine) -> None:
    """PostgreSQL looks at the changed row once more; the receipt, which is in by then, stays one."""
    dossier = submitted(room)
    fact = News(dossier).opened()
    with ThreadPoolExecutor(1) as other, engine.begin() as connection:
        connection.execute(sa.text("update dossiers set version = version + 1"))
        noting = other.submit(room().note_case, fact)
        until("the other one waits", lambda: waiting_for_locks(engine) == 1)
        connection.commit()
        noting.result(timeout=10)

    assert room(CLERK).dossier(dossier)["status"] == "in-review"
    assert [each["what"] for each in room(CLERK).timeline(dossier)["items"]].count("case-opened") == 1


def waiting_for_locks(engine: sa.Engine) -> int:
    """Count the sessions of this database that wait for a lock."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    with engine.connect() as connection:
        return int(connection.execute(sa.text(query)).scalar_one())


def test_a_timeline_repeats_no_words_of_a_reservation(room: RoomFor) -> None:
    dossier = submitted(room)
    tell(room, News(dossier).words("province", "Voir M. Idrissi."))

    assert "Idrissi" not in str(room().timeline(dossier))


def test_a_timeline_names_no_person(room: RoomFor) -> None:
    dossier = submitted(room)
    tell(room, *all_stated(News(dossier)))

    details = [line["details"] for line in room(APPLICANT).timeline(dossier)["items"]]

    assert not any({"given_by", "decided_by", "applicant", "filed_by"} & set(each) for each in details)


def test_a_fact_that_is_told_twice_is_one_line(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in())
    errand = Errand(message_id="event-1", handler="filing.note-case")
    tell(room, News(dossier).opened(), errand=errand, event_id="event-1")

    with pytest.raises(AlreadyDone):
        tell(room, News(dossier).opened(), errand=errand, event_id="event-1")

    assert [line["what"] for line in room(CLERK).timeline(dossier)["items"]] == ["case-opened"]
