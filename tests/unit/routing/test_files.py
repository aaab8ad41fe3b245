"""Instances of every dialect, small ones, and what is said of broken ones."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from routing.files import (
    BadRoutingFile,
    FileKind,
    UnreadableRoutingFile,
    Wanted,
    read_instance,
    read_plan,
    read_solution,
    shown_cost,
    write_solution,
)
from routing.files.alkaid import pieces_of
from routing.plan import Plan, Route, Trip
from routing.problem import ALWAYS, FOREVER, Problem, Window

CVRP = """NAME : tiny
COMMENT : "three customers: one depot"
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1\t0\t0
2\t3\t4
3\t1\t1
4\t0\t10
DEMAND_SECTION
1 0
2 4
3 5
4 6
DEPOT_SECTION
 1
 -1
EOF
"""

TIMED = """NAME: timed
TYPE: VRPTW
DIMENSION: 3
VEHICLES: 2
CAPACITY: 7
SERVICE_TIME: 1.25
EDGE_WEIGHT_TYPE: EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 0 2
DEMAND_SECTION
1 0
2 3
3 4
TIME_WINDOW_SECTION
1 0 100
2 5 9.5
3 0 100
DEPOT_SECTION
1
EOF
"""

FLEET = """NAME: fleet
TYPE: HFVRP
DIMENSION: 3
VEHICLES: 2
EDGE_WEIGHT_TYPE: EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 0 2
DEMAND_SECTION
1 0
2 3
3 4
CAPACITY_SECTION
1 5
2 9
VEHICLES_FIXED_COST_SECTION
1 100
2 170
VEHICLES_UNIT_DISTANCE_COST_SECTION
1 77
2 90
DEPOT_SECTION
1
EOF
"""

DEPOTS = """NAME: depots
TYPE: MDVRPTW
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 2
CAPACITY: 20
VEHICLES_MAX_DURATION: 45
NODE_COORD_SECTION
1 0 0
2 10 0
3 1.5 0
4 9 0
DEMAND_SECTION
1 0
2 0
3 5
4 6
SERVICE_TIME_SECTION
1 0
2 0
3 7
4 8
TIME_WINDOW_SECTION
1 0 100
2 0 90
3 0 50
4 10 50
VEHICLES_DEPOT_SECTION
1 1
2 2
DEPOT_SECTION
1
2
EOF
"""

SKILLS = """NAME: skills
TYPE: SDVRPTW
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 3
CAPACITY: 20
NODE_COORD_SECTION
1 0 0
2 1 0
3 2 0
4 3 0
VEHICLES_ALLOWED_CLIENTS_SECTION
1 2 3
2 2 3 4
3 2 4
DEPOT_SECTION
1
EOF
"""

TRIPS = """NAME: trips
TYPE: MTVRPTWR
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 2
CAPACITY: 5
NODE_COORD_SECTION
1 0 0
2 1 0
3 2 0
4 3 0
DEMAND_SECTION
1 0
2 5
3 5
4 5
RELEASE_TIME_SECTION
1 0
2 0
3 4
4 0
VEHICLES_RELOAD_DEPOT_SECTION
1 1
2 1
DEPOT_SECTION
1
EOF
"""

PRIZES = TIMED.replace("VRPTW", "PCVRPTW").replace(
    "DEPOT_SECTION", "PRIZE_SECTION\n1 0\n2 3.5\n3 0\nDEPOT_SECTION"
)

SOLOMON = """TINY

VEHICLE
NUMBER     CAPACITY
  2         7

CUSTOMER
CUST NO.   XCOORD.   YCOORD.   DEMAND    READY TIME   DUE DATE   SERVICE TIME

    0      0          0          0          0        100          0
    1      1          1          3          5          9.5        1.25
    2      0          2          4          0        100          1.25
"""

SPLIT = """3 100
90 100 230
0 0
3 4
0 10
6 8
"""


def read(tmp_path: Path, text: str, name: str = "tiny.vrp") -> Problem:
    """Return the problem of a text."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_instance(tmp_path / name).problem


def rows(problem: Problem) -> list[list[int]]:
    return [list(row) for row in problem.travel[0].distances]


def test_capacities_and_distances_to_the_nearest_whole(tmp_path: Path) -> None:
    problem = read(tmp_path, CVRP)
    assert problem.name == "tiny"
    assert rows(problem) == [[0, 5, 1, 10], [5, 0, 4, 7], [1, 4, 0, 9], [10, 7, 9, 0]]
    assert [(stop.id, stop.place, stop.delivery) for stop in problem.stops] == [
        ("1", 1, (4,)),
        ("2", 2, (5,)),
        ("3", 3, (6,)),
    ]
    assert [vehicle.id for vehicle in problem.vehicles] == ["1", "2", "3"]
    assert {vehicle.capacity for vehicle in problem.vehicles} == {(10,)}
    assert problem.stops[0].windows == ALWAYS
    assert (problem.cost_unit, problem.best_known) == (1, None)


