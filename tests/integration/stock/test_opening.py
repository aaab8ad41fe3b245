"""Opening stock: what it posts, what it refuses, how entering again behaves."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Item, Lot
from core.documents.models import Document
from core.kernel.clock import FixedClock
from core.kernel.errors import NotEnough
from core.ledger import Ledger, append, balance
from core.stock.errors import StockLinesWrong
from core.stock.ledgers import FREE_STOCK, IN_CELLS, ON_HAND
from core.stock.opening import StockLine, enter_stock
from core.stock.queries import availability, cell_by_barcode, cell_contents, item_stock
from tests.integration.stock.trade import cell_of, goods, warehouse


def _quantities(session: Session, ledger: Ledger) -> list[int]:
    return sorted(row.quantity for row in balance(session, ledger))


def test_stock_lies_on_hand_in_cells_and_free(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK NAIL")
    house = warehouse(session, cells="A-01 A-02")
    first, second = cell_of(session, house, "A-01"), cell_of(session, house, "A-02")
    entered = enter_stock(
        session,
        SYSTEM,
        house.id,
        [
            StockLine(items["MILK"].id, 5_000, cell_id=first.id),
            StockLine(items["MILK"].id, 7_500, cell_id=second.id),
            StockLine(items["NAIL"].id, 1_000, cell_id=second.id),
        ],
        clock=clock,
    )
    assert (entered.number, entered.lines, entered.changed) == ("ВО-000001", 3, True)
    assert _quantities(session, ON_HAND) == [1_000, 12_500]
    assert _quantities(session, IN_CELLS) == [1_000, 5_000, 7_500]
    free = availability(session, SYSTEM, house.id, [items["MILK"].id])
    assert [(row.on_hand, row.free) for row in free] == [(12_500, 12_500)]
    contents = cell_contents(session, SYSTEM, second.id)
    assert [(row.item_name, row.quantity) for row in contents] == [("Milk", 7_500), ("Nail", 1_000)]
    stock = item_stock(session, SYSTEM, items["MILK"].id)
    assert stock.quantity == 12_500
    assert [(row.cell_code, row.quantity) for row in stock.cells] == [
        ("A-01", 5_000),
        ("A-02", 7_500),
    ]


def test_a_warehouse_without_cells_keeps_nothing_in_cells(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK")
    house = warehouse(session)
    enter_stock(session, SYSTEM, house.id, [StockLine(items["MILK"].id, 5_000)], clock=clock)
    assert _quantities(session, ON_HAND) == [5_000]
    assert _quantities(session, IN_CELLS) == []


def test_the_same_source_again_changes_nothing(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK")
    house = warehouse(session)
    lines = [StockLine(items["MILK"].id, 5_000)]
    first = enter_stock(session, SYSTEM, house.id, lines, clock=clock, source="count.csv")
    again = enter_stock(session, SYSTEM, house.id, lines, clock=clock, source="count.csv")
    assert (again.id, again.changed) == (first.id, False)
    assert _quantities(session, ON_HAND) == [5_000]
    assert session.scalar(select(func.count()).select_from(Document)) == 1


def test_the_same_source_with_other_lines_replaces_them(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK NAIL")
    house = warehouse(session)
    enter_stock(
        session, SYSTEM, house.id, [StockLine(items["MILK"].id, 5_000)], clock=clock, source="c"
    )
    enter_stock(
        session,
        SYSTEM,
        house.id,
        [StockLine(items["MILK"].id, 4_000), StockLine(items["NAIL"].id, 2_000)],
        clock=clock,
        source="c",
    )
    assert _quantities(session, ON_HAND) == [2_000, 4_000]


def test_stock_already_gone_cannot_be_entered_away(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK")
    house = warehouse(session)
    milk = items["MILK"].id
    enter_stock(session, SYSTEM, house.id, [StockLine(milk, 5_000)], clock=clock, source="c")
    sale = enter_stock(session, SYSTEM, house.id, [], clock=clock)
    gone = {"line": 9, "warehouse_id": house.id, "item_id": milk}
    append(
        session,
        sale.id,
        clock.business_date(),
        {ON_HAND: [gone | {"quantity": -3_000}], FREE_STOCK: [gone | {"on_hand": -3_000}]},
    )
    with pytest.raises(NotEnough) as refused:
        enter_stock(session, SYSTEM, house.id, [StockLine(milk, 2_000)], clock=clock, source="c")
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (3_000, 2_000)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"quantity": 0}, "quantity"),
        ({"item_id": 999_999}, "item-unknown"),
        ({"cell_id": 999_999}, "cell"),
        ({"cell_id": 0}, "cell-needed"),
        ({"variant_id": 999_999}, "variant"),
        ({"packaging_id": 999_999}, "packaging"),
        ({"lot_id": 999_999}, "lot-not-kept"),
    ],
)
def test_lines_that_do_not_fit_are_refused_and_nothing_is_written(
    session: Session, clock: FixedClock, line: dict[str, int], reason: str
) -> None:
    items = goods(session, "MILK")
    house = warehouse(session, cells="A-01")
    cell = cell_of(session, house, "A-01")
    good = {"item_id": items["MILK"].id, "quantity": 1_000, "cell_id": cell.id}
    with pytest.raises(StockLinesWrong) as refused:
        enter_stock(
            session, SYSTEM, house.id, [StockLine(**good), StockLine(**good | line)], clock=clock
        )
    assert refused.value.facts["lines"] == ((2, reason),)
    assert _quantities(session, ON_HAND) == []
    assert session.scalar(select(func.count()).select_from(Document)) == 0


def test_goods_with_expiry_need_their_own_lot(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK:expiry KEFIR:expiry")
    house = warehouse(session)
    lot = Lot(item_id=items["KEFIR"].id, code="L1", expires=date(2026, 12, 31))
    session.add(lot)
    session.flush()
    with pytest.raises(StockLinesWrong) as refused:
        enter_stock(
            session,
            SYSTEM,
            house.id,
            [
                StockLine(items["MILK"].id, 1_000),
                StockLine(items["MILK"].id, 1_000, lot_id=lot.id),
                StockLine(items["KEFIR"].id, 1_000, lot_id=lot.id),
            ],
            clock=clock,
        )
    assert refused.value.facts["lines"] == ((1, "lot-needed"), (2, "lot"))


def test_entering_two_lines_takes_as_many_statements_as_two_hundred(
    session: Session, clock: FixedClock
) -> None:
    codes = " ".join(f"I{number}" for number in range(200))
    items = list(goods(session, codes).values())
    house = warehouse(session)

    def statements(chosen: list[Item]) -> int:
        count = 0

        def seen(*_: object) -> None:
            nonlocal count
            count += 1

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", seen)
        try:
            enter_stock(
                session,
                SYSTEM,
                house.id,
                [StockLine(item.id, 1_000) for item in chosen],
                clock=clock,
            )
        finally:
            event.remove(engine, "before_cursor_execute", seen)
        return count

    assert statements(items[:2]) == statements(items)


def test_a_label_of_another_warehouse_is_not_found(session: Session) -> None:
    here = warehouse(session, "HERE", cells="A-01")
    there = warehouse(session, "THERE", cells="A-01")
    found = cell_by_barcode(session, here.id, "HEREA-01")
    assert found is not None
    assert (found.code, found.warehouse_id) == ("A-01", here.id)
    typed = cell_by_barcode(session, there.id, "a-01")
    assert typed is not None
    assert typed.warehouse_id == there.id
    assert cell_by_barcode(session, here.id, "THEREA-01") is None
    assert cell_by_barcode(session, here.id, "") is None
