"""What may be signed, with which key, under which PIN."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calls.signature import Awaited, KeyStatus, RequestStatus
from contracts.events import reference_of
from contracts.people import Authority
from contracts.refusals import Conflict
from contracts.signature import PermitSigned
from services.signature.domain.keys import MAX_WRONG_PINS
from services.signature.domain.pins import check_pin
from services.signature.domain.refusals import (
    ActRefused,
    AlreadySigned,
    CeremonySize,
    DecisionMissing,
    DocumentMissing,
    FeesUnpaid,
    FileWithdrawn,
    HolderNameRefused,
    KeyAlreadyActive,
    KeyExpired,
    KeyForOneself,
    KeyLocked,
    KeyNeedsSecondOfficer,
    KeyNotConfirmed,
    KeyNotProposed,
    KeyRevoked,
    NoUsableKey,
    OpinionsMissing,
    PartiesUnknown,
    PinTooWeak,
    RequestUnknown,
    WrongPin,
)
from services.signature.domain.requests import SignatureRequest, check_ceremony, check_signable
from services.signature.domain.wanted import wanted_of
from tests.files import File
from tests.shelves import STUDIED_PERMIT, shelf_in
from tests.signature.makers import (
    HASH,
    LEARN,
    NOTE,
    NOW,
    PERMIT,
    PIN,
    REPAIR,
    a_key,
    a_prepared_permit,
    a_proposed_key,
    a_request,
    a_signature,
    an_active_key,
)

STUDIED, FREE = "studied-permit@2026-01", "free-permit@2026-01"
SHAPES: dict[str, set[str]] = {  # what makes a paper ready
    PERMIT: {"decision", "decision-fees", "document", "parties"},
    REPAIR: {"decision", "decision-fees", "document", "parties"},
    NOTE: {"opinions", "request-fees", "document", "parties"},
    STUDIED: {"decision", "request-fees", "decision-fees", "document", "parties"},
    FREE: {"decision", "document", "parties"},
}
A_FREE_PERMIT: dict[str, Any] = {
    "code": "free-permit",
    "like": "building-permit-small",
    "charges": [],
    "decision": {"by": "governor"},
    "silence": {"attested_by": "president"},
    "paper": {
        "number": "PL",
        "signed_by": "governor",
        "signatory": {"fr": "Le Gouverneur", "ar": "العامل", "en": "The Governor"},
        "after": ["opinions", "decision"],
    },
}


@pytest.fixture(scope="module", autouse=True)
def two_more(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let there be two more procedures: one that asks for money twice, and one that asks for none, signed by the governor."""
    with shelf_in(tmp_path_factory.mktemp("shelf")) as shelf:
        assert [shelf.publish(**parts).ref for parts in (STUDIED_PERMIT, A_FREE_PERMIT)] == [STUDIED, FREE]
        yield


def a_new_request(procedure: str = PERMIT) -> SignatureRequest:
    """Make a request of which nothing is known."""
    return SignatureRequest(**reference_of(File(procedure=procedure)), id="r")


@pytest.mark.parametrize(
    ("procedure", "awaited"),
    [
        (PERMIT, "decision fees document parties"),
        (REPAIR, "decision fees document parties"),
        (NOTE, "opinions fees document parties"),
        (STUDIED, "decision fees document parties"),
        (FREE, "decision document parties"),
    ],
)
def test_a_new_request_awaits_what_its_procedure_makes_the_signature_rest_on(procedure: str, awaited: str) -> None:
    request = a_new_request(procedure)

    assert request.awaits() == tuple(map(Awaited, awaited.split()))


def test_the_fees_of_every_moment_are_awaited() -> None:
    request = a_new_request(STUDIED)

    LEARN["request-fees"](request)

    assert Awaited.FEES in request.awaits()
    LEARN["decision-fees"](request)
    assert Awaited.FEES not in request.awaits()


@pytest.mark.parametrize(("procedure", "authority"), [(PERMIT, "president"), (NOTE, "director"), (FREE, "governor")])
def test_a_request_tells_in_whose_name_it_is_to_be_signed(procedure: str, authority: str) -> None:
    request = a_new_request(procedure)

    told = [event.authority for learn in LEARN.values() if (event := learn(request))]

    assert told == [Authority(authority)]


def test_a_declaration_has_nothing_signed() -> None:
    assert wanted_of("simple-activity-declaration@2026-01") is None


@settings(deadline=None)
@given(st.sampled_from(sorted(SHAPES)), st.lists(st.sampled_from(sorted(LEARN)), max_size=14))
def test_a_request_is_ready_exactly_when_all_facts_of_its_shape_are_there_in_any_order(procedure: str, arrivals: list[str]) -> None:
    request = a_new_request(procedure)

    announced = [event for fact in arrivals if (event := LEARN[fact](request))]

    complete = SHAPES[procedure] <= set(arrivals)
    assert (request.status is RequestStatus.READY) == complete
    assert (request.awaits() == ()) == complete
    assert len(announced) == (1 if complete else 0)


