"""`klad route`: plan a file of routes, judge a plan. Only `export` opens the database."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.commands.context import open_from_settings, print_json, settings, telling
from tui.locale import _

if TYPE_CHECKING:  # --help does not wait for the readers
    from routing.files import Instance

EXPLAINED = click.option(
    "--explain",
    "most",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="How many of the stops left out are explained, the most urgent first.",
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = 86_400


class Cost(click.ParamType[Fraction]):
    """An exact number."""

    name = "cost"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        if isinstance(value, Fraction):
            return value
        try:
            found = Fraction(str(value).replace(",", "."))
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r}", param, ctx)
        if found <= 0:
            self.fail(f"{value!r}", param, ctx)
        return found


class Seconds(click.ParamType[float]):
    """A length of time, a day at most."""

    name = "seconds"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            found = float(str(value).replace(",", "."))
        except ValueError:
            self.fail(f"{value!r}", param, ctx)
        if not 0 <= found <= DAY:  # what is no number is in no range
            self.fail(_("{value}: from 0 to {most}").format(value=value, most=DAY), param, ctx)
        return found


@click.group()
def route() -> None:
    """Plan routes, judge plans, take a day of deliveries out of klad."""


@route.command(
    epilog="Example: klad route export day.json --day 2026-11-30 --warehouse ЦС, then klad route"
    " solve day.json --seconds 60."
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Day of the trips.")
@click.option("--warehouse", required=True, help="Code of the warehouse they start from.")
def export(file: Path, *, day: datetime, warehouse: str) -> None:
    """Write a day of deliveries to FILE: orders, vehicles, ways and the plan as it is stored.

    FILE is a day of klad, for trying engines on it and for other programs. Nothing is changed.
    """
    from core.access.actor import SYSTEM  # noqa: PLC0415 - keeps --help quick
    from core.kernel.clock import SystemClock, company_zone  # noqa: PLC0415
    from tui.flows.route_export import export_day  # noqa: PLC0415
    from tui.flows.route_solve import write_file  # noqa: PLC0415

    clock = SystemClock(company_zone(settings().timezone))
    with telling():
        database = open_from_settings("klad route export")
        try:
            found = export_day(database.sessions, SYSTEM, day.date(), warehouse, clock=clock)
        finally:
            database.close()
        write_file(file, found.text)
    print(
        _("{file}: stops {stops}, vehicles {vehicles}.").format(
            file=file, stops=found.stops, vehicles=found.vehicles
        )
    )
    if found.left_out:
        print(_("Left out, for they cannot be planned: {count}.").format(count=found.left_out))


@route.command(
    epilog="Example: klad route check X-n106-k14.vrp X-n106-k14.sol. The formats are told in"
    " docs/guide/routing.md. Exit code 0: every rule is kept; 1: not, or a file cannot be read."
)
@click.argument("file", type=FILE)
@click.argument("plan", type=FILE)
@click.option("--best", type=Cost(), help="Best known cost, to compare with.")
@EXPLAINED
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(file: Path, plan: Path, *, best: Fraction | None, most: int, as_json: bool) -> None:
    """Judge PLAN, a plan of the problem in FILE: what it costs, which rules it breaks.

    PLAN is a .sol file or a day of klad that holds a plan.
    """
    from routing.check import judge  # noqa: PLC0415 - keeps --help quick
    from routing.explain import explain  # noqa: PLC0415
    from routing.files import read_instance, read_plan  # noqa: PLC0415
    from tui.flows.route_reasons import reasons_text, unserved_plain  # noqa: PLC0415
    from tui.flows.route_words import verdict_plain, verdict_text  # noqa: PLC0415

    settings()
    with telling(as_json=as_json):
        instance = _with_best(read_instance(file), best)
        found = read_plan(plan, instance.problem)
        verdict = judge(instance.problem, found)
        told = explain(instance.problem, found, most=most)
    if as_json:
        left = unserved_plain(instance, verdict.unserved, told)
        print_json(verdict_plain(instance, verdict) | {"unserved": left})
    else:
        width = _width()
        for line in verdict_text(instance, verdict, width):
            print(line)
        for line in reasons_text(instance, told, len(verdict.unserved), width):
            print(line)
    raise SystemExit(0 if verdict.feasible else 1)


@route.command(
    epilog="Example: klad route solve X-n106-k14.vrp --seconds 10 --json. The formats are told in"
    " docs/guide/routing.md. Exit code 0: the plan keeps every rule; 1: not, or a file cannot be"
    " read."
)
@click.argument("file", type=FILE)
@click.option(
    "--seconds", type=Seconds(), default=10.0, show_default=True, help="Time limit; 86400 at most."
)
@click.option("--engine", default="", help="The only engine to use; without it: by the problem.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option(
    "--iterations",
    type=click.IntRange(min=0),
    help="Limit of every engine; with a seed and time enough the plan is always the same.",
)
@click.option(
    "--cores", type=click.IntRange(min=1), default=1, show_default=True, help="Engines at a time."
)
@click.option("--best", type=Cost(), help="Best known cost; without it that of the .sol beside.")
@EXPLAINED
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the plan: a .sol file, or a day of klad where the name ends in .json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def solve(
    file: Path,
    *,
    best: Fraction | None,
    save: Path | None,
    most: int,
    as_json: bool,
    **limits: Any,  # noqa: ANN401 - seconds, engine, seed, iterations, cores: as declared above
) -> None:
    """Plan the routes of FILE and judge the plan.

    FILE is an instance (VRPLIB, Solomon, Alkaid-SDVRP) or a day of klad; a plan in it is what
    planning begins with.
    """
    from routing.files import read_instance  # noqa: PLC0415 - keeps --help quick
    from routing.outcome import Options  # noqa: PLC0415
    from tui.flows.route_solve import (  # noqa: PLC0415
        explained,
        require_place,
        save_plan,
        solved,
        solved_plain,
        solved_text,
    )

    settings()
    with telling(as_json=as_json):
        instance = _with_best(read_instance(file), best)
        options = Options(**limits, warm=instance.plan)
        if save is not None:
            require_place(save)
        with stopping() as stopped:
            outcome = solved(instance, options, _progress(), stopped)
        if save is not None:
            save_plan(save, instance, outcome)
        told = explained(instance, outcome, options, most)
    if as_json:
        print_json(solved_plain(instance, outcome, told))
    else:
        for line in solved_text(instance, outcome, told, _width()):
            print(line)
    raise SystemExit(0 if outcome.verdict.feasible else 1)


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Hand out what tells whether ^C was pressed: the best plan so far is taken then.

    A second ^C ends the command as ever.
    """
    pressed: list[int] = []

    def stop(signum: int, _frame: object) -> None:
        pressed.append(signum)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def _progress() -> Callable[[str], None]:
    """Return what shows how far planning is: a line of a terminal that is written over."""
    if not sys.stderr.isatty():
        return lambda _text: None

    def show(text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

    return show


def _with_best(instance: Instance, best: Fraction | None) -> Instance:
    """Return an instance with another best known cost, where one is given."""
    if best is None:
        return instance
    units = round(best * instance.problem.cost_unit)
    return replace(instance, problem=replace(instance.problem, best_known=units))


def _width() -> int:
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))
