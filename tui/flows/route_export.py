"""A day of deliveries as a file that `klad route` reads: stops, vehicles, ways and the plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from core.access.actor import Actor
from core.db.unit_of_work import transaction
from core.delivery.planning.day import load_day
from core.delivery.planning.problems import places_of, plan_of, problem_of, to_solve
from core.delivery.planning.travelling import travel_between
from core.kernel.clock import Clock, FixedClock
from core.kernel.errors import NotFound
from core.stock.models import Warehouse
from routing.files import write_day


@dataclass(frozen=True, slots=True)
class ExportedDay:
    """A day as a file, and what is in it."""

    text: str
    stops: int
    vehicles: int
    left_out: int
    """Parts nobody can plan, as without coordinates: engines do not get them at the desk either."""


def export_day(
    sessions: sessionmaker[Session], actor: Actor, day: dt.date, warehouse: str, *, clock: Clock
) -> ExportedDay:
    """Return a day of a warehouse with what is planned of it. Opens transactions of its own.

    It is read as it stands now, and as if it were still to come: no window is over yet.

    Args:
        warehouse: its code.

    Raises:
        NotFound: there is no such warehouse.
        NoDepot: nobody knows where it is.
        NoTravel: who should tell ways does not.
        Forbidden: the actor neither plans trips nor releases them.
    """
    with transaction(sessions) as session:
        key = session.scalar(select(Warehouse.id).where(Warehouse.code == warehouse))
        if key is None:
            raise NotFound(what="warehouse", key=warehouse)
        eve = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(12), clock.zone)
        found = load_day(session, actor, day, key, clock=FixedClock(eve, clock.zone))
    travelled = travel_between(sessions, places_of(found), clock=clock)
    stored = plan_of(found)
    problem = to_solve(found, problem_of(found, travelled.travel), stored)
    problem = replace(problem, name=f"{found.warehouse} {day.isoformat()}")
    known = problem.stop_by_id
    plan = replace(stored, unserved=tuple(part for part in stored.unserved if part in known))
    return ExportedDay(
        text=write_day(problem, plan),
        stops=len(problem.stops),
        vehicles=len(problem.vehicles),
        left_out=len(found.parts) - len(problem.stops),
    )
