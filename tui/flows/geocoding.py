"""Finding all addresses without coordinates from the command line: the job, done here and now."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.places.geocoding_all import ask_geocoding, sought
from core.documents.background import OPEN, JobRow, cancel_job, job_row
from core.jobs.kinds import load_kinds
from core.jobs.running import work_one
from core.kernel.clock import Clock

LOOK = 0.5
"""Seconds between two looks at a job that another worker does, or that waits."""


@dataclass(frozen=True, slots=True)
class Geocoded:
    """How it ended."""

    job: JobRow
    left: int
    """Addresses nobody has asked about yet."""
    unknown: tuple[str, ...]
    """Addresses the geocoder does not know."""


def geocode_all(
    database: Database,
    clock: Clock,
    *,
    again: bool = False,
    told: Callable[[JobRow], None],
    over: threading.Event,
) -> Geocoded:
    """Ask about every address without coordinates until all are asked about, or nobody wants to.

    Where a worker has begun with it already, it is watched. What is left when it is stopped is
    asked about the next time.

    Args:
        again: those too that the geocoder did not know before.
        told: gets to know how far it is.
        over: set when nobody wants it any more.

    Raises:
        GeocoderOff, Forbidden.
    """
    load_kinds()
    with transaction(database.sessions) as session:
        key = ask_geocoding(session, SYSTEM, clock=clock, again=again).job_id
    worker = f"{socket.gethostname()}:{os.getpid()}:geocode"

    def on() -> bool:
        told(_row(database, key))
        return not over.is_set()

    row = _row(database, key)
    while row.state in OPEN:
        if over.is_set():
            with transaction(database.sessions) as session:
                cancel_job(session, SYSTEM, key, clock=clock)
            row = _row(database, key)
            break
        if work_one(database, worker, clock=clock, going=on, only=key) is None:
            over.wait(LOOK)
        row = _row(database, key)
        told(row)
    with transaction(database.sessions) as session:
        found = sought(session)
    return Geocoded(row, found.left, found.unknown)


def _row(database: Database, key: int) -> JobRow:
    with transaction(database.sessions) as session:
        return job_row(session, SYSTEM, key)
