"""Planning on real stock: what is left out, what is promised, one task per section and weight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core.fulfilment import picking
from core.fulfilment.counts import close_count_request, counts_wanted
from core.fulfilment.models import OutboundOrder
from core.fulfilment.planning import unplanned
from core.fulfilment.problem_cells import (
    block_cells,
    block_problem_cells,
    lift_block,
)
from core.fulfilment.task_errors import NoProblemCells, NothingToPick
from core.fulfilment.task_models import PickTask, PickTaskLine
from core.fulfilment.task_queries import task_view
from core.fulfilment.task_statuses import BlockKind, ShortReason
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from tests.integration.picking.house import BOSS, build, scan, storekeeper


def test_only_storage_cells_in_date_and_unblocked_are_planned(
    session: Session, clock: FixedClock
) -> None:
    """Receiving, shipping, blocked cells and lots past their date give nothing."""
    house = build(
        session,
        clock,
        "A-01 A-02 A-03 R-01:receiving S-01:shipping",
        "A-01 MILK 1 @NEW, A-02 MILK 2 @NEW, A-03 MILK 4 @OLD,R-01 MILK 8 @NEW, S-01 MILK 16 @NEW",
        items="MILK:expiry",
        lots="NEW MILK 2026-12-01, OLD MILK 2026-11-19",
    )
    assert block_cells(session, BOSS, [house.cells["A-02"]], BlockKind.PICK, clock=clock) == 1
    order = house.order(session, "MILK 20")

    (task,) = house.plan(session, order)

    assert house.lines(session, task.id) == [("A-01", 1, 0, "open")]
    assert [lack.quantity for lack in unplanned(session, order)] == [19000]
    assert lift_block(session, BOSS, house.cells["A-02"], clock=clock) == 1
    (second,) = house.plan(session, order)
    assert house.lines(session, second.id) == [("A-02", 2, 0, "open")]


def test_first_expired_first_out(session: Session, clock: FixedClock) -> None:
    """The lot that expires first is planned first, whatever the walk."""
    house = build(
        session,
        clock,
        "A-01 A-02",
        "A-01 MILK 10 @LATE, A-02 MILK 4 @SOON",
        items="MILK:expiry",
        lots="LATE MILK 2027-12-01, SOON MILK 2026-12-01",
    )
    ivan = storekeeper(session, "ivan")

    task = house.task(session, "MILK 6")

    assert house.lines(session, task) == [("A-01", 2, 0, "open"), ("A-02", 4, 0, "open")]
    lots = [(line.lot_code, line.planned) for line in task_view(session, ivan, task).lines]
    assert lots == [("LATE", 2000), ("SOON", 4000)]


def test_large_packs_first(session: Session, clock: FixedClock) -> None:
    """120 pieces with a pallet of 100: the pallet and 20 loose, though loose alone would do."""
    house = build(
        session,
        clock,
        "A-01 A-02",
        "A-01 BOX 150, A-02 BOX 200 *PALLET",
        items="BOX",
        packs="PALLET BOX 100",
    )
    task = house.task(session, "BOX 120")

    assert house.lines(session, task) == [("A-01", 20, 0, "open"), ("A-02", 100, 0, "open")]


def test_what_is_planned_is_not_planned_twice(session: Session, clock: FixedClock) -> None:
    """Of 24 ten are planned: the next order gets 14, the one after nothing."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    house.task(session, "GLOVES 10")
    second = house.order(session, "GLOVES 20")
    (planned,) = house.plan(session, second)
    assert house.lines(session, planned.id) == [("A-01", 14, 0, "open")]
    third = house.order(session, "GLOVES 1")
    tasks = session.scalar(select(func.count()).select_from(PickTask))

    with pytest.raises(NothingToPick) as refused:
        house.plan(session, third)

    assert refused.value.facts == {
        "order": session.get_one(OutboundOrder, third).number_text,
        "item": "Gloves",
        "missing": 1000,
        "items": 1,
        "shortages": ((house.items["GLOVES"], 1000),),
    }
    assert session.scalar(select(func.count()).select_from(PickTask)) == tasks


