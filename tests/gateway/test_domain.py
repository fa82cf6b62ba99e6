"""Accounts, registrations and refresh tokens, without any machinery."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.people import CITIZENS, Grant, Role
from contracts.refusals import Invalid
from gateway.auth.domain import OFFICIALS, AccountStatus, officials_grants
from gateway.auth.families import ABSOLUTE_LIMIT, IDLE_LIMIT, LOST_ANSWER, Family, RefreshToken, Ruling, hash_of, judge, successor_of
from gateway.auth.places import level_of
from gateway.auth.refusals import AwaitingApproval, CitizenAccount, GrantsRefused, NothingToApprove, RegistrationRefused
from gateway.auth.registration import check, e164, is_name
from tests.gateway.makers import NOON, TANGER, TAROUDANNT, a_registration, an_account

TODAY = NOON.date()
CLERK = Grant(role=Role.CLERK, territory=TAROUDANNT)


def fields_of(refusal: Invalid) -> set[tuple[str, str]]:
    """Tell which fields were refused, and why."""
    return {(reason.field, reason.code) for reason in refusal.reasons}


def test_a_registration_in_order_is_accepted_in_its_tidy_spelling() -> None:
    typed = a_registration(full_name="  Fatima   Oubella ", national_id="jb 123456", phone="06 61 23 45 67", email=" Fatima@Exemple.MA ")

    tidy = typed.tidied()

    check(tidy, professional=False)
    assert tidy == a_registration(phone="+212661234567")


def test_a_registration_is_told_everything_that_is_wrong_at_once() -> None:
    typed = a_registration(full_name="X", national_id="12", phone="+33612345678", email="nobody", password="court").tidied()

    with pytest.raises(RegistrationRefused) as refused:
        check(typed, professional=True)

    assert fields_of(refused.value) == {
        ("full_name", "name-not-acceptable"),
        ("national_id", "national-id-not-acceptable"),
        ("phone", "phone-not-moroccan"),
        ("email", "email-not-acceptable"),
        ("password", "password-too-short"),
        ("order_number", "order-number-not-acceptable"),
    }


@pytest.mark.parametrize("password", ["a" * 20, "abababababababab", "fatima-fatima-fatima"])
def test_a_password_that_anybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(RegistrationRefused) as refused:
        check(a_registration(password=password), professional=False)

    assert fields_of(refused.value) == {("password", "password-too-guessable")}


def test_an_applicant_has_no_order_number() -> None:
    with pytest.raises(RegistrationRefused) as refused:
        check(a_registration(order_number="CNOA-12"), professional=False)

    assert fields_of(refused.value) == {("order_number", "order-number-unexpected")}


def test_who_gives_an_order_number_is_an_architect_unless_he_says_otherwise() -> None:
    numbered = a_registration(order_number="CNOA-12")

    assert [each.tidied().profession for each in (numbered, replace(numbered, profession="surveyor"))] == ["architect", "surveyor"]
    with pytest.raises(RegistrationRefused) as refused:
        check(a_registration(profession="surveyor"), professional=False)
    assert fields_of(refused.value) == {("profession", "profession-unexpected")}


@pytest.mark.parametrize("phone", ["0661234567", "+212 661-234567", "00212661234567", "05 28 55 12 34"])
def test_moroccan_numbers_are_kept_in_one_spelling(phone: str) -> None:
    assert (e164(phone) or "").startswith("+212")


@pytest.mark.parametrize("phone", ["", "12", "+33612345678", "not a number", "0012125551234"])
def test_other_numbers_are_not_moroccan(phone: str) -> None:
    assert e164(phone) is None


@pytest.mark.parametrize("name", ["حسن أيت علي", "Leïla M'Hamed-Amrani", "Ῥόδος Β."])
def test_a_name_may_be_written_in_any_script(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "A", "4 chemin", "Ali\nSalma", "<b>Ali</b>", "x" * 121])
def test_a_name_is_made_of_letters(name: str) -> None:
    assert not is_name(name)


def test_a_professional_acts_only_once_approved() -> None:
    waiting = an_account(Grant(role=Role.PROFESSIONAL), standing=AccountStatus.AWAITING_APPROVAL)

    approved = waiting.approved()

    assert waiting.roles_on(TODAY) == ()
    assert approved.roles_on(TODAY) == ("professional",)
    approved.must_be_approved()
    with pytest.raises(AwaitingApproval):
        waiting.must_be_approved()


def test_an_active_account_waits_for_no_approval() -> None:
    with pytest.raises(NothingToApprove):
        an_account().approved()


def test_a_grant_holds_between_its_dates() -> None:
    mandate = Grant(role=Role.PRESIDENT, territory=TAROUDANNT, since=date(2026, 9, 1), until=date(2026, 11, 20))
    account = an_account(mandate)

    assert account.roles_on(date(2026, 8, 31)) == ()
    assert account.roles_on(date(2026, 9, 1)) == ("president",)
    assert account.roles_on(date(2026, 11, 20)) == ("president",)
    assert account.roles_on(date(2026, 11, 21)) == ()


def test_a_closed_account_may_do_nothing() -> None:
    assert an_account(CLERK, standing=AccountStatus.CLOSED).roles_on(TODAY) == ()


def test_an_official_holds_offices_over_several_territories() -> None:
    offices = (CLERK, Grant(role=Role.AUDITOR, territory="01"), Grant(role=Role.REVIEWER, territory=TANGER, body="province"))

    assert officials_grants(offices, level_of) == offices


def test_a_grant_that_makes_no_sense_is_refused_with_every_reason() -> None:
    senseless = Grant(role=Role.APPLICANT, territory="99", body="province", since=date(2026, 2, 1), until=date(2026, 1, 1))

    with pytest.raises(GrantsRefused) as refused:
        officials_grants([senseless, Grant(role=Role.REVIEWER, territory="99")], level_of)

    assert fields_of(refused.value) == {
        ("roles.0.role", "not-an-officials-role"),
        ("roles.0.territory", "unknown-territory"),
        ("roles.0.body", "body-is-for-reviewers"),
        ("roles.0.until", "ends-before-it-starts"),
        ("roles.1.territory", "unknown-territory"),
        ("roles.1.body", "body-is-for-reviewers"),
    }


def test_a_reviewer_speaks_for_a_body_that_a_procedure_asks() -> None:
    reviewer = Grant(role=Role.REVIEWER, territory=TAROUDANNT, body="urban-agency")

    assert officials_grants([reviewer], level_of) == (reviewer,)
    with pytest.raises(GrantsRefused) as refused:
        officials_grants([replace(reviewer, body="nope")], level_of)

    assert fields_of(refused.value) == {("roles.0.body", "unknown-body")}


@pytest.mark.parametrize(
    ("role", "territory"),
    [
        (Role.CLERK, TAROUDANNT),
        (Role.CLERK, "09.541"),  # the desk of the prefecture
        (Role.PRESIDENT, TAROUDANNT),
        (Role.TREASURER, TAROUDANNT),
        (Role.GOVERNOR, "09.541"),
        (Role.GOVERNOR, "09"),  # the wali
        (Role.KEY_OFFICER, "09.541"),
        (Role.AUDITOR, "09"),
        (Role.ADMINISTRATOR, "national"),
        (Role.PRESIDENT, "06.141.01.31"),  # of an arrondissement
        (Role.DIRECTOR, "agency-agadir"),
        (Role.CLERK, "agency-agadir"),
        (Role.TREASURER, "agency-agadir"),
    ],
)
def test_a_role_is_granted_at_its_levels(role: Role, territory: str) -> None:
    granted = officials_grants([Grant(role=role, territory=territory)], level_of)

    assert granted[0].territory == territory


@pytest.mark.parametrize(
    ("role", "territory"),
    [
        (Role.CLERK, "national"),
        *((Role.PRESIDENT, territory) for territory in ("national", "09", "09.541", "agency-agadir")),
        *((Role.DIRECTOR, territory) for territory in ("national", "09", "09.541", TAROUDANNT)),
        *((Role.TREASURER, territory) for territory in ("national", "09", "09.541")),
        *((Role.GOVERNOR, territory) for territory in ("national", TAROUDANNT)),
        *((Role.ADMINISTRATOR, territory) for territory in ("09", "09.541", TAROUDANNT)),
    ],
)
def test_a_role_is_refused_at_any_other_level(role: Role, territory: str) -> None:
    with pytest.raises(GrantsRefused) as refused:
        officials_grants([Grant(role=role, territory=territory)], level_of)

    assert fields_of(refused.value) == {("roles.0.territory", "level-not-for-role")}


def test_every_role_belongs_to_a_citizen_an_official_or_a_system() -> None:
    assert set(Role) == {*CITIZENS, *OFFICIALS, Role.SYSTEM}


def test_a_citizen_does_not_become_an_official() -> None:
    with pytest.raises(CitizenAccount):
        an_account().granted([CLERK], level_of)


def test_the_contact_of_an_official_says_in_which_capacity_he_acts() -> None:
    reviewer = an_account(Grant(role=Role.REVIEWER, territory="09", body="urban-agency"))

    contact = reviewer.contact(NOON)

    assert contact.offices == (Grant(role=Role.REVIEWER, territory="09", body="urban-agency"),)


def test_the_contact_of_an_official_tells_from_when_until_when_he_acts() -> None:
    future, past = date(2027, 1, 1), date(2026, 1, 1)
    official = an_account(
        replace(CLERK, until=future), Grant(role=Role.PRESIDENT, territory=TAROUDANNT, since=future), replace(CLERK, until=past)
    )

    contact = official.contact(NOON)

    assert contact.offices == (replace(CLERK, until=future), Grant(role=Role.PRESIDENT, territory=TAROUDANNT, since=future))
    assert an_account(CLERK, standing=AccountStatus.CLOSED).contact(NOON).offices == ()


def test_the_contact_of_an_official_follows_the_day_in_morocco() -> None:
    clerk = an_account(replace(CLERK, until=date(2026, 11, 23)))

    assert clerk.contact(datetime(2026, 11, 23, 22, 30, tzinfo=UTC)).offices == clerk.grants
    assert clerk.contact(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)).offices == ()


def a_token(**differences: Any) -> RefreshToken:
    """Make an unspent refresh token, an hour after its login."""
    family = Family(id="family-1", account="account-1", expires_at=NOON + ABSOLUTE_LIMIT)
    usual = RefreshToken(token_hash=hash_of("token"), family=family, expires_at=NOON + IDLE_LIMIT, salt="salt")
    return replace(usual, **differences)


def test_an_unspent_token_is_exchanged() -> None:
    assert judge(a_token(), NOON) is Ruling.EXCHANGE


def test_a_token_left_aside_for_too_long_is_refused() -> None:
    assert judge(a_token(), NOON + IDLE_LIMIT) is Ruling.REFUSE


def test_a_family_ends_at_its_absolute_limit() -> None:
    fresh = a_token(expires_at=NOON + 2 * ABSOLUTE_LIMIT)

    assert judge(fresh, NOON + ABSOLUTE_LIMIT) is Ruling.REFUSE


def test_a_spent_token_is_answered_again_while_the_answer_may_have_been_lost() -> None:
    spent = a_token(spent_at=NOON)

    assert judge(spent, NOON + LOST_ANSWER) is Ruling.REPEAT


def test_an_answer_counts_as_lost_for_no_more_than_ten_seconds() -> None:
    assert judge(a_token(spent_at=NOON), NOON + timedelta(seconds=11)) is Ruling.REVOKE


def test_a_spent_token_that_comes_back_later_ends_its_family() -> None:
    spent = a_token(spent_at=NOON)

    assert judge(spent, NOON + LOST_ANSWER + timedelta(seconds=1)) is Ruling.REVOKE


def test_a_spent_token_whose_successor_was_used_ends_its_family_at_once() -> None:
    overtaken = a_token(spent_at=NOON, successor_spent=True)

    assert judge(overtaken, NOON) is Ruling.REVOKE


def test_a_revoked_family_is_refused_and_stays_so() -> None:
    revoked = a_token(family=replace(a_token().family, revoked_at=NOON))

    assert judge(revoked, NOON) is Ruling.REFUSE


def test_a_successor_needs_both_the_token_and_the_salt() -> None:
    successor = successor_of("token", "salt")

    assert successor == successor_of("token", "salt")
    assert len({successor, successor_of("token", "other"), successor_of("other", "salt")}) == 3
