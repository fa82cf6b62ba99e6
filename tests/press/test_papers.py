"""What each path delivers: the receipts of all procedures, an order, a note, in whose name each is written."""

import re
import subprocess
from datetime import date
from typing import Any

import pytest

from catalogue.procedures.texts import ARTICLE_FACTS, NOTICE_FACTS
from catalogue.reading import BrokenCatalogue, Source, read
from contracts.people import Authority
from press import PermitValues, ReceiptValues, compose
from press.facts import form_sections
from press.letterhead import letterhead
from press.permit import permit_page
from press.receipt import receipt_page
from tests.catalogue.makers import TAROUDANNT, a_form, a_note, a_permit, a_procedure, a_receipt

NOTE, REPAIR, DECLARATION = "planning-information-note", "repair-permit", "simple-activity-declaration"
A_DAY = date(2026, 11, 25)
PAID = {"amount": "250.00", "currency": "MAD", "method": "card", "settled_at": "2026-11-22T09:12:00+00:00"}


def words(pdf: bytes) -> str:
    """Give the text of a PDF as poppler finds it, on one line."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", found).split())


def title(pdf: bytes) -> str:
    """Give the title of a PDF."""
    found = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return found.partition("Title:")[2].partition("\n")[0].strip()


@pytest.mark.parametrize(
    ("code", "heading", "said", "last_day"),
    [
        ("building-permit-small", "Récépissé de dépôt", "Décision due au plus tard le", "06/12/2026"),
        (REPAIR, "Récépissé de dépôt", "Décision due au plus tard le", "01/12/2026"),
        (DECLARATION, "Récépissé de déclaration", "Opposition possible jusqu'au", "20/01/2027"),
    ],
)
def test_a_receipt_has_the_heading_of_its_procedure_and_tells_until_when_somebody_decides_or_objects(
    code: str, heading: str, said: str, last_day: str
) -> None:
    pdf = compose("receipt", a_receipt(code))
    text = words(pdf)

    assert title(pdf) == f"{heading} 09.541.01.13-2026-000001"
    assert heading in text
    assert f"{said} {last_day}" in text


def test_a_receipt_promises_no_day_where_nobody_decides_or_objects() -> None:
    text = words(compose("receipt", a_receipt(NOTE)))

    assert "Décision due" not in text
    assert "Opposition possible" not in text
    assert "L'étude commence dès que la rémunération" in text


def test_a_receipt_that_is_a_title_says_who_may_act_and_for_what() -> None:
    text = words(compose("receipt", a_receipt(DECLARATION, filed_by="Salma Idrissi")))

    for fact in (
        "DONNE RÉCÉPISSÉ",
        "Fatima Zahra Amrani",
        "JB482917",
        "Épicerie Al Baraka",
        "24 m²",
        "Locataire",
        "loi organique",
        "Salma Idrissi",
    ):
        assert fact in text
    assert "atteste avoir reçu" not in text


def test_a_receipt_that_is_no_title_does_not_look_like_one() -> None:
    text = words(compose("receipt", a_receipt(REPAIR)))

    assert "atteste avoir reçu" in text
    assert "DONNE RÉCÉPISSÉ" not in text
    assert "Étanchéité" not in text


def test_a_title_that_does_not_say_for_what_is_refused() -> None:
    with pytest.raises(BrokenCatalogue, match="form: missing"):
        compose("receipt", a_receipt(DECLARATION, form=None))


def test_an_order_upon_which_nobody_was_heard_speaks_of_no_opinion() -> None:
    text = words(compose("permit", a_permit(REPAIR)))

    assert "Permis de réfection" in text
    assert "ARRÊTE" in text
    assert "Vu les avis recueillis" not in text
    assert "Avis recueillis" not in text


def test_an_order_says_until_when_it_holds_in_its_articles_and_beside_the_decision() -> None:
    text = words(compose("permit", a_permit(REPAIR)))

    assert "six mois, jusqu'au 25/05/2027" in text
    assert "Valable jusqu'au 25/05/2027" in text
    assert "Valable jusqu'au" not in words(compose("permit", a_permit()))


def test_a_paper_lists_every_order_that_was_paid_and_none_when_nothing_was_asked() -> None:
    twice = words(compose("permit", a_permit(fees=[PAID, PAID | {"amount": "5482.00", "method": "counter"}])))
    never = words(compose("permit", a_permit(fees=[])))

    assert twice.count("Montant acquitté") == 2
    assert "250,00 MAD" in twice
    assert "5 482,00 MAD" in twice
    assert "acquitté" not in never


def test_a_note_gives_what_the_body_says_and_orders_nothing() -> None:
    text = words(compose("permit", a_note("Zone HE2, R+2.\nRecul de 3 m.", "تقع البقعة خارج المناطق المحمية.", fees=[PAID])))

    for fact in (
        "Note de renseignements urbanistiques",
        "NRU-",
        "Renseignements",
        "Zone HE2, R+2.",
        "المحمية",
        "Le Directeur de l'agence urbaine",
        "250,00 MAD",
    ):
        assert fact in text
    for word in ("ARRÊTE", "Article", "Décision", "Avis recueillis", "Réserves", "Vu la"):
        assert word not in text


def test_a_note_says_what_a_body_holds_where_it_gives_an_opinion() -> None:
    opinion = a_note("Rien.")["opinions"][0] | {"verdict": "favourable"}

    assert "Avis favorable" in words(compose("permit", a_note(opinions=[opinion])))
    assert "Renseignements donnés" not in words(compose("permit", a_note("Rien.")))


def test_what_a_body_tells_for_an_order_is_no_reservation() -> None:
    told = {
        "body": "urban-agency",
        "verdict": "information",
        "given_at": "2026-11-22T10:00:00+00:00",
        "reservations": [{"text": "Zone HE2."}],
    }
    text = words(compose("permit", a_permit(opinions=[told])))

    assert "Renseignements · Agence urbaine" in text
    assert "Réserves" not in text


def test_yes_and_no_are_said_in_both_languages() -> None:
    works = form_sections(a_procedure(REPAIR), a_form(REPAIR))[1]

    assert works["lines"][-1]["value"] == {"fr": "Non", "ar": "لا"}


def test_texts_may_name_every_fact_that_their_paper_has() -> None:
    paper = permit_page(read(PermitValues, Source("a permit", a_permit(REPAIR))))
    receipt = receipt_page(read(ReceiptValues, Source("a receipt", a_receipt(REPAIR))))

    assert paper.content["facts"].keys() == ARTICLE_FACTS | {"valid_until"}
    assert receipt.content["facts"].keys() == NOTICE_FACTS


def test_a_procedure_without_a_paper_delivers_none() -> None:
    with pytest.raises(BrokenCatalogue, match="simple-activity-declaration@2026-01 delivers no paper"):
        compose("permit", a_permit() | {"procedure": a_procedure(DECLARATION).ref})


@pytest.mark.parametrize("left_out", ["decided_at", "valid_until"])
def test_a_paper_that_lacks_what_its_procedure_says_is_refused(left_out: str) -> None:
    values = {name: value for name, value in a_permit(REPAIR).items() if name != left_out}

    with pytest.raises(BrokenCatalogue, match=f"{left_out}: missing"):
        compose("permit", values)


@pytest.mark.parametrize(
    ("authority", "name", "of"),
    [
        (Authority.PRESIDENT, "Commune de Taroudannt", "de Taroudannt"),
        (Authority.DIRECTOR, "Agence urbaine de Taroudannt-Tiznit-Tata", ""),
        (Authority.GOVERNOR, "Province de Taroudannt", "de la province de Taroudannt"),
    ],
)
def test_a_paper_is_written_in_the_name_of_the_administration_that_signs(authority: Authority, name: str, of: str) -> None:
    head: dict[str, Any] = letterhead(TAROUDANNT, authority, A_DAY)

    assert (head["name"]["fr"], head["of"]["fr"]) == (name, of)


def test_where_no_agency_serves_yet_the_commune_writes() -> None:
    head: dict[str, Any] = letterhead(TAROUDANNT, Authority.DIRECTOR, date(2019, 12, 31))

    assert head["name"] == {"fr": "Commune de Taroudannt", "ar": "جماعة تارودانت"}


def test_names_follow_their_office_in_both_languages() -> None:
    assert letterhead("06.141.01.0")["of"] == {"fr": "de Casablanca", "ar": "للدار البيضاء"}
    assert letterhead(TAROUDANNT, Authority.GOVERNOR)["of"] == {"fr": "de la province de Taroudannt", "ar": "لإقليم تارودانت"}


@pytest.mark.parametrize(
    ("role", "territory", "office"),
    [
        ("vice-president", TAROUDANNT, "par délégation du Président de Taroudannt"),
        ("director", "agency-taroudannt", "Le Directeur de l'agence urbaine de Taroudannt-Tiznit-Tata"),
        ("governor", "09.541", "Le Gouverneur de la province de Taroudannt"),
    ],
)
def test_a_visible_signature_says_of_what_the_signatory_holds_his_office(role: str, territory: str, office: str) -> None:
    signed = {"name": "Amina Tazi", "role": role, "territory": territory, "signed_at": "2026-11-25T10:00:00+00:00", "serial": "3f8c1b7a"}

    assert office in re.sub(r"[\u0600-\u06ff]+ ?", "", words(compose("signature", signed)))
