"""The first process of the gateway is killed alone, or its supervisor: nobody is told that what he did has failed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from demo.people import until
from tests.gateway.makers import Gateway
from tests.gateway.running import Running, a_running_gateway

BUSY = 4


@pytest.fixture
def running(gateway: Gateway, amqp_urls: dict[str, str]) -> Iterator[Running]:
    """A gateway of processes."""
    with a_running_gateway(gateway.engine, gateway.folder, amqp_urls["gateway"]) as made:
        yield made


def never_pause(url: str, enough: threading.Event) -> set[int]:
    """Ask again and again over one connection, as a proxy does; give the statuses of what was answered."""
    statuses = set()
    with httpx.Client(timeout=5) as client:
        while not enough.is_set():
            try:
                statuses.add(client.get(f"{url}/v1/procedures").status_code)
            except httpx.TransportError:
                enough.wait(0.01)  # nobody is there: again, on a new connection
    return statuses


def test_an_orphan_ends_at_once_and_the_next_gateway_takes_its_place(running: Running) -> None:
    enough = threading.Event()
    with ThreadPoolExecutor(BUSY) as threads:
        busy = [threads.submit(never_pause, running.url, enough) for _ in range(BUSY)]
        try:
            orphan = Path(f"/proc/{running.worker()}")
            until("they are served", lambda: running.is_ready())

            running.lose_first()

            until("the orphan has ended", lambda: not orphan.exists() or "Z" in (orphan / "stat").read_text().split()[2], 2)
            running.start()  # on the same ports
        finally:
            enough.set()
        assert [each.result() for each in busy] == [{200}] * BUSY


def test_a_gateway_whose_log_nobody_reads_goes_on_answering(running: Running) -> None:
    running.ear.close()

    statuses = [httpx.get(f"{running.url}/v1/procedures").status_code for _ in range(3)]

    assert statuses == [200, 200, 200]
    metrics = httpx.get(f"http://127.0.0.1:{running.environment['METRICS_PORT']}/metrics").text
    assert "rokhas_log_lines_lost_total 3.0" in metrics
