"""What a person types to open an account, and the rules it must satisfy: every breach is reported at once."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import phonenumbers

from contracts.refusals import Reason
from gateway.auth.common_passwords import is_common
from gateway.auth.domain import Account
from gateway.auth.refusals import PasswordRefused, RegistrationRefused

MOROCCO = 212
ARCHITECT = "architect"
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
PASSWORD_LENGTHS = range(SHORTEST_PASSWORD, LONGEST_PASSWORD + 1)
NATIONAL_ID = re.compile(r"[A-Z]{1,2}[0-9]{4,8}")  # CIN, or a resident's card: letters of the issuing office, then digits
EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
ORDER_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/ .-]{1,39}")


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A request for an account, as typed; `tidied` gives it the spelling in which it is kept."""

    full_name: str
    national_id: str
    phone: str
    email: str
    password: str
    locale: str
    profession: str = ""
    order_number: str = ""

    def tidied(self) -> "Registration":
        """
        Spell e-mail in lower case, the national identifier in capitals without blanks, the phone as E.164 when it is one.

        Who gives an order number and does not say of which profession is an architect.
        """
        return replace(
            self,
            full_name=" ".join(self.full_name.split()),
            national_id=self.national_id.replace(" ", "").upper(),
            phone=e164(self.phone) or self.phone,
            email=self.email.strip().lower(),
            profession=self.profession or (ARCHITECT if self.order_number else ""),
            order_number=self.order_number.strip(),
        )


def check(registration: Registration, *, professional: bool) -> None:
    """Refuse a tidied registration that breaks a rule."""
    reasons = [*_person(registration), *password_reasons(registration.password, registration.email, own_words(registration))]
    if professional and not ORDER_NUMBER.fullmatch(registration.order_number):
        reasons.append(Reason("order-number-not-acceptable", "order_number"))
    if not professional and registration.order_number:
        reasons.append(Reason("order-number-unexpected", "order_number"))
    elif not professional and registration.profession:
        reasons.append(Reason("profession-unexpected", "profession"))
    if reasons:
        raise RegistrationRefused(reasons)


def check_order_number(order_number: str) -> None:
    """Refuse what is no number of an order."""
    if not ORDER_NUMBER.fullmatch(order_number):
        raise RegistrationRefused([Reason("order-number-not-acceptable", "order_number")])


def check_password(password: str, account: Account) -> None:
    """Refuse a new password that breaks a rule."""
    if reasons := list(password_reasons(password, account.email, own_words(account), "new_password")):
        raise PasswordRefused(reasons)


def own_words(person: Registration | Account) -> tuple[str, ...]:
    """Give what others know of a person, and try first: his name, address and numbers."""
    return person.full_name, person.email, person.national_id, person.phone.removeprefix("+212"), person.order_number


def _person(registration: Registration) -> Iterator[Reason]:
    """Tell what is wrong with the person's own details."""
    if not is_name(registration.full_name):
        yield Reason("name-not-acceptable", "full_name")
    if not NATIONAL_ID.fullmatch(registration.national_id):
        yield Reason("national-id-not-acceptable", "national_id")
    if e164(registration.phone) is None:
        yield Reason("phone-not-moroccan", "phone")
    if len(registration.email) > 254 or not EMAIL.fullmatch(registration.email):
        yield Reason("email-not-acceptable", "email")


def is_name(text: str) -> bool:
    """Tell whether this may be a person's name in any script: 2 to 120 letters, marks, blanks, hyphens, apostrophes."""
    return 2 <= len(text) <= 120 and text[0].isalpha() and all(unicodedata.category(sign)[0] in "LM" or sign in " -'’." for sign in text)


def e164(phone: str) -> str | None:
    """Spell a Moroccan number as E.164, for example `+212661234567`; None when it is not one (also of other countries)."""
    try:
        number = phonenumbers.parse(phone, "MA")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != MOROCCO or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def password_reasons(password: str, email: str, words: Iterable[str], field: str = "password") -> Iterator[Reason]:
    """Tell what is wrong with a password: length (NIST SP 800-63B), made of few signs, the person's own address, a common one."""
    if len(password) < SHORTEST_PASSWORD:
        yield Reason("password-too-short", field, {"minimum": SHORTEST_PASSWORD})
    if len(password) > LONGEST_PASSWORD:
        yield Reason("password-too-long", field, {"maximum": LONGEST_PASSWORD})
    local_part = email.partition("@")[0]
    if len(set(password)) < 5 or (len(local_part) > 3 and local_part in password.lower()):
        yield Reason("password-too-guessable", field)
    elif len(password) in PASSWORD_LENGTHS and is_common(password, words):
        yield Reason("password-too-common", field)
