"""The signature service, without a broker: real database, real signer."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import permutations

import pytest
import sqlalchemy as sa

from chassis.paging import CursorNotUnderstood
from chassis.receipts import AlreadyDone, Errand
from contracts.calls.signature import SignatureRequestView
from contracts.people import Principal
from contracts.refusals import Refusal
from contracts.review import Outcome
from services.signature.domain.refusals import (
    ActivationMismatch,
    AlreadySigned,
    DocumentMissing,
    FeesUnpaid,
    FileWithdrawn,
    RequestUnknown,
    SignedDocumentUnknown,
    WrongPin,
)
from tests.people import a_caller
from tests.signature.conftest import Office
from tests.signature.desk import Killed, Room
from tests.signature.makers import ACT, AGADIR, NOW, PIN, TAROUDANNT


@pytest.fixture
def room(office: Office, signature_database: sa.Engine) -> Room:
    """The room, with an active key in the hand of the president of Taroudannt."""
    office.activate_key()
    return Room(office, signature_database)


@pytest.mark.parametrize(
    "order",
    list(permutations(("submit", "decide", "settle", "prepare"))),
)
def test_a_permit_waits_for_its_signature_once_decided_paid_and_prepared_in_any_order(room: Room, order: tuple[str, ...]) -> None:
    for fact in order:
        assert room.announced("signature-requested") == []
        getattr(room, fact)("d1")

    assert [event["dossier"] for event in room.announced("signature-requested")] == ["d1"]
    assert room.request_of("d1")["status"] == "ready"


def test_a_request_says_what_it_still_waits_for(room: Room) -> None:
    room.decide("d1")

    request = room.request_of("d1")

    assert (request["status"], request["awaits"]) == ("waiting", ["fees", "document", "parties"])


def test_a_refused_file_is_not_to_be_signed(room: Room) -> None:
    room.decide("d1", Outcome.REFUSED)

    assert room.service().requests()["items"] == []


def test_the_president_signs_and_anybody_verifies(room: Room) -> None:
    request = room.ready("d1")

    (result,) = room.sign(request)["results"]

    (event,) = room.announced("permit-signed")
    proof = room.service().verify_code("PC-d1")
    assert (event["prepared_document"], event["document"]) == (request["document"], result["signed_document"])
    assert proof == room.service().verify_code(result["signed_document"])
    assert (proof["permit_number"], proof["signer"]["name"], proof["valid"]) == ("PC-d1", "Amina El Fassi", True)
    assert "withdrawn_at" not in proof
    assert room.office.documents.get(proof["document"]).startswith(b"%PDF")


def test_one_ceremony_signs_many_permits(room: Room) -> None:
    requests = [room.ready(f"d{number}") for number in range(3)]

    results = room.sign(*requests)["results"]

    assert [result["status"] for result in results] == ["signed"] * 3
    assert len(room.announced("permit-signed")) == 3


def test_an_unpaid_permit_is_not_signed(room: Room) -> None:
    room.decide("d1")
    room.prepare("d1")

    with pytest.raises(FeesUnpaid):
        room.sign(room.request_of("d1"))


def test_a_permit_without_its_document_is_not_signed(room: Room) -> None:
    room.decide("d1")
    room.settle("d1")

    with pytest.raises(DocumentMissing):
        room.service().sign([room.request_of("d1")["id"]], "sealed")


def test_one_unpaid_permit_stops_the_ceremony_for_all(room: Room) -> None:
    paid = room.ready("d1")
    room.decide("d2")
    room.prepare("d2")

    with pytest.raises(FeesUnpaid):
        room.sign(paid, room.request_of("d2"))

    assert room.request_of("d1")["status"] == "ready"


def test_a_signed_permit_is_not_signed_again(room: Room) -> None:
    request = room.ready("d1")
    room.sign(request)

    with pytest.raises(AlreadySigned):
        room.sign(request)

    assert len(room.announced("permit-signed")) == 1


def test_a_withdrawn_file_is_not_signed(room: Room) -> None:
    request = room.ready("d1")
    room.withdraw("d1")

    with pytest.raises(FileWithdrawn):
        room.sign(request)


def test_a_permit_whose_file_is_withdrawn_meanwhile_is_not_valid_and_says_since_when(room: Room) -> None:
    request = room.ready("d1")
    (result,) = room.sign(request)["results"]
    assert room.service().verify_code("PC-d1")["valid"]

    room.withdraw("d1")

    proof = room.service().verify_code(result["signed_document"])
    assert (proof["valid"], proof["withdrawn_at"]) == (False, NOW.isoformat())
    assert proof["signer"]["name"] == "Amina El Fassi"
    with pytest.raises(FileWithdrawn):
        room.sign(request)


def test_a_withdrawal_that_comes_first_cancels_what_follows(room: Room) -> None:
    room.withdraw("d1")
    for fact in (room.decide, room.settle, room.prepare):
        fact("d1")

    assert room.service().requests()["items"] == []
    assert room.announced("signature-requested") == []


def test_the_president_of_another_commune_does_not_know_of_the_request(room: Room) -> None:
    elsewhere = room.ready("d1", AGADIR)

    with pytest.raises(RequestUnknown):
        room.sign(elsewhere)


def test_a_request_that_does_not_exist_is_unknown(room: Room) -> None:
    with pytest.raises(RequestUnknown):
        room.service().sign(["no-such-request"], "sealed")


def test_a_wrong_pin_signs_nothing(room: Room) -> None:
    request = room.ready("d1")

    with pytest.raises(WrongPin):
        room.service().sign([request["id"]], room.activation(request, pin="739105"))

    assert room.request_of("d1")["status"] == "ready"
    assert room.announced("permit-signed") == []


def test_an_activation_for_another_file_signs_nothing(room: Room) -> None:
    wanted, other = room.ready("d1"), room.ready("d2")

    with pytest.raises(ActivationMismatch):
        room.service().sign([other["id"]], room.activation(wanted))


def test_a_service_killed_after_the_signature_leaves_the_permit_ready_and_a_repetition_signs_it_once(room: Room) -> None:
    request = room.ready("d1")
    activation = room.activation(request)
    with pytest.raises(Killed):
        room.service(dies_after="sign").sign([request["id"]], activation)
    assert room.request_of("d1")["status"] == "ready"

    room.service().sign([request["id"]], activation)

    assert len(room.announced("permit-signed")) == 1


def test_a_command_repeated_with_its_idempotency_key_gets_its_first_answer(room: Room) -> None:
    request = room.ready("d1")
    errand = Errand(message_id="president-1:key-1", handler="sign", fingerprint="f")
    first = room.sign(request, errand=errand)

    with pytest.raises(AlreadyDone) as done:
        room.sign(request, errand=errand)

    assert done.value.answer == first
    assert len(room.announced("permit-signed")) == 1


def test_the_president_reads_the_very_document_that_he_will_sign(room: Room) -> None:
    request = room.ready("d1")

    found = room.service().document(request["id"])

    assert found == {"sha256": request["document"]}
    assert room.office.documents.get(found["sha256"]).startswith(b"%PDF")


def test_a_signed_document_can_still_be_read_as_it_was_before_the_signature(room: Room) -> None:
    request = room.ready("d1")
    room.sign(request)

    assert room.service().document(request["id"]) == {"sha256": request["document"]}


@pytest.mark.parametrize(
    "stranger",
    [
        a_caller(""),
        a_caller("p", "president", territory=AGADIR),
        *(a_caller("x", role, territory="national") for role in ("auditor", "administrator", "key-officer")),
        *(a_caller("x", role, territory=TAROUDANNT) for role in ("clerk", "reviewer", "treasurer")),
        a_caller("applicant-1", "applicant"),
    ],
)
def test_there_is_nothing_to_read_for_whoever_may_not_sign(room: Room, stranger: Principal) -> None:
    request = room.ready("d1")

    with pytest.raises(RequestUnknown):
        room.service(stranger).document(request["id"])


@pytest.mark.parametrize("missing", ["decide", "prepare"])
def test_there_is_nothing_to_read_before_the_decision_and_the_document(room: Room, missing: str) -> None:
    for fact in {"decide", "settle", "prepare"} - {missing}:
        getattr(room, fact)("d1")
    with room.database.connect() as connection:
        request = connection.execute(sa.text("select id from signature_requests")).scalar_one()

    for unknown in (request, "no-such-request", "\x00"):
        with pytest.raises(RequestUnknown):
            room.service().document(unknown)


def test_a_gateway_that_shows_another_document_gets_no_signature(room: Room) -> None:
    """The president's device seals the hash of what it was shown: the request, which names the prepared one, is not signed with it."""
    request, shown = room.ready("d1"), room.office.documents.get(room.office.a_document("one more floor"))
    read_by_the_president = hashlib.sha256(shown).hexdigest()

    with pytest.raises(ActivationMismatch):
        room.service().sign([request["id"]], room.office.seal({"pin": PIN, "documents": [read_by_the_president]}))

    assert room.request_of("d1")["status"] == "ready"
    assert room.announced("permit-signed") == []


