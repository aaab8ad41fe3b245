"""Figures: percentiles, the machine they were taken on, one object per benchmark."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[str], None]
"""Told what is being measured now."""


@dataclass
class Report:
    """The outcome of one benchmark."""

    bench: str
    figures: dict[str, float] = field(default_factory=dict)
    """Name → number; its end is the unit: `_ms`, `_s`, `_mb`, `_ratio`; else a count."""
    notes: dict[str, str] = field(default_factory=dict)
    """Name → what the figure was taken of, where it is the worst of many."""

    def latencies(self, name: str, milliseconds: Sequence[float]) -> None:
        """Add p50, p95 and p99 of *milliseconds* as `<name>_p50_ms` and so on."""
        for percent in (50, 95, 99):
            value = percentile(milliseconds, percent)
            self.figures[f"{name}_p{percent}_ms"] = round(value, 3)

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        said = {"notes": self.notes} if self.notes else {}
        return {"bench": self.bench, "figures": self.figures, **said, "machine": machine()}

    def as_text(self) -> str:
        """Return the figures as an aligned table."""
        width = max(map(len, self.figures), default=0)
        rows = [
            f"  {name:<{width}}  {value:>12,.3f}  {self.notes.get(name, '')}".rstrip()
            for name, value in self.figures.items()
        ]
        return "\n".join([self.bench, *rows])


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that *percent* of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * percent // 100) - 1))]


def machine() -> dict[str, Any]:
    """Return what the figures were taken on."""
    return {
        "system": platform.system(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - not a file of ours
            names = [
                line.split(":", 1)[1].strip() for line in file if line.startswith("model name")
            ]
    except OSError:
        names = []
    return names[0] if names else platform.machine()


def timed(work: Callable[[], object]) -> float:
    """Return how long *work* took, in milliseconds."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)
