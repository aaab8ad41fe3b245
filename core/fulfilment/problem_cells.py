"""Cells nothing may be taken from or put into, because they are not as the books say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.fulfilment.pick_locks import LINE, task_as_it_is
from core.fulfilment.task_errors import NoProblemCells
from core.fulfilment.task_models import CellBlock
from core.fulfilment.task_statuses import BlockKind, LineState
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.stock.models import Cell

BLOCK = cast("Table", CellBlock.__table__)


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
