"""The protocol of CMI's page, from the merchant's side."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calls.payment import PaymentMethod
from contracts.refusals import NotFound
from services.payment.domain.refusals import CallbackNotAuthentic, MethodNotOffered
from services.payment.domain.settlement import Reception
from services.payment.providers import offer_of
from services.payment.providers.cmi import natural_order, sign
from services.payment.providers.counter import Counter
from services.payment.providers.provider import Addresses, Payer, is_plausible
from simulators.card_provider.signature import sign as sign_as_the_card_house
from tests.payment.makers import CARD, STORE_KEY, a_callback, a_payment, an_order, dirhams

PAYER = Payer(full_name="Fatima | Aït \\ Lahcen", email="owner@example.test", locale="ar")
ADDRESSES = Addresses(shop="https://r.test/", back="https://r.test/back", callback="https://r.test/cb")
VECTOR = {
    "amount": "1250.00",
    "BillToName": "Test | Pipe \\ Slash",
    "callbackUrl": "https://example.test/cb",
    "clientid": "600000000",
    "currency": "504",
    "email": "a@example.test",
    "encoding": "UTF-8",
    "failUrl": "https://example.test/fail",
    "hash": "not part of it",
    "hashAlgorithm": "ver3",
    "lang": "fr",
    "oid": "RKH-TEST-0001",
    "okUrl": "https://example.test/ok",
    "refreshtime": "5",
    "rnd": "0.12345600 1700000000",
    "shopurl": "https://example.test/",
    "storetype": "3D_PAY_HOSTING",
    "TranType": "PreAuth",
}


def test_the_hash_is_that_of_the_known_vector() -> None:
    assert sign(VECTOR, "TESTKEY") == "xJ0/RN2qAU7/fAcPO2Hy+1KwerPlJQqNXC3HQBC83hROxfYGns2BXTRcm6XQ7a17ezZR1mnjpgzPojbIHk4IGg=="


def test_names_are_ordered_naturally_whatever_their_case() -> None:
    names = ["b10", "B9", "a", "A1", "a.b", "_x", "B"]

    assert sorted(names, key=natural_order) == ["a", "a.b", "A1", "B", "B9", "b10", "_x"]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=8), st.text(max_size=20), max_size=8
    ),
    st.text(max_size=8),
)
def test_both_sides_of_the_protocol_agree_on_every_hash(fields: dict[str, str], key: str) -> None:
    distinct = {name.upper(): value for name, value in fields.items()}

    assert sign(distinct, key) == sign_as_the_card_house(distinct, key)


def test_the_payer_is_sent_to_the_page_with_signed_fields() -> None:
    payment = a_payment(an_order())

    redirect = CARD.redirect(payment, PAYER, ADDRESSES)

    assert redirect.url == "http://card.test/fim/est3Dgate"
    assert redirect.fields["amount"] == "4575.00"
    assert (redirect.fields["oid"], redirect.fields["lang"], redirect.fields["currency"]) == (payment.reference, "ar", "504")
    assert redirect.fields["hash"] == sign_as_the_card_house(redirect.fields, STORE_KEY)
    assert STORE_KEY not in redirect.fields.values()


def test_an_unknown_language_falls_back_to_french() -> None:
    redirect = CARD.redirect(a_payment(an_order()), Payer(full_name="", email="", locale="zgh"), ADDRESSES)

    assert redirect.fields["lang"] == "fr"


def test_an_authentic_acceptance_is_read() -> None:
    outcome = CARD.read(a_callback("attempt-1", "4575.00"))

    assert (outcome.reference, outcome.amount, outcome.accepted, outcome.transaction) == ("attempt-1", dirhams("4575.00"), True, "bank-1")


@pytest.mark.parametrize("code", ["05", "51", "99"])
def test_every_other_code_is_a_refusal(code: str) -> None:
    assert not CARD.read(a_callback("attempt-1", "4575.00", code)).accepted


@pytest.mark.parametrize(
    "strange",
    [
        {"ProcReturnCode": ""},
        {"ProcReturnCode": "5"},
        {"ProcReturnCode": "https://r.test/back"},
        {"Response": ""},
        {"Response": "Perhaps"},
        {"Response": "Declined"},
        {"TranType": "Auth"},
    ],
)
def test_what_is_not_the_banks_word_on_what_we_asked_is_not_believed(strange: dict[str, str]) -> None:
    with pytest.raises(CallbackNotAuthentic):
        CARD.read(a_callback("attempt-1", "4575.00", **strange))


@pytest.mark.parametrize(
    "renamed", [{}, {"okUrl": "ProcReturnCode", "rnd": "Response"}, {"refreshtime": "ProcReturnCode", "rnd": "Response"}]
)
def test_our_own_signed_form_sent_back_is_no_word_of_the_bank(renamed: dict[str, str]) -> None:
    form = dict(CARD.redirect(a_payment(an_order()), PAYER, ADDRESSES).fields)
    form["HASH"] = form.pop("hash")

    with pytest.raises(CallbackNotAuthentic):
        CARD.read({renamed.get(name, name): value for name, value in form.items()})


def test_values_are_read_as_they_were_before_the_transport() -> None:
    signed = a_callback("attempt-1", "4575.00", BillToName="O'Hara & fils", ErrMsg="")

    outcome = CARD.read({**signed, "BillToName": "O&#039;Hara &amp; fils", "ErrMsg": "\n", "ProcReturnCode": "00\n"})

    assert outcome.accepted


@pytest.mark.parametrize("name", ["oid", "amount", "ProcReturnCode", "currency"])
def test_a_field_changed_on_the_way_is_noticed(name: str) -> None:
    fields = a_callback("attempt-1", "4575.00", "05")

    with pytest.raises(CallbackNotAuthentic):
        CARD.read({**fields, name: "00"})


@pytest.mark.parametrize("found", ["", "é", "\ud800", "AAAA"])
def test_a_hash_that_is_none_is_refused(found: str) -> None:
    with pytest.raises(CallbackNotAuthentic):
        CARD.read({**a_callback("attempt-1", "4575.00"), "HASH": found})


def test_a_notification_for_another_merchant_is_refused() -> None:
    fields = {"clientid": "600000001", "oid": "attempt-1", "amount": "4575.00", "currency": "504", "ProcReturnCode": "00"}

    with pytest.raises(CallbackNotAuthentic):
        CARD.read({**fields, "HASH": sign(fields, STORE_KEY)})


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("", "504"), ("NaN", "504"), ("sNaN", "504"), ("Infinity", "504"), ("4575.001", "504"), ("4575.00", "978"), ("1e9999999", "504")],
)
def test_what_is_no_amount_in_dirhams_equals_no_amount(amount: str, currency: str) -> None:
    outcome = CARD.read(a_callback("attempt-1", amount, currency=currency))

    assert outcome.amount != dirhams("4575.00")


def test_only_what_settles_an_order_is_captured() -> None:
    captured = {reception for reception in Reception if CARD.answer(reception) == "ACTION=POSTAUTH"}

    assert captured == {Reception.SETTLED, Reception.REPEATED}
    assert {reception for reception in Reception if CARD.answer(reception) == "FAILURE"} == {
        Reception.WRONG_AMOUNT,
        Reception.UNKNOWN_PAYMENT,
        Reception.NOT_AUTHENTIC,
    }


def test_the_desk_redirects_nobody_and_believes_no_notification() -> None:
    desk = Counter()

    assert desk.redirect(a_payment(an_order(), PaymentMethod.COUNTER), PAYER, ADDRESSES) is None
    with pytest.raises(CallbackNotAuthentic):
        desk.read({})


def test_a_method_that_is_not_offered_is_refused() -> None:
    offer = offer_of(["counter"], CARD, "https://r.test", timedelta(minutes=90))

    with pytest.raises(MethodNotOffered):
        offer.method("card")


def test_an_unknown_provider_reports_to_nobody() -> None:
    offer = offer_of(["card", "counter"], CARD, "https://r.test", timedelta(minutes=90))

    assert offer.reporting_as("cmi") is CARD
    with pytest.raises(NotFound):
        offer.reporting_as("paypal")


@pytest.mark.parametrize(
    "fields", [[], None, {"a": 1}, {"a": ["b"]}, {"a": "x" * 5_000}, {str(n): "" for n in range(200)}, {"n" * 200: ""}]
)
def test_noise_is_not_plausible(fields: object) -> None:
    assert not is_plausible(fields)
