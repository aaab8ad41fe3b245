"""The cells of the reservation chess: rows, squares, sums."""

from __future__ import annotations

from core.sales.chessboard import Origin, OriginKind, Rank, movable
from tui.flows.desk.chess import MARKS, Chess, named
from tui.formatting import quantity, short_day
from tui.locale import _
from tui.widgets.grid import GridCell


def row_cells(
    chess: Chess, before: Rank, after: Rank, taken: tuple[int, Origin] | None
) -> list[GridCell]:
    """Return the cells of a row: who, when, and what stands on each square.

    Args:
        after: the row as the collected moves would leave it.
        taken: (order, column) of what is in hand; None: nothing is.
    """
    mark = MARKS[before.priority] if before.order_id else " "
    late = bool(before.order_id) and before.late
    leaves = "?" if before.seats else ""
    if before.leaves_on is not None:
        leaves = f"{'!' if late else ''}{short_day(before.leaves_on)}"
    return [
        GridCell(f"{mark} {named(before)}", "work" if not before.order_id else "plain"),
        GridCell(short_day(before.wanted_on) if before.wanted_on is not None else ""),
        GridCell(leaves, "bad" if late else "plain"),
        *(_square(before, after, origin, taken) for origin in chess.origins),
    ]


def _square(
    before: Rank, after: Rank, origin: Origin, taken: tuple[int, Origin] | None
) -> GridCell:
    held = after.on(origin)
    text = quantity(held) if held else "·"
    if taken == (before.order_id, origin):
        return GridCell(f"[{text}]", "work")
    if held != before.on(origin):
        return GridCell(text, "work")
    if origin.kind is OriginKind.WAITS and held:
        return GridCell(text, "bad")
    return GridCell(text, "plain" if held and movable(before, origin) else "faint")


def total_cells(chess: Chess) -> list[GridCell]:
    """Return the cells of the sums below the board."""
    sums = [sum(rank.on(origin) for rank in chess.ranks) for origin in chess.origins]
    return [
        GridCell("  " + _("Together"), "faint"),
        GridCell(""),
        GridCell(""),
        *(GridCell(quantity(one), "faint") for one in sums),
    ]