def test_two_ceremonies_at_the_same_time_sign_a_permit_once(room: Room) -> None:
    request = room.ready("d1")

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: outcome_of(room, request), range(4)))

    assert sorted(outcomes) == ["already-signed", "already-signed", "already-signed", "signed"]
    assert len(room.announced("permit-signed")) == 1


def test_a_long_list_of_requests_is_read_page_by_page(room: Room) -> None:
    ids = {room.ready(f"d{number}")["id"] for number in range(3)}

    first = room.service().requests(limit=2)
    rest = room.service().requests(limit=2, cursor=first["next_cursor"])

    assert {item["id"] for item in first["items"] + rest["items"]} == ids
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("nonsense", ["nonsense", "\x00", "~", "zzz", "0" * 36, "2026-11-23~x"])
def test_a_list_goes_on_after_its_own_cursors_only(room: Room, nonsense: str) -> None:
    for listed in (room.service().requests, room.service().keys):
        with pytest.raises(CursorNotUnderstood):
            listed(cursor=nonsense)


def test_a_clerk_follows_the_requests_of_his_commune_and_has_none_to_sign(room: Room) -> None:
    request = room.ready("d1")
    clerk = a_caller("clerk-1", "clerk", territory=TAROUDANNT)

    assert room.service(clerk).requests(mine=False)["items"] == [request]
    assert room.service(clerk).requests(mine=True)["items"] == []


