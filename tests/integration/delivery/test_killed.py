"""The application dies while it takes a plan: nothing half-applied, and nothing stays locked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.models import Trip, TripLine
from core.delivery.planning.taking import take_plan
from core.kernel.clock import FixedClock
from routing.plan import Plan, Route
from routing.plan import Trip as Run
from tests.conftest import NOON
from tests.integration.delivery.yard import BOSS, build, contents

CLOCK = FixedClock(NOON)

TAKES_AND_HANGS = """
import sys, time
from core.db.engine import connect
from core.db.unit_of_work import transaction
from core.delivery.planning.day import load_day
from core.delivery.planning.taking import take_plan
from core.schema import whole_metadata
from routing.plan import Plan, Route, Trip
from tests.integration.delivery.test_killed import CLOCK
from tests.integration.delivery.yard import BOSS, DAY

whole_metadata()
with transaction(connect(sys.argv[1], application_name="dies").sessions) as session:
    day = load_day(session, BOSS, DAY, int(sys.argv[2]), clock=CLOCK)
    stops = tuple(part.id for part in day.pool)
    taken = take_plan(session, BOSS, day, Plan((Route(sys.argv[3], (Trip(0, stops),)),)),
                      clock=CLOCK)
    print("made", len(taken.made), flush=True)
    time.sleep(600)
"""


def test_a_plan_that_was_being_taken_is_not_there_and_may_be_taken_at_once(
    fresh_database: Database,
) -> None:
    """What the dead one wrote is gone with it; the next dispatcher waits for nobody."""
    with transaction(fresh_database.sessions) as session:
        yard = build(session, CLOCK, "GLOVES 900 @10")
        for place in ("ROSE 55.80 37.60", "LILY 55.70 37.70"):
            yard.order(session, "GLOVES 5", at=place)
        before = contents(session)
    van = f"V{yard.vehicles['VAN']}"
    url = fresh_database.url.render_as_string(hide_password=False)
    dying = subprocess.Popen(
        [sys.executable, "-c", TAKES_AND_HANGS, url, str(yard.warehouse), van],
        cwd=Path(__file__).resolve().parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert dying.stdout is not None
        assert dying.stdout.readline() == "made 1\n"
    finally:
        dying.kill()
        dying.communicate()

    with transaction(fresh_database.sessions) as session:
        assert contents(session) == before
        day = yard.day(session)
        stops = tuple(part.id for part in day.pool)
        plan = Plan((Route(van, (Run(0, stops),)),))
        assert len(take_plan(session, BOSS, day, plan, clock=CLOCK).made) == 1
        counts = select(select(func.count(Trip.id)).scalar_subquery(), func.count(TripLine.id))
        assert tuple(session.execute(counts).one()) == (1, 2)
