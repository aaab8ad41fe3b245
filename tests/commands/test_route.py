"""`klad route`: planning and judging files without a database, as text and as JSON."""

from __future__ import annotations

import ast
import json
import re
import signal
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from routing.explain import CODES
from routing.files import FileKind, Instance, Wanted, write_day
from routing.outcome import Failure, Options, Trouble
from routing.parts import Depot, Stop, Travel, Vehicle, Window, matrix_of
from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.solve import solve
from routing.travel.provider import MatrixUnavailable
from routing.travel.reasons import Reason
from routing.verdict import Kind
from tui.__main__ import cli
from tui.commands import route
from tui.error_text import explain as explained
from tui.flows import route_solve, route_words
from tui.flows.route_solve import solved_plain, solved_text
from tui.flows.route_words import number_text, time_text
from tui.texts.names_routing import PROBLEM_REASONS, TRAVEL_REASONS, WANTED
from tui.texts.route_reasons import LEFT_OUT, RULES
from tui.texts.routing import BREACHES, TROUBLES

ROOT = Path(__file__).parents[2]
TINY = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
VEHICLES : 2
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 30 40
3 0 50
4 0 -10
DEMAND_SECTION
1 0
2 5
3 5
4 5
DEPOT_SECTION
1
-1
EOF
"""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of the machine out of the test."""
    (tmp_path / "klad.toml").write_text("")
    (tmp_path / "tiny.vrp").write_text(TINY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLAD_CONFIG", str(tmp_path / "klad.toml"))
    monkeypatch.setenv("KLAD_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "80")


def asked(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["route", *words])


def test_a_good_plan_is_priced_and_ends_with_nought() -> None:
    Path("tiny.sol").write_text("Route #1: 1 2\nRoute #2: 3\nCost 150\n")
    done = asked("check", "tiny.vrp", "tiny.sol")
    assert done.exit_code == 0
    assert done.output == (
        "Cost: 152, 1.33 % over the best known 150\n"
        "Vehicles used: 2. Trips: 2. Stops left out: 0.\n"
        "The plan keeps every rule.\n"
    )


def test_a_broken_plan_ends_with_one_and_names_every_rule() -> None:
    Path("bad.sol").write_text("Route #1: 1 2 3\nRoute #2: 3 8\n")
    done = asked("check", "tiny.vrp", "bad.sol", "--best", "100")
    assert done.exit_code == 1
    assert "The plan breaks 3 rules:" in done.output
    said = " ".join(done.output.split())
    assert "! Vehicle 1, trip 1: overloaded, load over by 5. Take a stop off the trip" in said
    assert "! Vehicle 2, trip 1: the day has no stop 8. Take it off the trip." in said
    assert "! Stop 3 is visited twice, again by 2." in said
    assert all(len(line) <= 80 for line in done.output.splitlines())


def test_a_rule_broken_a_hundred_times_is_told_ten_times_and_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An empty plan of a big day says what is wrong on one screen; other rules are not hidden."""
    monkeypatch.setattr(route_words, "ALIKE", 2)
    Path("few.sol").write_text("Route #1: 8\n")
    said = asked("check", "tiny.vrp", "few.sol").output
    assert said.count("must be served, and is on no trip") == 2
    assert "the day has no stop 8" in " ".join(said.split())
    left = int(re.search(r"Stops left out: (\d+)", said).group(1))  # type: ignore[union-attr]
    assert f"Others like these: {left - 2}. --json tells each." in said


def test_json_holds_cost_gap_routes_and_breaches() -> None:
    Path("bad.sol").write_text("Route #1: 1 2\n")
    done = asked("check", "tiny.vrp", "bad.sol", "--best", "100", "--json")
    answer = json.loads(done.output)
    assert done.exit_code == 1
    assert (answer["cost"], answer["feasible"], answer["gap"]) == (132, False, 32.0)
    (left,) = answer["unserved"]
    assert (left["stop"], left["code"], left["never"], left["rules"]) == (
        *("3", "fits", False),
        {"trips": 1},
    )
    assert left["relaxation"]["steps"] == []
    assert answer["routes"][0]["trips"] == [
        {"depot": "0", "departure": 0, "end": 132, "stops": ["1", "2"]}
    ]
    assert [breach["rule"] for breach in answer["breaches"]] == ["unserved"]


def test_solving_prints_the_promised_keys_and_saves_a_plan_that_holds() -> None:
    done = asked(
        *("solve", "tiny.vrp", "--engine", "insertion", "--seconds", "5"),
        *("--best", "152", "--save", "mine.sol", "--json"),
    )
    answer = json.loads(done.output)
    assert done.exit_code == 0
    assert answer.keys() >= {
        *("cost", "feasible", "gap", "seconds", "first_feasible_s", "engine", "unserved", "routes"),
    }
    assert (answer["cost"], answer["gap"], answer["engine"]) == (152, 0.0, "insertion")
    again = asked("check", "tiny.vrp", "mine.sol")
    assert again.exit_code == 0
    assert again.output.startswith("Cost: 152\n")


CROWDED = TINY.replace("VEHICLES : 2", "VEHICLES : 1").replace("2 5\n3 5\n4 5", "2 8\n3 1\n4 5")


def test_what_is_left_out_is_explained_with_what_would_serve_it() -> None:
    Path("crowded.vrp").write_text(CROWDED)
    Path("part.sol").write_text("Route #1: 1 2\n")
    done = asked("check", "crowded.vrp", "part.sol")
    assert done.exit_code == 1
    assert done.output.splitlines()[-6:] == [
        "? Vehicles that could take stop 3 make as many trips as they may.",
        "  Vehicles by what keeps the stop from them: number of trips 1.",
        "  What would serve it:",
        "  — Trips of vehicle 1: up to 2 instead of 1.",
        "  Then: vehicle 1, trip 2; driving costs 20 more.",
        "  The checker agrees to that plan.",
    ]


def test_json_of_solving_has_the_code_the_rules_and_the_verified_relaxation() -> None:
    Path("crowded.vrp").write_text(CROWDED)
    done = asked("solve", "crowded.vrp", "--engine", "insertion", "--seconds", "5", "--json")
    (left,) = json.loads(done.output)["unserved"]
    assert (left["stop"], left["code"], left["never"]) == ("3", "trips", False)
    assert left["rules"] == {"trips": 1}
    found = left["relaxation"]
    assert (found["vehicle"], found["trip"], found["verified"]) == ("1", 1, True)
    assert found["unserved_cost"] == 0
    assert [(step["rule"], step["before"], step["after"]) for step in found["steps"]] == [
        ("trips", 1, 2)
    ]
    assert left["text"][0] == "Vehicles that could take stop 3 make as many trips as they may."


def test_as_many_are_explained_as_one_asks_for() -> None:
    Path("none.sol").write_text("Cost 0\n")
    none = asked("check", "tiny.vrp", "none.sol", "--explain", "0")
    assert "?" not in none.output
    two = asked("check", "tiny.vrp", "none.sol", "--explain", "2")
    assert sum(line.startswith("? ") for line in two.output.splitlines()) == 2
    assert two.output.endswith("Stops left out and not explained: 1.\n")
    plain = json.loads(asked("check", "tiny.vrp", "none.sol", "--explain", "2", "--json").output)
    assert [one["code"] for one in plain["unserved"]] == ["fits", "fits", None]


def day(stop: Stop, vehicle: Vehicle) -> Problem:
    """Return a day of one stop, an hour and 30 kilometres away."""
    metres, seconds = matrix_of([[0, 30_000], [30_000, 0]]), matrix_of([[0, 3600], [3600, 0]])
    return Problem(
        depots=(Depot(id="ЦС", place=0),),
        stops=(stop,),
        vehicles=(vehicle,),
        travel=(Travel(distances=metres, durations=seconds),),
        dimensions=("кг",),
        cost_unit=10,
    )


def test_a_day_is_told_in_roubles_hours_and_kilometres(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Stop(id="РО-7", place=1, windows=(Window(0, 3500),), delivery=(9,))
    vehicle = Vehicle(id="А 123", capacity=(9,), max_distance=45_500, per_distance=25)
    plan = Plan((Route("А 123", (Trip(0, ("РО-7",)),)),))
    Path("day.json").write_text(write_day(day(stop, vehicle), plan), encoding="utf-8")
    done = asked("check", "day.json", "day.json")
    assert "Cost: 1\u00a0500.00\n" in done.output
    assert "stop РО-7 is late by 0:02." in done.output
    assert "Vehicle А 123: it drives too far, by 14.5 km." in done.output
    monkeypatch.setenv("KLAD_LANGUAGE", "ru")
    assert "пробег больше предела на 14,5 км" in asked("check", "day.json", "day.json").output


def test_a_day_is_solved_and_saved_with_its_plan() -> None:
    stop = Stop(id="РО-7", place=1, delivery=(9,))
    text = write_day(day(stop, Vehicle(id="А 123", capacity=(9,))))
    Path("day.json").write_text(text, encoding="utf-8")
    done = asked("solve", "day.json", "--engine", "insertion", "--save", "planned.json")
    assert done.exit_code == 0
    assert "А 123, trip 1: РО-7" in done.output
    assert "Engine: insertion." in done.output
    assert asked("check", "planned.json", "planned.json").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "broken.vrp", "tiny.vrp"), "broken.vrp, line 1: “rubbish” stands there"),
        (("check", "tiny.vrp", "tiny.vrp"), "expected: “Route #1: 5 7” or “Cost 123”"),
        (("check", "tiny.vrp", "day.json"), "day.json, format: “other” stands there"),
        (("solve", "tiny.vrp", "--engine", "steam"), "“steam” is not among: insertion"),
    ],
)
def test_what_cannot_be_read_is_told_and_ends_with_one(words: tuple[str, ...], said: str) -> None:
    Path("broken.vrp").write_text("rubbish\n")
    Path("day.json").write_text('{"format": "other", "version": 1}')
    done = asked(*words)
    assert done.exit_code == 1
    assert said in done.stderr


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "86401", "soon"])
def test_no_time_at_all_is_refused_before_anything_is_planned(seconds: str) -> None:
    done = asked("solve", "tiny.vrp", "--seconds", seconds)
    assert done.exit_code == 2
    assert "--seconds" in done.stderr


def test_no_time_is_enough_for_a_first_plan() -> None:
    done = asked("solve", "tiny.vrp", "--seconds", "0", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["feasible"]


@pytest.mark.parametrize("where", ["nowhere/plan.sol", "tiny.vrp/plan.sol"])
def test_a_place_for_the_plan_that_is_none_is_told_before_planning(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a plan that then cannot be kept."""
    monkeypatch.setattr(route_solve, "solve", lambda *_: pytest.fail("planned"))
    done = asked("solve", "tiny.vrp", "--save", where)
    assert done.exit_code == 1
    assert f"{where}: {'Not a' if where.startswith('tiny') else 'No such'}" in done.stderr


def test_planning_that_is_interrupted_gives_the_best_plan_so_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """^C as soon as there is a plan; afterwards ^C means what it did."""

    def show(text: str) -> None:
        if text:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(route, "_progress", lambda: show)
    done = asked("solve", "tiny.vrp", "--seconds", "600", "--json")
    answer = json.loads(done.output)
    assert done.exit_code == 0
    assert (answer["feasible"], answer["failures"], answer["cost"]) == (True, [], 152)
    assert answer["seconds"] < 60
    assert signal.getsignal(signal.SIGINT) is before


def test_a_figure_that_is_wrong_is_named_with_its_key() -> None:
    """A day has hundreds of stops of twenty figures each."""
    text = write_day(day(replace(LATE, delivery=(9,)), LORRY))
    Path("day.json").write_text(text.replace('"delivery":[9]', '"delivery":[-9]'))
    done = asked("solve", "day.json")
    assert done.exit_code == 1
    assert "Stop РО-7, delivery -9: a number is below nought." in done.stderr


def test_every_code_of_planning_has_its_words() -> None:

    assert set(Kind) == set(BREACHES) == set(RULES)
    assert set(CODES) == set(LEFT_OUT)
    assert set(Wanted) == set(WANTED)
    assert set(Reason) == set(TRAVEL_REASONS)
    assert set(Trouble) == set(TROUBLES)
    source = (ROOT / "routing" / "validity.py").read_text(encoding="utf-8")
    reasons = {
        word.value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "reason" and isinstance(word.value, ast.Constant)
    }
    assert reasons <= set(PROBLEM_REASONS)


def test_neither_the_database_nor_the_screens_are_loaded() -> None:
    code = (
        "import sys, tui.commands.route, tui.flows.route_solve;"
        "print(sorted({'sqlalchemy', 'textual', 'numpy', 'ortools', 'pyvrp'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_figures_are_written_for_people() -> None:

    assert time_text(3601) == "1:01"
    assert number_text(Fraction(-1, 1000), 2) == "0"
    assert number_text(Fraction(12345678, 100), 1) == "123\u00a0456.8"


LATE = Stop(id="РО-7", place=1, windows=(Window(0, 1800),), delivery=(9,), price_unserved=10**6)
BIG = Stop(id="РО-8", place=1, delivery=(90,), price_unserved=10**6)
LORRY = Vehicle(id="А 123", capacity=(9,), per_distance=25)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (day(LATE, LORRY), "Stop РО-7 closes before any vehicle can be there."),
        (day(BIG, LORRY), "Stop РО-8 is more than any vehicle that may go there carries."),
        (
            replace(day(BIG, LORRY), vehicles=()),
            "The day has no vehicles; stop РО-8 stays.",
        ),
    ],
    ids=["window past", "bigger than any vehicle", "no fleet"],
)
def test_an_order_that_cannot_be_planned_is_left_out_and_told_why(
    problem: Problem, said: str
) -> None:
    """The day is planned all the same: the order has a price for being left out."""
    Path("day.json").write_text(write_day(problem), encoding="utf-8")
    done = asked("solve", "day.json", "--engine", "insertion", "--seconds", "5")
    assert done.exit_code == 0
    assert f"? {said}" in done.output
    assert "Stops left out: 1." in done.output


@pytest.mark.parametrize("trouble", Trouble)
def test_an_engine_that_failed_is_named_with_what_became_of_it(trouble: Trouble) -> None:
    instance = Instance(day(BIG, LORRY), FileKind.DAY)
    outcome = solve(instance.problem, Options(), cancelled=lambda: True)
    failed = replace(outcome, failures=(Failure("pyvrp", trouble, 1.5),))
    said = list(solved_text(instance, failed, (), 80))[-1]
    assert said == f"Engine pyvrp failed: {TROUBLES[trouble]}"
    (plain,) = solved_plain(instance, failed, ())["failures"]  # type: ignore[misc]
    assert plain == {"engine": "pyvrp", "trouble": str(trouble), "seconds": 1.5}


def test_a_given_plan_that_breaks_rules_is_no_engine_that_failed() -> None:
    instance = Instance(day(BIG, LORRY), FileKind.DAY)
    overloaded = Plan((Route("А 123", (Trip(0, ("РО-8",)),)),))
    outcome = solve(instance.problem, Options(warm=overloaded, engine="insertion", seconds=5))
    said = list(solved_text(instance, outcome, (), 80))
    assert said[-1] == "The plan that was given breaks rules: it was mended, or left aside."


@pytest.mark.parametrize(
    ("reason", "detail", "said"),
    [
        (
            Reason.NO_POINT,
            "Дача",
            "great-circle: a place has no coordinates (Дача).",
        ),
        (
            Reason.UNREACHED,
            "roads:5000: refused",
            "great-circle: nobody answers at the address (roads:5000: refused).",
        ),
        (
            Reason.GARBAGE,
            "HTTP 502",
            "great-circle: the answer is not a table of OSRM (HTTP 502).",
        ),
    ],
)
def test_travel_that_cannot_be_told_is_a_message_with_what_to_do(
    reason: Reason, detail: str, said: str
) -> None:
    error = MatrixUnavailable(provider="great-circle", reason=reason, detail=detail)
    told = explained(error)
    assert told.title == "Travel between the addresses cannot be told"
    assert told.body == said
    assert told.next_step.startswith("Check the source of travel in the settings")
