"""The visible signature: who signed is read on the paper, in both languages, inside the box kept for it, and the paper stays an archive."""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from catalogue.territory.agencies import agencies
from contracts.people import Role
from press import compose
from press.facts import named
from press.letterhead import AGENCY
from services.signature.appearance import composed
from services.signature.authority import Authority
from services.signature.keystore import SoftwareKeystore
from services.signature.pades import OpenKeySigner, sign_pdf
from tests.catalogue.makers import a_permit
from tests.signature.makers import PIN, TAROUDANNT, a_key, a_pdf, an_authority
from tests.signature.reading import words_in_the_box

EVENING = datetime(2026, 11, 24, 23, 30, 5, tzinfo=UTC)  # in Morocco the next day has begun


def a_signed_permit(
    name: str = "Ahmed Zemmouri", *, role: Role = Role.PRESIDENT, territory: str = TAROUDANNT, permit: bytes = b""
) -> bytes:
    """Make a permit signed by the president of a commune, or another paper in another office."""
    authority, keystore = Authority.from_pem(*an_authority()), SoftwareKeystore(b"s" * 32)
    key = a_key(name=name, commune=territory, role=role)
    public_key, stored = keystore.generate("owner", PIN)
    certificate = authority.certify(key, public_key, datetime.now(UTC))
    key.activate("certificate", "3f8c1b7a", datetime.now(UTC), datetime.now(UTC))
    with keystore.open("owner", stored, PIN) as sign:
        signer = OpenKeySigner(sign, certificate, authority.certificate)
        return sign_pdf(permit or compose("permit", a_permit()), signer, territory, composed(key, EVENING))


def the_widget(document: pikepdf.Pdf) -> Any:
    """Find the field of the signature on the last page."""
    annotations: Any = document.pages[-1].Annots
    (widget,) = [each for each in annotations if each.Subtype == "/Widget"]
    return widget


@pytest.fixture(scope="module")
def signed() -> bytes:
    """A permit of Taroudannt, signed."""
    return a_signed_permit()


def test_the_permit_names_who_signed_it_when_and_by_which_certificate(signed: bytes) -> None:
    read = words_in_the_box(signed)

    for said in ("AhmedZemmouri", "LePrésidentduConseilcommunaldeTaroudannt", "25/11/2026", "00:30:05", "3f8c1b7a"):
        assert said in read


def test_the_office_is_said_in_arabic_too(signed: bytes) -> None:
    text = subprocess.run(["pdftotext", "-", "-"], input=signed, capture_output=True, check=True).stdout.decode()

    assert re.search("رئيس المجلس الجماعي لتارودانت", re.sub(r"[\u202a-\u202e]", "", text))


@pytest.mark.parametrize("code", ["agency-fes", "agency-agadir", max(agencies(), key=lambda agency: len(agency.name_fr)).code])
def test_the_director_of_an_agency_is_named_with_his_agency_inside_the_box(code: str) -> None:
    (agency,) = [each for each in agencies() if each.code == code]

    read = words_in_the_box(a_signed_permit(role=Role.DIRECTOR, territory=code, permit=a_pdf()))

    title = "Le Directeur de l'" + agency.name_fr[0].lower() + agency.name_fr[1:]
    assert title.replace(" ", "") in read


def test_the_title_of_a_director_has_said_how_the_name_of_every_agency_begins() -> None:
    titles = named("offices", Role.DIRECTOR)

    assert [agency.code for agency in agencies() if not all(agency.name(each).startswith(kind) for each, kind in AGENCY.items())] == []
    assert titles["fr"].endswith(AGENCY["fr"].strip().lower())
    assert titles["ar"].endswith(AGENCY["ar"].strip())


@pytest.mark.parametrize("name", ["عبد الرحمان الإدريسي", "Zineb-Fatima Ezzahra El Alaoui El Mdaghri Belkacemi Bennani W.", "Ilić Đỗ"])
def test_every_name_that_a_certificate_carries_stays_in_the_box(name: str) -> None:
    shown, short = words_in_the_box(a_signed_permit(name)), words_in_the_box(a_signed_permit("A"))

    assert len(shown) - len(short) == len(name.replace(" ", "")) - 1


def test_the_signature_stands_on_the_last_page_however_many_there_are(tmp_path: Path) -> None:
    opinions = a_permit()["opinions"]
    long = {"verdict": "favourable-with-reservations", "reservations": [{"text": "يجب ترك مسافة ثلاثة أمتار. " * 200}]}
    permit = compose("permit", a_permit(opinions=[opinions[0] | long, *opinions[1:]]))

    (tmp_path / "permit.pdf").write_bytes(a_signed_permit(permit=permit))

    assert "AhmedZemmouri" in words_in_the_box((tmp_path / "permit.pdf").read_bytes())
    said = subprocess.run(["pdfsig", "-nocert", "permit.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_a_signed_permit_is_an_archive_still(signed: bytes) -> None:
    """ISO 19005-2: the field is printed and never hidden (6.3.2), has one appearance (6.3.3); fonts are embedded (6.2.11.4)."""
    document = pikepdf.open(BytesIO(signed))
    widget = the_widget(document)

    assert document.open_metadata()["pdfaid:part"] == "2"
    assert document.open_metadata()["pdfaid:conformance"] == "B"
    assert int(widget.F) & 0b100111 == 0b000100  # Print, and none of Invisible, Hidden, NoView
    assert set(widget.AP.keys()) == {"/N"}
    fonts = list(fonts_of(widget.AP.N))
    assert len(fonts) >= 3
    assert all({"/FontFile2", "/FontFile3"} & set(font.DescendantFonts[0].FontDescriptor.keys()) for font in fonts)


def test_the_appearance_has_its_own_colours_and_no_veil(signed: bytes) -> None:
    """ISO 19005-2: colours that depend on no device (6.2.4), nothing seen through (6.2.10)."""
    document = pikepdf.open(BytesIO(signed))
    widget = the_widget(document)

    states = [state for form in forms_of(widget.AP.N) for state in form.Resources.get("/ExtGState", {}).values()]
    assert {(float(state.get("/ca", 1)), float(state.get("/CA", 1)), "/SMask" in state) for state in states} == {(1.0, 1.0, False)}
    drawn = b"\n".join(form.read_bytes() for form in forms_of(widget.AP.N))
    assert not re.search(rb"(?m)\s(rg|RG|g|G|k|K)\s*$", drawn)


def forms_of(form: Any) -> Iterator[Any]:
    """Give a form and those that it draws."""
    yield form
    for inner in form.Resources.get("/XObject", {}).values():
        yield from forms_of(inner)


def fonts_of(form: Any) -> Iterator[Any]:
    """Give the fonts of a form and of those that it draws."""
    for each in forms_of(form):
        yield from each.Resources.get("/Font", {}).values()
