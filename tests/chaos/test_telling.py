"""What people must be told, for each procedure."""

from collections.abc import Iterable

from tests.chaos.audit import differences
from tests.chaos.course import course_of, mix
from tests.chaos.telling import Told, due, holders, of_file
from texts.messages import templates

OTHER_LIVES = {
    "account-exists",
    "complement-requested",
    "decision-refused",
    "declaration-stands",
    "dossier-withdrawn",
    "glass-broken",
    "mandate-withdrawn",
    "objection-raised",
    "office-change-proposed",
    "office-changed",
    "surplus-held",
}
"""Nothing of the kind happens to these files and people; the offices of the cast were there from the beginning."""


def words(told: Iterable[Told], name: str) -> set[str]:
    """Give the templates in which somebody is told."""
    return {each.template for each in told if each.name == name}


def test_every_message_that_the_catalogue_words_belongs_to_one_of_the_lives_or_to_others() -> None:
    told = {each.template for each in due({str(course): course for course in mix()})}

    assert told | OTHER_LIVES == set(templates())
    assert not told & OTHER_LIVES


def test_the_director_is_told_of_a_note_to_sign_and_the_president_is_not() -> None:
    told = list(of_file("note", course_of("planning-information-note")))

    assert words(told, "director") == {"signature-requested"}
    assert words(told, "president") == set()
    assert words(told, "reviewer-agency") == {"information-requested"}


def test_who_filed_a_note_is_told_to_pay_first() -> None:
    told = words(of_file("note", course_of("planning-information-note")), "owner")

    assert told == {"dossier-submitted-unpaid", "fees-assessed-for-study", "fees-settled-for-study", "permit-issued"}


def test_a_declaration_is_told_to_its_owner_and_to_the_desk() -> None:
    told = list(of_file("shop", course_of("simple-activity-declaration")))

    assert {each.name for each in told} == {"owner", "clerk"}


def test_the_auditor_is_told_of_the_key_of_each_who_signs() -> None:
    files = {"note": course_of("planning-information-note"), "terrace": course_of("repair-permit")}

    told = due(files)

    assert holders(files.values()) == ["director", "president"]
    assert told[Told("", "signing-key-proposed-beside", "mail", "auditor")] == 2


def test_too_few_too_many_and_what_should_not_be_there_are_differences() -> None:
    expected = {"even": 1, "lost": 1, "doubled": 1, "never": 0}

    found = dict(differences(expected, {"even": 1, "doubled": 2, "never": 1, "of nobody": 7}))

    assert found == {"lost": "0, not 1", "doubled": "2, not 1", "never": "1, not 0"}
