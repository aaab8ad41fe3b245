"""Engines that hang, die, and lie: what stands is the best plan that the checker accepted."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from routing.check import judge
from routing.outcome import Options, Outcome, Trouble
from routing.plan import Plan
from routing.problem import Problem, Window
from routing.race import Best, Race
from routing.solve import UnknownEngine, solve
from routing.solvers.insertion import construct
from routing.solvers.process import Crew, Member
from routing.solvers.task import Task
from tests.unit.routing.days_at_random import plain_day

FAKE = "tests.integration.routing.fake_engine"


def fake(variant: str) -> Member:
    return Member(variant, FAKE, variant)


LONG = 30.0
"""Seconds that no engine needs which ends by itself, on the slowest machine."""

HANGS = 8.0
"""Seconds after which one that hangs is killed; enough for a process to begin."""


def solved(*variants: str, seconds: float = LONG, day: Problem | None = None) -> Outcome:
    members = tuple(fake(variant) for variant in variants)
    return solve(day or plain_day(12, 1), Options(seconds=seconds, members=members))


def children() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if "routing.solvers.child" in " ".join(child.cmdline())
    ]


@pytest.mark.parametrize(
    ("variant", "trouble"),
    [
        ("hang", Trouble.HUNG),
        ("die", Trouble.DIED),
        ("raise", Trouble.DIED),
        ("garbage", Trouble.GARBAGE),
        ("overload", Trouble.REFUSED),
        ("invent", Trouble.REFUSED),
    ],
)
def test_the_next_engine_takes_over_from_one_that_fails(variant: str, trouble: Trouble) -> None:
    outcome = solved(variant, "good", seconds=HANGS if trouble is Trouble.HUNG else LONG)
    assert [(failure.engine, failure.trouble) for failure in outcome.failures] == [
        (variant, trouble)
    ]
    assert outcome.engine == "good"
    assert outcome.verdict.feasible
    assert outcome.plan == construct(plain_day(12, 1))
    assert children() == []


@pytest.mark.parametrize("silent", [True, False])
def test_only_an_engine_that_may_be_silent_is_waited_for(
    silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.solvers.process.QUIET", 0.1)
    monkeypatch.setattr("routing.solvers.process.SILENCE", 0.0)
    late = Member("late", FAKE, "late", silent=silent)
    outcome = solve(plain_day(12, 1), Options(seconds=LONG, members=(late,)))
    assert [failure.trouble for failure in outcome.failures] == ([] if silent else [Trouble.HUNG])
    assert outcome.engine == ("late" if silent else "")
    assert children() == []


@pytest.mark.parametrize(
    ("variant", "trouble"), [("tell and hang", Trouble.HUNG), ("tell and die", Trouble.DIED)]
)
def test_what_an_engine_told_before_it_failed_stands(variant: str, trouble: Trouble) -> None:
    outcome = solved(variant, seconds=HANGS if trouble is Trouble.HUNG else LONG)
    assert [failure.trouble for failure in outcome.failures] == [trouble]
    assert outcome.engine == variant
    assert outcome.verdict == judge(plain_day(12, 1), outcome.plan)
    assert outcome.verdict.feasible


def test_a_crew_has_one_process_do_one_task_after_another() -> None:
    day = plain_day(12, 1)
    with Crew() as crew:
        seen = []
        for variant in ("good", "shout", "late"):
            best = Best(day, lambda incumbent: None, lambda: False)  # noqa: ARG005
            assert Race(best, day, crew).run([fake(variant)], Task(seconds=LONG), 1)
            assert best.failures == []
            assert best.found == construct(day)
            seen += [child.pid for child in children()]
        assert len(seen) == 3
        assert len(set(seen)) == 1
    assert children() == []


@pytest.mark.parametrize("variant", ["raise", "die", "hang", "garbage"])
def test_a_crew_keeps_nobody_whose_task_has_failed(variant: str) -> None:
    day = plain_day(12, 1)
    with Crew() as crew:
        best = Best(day, lambda incumbent: None, lambda: False)  # noqa: ARG005
        seconds = HANGS if variant == "hang" else LONG
        assert not Race(best, day, crew).run([fake(variant)], Task(seconds=seconds), 1)
        assert len(best.failures) == 1
        assert children() == []
        assert Race(best, day, crew).run([fake("good")], Task(seconds=LONG), 1)
        assert best.found == construct(day)


def test_a_plan_that_breaks_rules_is_never_shown() -> None:
    day = plain_day(12, 1)
    seen: list[Plan] = []
    outcome = solve(
        day,
        Options(seconds=LONG, members=(fake("overload"), fake("invent"))),
        lambda incumbent: seen.append(incumbent.plan),
    )
    assert seen == []
    assert outcome.plan == Plan((), tuple(stop.id for stop in day.stops))
    assert outcome.first_feasible_s is None
    assert len(outcome.failures) == 2


def test_an_engine_that_finds_nothing_leaves_the_given_plan() -> None:
    day = plain_day(12, 1)
    warm = construct(day)
    outcome = solve(day, Options(seconds=LONG, members=(fake("nothing"),), warm=warm))
    assert (outcome.plan, outcome.engine, outcome.cost) == (warm, "warm", judge(day, warm).cost)


def test_what_a_library_prints_is_no_message() -> None:
    outcome = solved("shout")
    assert (outcome.failures, outcome.engine) == ((), "shout")


def test_a_cancelled_solving_keeps_its_best_plan_and_leaves_no_process() -> None:
    day = plain_day(12, 1)
    told = threading.Event()
    outcome = solve(
        day,
        Options(seconds=600, members=(fake("tell and hang"),)),
        lambda incumbent: told.set(),  # noqa: ARG005 - that there is one is enough
        told.is_set,
    )
    assert outcome.cancelled
    assert outcome.failures == ()
    assert outcome.plan == construct(day)
    assert children() == []


def test_a_solving_that_is_cancelled_at_once_serves_nobody() -> None:
    outcome = solve(plain_day(12, 1), Options(seconds=600), cancelled=lambda: True)
    assert outcome.cancelled
    assert outcome.plan.routes == ()
    assert children() == []


def test_an_error_of_whoever_looks_leaves_no_process() -> None:
    def look(incumbent: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        solve(plain_day(12, 1), Options(seconds=60, members=(fake("tell and hang"),)), look)
    assert children() == []


def test_an_engine_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = (
        "from dataclasses import replace\n"
        "from routing.solve import Options, solve\n"
        "from tests.unit.routing.days_at_random import plain_day\n"
        "from routing.solvers.process import Member\n"
        f"day = replace(plain_day(12, 1), name={str(told)!r})\n"
        f"solve(day, Options(seconds=600, members=(Member('hang', {FAKE!r}, 'hang'),)))\n"
    )
    root = Path(__file__).resolve().parents[3]
    environment = os.environ | {"PYTHONPATH": str(root)}
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=root, env=environment)
    try:
        engine = psutil.Process(_pid(told))
        assert engine.is_running()
    finally:
        parent.kill()
        parent.wait()
    psutil.wait_procs([engine], timeout=30)
    assert not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE


def _pid(told: Path) -> int:
    for _ in range(600):
        if told.exists() and (text := told.read_text(encoding="ascii")):
            return int(text)
        time.sleep(0.1)
    raise AssertionError(told)


def test_a_day_without_vehicles_serves_nobody() -> None:
    day = replace(plain_day(12, 1), vehicles=())
    outcome = solve(day, Options(seconds=5))
    assert outcome.plan.unserved == tuple(stop.id for stop in day.stops)
    assert outcome.failures == ()


def test_a_day_without_stops_is_planned_at_once() -> None:
    outcome = solve(replace(plain_day(12, 1), stops=()), Options(seconds=5))
    assert (outcome.plan, outcome.verdict.feasible) == (Plan(()), True)


def test_an_order_bigger_than_every_vehicle_is_left_out() -> None:
    day = plain_day(12, 1)
    big = replace(day.stops[0], delivery=(10**6,))
    outcome = solve(replace(day, stops=(big, *day.stops[1:])), Options(seconds=20, iterations=50))
    assert outcome.verdict.unserved == ("s1",)
    assert outcome.failures == ()


def test_an_engine_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownEngine) as refused:
        solve(plain_day(3, 1), Options(engine="oracle"))
    assert refused.value.facts["engine"] == "oracle"


def test_a_plan_made_stale_by_an_edit_is_mended_and_never_shown_as_it_is() -> None:
    """A stop and a vehicle of it are gone, another stop has grown beyond its vehicle."""
    day = plain_day(12, 1)
    old = construct(day)
    gone, grown = old.routes[0].trips[0].stops[:2]
    stops = tuple(
        replace(stop, delivery=(2400,)) if stop.id == grown else stop
        for stop in day.stops
        if stop.id != gone
    )
    kept = tuple(one for one in day.vehicles if one.id != old.routes[-1].vehicle)
    edited = replace(day, stops=stops, vehicles=(*kept, replace(kept[0], id="new")))
    seen: list[Plan] = []
    outcome = solve(
        edited,
        Options(seconds=30, engine="insertion", warm=old),
        lambda incumbent: seen.append(incumbent.plan),
    )
    assert [(one.engine, one.trouble) for one in outcome.failures] == [("warm", Trouble.REFUSED)]
    assert old not in seen
    assert outcome.verdict.feasible
    assert outcome.verdict.unserved == ()


def test_a_window_that_is_past_leaves_only_its_own_stop_out() -> None:
    day = plain_day(12, 1)
    past = replace(day.stops[0], windows=(Window(0, 3600),))
    outcome = solve(
        replace(day, stops=(past, *day.stops[1:])), Options(seconds=30, engine="insertion")
    )
    assert outcome.verdict.unserved == ("s1",)
    assert outcome.verdict.feasible
    assert outcome.failures == ()
