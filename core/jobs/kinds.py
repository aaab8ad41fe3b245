"""Which modules register background work: a worker knows no more kinds than these."""

from __future__ import annotations

import importlib

MODULES = (
    "core.jobs.housekeeping",
    "core.pricing.recalculating_jobs",
    "core.sales.expiring",
    "core.delivery.places.geocoding_all",
)
"""Imported for what they register with `register_job` and `register_periodic`."""


def load_kinds() -> None:
    """Make every kind of background work known."""
    for name in MODULES:
        importlib.import_module(name)