def test_time_windows_count_in_tenths_and_the_rest_is_cut(tmp_path: Path) -> None:
    problem = read(tmp_path, TIMED)
    assert rows(problem) == [[0, 14, 20], [14, 0, 14], [20, 14, 0]]
    assert problem.depots[0].window == Window(0, 1000)
    assert [stop.windows for stop in problem.stops] == [(Window(50, 95),), (Window(0, 1000),)]
    assert [stop.service for stop in problem.stops] == [12, 12]
    assert [stop.delivery for stop in problem.stops] == [(30,), (40,)]
    assert problem.vehicles[1].capacity == (70,)
    assert problem.cost_unit == 10


def test_fleets_count_in_thousandths_and_prices_per_distance_are_not_scaled(
    tmp_path: Path,
) -> None:
    problem = read(tmp_path, FLEET)
    assert rows(problem)[0] == [0, 1414, 2000]
    assert [(v.capacity, v.fixed, v.per_distance) for v in problem.vehicles] == [
        ((5000,), 100_000, 77),
        ((9000,), 170_000, 90),
    ]
    assert shown_cost(problem, 9_509_696_000) == Fraction("95096.96")


def test_every_vehicle_has_its_depot_and_its_longest_day(tmp_path: Path) -> None:
    problem = read(tmp_path, DEPOTS)
    assert [(depot.id, depot.window.end) for depot in problem.depots] == [
        ("0", 100_000),
        ("1", 90_000),
    ]
    assert [(v.start, v.end, v.max_duration) for v in problem.vehicles] == [
        (0, 0, 45_000),
        (1, 1, 45_000),
    ]
    assert [stop.id for stop in problem.stops] == ["2", "3"]
    assert problem.stops[0].service == 7000


def test_who_may_go_where_becomes_skills(tmp_path: Path) -> None:
    problem = read(tmp_path, SKILLS)
    may = {
        stop.id: [v.id for v in problem.vehicles if problem.may_ride(stop, v)]
        for stop in problem.stops
    }
    assert may == {"1": ["1", "2", "3"], "2": ["1", "2"], "3": ["2", "3"]}
    assert problem.stops[0].skills == frozenset()


def test_a_vehicle_with_a_depot_to_reload_at_makes_many_trips(tmp_path: Path) -> None:
    problem = read(tmp_path, TRIPS)
    assert [(v.max_trips, v.reloads_at) for v in problem.vehicles] == [(3, frozenset({0}))] * 2
    assert [stop.release for stop in problem.stops] == [0, 40, 0]
    assert problem.vehicles[0].max_duration == FOREVER
    (tmp_path / "tiny.sol").write_text("Route #1:\nRoute #2: 3 0 2 1\nCost: 100\nOptimal: True\n")
    assert read_plan(tmp_path / "tiny.sol", problem) == Plan(
        (Route("2", (Trip(0, ("3",)), Trip(0, ("2", "1")))),)
    )


def test_a_customer_with_a_prize_may_be_left_out(tmp_path: Path) -> None:
    problem = read(tmp_path, PRIZES)
    assert [stop.price_unserved for stop in problem.stops] == [35, None]


def test_solomon_s_own_format_is_the_same_problem(tmp_path: Path) -> None:
    ours = read(tmp_path, SOLOMON, "tiny.txt")
    theirs = read(tmp_path, TIMED)
    assert (ours.stops, ours.depots, ours.travel) == (theirs.stops, theirs.depots, theirs.travel)
    assert [v.capacity for v in ours.vehicles] == [v.capacity for v in theirs.vehicles]
    assert ours.cost_unit == 10


def test_demands_that_may_be_split_are_cut_beforehand(tmp_path: Path) -> None:
    problem = read(tmp_path, SPLIT, "split.txt")
    sizes: dict[int, list[int]] = {}
    for stop in problem.stops:
        sizes.setdefault(stop.place, []).append(stop.delivery[0])
    assert sizes == {1: [20, 20, 20, 20, 10], 2: [100], 3: [100, 100, 20, 10]}
    assert [stop.id for stop in problem.stops][:6] == ["1/1", "1/2", "1/3", "1/4", "1/5", "2"]
    assert rows(problem)[0] == [0, 5, 10, 10]
    assert problem.name == "split"


