"""Files of four procedures: everybody is told what concerns him, in words that are true of his procedure."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from catalogue import procedures
from contracts.accounts import RegistrationRepeated
from contracts.events import Event
from contracts.filing import DossierSubmitted
from contracts.payment import Moment
from contracts.review import Outcome
from contracts.signature import SigningKeyActivated
from services.notification.domain.notice import NOTICES
from tests.files import parties
from tests.notification.lives import LIVES, a_decision, an_objection, fees, life_of
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
from texts import messages

BUILDING, REPAIR, NOTE, DECLARATION = LIVES
BOTH = {("owner", "mail"), ("architect", "mail")}
BOTH_AND_SMS = BOTH | {("owner", "sms")}
CLERK = {("clerk", "mail")}
AGENCY = {("agency", "mail")}
PRESIDENT = {("president", "mail")}
Told = Mapping[str, set[tuple[str, str]]]
TOLD: Mapping[str, Told] = {
    BUILDING: {
        "dossier-submitted": BOTH_AND_SMS,
        "dossier-to-admit": CLERK,
        "complement-requested": BOTH_AND_SMS,
        "opinion-requested": AGENCY,
        "decision-favourable": BOTH_AND_SMS,
        "fees-assessed": BOTH,
        "fees-settled": BOTH,
        "surplus-held": {("treasurer", "mail")},
        "signature-requested": PRESIDENT,
        "permit-issued": BOTH_AND_SMS,
        "dossier-withdrawn": BOTH,
    },
    REPAIR: {
        "dossier-submitted": BOTH_AND_SMS,
        "dossier-to-admit": CLERK,
        "decision-favourable": BOTH_AND_SMS,
        "fees-assessed": BOTH,
        "fees-settled": BOTH,
        "signature-requested": PRESIDENT,
        "permit-issued-until": BOTH_AND_SMS,
    },
    NOTE: {
        "dossier-submitted-unpaid": BOTH_AND_SMS,
        "fees-assessed-for-study": BOTH,
        "fees-settled-for-study": BOTH,
        "information-requested": AGENCY,
        "signature-requested": {("director", "mail")},
        "permit-issued": BOTH_AND_SMS,
    },
    DECLARATION: {"declaration-submitted": BOTH_AND_SMS, "declaration-received": CLERK, "declaration-stands": BOTH},
}


def told_in_life(office: Office, procedure: str) -> DossierSubmitted:
    """Tell all that happens to one file."""
    submission, life = life_of(procedure)
    for event in (submission, *life):
        office.told(event)
    return submission


@pytest.mark.parametrize("procedure", LIVES)
def test_each_fact_is_told_to_whom_it_concerns(office: Office, procedure: str) -> None:
    submission = told_in_life(office, procedure)

    expected = {(template, *told) for template, circle in TOLD[procedure].items() for told in circle}
    assert office.waiting(submission.dossier) == expected


@pytest.mark.parametrize("procedure", [BUILDING, REPAIR])
def test_a_refusal_is_told_in_the_words_of_the_procedure(office: Office, procedure: str) -> None:
    submission, _ = life_of(procedure, parties("architect", filed_by="architect"))
    office.told(submission)

    office.told(a_decision(submission, Outcome.REFUSED))
    office.sent()

    letter = next(letter for letter in office.mailbox.letters.newest() if "refus" in letter.subject)
    assert f"« {procedures.by_ref(procedure).title.fr} » n° {submission.registry_number} (commune Taroudannt) est refusée" in letter.text


def test_an_objection_is_told_to_the_parties_by_mail_and_sms(office: Office) -> None:
    submission, _ = life_of(DECLARATION)
    office.told(submission)

    office.told(an_objection(submission))

    told = {(account, channel) for template, account, channel in office.letters(submission.dossier) if template == "objection-raised"}
    assert told == BOTH_AND_SMS


def test_fees_of_nothing_are_not_told(office: Office) -> None:
    submission, _ = life_of(REPAIR)
    _, settled = fees(submission, Moment.DECISION)
    office.told(submission)

    office.told(replace(settled, amount="0.00", method="none"))

    assert "fees-settled" not in {template for template, _, _ in office.letters(submission.dossier)}


def test_until_when_a_permit_is_valid_is_told(office: Office) -> None:
    told_in_life(office, REPAIR)

    office.sent()

    texts = [json.loads(path.read_text("utf-8"))["text"] for path in office.sms_folder.iterdir()]
    texts += [letter.text for letter in office.mailbox.letters.newest() if letter.recipients == ("architect@example.ma",)]
    assert len([text for text in texts if "23/05/2027" in text]) == 2


@pytest.mark.parametrize("procedure", [REPAIR, NOTE, DECLARATION])
def test_nobody_reads_of_a_building_permit_or_of_a_president_where_there_is_none(office: Office, procedure: str) -> None:
    office.knows(a_contact_change("owner", locale="fr", changed_at=NOW + timedelta(hours=1)))
    told_in_life(office, procedure)

    office.sent()

    read = " ".join(letter.subject + letter.text for letter in office.mailbox.letters.newest()).lower()
    foreign = ["permis de construire", "le président", *(["permis"] if procedure != REPAIR else [])]
    assert [words for words in foreign if words in read] == []
    assert procedures.by_ref(procedure).title.fr.lower() in read


def test_every_notice_is_written_in_both_languages_with_all_that_it_needs(office: Office) -> None:
    office.knows(
        a_contact_change("architect", locale="fr", changed_at=NOW + timedelta(hours=1)),
        a_contact_change("newcomer"),
        an_official("sitting", "president", locale="ar"),
        an_official("lecteur", "auditor", territory="national", phone="+212661000001", locale="ar"),
    )
    facts: list[Event] = []
    for procedure in LIVES:
        submission, life = life_of(procedure)
        facts += [submission, *life]
    facts += [a_decision(submission, Outcome.REFUSED), an_objection(submission)]
    facts += [a_proposed_key("sitting"), a_confirmed_key("sitting"), an_active_key(), a_proposed_office(), a_changed_office()]
    facts += [a_broken_glass(), RegistrationRepeated(account="architect", repeated_at=NOW), a_mandate_request(), a_mandate_withdrawal()]

    for event in facts:
        office.told(event)
    office.sent()

    assert {type(event) for event in facts} == set(NOTICES)
    assert {notice.template for notices in NOTICES.values() for notice in notices} == set(messages.templates())
    assert all("{" not in letter.text + letter.subject for letter in office.mailbox.letters.newest(limit=500))


def an_active_key() -> SigningKeyActivated:
    """Make the fact that the president's key can sign."""
    return SigningKeyActivated(key="key-1", holder="president", commune=TAROUDANNT, activated_at=NOW)
