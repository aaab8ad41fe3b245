"""`klad bench pricing`: orders priced by trees of discounts; a whole assortment repriced."""

from __future__ import annotations

from benchmarks import discounting, repricing
from benchmarks.report import Progress, Report
from benchmarks.scratch import scratch_database


def run(tell: Progress, *, items: int = repricing.ITEMS) -> Report:
    """Measure and return the figures.

    Args:
        items: to be repriced; a tenth of them shows the growth.
    """
    report = Report("pricing")
    discounting.measure(report, tell)
    with scratch_database() as database:
        repricing.measure(database, report, tell, items=items)
    return report
