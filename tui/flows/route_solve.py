"""`klad route solve`: a problem planned, and the plan told as text or as plain values."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from routing.explain import Explanation, explain
from routing.files import FileKind, Instance, UnreadableRoutingFile, write_day, write_solution
from routing.files import shown_cost as shown
from routing.outcome import GIVEN, Incumbent, Options, Outcome
from routing.solve import planner_from, solve
from tui.flows.route_reasons import reasons_text, unserved_plain
from tui.flows.route_words import (
    cost_text,
    number_text,
    routes_text,
    verdict_plain,
    verdict_text,
)
from tui.locale import _
from tui.texts.routing import TROUBLES

PROOF = 1.0
"""Seconds of one planning anew that verifies what would serve a stop; a tenth of the limit at most.
"""

SHOWN = Fraction(1, 100)
"""Costs in a `.sol` file are written to the hundredth."""


def solved(
    instance: Instance,
    options: Options,
    show: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Plan an instance, and show every better plan as it comes.

    Args:
        instance: what is to be planned.
        options: limits and engines.
        show: given one line of text; "" when all is done.
        stopped: tells whether the best plan so far is good enough.

    Raises:
        UnknownEngine: the options name one that does not exist.
    """

    def better(found: Incumbent) -> None:
        text = _("{seconds} s, {engine}: {cost}")
        seconds = number_text(Fraction(found.seconds), 1)
        cost = cost_text(instance, found.verdict.cost)
        show(text.format(seconds=seconds, engine=found.engine, cost=cost))

    try:
        return solve(instance.problem, options, better, stopped)
    finally:
        show("")


def explained(
    instance: Instance, outcome: Outcome, options: Options, most: int
) -> tuple[Explanation, ...]:
    """Return why stops are left out, the most urgent first, what would serve them planned anew.

    Args:
        instance: what was planned.
        outcome: what it came to.
        options: those it was planned with.
        most: how many stops are explained.
    """
    proof = replace(options, seconds=min(PROOF, options.seconds / 10))
    return explain(instance.problem, outcome.plan, planner_from(outcome.plan, proof), most)


def solved_text(
    instance: Instance, outcome: Outcome, told: Sequence[Explanation], width: int
) -> Iterator[str]:
    """Yield routes, figures, what broke, why stops are left out, what failed."""
    yield from routes_text(outcome.verdict, width)
    yield from verdict_text(instance, outcome.verdict, width)
    yield from reasons_text(instance, told, len(outcome.verdict.unserved), width)
    first = outcome.first_feasible_s
    yield _("Engine: {engine}. Seconds: {seconds}, to the first plan: {first}.").format(
        engine=outcome.engine or "—",
        seconds=number_text(Fraction(outcome.seconds), 1),
        first="—" if first is None else number_text(Fraction(first), 2),
    )
    for failure in outcome.failures:
        if failure.engine == GIVEN:
            yield _("The plan that was given breaks rules: it was mended, or left aside.")
            continue
        yield _("Engine {engine} failed: {reason}").format(
            engine=failure.engine, reason=_(TROUBLES[failure.trouble])
        )


def solved_plain(
    instance: Instance, outcome: Outcome, told: Sequence[Explanation]
) -> dict[str, object]:
    """Return the outcome as values that JSON can hold."""
    first = outcome.first_feasible_s
    return verdict_plain(instance, outcome.verdict) | {
        "unserved": unserved_plain(instance, outcome.verdict.unserved, told),
        "seconds": round(outcome.seconds, 3),
        "first_feasible_s": None if first is None else round(first, 3),
        "engine": outcome.engine,
        "failures": [
            {"engine": one.engine, "trouble": str(one.trouble), "seconds": round(one.seconds, 3)}
            for one in outcome.failures
        ],
    }


def require_place(path: Path) -> None:
    """Do nothing where a plan can be written: who waits for one shall not lose it at the end.

    Raises:
        UnreadableRoutingFile: there is no such folder, or it is none, or not to be written into.
    """
    folder = path.parent
    if not folder.is_dir():
        wrong = errno.ENOTDIR if folder.exists() else errno.ENOENT
    elif not os.access(path if path.exists() else folder, os.W_OK):
        wrong = errno.EACCES
    else:
        return
    raise UnreadableRoutingFile(file=str(path), detail=os.strerror(wrong))


def save_plan(path: Path, instance: Instance, outcome: Outcome) -> None:
    """Write the plan: with its problem as a day of klad, or alone as a `.sol` file.

    Raises:
        UnreadableRoutingFile: it cannot be written.
    """
    if path.suffix == ".json":
        text = write_day(instance.problem, outcome.plan)
    else:
        cost = round(shown(instance.problem, outcome.cost) / SHOWN)
        whole = instance.kind is FileKind.DAY or cost % 100 == 0
        written = f"{cost // 100}" if whole else f"{cost // 100}.{cost % 100:02d}".rstrip("0")
        text = write_solution(instance.problem, outcome.plan, written)
    write_file(path, text)


def write_file(path: Path, text: str) -> None:
    """Write *text*.

    Raises:
        UnreadableRoutingFile: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnreadableRoutingFile(file=path.name, detail=error.strerror or str(error)) from error
