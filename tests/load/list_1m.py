"""
Lists at a million files against ten thousand, on one platform in one run, through the door with real tokens.

Each question is asked of a desk that has full pages at both sizes, so that the same is told at both: what differs is how much lies behind.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import cycle
from urllib.parse import quote

import httpx

from demo import platform as demo_platform
from demo.loading.__main__ import load
from demo.people import Cast
from deploy.local.platform import Platform
from deploy.local.refusals import CannotRun
from tests.load.gateway_read import by_request
from tests.load.result import Result, errand_seconds, percentiles_ms, significant

FEW, MANY = 10_000, 1_000_000
BAR_RATIO, BAR_MS = 1.3, 150.0
TURNS, IN_A_ROW, WARMING = 30, 10, 20
"""Each question is asked three hundred times, ten in a row, so that what else the machine does falls on all alike."""
CITY = "01.511.01.0"
NAMES = ("mohamed", "alaoui", "fatima", "idris")

Question = tuple[str, Sequence[str]]
"""Who asks, and the paths that he asks in turn."""


def questions(year: int) -> dict[str, Question]:
    """Give what is measured: the desk's list, search by name and register of a city, open cases, and the country's list."""
    searches = [f"/v1/dossiers?limit=10&q={quote(name)}" for name in NAMES]
    return {
        "desk": ("clerk-tanger", ["/v1/dossiers?limit=20"]),
        "search": ("clerk-tanger", searches),
        "register": ("clerk-tanger", [f"/v1/registry/{CITY}/{year}?limit=20"]),
        "desk-by-status": ("clerk-tanger", ["/v1/dossiers?limit=20&status=issued"]),
        "cases": ("auditor", ["/v1/cases?limit=20"]),
        "cases-closed": ("clerk-tanger", ["/v1/cases?limit=20&status=closed"]),
        "country": ("auditor", ["/v1/dossiers?limit=20"]),
        "country-search": ("auditor", searches),
    }


def measure() -> list[Result]:
    """Load a few files, ask; load many, ask again; each question's 95th percentile in milliseconds, the few as its baseline."""
    platform, cast = Platform.running(), demo_platform.cast()
    asked = questions(datetime.now(UTC).year)
    load(platform, FEW)
    few, slowness = ask_all(cast, asked), errand_seconds()
    started = time.perf_counter()
    came = load(platform, MANY)
    loading = time.perf_counter() - started
    many = ask_all(cast, asked)
    besides = {"loaded": came, "loading_seconds": significant(loading), "baseline_machine_ms": significant(1000 * slowness)}
    return [result_of(name, few[name], many[name], besides) for name in asked]


def result_of(name: str, few: list[float], many: list[float], extra: dict[str, float]) -> Result:
    """Compare the two sizes."""
    before, after = percentiles_ms(few), percentiles_ms(many)
    besides = {**after, **{f"baseline_{part}": value for part, value in before.items()}}
    bar = {"bar_ratio": BAR_RATIO, "bar_ms": BAR_MS, "baseline_is": f"the same at {FEW:,} files", "files": MANY}
    return Result(
        name=f"list-1m/{name}",
        value=after["p95_ms"],
        unit="ms (p95)",
        baseline=before["p95_ms"],
        extra={**besides, "p50_ratio": significant(statistics.median(many) / statistics.median(few)), **bar, **extra},
    )


def ask_all(cast: Cast, asked: dict[str, Question]) -> dict[str, list[float]]:
    """Ask every question again and again, in turns; give the seconds that each answer took."""
    tokens = {who: token_of(cast, who) for who, _ in asked.values()}
    times: dict[str, list[float]] = {name: [] for name in asked}
    with ExitStack() as open_now:
        ways = {}
        for name, (who, paths) in asked.items():
            for path in paths:
                refuse_unless_full(cast.base_url, path, tokens[who])
            ways[name] = cycle([open_now.enter_context(by_request(cast.base_url, path, tokens[who])) for path in paths])
        for way in ways.values():
            seconds(way, WARMING)
        for _ in range(TURNS):
            for name, way in ways.items():
                times[name] += seconds(way, IN_A_ROW)
    return times


def seconds(way: "cycle[Callable[[], None]]", count: int) -> list[float]:
    """Ask some times; give how long each answer took."""
    taken = []
    for _ in range(count):
        once, started = next(way), time.perf_counter()
        once()
        taken.append(time.perf_counter() - started)
    return taken


def token_of(cast: Cast, who: str) -> str:
    """Log somebody in."""
    login = {"email": cast[who].email, "password": cast[who].password}
    return str(httpx.post(f"{cast.base_url}/v1/auth/login", json=login).raise_for_status().json()["access_token"])


def refuse_unless_full(base_url: str, path: str, token: str) -> None:
    """Refuse a question to which the answer is no full page: it would not be the same question at both sizes."""
    answer = httpx.get(f"{base_url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=60).raise_for_status().json()
    wanted = int(path.partition("limit=")[2].partition("&")[0])
    if len(answer["items"]) < wanted:
        raise CannotRun(f"{path} gives {len(answer['items'])} of {wanted}: too few files lie behind it to compare")
