"""`klad bench sales`: items searched as they are typed, and lists of a million orders."""

from __future__ import annotations

from benchmarks import long_lists, searching
from benchmarks.report import Progress, Report


def run(tell: Progress) -> Report:
    """Measure and return the figures."""
    report = Report("sales")
    searching.measure(report, tell)
    long_lists.measure(report, tell)
    return report
