"""`klad route export`: a stored day as a file that `klad route` reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.planning.problems import plan_of, to_solve
from core.delivery.planning.taking import take_plan
from core.kernel.clock import FixedClock
from routing.check import judge
from routing.files import read_instance
from routing.plan import Plan, Route, Trip
from tests.conftest import NOON
from tests.integration.delivery.yard import BOSS, Yard, build, problem
from tui.__main__ import cli

CLOCK = FixedClock(NOON)


@pytest.fixture
def yard(fresh_database: Database) -> Yard:
    """Two orders on a trip, one that waits, one nobody knows the way to."""
    with transaction(fresh_database.sessions) as session:
        made = build(session, CLOCK, "GLOVES 900 @10", vehicles="VAN 1000, LORRY 3000")
        stops = [
            f"O{made.order(session, 'GLOVES 5', at=at)}"
            for at in ("ROSE 55.80 37.60 10-12", "LILY 55.70 37.70")
        ]
        made.order(session, "GLOVES 7", at="FERN 55.72 37.50")
        made.order(session, "GLOVES 1", at="NOWHERE")
        plan = Plan((Route(f"V{made.vehicles['VAN']}", (Trip(0, tuple(stops)),)),))
        take_plan(session, BOSS, made.day(session), plan, clock=CLOCK)
    return made


def _export(database: Database, *words: str) -> tuple[int, str]:
    url = database.url.render_as_string(hide_password=False)
    environment = {"KLAD_DATABASE_URL": url, "KLAD_LANGUAGE": "en"}
    done = CliRunner().invoke(cli, ["route", "export", *words], env=environment)
    return done.exit_code, done.output


def test_what_is_read_back_is_the_day_with_its_plan(
    fresh_database: Database, yard: Yard, tmp_path: Path
) -> None:
    """Stops, vehicles and ways cost what the dispatcher's desk says they cost."""
    file = tmp_path / "day.json"
    code, said = _export(fresh_database, str(file), "--day", "2026-11-25", "--warehouse", "plain")
    assert (code, said.splitlines()[0]) == (0, f"{file}: stops 3, vehicles 2.")
    assert said.splitlines()[1] == "Left out, for they cannot be planned: 1."
    instance = read_instance(file)
    with transaction(fresh_database.sessions) as session:
        day = yard.day(session)
        stored = to_solve(day, problem(day), plan_of(day))
    assert instance.problem.name == "Склад plain 2026-11-25"
    assert instance.problem.stops == stored.stops
    assert instance.plan is not None
    assert instance.plan.routes == plan_of(day).routes
    assert judge(instance.problem, instance.plan).cost == judge(stored, plan_of(day)).cost


def test_a_warehouse_that_is_not_there_and_a_file_that_cannot_be_written_are_told(
    fresh_database: Database, yard: Yard, tmp_path: Path
) -> None:
    del yard
    where = ("--day", "2026-11-25", "--warehouse")
    code, said = _export(fresh_database, str(tmp_path / "a.json"), *where, "MOON")
    assert (code, "There is no warehouse “MOON”" in said) == (1, True)
    code, said = _export(fresh_database, str(tmp_path / "none" / "a.json"), *where, "plain")
    assert (code, "a.json: No such file or directory." in said) == (1, True)
    assert list(tmp_path.iterdir()) == []
