"""The one way a pick task changes: an event with what it changed, and the ledger appended to.

Two statements whatever the length of the task. Because every event keeps the changed columns as
they were and as they became, undo and redo need no knowledge of what kind of action it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.db.integrity import name_constraint
from core.fulfilment.pick_locks import EVENT, LINE, TASK, LockedLine, LockedTask
from core.fulfilment.storable import storable
from core.fulfilment.task_errors import AlreadyHandled, CellShort
from core.fulfilment.task_statuses import EventKind, LineState, ShortReason, Standing
from core.kernel.errors import NotEnough
from core.stock.ledgers import IN_CELLS

name_constraint(
    "uq_pick_event_scan_id", lambda facts: AlreadyHandled(scan=facts["values"], outcome={})
)


@dataclass(frozen=True, slots=True)
class Action:
    """What a storekeeper did: one row of the event journal to be."""

    kind: EventKind
    at: datetime
    scan_id: uuid.UUID | None
    quantity: int = 0
    """Thousandths moved to the shipping cell."""
    lot_id: int = 0
    container: str = ""
    line: Mapping[str, Any] = field(default_factory=dict)
    """Changed columns of the line, new values."""
    task: Mapping[str, Any] = field(default_factory=dict)
    """Changed columns of the header, new values."""
    created: tuple[int, ...] = ()
    """Ids of lines this action made."""
    outcome: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods of a line between their cell and the shipping cell."""

    line_no: int
    cell_id: int
    cell: str
    item_id: int
    item: str
    variant_id: int
    packaging_id: int
    lot_id: int
    lot: str
    destination_cell_id: int
    destination: str
    quantity: int
    """Thousandths to the shipping cell; negative: back into the cell."""

    def rows(self) -> list[dict[str, Any]]:
        """Return the ledger entries; none where either cell is missing."""
        if not (self.quantity and self.cell_id and self.destination_cell_id):
            return []
        goods = {
            "line": self.line_no,
            "item_id": self.item_id,
            "variant_id": self.variant_id,
            "packaging_id": self.packaging_id,
            "lot_id": self.lot_id,
        }
        return [
            {**goods, "cell_id": self.cell_id, "quantity": -self.quantity},
            {**goods, "cell_id": self.destination_cell_id, "quantity": self.quantity},
        ]


def act(
    session: Session, actor: Actor, task: LockedTask, line: LockedLine | None, action: Action
) -> int:
    """Write an event and what it changes in line and header, in one statement; return its id.

    What was undone before can no longer be done again: another way was taken.
    """
    statement = insert(EVENT).values(
        document_id=task.id,
        line_id=line.id if line else 0,
        kind=action.kind,
        standing=Standing.DONE,
        user_id=actor.user_id,
        at=action.at,
        scan_id=action.scan_id,
        quantity=action.quantity,
        lot_id=action.lot_id,
        container=action.container,
        before={
            "line": {name: _stored(getattr(line, name)) for name in action.line},
            "task": {name: getattr(task, name) for name in action.task},
        },
        after={
            "line": {name: _stored(value) for name, value in action.line.items()},
            "task": dict(action.task),
            "created": list(action.created),
        },
        outcome=dict(action.outcome),
    )
    dropped = (
        update(EVENT)
        .where(EVENT.c.document_id == task.id, EVENT.c.standing == Standing.UNDONE)
        .values(standing=Standing.DROPPED)
        .cte("dropped")
    )
    statement = statement.add_cte(dropped)
    if line is not None and action.line:
        changed = update(LINE).where(LINE.c.id == line.id).values(dict(action.line))
        statement = statement.add_cte(changed.cte("changed_line"))
    if action.task:
        header = update(TASK).where(TASK.c.document_id == task.id).values(dict(action.task))
        statement = statement.add_cte(header.cte("changed_task"))
    return int(session.execute(statement.returning(EVENT.c.id)).scalar_one())


def move(session: Session, task_id: int, on: date, movement: Movement) -> None:
    """Append a movement to what the task recorded; nothing in a warehouse without cells.

    Raises:
        CellShort: the cell (for a way back, the shipping cell) holds less; the transaction is
            lost.
    """
    rows = movement.rows()
    if not rows:
        return
    try:
        ledger.append(session, task_id, on, {IN_CELLS: rows})
    except NotEnough as error:
        back = movement.quantity < 0
        raise CellShort(
            cell=movement.destination if back else movement.cell,
            item=movement.item,
            lot=movement.lot,
            asked=error.facts["asked"],
            available=error.facts["available"],
        ) from error


def container_code(task: LockedTask, container: str | None) -> str:
    """Return where goods go: the container named, or for None the one being filled."""
    return task.container if container is None else storable(container.strip())


def movement_of(task: LockedTask, line: LockedLine, quantity: int, lot_id: int) -> Movement:
    """Return the movement of *quantity* of *lot_id*, the given lot, for a locked line."""
    return Movement(
        line_no=line.line_no,
        cell_id=line.cell_id,
        cell=line.cell,
        item_id=line.item_id,
        item=line.item,
        variant_id=line.variant_id,
        packaging_id=line.packaging_id,
        lot_id=lot_id,
        lot=line.given_lot or "",
        destination_cell_id=task.destination_cell_id,
        destination=task.destination,
        quantity=quantity,
    )


def _stored(value: object) -> object:
    """Return a column value as JSON keeps it: enums by value."""
    return value.value if isinstance(value, LineState | ShortReason) else value
