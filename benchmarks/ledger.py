"""`klad bench ledger`: the ledgers under load, and a whole order against hand-written SQL."""

from __future__ import annotations

from benchmarks import hot_items, lifecycle, long_ledger
from benchmarks.report import Progress, Report
from benchmarks.scratch import scratch_database


def run(tell: Progress) -> Report:
    """Measure and return the figures."""
    report = Report("ledger")
    with scratch_database() as database:
        hot_items.measure(database, report, tell)
    with scratch_database() as database:
        long_ledger.measure(database, report, tell)
    with scratch_database() as database, scratch_database() as bare:
        lifecycle.measure(database, bare, report, tell)
    return report
