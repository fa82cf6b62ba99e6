"""What people read: messages, problems, labels, each in its languages."""

from typing import Any

import pytest

from catalogue import labels, procedures
from catalogue.languages import Locale
from catalogue.reading import BrokenCatalogue
from contracts.payment import Moment
from contracts.review import Outcome, Verdict, Voice
from tests.texts.sms import segments
from texts import messages, problems
from texts.messages import PlaceholderMissing

VALUES = {
    "registry_number": "09.541.01.13-2026-000001",
    "procedure": "Permis de construire, petit projet",
    "commune": "Taroudannt",
    "address": "https://permits.example/dossiers/3f6c2a1e-0000-4000-8000-1234567890ab",
    "body": "Agence urbaine",
    "due_on": "06/12/2026",
    "transaction": "24116KQmG1234567",
    "amount": "5 482,00 MAD",
    "permit_number": "PC-09.541.01.13-2026-000001",
    "person": "Ahmed Zemmouri",
    "role": "Président de la commune",
    "territory": "Taroudannt",
    "change": "Attribution",
    "act": "Arrêté n° 12/2026",
    "reason": "Un seul administrateur en fonction",
    "until": "23/11/2026",
    "professional": "Leïla Amrani",
    "profession": "Architecte",
}

ASKED = {"procedure": "building-permit-small@2026-01"}


@pytest.mark.parametrize("locale", ["fr", "ar"])
@pytest.mark.parametrize("template", messages.templates())
def test_every_message_is_complete_in_both_languages_and_short_enough_for_an_sms(template: str, locale: str) -> None:
    message = messages.render(template, locale, VALUES)

    assert "{" not in f"{message.subject}{message.mail}{message.sms}"
    assert VALUES["address"] in message.mail
    assert segments(message.sms) <= 2


def test_a_missing_value_stops_a_message() -> None:
    with pytest.raises(PlaceholderMissing, match="permit_number"):
        messages.render("permit-issued", "fr", {name: value for name, value in VALUES.items() if name != "permit_number"})


def test_an_unknown_message_is_refused() -> None:
    with pytest.raises(BrokenCatalogue):
        messages.render("../problems/fr", "fr", VALUES)


def test_a_value_cannot_add_a_line_to_the_subject_nor_a_placeholder() -> None:
    message = messages.render("permit-issued", "fr", VALUES | {"permit_number": "1\r\nBcc: everybody", "commune": "{address}"})

    assert "\n" not in message.subject
    assert "{address}" in message.mail


def test_numbers_keep_their_order_inside_arabic() -> None:
    message = messages.render("permit-issued", "ar", VALUES)

    assert f"\u2068{VALUES['permit_number']}\u2069" in message.subject
    assert f"\n{VALUES['address']}\n" in message.mail


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("é" * 160, 1), ("€" * 80, 1), ("€" * 81, 2), ("س" * 70, 1), ("س" * 71, 2), ("س" * 135, 3), ("", 1)],
)
def test_arabic_leaves_room_for_seventy_characters(text: str, parts: int) -> None:
    assert segments(text) == parts


@pytest.mark.parametrize("code", sorted(problems.codes("fr") | problems.codes("ar") | problems.codes("en")))
def test_every_problem_is_said_in_three_languages_with_the_same_facts(code: str) -> None:
    asked = {locale: problems.placeholders(code, locale) for locale in Locale}

    assert len(set(asked.values())) == 1


def test_a_problem_is_filled_with_its_facts() -> None:
    title, detail = problems.text("missing-documents", "en", {"documents": ["plans", "deed"]})

    assert (title, detail) == ("Missing documents", "Documents to attach: plans, deed.")


def test_a_problem_reaches_people_even_without_a_text_or_a_fact() -> None:
    assert problems.text("never-heard-of", "en", {}).detail == "The request is refused (never-heard-of)."
    assert problems.text("commune-not-found", "de", {}).detail == "Aucune commune ne porte le code …."


