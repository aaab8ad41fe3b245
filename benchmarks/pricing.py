"""`klad bench pricing`: orders priced by trees of discounts."""

from __future__ import annotations

from benchmarks import discounting
from benchmarks.report import Progress, Report


def run(tell: Progress) -> Report:
    """Measure and return the figures."""
    report = Report("pricing")
    discounting.measure(report, tell)
    return report
