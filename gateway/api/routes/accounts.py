"""Opening an account, coming in, staying in, going out."""

from typing import Any

from contracts.people import Role
from gateway.api.asking import idempotency_key
from gateway.api.door import Family, Json
from gateway.api.identity import principal
from gateway.api.limits import limit_guesses, limit_tries, remember_address
from gateway.api.resources import resources
from gateway.api.schemas.accounts import AccountView, KeySet, Login, NewPassword, Profession, RefreshToken, Registration, Tokens
from gateway.api.views import account_view, errand_of_stranger
from gateway.auth import registration

family = Family("accounts", "Accounts: registration, login, refresh, logout")


@family.call("POST", "/v1/auth/register", takes=Registration, gives=AccountView, status=201)
def register(asked: Json) -> Json:
    """
    Open an account for an applicant or a professional.

    A professional gives the number under which his order knows him, and waits for an administrator's approval before he may file.
    A person has one account. The answer is the same when the e-mail or the national identifier has one already: none is opened then, and
    its owner is told by message how to come in.
    """
    limit_tries(asked["email"])
    errand = errand_of_stranger(idempotency_key(), asked)
    role = Role(asked.pop("role"))
    return account_view(resources().accounts.register(registration.Registration(**asked), role, errand))


@family.call("POST", "/v1/auth/login", takes=Login, gives=Tokens, refuses=(401,))
def log_in(asked: Json) -> Json:
    """
    Exchange e-mail and password for an access token and a refresh token.

    Too many tries: 429, with the seconds to wait. Tries on one account are counted over all addresses from which nobody has come into it.
    """
    email = asked["email"].strip().lower()
    limit_tries(email)
    limit_guesses(email)
    tokens = resources().sessions.log_in(email, asked["password"])
    remember_address(email)
    return tokens


@family.call("POST", "/v1/auth/refresh", takes=RefreshToken, gives=Tokens, refuses=(401,))
def refresh(asked: Json) -> Json:
    """
    Exchange a refresh token for new tokens.

    Each refresh token serves once. One that comes back ends the session, except within ten seconds, when the answer may have been lost.
    """
    return resources().sessions.refresh(asked["refresh_token"])


@family.call("POST", "/v1/auth/logout", takes=RefreshToken)
def log_out(asked: Json) -> None:
    """End the session to which a refresh token belongs."""
    resources().sessions.log_out(asked["refresh_token"])


@family.call("GET", "/v1/me", gives=AccountView)
def me() -> Json:
    """Show the caller's own account; a deputy's office is gone with his president's."""
    return account_view(resources().accounts.load_in_office(principal().account))


@family.call("POST", "/v1/me/profession", takes=Profession, gives=AccountView)
def claim_profession(asked: Json) -> Json:
    """
    Ask to act as a professional too, from the account that one has: a person has one.

    It can be asked once. The role is there with the next token after an administrator has approved it.
    """
    return account_view(resources().accounts.claim_profession(principal().account, asked["profession"], asked["order_number"].strip()))


@family.call("POST", "/v1/me/password", takes=NewPassword)
def change_password(asked: Json) -> None:
    """
    Change the caller's password; every session of the account ends.

    Who was given an office in an account that others opened takes it over like this, once, with the `handover_code` that the second
    administrator has for him. The office sleeps until then.
    """
    limit_tries(principal().account)
    limit_guesses(principal().account)
    resources().sessions.change_password(
        principal().account, asked["current_password"], asked["new_password"], asked.get("handover_code", "")
    )


@family.call("GET", "/.well-known/jwks.json", gives=KeySet)
def key_set() -> dict[str, Any]:
    """Give the public keys with which access tokens are verified."""
    return resources().keys.published
