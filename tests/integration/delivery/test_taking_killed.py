"""A real process is killed in the middle of storing a plan: nothing of it is there afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core import ledger
from core.audit.models import AuditEntry
from core.db.engine import Database
from core.db.numbering import NumberCounter
from core.db.postgres_process import wait_until
from core.db.unit_of_work import transaction
from core.delivery.planning import moves
from core.documents.models import FieldChange
from core.kernel.clock import FixedClock
from tests.conftest import NOON
from tests.integration.delivery.yard import BOSS, DAY, Yard, build, contents
from tui.flows.desk.dispatch.session import PlanningSession

ROOT = Path(__file__).resolve().parents[3]
CLOCK = FixedClock(NOON)

DISPATCHER = """
import json, sys
from datetime import date, datetime
from core.access.actor import SYSTEM
from core.db.engine import open_database
from core.delivery.planning import moves
from core.kernel.clock import FixedClock
from core.schema import whole_metadata
from tui.flows.desk.dispatch.session import PlanningSession

said = json.loads(sys.argv[1])
whole_metadata()
database = open_database(said["url"])
clock = FixedClock(datetime.fromisoformat(said["now"]))
sitting = PlanningSession(
    database, SYSTEM, date.fromisoformat(said["day"]), said["warehouse"], clock=clock
)
sitting.load()
for vehicle in said["vehicles"]:
    part = sitting.view.pool[0].part
    sitting.do(lambda plan: moves.new_trip(plan, [part], vehicle))
print("taking", flush=True)
sitting.commit()
print("taken", flush=True)
"""
"""Plans an order for each vehicle and stores that."""


@pytest.fixture
def yard(fresh_database: Database) -> Yard:
    """Two vehicles and three orders."""
    with transaction(fresh_database.sessions) as session:
        made = build(session, CLOCK, "GLOVES 9000 @10", vehicles="VAN 1000, LORRY 3000")
        for number in range(3):
            made.order(session, "GLOVES 9", at=f"P{number} 55.8{number} 37.60")
    return made


def _dispatcher(database: Database, yard: Yard) -> subprocess.Popen[str]:
    said = {
        "url": database.url.render_as_string(hide_password=False),
        "now": NOON.isoformat(),
        "day": DAY.isoformat(),
        "warehouse": yard.warehouse,
        "vehicles": [f"V{key}" for key in yard.vehicles.values()],
    }
    return subprocess.Popen(
        [sys.executable, "-c", DISPATCHER, json.dumps(said)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def _waiting(database: Database, table: str) -> bool:
    """Tell whether somebody waits to write into a table."""
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = CAST(:name AS regclass)"
    )
    with database.engine.connect() as connection:
        return bool(connection.scalar(waiting, {"name": table}))


def _stored(database: Database) -> list[tuple[object, ...]]:
    with transaction(database.sessions) as session:
        found = contents(session)
        for model in (FieldChange, AuditEntry, NumberCounter):
            rows = session.execute(select(model.__table__).order_by(text("1")))
            found += [tuple(row) for row in rows]
        return found


@pytest.mark.parametrize("table", ["trip_line", "field_change"])
def test_a_plan_whose_taker_is_killed_is_not_stored_in_part(
    fresh_database: Database, yard: Yard, table: str
) -> None:
    """Stopped where it writes *table*, killed there; the plan is taken whole afterwards."""
    before = _stored(fresh_database)
    with fresh_database.engine.connect() as holding:
        holding.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
        process = _dispatcher(fresh_database, yard)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "taking\n"
            assert wait_until(lambda: _waiting(fresh_database, table), 20)
        finally:
            process.kill()
            process.wait(20)
        assert process.stdout.read() == ""
        process.stdout.close()
        holding.rollback()
    assert wait_until(lambda: not _waiting(fresh_database, table), 20)
    assert _stored(fresh_database) == before
    sitting = PlanningSession(fresh_database, BOSS, DAY, yard.warehouse, clock=CLOCK)
    sitting.load()
    assert (len(sitting.day.trips), len(sitting.view.pool)) == (0, 3)
    part = sitting.view.pool[0].part
    sitting.do(lambda plan: moves.new_trip(plan, [part], f"V{yard.vehicles['VAN']}"))
    assert len(sitting.commit().made) == 1
    with transaction(fresh_database.sessions) as session:
        assert ledger.verify(session) == []


def test_a_plan_whose_taker_is_not_killed_is_stored(fresh_database: Database, yard: Yard) -> None:
    """The same process, left alone: what is killed above would have been stored."""
    process = _dispatcher(fresh_database, yard)
    assert process.communicate(timeout=60)[0] == "taking\ntaken\n"
    with transaction(fresh_database.sessions) as session:
        assert len(yard.day(session).trips) == 2
