"""The room of notification on its database, with a real mail server, without a broker."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from chassis.clock import FixedClock
from chassis.receipts import AlreadyDone, Errand
from contracts.accounts import RegistrationRepeated
from contracts.events import Change, Event, reference_of
from contracts.filing import DossierSubmitted, DossierWithdrawn, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.people import Principal
from contracts.review import ComplementRequested, DecisionReached, OpinionRequested, Outcome
from contracts.signature import SignatureRequested, SigningKeyActivated
from services.notification.channels.mail import MailCarrier
from services.notification.channels.smtp import read_mail_server
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.message import LEASE, Channel, Message, State
from services.notification.domain.notice import NOTICES
from services.notification.domain.refusals import ContactNotKnownYet, DossierNotKnownYet, MessagesNotFound
from services.notification.store import messages
from tests.files import NUMBERED, parties
from tests.notification.makers import (
    NOW,
    TAROUDANNT,
    a_broken_glass,
    a_changed_office,
    a_confirmed_key,
    a_contact_change,
    a_mandate_request,
    a_mandate_withdrawal,
    a_message,
    a_proposed_key,
    a_proposed_office,
    a_submission,
    a_term,
    an_official,
    queue,
)
from tests.notification.office import Office
from tests.people import a_caller


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

    called = {account for template, account, _ in office.waiting(submission.dossier) if template == "dossier-to-admit"}
    assert called == {"clerk", "first-day", "last-day"}


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

    assert {account for template, account, _ in office.waiting(submission.dossier) if template == "dossier-to-admit"} == called


def test_the_reviewers_of_the_agency_that_serves_the_commune_are_called(office: Office) -> None:
    office.knows(
        an_official("of-the-agency", "reviewer", territory="agency-taroudannt", body="urban-agency"),
        an_official("of-another-agency", "reviewer", territory="agency-agadir", body="urban-agency"),
        an_official("director", "director", territory="agency-taroudannt"),
    )
    submission = a_submission()
    office.told(submission)

    office.told(
        OpinionRequested(
            **NUMBERED,
            dossier=submission.dossier,
            commune=TAROUDANNT,
            body="urban-agency",
            mandatory=True,
            due_on=NOW.date(),
            requested_at=NOW,
        )
    )

    called = {account for template, account, _ in office.waiting(submission.dossier) if template == "opinion-requested"}
    assert called == {"agency", "of-the-agency"}


def test_the_president_of_the_very_commune_is_called_to_sign_and_not_for_his_own_file(office: Office) -> None:
    office.knows(an_official("of-the-province", "president", territory="09.541"), an_official("deputy", "president"))
    submission = a_submission(parties=parties("president"))
    office.told(submission)

    office.told(
        SignatureRequested(
            **NUMBERED, dossier=submission.dossier, commune=TAROUDANNT, request="request-1", document="0" * 64, requested_at=NOW
        )
    )

    assert {account for template, account, _ in office.waiting(submission.dossier) if template == "signature-requested"} == {"deputy"}


def life_of(submission: DossierSubmitted) -> list[Event]:
    """Make every later fact of a file's life that somebody is told of."""
    about: dict[str, Any] = dict(reference_of(submission))
    money = {"order": "order-1", "amount": "5482.00", "currency": "MAD"}
    return [
        ComplementRequested(**about, items=("boundary-plan",), requested_at=NOW),
        OpinionRequested(**about, body="urban-agency", mandatory=True, due_on=date(2026, 12, 3), requested_at=NOW),
        DecisionReached(**about, outcome=Outcome.FAVOURABLE, decided_by="president", decided_at=NOW, bodies=()),
        FeesAssessed(**about, **money, assessed_at=NOW),
        FeesSettled(**about, **money, method="card", settled_at=NOW),
        SurplusHeld(**about, **money, payment="payment-1", transaction="bank-2", held_at=NOW),
        SignatureRequested(**about, request="request-1", document="0" * 64, requested_at=NOW),
        PermitIssued(**about, permit_number="PC-2026-000001", document="1" * 64, issued_at=NOW),
        DossierWithdrawn(**about, withdrawn_at=NOW),
    ]


