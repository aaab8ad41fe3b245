"""The reservation chessboard: rows and columns, what may be moved, and what a move is made of."""

from __future__ import annotations

from datetime import date

import pytest

from core.sales.chessboard import (
    OWN,
    RESERVED,
    SHIPS,
    WAITS,
    Board,
    EarmarkSeat,
    Instead,
    Origin,
    OriginKind,
    Seat,
    movable,
    origins,
    plan,
    ranks,
    release,
    shifted,
    stands,
    wanted,
)
from core.sales.errors import WrongOperation
from core.sales.moves import FREE, Holder, Move, check_moves, operation_of
from core.sales.statuses import HolderKind, Priority, ReallocationKind, SupplyAction
from core.sales.supply_rules import Source

ITEM = (10, 0)
COMES = Origin(OriginKind.COMES, 7)


def seat(order: int, line: int, quantity: int, action: str, source: int = 0) -> Seat:
    return Seat(
        order,
        f"КЛ-{order}",
        "Ромашка",
        Priority.MEDIUM,
        date(2026, 11, 25),
        line,
        quantity * 1000,
        SupplyAction(action),
        source,
        date(2026, 11, 25) if action in {"reserve", "ship"} else None,
        action not in {"ship", "ship_earmarked"},
    )


def board(*seats: Seat, free: int = 0, earmarks: tuple[EarmarkSeat, ...] = ()) -> Board:
    source = Source(7, 1, *ITEM, 4000, date(2026, 11, 28), "ЗП-7")
    return Board(1, *ITEM, free * 1000, (source,), seats, earmarks)


def said(moves: tuple[Move, ...]) -> list[tuple[int, int, int, int, int]]:
    """Return (from order, line, to order, line, pieces)."""
    return [
        (
            one.taken_from.order_id,
            one.taken_from.line_no,
            one.given_to.order_id,
            one.given_to.line_no,
            one.quantity // 1000,
        )
        for one in moves
    ]


def line(order: int, no: int = 1) -> Holder:
    return Holder(HolderKind.LINE, order, no)


def test_columns_are_those_where_anything_stands() -> None:
    plain = board(seat(1, 1, 3, "reserve"))
    assert origins(plain, ranks(plain)) == (RESERVED, COMES)
    full = board(
        seat(1, 1, 3, "ship"),
        seat(2, 1, 3, "demand"),
        earmarks=(EarmarkSeat(3, "КЛ-3", "Лилия", 2000, 2000),),
    )
    assert origins(full, ranks(full)) == (SHIPS, RESERVED, OWN, COMES, WAITS)


def test_lines_of_an_order_stand_in_one_row_and_it_leaves_with_the_last() -> None:
    [nobody, row] = ranks(
        board(seat(1, 1, 3, "reserve"), seat(1, 2, 4, "reserve"), seat(1, 3, 5, "none"), free=6)
    )
    assert (nobody.on(RESERVED), nobody.on(COMES)) == (6000, 4000)
    assert (row.on(RESERVED), row.on(WAITS), row.leaves_on, row.late) == (7000, 5000, None, True)


def test_goods_of_its_own_that_a_line_waits_for_are_not_missing_too() -> None:
    own = EarmarkSeat(1, "КЛ-1", "Ромашка", 3000, 1000)
    [_nobody, row] = ranks(board(seat(1, 1, 2, "demand_earmarked"), earmarks=(own,)))
    assert (row.on(OWN), row.on(WAITS)) == (3000, 0)


def test_what_ships_or_waits_is_not_taken() -> None:
    [_nobody, row] = ranks(board(seat(1, 1, 3, "ship"), seat(1, 2, 4, "demand")))
    assert [movable(row, origin) for origin in (SHIPS, WAITS, RESERVED)] == [0, 0, 0]


def test_a_move_is_spread_over_lines_on_both_sides() -> None:
    [_nobody, giver, taker] = ranks(
        board(
            seat(1, 1, 3, "reserve"),
            seat(1, 2, 4, "reserve"),
            seat(2, 1, 5, "demand"),
            seat(2, 3, 9, "none"),
        )
    )
    moves = plan(ITEM, (giver, RESERVED), taker, 6000, Instead(SupplyAction.NONE))
    assert said(moves) == [(1, 1, 2, 1, 3), (1, 2, 2, 1, 2), (1, 2, 2, 3, 1)]
    assert {one.instead for one in moves} == {SupplyAction.NONE}


