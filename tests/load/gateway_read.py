"""
One authenticated read through the gateway and RPC; nameko's standalone proxies are the baseline.

`gateway-read` is the whole request through a gateway's door, over keep-alive connections; its baseline is the same gateway with the
proxies in the place of its client of calls. `rpc-read` is the call alone: that client against a pool of proxies, in threads.
"""

import re
import socket
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from itertools import chain
from urllib.parse import urlsplit

import httpx

from chassis.calls.client import RpcClient
from chassis.calls.wire import Context
from demo import platform as demo_platform
from demo import steps
from deploy.local.platform import Platform
from deploy.local.ports import keep_ports
from deploy.local.starting import is_ready
from gateway.api.resources import Rpc
from tests.load.result import Result, percentiles_ms, spread
from tests.load.servers import process
from tests.load.standalone import ProxyPool
from tests.load.waiting import wait_for

READERS = 16
SECONDS = 2.0  # short turns, so that what else the machine does falls on both alike
ROUNDS = 10
RECEIVED = 65_536  # bytes taken from a connection at once
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)

Way = Callable[[], AbstractContextManager[Callable[[], None]]]
"""How one reader reads: what it opens for itself, and the read to be repeated."""


def measure() -> list[Result]:
    """Measure the call alone, then the whole request."""
    platform, cast = Platform.running(), demo_platform.cast()
    dossier = steps.filed(cast)
    login = {"email": cast["owner"].email, "password": cast["owner"].password}
    token = httpx.post(f"{cast.base_url}/v1/auth/login", json=login).raise_for_status().json()["access_token"]
    urls, results = platform.addresses.amqp_urls, []
    with ExitStack() as open_now:
        client = RpcClient(urls["gateway"], "gateway")
        open_now.callback(client.close)
        proxies = ProxyPool(urls["operator"], READERS)  # a proxy names its reply queue as no service may
        open_now.callback(proxies.close)
        ours, theirs = (partial(by_call, rpc, dossier, token) for rpc in (client, proxies))
        results.append(compare("rpc-read", ours, theirs, "a pool of nameko's standalone proxies"))
    with standalone_door(platform) as baseline_url:
        ours, theirs = (partial(by_request, url, f"/v1/dossiers/{dossier}", token) for url in (cast.base_url, baseline_url))
        results.append(compare("gateway-read", ours, theirs, "the same gateway over a pool of nameko's standalone proxies"))
    return results


def compare(name: str, ours: Way, theirs: Way, baseline_is: str) -> Result:
    """Take turns with the same load, beginning now with one, now with the other."""
    for way in (ours, theirs):
        read(way, 2.0)  # warm
    rounds = []
    for place in range(ROUNDS):
        order = (ours, theirs) if place % 2 else (theirs, ours)
        times = {way: read(way, SECONDS) for way in order}
        rounds.append((times[ours], times[theirs]))
    mine, others = ([pair[side] for pair in rounds] for side in (0, 1))
    rates, baseline_rates = ([len(times) / SECONDS for times in each] for each in (mine, others))
    extra = {
        "readers": READERS,
        "spread": spread(rates),
        "baseline_spread": spread(baseline_rates),
        **percentiles_ms(list(chain.from_iterable(mine))),
        **{f"baseline_{name}": value for name, value in percentiles_ms(list(chain.from_iterable(others))).items()},
        "baseline_is": baseline_is,
    }
    value, baseline = statistics.median(rates), statistics.median(baseline_rates)
    return Result(name=name, value=value, unit="requests/s", baseline=baseline, extra=extra)


@contextmanager
def standalone_door(platform: Platform) -> Iterator[str]:
    """Run a second gateway beside the platform's own, over standalone proxies."""
    port = keep_ports(platform.folder, ["bench-gateway"], in_use=False)["bench-gateway"]
    own = {"GATEWAY_PORT": str(port), "METRICS_PORT": "0", "PROXIES": str(READERS)}
    broker = {"AMQP_URL": platform.addresses.amqp_urls["operator"]}
    environment = platform.processes.environment("gateway") | own | broker
    url = f"http://127.0.0.1:{port}"
    with process("gateway.serving", "tests.load.standalone:door", environment=environment):
        wait_for("the baseline's door is open", lambda: is_ready(url), pace=0.2)
        yield url


def read(way: Way, seconds: float) -> list[float]:
    """Let every reader read again and again; give the seconds that each answer took."""
    deadline = time.perf_counter() + seconds
    with ThreadPoolExecutor(READERS) as threads:
        readers = [threads.submit(read_until, deadline, way) for _ in range(READERS)]
        return [took for each in readers for took in each.result()]


def read_until(deadline: float, way: Way) -> Sequence[float]:
    """Read one way until the deadline."""
    times = []
    with way() as once:
        while (started := time.perf_counter()) < deadline:
            once()
            times.append(time.perf_counter() - started)
    return times


@contextmanager
def by_call(rpc: Rpc, dossier: str, token: str) -> Iterator[Callable[[], None]]:
    """Ask filing for the file."""
    yield lambda: rpc.call("filing", "dossier", {"dossier_id": dossier}, Context(token=token))


@contextmanager
def by_request(base_url: str, path: str, token: str) -> Iterator[Callable[[], None]]:
    """
    Ask a gateway for the file, over a connection of one's own; anything but 200 is a mistake of the bench.

    Plain sockets, because the load shares two cores with what it measures: http.client costs half as much as some of the services.
    """
    address = urlsplit(base_url)
    question = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:

        def once() -> None:
            connection.sendall(question)
            take_answer(connection)

        yield once


def take_answer(connection: socket.socket) -> None:
    """Take one answer from a connection, its head and as many bytes as it announces; refuse any but 200."""
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
