"""Whoever the settings name tells the ways a day is planned on; what he cannot tell is told."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.planning import moves
from core.delivery.planning.errors import NoTravel
from core.delivery.planning.settings import WAYS_AT, WAYS_FROM, WaysFrom
from core.documents.preferences import put
from core.kernel.clock import FixedClock
from routing.travel.reasons import Reason
from tests.conftest import NOON
from tests.integration.delivery.yard import BOSS, DAY, Yard, build
from tests.unit.routing.travel.osrm_double import osrm_double
from tests.unit.routing.travel.test_osrm_library import library
from tui.flows.desk.dispatch.session import PlanningSession

CLOCK = FixedClock(NOON)
KEYS = ("DEPOT", "P0", "P1")


@pytest.fixture
def yard(fresh_database: Database) -> Yard:
    """A vehicle and two orders."""
    with transaction(fresh_database.sessions) as session:
        made = build(session, CLOCK, "GLOVES 9000 @10")
        for number, at in enumerate(("55.80 37.60", "55.70 37.70")):
            made.order(session, f"GLOVES {10 * (number + 1)}", at=f"P{number} {at}")
    return made


def _sitting(database: Database, yard: Yard, kind: WaysFrom, where: str) -> PlanningSession:
    with transaction(database.sessions) as session:
        put(session, BOSS, WAYS_FROM, kind)
        put(session, BOSS, WAYS_AT, where)
    return PlanningSession(database, BOSS, DAY, yard.warehouse, clock=CLOCK)


def _planned(sitting: PlanningSession, yard: Yard) -> tuple[int, str]:
    """Put both orders on the vehicle, store that; return the metres of its trip and who told."""
    sitting.load()
    parts = [row.part for row in sitting.view.pool]
    sitting.do(lambda plan: moves.new_trip(plan, parts, f"V{yard.vehicles['VAN']}"))
    assert len(sitting.commit().made) == 1
    (trip,) = sitting.day.trips
    return trip.metres, sitting.view.provider


def _table(path: Path, rows: Sequence[tuple[str, str, int]]) -> str:
    lines = [f"{here};{there};{metres};{metres // 10}" for here, there, metres in rows]
    path.write_text("\n".join(["from;to;metres;seconds", *lines]), encoding="utf-8")
    return str(path)


WAYS = (("DEPOT", "P0", 7_000), ("P0", "P1", 900), ("P1", "DEPOT", 11_000))


def test_a_day_is_planned_on_a_table_of_ones_own(
    fresh_database: Database, yard: Yard, tmp_path: Path
) -> None:
    where = _table(tmp_path / "ways.csv", WAYS)
    sitting = _sitting(fresh_database, yard, WaysFrom.CSV, where)
    assert _planned(sitting, yard) == (7_000 + 900 + 11_000, "csv")
    assert sitting.travelled.as_of is not None


def test_a_pair_the_table_lacks_is_named_and_the_great_circle_goes_on(
    fresh_database: Database, yard: Yard, tmp_path: Path
) -> None:
    where = _table(tmp_path / "ways.csv", WAYS[:2])
    sitting = _sitting(fresh_database, yard, WaysFrom.CSV, where)
    with pytest.raises(NoTravel) as refused:
        sitting.load()
    facts = refused.value.facts
    assert (facts["provider"], facts["reason"]) == ("csv", Reason.NO_PAIR)
    assert set(str(facts["detail"]).split(" → ")) == {"DEPOT", "P1"}
    sitting.ways_from = WaysFrom.GREAT_CIRCLE
    assert _planned(sitting, yard)[1] == "great-circle"


def test_a_day_is_planned_on_a_map_in_process(
    fresh_database: Database, yard: Yard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library is doubled; the test below asks the real one where it is installed."""
    metres = [[0, 7_000, 9_000], [7_000, 0, 900], [11_000, 900, 0]]
    answer = {"durations": [[one / 10 for one in row] for row in metres], "distances": metres}
    monkeypatch.setitem(sys.modules, "osrm", library(answer))
    (tmp_path / "roads.osrm.hsgr").write_bytes(b"")
    sitting = _sitting(fresh_database, yard, WaysFrom.OSRM_FILE, str(tmp_path / "roads.osrm"))
    assert _planned(sitting, yard) == (7_000 + 900 + 11_000, "osrm-file")


