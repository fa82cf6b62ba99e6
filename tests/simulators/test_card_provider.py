"""The card house, spoken to over HTTP as a browser and a merchant do."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.card_provider.journal import Journal
from simulators.card_provider.signature import compare_names, sign
from tests.simulators.card_house import REFUSED, SECURED, STORE_KEY, Merchant, Payer, a_form, open_card_house, served


@pytest.fixture
def merchant() -> Iterator[tuple[Merchant, str]]:
    """A merchant who captures what was accepted and acknowledges the rest."""
    shop = Merchant(lambda fields: "ACTION=POSTAUTH" if fields["ProcReturnCode"] == "00" else "APPROVED")
    with served(shop) as address:
        yield shop, address


@pytest.fixture
def payer(tmp_path: Path) -> Iterator[Payer]:
    """A payer in front of a card house that knows nobody yet."""
    with open_card_house(tmp_path) as payer:
        yield payer


def verified(fields: dict[str, str]) -> bool:
    """Check a notification as a merchant should."""
    values = {name: html.unescape(value.removesuffix("\n")).strip() for name, value in fields.items()}
    return values.pop("HASH") == sign(values, STORE_KEY)


def test_the_card_page_speaks_the_language_asked_for(payer: Payer) -> None:
    pages = {lang: payer.enter(a_form("http://shop.test", oid=lang, lang=lang)).text for lang in ("fr", "ar", "en", "xx")}

    assert '<html lang="ar" dir="rtl">' in pages["ar"]
    assert "رقم البطاقة" in pages["ar"]
    assert "Numéro de carte" in pages["fr"]
    assert "Card number" in pages["en"]
    assert '<html lang="fr" dir="ltr">' in pages["xx"]


def test_every_field_of_the_card_form_has_a_label(payer: Payer) -> None:
    page = payer.enter(a_form("http://shop.test")).text

    assert set(re.findall(r'<input id="(\w+)"', page)) == set(re.findall(r'<label for="(\w+)"', page)) == {"number", "expiry", "code"}


@pytest.mark.parametrize("change", [{"hash": "AAAA"}, {"amount": "1.00"}, {"clientid": "600000001"}, {"oid": ""}, {"currency": "978"}])
def test_a_form_that_the_merchant_did_not_sign_is_refused(payer: Payer, change: dict[str, str]) -> None:
    answer = payer.enter({**a_form("http://shop.test"), **change})

    assert answer.status_code == 400
    assert payer.browser.get("/transactions").json() == []


def test_an_order_cannot_come_back_with_another_amount(payer: Payer) -> None:
    payer.enter(a_form("http://shop.test", amount="1250.00"))

    assert payer.enter(a_form("http://shop.test", amount="1.00")).status_code == 400


def test_an_accepted_card_is_reported_captured_and_the_browser_sent_back(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    shop, address = merchant

    back = payer.pay(payer.enter(a_form(address)))

    (told,) = shop.heard
    assert verified(told)
    assert (told["oid"], told["amount"], told["ProcReturnCode"]) == ("order-1", "1250.00", "00")
    assert told["maskedCreditCard"] == "400000******0010"
    assert f'action="{address}/ok"' in back.text
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', back.text))
    assert verified(hidden)
    assert (payer.transaction("order-1")["state"], payer.transaction("order-1")["captured"]) == ("captured", 1)


def test_a_refused_card_is_reported_and_another_one_may_be_tried(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    shop, address = merchant
    page = payer.enter(a_form(address))

    refused = payer.pay(page, REFUSED)
    accepted = payer.pay(page)

    assert (refused.status_code, accepted.status_code) == (402, 200)
    assert [fields["ProcReturnCode"] for fields in shop.heard] == ["05", "00"]
    assert payer.transaction("order-1")["captured"] == 1


def test_after_three_refusals_the_browser_is_sent_back(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    shop, address = merchant
    page = payer.enter(a_form(address))

    last = [payer.pay(page, REFUSED) for _ in range(4)][-1]

    assert f'action="{address}/fail"' in last.text
    assert len(shop.heard) == 3


@pytest.mark.parametrize(("field", "value"), [("number", "1234"), ("expiry", "01/20"), ("expiry", "13/40"), ("code", "12")])
def test_a_mistake_in_the_form_is_shown_beside_its_field(payer: Payer, merchant: tuple[Merchant, str], field: str, value: str) -> None:
    shop, address = merchant

    answer = payer.pay(payer.enter(a_form(address)), **{field: value})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert shop.heard == []


@pytest.mark.parametrize(("secure_code", "told"), [("123", "00"), ("999", "82")])
def test_a_secured_card_asks_its_holder_for_a_code(payer: Payer, merchant: tuple[Merchant, str], secure_code: str, told: str) -> None:
    shop, address = merchant
    asked = payer.pay(payer.enter(a_form(address)), SECURED)
    assert "secure_code" in asked.text
    assert shop.heard == []

    payer.browser.post(f"{asked.url}/code", data={"secure_code": secure_code})

    assert [fields["ProcReturnCode"] for fields in shop.heard] == [told]


def test_a_code_that_nobody_asked_for_pays_nothing(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    page = payer.enter(a_form(merchant[1]))

    payer.browser.post(f"{page.url}/code", data={"secure_code": "123"})

    assert payer.transaction("order-1")["state"] == "open"


def test_an_order_is_charged_once_however_often_it_is_paid(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    shop, address = merchant
    page = payer.enter(a_form(address))

    for _ in range(3):
        payer.pay(page)
    payer.enter(a_form(address))

    assert len(shop.heard) == 1
    assert payer.transaction("order-1")["captured"] == 1


@pytest.mark.parametrize(("answer", "state"), [("ACTION=POSTAUTH", "captured"), ("APPROVED", "authorised"), ("FAILURE", "authorised")])
def test_the_merchant_decides_what_is_captured(payer: Payer, merchant: tuple[Merchant, str], answer: str, state: str) -> None:
    shop, address = merchant
    shop.hear = lambda _: answer

    payer.pay(payer.enter(a_form(address)))

    assert payer.transaction("order-1")["state"] == state


def test_a_merchant_who_keeps_failing_is_given_up_and_the_amount_let_go(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    shop, address = merchant
    shop.hear = lambda _: "FAILURE"
    payer.pay(payer.enter(a_form(address)))

    while payer.retry():
        pass

    assert (payer.transaction("order-1")["state"], payer.transaction("order-1")["captured"], len(shop.heard)) == ("reversed", 0, 5)


def test_a_report_that_nobody_answers_is_sent_again_until_somebody_does(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    shop, address = merchant
    answers = iter(["", "what?", "ACTION=POSTAUTH"])
    shop.hear = lambda _: next(answers)

    payer.pay(payer.enter(a_form(address)))
    assert payer.retry() == ["order-1"]
    assert payer.retry() == []

    assert payer.transaction("order-1")["captured"] == 1


def test_reports_that_wait_survive_a_restart(tmp_path: Path) -> None:
    with open_card_house(tmp_path) as payer:
        payer.pay(payer.enter(a_form("http://127.0.0.1:1")))
        payer.orders("wrong-hash", 2)

    shop = Merchant(lambda _: "ACTION=POSTAUTH")
    with open_card_house(tmp_path) as payer:
        assert payer.transaction("order-1")["state"] == "authorised"
        assert payer.retry() == ["order-1"]
        assert payer.orders("no-callback", 0).json() == {"wrong-hash": 2}
        with served(shop) as address:
            payer.pay(payer.enter(a_form(address, oid="order-2")))

    assert [verified(fields) for fields in shop.heard] == [False, True]


def test_a_line_torn_by_a_kill_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.write("a", 1)
    journal.close()
    path.write_bytes(path.read_bytes() + b'{"key": "a", "va')

    again = Journal(path)
    again.write("b", 2)
    again.close()

    last = Journal(path)
    last.close()
    assert last.state == {"a": 1, "b": 2}


FAULTS = {
    "duplicate-callback": [("00", "1250.00", True), ("00", "1250.00", True)],
    "wrong-hash": [("00", "1250.00", False), ("00", "1250.00", True)],
    "wrong-amount": [("00", "1251.00", True), ("00", "1250.00", True)],
    "refuse-then-accept": [("05", "1250.00", True), ("00", "1250.00", True)],
    "drop-answer": [("00", "1250.00", True), ("00", "1250.00", True)],
    "pay-twice": [("00", "1250.00", True), ("00", "1250.00", True)],
    "no-callback": [],
    "late-callback": [],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_misbehaves_on_command_for_as_many_payments_as_ordered(payer: Payer, merchant: tuple[Merchant, str], fault: str) -> None:
    shop, address = merchant
    assert payer.orders(fault).json() == {fault: 1}

    payer.pay(payer.enter(a_form(address)))
    told = [(fields["ProcReturnCode"], fields["amount"], verified(fields)) for fields in shop.heard]
    shop.heard.clear()
    payer.pay(payer.enter(a_form(address, oid="order-2")))

    assert told == FAULTS[fault]
    assert [verified(fields) for fields in shop.heard] == [True]


def test_a_late_callback_comes_after_the_browser(payer: Payer, merchant: tuple[Merchant, str]) -> None:
    shop, address = merchant
    payer.orders("late-callback")
    assert f'action="{address}/ok"' in payer.pay(payer.enter(a_form(address))).text
    assert shop.heard == []

    assert payer.retry() == []

    assert payer.transaction("order-1")["captured"] == 1


@pytest.mark.parametrize(("second_answer", "captured"), [("ACTION=POSTAUTH", 2), ("APPROVED", 1)])
def test_two_transactions_of_one_order_are_captured_as_the_merchant_asks(
    payer: Payer, merchant: tuple[Merchant, str], second_answer: str, captured: int
) -> None:
    shop, address = merchant
    answers = iter(["ACTION=POSTAUTH", second_answer])
    shop.hear = lambda _: next(answers)
    payer.orders("pay-twice")

    payer.pay(payer.enter(a_form(address)))

    assert [verified(fields) for fields in shop.heard] == [True, True]
    assert len({fields["TransId"] for fields in shop.heard}) == len({fields["AuthCode"] for fields in shop.heard}) == 2
    assert payer.transaction("order-1")["captured"] == captured


@pytest.mark.parametrize(
    "order", [{}, {"misbehave": "explode"}, {"misbehave": "wrong-hash", "times": "x"}, {"misbehave": "wrong-hash", "times": -1}, []]
)
def test_an_order_to_misbehave_that_makes_no_sense_is_refused(payer: Payer, order: object) -> None:
    assert payer.browser.post("/control", json=order).status_code == 422


def test_the_card_number_is_never_written_down(tmp_path: Path) -> None:
    with open_card_house(tmp_path) as payer:
        page = payer.enter(a_form("http://127.0.0.1:1"))
        payer.pay(page, REFUSED)
        payer.pay(page)

    written = (tmp_path / "journal.jsonl").read_text()
    assert "400000******0010" in written
    assert "4000000000000010" not in written.replace(" ", "")


def test_names_are_compared_as_natcasesort_does() -> None:
    assert compare_names("BillTo2", "billto12") < 0
    assert compare_names("a", "A") == 0
    assert compare_names("a.b", "a1") < 0
    assert compare_names("ab", "a") > 0
