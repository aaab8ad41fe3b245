"""Exact search for the fewest loads of an order, by CP-SAT."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from routing.split import Order, Pack, Part, Room

WORK = 20
"""Deterministic units of work, each about a second: the same answer on every machine."""


def packer(work: float = WORK) -> Pack:
    """Return a search that gives up after so much work."""
    return partial(pack, work=work)


def pack(
    order: Order, rooms: Sequence[Room], count: int, work: float = WORK
) -> Sequence[Part] | bool:
    """Look for exactly *count* loads, each of them used or not.

    Returns:
        The parts; False: there are none, proven; True: the work did not suffice to know.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 - two seconds, only where it is needed

    model = cp_model.CpModel()
    chosen = [[model.new_bool_var(f"{room.id} {at}") for room in rooms] for at in range(count)]
    units = [
        [model.new_int_var(0, line.quantity, f"{line.id} {at}") for line in order.lines]
        for at in range(count)
    ]
    for at in range(count):
        model.add_exactly_one(chosen[at])
        for dimension in range(len(order.lines[0].unit)):
            model.add(
                sum(
                    line.unit[dimension] * taken
                    for line, taken in zip(order.lines, units[at], strict=True)
                )
                <= sum(
                    room.capacity[dimension] * here
                    for room, here in zip(rooms, chosen[at], strict=True)
                )
            )
        if at:
            # Loads can be told apart by nothing: the one with more of the first line comes first.
            model.add(units[at - 1][0] >= units[at][0])
    for index, line in enumerate(order.lines):
        model.add(sum(taken[index] for taken in units) == line.quantity)
    for index, room in enumerate(rooms):
        if room.count is not None:
            model.add(sum(here[index] for here in chosen) <= room.count)
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = work
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return False
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return True
    found = []
    for here, taken in zip(chosen, units, strict=True):
        room = next(room for room, one in zip(rooms, here, strict=True) if solver.value(one))
        found.append(_part(order, room, [solver.value(one) for one in taken]))
    # An empty load was not needed; the fullest come first, the last joins a round.
    return sorted(
        (part for part in found if part.quantities), key=lambda part: part.load, reverse=True
    )


def _part(order: Order, room: Room, taken: Sequence[int]) -> Part:
    load = tuple(
        sum(line.unit[dimension] * units for line, units in zip(order.lines, taken, strict=True))
        for dimension in range(len(room.capacity))
    )
    quantities = tuple(
        (line.id, units) for line, units in zip(order.lines, taken, strict=True) if units
    )
    return Part(room.id, quantities, load)
