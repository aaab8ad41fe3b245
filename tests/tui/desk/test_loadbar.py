"""Bars of load: full, empty, too much; in colours and without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.desk.board import shown
from tui.widgets.loadbar import FREE, FULL, OVER, Bar, LoadBars, bar_signs

BARS = (
    Bar("Weight", 266, 1500, "266 / 1 500 kg"),
    Bar("Volume", 0, 100, "0 / 0.1 m³"),
    Bar("Pallets", 41, 30, "4.1 / 3 pl."),
)

PICTURE = """\
 Weight  ███████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   18 % 266 / 1 500 kg
 Volume  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    0 %     0 / 0.1 m³
 Pallets ██████████████████████████████▚▚▚▚▚▚▚▚▚▚ !137 %    4.1 / 3 pl."""

NARROW = """\
 Weight  █░░░░░░░   18 % 266 / 1 500 kg
 Volume  ░░░░░░░░    0 %     0 / 0.1 m³
 Pallets ██████▚▚ !137 %    4.1 / 3 pl."""


@pytest.mark.parametrize(("width", "picture"), [(80, PICTURE), (40, NARROW)])
async def test_bars_stand_under_one_another(width: int, picture: str) -> None:
    bars = LoadBars()
    async with shown(bars, (width, 6)) as (board, pilot):
        bars.show(BARS)
        await pilot.pause()
        assert board.picture.replace("\xa0", " ") == picture
        assert bars.size.height == 3


async def test_a_share_is_never_cut() -> None:
    bars = LoadBars()
    async with shown(bars, (80, 6)) as (board, pilot):
        bars.show((Bar("Weight", 1_525_000, 1500, "1525000 / 1500 kg"),))
        await pilot.pause()
        assert "!101667 %" in board.picture.replace("\xa0", " ")


async def test_an_overload_is_red_and_what_fits_is_green() -> None:
    bars = LoadBars()
    async with shown(bars, (80, 6)) as (board, pilot):
        bars.show(BARS)
        await pilot.pause()
        over, free = board.styled(OVER).color.triplet, board.styled(FREE).color.triplet
        assert over.red > 2 * over.green
        assert free.green > free.red
        bars.show(BARS[:1])
        await pilot.pause()
        assert bars.size.height == 1


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 50))
def test_a_bar_tells_nothing_full_and_too_much_apart(used: int, limit: int, width: int) -> None:
    signs = bar_signs(used, limit, width)
    assert len(signs) == width
    assert (OVER in signs) == (used > limit)
    assert (FREE in signs) == (used < limit or used == 0) or width == 1
    assert (set(signs) == {FREE}) == (used == 0)
    assert (FULL in signs) == (used > 0) or used > limit


def test_what_may_not_be_carried_at_all_is_too_much() -> None:
    assert (Bar("", 1, 0).share, Bar("", 0, 0).share) == (999, 0)
    assert bar_signs(5, 0, 4) == OVER * 4


def test_a_limit_nobody_knows_is_never_too_much() -> None:
    bar = Bar("Weight", 10**9, None, "a lot")
    assert (bar.over, bar.share, bar.tone) == (False, None, "good")
    assert bar_signs(bar.used, bar.limit, 4) == "····"
