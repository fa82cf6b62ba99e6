"""Who reads what people were told of a file."""

import pytest

from contracts.people import Principal
from services.notification.domain.refusals import MessagesNotFound
from tests.notification.makers import TAROUDANNT, a_submission
from tests.notification.office import Office
from tests.people import a_caller


def test_a_party_reads_his_own_messages_page_after_page(office: Office) -> None:
    submission = a_submission()
    office.told(submission)
    owner = a_caller("owner", "applicant")

    first = office.room(owner).messages(submission.dossier, limit=1)
    second = office.room(owner).messages(submission.dossier, limit=1, cursor=first["next_cursor"])

    items = first["items"] + second["items"]
    assert {(item["account"], item["channel"], item["state"]) for item in items} == {
        ("owner", "mail", "queued"),
        ("owner", "sms", "queued"),
    }
    assert all(submission.registry_number in item["text"] for item in items)
    assert second["next_cursor"] is None


def test_an_auditor_sees_that_people_were_told_but_not_the_words(office: Office) -> None:
    submission = a_submission()
    office.told(submission)
    auditor = a_caller("auditor", "auditor", territory="09")

    items = office.room(auditor).messages(submission.dossier)["items"]

    assert {item["account"] for item in items} == {"owner", "architect", "clerk"}
    assert all("text" not in item and "subject" not in item for item in items)


@pytest.mark.parametrize(
    "caller",
    [
        a_caller("neighbour", "applicant"),
        a_caller("auditor", "auditor", territory="01"),
        a_caller("clerk", "clerk", territory=TAROUDANNT),
    ],
)
def test_for_others_there_are_no_messages(office: Office, caller: Principal) -> None:
    submission = a_submission()
    office.told(submission)

    with pytest.raises(MessagesNotFound):
        office.room(caller).messages(submission.dossier)
