"""`.sol` files of every dialect: `Route #1: 5 7 9`, then `Cost 123`.

Numbers are nodes counted from 0, depots first. A route stands for the vehicle of its number, an
empty one is a vehicle that stays at home; a depot inside a route is a reload there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from routing.files.text import Line, lines_of
from routing.files.wanted import Wanted
from routing.plan import Plan, Route, Trip
from routing.problem import Problem

_COST = re.compile(r"(?i)cost\s*:?\s*(\S+)$")
_ROUTE = re.compile(r"(?i)route\s*#?\s*(\d+)\s*:?(.*)$")
_OTHER = re.compile(r"(?i)(optimal|time|name|comment)\b")


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan and what its file says it costs."""

    plan: Plan
    cost: Fraction | None
    """In the unit the set counts in; None: not said."""


def read_solution(file: str, text: str, problem: Problem) -> Solution:
    """Return the plan of a file. Stops it does not name are left out.

    Raises:
        BadRoutingFile: a line is neither a route nor a cost, or a word can be no stop. What is
            twice, or not in the problem, is read: the checker tells of it.
    """
    reading = _Reading(problem)
    cost: Fraction | None = None
    for line in lines_of(file, text):
        said = " ".join(line.words)
        if found := _COST.match(said):
            cost = line.fraction(found[1])
        elif found := _ROUTE.match(said):
            reading.route(line, int(found[1][:9]), found[2].split())
        elif not _OTHER.match(said):
            line.refuse(said, Wanted.ROUTE)
    return Solution(reading.plan(), cost)


class _Reading:
    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._depots = {depot.id: index for index, depot in enumerate(problem.depots)}
        self._seen: set[str] = set()
        self._routes: list[Route] = []

    def route(self, line: Line, number: int, words: list[str]) -> None:
        """Take a route in."""
        vehicles = self._problem.vehicles
        known = vehicles[number - 1] if 1 <= number <= len(vehicles) else None
        trips = tuple(self._trips(line, known.start if known else 0, words))
        if trips:
            self._routes.append(Route(known.id if known else str(number), trips))

    def _trips(self, line: Line, depot: int, words: list[str]) -> Iterator[Trip]:
        stops: list[str] = []
        for word in words:
            if word in self._depots:
                if stops:
                    yield Trip(depot, tuple(stops))
                depot, stops = self._depots[word], []
                continue
            if word not in self._problem.stop_by_id and not word.isdecimal():
                line.refuse(word, Wanted.STOP)
            self._seen.add(word)
            stops.append(word)
        if stops:
            yield Trip(depot, tuple(stops))

    def plan(self) -> Plan:
        """Return it."""
        left = tuple(stop.id for stop in self._problem.stops if stop.id not in self._seen)
        return Plan(tuple(self._routes), left)


def write_solution(problem: Problem, plan: Plan, cost: str) -> str:
    """Return a plan as the text of a `.sol` file: a line for every vehicle up to the last used.

    Args:
        problem: it is a plan of.
        plan: to be written.
        cost: as it is to be shown.
    """
    routes = {route.vehicle: route for route in plan.routes}
    lines = []
    last = 0
    for number, vehicle in enumerate(problem.vehicles, start=1):
        words: list[str] = []
        if vehicle.id in routes:
            last = number
            for index, trip in enumerate(routes[vehicle.id].trips):
                words += [problem.depots[trip.depot].id] if index else []
                words += trip.stops
        lines.append(" ".join([f"Route #{number}:", *words]))
    return "\n".join([*lines[:last], f"Cost {cost}", ""])