@settings(deadline=None)
@given(st.sampled_from(sorted(SHAPES)), st.lists(st.sampled_from([*sorted(LEARN), "withdrawal", "signature"]), max_size=18))
def test_no_order_of_facts_signs_an_unpaid_or_a_withdrawn_file(procedure: str, arrivals: list[str]) -> None:
    request, wanted = a_new_request(procedure), SHAPES[procedure]
    known: set[str] = set()

    for arrival in arrivals:
        if arrival == "withdrawal":
            if "withdrawal" not in known:
                request.cancel(NOW)
        elif arrival != "signature":
            LEARN[arrival](request)
        elif not wanted <= known or known & {"withdrawal", "signature"}:
            with pytest.raises(Conflict):
                request.sign(a_signature())
            continue
        else:
            request.sign(a_signature())
        known.add(arrival)

    assert request.is_valid == ("signature" in known and "withdrawal" not in known)


def test_fees_are_settled_before_anything_is_signed() -> None:
    request = a_request(waiting_for="fees")

    with pytest.raises(FeesUnpaid) as refusal:
        check_signable([request])

    assert [reason.code for reason in refusal.value.reasons] == ["fees-unpaid"]


def test_decision_is_favourable_before_anything_is_signed() -> None:
    with pytest.raises(DecisionMissing):
        check_signable([a_request(waiting_for="decision")])


def test_bodies_have_spoken_before_a_note_is_signed() -> None:
    with pytest.raises(OpinionsMissing):
        check_signable([a_request(procedure=NOTE, waiting_for="opinions")])


@pytest.mark.parametrize(("procedure", "other"), [(PERMIT, "opinions"), (NOTE, "decision")])
def test_what_grants_another_kind_of_paper_is_not_awaited(procedure: str, other: str) -> None:
    check_signable([a_request(procedure=procedure, waiting_for=other)])


def test_parties_are_known_before_anything_is_signed() -> None:
    with pytest.raises(PartiesUnknown):
        check_signable([a_request(waiting_for="parties")])


def test_document_is_prepared_before_anything_is_signed() -> None:
    with pytest.raises(DocumentMissing):
        check_signable([a_request(waiting_for="document")])


def test_permit_is_not_signed_yet_when_it_is_signed() -> None:
    with pytest.raises(AlreadySigned):
        check_signable([a_request(signed=True)])


def test_file_is_not_withdrawn_when_it_is_signed() -> None:
    with pytest.raises(FileWithdrawn):
        check_signable([a_request(withdrawn=True)])


def test_one_request_that_is_not_ready_stops_the_whole_ceremony_and_every_reason_is_told() -> None:
    requests = [a_request(), a_request(waiting_for="fees"), a_request(waiting_for="document")]

    with pytest.raises(FeesUnpaid) as refusal:
        check_signable(requests)

    told = [(reason.code, reason.facts["request"]) for reason in refusal.value.reasons]
    assert told == [("fees-unpaid", requests[1].id), ("document-missing", requests[2].id)]


def test_signing_tells_the_permit_its_documents_and_its_signatory() -> None:
    request = a_request()

    event = request.sign(a_signature(document="cd" * 32))

    assert isinstance(event, PermitSigned)
    assert (event.prepared_document, event.document, event.signed_by) == (HASH, "cd" * 32, "president-1")
    assert request.status is RequestStatus.SIGNED


def test_the_document_being_read_is_not_replaced_by_a_later_one() -> None:
    request = a_request()

    request.learn_document(a_prepared_permit(document="ee" * 32), NOW)

    assert request.document == HASH


def test_a_signed_permit_counts_no_more_when_its_file_is_withdrawn_but_its_signature_stays_known() -> None:
    request = a_request(signed=True, withdrawn=True)

    assert not request.is_valid
    assert (request.signature, request.withdrawn_at) == (a_signature(), NOW)


def test_a_file_is_withdrawn_once() -> None:
    request = a_request(signed=True, withdrawn=True)

    with pytest.raises(FileWithdrawn):
        request.cancel(NOW + timedelta(days=1))

    assert request.withdrawn_at == NOW


@pytest.mark.parametrize("request_ids", [[], ["r", "r"], [str(number) for number in range(101)]])
def test_a_ceremony_signs_one_to_a_hundred_different_requests(request_ids: list[str]) -> None:
    with pytest.raises(CeremonySize):
        check_ceremony(request_ids)


@pytest.mark.parametrize("request_id", ["\x00", 7, {}])
def test_what_is_no_identifier_names_no_request(request_id: object) -> None:
    with pytest.raises(RequestUnknown):
        check_ceremony([request_id])  # type: ignore[list-item]  # the wire carries any JSON


