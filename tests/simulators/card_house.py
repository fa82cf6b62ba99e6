"""A card house and a merchant on real HTTP, in threads of the test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from simulators.card_provider.app import create_app
from simulators.card_provider.house import CardHouse
from simulators.card_provider.signature import sign

CLIENT_ID, STORE_KEY = "600000000", "TESTKEY"
GOOD, REFUSED, SECURED = "4000 0000 0000 0010", "4000 0000 0000 0002", "5191 6301 0000 4896"

Hear = Callable[[dict[str, str]], str]


class Merchant:
    """A merchant's server: it remembers the forms posted to it and answers with what `hear` says; an empty answer is an error 503."""

    def __init__(self, hear: Hear) -> None:
        """Answer by `hear`."""
        self.hear = hear
        self.heard: list[dict[str, str]] = []

    def __call__(self, environ: dict[str, object], start_response: Callable[..., object]) -> object:
        """Serve one request (WSGI)."""
        fields = Request(environ).form.to_dict()
        self.heard.append(fields)
        said = self.hear(fields)
        return Response(said, status=200 if said else 503)(environ, start_response)  # type: ignore[arg-type]


@contextmanager
def served(app: object) -> Iterator[str]:
    """Serve a WSGI application on a free port of the loopback; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)  # type: ignore[arg-type]
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Payer:
    """A browser in front of the card house."""

    def __init__(self, address: str) -> None:
        """Browse at `address`."""
        self.browser = httpx.Client(base_url=address, trust_env=False, timeout=20, follow_redirects=True)

    def enter(self, fields: dict[str, str]) -> httpx.Response:
        """Post the merchant's form; end up on the card page."""
        return self.browser.post("/fim/est3Dgate", data=fields)

    def pay(self, page: httpx.Response, number: str = GOOD, expiry: str = "12/34", code: str = "123") -> httpx.Response:
        """Fill the card form."""
        return self.browser.post(page.url, data={"number": number, "expiry": expiry, "code": code})

    def orders(self, fault: str, times: int = 1) -> httpx.Response:
        """Order misbehaviour."""
        return self.browser.post("/control", json={"misbehave": fault, "times": times})

    def transaction(self, oid: str) -> dict[str, object]:
        """Read what the card house knows of an order."""
        (found,) = self.browser.get("/transactions", params={"oid": oid}).json()
        return dict(found)

    def retry(self) -> list[str]:
        """Let the card house report again what nobody answered; give what still waits."""
        return list(self.browser.post("/control/retries").json()["waiting"])


@contextmanager
def open_card_house(folder: Path) -> Iterator[Payer]:
    """Open a card house on a folder, and give a payer in front of it."""
    house = CardHouse(folder, CLIENT_ID, STORE_KEY)
    with served(create_app(house)) as address:
        payer = Payer(address)
        yield payer
        payer.browser.close()
    house.journal.close()


def a_form(merchant: str, oid: str = "order-1", amount: str = "1250.00", key: str = STORE_KEY, **others: str) -> dict[str, str]:
    """The form with which a merchant's payer enters."""
    fields = {
        "clientid": CLIENT_ID,
        "oid": oid,
        "amount": amount,
        "currency": "504",
        "okUrl": f"{merchant}/ok",
        "failUrl": f"{merchant}/fail",
        "callbackUrl": f"{merchant}/callback",
        "shopurl": merchant,
        "storetype": "3D_PAY_HOSTING",
        "TranType": "PreAuth",
        "rnd": "1",
        "lang": "fr",
        "hashAlgorithm": "ver3",
        "encoding": "UTF-8",
        "refreshtime": "5",
        "email": "owner@example.test",
        "BillToName": "O'Hara & <fils> | \\",
        **others,
    }
    return {**fields, "hash": sign(fields, key)}
