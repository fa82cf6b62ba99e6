"""One national identifier, one person: a second account is refused, and a stranger does not learn that there is a first one."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from chassis.clock import FixedClock
from chassis.tables import receipts
from contracts.accounts import ContactChanged, RegistrationRepeated
from contracts.people import Grant, Role
from gateway.auth.accounts import Accounts
from gateway.auth.passwords import Passwords
from gateway.auth.places import level_of
from gateway.auth.quiet import WARNINGS_A_DAY
from gateway.auth.refusals import EmailTaken, NationalIdTaken
from tests.gateway.makers import NOON, PASSWORD, QUICK, TAROUDANNT, Gateway, a_registration
from tests.rooms import announced

CLERK = [Grant(role=Role.CLERK, territory=TAROUDANNT)]
TYPED = {
    "role": "applicant",
    "full_name": "Fatima Oubella",
    "national_id": "JB123456",
    "phone": "+212661234567",
    "email": "fatima@exemple.ma",
    "password": PASSWORD,
}


def opened(gateway: Gateway, key: str = "", **differences: str) -> Any:
    """Ask for an account as a stranger does."""
    return gateway.client.post("/v1/auth/register", json=TYPED | differences, headers={"Idempotency-Key": key} if key else {})


def shape(content: Mapping[str, Any]) -> dict[str, Any]:
    """Give an answer without what is drawn anew for each account."""
    return {name: value for name, value in content.items() if name not in ("id", "created_at")}


@pytest.fixture
def accounts(database: sa.Engine) -> Accounts:
    """The accounts of a new database, at noon."""
    return Accounts(engine=database, passwords=QUICK, clock=FixedClock(NOON), level_of=level_of)


@pytest.mark.parametrize(
    "again",
    [{"email": "another@exemple.ma"}, {"national_id": "JB654321"}, {"role": "professional", "order_number": "CNOA-1"}, {}],
    ids=lambda again: " ".join(again) or "everything",
)
def test_a_stranger_is_answered_as_if_the_account_were_opened(gateway: Gateway, again: dict[str, str]) -> None:
    there = {"email": "there@exemple.ma", "national_id": "JB999999"}
    usual = opened(gateway, **again | there)
    opened(gateway)

    answer = opened(gateway, **again)

    assert answer.status_code == usual.status_code == 201
    assert shape(answer.json) | there == shape(usual.json)
    assert {name: answer.json[name] for name in ("email", "national_id")} == {
        name: (TYPED | again)[name] for name in ("email", "national_id")
    }


def test_no_second_account_is_opened_and_the_owner_is_told(accounts: Accounts, database: sa.Engine) -> None:
    owner = accounts.register(a_registration(), Role.APPLICANT)

    accounts.register(a_registration(email="another@exemple.ma"), Role.APPLICANT)

    assert len(accounts.page(10, None)) == 1
    assert announced(database)[1:] == [RegistrationRepeated(account=owner.id, repeated_at=NOON)]


def test_both_are_told_when_the_e_mail_is_of_one_and_the_identifier_of_another(accounts: Accounts, database: sa.Engine) -> None:
    one = accounts.register(a_registration(), Role.APPLICANT)
    other = accounts.register(a_registration(email="b@exemple.ma", national_id="JB2222"), Role.APPLICANT)

    accounts.register(a_registration(email="b@exemple.ma"), Role.APPLICANT)

    told = [event.account for event in announced(database) if isinstance(event, RegistrationRepeated)]
    assert sorted(told) == sorted([one.id, other.id])


def test_an_address_receives_a_few_warnings_a_day(accounts: Accounts, database: sa.Engine) -> None:
    accounts.register(a_registration(), Role.APPLICANT)
    for _ in range(WARNINGS_A_DAY + 2):
        accounts.register(a_registration(), Role.APPLICANT)
    today = len(announced(database)) - 1

    accounts.clock.instant = NOON + timedelta(days=1)  # type: ignore[union-attr]
    accounts.register(a_registration(), Role.APPLICANT)

    assert (today, len(announced(database)) - 1) == (WARNINGS_A_DAY, WARNINGS_A_DAY + 1)


def test_an_architect_is_one_person_with_one_account(accounts: Accounts) -> None:
    accounts.register(a_registration(order_number="CNOA-12"), Role.PROFESSIONAL)

    accounts.register(a_registration(email="home@exemple.ma"), Role.APPLICANT)

    assert [each.email for each in accounts.page(10, None)] == ["fatima@exemple.ma"]


def test_an_applicant_becomes_an_architect_in_the_account_that_he_has(gateway: Gateway) -> None:
    applicant, administrator = gateway.person(), gateway.person(Role.ADMINISTRATOR)
    claim = {"profession": "architect", "order_number": "CNOA-77"}

    claimed = applicant.post("/v1/me/profession", json=claim)
    waiting = administrator.get("/v1/users?status=awaiting-approval").json["items"]
    approved = administrator.post(f"/v1/users/{applicant.account.id}/approval")

    assert (claimed.status_code, [each["role"] for each in claimed.json["roles"]]) == (200, ["applicant"])
    assert [each["id"] for each in waiting] == [applicant.account.id]
    assert [each["role"] for each in approved.json["roles"]] == ["applicant", "professional"]
    assert administrator.get("/v1/users?status=awaiting-approval").json["items"] == []


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.PROFESSIONAL, Role.CLERK])
def test_a_profession_is_claimed_once_and_by_citizens(gateway: Gateway, role: Role) -> None:
    person = gateway.person(role, territory=TAROUDANNT)
    claim = {"profession": "architect", "order_number": "CNOA-77"}
    if role is Role.APPLICANT:
        person.post("/v1/me/profession", json=claim)

    refused = person.post("/v1/me/profession", json=claim | {"order_number": "CNOA-78"})

    assert (refused.status_code, refused.get_json(force=True)["code"]) == (409, "profession-not-claimable")


def test_a_number_that_is_none_is_no_claim(gateway: Gateway) -> None:
    refused = gateway.person().post("/v1/me/profession", json={"profession": "architect", "order_number": "?"})

    assert (refused.status_code, refused.get_json(force=True)["code"]) == (422, "registration-refused")


def test_an_official_has_an_account_of_his_own_beside_that_of_the_citizen(accounts: Accounts) -> None:
    accounts.register(a_registration(), Role.APPLICANT)

    accounts.open_for_official(a_registration(email="office@exemple.ma"), CLERK)

    with pytest.raises(NationalIdTaken):
        accounts.open_for_official(a_registration(email="again@exemple.ma"), CLERK)
    with pytest.raises(EmailTaken):
        accounts.open_for_official(a_registration(national_id="JB777777"), CLERK)


def test_two_strangers_with_the_same_key_share_nothing(gateway: Gateway) -> None:
    one = opened(gateway, "key-1")

    other = opened(gateway, "key-1", email="b@exemple.ma", national_id="JB222222", full_name="Brahim Soussi")

    assert (one.status_code, other.status_code) == (201, 201)
    assert (other.json["email"], other.json["full_name"]) == ("b@exemple.ma", "Brahim Soussi")
    assert one.json["id"] != other.json["id"]


@pytest.mark.parametrize("first", ["", "JB123456"])
def test_who_repeats_himself_is_answered_the_same_and_nobody_is_told(gateway: Gateway, first: str) -> None:
    if first:
        opened(gateway, email="first@exemple.ma", national_id=first)
    once = opened(gateway, "key-1")
    told = len(announced(gateway.engine))

    again = opened(gateway, "key-1")

    assert (again.status_code, again.json) == (201, once.json)
    assert len(announced(gateway.engine)) == told


def test_what_is_kept_of_a_registration_for_its_repetition_names_nobody(gateway: Gateway) -> None:
    opened(gateway, "key-1")

    with gateway.engine.connect() as connection:
        kept = str(connection.execute(sa.select(receipts)).all())
    assert "key-1" not in kept
    assert not [value for name, value in TYPED.items() if name != "role" and value in kept]
    assert isinstance(announced(gateway.engine)[0], ContactChanged)


class Counted(Passwords):
    """Real hashing that counts how often it is done."""

    done = 0

    def hash(self, password: str) -> str:
        """Hash, and count."""
        self.done += 1
        return super().hash(password)


def test_the_password_is_hashed_once_whatever_becomes_of_the_request(database: sa.Engine) -> None:
    passwords = Counted(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(engine=database, passwords=passwords, clock=FixedClock(NOON), level_of=level_of)
    hashes = [passwords.done]

    for email in ("fatima@exemple.ma", "fatima@exemple.ma", "another@exemple.ma"):
        accounts.register(a_registration(email=email), Role.APPLICANT)
        hashes.append(passwords.done)

    assert [after - before for before, after in pairwise(hashes)] == [1, 1, 1]
