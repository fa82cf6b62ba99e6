"""The broker is away: who needs a room is told so at once, and who needs none notices nothing."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.chassis.cable import Cable, cable_to
from tests.gateway.makers import PASSWORD, Gateway
from tests.gateway.running import Running, a_running_gateway

CROWD = 64  # twice as many as the gateway has threads


@pytest.fixture
def cable(amqp_urls: dict[str, str]) -> Iterator[Cable]:
    """The gateway's way to its broker."""
    with cable_to(amqp_urls["gateway"]) as laid:
        yield laid


@pytest.fixture
def running(gateway: Gateway, cable: Cable) -> Iterator[Running]:
    """A gateway of processes, beside the one that opens accounts in its database."""
    with a_running_gateway(gateway.engine, gateway.folder, cable.url) as made:
        yield made


def test_a_broker_that_is_away_holds_up_nobody(gateway: Gateway, running: Running, cable: Cable) -> None:
    visitor = gateway.person()
    who = {"Authorization": f"Bearer {visitor.token}"}
    cable.remove()
    started = time.monotonic()
    with ThreadPoolExecutor(CROWD) as crowd, httpx.Client(base_url=running.url, timeout=20) as other:
        asked = [crowd.submit(httpx.get, f"{running.url}/v1/dossiers", headers=who, timeout=20) for _ in range(CROWD)]

        login = other.post("/v1/auth/login", json={"email": visitor.account.email, "password": PASSWORD})
        pages = [other.get(path) for path in ("/v1/territory/communes", "/v1/procedures", "/readyz")]
        myself = other.get("/v1/me", headers=who)
        answers = [each.result() for each in asked]

    assert [login.status_code, *(page.status_code for page in pages), myself.status_code] == [
        200
    ] * 5  # ready, too: a proxy that sent all replicas away would send these people away
    assert {answer.status_code for answer in answers} == {503}
    assert all("Retry-After" in answer.headers for answer in answers)
    assert time.monotonic() - started < 12  # two crowds of threads, each held for the 15 s of a call, would take 30
