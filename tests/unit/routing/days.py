"""Days of one line of places, a thousand metres and a hundred seconds apart."""

from __future__ import annotations

from routing.problem import Depot, Problem, Stop, Travel, Vehicle, matrix_of

STEP = 1000
LEG = 100
"""Metres and seconds from a place to the next one on the line."""


def line(places: int) -> Travel:
    """Return ways between places that stand in a row."""
    return Travel(
        distances=matrix_of([[STEP * abs(a - b) for b in range(places)] for a in range(places)]),
        durations=matrix_of([[LEG * abs(a - b) for b in range(places)] for a in range(places)]),
    )


DEPOT = Depot(id="D", place=0)
VAN = Vehicle(id="V1", capacity=(100,), fixed=500, per_distance=1, per_time=2)
"""One trip, any time; the depot is place 0."""


def day(*stops: Stop, **changed: object) -> Problem:
    """Return a problem of one depot, one van, one dimension of load, unless told otherwise."""
    fields: dict[str, object] = {
        "depots": (DEPOT,),
        "stops": stops,
        "vehicles": (VAN,),
        "travel": (line(6),),
        "dimensions": ("kg",),
    }
    return Problem(**(fields | changed))  # type: ignore[arg-type]


def at(place: int, **more: object) -> Stop:
    """Return the stop named after its place on the line."""
    fields: dict[str, object] = {"id": f"s{place}", "place": place, "delivery": (10,)}
    return Stop(**(fields | more))  # type: ignore[arg-type]
