"""`klad bench sales`: search as one types, long lists, posting, states, and the wind tunnel."""

from __future__ import annotations

from benchmarks import long_lists, order_states, posting, searching, tunnel
from benchmarks.report import Progress, Report
from benchmarks.scratch import scratch_database


def run(tell: Progress) -> Report:
    """Measure and return the figures."""
    report = Report("sales")
    searching.measure(report, tell)
    long_lists.measure(report, tell)
    with scratch_database() as database:
        posting.measure(database, report, tell)
    with scratch_database() as database:
        order_states.measure(database, report, tell)
    with scratch_database() as database:
        tunnel.measure(database, report, tell)
    return report