def test_each_step_of_a_key_is_announced_and_names_accounts_alone(room: Room) -> None:
    first, second = (a_caller(f"officer-{number}", "key-officer", territory="09.541") for number in (1, 2))
    holder = a_caller("president-2", "president", territory=TAROUDANNT)

    proposed = room.service(first).propose_key("president-2", "Driss Alaoui", TAROUDANNT, ACT)
    room.service(second).confirm_key(proposed["id"])
    code = room.service(second).key_letter(proposed["id"])["activation_code"]
    activated = room.service(holder).activate_key(proposed["id"], room.office.seal({"pin": PIN, "code": code}))

    about = {"key": proposed["id"], "holder": "president-2", "commune": TAROUDANNT}
    told = about | {"sitting_holders": ["president-1"], "proposed_by": "officer-1"}
    (first_told,), (second_told,) = room.announced("signing-key-proposed"), room.announced("signing-key-confirmed")
    (last_told,) = room.announced("signing-key-activated")
    assert {name: first_told[name] for name in told} == told
    assert {name: second_told[name] for name in told} | {"by": second_told["confirmed_by"]} == told | {"by": "officer-2"}
    assert {name: last_told[name] for name in about} == about
    assert room.service(holder).keys()["items"] == [activated]
    assert not any("Driss" in str(each) or ACT in str(each) for each in (first_told, second_told, last_told))
    assert "sitting_holders" not in proposed


def test_a_proposal_repeated_with_its_idempotency_key_is_announced_once(room: Room) -> None:
    officer = a_caller("officer-1", "key-officer", territory="09.541")
    errand = Errand(message_id="officer-1:key-1", handler="propose_key", fingerprint="f")
    first = room.service(officer, errand=errand).propose_key("president-2", "Driss Alaoui", TAROUDANNT, ACT)

    with pytest.raises(AlreadyDone) as done:
        room.service(officer, errand=errand).propose_key("president-2", "Driss Alaoui", TAROUDANNT, ACT)

    assert done.value.answer == first
    assert len(room.announced("signing-key-proposed")) == 1


def test_the_code_of_a_letter_is_in_no_answer_that_is_kept(room: Room) -> None:
    first, second = (a_caller(f"officer-{number}", "key-officer", territory="09.541") for number in (1, 2))
    key = room.service(first).propose_key("president-2", "Driss Alaoui", TAROUDANNT, ACT)
    errand = Errand(message_id="officer-2:key-1", handler="confirm_key", fingerprint="f")
    room.service(second, errand=errand).confirm_key(key["id"])

    code = room.service(second).key_letter(key["id"])["activation_code"]

    with room.database.connect() as connection:
        kept = str([connection.execute(sa.text(f"select * from {table}")).all() for table in ("receipts", "outbox")])  # noqa: S608 - two names above
    assert key["id"] in kept
    assert code not in kept


def test_a_permit_that_nobody_signed_is_not_verified(room: Room) -> None:
    room.ready("d1")

    with pytest.raises(SignedDocumentUnknown):
        room.service().verify_code("PC-d1")


def test_the_keys_to_seal_to_and_to_trust_are_public(room: Room) -> None:
    nobody = room.service(Principal(account=""))

    assert nobody.recipient_key()["crv"] == "P-256"
    assert nobody.ca_certificate()["certificate"].startswith("-----BEGIN CERTIFICATE-----")


def test_the_instant_of_the_signature_is_the_signers(room: Room) -> None:
    before = datetime.now(UTC)

    (result,) = room.sign(room.ready("d1"))["results"]

    assert before <= datetime.fromisoformat(result["signed_at"]) <= datetime.now(UTC)


def outcome_of(room: Room, request: SignatureRequestView) -> str:
    """Hold a ceremony and name what came of it."""
    try:
        room.sign(request)
    except Refusal as refusal:
        return refusal.code
    return "signed"
