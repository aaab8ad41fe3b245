"""A task and a line of it, locked and read with all that the rules of picking need.

One statement for both: the header row is the lock every verb takes first, so the actions on one
task happen one after another, and different tasks never wait for each other here.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast

from sqlalchemy import FromClause, Label, Row, Table, exists, func, literal, null, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.catalog.models import Item, Lot, LotPolicy, Unit
from core.documents.models import Document
from core.fulfilment.task_errors import (
    AlreadyHandled,
    CellBlocked,
    LineClosed,
    LotExpired,
    LotRequired,
    NotOnTask,
    OverPick,
    TakenByOther,
    TaskNotTaken,
    TaskPosted,
    WrongLot,
)
from core.fulfilment.task_models import CellBlock, PickEvent, PickTask, PickTaskLine
from core.fulfilment.task_statuses import (
    UNFINISHED,
    BlockKind,
    LineState,
    PickTaskStatus,
    ShortReason,
)
from core.kernel.errors import NotFound
from core.kernel.quantity import require_quantity
from core.stock.ledgers import IN_CELLS
from core.stock.models import Cell

DOCUMENT = cast("Table", Document.__table__)
TASK = cast("Table", PickTask.__table__)
LINE = cast("Table", PickTaskLine.__table__)
EVENT = cast("Table", PickEvent.__table__)

_DESTINATION = aliased(Cell, name="destination")
_GIVEN = aliased(Lot, name="given")


@dataclass(frozen=True, slots=True)
class LockedTask:
    """The header of a task as it is now."""

    id: int
    number: str
    status: PickTaskStatus
    warehouse_id: int
    outbound_id: int
    executor_id: int | None
    executor: str
    """Name; empty: nobody."""
    section: str
    destination_cell_id: int
    destination: str
    container: str
    turns: int
    answered: dict[str, Any] | None
    """The outcome recorded for this very scan; None: it is new."""


@dataclass(frozen=True, slots=True)
class LockedLine:
    """A line as it is now, its goods, and the lot the storekeeper holds in his hand."""

    id: int
    line_no: int
    cell_id: int
    cell: str
    cell_section: str
    blocked: bool
    in_cell: int
    """Thousandths of everything in the cell by the books; 0 without cells."""
    item_id: int
    item: str
    unit: str
    lot_policy: LotPolicy
    variant_id: int
    packaging_id: int
    lot_id: int
    lot: str
    planned: int
    picked: int
    state: LineState
    reason: ShortReason | None
    container: str
    turn: int
    walk_order: int
    given_lot_item: int | None
    """The item the given lot is of; None: no lot was given, or there is no such lot."""
    given_lot: str | None
    given_lot_expires: date | None

    @property
    def left(self) -> int:
        """Thousandths still to pick."""
        return self.planned - self.picked


def locked_line(
    session: Session,
    actor: Actor,
    task_id: int,
    line_id: int,
    *,
    scan_id: uuid.UUID | None,
    lot_id: int = 0,
) -> tuple[LockedTask, LockedLine]:
    """Lock a task and one line of it for the executor who works on it.

    Raises:
        AlreadyHandled: this scan was handled before.
        TakenByOther, TaskNotTaken, TaskPosted: the task is not this actor's to work on.
        NotOnTask: the line belongs to another task, or to none.
    """
    actor.require(Permission.PICK_WORK)
    line_columns = _line_columns()
    statement = (
        select(*_task_columns(scan_id), *line_columns)
        .select_from(_task_source().join(LINE, LINE.c.document_id == TASK.c.document_id))
        .join(Item, Item.id == LINE.c.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(Cell, Cell.id == LINE.c.cell_id)
        .outerjoin(Lot, Lot.id == LINE.c.lot_id)
        .outerjoin(_GIVEN, _GIVEN.id == lot_id)
        .where(TASK.c.document_id == task_id, LINE.c.id == line_id)
        .with_for_update(key_share=True, of=[DOCUMENT, TASK, LINE])
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotOnTask(task=task_id, line=line_id)
    cut = len(fields(LockedTask))
    task = _task_of(row[:cut])
    require_work(actor, task, scan_id)
    named = dict(zip((column.name for column in line_columns), tuple(row)[cut:], strict=True))
    return task, LockedLine(**named)


def locked_task(
    session: Session, actor: Actor, task_id: int, *, scan_id: uuid.UUID | None = None
) -> LockedTask:
    """Lock a task for the executor who works on it.

    Raises:
        NotFound: no such task.
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted: as `locked_line`.
    """
    actor.require(Permission.PICK_WORK)
    task = task_as_it_is(session, task_id, scan_id=scan_id)
    require_work(actor, task, scan_id)
    return task


def task_as_it_is(
    session: Session, task_id: int, *, scan_id: uuid.UUID | None = None
) -> LockedTask:
    """Lock a task whatever its status, whoever works on it.

    Raises:
        NotFound: no such task.
    """
    statement = (
        select(*_task_columns(scan_id))
        .select_from(_task_source())
        .where(TASK.c.document_id == task_id)
        .with_for_update(key_share=True, of=[DOCUMENT, TASK])
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="pick_task", key=task_id)
    return _task_of(row)


def require_open(line: LockedLine) -> None:
    """Do nothing when the line waits to be picked.

    Raises:
        LineClosed: it is done, short or withdrawn.
    """
    if line.state not in UNFINISHED:
        raise LineClosed(item=line.item, cell=line.cell, state=line.state.value)


def require_pickable(line: LockedLine, quantity: int, lot_id: int, today: date) -> None:
    """Do nothing when *quantity* of *lot_id* may be taken for the line.

    Raises:
        BadValue: the quantity is not positive.
        LineClosed, OverPick, CellBlocked, LotRequired, WrongLot, LotExpired: as they say.
    """
    require_quantity("quantity", quantity)
    require_open(line)
    if quantity > line.left:
        raise OverPick(item=line.item, asked=quantity, left=line.left, unit=line.unit)
    if line.blocked:
        raise CellBlocked(cell=line.cell)
    if line.lot_policy is LotPolicy.NONE:
        if lot_id:
            raise WrongLot(item=line.item, lot=line.given_lot or "")
        return
    if not lot_id:
        raise LotRequired(item=line.item, lot=line.lot)
    if line.given_lot_item != line.item_id:
        raise WrongLot(item=line.item, lot=line.given_lot or "")
    if line.given_lot_expires is not None and line.given_lot_expires < today:
        raise LotExpired(
            item=line.item, lot=line.given_lot, expires=line.given_lot_expires, today=today
        )


def require_work(actor: Actor, task: LockedTask, scan_id: uuid.UUID | None) -> None:
    """Do nothing when *actor* works on the task and the scan is new.

    Raises:
        AlreadyHandled, TaskNotTaken, TaskPosted, TakenByOther: otherwise.
    """
    actor.require_warehouse(task.warehouse_id)
    if task.answered is not None:
        raise AlreadyHandled(scan=str(scan_id), outcome=task.answered)
    if task.status is PickTaskStatus.PREPARED:
        raise TaskNotTaken(task=task.number)
    if task.status is not PickTaskStatus.IN_WORK:
        raise TaskPosted(task=task.number, status=task.status.value)
    if task.executor_id != actor.user_id:
        raise TakenByOther(task=task.number, who=task.executor)


def _task_source() -> FromClause:
    return (
        TASK.join(DOCUMENT, DOCUMENT.c.id == TASK.c.document_id)
        .outerjoin(AppUser.__table__, AppUser.id == TASK.c.executor_id)
        .outerjoin(_DESTINATION, _DESTINATION.id == TASK.c.destination_cell_id)
    )


def _task_columns(scan_id: uuid.UUID | None) -> list[Label[Any]]:
    answered = (
        select(EVENT.c.outcome).where(EVENT.c.scan_id == scan_id).scalar_subquery()
        if scan_id
        else null()
    )
    return [
        TASK.c.document_id.label("id"),
        DOCUMENT.c.number_text.label("number"),
        DOCUMENT.c.status.label("status"),
        DOCUMENT.c.warehouse_id.label("warehouse_id"),
        TASK.c.outbound_id.label("outbound_id"),
        TASK.c.executor_id.label("executor_id"),
        func.coalesce(AppUser.name, "").label("executor"),
        TASK.c.section.label("section"),
        TASK.c.destination_cell_id.label("destination_cell_id"),
        func.coalesce(_DESTINATION.code, "").label("destination"),
        TASK.c.container.label("container"),
        TASK.c.turns.label("turns"),
        answered.label("answered"),
    ]


def _line_columns() -> list[Label[Any]]:
    balance = IN_CELLS.balance
    in_cell = (
        select(func.coalesce(func.sum(balance.c.quantity), 0))
        .where(balance.c.cell_id == LINE.c.cell_id, LINE.c.cell_id != 0)
        .correlate(LINE)
        .scalar_subquery()
    )
    blocked = (
        exists()
        .where(
            CellBlock.cell_id == LINE.c.cell_id,
            CellBlock.lifted_at.is_(None),
            CellBlock.kind.in_([BlockKind.PICK, BlockKind.FULL]),
        )
        .correlate(LINE)
    )
    return [
        LINE.c.id.label("id"),
        LINE.c.line_no.label("line_no"),
        LINE.c.cell_id.label("cell_id"),
        func.coalesce(Cell.code, "").label("cell"),
        func.coalesce(Cell.section, literal("")).label("cell_section"),
        blocked.label("blocked"),
        in_cell.label("in_cell"),
        LINE.c.item_id.label("item_id"),
        Item.name.label("item"),
        Unit.symbol.label("unit"),
        Item.lot_policy.label("lot_policy"),
        LINE.c.variant_id.label("variant_id"),
        LINE.c.packaging_id.label("packaging_id"),
        LINE.c.lot_id.label("lot_id"),
        func.coalesce(Lot.code, "").label("lot"),
        LINE.c.planned.label("planned"),
        LINE.c.picked.label("picked"),
        LINE.c.state.label("state"),
        LINE.c.reason.label("reason"),
        LINE.c.container.label("container"),
        LINE.c.turn.label("turn"),
        LINE.c.walk_order.label("walk_order"),
        _GIVEN.item_id.label("given_lot_item"),
        _GIVEN.code.label("given_lot"),
        _GIVEN.expires.label("given_lot_expires"),
    ]


def _task_of(row: Row[Any] | tuple[Any, ...]) -> LockedTask:
    values = tuple(row)
    return LockedTask(values[0], values[1], PickTaskStatus(values[2]), *values[3:])
