"""Tables A and B by example: the cases people ask about."""

from __future__ import annotations

from datetime import date

from core.fulfilment.rules import (
    GoodsRow,
    Pack,
    StockRow,
    WhyRow,
    after_check,
    after_picking,
    check_tables,
    draw,
    split_into_packs,
)
from core.fulfilment.statuses import LineAction

PICK, SHIP, KEEP = LineAction.PICK, LineAction.SHIP, LineAction.KEEP


def _goods(item: int, quantity: int, action: LineAction = PICK, lot: int = 0) -> GoodsRow:
    return GoodsRow(item, 0, 0, lot, quantity, action)


def test_lines_to_keep_are_outside_the_sum() -> None:
    """Σ B (pick + ship) = Σ A."""
    why = [WhyRow(1, 1, 1, 7, 0, 5000)]
    assert check_tables(why, [_goods(7, 3000), _goods(7, 2000, SHIP), _goods(7, 900, KEEP)]) == []
    (found,) = check_tables(why, [_goods(7, 3000)])
    assert (found.item_id, found.expected, found.found) == (7, 5000, 3000)


def test_120_boxes_are_a_pallet_and_20_boxes() -> None:
    """Domain §1.2: the largest package first."""
    split = split_into_packs([_goods(7, 120_000)], {7: [Pack(1, 1_000), Pack(2, 100_000)]})
    assert [(row.packaging_id, row.quantity) for row in split] == [(2, 100_000), (1, 20_000)]


def test_first_expired_goes_first_unless_the_lot_was_chosen() -> None:
    """A line that insists on a lot is served before one that does not."""
    stock = [
        StockRow(7, 0, 0, 1, 3000, date(2026, 12, 31)),
        StockRow(7, 0, 0, 2, 3000, date(2026, 12, 1)),
    ]
    taken, lacking = draw([_goods(7, 2000), _goods(7, 2000, lot=2)], stock)
    assert [(at, source.lot_id, quantity) for at, source, quantity in taken] == [
        (1, 2, 2000),
        (0, 2, 1000),
        (0, 1, 1000),
    ]
    assert lacking == []


def test_the_lot_really_taken_counts() -> None:
    """Lots and containers of the picks replace what was planned; the rest waits."""
    picked = [StockRow(7, 0, 0, 5, 3000, package_no=2)]
    after = after_picking([_goods(7, 4000, lot=4)], picked)
    assert [(row.lot_id, row.quantity, row.action, row.package_no) for row in after] == [
        (5, 3000, SHIP, 2),
        (4, 1000, PICK, 0),
    ]


def test_a_second_check_does_not_double_the_surplus() -> None:
    """What the first check left standing in the zone is the same surplus."""
    once = after_check([_goods(7, 2000, SHIP)], {(7, 0, 0): 3000}, pick_missing=False)
    assert once == [_goods(7, 2000, SHIP), _goods(7, 1000, KEEP)]
    assert after_check(once, {(7, 0, 0): 3000}, pick_missing=False) == once


def test_missing_goods_stay_in_the_books_and_are_picked_again() -> None:
    """The zone's books still have them, so they are kept; new ones are to be picked."""
    after = after_check([_goods(7, 5000, SHIP)], {(7, 0, 0): 3000}, pick_missing=True)
    assert after == [_goods(7, 3000, SHIP), _goods(7, 2000, PICK), _goods(7, 2000, KEEP)]
