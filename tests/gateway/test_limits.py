"""Too many tries from one address."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.people import Role
from gateway.auth.allowances import Allowance
from gateway.auth.guessing import FOR_LONG, QUICKLY, REMEMBERED, remember, take_guess
from tests.gateway.makers import NOON, PASSWORD, Gateway, a_gateway, a_registration


def test_whoever_tries_too_often_is_told_to_wait(database: sa.Engine, tmp_path: Path) -> None:
    client = a_gateway(database, tmp_path, tries=Allowance(burst=2, per_minute=2)).client
    typed = {"email": "fatima@exemple.ma", "password": PASSWORD}

    answers = [client.post("/v1/auth/login", json=typed) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].get_json(force=True)["code"] == "too-many-requests"


def test_who_insists_with_one_email_leaves_the_others_of_his_address_alone(database: sa.Engine, tmp_path: Path) -> None:
    tries, tries_for_one_email = Allowance(burst=3, per_minute=3), Allowance(burst=1, per_minute=1)
    client = a_gateway(database, tmp_path, tries=tries, tries_for_one_email=tries_for_one_email).client

    answers = [client.post("/v1/auth/login", json={"email": f"{name}@exemple.ma", "password": PASSWORD}) for name in "aaaaabcd"]

    assert [answer.status_code for answer in answers] == [401, 429, 429, 429, 429, 401, 401, 429]


def guess(gateway: Gateway, email: str, address: str, password: str = "a wrong guess") -> int:
    """Try a password from an address; give the status."""
    typed = {"email": email, "password": password}
    return gateway.client.post("/v1/auth/login", json=typed, environ_base={"REMOTE_ADDR": address}).status_code


def test_many_addresses_do_not_guess_one_account_without_limit(gateway: Gateway) -> None:
    gateway.app.extensions["rokhas"].accounts.register(a_registration(), Role.APPLICANT)

    guesses = [guess(gateway, a_registration().email, f"10.0.0.{number}") for number in range(QUICKLY.burst + 1)]

    assert guesses == [401] * QUICKLY.burst + [429]
    assert guess(gateway, "somebody-else@exemple.ma", "10.0.0.1") == 401


def test_guessing_does_not_lock_out_whoever_comes_from_where_he_always_comes(gateway: Gateway) -> None:
    person = gateway.person()
    assert guess(gateway, person.account.email, "192.0.2.7", PASSWORD) == 200
    for number in range(QUICKLY.burst + 1):
        guess(gateway, person.account.email, f"10.0.0.{number}")

    assert guess(gateway, person.account.email, "192.0.2.7", PASSWORD) == 200
    assert guess(gateway, person.account.email, "192.0.2.8", PASSWORD) == 429


def test_pauses_grow_to_a_minute_and_no_further(database: sa.Engine) -> None:
    waits, now = [], NOON
    with database.begin() as connection:
        for _ in range(400):
            wait = take_guess(connection, "fatima@exemple.ma", "10.0.0.1", now)
            waits.append(wait)
            now += timedelta(seconds=wait)

    pauses = [wait for wait in waits if wait]
    assert waits[: QUICKLY.burst] == [0] * QUICKLY.burst
    assert (min(pauses), max(pauses)) == (60 // QUICKLY.per_minute, 60 // FOR_LONG.per_minute)
    assert pauses == sorted(pauses)


@pytest.mark.parametrize(
    ("address", "later", "known"),
    [
        ("192.0.2.7", timedelta(days=29), True),
        ("192.0.2.7", REMEMBERED, False),
        ("192.0.2.8", timedelta(), False),
        ("2001:db8::2", timedelta(), True),  # the same network of a household
        ("2001:db8:0:1::2", timedelta(), False),
        ("what a proxy calls an address", timedelta(), False),
    ],
)
def test_an_address_is_remembered_for_a_month(database: sa.Engine, address: str, later: timedelta, known: bool) -> None:
    with database.begin() as connection:
        for usual in ("192.0.2.7", "2001:db8::1"):
            remember(connection, "fatima@exemple.ma", usual, NOON)
        for _ in range(QUICKLY.burst):
            take_guess(connection, "fatima@exemple.ma", "10.0.0.1", NOON + later)

        assert (take_guess(connection, "fatima@exemple.ma", address, NOON + later) == 0) is known
