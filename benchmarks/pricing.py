"""`klad bench pricing`: repricing a whole assortment."""

from __future__ import annotations

from benchmarks import repricing
from benchmarks.report import Progress, Report
from benchmarks.scratch import scratch_database


def run(tell: Progress, *, items: int = repricing.ITEMS) -> Report:
    """Measure and return the figures.

    Args:
        items: to be repriced; a tenth of them shows the growth.
    """
    report = Report("pricing")
    with scratch_database() as database:
        repricing.measure(database, report, tell, items=items)
    return report
