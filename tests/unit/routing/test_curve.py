"""Places put in an order that keeps neighbours together."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from routing.solvers.curve import along_curve


def test_a_field_of_places_is_gone_through_by_steps_of_one() -> None:
    side = 8
    points = [(float(number % side), float(number // side)) for number in range(side * side)]
    order = along_curve(points)
    assert sorted(order) == list(range(side * side))
    steps = [math.dist(points[here], points[there]) for here, there in pairwise(order)]
    assert max(steps) == 1.0


def test_places_at_random_follow_those_near_them() -> None:
    dice = random.Random(8)
    points = [(dice.gauss(0, 9000), dice.gauss(0, 9000)) for _ in range(500)]
    order = along_curve(points)
    assert sorted(order) == list(range(500))

    def way(numbers: list[int]) -> float:
        return sum(math.dist(points[here], points[there]) for here, there in pairwise(numbers))

    assert way(order) < 0.2 * way(list(range(500)))


def test_places_in_one_point_stay_as_they_came() -> None:
    assert along_curve([(3.0, 4.0)] * 4) == [0, 1, 2, 3]
    assert along_curve([]) == []
