"""What engines want to know of a problem before they begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from routing.problem import Problem, Stop, Vehicle

Unit = tuple[int, ...]
"""Indexes of stops that follow one another."""


def units_of(problem: Problem) -> tuple[list[Unit], frozenset[int]]:
    """Return what is placed as one, and the stops that another follows at once."""
    index = {stop.id: at for at, stop in enumerate(problem.stops)}
    runs = [tuple(index[stop] for stop in run.stops) for run in problem.runs]
    taken = {at for run in runs for at in run}
    glued = frozenset(at for run in runs for at in run[:-1])
    return [*runs, *((at,) for at in range(len(problem.stops)) if at not in taken)], glued


def kinds_of(problem: Problem) -> list[list[int]]:
    """Return the vehicles by kind: those of a kind differ by nothing but their ids."""
    special = set(problem.pinned.values())
    kinds: dict[object, list[int]] = defaultdict(list)
    for number, vehicle in enumerate(problem.vehicles):
        key = vehicle if vehicle.id in special else replace(vehicle, id="")
        kinds[key].append(number)
    return list(kinds.values())


def allowed_of(problem: Problem, kinds: list[list[int]]) -> list[frozenset[int]]:
    """Return for every stop the vehicles that it may ride on, capacities counted in."""
    known: dict[object, frozenset[int]] = {}
    of_kinds: dict[tuple[int, ...], frozenset[int]] = {}
    found = []
    for stop in problem.stops:
        key = stop.skills, stop.max_size, problem.pinned.get(stop.id), stop.delivery, stop.pickup
        if key not in known:
            fit = tuple(
                at
                for at, kind in enumerate(kinds)
                if problem.may_ride(stop, problem.vehicles[kind[0]])
                and _carries(stop, problem.vehicles[kind[0]])
            )
            if fit not in of_kinds:
                of_kinds[fit] = frozenset(number for at in fit for number in kinds[at])
            known[key] = of_kinds[fit]
        found.append(known[key])
    return found


def _carries(stop: Stop, vehicle: Vehicle) -> bool:
    return all(
        (not stop.delivery or stop.delivery[at] <= capacity)
        and (not stop.pickup or stop.pickup[at] <= capacity)
        for at, capacity in enumerate(vehicle.capacity)
    )


def peers_of(problem: Problem, units: list[Unit]) -> Mapping[int, list[Unit]]:
    """Return for stops of a group, or that ride together, all units that belong with them."""
    by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        for at in unit:
            stop = problem.stops[at]
            if stop.group:
                by_name["group", stop.group].append(unit)
            if stop.together:
                by_name["together", stop.together].append(unit)
    peers: dict[int, list[Unit]] = defaultdict(list)
    for company in by_name.values():
        for unit in company:
            for at in unit:
                peers[at] += [peer for peer in company if peer not in peers[at]]
    return peers


__all__ = ["Unit", "allowed_of", "kinds_of", "peers_of", "units_of"]
