"""Less than planned: close the line with a reason, ask for a count, fetch the rest elsewhere."""

from __future__ import annotations

import uuid
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.catalog.models import LotPolicy
from core.fulfilment.models import OutboundOrder
from core.fulfilment.pick_locks import (
    LINE,
    LockedLine,
    LockedTask,
    locked_line,
    require_open,
    require_pickable,
)
from core.fulfilment.pick_moves import Action, act, container_code, move, movement_of
from core.fulfilment.pick_outcomes import Replanned, Shorted, plain
from core.fulfilment.pick_rules import Demand, is_near, walk
from core.fulfilment.planning import Site, choose_places, insert_lines
from core.fulfilment.task_errors import LotRequired, NothingMissing
from core.fulfilment.task_models import CountRequest
from core.fulfilment.task_statuses import CountReason, EventKind, LineState, ShortReason
from core.kernel.clock import Clock
from core.kernel.quantity import require_quantity
from core.stock.models import Cell

OUTBOUND = cast("Table", OutboundOrder.__table__)
COUNT = cast("Table", CountRequest.__table__)


def short(  # noqa: PLR0913 - the scan, the goods, the reason and what to do about it
    session: Session,
    actor: Actor,
    task_id: int,
    line_id: int,
    quantity_found: int,
    reason: ShortReason,
    *,
    replan: bool,
    lot_id: int = 0,
    container: str | None = None,
    scan_id: uuid.UUID | None,
    clock: Clock,
) -> Shorted:
    """Close a line with less than planned; by request fetch the rest from other cells.

    Cells near by come next on the route, others at its end. Somebody is asked to count the cell,
    and until then others are sent to it last.

    Args:
        quantity_found: thousandths taken now, on top of what was picked before; 0: nothing more.
        replan: look for the rest in other cells at once.
        lot_id: the lot of what was found; 0 for items without lots or when nothing was.

    Raises:
        NothingMissing: everything left was found: that is a pick.
        LineClosed, OverPick, LotRequired, WrongLot, LotExpired, BadValue, CellShort: as `pick`.
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted, NotOnTask: as `locked_line`.
    """
    task, line = locked_line(session, actor, task_id, line_id, scan_id=scan_id, lot_id=lot_id)
    _require_short(line, quantity_found, lot_id, clock)
    into = container_code(task, container)
    picked = line.picked + quantity_found
    missing = line.planned - picked
    replanned: tuple[Replanned, ...] = ()
    if replan:
        replanned = _fetch_elsewhere(session, task, line, missing, clock)
    missing -= sum(found.quantity for found in replanned)
    far = any(not found.near for found in replanned)
    outcome = Shorted(
        line=line.id,
        picked=picked,
        planned=line.planned,
        replanned=replanned,
        missing=missing,
    )
    event_id = act(
        session,
        actor,
        task,
        line,
        Action(
            EventKind.SHORT,
            clock.now(),
            scan_id,
            quantity=quantity_found,
            lot_id=lot_id if quantity_found else 0,
            container=into if quantity_found else "",
            line={
                "picked": picked,
                "state": LineState.SHORT,
                "reason": reason,
                "container": into if quantity_found else line.container,
            },
            task={"turns": task.turns + 1} if far else {},
            created=tuple(found.line for found in replanned),
            outcome=plain(outcome),
        ),
    )
    if quantity_found:
        moved = movement_of(task, line, quantity_found, lot_id)
        move(session, task.id, clock.business_date(), moved)
    request = CountRequest(
        reason=CountReason.SHORT,
        short_reason=reason,
        missing=line.planned - picked,
        event_id=event_id,
    )
    ask_for_count(session, actor, task, line, request, clock)
    return outcome


def ask_for_count(
    session: Session,
    actor: Actor,
    task: LockedTask,
    line: LockedLine,
    request: CountRequest,
    clock: Clock,
) -> None:
    """Store a request to count the cell of *line*.

    Args:
        request: carries reason, short_reason, missing, event_id; the rest is filled in here.
    """
    row = insert(COUNT).values(
        warehouse_id=task.warehouse_id,
        cell_id=line.cell_id,
        item_id=line.item_id,
        variant_id=line.variant_id,
        lot_id=line.lot_id,
        task_id=task.id,
        line_id=line.id,
        event_id=request.event_id,
        reason=request.reason,
        short_reason=request.short_reason,
        missing=request.missing,
        asked_by=actor.user_id,
        asked_at=clock.now(),
    )
    session.execute(row)


def _require_short(line: LockedLine, found: int, lot_id: int, clock: Clock) -> None:
    require_quantity("quantity", found, 0)
    require_open(line)
    if found == line.left:
        raise NothingMissing(item=line.item, left=line.left)
    if found:
        require_pickable(line, found, lot_id, clock.business_date())
    elif lot_id and line.lot_policy is not LotPolicy.NONE and line.given_lot is None:
        raise LotRequired(item=line.item, lot=line.lot)


def _fetch_elsewhere(
    session: Session, task: LockedTask, line: LockedLine, quantity: int, clock: Clock
) -> tuple[Replanned, ...]:
    """Add lines for *quantity* from other cells; nothing where there are no cells."""
    if not line.cell_id:
        return ()
    here, room = session.execute(
        select(Cell.walk_order, OUTBOUND.c.room_id)
        .join(OUTBOUND, OUTBOUND.c.document_id == task.outbound_id)
        .where(Cell.id == line.cell_id)
    ).one()
    site = Site(task.warehouse_id, cells=True, room_id=room)
    wanted = [Demand(line.item_id, line.variant_id, quantity)]
    choice = choose_places(session, site, wanted, clock, without_cell=line.cell_id)
    if not choice.stops:
        return ()
    stops = walk(choice.stops)
    near = [is_near(line.cell_section, here, stop.place) for stop in stops]
    last = session.scalars(
        select(func.max(LINE.c.line_no)).where(LINE.c.document_id == task.id)
    ).one()
    cells = [stop.place.cell_id for stop in stops]
    named = session.execute(select(Cell.id, Cell.code).where(Cell.id.in_(cells)))
    codes = {row.id: row.code for row in named}
    placed = [
        # A near cell takes the place of this one on the route; a far one waits for the end.
        (stop, {"turn": line.turn, "walk_order": line.walk_order, "split_from": line.id})
        if now
        else (stop, {"turn": task.turns + 1, "split_from": line.id})
        for stop, now in zip(stops, near, strict=True)
    ]
    ids = insert_lines(session, task.id, placed, first_line_no=(last or 0) + 1)
    return tuple(
        Replanned(
            line=line_id,
            cell_id=stop.place.cell_id,
            cell_code=codes[stop.place.cell_id],
            quantity=stop.quantity,
            near=now,
        )
        for line_id, stop, now in zip(ids, stops, near, strict=True)
    )
