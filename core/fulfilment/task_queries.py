"""What a storekeeper sees of pick tasks: counts, list, route, one line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.access.rows import within
from core.documents.models import Document
from core.fulfilment.models import OutboundOrder
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_models import PickEvent, PickTask, PickTaskLine
from core.fulfilment.task_route import line_of, one_line, route
from core.fulfilment.task_statuses import (
    UNFINISHED,
    EventKind,
    LineState,
    PickTaskStatus,
    Standing,
)
from core.fulfilment.task_views import (
    ItemCode,
    LineView,
    MenuCounts,
    Pack,
    PickedGoods,
    TaskRow,
    TaskView,
)
from core.fulfilment.trip_words import trip_words, turn
from core.kernel.errors import NotFound
from core.stock.models import Cell

DOCUMENT = cast("Table", Document.__table__)
TASK = cast("Table", PickTask.__table__)
OUTBOUND = cast("Table", OutboundOrder.__table__)

__all__ = [
    "ItemCode",
    "LineView",
    "MenuCounts",
    "Pack",
    "PickedGoods",
    "TaskRow",
    "TaskView",
    "find_task",
    "line_view",
    "my_counts",
    "next_line",
    "picked_goods",
    "task_list",
    "task_view",
    "tasks_of",
]

OPEN_TASKS = (PickTaskStatus.PREPARED.value, PickTaskStatus.IN_WORK.value)


def my_counts(session: Session, actor: Actor, warehouse_id: int) -> MenuCounts:
    """Return what waits in a warehouse, in one statement."""
    actor.require(Permission.PICK_READ)
    actor.require_warehouse(warehouse_id)
    tasks = (
        select(
            func.count().label("every"),
            func.count().filter(_mine(actor)).label("mine"),
        )
        .select_from(TASK.join(DOCUMENT, DOCUMENT.c.id == TASK.c.document_id))
        .where(
            DOCUMENT.c.type == "pick_task",
            DOCUMENT.c.warehouse_id == warehouse_id,
            DOCUMENT.c.status.in_(OPEN_TASKS),
        )
        .subquery()
    )
    to_check = (
        select(func.count())
        .where(
            DOCUMENT.c.type == "outbound_order",
            DOCUMENT.c.warehouse_id == warehouse_id,
            DOCUMENT.c.status.in_([OutboundStatus.TO_CHECK.value, OutboundStatus.CHECKING.value]),
        )
        .scalar_subquery()
    )
    row = session.execute(select(tasks.c.every, tasks.c.mine, to_check)).one()
    return MenuCounts(picking=row[0], picking_mine=row[1], checking=row[2])


def task_list(
    session: Session, actor: Actor, warehouse_id: int, *, mine: bool, limit: int = 200
) -> list[TaskRow]:
    """Return open tasks: mine at work, mine, nobody's, others'; then as `trip_words.turn` says.

    Args:
        mine: True: only mine and those given to nobody.
    """
    actor.require(Permission.PICK_READ)
    actor.require_warehouse(warehouse_id)
    rank = case(
        (
            (TASK.c.executor_id == actor.user_id) & (DOCUMENT.c.status == PickTaskStatus.IN_WORK),
            0,
        ),
        (TASK.c.executor_id == actor.user_id, 1),
        (TASK.c.executor_id.is_(None), 2),
        else_=3,
    )
    statement = (
        _task_rows(actor)
        .where(
            DOCUMENT.c.warehouse_id == warehouse_id,
            DOCUMENT.c.status.in_(OPEN_TASKS),
            _mine(actor) if mine else true(),
        )
        .order_by(rank, *turn(OUTBOUND.c), DOCUMENT.c.id)
        .limit(limit)
    )
    return [_task_row(row) for row in session.execute(statement)]


def tasks_of(session: Session, actor: Actor, outbound_id: int) -> list[TaskRow]:
    """Return every task of an expense order, withdrawn ones too, oldest first."""
    actor.require(Permission.PICK_READ)
    statement = _task_rows(actor).where(TASK.c.outbound_id == outbound_id).order_by(DOCUMENT.c.id)
    return [_task_row(row) for row in session.execute(statement)]


def find_task(session: Session, actor: Actor, number: str) -> TaskRow | None:
    """Return the newest task whose printed number is *number*; None: there is none to see."""
    actor.require(Permission.PICK_READ)
    statement = (
        _task_rows(actor)
        .where(DOCUMENT.c.type == "pick_task", DOCUMENT.c.number_text == number.strip())
        .order_by(DOCUMENT.c.id.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else _task_row(row)


def task_view(session: Session, actor: Actor, task_id: int) -> TaskView:
    """Return a task with its route, in two statements.

    Raises:
        NotFound: no such task, or rights hide it.
    """
    actor.require(Permission.PICK_READ)
    destination = aliased(Cell)
    order = DOCUMENT.alias("outbound_document")
    header = session.execute(
        select(
            DOCUMENT.c.id,
            DOCUMENT.c.number_text,
            DOCUMENT.c.status,
            DOCUMENT.c.warehouse_id,
            TASK.c.outbound_id,
            order.c.number_text.label("outbound_number"),
            OUTBOUND.c.recipient,
            TASK.c.executor_id,
            TASK.c.section,
            TASK.c.destination_cell_id,
            func.coalesce(destination.code, "").label("destination_code"),
            TASK.c.container,
            TASK.c.weight_grams,
            trip_words(OUTBOUND.c.trip_id).label("trip"),
        )
        .select_from(TASK.join(DOCUMENT, DOCUMENT.c.id == TASK.c.document_id))
        .join(OUTBOUND, OUTBOUND.c.document_id == TASK.c.outbound_id)
        .join(order, order.c.id == TASK.c.outbound_id)
        .outerjoin(destination, destination.id == TASK.c.destination_cell_id)
        .where(DOCUMENT.c.id == task_id, within(DOCUMENT.c.warehouse_id, actor.warehouses))
    ).one_or_none()
    if header is None:
        raise NotFound(what="pick_task", key=task_id)
    rows = session.execute(route(task_id))
    lines = tuple(replace(line_of(row), position=at) for at, row in enumerate(rows, start=1))
    ahead = [line.position for line in lines if line.state in UNFINISHED]
    facts = header._asdict()
    return TaskView(
        id=facts["id"],
        number=facts["number_text"],
        status=PickTaskStatus(facts["status"]),
        warehouse_id=facts["warehouse_id"],
        outbound_id=facts["outbound_id"],
        outbound_number=facts["outbound_number"],
        recipient=facts["recipient"],
        executor_id=facts["executor_id"],
        section=facts["section"],
        destination_id=facts["destination_cell_id"],
        destination_code=facts["destination_code"],
        container=facts["container"],
        weight_grams=facts["weight_grams"],
        index=min(ahead, default=len(lines)),
        total=len(lines),
        lines=lines,
        trip=facts["trip"],
    )


def next_line(session: Session, actor: Actor, task_id: int) -> LineView | None:
    """Return the line to pick now; None when every line is done or short."""
    actor.require(Permission.PICK_READ)
    # Found by the index of the route first, so that a long task costs no more than a short one.
    first = (
        select(PickTaskLine.id)
        .where(PickTaskLine.document_id == task_id, PickTaskLine.state.in_(UNFINISHED))
        .order_by(PickTaskLine.turn, PickTaskLine.walk_order, PickTaskLine.line_no)
        .limit(1)
        .scalar_subquery()
    )
    return one_line(session, route(task_id).where(PickTaskLine.id == first))


def line_view(session: Session, actor: Actor, task_id: int, line_id: int) -> LineView:
    """Return one line of a task.

    Raises:
        NotFound: the task has no such line.
    """
    actor.require(Permission.PICK_READ)
    found = one_line(session, route(task_id).where(PickTaskLine.id == line_id))
    if found is None:
        raise NotFound(what="pick_task_line", key=line_id)
    return found


_PICKED = (
    select(
        PickTaskLine.item_id,
        PickTaskLine.variant_id,
        PickEvent.lot_id,
        PickTaskLine.packaging_id,
        PickEvent.container,
        PickTaskLine.cell_id,
        func.sum(PickEvent.quantity),
    )
    .join(PickTaskLine, PickTaskLine.id == PickEvent.line_id)
    .join(TASK, TASK.c.document_id == PickTaskLine.document_id)
    .where(
        TASK.c.outbound_id == bindparam("order"),
        PickEvent.standing == Standing.DONE,
        PickEvent.kind.in_([EventKind.PICK, EventKind.SHORT]),
        PickEvent.quantity > 0,
    )
    .group_by(
        PickTaskLine.item_id,
        PickTaskLine.variant_id,
        PickEvent.lot_id,
        PickTaskLine.packaging_id,
        PickEvent.container,
        PickTaskLine.cell_id,
    )
    .order_by(PickTaskLine.item_id, PickTaskLine.variant_id, PickEvent.lot_id)
)


def picked_goods(session: Session, outbound_id: int) -> list[PickedGoods]:
    """Return what stands picked for an expense order, by goods, lot, packaging, container, cell.

    From the events that count, so a lot chosen at the cell is the lot told.
    """
    rows = session.execute(_PICKED, {"order": outbound_id})
    return [PickedGoods(*row[:6], quantity=int(row[6])) for row in rows]


def _mine(actor: Actor) -> ColumnElement[bool]:
    return or_(TASK.c.executor_id.is_(None), TASK.c.executor_id == actor.user_id)


def _task_rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    order = DOCUMENT.alias("outbound_document")
    counted = (
        select(
            func.count().label("lines"),
            func.count().filter(PickTaskLine.state.not_in(UNFINISHED)).label("closed"),
        )
        .where(
            PickTaskLine.document_id == TASK.c.document_id,
            PickTaskLine.state != LineState.WITHDRAWN,
        )
        .correlate(TASK)
        .lateral("counted")
    )
    return (
        select(
            DOCUMENT.c.id,
            DOCUMENT.c.number_text,
            DOCUMENT.c.status,
            TASK.c.executor_id,
            func.coalesce(AppUser.name, ""),
            TASK.c.section,
            counted.c.lines,
            counted.c.closed,
            TASK.c.weight_grams,
            TASK.c.outbound_id,
            order.c.number_text,
            OUTBOUND.c.recipient,
            OUTBOUND.c.priority,
            OUTBOUND.c.ship_date,
            trip_words(OUTBOUND.c.trip_id),
        )
        .select_from(TASK.join(DOCUMENT, DOCUMENT.c.id == TASK.c.document_id))
        .join(OUTBOUND, OUTBOUND.c.document_id == TASK.c.outbound_id)
        .join(order, order.c.id == TASK.c.outbound_id)
        .join(counted, true())
        .outerjoin(AppUser, AppUser.id == TASK.c.executor_id)
        .where(within(DOCUMENT.c.warehouse_id, actor.warehouses))
    )


def _task_row(row: Row[Any]) -> TaskRow:
    values = tuple(row)
    return TaskRow(values[0], values[1], PickTaskStatus(values[2]), *values[3:])
