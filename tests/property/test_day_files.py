"""Any day survives being written and read, and no text makes the readers fall over."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import RoutingError
from routing.files import read_day, write_day
from routing.files.alkaid import read_alkaid
from routing.files.dialects import read_vrplib
from routing.files.solomon import read_solomon
from routing.plan import Plan, Route, Trip
from routing.problem import (
    FOREVER,
    Break,
    Depot,
    Lock,
    Pin,
    Problem,
    Run,
    Stop,
    Travel,
    Vehicle,
    Window,
    matrix_of,
)

SMALL = st.integers(0, 10**6)
WORDS = st.sampled_from(["cold", "tail lift", "еда", "краска", "size “M”"])
SETS = st.frozensets(WORDS, max_size=2)


def window(draw: st.DrawFn) -> Window:
    """Return a window, open-ended now and then."""
    start = draw(SMALL)
    return Window(start, draw(st.just(FOREVER) | st.integers(start, start + 10**6)))


@st.composite
def days(draw: st.DrawFn) -> tuple[Problem, Plan]:
    """Return a day with a bit of everything, and some plan of it."""
    count = draw(st.integers(1, 4))
    size = count + 1
    lines = st.lists(SMALL, min_size=size, max_size=size)
    rows = matrix_of(draw(st.lists(lines, min_size=size, max_size=size)))
    stops = tuple(
        Stop(
            id=f"РО-{number}",
            place=number,
            windows=(window(draw),),
            service=draw(SMALL),
            release=draw(SMALL),
            delivery=(draw(SMALL),),
            pickup=draw(st.sampled_from([(), (3,)])),
            skills=draw(SETS),
            max_size=draw(st.integers(0, 3)),
            price_unserved=draw(st.none() | SMALL),
            priority=draw(st.integers(0, 9)),
            goods=draw(SETS),
            group=draw(st.sampled_from(["", "all"])),
        )
        for number in range(1, size)
    )
    vehicle = Vehicle(
        id="А 123",
        capacity=(draw(SMALL),),
        end=draw(st.sampled_from([None, 0])),
        max_trips=draw(st.integers(1, 3)),
        shift=window(draw),
        max_duration=draw(SMALL),
        breaks=(Break(window(draw), draw(SMALL)),),
        skills=draw(SETS),
        fixed=draw(SMALL),
        per_time=draw(SMALL),
    )
    ids = tuple(stop.id for stop in stops)
    problem = Problem(
        depots=(Depot(id="ЦС", place=0, window=window(draw), reloading=draw(SMALL)),),
        stops=stops,
        vehicles=(vehicle, Vehicle(id="Б 456", capacity=(1,), at=1, ready=draw(SMALL))),
        travel=(
            Travel(
                distances=rows,
                durations=rows,
                zones=(0,) * size,
                pace=matrix_of([draw(st.lists(st.integers(1, 300), min_size=24, max_size=24))]),
            ),
        ),
        dimensions=("kg",),
        incompatible=frozenset({frozenset({"еда", "краска"})}),
        pins=(Pin(ids[0], "А 123"),),
        locks=(Lock(vehicle="А 123", trip=0, stops=ids[:1], whole=draw(st.booleans())),),
        runs=(Run(ids[1:3]),) if count > 2 else (),
        cost_unit=draw(st.integers(1, 10**6)),
        name=draw(st.text(max_size=5)),
    )
    return problem, Plan((Route("А 123", (Trip(0, ids[:1]),)),), ids[1:])


@given(days())
@settings(max_examples=60, deadline=None)
def test_reading_what_was_written_is_the_identity(day: tuple[Problem, Plan]) -> None:
    found = read_day("day.json", write_day(*day))
    assert (found.problem, found.plan) == day
    assert write_day(found.problem, found.plan) == write_day(*day)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(days(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_spoilt_day_is_refused_or_read_never_worse(
    day: tuple[Problem, Plan], data: st.DataObject
) -> None:
    """One value anywhere is replaced by another."""
    whole = json.loads(write_day(*day))
    inner: Any = whole
    while True:
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = data.draw(st.sampled_from(keys))
        if not inner[key] or not isinstance(inner[key], dict | list) or data.draw(st.booleans()):
            inner[key] = data.draw(JSON)
            break
        inner = inner[key]
    with suppress(RoutingError):
        read_day("day.json", json.dumps(whole))


TOKENS = st.sampled_from(
    [
        *("TYPE : CVRP", "DIMENSION : 3", "EDGE_WEIGHT_TYPE : EUC_2D", "NODE_COORD_SECTION"),
        *("DEMAND_SECTION", "DEPOT_SECTION", "EOF", "1 0 0", "2 1 1", "3 2 2", "1 5", "1", "-1"),
        *("VEHICLE", "CUSTOMER", "0 0 0 0 0 9 0", "1 1 1 1 0 9 1", "2 100", "x", ":", "1e9 -3"),
    ]
)


@given(st.lists(TOKENS | st.text(max_size=8), max_size=14).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_a_reader_fall_over(text: str) -> None:
    for read in (read_vrplib, read_solomon, lambda file, text: read_alkaid(file, file, text)):
        with suppress(RoutingError):
            read("any", text)