@pytest.mark.parametrize(
    ("code", "facts", "french", "arabic"),
    [
        ("dossier-move-not-allowed", {"status": "refused"}, "à l'état « Refusé »", "حالة الملف هي «مرفوض»"),
        ("case-move-not-allowed", {"move": "decide", "status": "decided"}, "« Rendre la décision »", "«اتخاذ القرار»"),
        ("order-not-payable", {"status": "settled"}, "« Réglé »", "«مؤداة»"),
        (
            "opinions-open",
            {"bodies": ["province", "urban-agency"]},
            ": Préfecture ou province, Agence urbaine.",
            ": العمالة أو الإقليم، الوكالة الحضرية.",
        ),
        ("missing-document", {"kind": "architect-contract", **ASKED}, "« Contrat d'architecte couvrant", "«عقد المهندس المعماري"),
        ("missing-document", {"kind": "architect-contract", "procedure": "unknown@1"}, "« architect-contract »", "«architect-contract»"),
        ("unknown-document-kind", {"kind": "horoscope"}, "« horoscope »", "«horoscope»"),
        ("value-not-allowed", {"rule": "exclusiveMinimum", "expected": 0, **ASKED}, "Valeur attendue : plus de 0.", "أكثر من 0."),
        (
            "value-not-allowed",
            {"rule": "enum", "expected": ["shop"], "path": "project.use", **ASKED},
            "choix Commerce.",
            "الاختيارات تجارة.",
        ),
        (
            "value-not-allowed",
            {"rule": "pattern", "expected": r"\S", **ASKED},
            ": un texte de la forme demandée.",
            ": نص على الصيغة المطلوبة.",
        ),
        ("value-not-allowed", {}, "Cette valeur ne fait pas partie des choix possibles.", "هذه القيمة ليست من بين الاختيارات الممكنة."),
        ("voice-not-asked", {"gives": "information"}, "un renseignement, et rien", "هو: معلومات، لا غير"),
        ("filing-reserved", {"professions": ["architect"]}, "(Architecte)", "(مهندس معماري)"),
        (
            "level-not-for-role",
            {"role": "president", "levels": ("commune",)},
            "« Président de la commune ou de l'arrondissement »",
            "«رئيس الجماعة أو المقاطعة»",
        ),
    ],
)
def test_a_problem_names_codes_in_the_language_of_the_reader(code: str, facts: dict[str, Any], french: str, arabic: str) -> None:
    assert french in problems.text(code, "fr", facts).detail
    assert arabic in problems.text(code, "ar", facts).detail


def test_a_fact_cannot_ask_for_another_fact() -> None:
    assert problems.text("dossier-move-not-allowed", "fr", {"status": "{code}"}).detail.startswith("Le dossier est à l'état « {code} »")


def test_every_rule_of_a_form_is_said_in_words() -> None:
    structure = {"type", "properties", "required", "additionalProperties", "readOnly"}
    rules = {rule for field in procedures.load("building-permit-small").fields.values() for rule in field if not rule.startswith("x-")}

    assert rules - structure - {"allOf"} <= labels.codes("form-rules")


def test_every_verdict_outcome_moment_and_voice_has_a_name_in_three_languages() -> None:
    assert labels.codes("verdicts") == set(Verdict)
    assert labels.codes("outcomes") == set(Outcome)
    assert labels.codes("moments") == set(Moment)
    assert labels.codes("voices") == set(Voice)
    for subject in labels.subjects():
        assert all(each.fr and each.ar and each.en for each in labels.labels(subject).values())


def test_a_label_is_said_in_the_language_asked() -> None:
    assert [labels.label("statuses", "issued", locale) for locale in ("fr", "ar", "en")] == ["Délivré", "مسلَّم", "Issued"]
    with pytest.raises(BrokenCatalogue):
        labels.label("statuses", "lost")