@pytest.mark.parametrize(("demand", "capacity"), [(0, 100), (1, 3), (99, 100), (77, 8), (450, 64)])
def test_pieces_add_up_and_fit(demand: int, capacity: int) -> None:
    pieces = pieces_of(demand, capacity)
    assert sum(pieces) == demand
    assert max(pieces) <= capacity


def test_distances_that_are_written_out(tmp_path: Path) -> None:
    head = CVRP.replace("DIMENSION : 4", "DIMENSION : 3").split("NODE_COORD")[0]
    head = head.replace("EUC_2D", "EXPLICIT\nEDGE_WEIGHT_FORMAT : {}")
    tail = "DEMAND_SECTION\n1 0\n2 1\n3 1\nDEPOT_SECTION\n1\n-1\nEOF\n"
    full = head.format("FULL_MATRIX") + "EDGE_WEIGHT_SECTION\n0 1 2\n3 0 4\n5 6 0\n" + tail
    lower = head.format("LOWER_ROW") + "EDGE_WEIGHT_SECTION\n1\n2 3\n" + tail
    assert rows(read(tmp_path, full)) == [[0, 1, 2], [3, 0, 4], [5, 6, 0]]
    assert rows(read(tmp_path, lower)) == [[0, 1, 2], [1, 0, 3], [2, 3, 0]]


def test_the_best_known_cost_stands_beside(tmp_path: Path) -> None:
    (tmp_path / "tiny.sol").write_text("Route #1: 1\nRoute #2: 2\nCost 68.2\n")
    assert read(tmp_path, TIMED).best_known == 682


def test_a_plan_is_read_and_written(tmp_path: Path) -> None:
    problem = read(tmp_path, DEPOTS)
    text = "Route #1: 2\nRoute #2:\nCost 30\n"
    found = read_solution("x.sol", text, problem)
    assert found.plan == Plan((Route("1", (Trip(0, ("2",)),)),), ("3",))
    assert found.cost == 30
    assert write_solution(problem, found.plan, "30") == "Route #1: 2\nCost 30\n"
    trips = Plan((Route("2", (Trip(1, ("3",)), Trip(1, ("2",)))),))
    assert write_solution(problem, trips, "9") == "Route #1:\nRoute #2: 3 1 2\nCost 9\n"
    assert read_solution("x.sol", write_solution(problem, trips, "9"), problem).plan == trips


@pytest.mark.parametrize(
    ("text", "line", "found", "wanted"),
    [
        (CVRP.replace("CVRP", "PDPTW"), 3, "PDPTW", Wanted.KIND),
        (CVRP.replace("TYPE : CVRP\n", ""), 19, "TYPE ?", Wanted.KIND),
        (CVRP.replace("CAPACITY : 10", "CAPACITY : ten"), 6, "ten", Wanted.NUMBER),
        (CVRP.replace("CAPACITY : 10", "CAPACITY : NaN"), 6, "NaN", Wanted.NUMBER),
        (CVRP.replace("CAPACITY : 10", "CAPACITY : 1e99"), 6, "1e99", Wanted.NUMBER),
        (CVRP.replace("CAPACITY : 10", "CAPACITY : -3"), 6, "-3", Wanted.NATURAL),
        (CVRP.replace("2\t3\t4", "2\t3\t1e13"), 9, "1e13", Wanted.SMALLER),
        (TIMED.replace("VEHICLES: 2", "VEHICLES: 100001"), 4, "100001", Wanted.FLEET),
        (TIMED.replace("VEHICLES: 2", "VEHICLES: 0"), 4, "0", Wanted.POSITIVE),
        (TIMED.replace("VEHICLES: 2", "VEHICLES:"), 22, "VEHICLES ?", Wanted.POSITIVE),
        (CVRP.replace("DIMENSION : 4", "DIMENSION : 1"), 4, "1", Wanted.CUSTOMERS),
        (CVRP.replace("DIMENSION : 4", "DIMENSION : 0"), 4, "0", Wanted.POSITIVE),
        (CVRP.replace("DIMENSION : 4", "DIMENSION : 5"), 11, "4", Wanted.ROWS),
        (CVRP.replace("DIMENSION : 4", "DIMENSION : 3"), 11, "4", Wanted.ROWS),
        (CVRP.replace("3\t1\t1", "3\t1"), 10, "3 1", Wanted.COLUMNS),
        (CVRP.replace("EUC_2D", "GEO"), 5, "GEO", Wanted.DISTANCES),
        (CVRP.replace(" 1\n -1", " 2\n -1"), 18, "2", Wanted.DEPOTS_FIRST),
        (
            CVRP.replace("DEMAND_SECTION", "BACKHAUL_SECTION"),
            12,
            "BACKHAUL_SECTION",
            Wanted.SECTION,
        ),
        (CVRP.replace("CAPACITY :", "SPEED :"), 6, "SPEED", Wanted.HEADER),
        ("rubbish\n", 1, "rubbish", Wanted.HEADER),
        (SKILLS.replace("3 2 4\n", "3 2 9\n"), 15, "9", Wanted.STOP),
        (DEPOTS.replace("2 2\nDEPOT", "2 3\nDEPOT"), 30, "3", Wanted.DEPOTS_FIRST),
        (FLEET.replace("1 77", "1 7.7"), 21, "7.7", Wanted.NATURAL),
    ],
)
def test_a_broken_file_is_told_by_line(
    tmp_path: Path, text: str, line: int, found: str, wanted: Wanted
) -> None:
    with pytest.raises(BadRoutingFile) as refused:
        read(tmp_path, text)
    assert refused.value.facts == {
        "file": "tiny.vrp",
        "line": line,
        "found": found,
        "wanted": wanted,
    }


