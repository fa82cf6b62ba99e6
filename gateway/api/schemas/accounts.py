"""Accounts: what calls take and give."""

from typing import Annotated, TypedDict

from marshmallow import fields, validate

from catalogue import labels
from contracts.calls.shapes import DayText, InstantText, about
from contracts.people import CITIZENS, Role
from gateway.api.schemas.shapes import Input, PageQuery, choice, wording
from gateway.auth.domain import OFFICIALS, AccountStatus

LOCALES = ("ar", "fr")
POLICY = (
    "12 to 128 signs, any of them. Not a common password with something added, keys in a row, a date or a repetition, nor the person's own "
    "name, address or numbers, the platform's words or a place: what is left without those must take more than 100 million guesses. No "
    "rule about kinds of signs, and no need to change it after a time."
)


def secret(about: str = "") -> fields.String:
    """Make a field for a password that exists already, unless said otherwise."""
    described = {"format": "password", **({"description": about} if about else {})}
    return fields.String(required=True, load_only=True, validate=validate.Length(max=1000, error="wrong-length"), metadata=described)


def new_secret() -> fields.String:
    """Make a field for a password to come; its rules are those of `auth.registration`."""
    return secret(POLICY)


class Person(Input):
    """What everybody gives to open an account."""

    full_name = wording(longest=120)
    national_id = wording(longest=20, about="Number of the national identity card (CIN), or of the resident's card.")
    phone = wording(longest=40, about="Moroccan number, in any usual spelling.")
    email = wording(longest=254)
    password = new_secret()
    locale = choice(*LOCALES, required=False, load_default="fr", about="In which language messages are written.")


class Registration(Person):
    """A request for an account."""

    role = choice(*sorted(CITIZENS))
    profession = choice(
        *sorted(labels.codes("professions")), required=False, about="Of a professional: an architect, unless said otherwise."
    )
    order_number = wording(longest=40, required=False, about="Of a professional, in the register of his order.")


class Profession(Input):
    """As what an applicant wants to act too."""

    profession = choice(*sorted(labels.codes("professions")))
    order_number = wording(longest=40, about="In the register of his order.")


class Login(Input):
    """An e-mail and its password."""

    email = wording(longest=254)
    password = secret()


class RefreshToken(Input):
    """A refresh token, given by the login or by the last refresh."""

    refresh_token = wording(longest=200)


class NewPassword(Input):
    """The present password and the one to come."""

    current_password = secret()
    new_password = new_secret()
    handover_code = wording(longest=64, required=False, about="Of an office that was given to the caller.", load_only=True)


class Grant(Input):
    """A role over a territory."""

    role = choice(*sorted(OFFICIALS))
    territory = wording(longest=20, about="Dotted code of a region, a province or a commune, or `national`; of a level that the role has.")
    body = wording(longest=64, required=False, about="On whose behalf a reviewer gives opinions.")
    delegated_by = wording(longest=64, required=False, about="Of a vice-president: the account of the president in whose place he acts.")
    delegated_under = wording(longest=200, required=False, about="Of a vice-president: reference of the order of delegation.")
    since = fields.Date(data_key="from", load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True)


def act() -> fields.String:
    """Make a field for the administrative act under which roles are given or taken."""
    return wording(longest=200, about="Reference of the administrative act, for example `Arrêté n° 12/2026`. Kept for ever.")


class Grants(Input):
    """The roles of an official, and the act that gives them."""

    act = act()
    roles = fields.List(fields.Nested(Grant), required=True, validate=validate.Length(min=1, max=20, error="wrong-length"))


class Official(Person):
    """An official's account, with his roles, and the act that gives them."""

    act = act()
    roles = fields.List(fields.Nested(Grant), required=True, validate=validate.Length(min=1, max=20, error="wrong-length"))


class AccountsQuery(PageQuery):
    """Which accounts are wanted."""

    role = choice(*sorted(Role), required=False)
    status = choice(*AccountStatus, required=False)


Since = TypedDict("Since", {"from": DayText | None})


class GrantView(Since):
    """A role over a territory, for a body, between two dates; a vice-president's by delegation."""

    role: Role
    territory: str
    body: str
    delegated_by: Annotated[str, about("Account of the president in whose place a vice-president acts.")]
    delegated_under: str
    until: DayText | None


class AccountView(TypedDict):
    """An account, for its owner and for administrators."""

    id: str
    email: str
    full_name: str
    national_id: str
    phone: str
    locale: str
    status: AccountStatus
    profession: str
    order_number: str
    roles: list[GrantView]
    handed_over: Annotated[bool, about("False: an office among the roles sleeps until its holder has changed his password with its code.")]
    created_at: InstantText


class Tokens(TypedDict):
    """An access token for ten minutes, and the refresh token that gives the next one."""

    access_token: str
    refresh_token: str
    expires_in: Annotated[int, about("Seconds.")]
    token_type: Annotated[str, about(const="Bearer")]


class KeyView(TypedDict):
    """A public key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str


class KeySet(TypedDict):
    """A JSON Web Key Set (RFC 7517)."""

    keys: list[KeyView]
