"""Who is told of keys, offices, accounts and mandates."""

import json
from collections import Counter

import pytest
from prometheus_client import REGISTRY

from contracts.accounts import RegistrationRepeated
from contracts.events import Change, Event
from contracts.signature import SigningKeyActivated
from tests.notification.makers import (
    NOW,
    TAROUDANNT,
    a_broken_glass,
    a_changed_office,
    a_confirmed_key,
    a_contact_change,
    a_mandate_request,
    a_mandate_withdrawal,
    a_proposed_key,
    a_proposed_office,
    an_official,
)
from tests.notification.office import Office


def test_the_holder_of_a_key_is_warned_when_it_can_sign(office: Office) -> None:
    office.told(SigningKeyActivated(key="key-1", holder="president", commune=TAROUDANNT, activated_at=NOW))
    office.sent()

    letter = office.mailbox.only_letter()
    assert letter.recipients == ("president@example.ma",)
    assert "Taroudannt" in letter.text


def test_a_key_of_a_director_is_told_by_the_name_of_his_agency(office: Office) -> None:
    office.told(SigningKeyActivated(key="key-1", holder="director", commune="agency-taroudannt", activated_at=NOW))
    office.sent()

    assert "Agence urbaine" in office.mailbox.only_letter().text


@pytest.mark.parametrize("event", [a_proposed_key("sitting"), a_confirmed_key("sitting")])
def test_a_key_that_is_proposed_or_confirmed_is_known_to_its_holder_to_who_holds_one_and_to_the_auditors(
    office: Office, event: Event
) -> None:
    office.knows(
        an_official("sitting", "president"),
        an_official("auditor", "auditor", territory="national"),
        an_official("auditor-elsewhere", "auditor", territory="01.511"),
    )

    office.told(event)
    office.sent()

    letters = {recipient: letter.subject for letter in office.mailbox.letters.newest() for recipient in letter.recipients}
    assert letters.keys() == {"president@example.ma", "sitting@example.ma", "auditor@example.ma"}
    assert letters["sitting@example.ma"] == letters["auditor@example.ma"] != letters["president@example.ma"]


def test_the_first_key_of_a_commune_has_nobody_beside_it_to_tell(office: Office) -> None:
    office.told(a_proposed_key())
    office.sent()

    assert office.mailbox.only_letter().recipients == ("president@example.ma",)


def test_an_office_is_told_to_the_one_who_gets_it_to_the_one_who_holds_it_and_to_the_auditors(office: Office) -> None:
    office.knows(
        a_contact_change("newcomer", offices=()),
        an_official("auditor", "auditor", territory="09"),
        an_official("auditor-elsewhere", "auditor", territory="01"),
        an_official("first", "administrator", territory="national"),
        an_official("president-elsewhere", "president", territory="01.511.01.0"),
    )

    for fact in (a_proposed_office(), a_changed_office(), a_changed_office(change=Change.TAKEN)):
        office.told(fact)

    watchers = {"newcomer", "president", "auditor"}
    proposed = {(account, "mail") for account in (*watchers, "first")}
    written = [(template, (account, channel)) for template, account, channel in office.letters("")]
    assert {told for template, told in written if template == "office-change-proposed"} == proposed
    assert Counter(told for template, told in written if template == "office-changed") == {(each, "mail"): 2 for each in watchers}


def test_a_person_in_two_circles_is_told_of_an_office_once(office: Office) -> None:
    office.knows(an_official("newcomer", "auditor", territory="national"), an_official("first", "administrator", territory="national"))

    office.told(a_proposed_office(account="newcomer", role="administrator", territory="national"))

    assert sorted(office.letters("")) == [("office-change-proposed", account, "mail") for account in ("first", "newcomer")]


def test_when_the_operator_breaks_the_glass_everybody_who_watches_is_told_by_mail_and_sms(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = "+212661000009"
    office.knows(
        an_official("newcomer", "administrator", territory="national", phone="+212661000001"),
        an_official("first", "administrator", territory="national", phone=phone),
        an_official("auditor", "auditor", territory="national", phone=phone),
    )
    before = REGISTRY.get_sample_value("rokhas_glass_broken_total") or 0.0

    office.told(a_broken_glass(reason="Une panne,\nActe : faux"))
    office.sent()

    letters = office.mailbox.letters.newest()
    assert sorted(letter.recipients[0] for letter in letters) == ["auditor@example.ma", "first@example.ma", "newcomer@example.ma"]
    assert all("Motif : Une panne, Acte : faux\n" in letter.text and "23/11/2026" in letter.text for letter in letters)
    assert {account for _, account, channel in office.letters("") if channel == "sms"} == {"auditor", "first", "newcomer"}
    assert REGISTRY.get_sample_value("rokhas_glass_broken_total") == before + 1
    assert "glass-broken" in capsys.readouterr().out


def test_who_has_an_account_is_told_that_another_one_was_asked_for(office: Office) -> None:
    office.told(RegistrationRepeated(account="owner", repeated_at=NOW))
    office.sent()

    letter = office.mailbox.only_letter()
    assert (letter.recipients, letter.language) == (("owner@example.ma",), "ar")
    assert office.settings.public_url in letter.text


def test_who_is_asked_for_a_mandate_is_told_by_whom_for_what_and_where(office: Office) -> None:
    office.told(a_mandate_request())
    office.sent()

    letter, (sms,) = office.mailbox.only_letter(), list(office.sms_folder.iterdir())
    assert (letter.recipients, letter.language) == (("owner@example.ma",), "ar")
    assert [word for word in ("Leïla Amrani", "مهندس معماري", "تارودانت", "رخصة البناء") if word not in letter.text] == []
    assert "https://rokhas.example/dossiers/draft-1" in letter.text
    assert "https://rokhas.example/dossiers/draft-1" in json.loads(sms.read_text("utf-8"))["text"]


def test_nobody_is_told_of_a_mandate_for_which_nobody_was_found(office: Office) -> None:
    office.told(a_mandate_request(applicant=""))

    assert office.waiting("draft-1") == set()


def test_a_professional_is_told_that_his_mandate_was_withdrawn(office: Office) -> None:
    office.told(a_mandate_withdrawal())

    assert office.waiting("draft-1") == {("mandate-withdrawn", "architect", "mail")}
