"""A measured figure and where it is kept: one JSON line each in `.run/bench.jsonl`."""

import json
import os
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
        """Write the result, figures to three significant digits; `machine_load` (processes that want to run) tells how quiet it was."""
        figures = {"value": self.value, "baseline": self.baseline, "ratio": self.ratio}
        rounded = {name: significant(figure) for name, figure in figures.items()}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        named = {"name": self.name, "value": rounded["value"], "unit": self.unit, "baseline": rounded["baseline"]}
        return named | {"ratio": rounded["ratio"], "at": at} | self.extra | {"machine_load": round(os.getloadavg()[0], 1)}


def keep(result: Result) -> dict[str, Any]:
    """Append a result to the file and give its line."""
    line = result.line()
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return line


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