@pytest.mark.parametrize(
    ("text", "line", "wanted"),
    [
        (SOLOMON.replace("    1      1 ", "    7      1 "), 11, Wanted.ROWS),
        (SOLOMON.replace("  2         7", "  2"), 5, Wanted.COLUMNS),
        ("\n".join(SOLOMON.splitlines()[:10]), 10, Wanted.CUSTOMERS),
        ("3 100\n90 100\n", 2, Wanted.ROWS),
        (SPLIT + "7\n", 7, Wanted.ROWS),
        ("0 100\n", 1, Wanted.POSITIVE),
        (SPLIT.replace("3 100", "3 1").replace("230", "100001"), 2, Wanted.FLEET),
        (SOLOMON.replace("  2         7", "  100001    7"), 5, Wanted.FLEET),
        ("", 1, Wanted.KIND),
    ],
)
def test_other_broken_formats_too(tmp_path: Path, text: str, line: int, wanted: Wanted) -> None:
    with pytest.raises(BadRoutingFile) as refused:
        read(tmp_path, text, "tiny.txt")
    assert (refused.value.facts["line"], refused.value.facts["wanted"]) == (line, wanted)


@pytest.mark.parametrize(
    ("text", "line", "found", "wanted"),
    [
        ("Route #1: 1 x\n", 1, "x", Wanted.STOP),
        ("1 2 3\n", 1, "1 2 3", Wanted.ROUTE),
        ("Cost much\n", 1, "much", Wanted.NUMBER),
    ],
)
def test_a_broken_plan_is_told_by_line(
    tmp_path: Path, text: str, line: int, found: str, wanted: Wanted
) -> None:
    problem = read(tmp_path, CVRP)
    with pytest.raises(BadRoutingFile) as refused:
        read_solution("a.sol", text, problem)
    assert refused.value.facts == {"file": "a.sol", "line": line, "found": found, "wanted": wanted}


def test_what_is_twice_or_strange_in_a_plan_is_left_to_the_checker(tmp_path: Path) -> None:
    text = "Route #1: 1 2\nRoute #1: 2 9\nRoute #7: 3\n"
    assert read_solution("a.sol", text, read(tmp_path, CVRP)).plan == Plan(
        (
            Route("1", (Trip(0, ("1", "2")),)),
            Route("1", (Trip(0, ("2", "9")),)),
            Route("7", (Trip(0, ("3",)),)),
        )
    )


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRoutingFile):
        read_instance(tmp_path / "none.vrp")
    (tmp_path / "noise.vrp").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableRoutingFile) as refused:
        read_instance(tmp_path / "noise.vrp")
    assert refused.value.facts["file"] == "noise.vrp"


def test_the_kind_of_a_file_is_seen_from_it(tmp_path: Path) -> None:
    for text, kind in (
        (CVRP, FileKind.VRPLIB),
        (SOLOMON, FileKind.SOLOMON),
        (SPLIT, FileKind.ALKAID),
    ):
        (tmp_path / "any").write_text(text)
        assert read_instance(tmp_path / "any").kind is kind


def test_the_largest_numbers_that_are_read_can_be_reckoned_with(tmp_path: Path) -> None:
    """Far apart as it may be, nothing overflows."""
    far = read(tmp_path, CVRP.replace("2\t3\t4", "2\t0\t9e12").replace("CVRP", "HFVRP"))
    assert far.travel[0].distances[0][1] == 9 * 10**15
