"""What is done by the clock: registered by whoever knows what, done by a worker that is there.

What was missed, because no worker was there, is done once when one comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.background import JobFacts, JobKind, Progress, register_job
from core.kernel.clock import Clock

Done = Callable[[Session, Clock], object]
"""Does it, in one transaction; what takes longer than some seconds asks for a job."""

PREFIX = "periodic:"
"""Begins the names of the kinds of jobs made for them."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something done at certain times."""

    name: str
    cron: str
    """Minute, hour, day, month, day of the week, in the company's zone: "0 3 * * *" is 3:00."""
    title: str
    """Marked with N_."""

    @property
    def kind(self) -> str:
        """Name of its kind of job."""
        return PREFIX + self.name


_PERIODIC: dict[str, Periodic] = {}


def register_periodic(name: str, cron: str, function: Done, *, title: str = "") -> Periodic:
    """Have *function* done at the times of *cron*; registering the same name anew replaces it.

    Args:
        title: marked with N_; "" shows the name.
    """

    def step(session: Session, facts: JobFacts) -> Progress:
        function(session, facts.clock)
        return Progress(1, 1, finished=True)

    made = Periodic(name, cron, title or name)
    register_job(JobKind(made.kind, made.title, Permission.JOB_RUN, step))
    _PERIODIC[name] = made
    return made


def periodics() -> tuple[Periodic, ...]:
    """Return everything that is done by the clock, by name."""
    return tuple(_PERIODIC[name] for name in sorted(_PERIODIC))
