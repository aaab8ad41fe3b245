"""Taking back physical work while a task is not posted, and doing it again.

The stack is the events themselves: undo compensates the latest that stands, redo the earliest that
was undone. An event keeps what it changed as it was and as it became, so undo after do leaves
stock, lines and header exactly as before.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.catalog.models import Item, Lot
from core.fulfilment.pick_locks import EVENT, LINE, TASK, LockedTask, locked_task
from core.fulfilment.pick_moves import Movement, move
from core.fulfilment.pick_outcomes import Redone, Undone, plain
from core.fulfilment.planning import Site, free_places
from core.fulfilment.short_picks import COUNT, OUTBOUND
from core.fulfilment.task_errors import NothingToRedo, NothingToUndo, StockPlannedElsewhere
from core.fulfilment.task_statuses import (
    CountState,
    EventKind,
    LineState,
    ShortReason,
    Standing,
)
from core.kernel.clock import Clock
from core.stock.models import Cell


@dataclass(frozen=True, slots=True)
class _Event:
    """An event with the goods it is about."""

    id: int
    kind: EventKind
    line_id: int
    quantity: int
    lot_id: int
    container: str
    before: dict[str, Any]
    after: dict[str, Any]
    line_no: int | None
    cell_id: int | None
    cell: str | None
    item_id: int | None
    item: str | None
    variant_id: int | None
    packaging_id: int | None
    lot: str | None

    @property
    def created(self) -> list[int]:
        """Ids of the lines it made."""
        return list(self.after.get("created", ()))


def undo(
    session: Session, actor: Actor, task_id: int, *, scan_id: uuid.UUID | None, clock: Clock
) -> Undone:
    """Take back the latest action that stands: a pick, short, skip, container or zero check.

    Raises:
        NothingToUndo: nothing stands.
        CellShort: the goods are no longer in the shipping cell; the transaction is lost.
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted: the task is not to be worked on.
    """
    task = locked_task(session, actor, task_id, scan_id=scan_id)
    event = _latest(session, task, Standing.DONE)
    if event is None:
        raise NothingToUndo(task=task.number)
    outcome = _told(event, Undone)
    _turn(session, actor, task, event, (EventKind.UNDO, scan_id, outcome), clock)
    _carry(session, task, event, -event.quantity, clock)
    return outcome


def redo(
    session: Session, actor: Actor, task_id: int, *, scan_id: uuid.UUID | None, clock: Clock
) -> Redone:
    """Do again what was undone last.

    Raises:
        NothingToRedo: nothing was undone, or something else was done since.
        StockPlannedElsewhere: the cells a shortage was to be made good from are promised to others.
        CellShort: the goods have left the cell meanwhile; the transaction is lost.
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted: the task is not to be worked on.
    """
    task = locked_task(session, actor, task_id, scan_id=scan_id)
    event = _latest(session, task, Standing.UNDONE)
    if event is None:
        raise NothingToRedo(task=task.number)
    if event.created:
        _require_free(session, task, event, clock)
    outcome = _told(event, Redone)
    _turn(session, actor, task, event, (EventKind.REDO, scan_id, outcome), clock)
    _carry(session, task, event, event.quantity, clock)
    return outcome


def _latest(session: Session, task: LockedTask, standing: Standing) -> _Event | None:
    """Return the event on top: the last done, or the first undone."""
    order = EVENT.c.id.desc() if standing is Standing.DONE else EVENT.c.id
    row = session.execute(
        select(
            EVENT.c.id,
            EVENT.c.kind,
            EVENT.c.line_id,
            EVENT.c.quantity,
            EVENT.c.lot_id,
            EVENT.c.container,
            EVENT.c.before,
            EVENT.c.after,
            LINE.c.line_no,
            LINE.c.cell_id,
            Cell.code,
            LINE.c.item_id,
            Item.name,
            LINE.c.variant_id,
            LINE.c.packaging_id,
            Lot.code,
        )
        .outerjoin(LINE, LINE.c.id == EVENT.c.line_id)
        .outerjoin(Cell, Cell.id == LINE.c.cell_id)
        .outerjoin(Item, Item.id == LINE.c.item_id)
        .outerjoin(Lot, Lot.id == EVENT.c.lot_id)
        .where(EVENT.c.document_id == task.id, EVENT.c.standing == standing)
        .order_by(order)
        .limit(1)
    ).one_or_none()
    return None if row is None else _Event(*tuple(row))


def _told(event: _Event, outcome: type[Undone]) -> Undone:
    return outcome(
        what=event.kind,
        line=event.line_id,
        quantity=event.quantity,
        cell_code=event.cell or "",
        item_name=event.item or "",
        container=event.container,
        withdrawn=len(event.created),
    )


def _turn(
    session: Session,
    actor: Actor,
    task: LockedTask,
    event: _Event,
    record: tuple[EventKind, uuid.UUID | None, Undone],
    clock: Clock,
) -> None:
    """Write the compensating event and put everything the event changed to its other side."""
    kind, scan_id, outcome = record
    back = kind is EventKind.UNDO
    values = event.before if back else event.after
    statement = insert(EVENT).values(
        document_id=task.id,
        line_id=event.line_id,
        kind=kind,
        standing=Standing.RECORD,
        user_id=actor.user_id,
        at=clock.now(),
        scan_id=scan_id,
        quantity=event.quantity,
        lot_id=event.lot_id,
        container=event.container,
        of_event=event.id,
        outcome=plain(outcome),
    )
    marked = (
        update(EVENT)
        .where(EVENT.c.id == event.id)
        .values(standing=Standing.UNDONE if back else Standing.DONE)
    )
    requests = (
        update(COUNT)
        .where(COUNT.c.event_id == event.id, COUNT.c.state != CountState.CLOSED)
        .values(state=CountState.WITHDRAWN if back else CountState.OPEN)
    )
    statement = statement.add_cte(marked.cte("marked"), requests.cte("requests"))
    if values["line"]:
        line = update(LINE).where(LINE.c.id == event.line_id).values(_columns(values["line"]))
        statement = statement.add_cte(line.cte("changed_line"))
    if values["task"]:
        header = update(TASK).where(TASK.c.document_id == task.id).values(values["task"])
        statement = statement.add_cte(header.cte("changed_task"))
    if event.created:
        state = LineState.WITHDRAWN if back else LineState.OPEN
        created = update(LINE).where(LINE.c.id.in_(event.created)).values(state=state)
        statement = statement.add_cte(created.cte("created"))
    session.execute(statement)


def _carry(session: Session, task: LockedTask, event: _Event, quantity: int, clock: Clock) -> None:
    """Move the goods of an event: forth, or back with a negative *quantity*."""
    if not quantity:
        return
    movement = Movement(
        line_no=event.line_no or 0,
        cell_id=event.cell_id or 0,
        cell=event.cell or "",
        item_id=event.item_id or 0,
        item=event.item or "",
        variant_id=event.variant_id or 0,
        packaging_id=event.packaging_id or 0,
        lot_id=event.lot_id,
        lot=event.lot or "",
        destination_cell_id=task.destination_cell_id,
        destination=task.destination,
        quantity=quantity,
    )
    move(session, task.id, clock.business_date(), movement)


def _require_free(session: Session, task: LockedTask, event: _Event, clock: Clock) -> None:
    """Do nothing when the lines an undone shortage made can still be fetched."""
    lines = session.execute(
        select(
            LINE.c.cell_id,
            LINE.c.item_id,
            LINE.c.variant_id,
            LINE.c.packaging_id,
            LINE.c.lot_id,
            LINE.c.planned,
            Cell.code,
            Item.name,
        )
        .join(Cell, Cell.id == LINE.c.cell_id)
        .join(Item, Item.id == LINE.c.item_id)
        .where(LINE.c.id.in_(event.created))
        .order_by(LINE.c.line_no)
    ).all()
    room = session.scalars(
        select(OUTBOUND.c.room_id).where(OUTBOUND.c.document_id == task.outbound_id)
    ).one()
    site = Site(task.warehouse_id, cells=True, room_id=room)
    free = {
        (place.cell_id, place.item_id, place.variant_id, place.packaging_id, place.lot_id): (
            place.available
        )
        for place in free_places(session, site, {line.item_id for line in lines}, clock)
    }
    for line in lines:
        if free.get(tuple(line[:5]), 0) < line.planned:
            raise StockPlannedElsewhere(cell=line.code, item=line.name)


def _columns(stored: dict[str, Any]) -> dict[str, Any]:
    """Return column values from their JSON: enums from their values."""
    values = dict(stored)
    if "state" in values:
        values["state"] = LineState(values["state"])
    if values.get("reason") is not None:
        values["reason"] = ShortReason(values["reason"])
    return values
