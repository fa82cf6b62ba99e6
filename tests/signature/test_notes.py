"""A planning information note, signed by the director of the agency over the commune: real database, real signer, real ceremony."""

import subprocess
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.payment import Moment
from contracts.people import Office as Held
from contracts.people import Principal, Role
from contracts.refusals import NotYourOffice, Refusal
from services.signature.domain.refusals import FeesUnpaid, HolderOutOfOffice, NoUsableKey, OpinionsMissing, RequestUnknown
from tests.people import a_caller
from tests.signature.conftest import Office
from tests.signature.desk import PRESIDENT, Room
from tests.signature.makers import ACT, AGADIR, AGENCY, AGENCY_ELSEWHERE, NOTE, PIN, TALIOUINE, TAROUDANNT, a_director
from tests.signature.reading import words_in_the_box

DIRECTOR = a_director()
DECLARATION = "simple-activity-declaration@2026-01"


@pytest.fixture
def room(office: Office, signature_database: sa.Engine) -> Room:
    """The room, with an active key in the hand of the director."""
    office.activate_key_of(DIRECTOR)
    return Room(office, signature_database)


@pytest.mark.parametrize("order", list(permutations(("submit", "conclude", "settle", "prepare"))))
def test_a_note_waits_for_its_signature_once_said_paid_and_prepared_in_any_order(room: Room, order: tuple[str, ...]) -> None:
    for fact in order:
        assert room.announced("signature-requested") == []
        getattr(room, fact)("n1", procedure=NOTE, **{"due": Moment.REQUEST} if fact == "settle" else {})

    (event,) = room.announced("signature-requested")
    assert (event["dossier"], event["authority"]) == ("n1", "director")
    (request,) = room.service(DIRECTOR).requests()["items"]
    assert (request["status"], request["authority"], request["awaits"]) == ("ready", "director", [])


def test_the_director_of_the_agency_signs_a_note_and_anybody_verifies(room: Room) -> None:
    request = room.ready_note("n1")

    (result,) = room.sign(request, caller=DIRECTOR)["results"]

    (event,) = room.announced("permit-signed")
    assert (event["signed_by"], event["prepared_document"]) == ("director-1", request["document"])
    signer = room.service().verify_code(result["signed_document"])["signer"]
    assert (signer["name"], signer["role"], signer["commune"]) == ("Salma Bennis", "director", AGENCY)


def test_a_signed_note_says_for_which_agency_it_was_signed(room: Room, tmp_path: Path) -> None:
    (result,) = room.sign(room.ready_note("n1"), caller=DIRECTOR)["results"]

    signed = room.office.documents.get(result["signed_document"])

    for said in ("SalmaBennis", "LeDirecteurdel'agenceurbainedeTaroudannt-Tiznit-Tata"):
        assert said in words_in_the_box(signed)
    (tmp_path / "note.pdf").write_bytes(signed)
    said = subprocess.run(["pdfsig", "-nocert", "note.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid." in said
    assert "Agence urbaine de Taroudannt-Tiznit-Tata" in said


def test_notes_for_several_communes_of_an_agency_are_signed_in_one_ceremony(room: Room) -> None:
    requests = [room.ready_note("n1"), room.ready_note("n2", TALIOUINE)]

    results = room.sign(*requests, caller=DIRECTOR)["results"]

    assert [(each["commune"], each["status"]) for each in results] == [(TAROUDANNT, "signed"), (TALIOUINE, "signed")]


@pytest.mark.parametrize(
    ("person", "refusal"),
    [(PRESIDENT, NotYourOffice), (a_director(AGENCY_ELSEWHERE), RequestUnknown), (a_director(account="director-2"), NoUsableKey)],
    ids=["the president of the commune", "a director elsewhere", "a director without a key"],
)
def test_nobody_else_signs_a_note(room: Room, person: Principal, refusal: type[Refusal]) -> None:
    request = room.ready_note("n1")

    with pytest.raises(refusal):
        room.sign(request, caller=person)

    assert room.announced("permit-signed") == []


def test_a_director_signs_no_permit(room: Room) -> None:
    permit = room.ready("d1")

    with pytest.raises(NotYourOffice):
        room.sign(permit, caller=DIRECTOR)


def test_a_note_for_a_commune_of_another_agency_is_unknown_to_the_director(room: Room) -> None:
    elsewhere = room.ready_note("n1", AGADIR)

    with pytest.raises(RequestUnknown):
        room.sign(elsewhere, caller=DIRECTOR)
    with pytest.raises(RequestUnknown):
        room.service(DIRECTOR).document(elsewhere["id"])


def test_a_note_is_read_by_the_director_alone_before_he_signs_it(room: Room) -> None:
    request = room.ready_note("n1")

    assert room.service(DIRECTOR).document(request["id"]) == {"sha256": request["document"]}
    with pytest.raises(RequestUnknown):
        room.service(PRESIDENT).document(request["id"])


@pytest.mark.parametrize(("missing", "refusal"), [("settle", FeesUnpaid), ("conclude", OpinionsMissing)])
def test_a_note_is_not_signed_before_it_is_paid_and_said(room: Room, missing: str, refusal: type[Refusal]) -> None:
    for fact in ("submit", "prepare", "settle", "conclude"):
        if fact != missing:
            getattr(room, fact)("n1", procedure=NOTE, **{"due": Moment.REQUEST} if fact == "settle" else {})
    with room.database.connect() as connection:
        request = connection.execute(sa.text("select id from signature_requests")).scalar_one()

    with pytest.raises(refusal):
        room.service(DIRECTOR).sign([request], "sealed")


def test_what_is_paid_at_a_decision_pays_no_note(room: Room) -> None:
    for fact in ("submit", "prepare", "settle", "conclude"):
        getattr(room, fact)("n1", procedure=NOTE)

    assert [request["awaits"] for request in room.service(DIRECTOR).requests()["items"]] == [["fees"]]


def test_the_key_of_an_agency_signs_no_more_once_its_director_has_left(room: Room) -> None:
    document = room.office.a_document()
    activation = room.activation({"document": document})
    now_elsewhere = Principal(account="director-1", offices=(Held(role=Role.DIRECTOR, territory=AGENCY_ELSEWHERE),))

    with pytest.raises(HolderOutOfOffice):
        room.office.signer.sign(room.office.gateway.token_of(now_elsewhere), commune=AGENCY, documents=[document], activation=activation)


def test_each_step_of_the_key_of_an_agency_is_announced_under_its_code(room: Room) -> None:
    first, second = (a_caller(f"officer-{number}", "key-officer", territory="national") for number in (1, 2))
    successor = a_director(account="director-2")

    key = room.service(first).propose_key("director-2", "Karim Fassi", AGENCY, ACT, role="director")
    room.service(second).confirm_key(key["id"])
    code = room.service(second).key_letter(key["id"])["activation_code"]
    room.service(successor).activate_key(key["id"], room.office.seal({"pin": PIN, "code": code}))

    steps = [each for name in ("proposed", "confirmed", "activated") for each in room.announced(f"signing-key-{name}")]
    assert [(each["holder"], each["commune"]) for each in steps] == [("director-2", AGENCY)] * 3
    assert [each["sitting_holders"] for each in steps[:2]] == [["director-1"]] * 2


def test_a_declaration_has_no_paper_and_makes_no_request(room: Room) -> None:
    room.submit("a1", procedure=DECLARATION)

    with room.database.connect() as connection:
        assert connection.execute(sa.text("select count(*) from signature_requests")).scalar_one() == 0