def test_each_fact_is_told_to_whom_it_concerns(office: Office) -> None:
    submission = a_submission()

    for event in (submission, *life_of(submission)):
        office.told(event)

    both = {("owner", "mail"), ("architect", "mail")}
    both_and_sms = both | {("owner", "sms")}
    expected = {
        "dossier-submitted": both_and_sms,
        "dossier-to-admit": {("clerk", "mail")},
        "complement-requested": both_and_sms,
        "opinion-requested": {("agency", "mail")},
        "decision-favourable": both_and_sms,
        "fees-assessed": both,
        "fees-settled": both,
        "surplus-held": {("treasurer", "mail")},
        "signature-requested": {("president", "mail")},
        "permit-issued": both_and_sms,
        "dossier-withdrawn": both,
    }
    assert office.waiting(submission.dossier) == {(template, *told) for template, circle in expected.items() for told in circle}


def test_a_refusal_is_told_as_a_refusal_and_fees_of_nothing_are_not_told(office: Office) -> None:
    submission = a_submission(parties=parties(filed_by="owner"))
    about: dict[str, Any] = dict(reference_of(submission))
    office.told(submission)

    office.told(DecisionReached(**about, outcome=Outcome.REFUSED, decided_by="president", decided_at=NOW, bodies=()))
    office.told(FeesSettled(**about, order="order-1", amount="0.00", currency="MAD", method="none", settled_at=NOW))

    assert {template for template, _, _ in office.waiting(submission.dossier)} == {
        "dossier-submitted",
        "dossier-to-admit",
        "decision-refused",
    }


def test_the_holder_of_a_key_is_warned_when_it_can_sign(office: Office) -> None:
    office.told(SigningKeyActivated(key="key-1", holder="president", commune=TAROUDANNT, activated_at=NOW))
    office.sent()

    letter = office.mailbox.only_letter()
    assert letter.recipients == ("president@example.ma",)
    assert "Taroudannt" in letter.text


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


def test_a_fact_delivered_twice_is_told_once(office: Office) -> None:
    submission = a_submission()
    errand = Errand(message_id="event-1", handler="notification.tell-of-submission")
    office.room(event_id="event-1", errand=errand).tell_of_submission(submission)

    with pytest.raises(AlreadyDone):
        office.room(event_id="event-1", errand=errand).tell_of_submission(submission)
    office.sent()
    office.sent()

    assert [letter.deliveries for letter in office.mailbox.letters.newest()] == [1, 1, 1]


def test_who_comes_to_office_between_two_deliveries_of_a_fact_is_not_told_of_it(office: Office) -> None:
    errand = Errand(message_id="event-1", handler="notification.tell-of-submission")
    submission = a_submission()
    office.room(event_id="event-1", errand=errand).tell_of_submission(submission)
    office.knows(an_official("new-clerk", "clerk"))

    with pytest.raises(AlreadyDone):
        office.room(event_id="event-1", errand=errand).tell_of_submission(submission)

    assert ("dossier-to-admit", "new-clerk", "mail") not in office.letters(submission.dossier)


def test_nothing_is_told_before_everybody_can_be_reached_and_nothing_is_lost(office: Office) -> None:
    submission = a_submission(parties=parties("newcomer"))

    with pytest.raises(ContactNotKnownYet):
        office.told(submission)
    assert office.waiting(submission.dossier) == set()

    office.knows(a_contact_change("newcomer"))
    office.told(submission)
    assert ("dossier-submitted", "newcomer", "mail") in office.waiting(submission.dossier)


