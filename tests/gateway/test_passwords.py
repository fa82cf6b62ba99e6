"""Passwords that everybody tries first are refused, in words that people understand, and quickly whatever is sent."""

from time import process_time

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from contracts.people import Role
from gateway.auth.common_passwords import is_common
from gateway.auth.refusals import PasswordRefused, RegistrationRefused
from gateway.auth.registration import SHORTEST_PASSWORD, check, check_password
from tests.gateway.makers import PASSWORD, Gateway, a_registration, an_account, typed

COMMONEST = list(FREQUENCY_LISTS["passwords"])
SIGNS_FOR_LETTERS = "4@8({[<369&#!1/|0$5+7%2"


def test_the_three_thousand_commonest_passwords_that_are_long_enough_are_refused() -> None:
    """Few of them are: so all of the list that are, and the commonest ones with the usual endings."""
    long_enough = [password for password in COMMONEST if len(password) >= SHORTEST_PASSWORD]
    lengthened = [f"{password}{end}" for password in COMMONEST[:3000:10] for end in ("2026", "123456")]

    tried = [*long_enough, *(password for password in lengthened if len(password) >= SHORTEST_PASSWORD)]

    assert len(tried) > 300
    assert [password for password in tried if not is_common(password, ())] == []


@pytest.mark.parametrize(
    "password",
    [
        *(
            "password1234",
            "azertyuiop12",
            "motdepasse123",
            "MotDePasse2026",
            "P@ssw0rd1234",
            "bismillah123",
            "Administrateur1",
            "Maroc2026!!!!",
        ),
        *("Taroudannt2026!", "rokhas-Taroudannt-2026", "casablanca2026"),
        *("Fatima Oubella 2026", "JB123456JB123456", "0661234567 Fatima", "Oubella.Fatima.1990"),
    ],
)
def test_a_common_password_and_a_persons_own_words_are_refused(password: str) -> None:
    with pytest.raises(RegistrationRefused) as refused:
        check(a_registration(password=password, phone="+212661234567", email="fo@exemple.ma"), professional=False)
    with pytest.raises(PasswordRefused) as changed:
        check_password(password, an_account(email="fo@exemple.ma"))

    assert [reason.code for reason in refused.value.reasons] == ["password-too-common"]
    assert [(reason.code, reason.field) for reason in changed.value.reasons] == [("password-too-common", "new_password")]


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "cheval agrafe pile correcte",
        "l'eau coule sous le pont",
        "ديوان رقم السادس",
        "qX7-vb2_Lm9zR4",
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_a_good_password(password: str) -> None:
    check(a_registration(password=password), professional=False)


@pytest.mark.parametrize(("language", "said"), [("fr", "plusieurs mots"), ("ar", "عدة كلمات"), ("en", "several words")])
def test_whoever_types_a_common_password_is_told_what_to_do(gateway: Gateway, language: str, said: str) -> None:
    wish = {**typed(a_registration(password="azertyuiop12")), "role": Role.APPLICANT.value}

    answer = gateway.client.post("/v1/auth/register", json=wish, headers={"Accept-Language": language})

    (reason,) = answer.get_json(force=True)["errors"]["password"]
    assert (answer.status_code, reason["code"]) == (422, "password-too-common")
    assert said in reason["detail"]


def test_the_longest_and_strangest_password_is_judged_in_a_moment() -> None:
    is_common(PASSWORD, ())
    before = process_time()

    for start in range(10):
        is_common((SIGNS_FOR_LETTERS[start:] + SIGNS_FOR_LETTERS * 6)[:128], ())

    assert process_time() - before < 10 * 0.3  # zxcvbn alone takes 10 times 3 s


def test_the_rules_for_passwords_are_told_before_one_is_chosen(gateway: Gateway) -> None:
    schemas = gateway.client.get("/openapi.json").get_json()["components"]["schemas"]

    told = {
        schemas[name]["properties"][field]["description"] for name, field in (("Registration", "password"), ("NewPassword", "new_password"))
    }

    assert len(told) == 1
    assert "12 to 128 signs" in told.pop()
