"""What is on the screen after a break is what was on it before, when nothing else happened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.handheld.guesses import CHECK, CHECK_LINE, LINE, TASK, USER
from tui.flows.handheld import answers
from tui.flows.handheld.state import At, State, Work
from tui.flows.handheld.step import step

COUNTED = Work(pack_quantity=1000, counted=3000, counting=True)


@pytest.mark.parametrize("aside", [At.INFO, At.HELP, At.PARKED])
def test_a_detour_keeps_what_was_counted(aside: At) -> None:
    """A look at an item, a dead terminal: the look goes on, and three pieces are still three."""
    before = State(at=aside, after=At.QUANTITY, user=USER, task=TASK, line=LINE, work=COUNTED)
    after = step(before, answers.AtLine(TASK, LINE, answers.Why.RELOADED)).state
    assert (after.at, after.after, after.work.counted) == (aside, At.QUANTITY, 3000)


def test_a_line_somebody_changed_is_begun_anew() -> None:
    """Less is left of it than was on the screen: he says again where he stands."""
    before = State(at=At.INFO, after=At.QUANTITY, user=USER, task=TASK, line=LINE, work=COUNTED)
    less = replace(LINE, picked=1000)
    after = step(before, answers.AtLine(TASK, less, answers.Why.RELOADED)).state
    assert (after.at, after.line, after.work.counted) == (At.CELL, less, 0)


def test_what_to_do_about_differences_is_asked_again() -> None:
    """The checker was deciding: he decides still, unless nothing differs any more."""
    before = State(
        at=At.CHECK_END, user=USER, check=CHECK, check_line=CHECK_LINE, check_lines=(CHECK_LINE,)
    )
    after = step(before, answers.CheckAt(CHECK, None, (CHECK_LINE,))).state
    assert (after.at, after.check_lines) == (At.CHECK_END, (CHECK_LINE,))
    assert step(before, answers.CheckAt(CHECK, None)).state.at is At.CHECK