def test_collected_moves_leave_less_to_take_and_to_need() -> None:
    [_nobody, giver, taker] = ranks(board(seat(1, 1, 3, "reserve"), seat(2, 1, 5, "demand")))
    first = plan(ITEM, (giver, RESERVED), taker, 2000, Instead())
    assert movable(giver, RESERVED, first) == 1000
    assert wanted(taker, RESERVED, first) == 3000
    assert plan(ITEM, (giver, RESERVED), taker, 9000, Instead(), first)[0].quantity == 1000


def test_a_claim_gives_way_to_goods_but_not_to_itself() -> None:
    [_nobody, row] = ranks(board(seat(1, 1, 3, "reserve_to_date", 7)))
    assert (wanted(row, RESERVED), wanted(row, COMES)) == (3000, 0)


def test_goods_bought_for_an_order_become_its_own_and_claims_go_to_lines() -> None:
    [nobody, row] = ranks(board(seat(1, 1, 3, "demand_earmarked"), free=9))
    [stock] = plan(ITEM, (nobody, RESERVED), row, 9000, Instead())
    [claim] = plan(ITEM, (nobody, COMES), row, 9000, Instead())
    assert (stock.given_to, stock.quantity) == (Holder(HolderKind.EARMARK, 1), 3000)
    assert (claim.given_to, claim.source_line_id) == (line(1), 7)


def test_release_takes_everything_that_may_be_moved() -> None:
    found = ranks(
        board(
            seat(1, 1, 3, "reserve"),
            seat(1, 2, 2, "ship"),
            seat(2, 1, 4, "reserve_to_date", 7),
            seat(3, 1, 5, "reserve"),
        )
    )
    moves = release(ITEM, found, {1, 2}, Instead())
    assert said(moves) == [(1, 1, 0, 0, 3), (2, 1, 0, 0, 4)]


def test_the_board_is_shown_as_moves_would_leave_it() -> None:
    found = ranks(board(seat(1, 1, 5, "reserve"), seat(2, 1, 4, "demand"), free=1))
    claims = Instead(SupplyAction.RESERVE_TO_DATE, 7)
    moves = plan(ITEM, (found[1], RESERVED), found[2], 3000, claims)
    nobody, giver, taker = shifted(found, moves)
    assert (nobody.on(RESERVED), nobody.on(COMES)) == (1000, 1000)
    assert (giver.on(RESERVED), giver.on(COMES)) == (2000, 3000)
    assert (taker.on(RESERVED), taker.on(WAITS)) == (3000, 1000)


def test_collected_moves_stand_while_everybody_they_touch_is_on_the_board() -> None:
    found = ranks(board(seat(1, 1, 5, "reserve"), seat(2, 1, 4, "demand")))
    moves = plan(ITEM, (found[1], RESERVED), found[2], 3000, Instead())
    assert stands(found, moves)
    assert not stands(found[:2], moves)
    assert not stands(ranks(board(seat(1, 2, 5, "reserve"), seat(2, 1, 4, "demand"))), moves)


@pytest.mark.parametrize(
    ("sides", "operation"),
    [
        ([(FREE, line(1)), (FREE, line(1, 2))], "reserve"),
        ([(FREE, line(1)), (line(2), line(1))], "reserve_adjust"),
        ([(line(1), FREE), (line(1, 2), FREE)], "release"),
        ([(line(1), FREE), (line(2), FREE)], "release_many"),
        ([(line(1), line(2)), (line(2), line(3))], "arbitrary"),
        ([(line(1), line(2)), (line(1), FREE)], "arbitrary"),
    ],
)
def test_the_narrowest_operation_is_found_and_knows_its_moves(
    sides: list[tuple[Holder, Holder]], operation: str
) -> None:
    moves = [Move(item_id=10, quantity=1000, taken_from=a, given_to=b) for a, b in sides]
    assert operation_of(moves) is ReallocationKind(operation)
    check_moves(operation_of(moves), moves)


def test_a_claim_on_what_comes_is_no_earmark() -> None:
    own = Holder(HolderKind.EARMARK, 1)
    asked = Move(item_id=10, quantity=1000, taken_from=FREE, given_to=own, source_line_id=7)
    with pytest.raises(WrongOperation):
        check_moves(ReallocationKind.ARBITRARY, [asked])
