"""Messages of engines: what is none is refused, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.errors import BadPlan
from routing.plan import Plan, Route, Trip
from routing.solvers.wire import ALIVE, DONE, PLAN, Word, decode, encode

names = st.text(max_size=5)
trips = st.builds(Trip, st.integers(0, 3), st.lists(names, max_size=4).map(tuple))
routes = st.builds(Route, names, st.lists(trips, max_size=3).map(tuple))
plans = st.builds(
    Plan, st.lists(routes, max_size=3).map(tuple), st.lists(names, max_size=3).map(tuple)
)


@given(plans)
def test_a_plan_comes_out_as_it_went_in(plan: Plan) -> None:
    assert decode(encode(Word(PLAN, plan))) == Word(PLAN, plan)


def test_a_message_is_one_line() -> None:
    line = encode(Word(DONE, Plan((), ("a\nb",)), "two\nlines"))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


def test_a_message_may_have_no_plan() -> None:
    assert decode(encode(Word(ALIVE))) == Word(ALIVE)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\x00",
        b"null",
        b"[]",
        b"{}",
        b'{"what": "plan", "routes": 5}',
        b'{"what": "plan", "routes": [["v", [["0", []]]]], "unserved": []}',
        b'{"what": "plan", "routes": [["v", [[0, "abc"]]]], "unserved": []}',
        b'{"what": "plan", "routes": []}',
        b"[" * 100_000,
    ],
)
def test_garbage_is_refused(line: bytes) -> None:
    with pytest.raises(BadPlan):
        decode(line)
