"""A task as a whole: taken, skipped through, handed back, cancelled, finished."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.documents.models import Document
from core.fulfilment import picking
from core.fulfilment.models import OutboundOrder
from core.fulfilment.pick_outcomes import ContainerChanged, TaskFinished
from core.fulfilment.planning import unplanned, withdraw_tasks
from core.fulfilment.task_errors import (
    CellShort,
    LinesLeft,
    PickedAlready,
    TakenByOther,
    TaskNotTaken,
    TaskPosted,
)
from core.fulfilment.task_models import CountRequest, PickTask
from core.fulfilment.task_queries import (
    find_task,
    my_counts,
    next_line,
    picked_goods,
    task_list,
    task_view,
    tasks_of,
)
from core.fulfilment.task_statuses import CountReason, PickTaskStatus, ShortReason
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, NotFound
from core.ledger import append, verify
from core.stock.ledgers import IN_CELLS
from tests.integration.picking.house import BOSS, build, scan, storekeeper


def test_taking_a_task_twice_goes_on_with_it(session: Session, clock: FixedClock) -> None:
    """The executor comes back to the same route; counts and lists know whose it is."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 MASK 5")
    ivan, olga = storekeeper(session, "ivan"), storekeeper(session, "olga")
    task = house.task(session, "GLOVES 10, MASK 5")
    assert my_counts(session, ivan, house.warehouse_id).picking_mine == 1

    view = picking.take_task(session, ivan, task, clock=clock)
    again = picking.take_task(session, ivan, task, clock=clock)

    assert view == again
    assert (view.number, view.status, view.total, view.index) == (
        "ОТ-000001",
        PickTaskStatus.IN_WORK,
        2,
        1,
    )
    assert [(line.position, line.cell_code, line.item_name) for line in view.lines] == [
        (1, "A-01", "Gloves"),
        (2, "A-02", "Mask"),
    ]
    assert view.destination_code == "SHIP"
    counts = my_counts(session, olga, house.warehouse_id)
    assert (counts.picking, counts.picking_mine, counts.checking) == (1, 0, 0)
    assert task_list(session, olga, house.warehouse_id, mine=True) == []
    (row,) = task_list(session, olga, house.warehouse_id, mine=False)
    assert (row.id, row.executor, row.lines, row.closed) == (task, "Ivan", 2, 0)
    found = find_task(session, olga, "ОТ-000001")
    assert found == row
    assert find_task(session, olga, "ОТ-000009") is None


def test_a_skipped_line_comes_again_and_cannot_be_lost(session: Session, clock: FixedClock) -> None:
    """Skip goes to the end; a second skip goes behind the first; the task cannot end without."""
    house = build(session, clock, "A-01 A-02 A-03", "A-01 GLOVES 10, A-02 MASK 5, A-03 TAPE 3")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5, TAPE 3")
    gloves, mask, tape = house.line_ids(session, task)
    by = {"clock": clock}

    assert not picking.postpone(session, ivan, task, gloves, scan_id=scan(), **by).last
    assert not picking.postpone(session, ivan, task, mask, scan_id=scan(), **by).last
    assert house.line_ids(session, task) == [tape, gloves, mask]
    picking.pick(session, ivan, task, tape, 3000, scan_id=scan(), **by)
    picking.pick(session, ivan, task, gloves, 10000, scan_id=scan(), **by)
    assert picking.postpone(session, ivan, task, mask, scan_id=scan(), **by).last
    with pytest.raises(LinesLeft) as refused:
        picking.finish_task(session, ivan, task, clock=clock)

    assert refused.value.facts == {"task": "ОТ-000001", "left": 1, "cell": "A-02", "item": "Mask"}
    line = next_line(session, ivan, task)
    assert line is not None
    assert (line.id, line.position, line.left) == (mask, 3, 5000)
    assert task_view(session, ivan, task).status is PickTaskStatus.IN_WORK


