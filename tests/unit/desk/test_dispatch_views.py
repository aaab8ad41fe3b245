"""A judged plan as the map, the timeline and the bars of load take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from routing.check import judge
from routing.parts import FOREVER, Break, Lock
from routing.plan import Plan, Route, Trip
from routing.problem import Window
from tests.unit.routing.days import LEG, VAN, at, day
from tui.desk.dispatch_views import (
    DayNames,
    load_bar,
    load_bars,
    map_scene,
    timeline_rows,
    trip_id,
    trip_of_id,
)
from tui.locale import use_language
from tui.widgets.loadbar import Bar
from tui.widgets.map_scene import GeoPoint, MapStop, MapTrip
from tui.widgets.timeline_rows import Doing, Piece, TimedStop

PLACES: list[GeoPoint | None] = [(55_000_000, 37_000_000 + place) for place in range(6)]
NAMES = DayNames(stops={"s1": "Ромашка"}, vehicles={"V1": "ГАЗель"}, depots={"D": "Склад"})
TRUCK = replace(VAN, max_trips=2, shift=Window(0, 36_000), max_duration=20_000)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English, whatever the machine speaks."""
    use_language("en")
    yield
    use_language("en")


def plan(*trips: str) -> Plan:
    """Return a plan of the first van."""
    return Plan((Route("V1", tuple(Trip(0, tuple(trip.split())) for trip in trips)),))


def test_a_map_has_every_trip_with_its_ends_and_who_is_left_out() -> None:
    problem = day(*(at(n, price_unserved=1) for n in (1, 2, 3)), vehicles=(TRUCK,))
    scene = map_scene(problem, judge(problem, plan("s1", "s2")), [*PLACES[:3], None], NAMES)
    home = PLACES[0]
    assert scene.depots == (MapStop("D", "Склад", home),)
    assert scene.trips == (
        MapTrip("V1:0", "ГАЗель·1", ("s1",), home, home),
        MapTrip("V1:1", "ГАЗель·2", ("s2",), home, home),
    )
    assert scene.stops[0] == MapStop("s1", "Ромашка", PLACES[1])
    assert scene.stops[2] == MapStop("s3", "s3", None)
    assert scene.left_out == ("s3",)


def test_a_day_that_ends_at_its_last_stop_has_no_way_home() -> None:
    problem = day(at(1), vehicles=(replace(TRUCK, end=None),))
    (trip,) = map_scene(problem, judge(problem, plan("s1")), PLACES, NAMES).trips
    assert (trip.name, trip.begin, trip.end) == ("ГАЗель", PLACES[0], None)


def test_a_vehicle_under_way_comes_from_where_it_is() -> None:
    truck = replace(TRUCK, at=4, ready=500)
    lock = Lock(vehicle="V1", trip=0, stops=("s1",), departure=100)
    problem = day(at(1), vehicles=(truck,), locks=(lock,))
    (trip,) = map_scene(problem, judge(problem, plan("s1")), PLACES, NAMES).trips
    assert trip.begin == PLACES[4]


def test_what_a_trip_is_called_leads_back_to_it() -> None:
    assert trip_of_id(trip_id("а:12", 3)) == ("а:12", 3)


def test_a_day_is_told_piece_by_piece() -> None:
    depot = replace(day().depots[0], loading=50, reloading=70)
    late = at(2, service=20, windows=(Window(0, 10), Window(20, 60)))
    rest = Break(Window(2000, 3000), 300)
    problem = day(
        at(1, service=30, windows=(Window(1000, 1100),)),
        late,
        vehicles=(replace(TRUCK, breaks=(rest,)),),
        depots=(depot,),
    )
    verdict = judge(problem, plan("s1", "s2"))
    (row,) = timeline_rows(problem, verdict, NAMES)
    first, second = verdict.routes[0].trips
    times = second.stops[0]
    assert row.name == "ГАЗель"
    assert row.shift == (0, 36_000)
    assert row.pieces[:4] == (
        Piece(Doing.LOADING, first.loading, first.departure),
        Piece(Doing.DRIVING, first.departure, 1000),
        Piece(Doing.SERVING, 1000, 1030, "s1"),
        Piece(Doing.DRIVING, 1030, 1030 + LEG),
    )
    assert Piece(Doing.LATE, times.begin, times.begin + 20, "s2") in row.pieces
    assert row.late == times.late == times.begin - 60
    assert row.stops[1] == TimedStop(
        id="s2",
        name="s2",
        trip=1,
        arrival=times.arrival,
        begin=times.begin,
        departure=times.departure,
        waiting=times.waiting,
        late=times.late,
        windows=((0, 10), (20, 60)),
    )
    assert row.stops[0].name == "Ромашка"


def test_rests_are_told() -> None:
    rest = Break(Window(200, 300), 50)
    problem = day(at(5, windows=(Window(100, 9000),)), vehicles=(replace(TRUCK, breaks=(rest,)),))
    verdict = judge(problem, plan("s5"))
    (row,) = timeline_rows(problem, verdict, NAMES)
    rests = [piece for piece in row.pieces if piece.doing is Doing.RESTING]
    assert [piece.end - piece.start for piece in rests] == [
        taken.duration for taken in verdict.routes[0].breaks
    ]


def test_vehicles_at_home_are_shown_where_asked_for() -> None:
    problem = day(at(1), vehicles=(TRUCK, replace(TRUCK, id="V2")))
    verdict = judge(problem, plan("s1"))
    assert [row.id for row in timeline_rows(problem, verdict, NAMES)] == ["V1"]
    rows = timeline_rows(problem, verdict, NAMES, idle=True)
    assert [(row.id, row.pieces) for row in rows][1] == ("V2", ())
    assert [row.windows for row in rows[0].stops] == [()]


def test_bars_tell_loads_of_the_trip_and_the_time_of_the_day() -> None:
    truck = replace(TRUCK, capacity=(1500, 9500, 30), max_duration=7200)
    problem = day(
        at(1, delivery=(266, 1230, 41)),
        vehicles=(truck,),
        dimensions=("kg", "dm3", "pallets"),
    )
    verdict = judge(problem, plan("s1"))
    bars = [
        replace(bar, figures=bar.figures.replace("\xa0", " "))
        for bar in load_bars(problem, verdict.routes[0], 0)
    ]
    assert bars == [
        Bar("Weight", 266, 1500, "266 / 1 500 kg"),
        Bar("Volume", 1230, 9500, "1.3 / 9.5 m³"),
        Bar("Pallets", 41, 30, "4.1 / 3.0 pl."),
        Bar("Time", 200, 7200, "0:04 / 2:00 h"),
    ]
    assert [bar.used for bar in load_bars(problem, verdict.routes[0], 5)] == [0, 0, 0, 200]


def test_a_limit_nobody_knows_is_none() -> None:
    assert (
        load_bar("kg", 5, FOREVER) == load_bar("kg", 5, None) == Bar("Weight", 5, None, "5\xa0kg")
    )
    assert load_bar("boxes", 5, 7) == Bar("boxes", 5, 7, "5 / 7")


def test_a_vehicle_that_may_work_for_ever_has_no_bar_of_time() -> None:
    problem = day(at(1))
    assert [bar.title for bar in load_bars(problem, judge(problem, plan("s1")).routes[0], 0)] == [
        "Weight"
    ]
