"""What follows when a cell is not as the books say: blocks, and requests to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.access.rows import within
from core.audit.acting import acting
from core.audit.operations import record
from core.catalog.models import Item, Unit
from core.fulfilment.pick_locks import LINE, task_as_it_is
from core.fulfilment.task_errors import NoProblemCells
from core.fulfilment.task_models import CellBlock, CountRequest
from core.fulfilment.task_statuses import (
    BlockKind,
    CountReason,
    CountState,
    LineState,
    ShortReason,
)
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.stock.models import Cell

BLOCK = cast("Table", CellBlock.__table__)


@dataclass(frozen=True, slots=True)
class CountWanted:
    """An open request to count a cell."""

    id: int
    cell_id: int
    """0: the warehouse has no cells."""
    cell_code: str
    item_id: int
    item_name: str
    unit: str
    reason: CountReason
    short_reason: ShortReason | None
    missing: int
    """Thousandths that were not found; 0 for a cell that is not empty."""
    asked_by: str
    asked_at: datetime


def block_cells(
    session: Session,
    actor: Actor,
    cell_ids: Sequence[int],
    kind: BlockKind,
    *,
    task_id: int | None = None,
    clock: Clock,
) -> int:
    """Block cells; return how many were not blocked so before.

    Raises:
        NotFound: one of them does not exist.
        Forbidden: no right to block, or to a warehouse.
    """
    actor.require(Permission.PICK_REASSIGN)
    acting(session, actor, clock)
    wanted = sorted(set(cell_ids))
    houses = session.execute(select(Cell.id, Cell.warehouse_id).where(Cell.id.in_(wanted))).all()
    for unknown in set(wanted) - {row.id for row in houses}:
        raise NotFound(what="cell", key=unknown)
    for house in {row.warehouse_id for row in houses}:
        actor.require_warehouse(house)
    rows = [
        {
            "cell_id": cell,
            "kind": kind,
            "task_id": task_id,
            "set_by": actor.user_id,
            "set_at": clock.now(),
        }
        for cell in wanted
    ]
    if not rows:
        return 0
    added = session.execute(
        upsert(BLOCK)
        .values(rows)
        .on_conflict_do_nothing(
            index_elements=[BLOCK.c.cell_id, BLOCK.c.kind],
            index_where=text("lifted_at IS NULL"),
        )
        .returning(BLOCK.c.cell_id)
    ).all()
    for row in added:
        record(session, actor, "cell.blocked", "cell", row.cell_id, kind=kind.value, task=task_id)
    return len(added)


def block_problem_cells(
    session: Session, actor: Actor, task_id: int, kind: BlockKind, *, clock: Clock
) -> tuple[str, ...]:
    """Block the cells in which lines of a task came short; return their codes (domain §1.6).

    Raises:
        NoProblemCells: everything was picked as planned.
    """
    task = task_as_it_is(session, task_id)
    cells = session.execute(
        select(Cell.id, Cell.code)
        .join(LINE, LINE.c.cell_id == Cell.id)
        .where(LINE.c.document_id == task_id, LINE.c.state == LineState.SHORT)
        .distinct()
        .order_by(Cell.code)
    ).all()
    if not cells:
        raise NoProblemCells(task=task.number)
    block_cells(session, actor, [cell.id for cell in cells], kind, task_id=task_id, clock=clock)
    return tuple(cell.code for cell in cells)


def lift_block(session: Session, actor: Actor, cell_id: int, *, clock: Clock) -> int:
    """Lift every block of a cell; return how many stood."""
    actor.require(Permission.PICK_REASSIGN)
    acting(session, actor, clock)
    actor.require_warehouse(
        session.scalars(select(Cell.warehouse_id).where(Cell.id == cell_id)).one_or_none()
    )
    lifted = session.execute(
        update(BLOCK)
        .where(BLOCK.c.cell_id == cell_id, BLOCK.c.lifted_at.is_(None))
        .values(lifted_by=actor.user_id, lifted_at=clock.now())
        .returning(BLOCK.c.id)
    ).all()
    if lifted:
        record(session, actor, "cell.block-lifted", "cell", cell_id)
    return len(lifted)


def counts_wanted(
    session: Session, actor: Actor, warehouse_id: int, limit: int = 200
) -> list[CountWanted]:
    """Return the open requests to count, oldest first."""
    actor.require(Permission.STOCK_READ)
    statement = (
        select(
            CountRequest.id,
            CountRequest.cell_id,
            func.coalesce(Cell.code, ""),
            CountRequest.item_id,
            Item.name,
            Unit.symbol,
            CountRequest.reason,
            CountRequest.short_reason,
            CountRequest.missing,
            func.coalesce(AppUser.name, ""),
            CountRequest.asked_at,
        )
        .join(Item, Item.id == CountRequest.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(Cell, Cell.id == CountRequest.cell_id)
        .outerjoin(AppUser, AppUser.id == CountRequest.asked_by)
        .where(
            CountRequest.state == CountState.OPEN,
            CountRequest.warehouse_id == warehouse_id,
            within(CountRequest.warehouse_id, actor.warehouses),
        )
        .order_by(CountRequest.id)
        .limit(limit)
    )
    return [CountWanted(*tuple(row)) for row in session.execute(statement)]


def close_count_request(session: Session, actor: Actor, request_id: int, *, clock: Clock) -> None:
    """Close a request: the cell was counted, or needs no counting. Its goods count as sure again.

    Raises:
        NotFound: no such open request, or rights hide it.
    """
    actor.require(Permission.STOCK_ENTER)
    acting(session, actor, clock)
    closed = session.execute(
        update(CountRequest)
        .where(
            CountRequest.id == request_id,
            CountRequest.state == CountState.OPEN,
            within(CountRequest.warehouse_id, actor.warehouses),
        )
        .values(state=CountState.CLOSED, closed_by=actor.user_id, closed_at=clock.now())
        .returning(CountRequest.cell_id)
    ).one_or_none()
    if closed is None:
        raise NotFound(what="count_request", key=request_id)
    record(session, actor, "count-request.closed", "count_request", request_id, cell=closed[0])
