"""Dots, lines, marks and labels, as pictures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.braille import DOTTED, Canvas, clipped


def picture(canvas: Canvas) -> str:
    """Return a canvas as text."""
    return canvas.text()


def test_lines_cross_where_they_should() -> None:
    canvas = Canvas(4, 2)
    canvas.line((0, 0), (7, 7), 1)
    canvas.line((0, 7), (7, 0), 1)
    assert picture(canvas) == "⠑⢄⡠⠊\n⡠⠊⠑⢄"


def test_a_level_and_an_upright_line_fill_their_dots() -> None:
    canvas = Canvas(3, 2)
    canvas.line((0, 3), (5, 3), 1)
    canvas.line((5, 0), (5, 7), 1)
    assert picture(canvas) == "⣀⣀⣸\n  ⢸"


def test_a_pattern_leaves_dots_out() -> None:
    canvas = Canvas(4, 1)
    canvas.line((0, 0), (7, 0), 1, DOTTED)
    assert picture(canvas) == "⠈⠈⠈⠈"


def test_a_dot_outside_is_not_drawn() -> None:
    canvas = Canvas(1, 1)
    for x, y in ((-1, 0), (2, 0), (0, 4), (0, -3)):
        canvas.dot(x, y, 1)
    assert picture(canvas) == ""
    canvas.dot(1, 3, 1)
    assert picture(canvas) == "⢀"


def test_the_last_ink_of_a_cell_wins_and_blank_cells_have_none() -> None:
    canvas = Canvas(4, 1)
    canvas.line((0, 0), (3, 0), 1)
    canvas.line((2, 3), (3, 3), 2)
    assert canvas.row(0) == (("⠉", 1), ("⣉", 2), ("  ", 0))


def test_marks_stand_on_dots_and_labels_beside_marks() -> None:
    canvas = Canvas(10, 1)
    canvas.line((0, 0), (19, 0), 1)
    canvas.mark(1, 0, "A", 2)
    assert canvas.label(1, 0, "Ива", 3)
    assert picture(canvas) == "⠉A⠉Ива⠉⠉⠉⠉"
    assert canvas.row(0) == (("⠉", 1), ("A", 2), ("⠉", 1), ("Ива", 3), ("⠉⠉⠉⠉", 1))


def test_a_label_that_finds_no_room_right_stands_left_or_nowhere() -> None:
    canvas = Canvas(8, 1)
    canvas.mark(6, 0, "A", 2)
    assert canvas.label(6, 0, "long", 3)
    assert picture(canvas) == " long A"
    canvas.mark(4, 0, "B", 2)
    assert not canvas.label(4, 0, "more", 3)
    assert not canvas.label(4, 7, "more", 3)


def test_a_copy_leaves_the_first_as_it_was() -> None:
    canvas = Canvas(2, 1)
    canvas.dot(0, 0, 1)
    other = canvas.copy()
    other.mark(1, 0, "A", 1)
    other.dot(1, 3, 2)
    assert picture(canvas) == "⠁"
    assert picture(other) == "⢁A"


NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


@given(st.tuples(NUMBERS, NUMBERS), st.tuples(NUMBERS, NUMBERS))
def test_what_is_clipped_lies_inside(here: tuple[float, float], there: tuple[float, float]) -> None:
    ends = clipped(here, there, 19, 11)
    if ends is not None:
        assert all(0 <= x <= 19 and 0 <= y <= 11 for x, y in ends)
    Canvas(10, 3).line(here, there, 1)


def test_a_line_through_the_canvas_from_far_away_is_drawn_where_it_passes() -> None:
    canvas = Canvas(2, 1)
    canvas.line((-1000, 2), (1000, 2), 1)
    assert picture(canvas) == "⠤⠤"
    assert clipped((-5, -1), (30, -1), 9, 9) is None
    assert clipped((12, 0), (30, 5), 9, 9) is None
