"""Text on the screen: where its lines may break, and where not."""

from __future__ import annotations

import pytest

from tests.tui.desk.board import shown
from tui.widgets.bars import MessageLine
from tui.widgets.telling import GLUE, Line


@pytest.mark.parametrize("gap", ["\u00a0", "\u202f"])
async def test_a_line_is_never_broken_within_a_sum(gap: str) -> None:
    said = f"The carrier is owed 1{gap}234{gap}567.89 by now."
    async with shown(Line(lambda: said), (30, 5)) as (board, _pilot):
        assert [line.rstrip() for line in board.lines[:2]] == [
            "The carrier is owed",
            "1 234 567.89 by now.",
        ]
        assert GLUE not in board.picture


async def test_a_message_keeps_its_sums_whole_too() -> None:
    line = MessageLine()
    async with shown(line, (30, 5)) as (board, pilot):
        line.say("The carrier is owed 1\u00a0234\u00a0567.89.")
        await pilot.pause()
        assert [text.strip() for text in board.lines[:2]] == [
            "+ The carrier is owed",
            "1 234 567.89.",
        ]


async def test_what_is_too_long_for_a_line_is_broken_all_the_same() -> None:
    async with shown(Line(lambda: "1\u00a0234\u00a0567.89"), (6, 5)) as (board, _pilot):
        assert "".join(line.rstrip() for line in board.lines).replace(" ", "") == "1234567.89"
