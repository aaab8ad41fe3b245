"""Days that cannot be planned whole, by seeds: what is said would help does, and half of it not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from routing.check import judge
from routing.explain import Explanation, explain
from routing.outcome import Options
from routing.plan import Plan
from routing.problem import Problem, Window
from routing.relaxing import relaxed, scaled
from routing.solve import planner_from, solve
from routing.solvers.insertion import construct
from tests.unit.routing.days_at_random import HOUR, plain_day

SEARCH = Options(seconds=60, iterations=60, seed=1)
"""By iterations, so that a slow machine finds the same."""

Spoil = Callable[[Problem, Random], Problem]


def first(problem: Problem, **changed: object) -> Problem:
    """Return a day with another first stop."""
    return replace(problem, stops=(replace(problem.stops[0], **changed), *problem.stops[1:]))  # type: ignore[arg-type]


def fleet(problem: Problem, count: int | None = None, **changed: object) -> Problem:
    """Return a day with so many vehicles, every one of them changed."""
    return replace(
        problem,
        vehicles=tuple(replace(one, **changed) for one in problem.vehicles[:count]),  # type: ignore[arg-type]
    )


def all_day(problem: Problem, **changed: object) -> Problem:
    """Return a day of stops that are open all day, every one of them changed."""
    more = {"windows": (Window(0, 20 * HOUR),)} | changed
    return replace(problem, stops=tuple(replace(stop, **more) for stop in problem.stops))  # type: ignore[arg-type]


def farthest(problem: Problem) -> int:
    """Return how far the first stop is from the depot."""
    return problem.travel[0].distances[0][problem.stops[0].place]


def there(problem: Problem) -> int:
    """Return how long one drives to the first stop."""
    return problem.travel[0].durations[0][problem.stops[0].place]


def earliest(problem: Problem) -> int:
    """Return when the first stop can be reached, everything else left aside."""
    return 6 * HOUR + problem.depots[0].loading + there(problem)


ALONE: dict[str, Spoil] = {
    "load": lambda day, dice: first(day, delivery=(2500 + dice.randrange(100, 900),)),
    "late": lambda day, dice: first(
        day, windows=(Window(0, earliest(day) - dice.randrange(600, 3000)),)
    ),
    "skill": lambda day, _dice: first(day, skills=frozenset({"cold"})),
    "size": lambda day, dice: first(fleet(day, size=3), max_size=dice.choice((1, 2))),
    "release": lambda day, dice: first(
        day,
        windows=(Window(0, 12 * HOUR),),
        release=12 * HOUR - day.depots[0].loading - there(day) + dice.randrange(600, 3000),
    ),
    "shift": lambda day, dice: first(
        fleet(day, shift=Window(6 * HOUR, earliest(day) + dice.randrange(there(day)))),
        windows=(Window(0, 20 * HOUR),),
    ),
    "duration": lambda day, dice: first(
        fleet(
            day,
            max_duration=day.depots[0].loading + there(day) + dice.randrange(there(day)),
            max_overtime=0,
        ),
        windows=(Window(0, 20 * HOUR),),
    ),
    "trip-duration": lambda day, dice: first(
        fleet(day, max_trip_duration=there(day) + dice.randrange(there(day))),
        windows=(Window(0, 20 * HOUR),),
    ),
    "distance": lambda day, dice: fleet(
        day, max_distance=farthest(day) + dice.randrange(farthest(day))
    ),
    "depot-closed": lambda day, dice: first(
        replace(
            day,
            depots=(
                replace(
                    day.depots[0],
                    window=Window(6 * HOUR, earliest(day) + dice.randrange(there(day))),
                ),
            ),
        ),
        windows=(Window(0, 20 * HOUR),),
    ),
    "trips": lambda day, _dice: fleet(day, max_trips=0),
}
"""Rule → what makes the first stop fit on no vehicle by it, the others left aside."""


CROWDED: dict[str, Spoil] = {
    "load": lambda day, _dice: fleet(all_day(day), 2, max_trips=1, capacity=(800,)),
    "trips": lambda day, _dice: fleet(
        all_day(day, delivery=(1300,)), 2, max_trips=2, capacity=(1500,)
    ),
    "stops": lambda day, _dice: fleet(all_day(day, delivery=(1,)), 2, max_trips=1, max_stops=5),
    "duration": lambda day, dice: fleet(
        all_day(day, delivery=(1,), service=HOUR), 1, max_duration=dice.randrange(8, 10) * HOUR
    ),
    "late": lambda day, dice: fleet(
        all_day(
            day, delivery=(1,), service=HOUR, windows=(Window(0, dice.randrange(15, 17) * HOUR),)
        ),
        1,
        max_duration=20 * HOUR,
    ),
    "together": lambda day, _dice: replace(
        first(
            fleet(all_day(day, delivery=(1,), together="one van"), 2), skills=frozenset({"cold"})
        ),
        vehicles=(
            replace(day.vehicles[0], max_trips=1),
            replace(day.vehicles[1], skills=frozenset({"cold"}), capacity=(3,)),
        ),
    ),
}
"""Rule → what makes a fleet too small for the day by it, though each stop fits alone."""


def only(problem: Problem) -> Problem:
    """Return a day of its first stop."""
    return replace(problem, stops=problem.stops[:1])


Plans = Callable[[Problem], Plan]


def proven(problem: Problem, plan: Plan, plans: Plans) -> list[Explanation]:
    """Return explanations, each held against planning with all that it asks for, and with half."""
    before = judge(problem, plan)
    told = explain(problem, plan, plans)
    assert {one.stop for one in told} == set(before.unserved)
    for one in told:
        found = one.relaxation
        assert found is not None
        assert found.resolved
        assert one.stop in _served(relaxed(problem, found.steps), plans, before.unserved)
        half = scaled(found.steps, Fraction(1, 2))
        if half == found.steps:
            half = ()
        assert one.stop not in _served(relaxed(problem, half), plans, before.unserved)
    return list(told)


def _served(problem: Problem, plans: Plans, left: tuple[str, ...]) -> set[str]:
    """Return which of the stops that were left out planning anew serves, without leaving others."""
    after = judge(problem, plans(problem))
    assert after.breaches == ()
    return set(left) - set(after.unserved) if set(after.unserved) <= set(left) else set()


@pytest.mark.parametrize("code", ALONE)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_no_vehicle_can_do_is_served_as_told_and_not_by_half(code: str, seed: int) -> None:
    problem = only(ALONE[code](plain_day(12, seed), Random(seed)))
    (told,) = proven(problem, Plan(()), construct)
    assert (told.code, told.static) == (code, True)


@pytest.mark.parametrize("code", CROWDED)
def test_what_a_full_day_has_no_room_for_is_served_as_told_and_not_by_half(code: str) -> None:
    problem = CROWDED[code](plain_day(12, 1), Random(1))
    plan = solve(problem, SEARCH).plan
    # One is left out, so that what is allowed for it serves no other one.
    others = judge(problem, plan).unserved[1:]
    problem = replace(problem, stops=tuple(s for s in problem.stops if s.id not in others))
    (told,) = proven(problem, plan, planner_from(plan, SEARCH))
    assert (told.code, told.static) == (code, False)