def test_zero_check_no_asks_for_a_count_and_blocks_nothing(
    session: Session, clock: FixedClock
) -> None:
    """Yes is only noted; no makes a request; the task goes on."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 MASK 5")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    gloves, mask = house.line_ids(session, task)
    by = {"clock": clock}
    picking.pick(session, ivan, task, gloves, 10000, scan_id=scan(), **by)
    picking.pick(session, ivan, task, mask, 5000, scan_id=scan(), **by)

    yes = picking.zero_check(session, ivan, task, gloves, empty=True, scan_id=scan(), **by)
    no = picking.zero_check(session, ivan, task, mask, empty=False, scan_id=scan(), **by)

    assert (yes.empty, no.empty) == (True, False)
    (request,) = session.scalars(select(CountRequest)).all()
    assert (request.line_id, request.reason) == (mask, CountReason.NOT_EMPTY)
    assert request.cell_id == house.cells["A-02"]
    assert picking.finish_task(session, ivan, task, clock=clock).status is PickTaskStatus.DONE


def test_a_full_container_is_told_and_the_next_one_filled(
    session: Session, clock: FixedClock
) -> None:
    """What was put into it is counted; the next pick goes into the new one."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 MASK 5")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    gloves, mask = house.line_ids(session, task)
    by = {"clock": clock}
    picking.full_container(session, ivan, task, "B1", scan_id=scan(), **by)
    picking.pick(session, ivan, task, gloves, 10000, scan_id=scan(), **by)
    picking.pick(session, ivan, task, mask, 1000, scan_id=scan(), **by)

    changed = picking.full_container(session, ivan, task, " B2 ", scan_id=scan(), **by)
    rest = picking.pick(session, ivan, task, mask, 4000, scan_id=scan(), **by)

    assert changed == ContainerChanged("B1", "B2", 2, 11000, "SHIP")
    assert rest.container == "B2"
    for code in ("B2", " "):
        with pytest.raises(BadValue):
            picking.full_container(session, ivan, task, code, scan_id=scan(), **by)
    goods = picked_goods(session, task_view(session, ivan, task).outbound_id)
    assert sorted((row.container, row.quantity) for row in goods) == [
        ("B1", 1000),
        ("B1", 10000),
        ("B2", 4000),
    ]


def test_finish_without_errors_moves_the_order_on(session: Session, clock: FixedClock) -> None:
    """The last of two tasks moves the order to shipping; the first does not."""
    house = build(session, clock, "A-01 B-01", "A-01 GLOVES 10, B-01 MASK 5")
    ivan = storekeeper(session, "ivan")
    order = house.order(session, "GLOVES 10, MASK 5")
    one, two = (planned.id for planned in house.plan(session, order))
    for task in (one, two):
        picking.take_task(session, ivan, task, clock=clock)
        (line,) = house.line_ids(session, task)
        quantity = 10000 if task == one else 5000
        picking.pick(session, ivan, task, line, quantity, scan_id=scan(), clock=clock)

    first = picking.finish_task(session, ivan, one, clock=clock)
    assert first == TaskFinished(one, "ОТ-000001", PickTaskStatus.DONE, "SHIP", False, 0)
    assert session.get_one(OutboundOrder, order).status == "to_pick"
    second = picking.finish_task(session, ivan, two, clock=clock)

    assert second == TaskFinished(two, "ОТ-000002", PickTaskStatus.DONE, "SHIP", True, 0)
    assert session.get_one(OutboundOrder, order).status == "to_ship"
    posted = session.scalars(select(Document.posted).where(Document.id.in_([one, two])))
    assert list(posted) == [True, True]
    with pytest.raises(TaskPosted):
        picking.finish_task(session, ivan, two, clock=clock)
    assert verify(session) == []


