"""Undo and redo: goods go back, lines open again, until the task is posted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.fulfilment import picking
from core.fulfilment.pick_locks import LINE, TASK
from core.fulfilment.pick_outcomes import Undone
from core.fulfilment.task_errors import (
    AlreadyHandled,
    NothingToRedo,
    NothingToUndo,
    StockPlannedElsewhere,
    TaskPosted,
)
from core.fulfilment.task_models import CountRequest
from core.fulfilment.task_statuses import CountState, EventKind, ShortReason
from core.kernel.clock import FixedClock
from core.ledger import verify
from tests.integration.picking.house import House, build, scan, storekeeper


def picture(session: Session, house: House, task_id: int) -> dict[str, Any]:
    """Return everything undo must restore."""
    lines = session.execute(
        select(LINE).where(LINE.c.document_id == task_id, LINE.c.state != "withdrawn")
    )
    task = session.execute(
        select(TASK.c.container, TASK.c.turns).where(TASK.c.document_id == task_id)
    ).one()
    requests = session.scalars(select(CountRequest.id).where(CountRequest.state == CountState.OPEN))
    return {
        "stock": house.stock(session),
        "lines": sorted(tuple(row) for row in lines),
        "task": tuple(task),
        "requests": sorted(requests),
    }


def test_undo_puts_a_pick_back_and_redo_takes_it_again(session: Session, clock: FixedClock) -> None:
    """Put 6 back into A-01; the picture is the one before; redo gives the one after."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    before = picture(session, house, task)
    picking.pick(session, ivan, task, line, 6000, container="B1", scan_id=scan(), clock=clock)
    after = picture(session, house, task)

    undone = picking.undo(session, ivan, task, scan_id=scan(), clock=clock)
    assert undone == Undone(EventKind.PICK, line, 6000, "A-01", "Gloves", "B1", 0)
    assert picture(session, house, task) == before

    redone = picking.redo(session, ivan, task, scan_id=scan(), clock=clock)
    assert redone == undone
    assert picture(session, house, task) == after
    assert verify(session) == []


def test_every_kind_of_action_is_undone_in_turn(session: Session, clock: FixedClock) -> None:
    """Pick, container, skip, short with re-plan, zero check: back through every picture and on."""
    house = build(session, clock, "A-01 A-02 B-01", "A-01 GLOVES 10, A-02 MASK 5, B-01 GLOVES 30")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    gloves, mask = house.line_ids(session, task)
    by: dict[str, Any] = {"clock": clock}
    steps = [
        lambda: picking.pick(session, ivan, task, gloves, 2000, scan_id=scan(), **by),
        lambda: picking.full_container(session, ivan, task, "B2", scan_id=scan(), **by),
        lambda: picking.postpone(session, ivan, task, gloves, scan_id=scan(), **by),
        lambda: picking.pick(session, ivan, task, mask, 5000, scan_id=scan(), **by),
        lambda: picking.zero_check(session, ivan, task, mask, empty=False, scan_id=scan(), **by),
        lambda: picking.short(
            session,
            ivan,
            task,
            gloves,
            3000,
            ShortReason.DAMAGED,
            replan=True,
            scan_id=scan(),
            **by,
        ),
    ]
    pictures = [picture(session, house, task)]
    for step in steps:
        step()
        pictures.append(picture(session, house, task))

    for expected in reversed(pictures[:-1]):
        picking.undo(session, ivan, task, scan_id=scan(), clock=clock)
        assert picture(session, house, task) == expected
    with pytest.raises(NothingToUndo):
        picking.undo(session, ivan, task, scan_id=scan(), clock=clock)
    for expected in pictures[1:]:
        picking.redo(session, ivan, task, scan_id=scan(), clock=clock)
        assert picture(session, house, task) == expected
    with pytest.raises(NothingToRedo):
        picking.redo(session, ivan, task, scan_id=scan(), clock=clock)
    assert verify(session) == []


def test_another_action_ends_redo(session: Session, clock: FixedClock) -> None:
    """After undo and a different pick the undone one cannot come back."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    picking.pick(session, ivan, task, line, 6000, scan_id=scan(), clock=clock)
    picking.undo(session, ivan, task, scan_id=scan(), clock=clock)
    picking.pick(session, ivan, task, line, 1000, scan_id=scan(), clock=clock)

    with pytest.raises(NothingToRedo):
        picking.redo(session, ivan, task, scan_id=scan(), clock=clock)

    assert house.in_cell(session, "SHIP") == 1000


def test_one_undo_by_one_scan(session: Session, clock: FixedClock) -> None:
    """The same key press sent twice takes back one pick, not two."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    picking.pick(session, ivan, task, line, 6000, scan_id=scan(), clock=clock)
    picking.pick(session, ivan, task, line, 1000, scan_id=scan(), clock=clock)
    same = scan()
    picking.undo(session, ivan, task, scan_id=same, clock=clock)

    with pytest.raises(AlreadyHandled) as seen:
        picking.undo(session, ivan, task, scan_id=same, clock=clock)

    assert seen.value.facts["outcome"]["quantity"] == 1000
    assert house.in_cell(session, "SHIP") == 6000


def test_a_posted_task_is_not_undone(session: Session, clock: FixedClock) -> None:
    """After finish the picks stand."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    picking.pick(session, ivan, task, line, 10000, scan_id=scan(), clock=clock)
    picking.finish_task(session, ivan, task, clock=clock)

    with pytest.raises(TaskPosted) as refused:
        picking.undo(session, ivan, task, scan_id=scan(), clock=clock)

    assert refused.value.facts["status"] == "done"
    assert house.in_cell(session, "SHIP") == 10000


def test_redo_of_a_replan_looks_whether_the_goods_are_still_free(
    session: Session, clock: FixedClock
) -> None:
    """While the shortage was undone another order took the other cell: redo is refused."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 GLOVES 12")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    picking.short(
        session,
        ivan,
        task,
        line,
        0,
        ShortReason.NOT_FOUND,
        replan=True,
        scan_id=scan(),
        clock=clock,
    )
    picking.undo(session, ivan, task, scan_id=scan(), clock=clock)
    house.task(session, "GLOVES 5")
    before = picture(session, house, task)

    with pytest.raises(StockPlannedElsewhere) as refused:
        picking.redo(session, ivan, task, scan_id=scan(), clock=clock)

    assert refused.value.facts == {"cell": "A-02", "item": "Gloves"}
    assert picture(session, house, task) == before
