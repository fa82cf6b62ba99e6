"""A measured figure and where it is kept: one JSON line each in `.run/bench.jsonl`."""

import json
import os
import statistics
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from deploy.local.folder import CHECKOUT

FILE = CHECKOUT / ".run" / "bench.jsonl"


@dataclass(frozen=True, kw_only=True)
class Result:
    """A figure, its baseline in the same unit, and what else was seen; `spread`: the lowest and highest of the rounds."""

    name: str
    value: float
    unit: str
    baseline: float
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times the baseline."""
        return self.value / self.baseline

    def line(self) -> dict[str, Any]:
        """
        Write the result, figures to three significant digits.

        `machine_load` (processes that want to run) tells how quiet it was, `machine_ms` how fast the machine was just then.
        """
        figures = {"value": self.value, "baseline": self.baseline, "ratio": self.ratio}
        rounded = {name: significant(figure) for name, figure in figures.items()}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        named = {"name": self.name, "value": rounded["value"], "unit": self.unit, "baseline": rounded["baseline"]}
        machine = {"machine_load": round(os.getloadavg()[0], 1), "machine_ms": significant(1000 * errand_seconds())}
        return named | {"ratio": rounded["ratio"], "at": at} | self.extra | machine


def keep(result: Result) -> dict[str, Any]:
    """Append a result to the file and give its line."""
    line = result.line()
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return line


def errand_seconds() -> float:
    """Time the same little work, the median of nine: where it takes twice as long, every figure of that run is half as good."""
    times = []
    for _ in range(9):
        started = time.perf_counter()
        sum(number * number for number in range(500_000))
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def significant(figure: float) -> float:
    """Round to three significant digits."""
    return float(f"{figure:.3g}")


def spread(figures: list[float]) -> list[float]:
    """Give the lowest and the highest of several rounds."""
    return [significant(min(figures)), significant(max(figures))]


def percentiles_ms(seconds: list[float]) -> dict[str, float]:
    """Give p50, p95 and p99 of times, in milliseconds."""
    ordered = sorted(seconds)
    return {f"p{part}_ms": significant(1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)]) for part in (50, 95, 99)}
