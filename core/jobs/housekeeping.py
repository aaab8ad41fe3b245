"""What klad itself does by night: forget old background work, and words that nobody uses."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from core.documents.background import drop_old_jobs
from core.documents.periodic import register_periodic
from core.jobs.workers import drop_dead_workers
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.search.declaration import searched_subjects
from core.search.upkeep import drop_unused_words

KEPT = dt.timedelta(days=90)
"""How long ended jobs can be looked at."""


def tidy_jobs(session: Session, clock: Clock) -> None:
    """Forget jobs that ended long ago, and workers that are no more."""
    drop_old_jobs(session, clock.now() - KEPT)
    drop_dead_workers(session, clock.now() - dt.timedelta(days=1))


def tidy_words(session: Session, clock: Clock) -> None:
    """Forget words that nothing has any more: slips are compared with those in use."""
    del clock
    for of in searched_subjects():
        drop_unused_words(session, of)


TIDY_JOBS = register_periodic(
    "jobs", "40 2 * * *", tidy_jobs, title=N_("Forget old background work")
)
TIDY_WORDS = register_periodic(
    "words", "50 2 * * 0", tidy_words, title=N_("Tidy the words of searches")
)
