"""A day of klad as JSON: how it looks, and what is said of a broken one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from routing.errors import BadProblem
from routing.files import (
    BadDayFile,
    BadRoutingFile,
    Wanted,
    read_day,
    read_day_plan,
    read_instance,
    write_day,
)
from routing.plan import Plan, Route, Trip
from routing.problem import FOREVER, Depot, Problem, Stop, Travel, Vehicle, Window, matrix_of

ROWS = matrix_of([[0, 7], [8, 0]])
PROBLEM = Problem(
    depots=(Depot(id="ЦС", place=0, window=Window(6 * 3600, 21 * 3600), reloading=1500),),
    stops=(
        Stop(
            id="РО-1",
            place=1,
            windows=(Window(0, 10), Window(20)),
            delivery=(5, 1),
            skills=frozenset({"tail lift", "cold"}),
        ),
    ),
    vehicles=(Vehicle(id="А123", capacity=(900, 80), end=None),),
    travel=(Travel(distances=ROWS, durations=ROWS),),
    dimensions=("kg", "dm3"),
    incompatible=frozenset({frozenset({"food", "paint"})}),
)
PLAN = Plan((Route("А123", (Trip(0, ("РО-1",)),)),))


def day() -> dict[str, Any]:
    """Return the day as JSON holds it."""
    found: dict[str, Any] = json.loads(write_day(PROBLEM, PLAN))
    return found


def test_what_stands_at_its_default_is_left_out() -> None:
    assert day() == {
        "format": "klad-day",
        "version": 1,
        "problem": {
            "depots": [{"id": "ЦС", "place": 0, "window": [21600, 75600], "reloading": 1500}],
            "stops": [
                {
                    "id": "РО-1",
                    "place": 1,
                    "windows": [[0, 10], [20, None]],
                    "delivery": [5, 1],
                    "skills": ["cold", "tail lift"],
                }
            ],
            "vehicles": [{"id": "А123", "capacity": [900, 80], "end": None}],
            "travel": [{"distances": [[0, 7], [8, 0]], "durations": [[0, 7], [8, 0]]}],
            "dimensions": ["kg", "dm3"],
            "incompatible": [["food", "paint"]],
        },
        "plan": {"routes": [{"vehicle": "А123", "trips": [{"depot": 0, "stops": ["РО-1"]}]}]},
    }


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "day.json").write_text(write_day(PROBLEM, PLAN), encoding="utf-8")
    found = read_instance(tmp_path / "day.json")
    assert (found.problem, found.plan) == (PROBLEM, PLAN)
    assert found.problem.stops[0].windows[1].end == FOREVER
    assert read_day("d", write_day(PROBLEM)).plan is None
    assert read_day_plan("d", write_day(None, PLAN)) == PLAN


@pytest.mark.parametrize(
    ("path", "value", "place", "found", "wanted"),
    [
        ("format", "other", "format", "other", Wanted.FORMAT),
        ("version", 2, "version", "2", Wanted.VERSION),
        ("version", True, "version", "true", Wanted.VERSION),
        ("extra", 1, "extra", "extra", Wanted.KEY),
        ("problem", [], "problem", "[…]", Wanted.OBJECT),
        ("problem.stops", {}, "problem.stops", "{…}", Wanted.LIST),
        ("problem.stops.0.place", "1", "problem.stops[0].place", "1", Wanted.WHOLE),
        ("problem.stops.0.place", True, "problem.stops[0].place", "true", Wanted.WHOLE),
        ("problem.stops.0.place", None, "problem.stops[0].place", "null", Wanted.WHOLE),
        ("problem.stops.0.weight", 1, "problem.stops[0].weight", "weight", Wanted.KEY),
        ("problem.stops.0.skills", [1], "problem.stops[0].skills[0]", "1", Wanted.TEXT),
        ("problem.stops.0.windows", [[1]], "problem.stops[0].windows[0]", "1", Wanted.COLUMNS),
        (
            "problem.travel.0.distances.1.0",
            2**63,
            "problem.travel[0].distances[1][0]",
            str(2**63),
            Wanted.WHOLE,
        ),
        ("plan.routes.0.trips.0.stops.0", 5, "plan.routes[0].trips[0].stops[0]", "5", Wanted.TEXT),
    ],
)
def test_a_broken_day_is_told_by_place(
    path: str, value: object, place: str, found: str, wanted: Wanted
) -> None:
    whole = day()
    *way, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    inner: Any = whole
    for part in way:
        inner = inner[part]
    inner[last] = value
    with pytest.raises(BadDayFile) as refused:
        read_day("day.json", json.dumps(whole))
    assert refused.value.facts == {
        "file": "day.json",
        "place": place,
        "found": found,
        "wanted": wanted,
    }


def test_what_is_no_object_as_a_whole_has_a_place_to_be_told_too() -> None:
    with pytest.raises(BadDayFile) as refused:
        read_day("day.json", "[1, 2]")
    assert refused.value.facts["place"] == "{ }"


def test_what_may_not_be_left_out_is_named() -> None:
    whole = day()
    del whole["problem"]["stops"][0]["id"]
    with pytest.raises(BadDayFile) as refused:
        read_day("day.json", json.dumps(whole))
    assert refused.value.facts["place"] == "problem.stops[0].id"
    with pytest.raises(BadDayFile):
        read_day("day.json", '{"format":"klad-day","version":1}')
    with pytest.raises(BadDayFile):
        read_day_plan("day.json", write_day(PROBLEM))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"format":\n"klad-day",,', 2),
        ('{"format":\n', 2),
        ("[" * 100_000, 1),
        ('{"version": ' + "9" * 5000 + "}", 1),
    ],
)
def test_no_json_is_told_by_line(text: str, line: int) -> None:
    with pytest.raises(BadRoutingFile) as refused:
        read_day("day.json", text)
    assert (refused.value.facts["line"], refused.value.facts["wanted"]) == (line, Wanted.JSON)
    assert refused.value.facts["found"]


@pytest.mark.parametrize("text", ['{"a": 1.5}', '{"a": NaN}', '{"a": 1, "a": 2}', "[]"])
def test_numbers_are_whole_and_keys_stand_once(text: str) -> None:
    with pytest.raises(BadDayFile):
        read_day("day.json", text)


def test_a_problem_that_contradicts_itself_is_refused() -> None:
    whole = day()
    whole["problem"]["stops"][0]["place"] = 2
    with pytest.raises(BadProblem):
        read_day("day.json", json.dumps(whole))