def test_finish_with_errors_when_a_line_came_short(session: Session, clock: FixedClock) -> None:
    """The shortage was made good from another cell, but the cell's books are wrong: an error."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 GLOVES 12")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    by = {"clock": clock}
    shorted = picking.short(
        session, ivan, task, line, 0, ShortReason.NOT_FOUND, replan=True, scan_id=scan(), **by
    )
    picking.pick(session, ivan, task, shorted.replanned[0].line, 10000, scan_id=scan(), **by)

    finished = picking.finish_task(session, ivan, task, clock=clock)

    assert (finished.status, finished.short_lines) == (PickTaskStatus.DONE_WITH_ERRORS, 1)
    assert house.in_cell(session, "SHIP") == 10000
    outbound = session.get_one(OutboundOrder, task_view(session, ivan, task).outbound_id)
    assert outbound.status == "to_ship"


def test_finish_can_close_the_rest_as_short(session: Session, clock: FixedClock) -> None:
    """Everything not picked is short for one reason, each cell is to be counted."""
    house = build(session, clock, "A-01 A-02 A-03", "A-01 GLOVES 10, A-02 MASK 5, A-03 TAPE 3")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5, TAPE 3")
    gloves, mask, _ = house.line_ids(session, task)
    picking.pick(session, ivan, task, gloves, 10000, scan_id=scan(), clock=clock)
    picking.pick(session, ivan, task, mask, 2000, scan_id=scan(), clock=clock)

    finished = picking.finish_task(
        session, ivan, task, rest=ShortReason.OUT_OF_STOCK, scan_id=scan(), clock=clock
    )

    assert (finished.status, finished.short_lines) == (PickTaskStatus.DONE_WITH_ERRORS, 2)
    assert house.lines(session, task) == [
        ("A-01", 10, 10, "done"),
        ("A-02", 5, 2, "short"),
        ("A-03", 3, 0, "short"),
    ]
    asked = session.execute(
        select(CountRequest.cell_id, CountRequest.missing).order_by(CountRequest.cell_id)
    ).all()
    assert [tuple(row) for row in asked] == [
        (house.cells["A-02"], 3000),
        (house.cells["A-03"], 3000),
    ]


def test_after_a_shortage_the_missing_is_planned_anew(session: Session, clock: FixedClock) -> None:
    """The order stays to be picked; planning again makes a task for what is missing only."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 GLOVES 12")
    ivan = storekeeper(session, "ivan")
    order = house.order(session, "GLOVES 10")
    (first,) = house.plan(session, order)
    picking.take_task(session, ivan, first.id, clock=clock)
    (line,) = house.line_ids(session, first.id)
    picking.short(
        session,
        ivan,
        first.id,
        line,
        7000,
        ShortReason.NOT_FOUND,
        replan=False,
        scan_id=scan(),
        clock=clock,
    )
    assert picking.finish_task(session, ivan, first.id, clock=clock).order_picked
    assert session.get_one(OutboundOrder, order).status == "to_pick"

    (second,) = house.plan(session, order)

    assert house.lines(session, second.id) == [("A-02", 3, 0, "open")]
    assert unplanned(session, order) == ()
    assert house.plan(session, order) == []
    assert [row.id for row in tasks_of(session, ivan, order)] == [first.id, second.id]


def test_handing_back_restores_status_and_executor_and_keeps_the_picks(
    session: Session, clock: FixedClock
) -> None:
    """Given to Olga, reassigned to Ivan: what Olga picked stays, Ivan goes on, undo included."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan, olga = storekeeper(session, "ivan"), storekeeper(session, "olga")
    task = house.task(session, "GLOVES 10")
    picking.reassign_task(session, BOSS, task, olga.user_id, clock=clock)
    with pytest.raises(TakenByOther):
        picking.take_task(session, ivan, task, clock=clock)
    picking.take_task(session, olga, task, clock=clock)
    (line,) = house.line_ids(session, task)
    picking.pick(session, olga, task, line, 4000, scan_id=scan(), clock=clock)

    with pytest.raises(TakenByOther):
        picking.release_task(session, ivan, task, clock=clock)
    picking.release_task(session, olga, task, clock=clock)

    header = session.get_one(PickTask, task)
    assert (header.status, header.executor_id) == ("prepared", olga.user_id)
    with pytest.raises(TaskNotTaken):
        picking.release_task(session, olga, task, clock=clock)
    picking.reassign_task(session, BOSS, task, None, clock=clock)
    picking.take_task(session, ivan, task, clock=clock)
    assert house.lines(session, task) == [("A-01", 10, 4, "open")]
    assert picking.undo(session, ivan, task, scan_id=scan(), clock=clock).quantity == 4000
    assert house.in_cell(session, "A-01") == 24000


def test_cancel_puts_everything_back(session: Session, clock: FixedClock) -> None:
    """Goods in their cells, lines as planned, status and executor as before (domain §10.2-15)."""
    house = build(session, clock, "A-01 A-02 B-01", "A-01 GLOVES 10, A-02 MASK 5, B-01 GLOVES 30")
    ivan = storekeeper(session, "ivan")
    task = house.task(session, "GLOVES 10, MASK 5")
    stock, lines = house.stock(session), house.lines(session, task)
    picking.take_task(session, ivan, task, clock=clock)
    gloves, mask = house.line_ids(session, task)
    by = {"clock": clock}
    picking.pick(session, ivan, task, mask, 5000, scan_id=scan(), **by)
    picking.short(
        session, ivan, task, gloves, 3000, ShortReason.DAMAGED, replan=True, scan_id=scan(), **by
    )

    assert picking.cancel_task(session, ivan, task, clock=clock) == 2

    assert house.stock(session) == stock
    assert [line for line in house.lines(session, task) if line[3] != "withdrawn"] == lines
    header = session.get_one(PickTask, task)
    assert (header.status, header.executor_id, header.container) == ("prepared", None, "")
    assert picked_goods(session, header.outbound_id) == []
    assert verify(session) == []


def test_all_as_planned_takes_and_posts_at_one_stroke(session: Session, clock: FixedClock) -> None:
    """What was left is taken, also of a line begun; one scan of it less to make."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 MASK 5")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    gloves, _ = house.line_ids(session, task)
    picking.pick(session, ivan, task, gloves, 4000, scan_id=scan(), clock=clock)

    taken = picking.take_all_as_planned(session, ivan, task, clock=clock)

    assert (taken.lines, taken.quantity) == (2, 11000)
    assert taken.finished is not None
    assert taken.finished.status is PickTaskStatus.DONE
    assert house.in_cell(session, "SHIP") == 15000
    goods = picked_goods(session, task_view(session, ivan, task).outbound_id)
    assert [row.quantity for row in goods] == [10000, 5000]
    assert verify(session) == []


