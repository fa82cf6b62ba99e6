"""Access tokens and the keys that sign them; refresh tokens through their whole life."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.clock import FixedClock
from chassis.tokens import AUDIENCE, ISSUER, TYPE, Verifier
from contracts.people import Grant, Role
from contracts.refusals import Unauthenticated
from gateway.auth.accounts import Accounts
from gateway.auth.domain import AccountStatus
from gateway.auth.keys import KeyRing, make_key
from gateway.auth.places import level_of
from gateway.auth.refusals import CurrentPasswordWrong, PasswordRefused, RefreshTokenRefused, WrongCredentials
from gateway.auth.sessions import Sessions
from gateway.auth.tokens import LIFETIME, issue
from tests.gateway.makers import PASSWORD, QUICK, TAROUDANNT, Gateway, a_registration, an_account
from tests.people import a_caller, claimed

NOW = datetime.now(UTC)
CLERK = Grant(role=Role.CLERK, territory=TAROUDANNT)


def a_ring(folder: Path) -> KeyRing:
    """Make a folder with one key."""
    make_key(folder)
    return KeyRing(folder, folder / "jwks.json")


def claims(**differences: Any) -> dict[str, Any]:
    """Write the claims of a good token, but for the differences."""
    now = int(NOW.timestamp())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": "account-1", "iat": now, "exp": now + 600, "jti": "1"}
    return {**good, "offices": claimed("clerk", territory=TAROUDANNT), **differences}


def test_a_token_says_who_acts_and_where(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)

    token = issue(an_account(Grant(role=Role.REVIEWER, territory="09", body="urban-agency")), ring, NOW)

    principal = Verifier(tmp_path / "jwks.json").verify(token)
    assert principal == a_caller("account-1", "reviewer", territory="09", body="urban-agency")


def test_a_token_names_each_office_with_its_own_territory(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    offices = (Grant(role=Role.CLERK, territory=TAROUDANNT), Grant(role=Role.AUDITOR, territory="01"))

    principal = Verifier(tmp_path / "jwks.json").verify(issue(an_account(*offices), ring, NOW))

    assert [(office.role, office.territory) for office in principal.offices] == [("clerk", TAROUDANNT), ("auditor", "01")]
    assert not principal.holds(Role.AUDITOR, over=TAROUDANNT)


def test_an_office_over_an_agency_or_a_city_says_what_that_holds(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    offices = (
        Grant(role=Role.REVIEWER, territory="agency-agadir", body="urban-agency"),
        Grant(role=Role.PRESIDENT, territory="06.141.01.0"),
    )

    principal = Verifier(tmp_path / "jwks.json").verify(issue(an_account(*offices), ring, NOW))

    assert principal.holds(Role.REVIEWER, over="09.273.01.01", body="urban-agency")
    assert not principal.holds(Role.REVIEWER, over=TAROUDANNT)  # another agency's
    assert principal.holds(Role.PRESIDENT, over="06.141.01.31")
    assert not principal.holds(Role.PRESIDENT, at="06.141.01.31")


def test_a_token_lives_ten_minutes(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)

    expired = issue(an_account(CLERK), ring, NOW - LIFETIME - timedelta(seconds=1))

    with pytest.raises(Unauthenticated):
        Verifier(tmp_path / "jwks.json").verify(expired)


def test_an_office_is_held_from_midnight_to_midnight_in_morocco(tmp_path: Path) -> None:
    ring, day = a_ring(tmp_path), date(2026, 11, 24)
    account = an_account(replace(CLERK, since=day, until=day))
    eves = [datetime(2026, 11, 23, 22, 59, tzinfo=UTC) + timedelta(days=days, minutes=minutes) for days in (0, 1) for minutes in (0, 1)]

    roles = [jwt.decode(issue(account, ring, instant), options={"verify_signature": False})["roles"] for instant in eves]

    assert roles == [[], ["clerk"], ["clerk"], []]


def test_an_account_that_may_not_act_gets_a_token_without_roles(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)

    token = issue(an_account(CLERK, standing=AccountStatus.AWAITING_APPROVAL), ring, NOW)

    principal = Verifier(tmp_path / "jwks.json").verify(token)
    assert principal.offices == ()


FORGERIES: dict[str, Callable[[ec.EllipticCurvePrivateKey, str], str]] = {
    "expired": lambda key, kid: sign(claims(exp=1), key, kid),
    "meant for others": lambda key, kid: sign(claims(aud="others"), key, kid),
    "from another issuer": lambda key, kid: sign(claims(iss="https://elsewhere.example"), key, kid),
    "of another type": lambda key, kid: sign(claims(), key, kid, typ="JWT"),
    "signed by a foreign key": lambda _, kid: sign(claims(), ec.generate_private_key(ec.SECP256R1()), kid),
    "of an unknown key": lambda key, _: sign(claims(), key, "unknown"),
    "without signature": lambda _, kid: jwt.encode(claims(), "", algorithm="none", headers={"kid": kid, "typ": TYPE}),
    "signed with the public key as a secret": lambda _, kid: jwt.encode(
        claims(), "0" * 64, algorithm="HS256", headers={"kid": kid, "typ": TYPE}
    ),
    "without a subject": lambda key, kid: sign({name: value for name, value in claims().items() if name != "sub"}, key, kid),
    "with offices of another shape": lambda key, kid: sign(claims(offices="administrator"), key, kid),
    "not a token": lambda *_: "not.a.token",
}


def sign(content: dict[str, Any], key: ec.EllipticCurvePrivateKey, kid: str, typ: str = TYPE) -> str:
    """Sign claims."""
    return jwt.encode(content, key, algorithm="ES256", headers={"kid": kid, "typ": typ})


@pytest.mark.parametrize("how", FORGERIES)
def test_the_gateway_refuses_a_token_that_is(how: str, gateway: Gateway) -> None:
    key = gateway.app.extensions["rokhas"].keys.signing
    token = FORGERIES[how](key.private, key.kid)

    answer = gateway.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert gateway.services.asked == []


def test_a_new_key_is_published_before_it_signs(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    old = ring.signing.kid
    published = json.loads((tmp_path / "jwks.json").read_text())

    new = make_key(tmp_path)
    (tmp_path / f"{new}.pem").rename(tmp_path / "not-yet-here")
    signing_before = ring.signing.kid
    (tmp_path / "not-yet-here").rename(tmp_path / f"{new}.pem")

    assert signing_before == old
    assert ring.signing.kid == new
    assert [key["kid"] for key in ring.published["keys"]] == [new, published["keys"][0]["kid"]]


def test_a_token_signed_before_the_rotation_stays_good(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    token = issue(an_account(CLERK), ring, NOW)

    make_key(tmp_path)

    assert Verifier(tmp_path / "jwks.json").verify(token).account == "account-1"


def test_no_private_part_is_published(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)

    assert {name for key in ring.published["keys"] for name in key} == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_a_key_that_nobody_can_verify_never_signs(tmp_path: Path) -> None:
    make_key(tmp_path)
    (tmp_path / "jwks.json").write_text('{"keys": []}')

    with pytest.raises(FileNotFoundError):
        KeyRing(tmp_path, tmp_path / "jwks.json")


class House:
    """Sessions with a clock that a test moves."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        """Open the account of Fatima."""
        self.clock = FixedClock(NOW)
        accounts = Accounts(engine=engine, passwords=QUICK, clock=self.clock, level_of=level_of)
        self.account = accounts.register(a_registration(), Role.APPLICANT)
        self.sessions = Sessions(engine=engine, keys=a_ring(folder), passwords=QUICK, clock=self.clock)

    def log_in(self) -> str:
        """Log in, and give the refresh token."""
        return str(self.sessions.log_in("fatima@exemple.ma", PASSWORD)["refresh_token"])

    def refresh(self, token: str) -> str:
        """Exchange a refresh token for the next."""
        return str(self.sessions.refresh(token)["refresh_token"])

    def wait(self, **time: int) -> None:
        """Let time pass."""
        self.clock.instant += timedelta(**time)


@pytest.fixture
def house(database: sa.Engine, tmp_path: Path) -> House:
    """Fatima's account, and its sessions."""
    return House(database, tmp_path)


