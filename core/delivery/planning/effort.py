"""How hard engines try, as a dispatcher chose last: seconds, processor cores, which engine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.trips.documents import TRIP
from core.documents.usual import kept, remember


class Engine(StrEnum):
    """Which engine plans."""

    BEST = "best"
    """Chosen by the rules of the day and the cores there are."""
    PYVRP = "pyvrp"
    ORTOOLS = "ortools"
    SAVINGS = "savings"

    @property
    def name_in_routing(self) -> str:
        """What `routing.outcome.Options` calls it."""
        return "" if self is Engine.BEST else self.value


_ORDER = tuple(Engine)

MOST_CORES = 4
"""More engines than this do not run side by side."""

MOST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard engines try."""

    seconds: int = 20
    cores: int = 1
    engine: Engine = Engine.BEST

    def within(self, cores: int) -> Effort:
        """Return what a computer with so many cores can do of it."""
        return Effort(
            seconds=min(max(1, self.seconds), MOST_SECONDS),
            cores=min(max(1, self.cores), cores),
            engine=self.engine,
        )


def cores_here() -> int:
    """Return how many engines this computer can run side by side."""
    return max(1, min(MOST_CORES, os.cpu_count() or 1))


def usual_effort(session: Session, actor: Actor) -> Effort:
    """Return what *actor* chose last; the usual where he never did."""
    found = kept(session, actor, TRIP.name, ("plan_seconds", "plan_cores", "plan_engine"))
    usual = Effort()
    number = found.get("plan_engine", 0)
    return Effort(
        seconds=found.get("plan_seconds", usual.seconds),
        cores=found.get("plan_cores", usual.cores),
        engine=_ORDER[number - 1] if 0 < number <= len(_ORDER) else usual.engine,
    ).within(cores_here())


def remember_effort(session: Session, actor: Actor, effort: Effort) -> None:
    """Keep what *actor* chose."""
    values = {
        "plan_seconds": effort.seconds,
        "plan_cores": effort.cores,
        "plan_engine": _ORDER.index(effort.engine) + 1,
    }
    remember(session, actor, TRIP.name, values)