def test_all_as_planned_can_be_undone_before_posting(session: Session, clock: FixedClock) -> None:
    """Without finish every line is an action of its own, undone one by one."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 MASK 5")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")

    assert picking.take_all_as_planned(session, ivan, task, finish=False, clock=clock).lines == 2
    assert picking.undo(session, ivan, task, scan_id=scan(), clock=clock).quantity == 5000
    assert picking.undo(session, ivan, task, scan_id=scan(), clock=clock).quantity == 10000

    assert house.lines(session, task) == [("A-01", 10, 0, "open"), ("A-02", 5, 0, "open")]
    assert house.in_cell(session, "SHIP") == 0


def test_all_as_planned_is_refused_where_the_books_say_no(
    session: Session, clock: FixedClock
) -> None:
    """The cell was emptied past the plan: it is named, nothing is taken."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 MASK 5")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    gone = {"cell_id": house.cells["A-02"], "item_id": house.items["MASK"], "quantity": -1000}
    append(session, house.entry_id, clock.business_date(), {IN_CELLS: [gone]})
    before = house.stock(session)

    with pytest.raises(CellShort) as refused, session.begin_nested():
        picking.take_all_as_planned(session, ivan, task, clock=clock)

    assert refused.value.facts == {
        "cell": "A-02",
        "item": "Mask",
        "lot": "",
        "asked": 5000,
        "available": 4000,
    }
    assert house.stock(session) == before
    assert house.lines(session, task) == [("A-01", 10, 0, "open"), ("A-02", 5, 0, "open")]


def test_tasks_nobody_began_are_withdrawn(session: Session, clock: FixedClock) -> None:
    """Their goods may be planned again; a task in work or begun stands in the way."""
    house = build(session, clock, "A-01", "A-01 GLOVES 10")
    ivan = storekeeper(session, "ivan")
    order = house.order(session, "GLOVES 10")
    (planned,) = house.plan(session, order)
    picking.take_task(session, ivan, planned.id, clock=clock)
    with pytest.raises(PickedAlready):
        withdraw_tasks(session, BOSS, order, clock=clock)
    picking.release_task(session, ivan, planned.id, clock=clock)

    assert withdraw_tasks(session, BOSS, order, clock=clock) == 1

    assert session.get_one(PickTask, planned.id).status == "withdrawn"
    assert unplanned(session, order)[0].quantity == 10000
    other = house.task(session, "GLOVES 10")
    assert house.lines(session, other) == [("A-01", 10, 0, "open")]


def test_rights_hide_tasks_of_other_warehouses(session: Session, clock: FixedClock) -> None:
    """A storekeeper of another warehouse does not see the task."""
    house = build(session, clock, "A-01", "A-01 GLOVES 10")
    stranger = replace(storekeeper(session, "ivan"), warehouses=frozenset({house.warehouse_id + 1}))
    task = house.task(session, "GLOVES 10")

    with pytest.raises(NotFound):
        task_view(session, stranger, task)