def test_a_key_is_locked_for_good_by_the_fifth_wrong_pin() -> None:
    key = an_active_key()

    refusals = [key.count_wrong_pin() for _ in range(MAX_WRONG_PINS)]

    assert [refusal.facts.get("left") for refusal in refusals] == [4, 3, 2, 1, None]
    assert isinstance(refusals[0], WrongPin)
    assert key.status is KeyStatus.LOCKED
    with pytest.raises(KeyLocked):
        key.check_usable(NOW)


def test_the_right_pin_forgives_earlier_mistakes() -> None:
    key = an_active_key()
    key.count_wrong_pin()

    key.accept_pin()

    assert key.count_wrong_pin().facts == {"left": 4}


def test_a_key_takes_a_second_officer() -> None:
    key = a_proposed_key(by="officer-1")

    with pytest.raises(KeyNeedsSecondOfficer):
        key.confirm("officer-1", NOW)
    assert key.status is KeyStatus.PROPOSED

    key.confirm("officer-2", NOW + timedelta(hours=1))

    assert (key.status, key.proposed_by, key.confirmed_by) == (KeyStatus.AWAITING_ACTIVATION, "officer-1", "officer-2")
    assert (key.proposed_at, key.confirmed_at) == (NOW, NOW + timedelta(hours=1))


def test_nobody_has_a_key_made_for_himself() -> None:
    with pytest.raises(KeyForOneself):
        a_proposed_key(holder="officer-1", by="officer-1").check_proposal()
    with pytest.raises(KeyForOneself):
        a_proposed_key(holder="officer-2", by="officer-1").confirm("officer-2", NOW)


@pytest.mark.parametrize("act", ["", "  ", "x" * 201, "Arrêté\n12"])
def test_a_key_is_proposed_under_an_act_that_can_be_found_again(act: str) -> None:
    with pytest.raises(ActRefused):
        a_proposed_key(act=act).check_proposal()


def test_a_key_is_confirmed_once_and_not_after_it_was_withdrawn() -> None:
    confirmed, withdrawn = a_key(), a_proposed_key()
    withdrawn.revoke()

    confirmed.confirm("officer-2", NOW + timedelta(hours=1))
    for key in (confirmed, withdrawn):
        with pytest.raises(KeyNotProposed):
            key.confirm("officer-3", NOW)

    assert confirmed.confirmed_at == NOW


def test_a_proposed_key_neither_signs_nor_is_activated() -> None:
    with pytest.raises(KeyNotConfirmed):
        a_proposed_key().check_usable(NOW)
    with pytest.raises(KeyNotConfirmed):
        a_proposed_key().check_activable()


def test_a_key_is_of_no_use_before_its_activation() -> None:
    with pytest.raises(NoUsableKey):
        a_key().check_usable(NOW)


def test_a_key_is_activated_once() -> None:
    with pytest.raises(KeyAlreadyActive):
        an_active_key().check_activable()


def test_a_revoked_key_signs_no_more() -> None:
    key = an_active_key()

    key.revoke()

    with pytest.raises(KeyRevoked):
        key.check_usable(NOW)


def test_a_key_expires_with_its_certificate() -> None:
    key = an_active_key(until=NOW + timedelta(days=1))

    key.check_usable(NOW)

    with pytest.raises(KeyExpired):
        key.check_usable(NOW + timedelta(days=1))


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "Amina\nEl Fassi"])
def test_a_holder_has_a_name_that_a_certificate_can_carry(name: str) -> None:
    with pytest.raises(HolderNameRefused):
        a_key(name=name)


@pytest.mark.parametrize("pin", [PIN, "110293", "902518374650"])
def test_an_ordinary_pin_is_accepted(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "abcdef", "４８０２６７", "48026\n7"])
def test_has_pin_shape_refuses_what_is_not_six_to_twelve_digits(pin: str) -> None:
    with pytest.raises(PinTooWeak) as refusal:
        check_pin(pin)

    assert [reason.code for reason in refusal.value.reasons] == ["pin-shape"]


@pytest.mark.parametrize("pin", ["000000", "123456", "987654", "890123"])
def test_is_no_staircase_refuses_a_pin_that_one_guesses_first(pin: str) -> None:
    with pytest.raises(PinTooWeak) as refusal:
        check_pin(pin)

    assert "pin-staircase" in [reason.code for reason in refusal.value.reasons]


@pytest.mark.parametrize("pin", ["121212", "123123", "4747474747"])
def test_is_no_refrain_refuses_a_pin_that_repeats_itself(pin: str) -> None:
    with pytest.raises(PinTooWeak) as refusal:
        check_pin(pin)

    assert [reason.code for reason in refusal.value.reasons] == ["pin-refrain"]