ROADS = os.environ.get("KLAD_TEST_ROADS", "")


@pytest.mark.skipif(
    importlib.util.find_spec("osrm") is None,
    reason="the wheel osrm-bindings is not installed: it needs Python 3.12",
)
@pytest.mark.skipif(not ROADS, reason="KLAD_TEST_ROADS names no map of Moscow, such as roads.osrm")
def test_a_day_is_planned_on_a_real_map_in_process(fresh_database: Database, yard: Yard) -> None:
    metres, provider = _planned(_sitting(fresh_database, yard, WaysFrom.OSRM_FILE, ROADS), yard)
    assert provider == "osrm-file"
    assert metres > 20_000


@pytest.mark.parametrize("missing", ["wheel", "map"])
def test_a_map_that_cannot_be_read_is_told_and_the_great_circle_goes_on(
    fresh_database: Database,
    yard: Yard,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    monkeypatch.setitem(sys.modules, "osrm", None if missing == "wheel" else library({}))
    where = str(tmp_path / "roads.osrm")
    sitting = _sitting(fresh_database, yard, WaysFrom.OSRM_FILE, where)
    with pytest.raises(NoTravel) as refused:
        sitting.load()
    expected = {"wheel": {Reason.OLD_PYTHON, Reason.NOT_INSTALLED}, "map": {Reason.FILE}}
    assert refused.value.facts["reason"] in expected[missing]
    sitting.ways_from = WaysFrom.GREAT_CIRCLE
    assert sitting.load().provider == "great-circle"


def test_a_server_that_begins_to_answer_garbage_while_a_day_is_planned_loses_nothing(
    fresh_database: Database, yard: Yard
) -> None:
    """What is planned stays on the screen, and may be stored; the new place waits for its way."""
    with osrm_double() as server:
        sitting = _sitting(fresh_database, yard, WaysFrom.OSRM, server.url)
        sitting.load()
        assert sitting.view.provider == "osrm"
        parts = [row.part for row in sitting.view.pool]
        sitting.do(lambda plan: moves.new_trip(plan, parts, f"V{yard.vehicles['VAN']}"))
        before = sitting.view
        server.raw = b"<html>It works!</html>"
        with transaction(fresh_database.sessions) as session:
            late = yard.order(session, "GLOVES 5", at="P9 55.90 37.60")
        with pytest.raises(NoTravel) as refused:
            sitting.reload()
        facts = refused.value.facts
        assert (facts["provider"], facts["reason"]) == ("osrm", Reason.GARBAGE)
        assert sitting.view is before
        sitting.undo()
        sitting.redo()
        assert sitting.changed
        sitting.ways_from = WaysFrom.GREAT_CIRCLE
        sitting.reload()
    assert [row.part for row in sitting.view.pool] == [f"O{late}"]
    assert [stop.parts for trip in sitting.view.trips for stop in trip.stops] == [
        (part,) for part in parts
    ]
    assert len(sitting.commit().made) == 1


def test_a_server_that_answers_garbage_from_the_beginning_is_told(
    fresh_database: Database, yard: Yard
) -> None:
    with osrm_double() as server:
        server.spoil = lambda answer: answer | {"distances": [[0, True], [None, "5"]]}
        sitting = _sitting(fresh_database, yard, WaysFrom.OSRM, server.url)
        with pytest.raises(NoTravel) as refused:
            sitting.load()
        assert refused.value.facts["reason"] is Reason.GARBAGE
        server.spoil = lambda answer: answer
        assert sitting.load().provider == "osrm"