def test_split_by_section_and_weight(session: Session, clock: FixedClock) -> None:
    """Section A is one task; section B is 9 kg and becomes two of at most 5 kg."""
    house = build(
        session,
        clock,
        "A-01 B-01 B-02",
        "A-01 GLOVES 24, B-01 SALT 5, B-02 SUGAR 4",
        items="GLOVES=10 SALT=1000 SUGAR=1000",
    )
    order = house.order(session, "GLOVES 10, SALT 5, SUGAR 4")

    tasks = house.plan(session, order, max_weight_grams=5000)

    assert [(task.section, task.lines, task.weight_grams) for task in tasks] == [
        ("A", 1, 100),
        ("B", 1, 5000),
        ("B", 1, 4000),
    ]


@pytest.mark.parametrize("length", [10, 200])
def test_the_number_of_statements_does_not_depend_on_lines(
    session: Session, clock: FixedClock, length: int
) -> None:
    """Planning, and taking all as planned: the same count for 10 and for 200 lines."""
    goods = [f"I{number:03d}" for number in range(length)]
    house = build(session, clock, "A-01", ", ".join(f"A-01 {code} 10" for code in goods))
    ivan = storekeeper(session, "ivan")
    order = house.order(session, ", ".join(f"{code} 5" for code in goods))
    sent: list[str] = []
    event.listen(
        session.connection(),
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: sent.append(statement),
    )

    (task,) = house.plan(session, order)
    planning = len(sent)
    picking.take_all_as_planned(session, ivan, task.id, clock=clock)

    assert task.lines == length
    assert planning == 12
    assert len(sent) - planning == 31


def test_without_cells_lots_on_hand_are_planned(session: Session, clock: FixedClock) -> None:
    """Item, lot, quantity: lines without a cell, the lot that expires first."""
    house = build(
        session,
        clock,
        "",
        "MILK 10 @LATE, MILK 4 @SOON, GLOVES 7",
        items="MILK:expiry",
        lots="LATE MILK 2027-12-01, SOON MILK 2026-12-01",
    )
    ivan = storekeeper(session, "ivan")

    task = house.taken(session, ivan, "MILK 6, GLOVES 9")

    view = task_view(session, ivan, task)
    told = [(line.item_name, line.lot_code, line.planned, line.cell_id) for line in view.lines]
    assert told == [
        ("Milk", "SOON", 4000, 0),
        ("Milk", "LATE", 2000, 0),
        ("Gloves", "", 7000, 0),
    ]
    assert (view.destination_id, view.destination_code) == (0, "")
    assert [lack.quantity for lack in unplanned(session, view.outbound_id)] == [2000]


def test_cells_that_came_short_are_blocked_and_counted(session: Session, clock: FixedClock) -> None:
    """The failed task's cells are blocked; the request to count is closed by who counted."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 MASK 5")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    gloves, _ = house.line_ids(session, task)
    with pytest.raises(NoProblemCells):
        block_problem_cells(session, BOSS, task, BlockKind.PICK, clock=clock)
    picking.short(
        session,
        ivan,
        task,
        gloves,
        0,
        ShortReason.DAMAGED,
        replan=False,
        scan_id=scan(),
        clock=clock,
    )

    assert block_problem_cells(session, BOSS, task, BlockKind.PICK, clock=clock) == ("A-01",)
    assert block_cells(session, BOSS, [house.cells["A-01"]], BlockKind.PICK, clock=clock) == 0
    with pytest.raises(NothingToPick):
        house.task(session, "GLOVES 1")
    (wanted,) = counts_wanted(session, BOSS, house.warehouse_id)
    assert (wanted.cell_code, wanted.item_name, wanted.missing) == ("A-01", "Gloves", 10000)
    assert (wanted.short_reason, wanted.asked_by) == (ShortReason.DAMAGED, "Ivan")
    stranger = replace(BOSS, warehouses=frozenset())
    with pytest.raises(NotFound):
        close_count_request(session, stranger, wanted.id, clock=clock)
    close_count_request(session, BOSS, wanted.id, clock=clock)
    with pytest.raises(NotFound):
        close_count_request(session, BOSS, wanted.id, clock=clock)
    assert counts_wanted(session, BOSS, house.warehouse_id) == []
    assert session.scalar(select(func.count()).select_from(PickTaskLine)) == 2
