"""Why stops are left out, in words: whole sentences for every rule and every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from routing.explain import CODES, NO_VEHICLE, RELEASE, Explanation, explain
from routing.files import FileKind, Instance
from routing.parts import HOUR, Window
from routing.plan import Plan, Route, Trip
from routing.relaxing import Relaxation, Step
from routing.verdict import Kind
from tests.unit.routing.days import VAN, at, day
from tui.flows.route_reasons import reason_lines, reasons_text, step_text
from tui.locale import use_language
from tui.texts.route_reasons import STEPS

NOON = 12 * HOUR
FREE = {"price_unserved": 1}
STOP = at(1, skills=frozenset({"tail lift", "cold"}), release=NOON + 59, **FREE)
DAY = Instance(day(STOP), FileKind.DAY)
ROUTE = Route("V1", (Trip(0, ("s1",)),))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def told(code: str, *, static: bool = True) -> Explanation:
    """Return an explanation with a code, and a relaxation of no steps."""
    found = Relaxation((), Plan((ROUTE,)), ROUTE, 0, fresh=True, cost=12_345)
    rule = Kind(code) if code in set(Kind) else None
    return Explanation(
        stop="s1",
        reason=rule,
        static=static if rule else code in {NO_VEHICLE, RELEASE},
        late_release=code == RELEASE,
        required=code == "fits",
        blocked=(),
        relaxation=found,
    )


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("static", [True, False])
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_a_sentence_that_names_the_stop(
    code: str, static: bool, language: str
) -> None:
    use_language(language)
    one = told(code, static=static)
    assert one.code == code
    said = reason_lines(DAY, one)[0]
    assert "s1" in said
    assert said.endswith(".")
    assert "{" not in said


def test_a_reason_has_the_figure_it_is_about() -> None:
    assert reason_lines(DAY, told("skill"))[0].endswith("has what it needs: cold, tail lift.")
    assert reason_lines(DAY, told("release"))[0].endswith("too late for any vehicle: at 12:01.")
    assert reason_lines(DAY, told("dear"))[0] == (
        "Stop s1 would fit, but serving it costs 123.45 more than leaving it out."
    )


HOURS = {"before": NOON, "after": NOON + 1201}

SAID = {
    "late": (Step(Kind.LATE, stop="s1", **HOURS), "Stop s1 is open until 12:21 instead of 12:00."),
    "release": (
        Step(Kind.LATE, stop="s1", before=NOON, after=NOON - 59, release=True),
        "The goods of stop s1 are ready at 11:59 instead of 12:00.",
    ),
    "size": (
        Step(Kind.SIZE, "V1", "s1", before=2, after=3),
        "Vehicles of size 3 may go to stop s1, not only of size 2.",
    ),
    "pin": (Step(Kind.PIN, "V1", "s1"), "Stop s1 is not pinned to vehicle V1."),
    "depot-closed": (
        Step(Kind.DEPOT_CLOSED, depot="D", **HOURS),
        "Depot D is open until 12:21 instead of 12:00.",
    ),
    "source": (
        Step(Kind.SOURCE, stop="s1", depot="D"),
        "The goods of stop s1 are at depot D.",
    ),
    "goods": (
        Step(Kind.GOODS, stop="s1", other="s2"),
        "The goods of stops s1 and s2 may ride on one trip.",
    ),
    "together": (
        Step(Kind.TOGETHER, stop="s1", other="s2"),
        "Stop s1 may ride on another vehicle than stop s2.",
    ),
    "skill": (
        Step(Kind.SKILL, "V1", "s1", skill="cold"),
        "Vehicle V1 has what it lacks: cold.",
    ),
    "load": (
        Step(Kind.LOAD, "V1", dimension="kg", before=1400, after=1510),
        "Vehicle V1 carries 1\u00a0510 instead of 1\u00a0400: kg.",
    ),
    "shift": (
        Step(Kind.SHIFT, "V1", **HOURS),
        "The shift of vehicle V1 lasts until 12:21 instead of 12:00.",
    ),
    "duration": (
        Step(Kind.DURATION, "V1", before=9 * HOUR, after=9 * HOUR + 60),
        "The day of vehicle V1 may take 9:01 instead of 9:00.",
    ),
    "trip-duration": (
        Step(Kind.TRIP_DURATION, "V1", before=HOUR, after=2 * HOUR),
        "A trip of vehicle V1 may take 2:00 instead of 1:00.",
    ),
    "distance": (
        Step(Kind.DISTANCE, "V1", before=200_000, after=215_400),
        "Vehicle V1 may drive 215.4 km in a day instead of 200 km.",
    ),
    "stops": (
        Step(Kind.STOPS, "V1", before=20, after=21),
        "Stops of a trip of vehicle V1: up to 21 instead of 20.",
    ),
    "trips": (
        Step(Kind.TRIPS, "V1", before=1, after=2),
        "Trips of vehicle V1: up to 2 instead of 1.",
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_a_sentence_with_its_figures(name: str) -> None:
    step, said = SAID[name]
    assert step_text(DAY, step) == said


def test_an_explanation_counts_vehicles_and_says_what_would_do_and_how_sure_that_is() -> None:
    problem = day(
        at(1, delivery=(90,)),
        at(3, delivery=(90,)),
        at(2, delivery=(20,), windows=(Window(0, NOON),), **FREE),
        vehicles=(VAN, replace(VAN, id="V2")),
    )
    plan = Plan((Route("V1", (Trip(0, ("s1",)),)), Route("V2", (Trip(0, ("s3",)),))))
    (found,) = explain(problem, plan)
    assert reason_lines(Instance(problem, FileKind.DAY), found) == [
        "Vehicles that could take stop s2 are full.",
        "Vehicles by what keeps the stop from them: overload 2.",
        "What would serve it:",
        "— Vehicle V2 carries 110 instead of 100: kg.",
        "Then: vehicle V2, trip 1; driving costs 0.00 more.",
        "Stops left out are reckoned 0.01 less (not in the cost of driving).",
        "The checker agrees to that plan.",
    ]
    assert list(reasons_text(Instance(problem, FileKind.DAY), [found], 3, 46)) == [
        "? Vehicles that could take stop s2 are full.",
        "  Vehicles by what keeps the stop from them:",
        "  overload 2.",
        "  What would serve it:",
        "  — Vehicle V2 carries 110 instead of 100: kg.",
        "  Then: vehicle V2, trip 1; driving costs 0.00",
        "  more.",
        "  Stops left out are reckoned 0.01 less (not",
        "  in the cost of driving).",
        "  The checker agrees to that plan.",
        "Stops left out and not explained: 2.",
    ]


@pytest.mark.parametrize(
    ("language", "cost", "left_out", "said"),
    [
        (
            "en",
            12_300,
            -5_000_00,
            [
                "Then: vehicle V1, trip 1; driving costs 123.00 more.",
                "Stops left out are reckoned 5\u00a0000.00 less (not in the cost of driving).",
            ],
        ),
        (
            "ru",
            -12_300,
            5_000_00,
            [
                "Тогда: машина V1, рейс 1; затраты на перевозку меньше на 123,00.",
                (
                    "Остановки вне рейсов считаны на 5\u00a0000,00 больше"
                    " (не в затратах на перевозку)."
                ),
            ],
        ),
        ("en", -12_300, 0, ["Then: vehicle V1, trip 1; driving costs 123.00 less."]),
    ],
)
def test_driving_and_what_is_left_out_are_told_apart(
    language: str, cost: int, left_out: int, said: list[str]
) -> None:
    use_language(language)
    found = Relaxation((), Plan((ROUTE,)), ROUTE, 0, fresh=True, cost=cost, unserved_cost=left_out)
    assert reason_lines(DAY, replace(told("fits"), relaxation=found))[1:] == said


def test_what_nothing_helps_is_said_so() -> None:
    lines = reason_lines(DAY, replace(told("unreachable"), relaxation=None))
    assert lines == [
        "No way leads to stop s1. Check the coordinates of its address.",
        "Nothing that was tried would serve it.",
    ]
