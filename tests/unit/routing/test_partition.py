"""Plans put together of the routes that a search has come by."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import inf
from random import Random
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    Route,
    Solution,
    VehicleType,
)

from routing.solvers import partition, pool
from routing.solvers.partition import Programme, dive, recombined
from routing.solvers.pool import DRIVEN, Columns, RoutePool, columns_of

STOPS = 6
LEGS: np.ndarray[Any, Any] = np.abs(np.subtract.outer(np.arange(STOPS + 1), np.arange(STOPS + 1)))
SMALL, LARGE = 0, 1
DATA = ProblemData(
    [Location(0, 0)] * (STOPS + 1),
    [Client(at, [5], prize=500, required=False) for at in range(1, STOPS + 1)],
    [Depot(0)],
    [VehicleType(2, [10], fixed_cost=10), VehicleType(1, [20], fixed_cost=15)],
    [LEGS],
    [LEGS],
)
"""Six stops one behind the other; two vehicles that take two of them each, one that takes four."""


def route(kind: int, *stops: int) -> Route:
    """Return a route by the numbers of its stops, from 1."""
    return Route(DATA, [Activity(ActivityType.CLIENT, at - 1) for at in stops], kind)


def pool_of(*routes: Route) -> RoutePool:
    """Return a pool that has come by every route in a plan of its own."""
    found = RoutePool(DATA)
    for one in routes:
        found.add(Solution(DATA, [one]))
    return found


def cost_of(solution: Solution) -> int:
    """Return what its routes cost."""
    return int(solution.distance_cost() + solution.fixed_vehicle_cost())


def served(solution: Solution) -> list[int]:
    """Return its stops, from 1, as often as they are served."""
    return sorted(one.idx + 1 for each in solution.routes() for one in each if one.is_client())


def test_of_the_same_stops_the_cheapest_way_is_kept() -> None:
    found = pool_of(route(LARGE, 3, 1, 2), route(LARGE, 1, 2, 3), route(LARGE, 2, 3, 1))
    ((cost, _),) = found.routes.values()
    assert cost == DRIVEN * 15 + 6
    (kept,) = found.solution([0]).routes()
    assert kept.vehicle_type() == LARGE
    assert [one.idx for one in kept if one.is_client()] == [0, 1, 2]


def test_runs_of_a_day_are_kept_as_runs() -> None:
    kind = VehicleType(1, [10], fixed_cost=10, reload_depots=[0], max_reloads=1)
    data = DATA.replace(vehicle_types=[kind])
    client, depot = ActivityType.CLIENT, ActivityType.DEPOT
    visits = [(client, 3), (client, 0), (depot, 0), (client, 2)]
    plan = Solution(data, [Route(data, [Activity(*visit) for visit in visits], 0)])
    found = RoutePool(data)
    found.add(plan)
    assert found.solution([0]) == plan
    assert found.solution([0]).routes()[0].num_trips() == 2


def test_a_route_that_breaks_a_rule_is_not_kept() -> None:
    assert not pool_of(route(SMALL, 1, 2, 3)).routes


def test_of_too_many_routes_the_first_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MOST", 2)
    found = pool_of(*(route(SMALL, at) for at in range(1, STOPS + 1)))
    assert served(found.solution([0, 1])) == [5, 6]


def test_windows_of_a_stop_are_one_stop() -> None:
    data = ProblemData(
        [Location(0, 0)] * 2,
        [Client(1, [5], service_duration=at, required=False, group=0) for at in range(2)],
        [Depot(0)],
        [VehicleType(2, [10], fixed_cost=10)],
        [LEGS[:2, :2]],
        [LEGS[:2, :2]],
        [ClientGroup([0, 1])],
    )
    found = RoutePool(data)
    for at in range(2):
        visit = [Activity(ActivityType.CLIENT, at)]
        found.add(Solution(data, [Route(data, visit, 0)]))
    assert len(found.routes) == 2
    assert found.columns().served.tolist() == [0, 0]
    chosen = recombined(found, inf)
    assert chosen is not None
    assert chosen.num_routes() == 1


def test_the_best_of_two_plans_makes_a_better_one() -> None:
    """One plan is good where the other is bad; of each the good half is taken."""
    one = [route(LARGE, 3, 4, 5, 6), route(SMALL, 1), route(SMALL, 2)]
    other = [route(LARGE, 3, 6), route(SMALL, 4, 5), route(SMALL, 1, 2)]
    found = RoutePool(DATA)
    for plan in one, other:
        found.add(Solution(DATA, plan))
    best = recombined(found, inf)
    assert best is not None
    assert served(best) == [1, 2, 3, 4, 5, 6]
    assert cost_of(best) == (15 + 12) + (10 + 4)


def test_there_are_no_more_vehicles_of_a_kind_than_there_are() -> None:
    """All of them would pay by far; two small ones there are."""
    best = recombined(pool_of(*(route(SMALL, at) for at in range(1, STOPS + 1))), inf)
    assert best is not None
    assert served(best) == [1, 2]


def test_a_stop_is_left_out_that_costs_less_so() -> None:
    data = DATA.replace(
        clients=[Client(at, [5], prize=10, required=False) for at in range(1, STOPS + 1)]
    )
    found = RoutePool(data)
    found.add(Solution(data, [Route(data, [Activity(ActivityType.CLIENT, 0)], SMALL)]))
    best = recombined(found, inf)
    assert best is not None
    assert served(best) == []


@pytest.mark.parametrize("required", [True, False])
def test_what_costs_nothing_to_leave_out_is_left_out_unless_it_must_be_served(
    required: bool,
) -> None:
    clients = [Client(at, [5], prize=0, required=required) for at in range(1, STOPS + 1)]
    visits = [Activity(ActivityType.CLIENT, at) for at in range(STOPS)]
    data = DATA.replace(clients=clients, vehicle_types=[VehicleType(3, [10], fixed_cost=10)])
    found = RoutePool(data)
    found.add(Solution(data, [Route(data, visits[at : at + 2], SMALL) for at in (0, 2, 4)]))
    best = recombined(found, inf)
    assert best is not None
    assert served(best) == (list(range(1, STOPS + 1)) if required else [])


def test_nothing_comes_of_nothing_or_of_no_time() -> None:
    assert recombined(RoutePool(DATA), inf) is None
    assert recombined(pool_of(route(SMALL, 1)), perf_counter()) is None


def columns_at_random(dice: Random) -> Columns:
    """Return up to thirty columns over six stops, of two kinds of vehicle."""
    sets = [
        sorted(dice.sample(range(STOPS), dice.randint(1, 4))) for _ in range(dice.randint(1, 30))
    ]
    sizes = np.array([len(stops) for stops in sets])
    return Columns(
        kinds=np.array([dice.randint(0, 1) for _ in sets]),
        costs=np.array([float(dice.randint(5, 60)) for _ in sets]),
        served=np.concatenate([np.array(stops) for stops in sets]),
        begins=np.cumsum(sizes) - sizes,
    )


PRICES = dict.fromkeys(range(STOPS), 40.0)
FLEET = [2, 1]


def price(columns: Columns, chosen: tuple[int, ...]) -> float:
    """Return what columns cost, with what they leave out."""
    taken = {stop for column in chosen for stop in columns.stops(column)}
    return float(columns.costs[list(chosen)].sum()) + 40.0 * (STOPS - len(taken))


def fits(columns: Columns, chosen: tuple[int, ...]) -> bool:
    """Tell whether no stop is served twice, and no vehicle missing."""
    stops = [stop for column in chosen for stop in columns.stops(column)]
    kinds = Counter(int(columns.kinds[column]) for column in chosen)
    return len(stops) == len(set(stops)) and all(kinds[at] <= FLEET[at] for at in kinds)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_chosen_fits_and_the_programme_knows_the_least_it_can_cost(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = columns_at_random(Random(seed))
    best = min(
        price(columns, chosen)
        for count in range(4)
        for chosen in combinations(range(len(columns)), count)
        if fits(columns, chosen)
    )
    bounds = []
    for entering in 1, 1000:
        monkeypatch.setattr(partition, "ENTERING", entering)
        programme = Programme(columns, PRICES, FLEET)
        assert programme.solve(inf, 100)
        bounds.append(programme.cost.Value() * programme.unit)
    assert bounds[0] == pytest.approx(bounds[1])
    assert bounds[0] <= best + 1e-6
    chosen = dive(Programme(columns, PRICES, FLEET), inf)
    assert chosen is not None
    assert fits(columns, tuple(chosen))
    assert price(columns, tuple(chosen)) >= best - 1e-6


def test_some_columns_one_behind_the_other_are_the_columns_again() -> None:
    columns = columns_at_random(Random(1))
    even, odd = np.arange(0, len(columns), 2), np.arange(1, len(columns), 2)
    both = columns_of([columns.some(even), columns.some(odd)])
    order = [*even, *odd]
    assert [both.stops(at) for at in range(len(both))] == [columns.stops(at) for at in order]
    assert both.costs.tolist() == columns.costs[order].tolist()
    assert both.kinds.tolist() == columns.kinds[order].tolist()


@pytest.mark.parametrize("seed", range(20))
def test_a_programme_that_grows_comes_to_what_one_with_all_columns_does(seed: int) -> None:
    columns = columns_at_random(Random(seed))
    half = max(1, len(columns) // 2)
    rest = columns.some(np.arange(half, len(columns)))
    whole = Programme(columns, PRICES, FLEET)
    assert whole.solve(inf, 100)
    grown = Programme(columns.some(np.arange(half)), PRICES, FLEET, np.arange(half))
    assert grown.solve(inf, 100)
    grown.grow(rest)
    assert grown.solve(inf, 100)
    assert grown.cost.Value() * grown.unit == pytest.approx(whole.cost.Value() * whole.unit)


def test_what_is_taken_for_good_stays_while_a_programme_grows() -> None:
    """Of what stands against it nothing is left; what comes behind has the numbers that follow."""
    columns = Columns(
        kinds=np.array([0, 0, 0]),
        costs=np.array([10.0, 9.0, 8.0]),
        served=np.array([0, 1, 1, 2, 3]),
        begins=np.array([0, 2, 4]),
    )
    programme = Programme(columns, PRICES, [3, 0])
    assert programme.solve(inf, 100)
    programme.take(0)
    programme.grow(columns.some(np.array([2])))
    assert [list(programme.columns.stops(at)) for at in range(2)] == [[3], [3]]
    assert programme.solve(inf, 100)
    assert programme.cost.Value() * programme.unit == pytest.approx(10 + 8 + 3 * 40)
