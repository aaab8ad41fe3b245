"""The benchmark of routes runs, its own days are as told, and they are the same for a seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import route
from benchmarks.realistic_day import CLASSES, realistic_day
from routing.outcome import Options
from routing.solve import solve

TINY = """NAME : tiny
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 30 40
3 0 -10
DEMAND_SECTION
1 0
2 5
3 6
DEPOT_SECTION
1
-1
EOF
"""


def quiet(_what: str) -> None:
    """Tell nothing."""


@pytest.mark.parametrize("orders", [20, 100, 300])
def test_a_day_is_the_same_for_its_seed_and_every_order_fits_somewhere(orders: int) -> None:
    day = realistic_day(orders, 1)
    assert day == realistic_day(orders, 1)
    assert day.stops != realistic_day(orders, 2).stops
    assert len({stop.id.partition("/")[0] for stop in day.stops}) == orders
    assert {vehicle.capacity for vehicle in day.vehicles} == {kind.capacity for kind in CLASSES}
    for stop in day.stops:
        assert any(
            day.may_ride(stop, vehicle)
            and all(a <= b for a, b in zip(stop.delivery, vehicle.capacity, strict=True))
            for vehicle in day.vehicles
        ), stop


def test_a_day_can_be_planned() -> None:
    outcome = solve(realistic_day(20, 1), Options(seconds=5, engine="insertion"))
    assert outcome.verdict.feasible
    assert len(outcome.verdict.unserved) < 20


def test_gaps_are_measured_on_the_instances_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "routing" / "CVRP"
    folder.mkdir(parents=True)
    (folder / "tiny.vrp").write_text(TINY)
    (folder / "tiny.sol").write_text("Route #1: 1\nRoute #2: 2\nCost 120\n")
    report = route.run(quiet, data=tmp_path, seconds=(1,), seeds=2, sets=("cvrp_502", "solomon"))
    assert report.figures == {
        "cvrp_502_gap_1s": 0,
        "cvrp_502_worst_1s": 0,
        "plans_that_break_rules": 0,
    }
    assert report.notes == {"cvrp_502_gap_1s": "%; worst tiny"}


def test_without_instances_it_is_said_and_the_rest_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KLAD_SHARED_DATA", raising=False)
    monkeypatch.delenv("KLAD_OSRM_URL", raising=False)
    monkeypatch.setattr(route, "MATRIX", 20)
    report = route.run(quiet, sets=("matrix", "solomon"))
    assert report.figures.keys() == {f"great_circle_500_p{p}_ms" for p in (50, 95, 99)}
    assert "no instances are named" in capsys.readouterr().err