def test_each_refresh_gives_a_new_token(house: House) -> None:
    first = house.log_in()

    second = house.refresh(first)
    third = house.refresh(second)

    assert len({first, second, third}) == 3


def test_a_reused_token_ends_its_whole_family(house: House) -> None:
    first = house.log_in()
    second = house.refresh(first)
    house.wait(minutes=1)

    with pytest.raises(RefreshTokenRefused):
        house.refresh(first)

    with pytest.raises(RefreshTokenRefused):
        house.refresh(second)


def test_a_lost_answer_can_be_asked_for_again(house: House) -> None:
    first = house.log_in()
    second = house.refresh(first)
    house.wait(seconds=10)

    again = house.refresh(first)

    assert again == second
    assert house.refresh(again) not in (first, second)


def test_another_session_survives_the_end_of_a_family(house: House) -> None:
    stolen, other = house.log_in(), house.log_in()
    house.refresh(stolen)
    house.wait(minutes=1)

    with pytest.raises(RefreshTokenRefused):
        house.refresh(stolen)

    assert house.refresh(other)


def test_after_the_logout_nothing_can_be_refreshed(house: House) -> None:
    first = house.log_in()
    second = house.refresh(first)

    house.sessions.log_out(first)

    with pytest.raises(RefreshTokenRefused):
        house.refresh(second)


def test_a_session_ends_after_thirty_days_whatever_happens(house: House) -> None:
    token = house.log_in()
    for _ in range(5):
        house.wait(days=6)
        if house.clock.instant < NOW + timedelta(days=30):
            token = house.refresh(token)

    with pytest.raises(RefreshTokenRefused):
        house.refresh(token)


@pytest.mark.parametrize(("email", "password"), [("fatima@exemple.ma", "another password"), ("nobody@exemple.ma", PASSWORD), ("", "")])
def test_a_wrong_password_and_an_unknown_e_mail_are_refused_alike(house: House, email: str, password: str) -> None:
    with pytest.raises(WrongCredentials):
        house.sessions.log_in(email, password)


def test_a_new_password_ends_every_session(house: House) -> None:
    token = house.log_in()

    house.sessions.change_password(house.account.id, PASSWORD, "un autre mot de passe")

    with pytest.raises(RefreshTokenRefused):
        house.refresh(token)
    assert house.sessions.log_in("fatima@exemple.ma", "un autre mot de passe")


def test_a_password_is_changed_by_who_knows_it_into_a_good_one(house: House) -> None:
    with pytest.raises(CurrentPasswordWrong):
        house.sessions.change_password(house.account.id, "a guess", "un autre mot de passe")
    with pytest.raises(PasswordRefused):
        house.sessions.change_password(house.account.id, PASSWORD, "court")
