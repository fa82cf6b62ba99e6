"""One authenticated read through the door and RPC, over keep-alive connections; the same door over standalone proxies is the baseline."""

import re
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from urllib.parse import urlsplit

import httpx

from demo import platform as demo_platform
from demo import steps
from deploy.local.platform import Platform
from deploy.local.ports import keep_ports
from deploy.local.starting import is_ready
from tests.load.result import Result, percentiles_ms, spread
from tests.load.servers import process
from tests.load.waiting import wait_for

CONNECTIONS = 16
SECONDS = 2.0  # short turns, so that what else the machine does falls on both alike
ROUNDS = 8
RECEIVED = 65_536  # bytes taken from a connection at once
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)


def measure() -> list[Result]:
    """Take turns: our door, then the door over standalone proxies, with the same load."""
    platform, cast = Platform.running(), demo_platform.cast()
    path = f"/v1/dossiers/{steps.filed(cast)}"
    login = {"email": cast["owner"].email, "password": cast["owner"].password}
    token = httpx.post(f"{cast.base_url}/v1/auth/login", json=login).raise_for_status().json()["access_token"]
    with standalone_door(platform) as baseline_url:
        doors = (cast.base_url, baseline_url)
        for door in doors:
            read(door, path, token, 2.0)  # warm
        rounds = [tuple(read(door, path, token, SECONDS) for door in doors) for _ in range(ROUNDS)]
    ours, theirs = ([pair[side] for pair in rounds] for side in (0, 1))
    rates, baseline_rates = ([len(times) / SECONDS for times in each] for each in (ours, theirs))
    extra = {
        "connections": CONNECTIONS,
        "spread": spread(rates),
        "baseline_spread": spread(baseline_rates),
        **percentiles_ms(list(chain.from_iterable(ours))),
        **{f"baseline_{name}": value for name, value in percentiles_ms(list(chain.from_iterable(theirs))).items()},
        "baseline_is": "the same gateway over a pool of nameko standalone proxies",
    }
    return [
        Result(
            name="gateway-read", value=statistics.median(rates), unit="requests/s", baseline=statistics.median(baseline_rates), extra=extra
        )
    ]


@contextmanager
def standalone_door(platform: Platform) -> Iterator[str]:
    """Run a second gateway beside the platform's own, over standalone proxies."""
    port = keep_ports(platform.folder, ["bench-gateway"], in_use=False)["bench-gateway"]
    own = {"GATEWAY_PORT": str(port), "METRICS_PORT": "0", "PROXIES": str(CONNECTIONS)}
    broker = {"AMQP_URL": platform.addresses.amqp_urls["operator"]}  # a standalone proxy names its reply queue as no service may
    environment = platform.processes.environment("gateway") | own | broker
    url = f"http://127.0.0.1:{port}"
    with process("gunicorn", "-c", "python:gateway.gunicorn", "tests.load.standalone:create_app()", environment=environment):
        wait_for("the baseline's door is open", lambda: is_ready(url), pace=0.2)
        yield url


def read(base_url: str, path: str, token: str, seconds: float) -> list[float]:
    """Read again and again over every connection; give the seconds that each answer took."""
    times: list[float] = []
    deadline = time.perf_counter() + seconds
    readers = [threading.Thread(target=reader, args=(base_url, path, token, deadline, times)) for _ in range(CONNECTIONS)]
    for each in readers:
        each.start()
    for each in readers:
        each.join(timeout=seconds + 60)
    return times


def reader(base_url: str, path: str, token: str, deadline: float, times: list[float]) -> None:
    """Read over one connection until the deadline; anything but 200 is a mistake of the bench."""
    address = urlsplit(base_url)
    question = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        while (started := time.perf_counter()) < deadline:
            connection.sendall(question)
            take_answer(connection)
            times.append(time.perf_counter() - started)


def take_answer(connection: socket.socket) -> None:
    """
    Take one answer from a connection, its head and as many bytes as it announces; refuse any but 200.

    Plain sockets, because the load shares two cores with what it measures: http.client costs more than some of the services.
    """
    taken = received(connection)
    while b"\r\n\r\n" not in taken:
        taken += received(connection)
    head, _, body = taken.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise AssertionError(head.decode())
    announced = LENGTH.search(head)
    if announced is None:
        raise AssertionError(f"no Content-Length: {head.decode()}")
    missing = int(announced[1]) - len(body)
    while missing > 0:
        missing -= len(received(connection))


def received(connection: socket.socket) -> bytes:
    """Give what has arrived; refuse the end of the connection."""
    arrived = connection.recv(RECEIVED)
    if not arrived:
        raise AssertionError("the gateway hung up")
    return arrived
