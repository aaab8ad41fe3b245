"""A problem as PyVRP takes it: what it costs to leave a stop out, which number a stop has."""

from __future__ import annotations

import pytest

from routing.solvers import pyvrp_model
from routing.solvers.pyvrp_model import LEFT_OUT, Compiler
from routing.solvers.task import Task
from tests.unit.routing.days import at, day

ANY_WAY = 500 + 2 * 5_000 + 2 * 4 * 500
"""No stop costs the van more: its own price, there and back, the time for it."""


@pytest.mark.parametrize(
    ("price", "prize"),
    [(100, 100), (ANY_WAY, ANY_WAY), (ANY_WAY + 1, LEFT_OUT * (ANY_WAY + 1)), (None, 0)],
)
def test_leaving_out_what_always_pays_to_serve_is_dearer(price: int | None, prize: int) -> None:
    problem = day(at(1, price_unserved=price))
    client = Compiler(problem, Task(seconds=1), frozenset()).data().clients()[0]
    assert client.prize == prize
    assert client.required == (price is None)


def test_the_dearer_stop_is_still_the_dearer_one_to_leave_out() -> None:
    problem = day(at(1, price_unserved=10 * ANY_WAY), at(2, price_unserved=20 * ANY_WAY))
    first, second = Compiler(problem, Task(seconds=1), frozenset()).data().clients()
    assert ANY_WAY < first.prize < second.prize


@pytest.mark.parametrize(
    ("many", "lines"), [(5, ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])), (6, ([4, 1, 5, 2, 3],))]
)
def test_of_many_stops_those_near_one_another_have_numbers_near_one_another(
    monkeypatch: pytest.MonkeyPatch, many: int, lines: tuple[list[int], ...]
) -> None:
    monkeypatch.setattr(pyvrp_model, "MANY", many)
    problem = day(*(at(place) for place in (4, 1, 5, 2, 3)))
    visits = Compiler(problem, Task(seconds=1), frozenset()).visits
    line = [problem.stops[visit.unit[0]].place for visit in visits]
    assert line in lines
