"""Which officials are called for a file, and in which words people read of it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from contracts.filing import DossierSubmitted
from contracts.payment import Moment
from contracts.people import Authority
from tests.files import parties
from tests.notification.lives import a_signature_request, an_opinion_request, fees
from tests.notification.makers import TAROUDANNT, a_submission, a_term, an_official
from tests.notification.office import Office
from tests.shelves import STUDIED_PERMIT, Publish


def called_for(office: Office, submission: DossierSubmitted, template: str) -> set[str]:
    """Name the accounts that are told of a file in the words of a template."""
    return {account for written, account, _ in office.letters(submission.dossier) if written == template}


def test_an_official_is_called_from_his_first_day_to_his_last(office: Office) -> None:
    today, tomorrow, yesterday = (date(2026, 11, day) for day in (23, 24, 22))
    office.knows(
        an_official("future", "clerk", offices=(a_term("clerk", since=tomorrow),)),
        an_official("past", "clerk", offices=(a_term("clerk", until=yesterday),)),
        an_official("first-day", "clerk", offices=(a_term("clerk", since=today),)),
        an_official("last-day", "clerk", offices=(a_term("clerk", until=yesterday), a_term("clerk", until=today))),
        an_official("promoted", "clerk", offices=(a_term("clerk", until=yesterday), a_term("president"))),
    )
    submission = a_submission()

    office.told(submission)

    assert called_for(office, submission, "dossier-to-admit") == {"clerk", "first-day", "last-day"}


@pytest.mark.parametrize(("commune", "called"), [(TAROUDANNT, {"clerk"}), ("09.541.01.05", {"province"})])
def test_exactly_the_clerks_of_the_desk_are_called(office: Office, commune: str, called: set[str]) -> None:
    office.knows(
        an_official("province", "clerk", territory="09.541"),
        an_official("region", "clerk", territory="09"),
        an_official("country", "clerk", territory="national"),
        an_official("small-commune", "clerk", territory="09.541.01.05"),  # it has no window of its own
        an_official("owner-who-is-a-clerk", "clerk"),
        an_official("owner-who-is-a-clerk-of-the-province", "clerk", territory="09.541"),
    )
    submission = a_submission(commune=commune, parties=parties("owner-who-is-a-clerk", "owner-who-is-a-clerk-of-the-province"))

    office.told(submission)

    assert called_for(office, submission, "dossier-to-admit") == called


@pytest.mark.parametrize("method", ["card", "none"])
def test_the_desk_is_called_once_it_may_admit_a_file_and_not_while_its_study_is_unpaid(
    office: Office, publish: Publish, method: str
) -> None:
    submission = a_submission(procedure=publish(**STUDIED_PERMIT).ref)
    _, paid = fees(submission, Moment.REQUEST)
    office.told(submission)
    assert called_for(office, submission, "dossier-to-admit") == set()

    office.told(replace(paid, method=method))

    assert called_for(office, submission, "dossier-to-admit") == {"clerk"}


def test_the_reviewers_of_the_agency_that_serves_the_commune_are_called(office: Office) -> None:
    office.knows(
        an_official("of-the-agency", "reviewer", territory="agency-taroudannt", body="urban-agency"),
        an_official("of-another-agency", "reviewer", territory="agency-agadir", body="urban-agency"),
        an_official("another-director", "director", territory="agency-taroudannt"),
    )
    submission = a_submission()
    office.told(submission)

    office.told(an_opinion_request(submission))

    assert called_for(office, submission, "opinion-requested") == {"agency", "of-the-agency"}


def test_the_president_of_the_very_commune_and_his_deputies_are_called_to_sign_and_not_for_their_own_files(office: Office) -> None:
    office.knows(
        an_official("of-the-province", "president", territory="09.541"),
        an_official("deputy", "vice-president"),
        an_official("deputy-who-is-the-owner", "vice-president"),
    )
    submission = a_submission(parties=parties("deputy-who-is-the-owner"))
    office.told(submission)

    office.told(a_signature_request(submission, Authority.PRESIDENT))

    assert called_for(office, submission, "signature-requested") == {"president", "deputy"}


@pytest.mark.parametrize(
    ("authority", "called"), [(Authority.DIRECTOR, {"director", "of-the-agency"}), (Authority.GOVERNOR, {"of-the-province"})]
)
def test_whoever_holds_the_authority_over_the_commune_is_called_to_sign(office: Office, authority: Authority, called: set[str]) -> None:
    office.knows(
        an_official("of-the-agency", "director", territory="agency-taroudannt"),
        an_official("of-another-agency", "director", territory="agency-agadir"),
        an_official("of-the-province", "governor", territory="09.541"),
        an_official("of-another-province", "governor", territory="01.511"),
    )
    submission = a_submission(procedure="planning-information-note@2026-01")
    office.told(submission)

    office.told(a_signature_request(submission, authority))

    assert called_for(office, submission, "signature-requested") == called


def test_people_read_in_their_language_with_a_link_to_the_file(office: Office) -> None:
    submission = a_submission()
    office.told(submission)

    office.sent()

    letters = {letter.recipients[0]: letter for letter in office.mailbox.letters.newest()}
    (sms,) = (json.loads(path.read_text("utf-8")) for path in office.sms_folder.iterdir())
    assert set(letters) == {"owner@example.ma", "architect@example.ma", "clerk@example.ma"}
    assert (letters["owner@example.ma"].language, letters["architect@example.ma"].language) == ("ar", "fr")
    assert "تارودانت" in letters["owner@example.ma"].text
    for text in (letters["owner@example.ma"].text, letters["architect@example.ma"].text, sms["text"]):
        assert f"https://rokhas.example/dossiers/{submission.dossier}" in text
        assert submission.registry_number in text