def test_a_fact_that_overtakes_the_submission_is_taken_up_later(office: Office) -> None:
    submission = a_submission()
    later = life_of(submission)[0]

    with pytest.raises(DossierNotKnownYet):
        office.told(later)

    office.told(submission)
    office.told(later)
    assert ("complement-requested", "owner", "sms") in office.waiting(submission.dossier)


def test_a_message_left_by_a_crash_goes_out_once_more_as_the_same_message(office: Office) -> None:
    message = a_message()
    queue(office.database, message)
    with office.database.begin() as session:
        (claimed,) = messages.claim(session, Channel.MAIL, NOW, 10)
    list(MailCarrier(read_mail_server(office.mailbox.url), office.settings.mail_from).deliver([claimed]))  # then the process died

    office.sent()
    office.clock.instant = NOW + LEASE
    office.sent()

    letter = office.mailbox.only_letter()
    assert (letter.message_id, letter.deliveries) == (f"<{message.id}@rokhas.example>", 2)


def test_a_server_that_comes_back_gets_what_waited(office: Office) -> None:
    submission = a_submission()
    office.told(submission)
    office.mailbox.stop()
    office.sent()
    assert office.mailbox.letters.newest() == []

    office.mailbox.start()
    office.clock.instant = NOW + timedelta(seconds=2)
    office.sent()

    assert len(office.mailbox.letters.newest()) == 3


def test_more_messages_than_one_batch_go_out_in_one_tick(office: Office) -> None:
    queue(office.database, *(a_message(account=f"reader-{number}") for number in range(120)))

    office.sent()

    assert len(office.mailbox.letters.newest(limit=200)) == 120


class SlowCarrier:
    """A carrier that takes ten seconds for each message, by the office's clock."""

    def __init__(self, clock: FixedClock) -> None:
        """Move `clock` on."""
        self._clock = clock

    def deliver(self, messages: Sequence[Message]) -> Iterator[Attempt]:
        """Take every message, slowly."""
        for message in messages:
            self._clock.instant += timedelta(seconds=10)
            yield Attempt(message, Result.SENT)


def test_a_slow_server_is_offered_no_message_whose_lease_may_end_meanwhile(office: Office) -> None:
    queue(office.database, *(a_message(account=f"reader-{number}") for number in range(5)))
    room = office.room()
    vars(room)["carriers"] = {Channel.MAIL: SlowCarrier(office.clock)}

    room.send_mails()

    with office.database.begin() as session:
        states = Counter(message.state for message in messages.find(session, "dossier-1", "", 10))
    assert states == {State.SENT: 2, State.QUEUED: 3}


def test_a_tick_is_done_by_one_replica(office: Office) -> None:
    tick = Errand(message_id="tick", handler="notification.send-mails", period=timedelta(seconds=60))
    office.room(errand=tick).send_mails()

    with pytest.raises(AlreadyDone):
        office.room(errand=tick).send_mails()


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


def test_every_notice_is_written_in_both_languages_with_all_that_it_needs(office: Office) -> None:
    office.knows(a_contact_change("architect", locale="fr", changed_at=NOW + timedelta(hours=1)))
    submission = a_submission()
    key = SigningKeyActivated(key="key-1", holder="president", commune=TAROUDANNT, activated_at=NOW)
    office.knows(an_official("sitting", "president", locale="ar"))

    office.knows(a_contact_change("newcomer"), an_official("lecteur", "auditor", territory="national", phone="+212661000001", locale="ar"))
    offices = (a_proposed_office(), a_changed_office(), a_broken_glass())
    account, mandates = RegistrationRepeated(account="architect", repeated_at=NOW), (a_mandate_request(), a_mandate_withdrawal())

    keys = (a_proposed_key("sitting"), a_confirmed_key("sitting"), key)
    facts = (submission, *life_of(submission), *keys, *offices, account, *mandates)
    for event in facts:
        office.told(event)
    office.sent()

    assert {type(event) for event in facts} == set(NOTICES)
    assert all("{" not in letter.text + letter.subject for letter in office.mailbox.letters.newest())
