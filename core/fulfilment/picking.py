"""What a storekeeper does with a pick task. Each verb is one short transaction's worth of work.

Every verb takes the id of the scan or key press that asked for it: the same id again changes
nothing and raises `AlreadyHandled` with what was answered. Verbs lock the task first.

    take_task, release_task, reassign_task, cancel_task     core.fulfilment.task_work
    pick, postpone, zero_check, full_container              here
    short                                                   core.fulfilment.short_picks
    undo, redo                                              core.fulfilment.undo
    finish_task, take_all_as_planned                        core.fulfilment.task_finish
"""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.fulfilment.pick_locks import (
    EVENT,
    LINE,
    locked_line,
    locked_task,
    require_open,
    require_pickable,
)
from core.fulfilment.pick_moves import Action, act, container_code, move, movement_of
from core.fulfilment.pick_outcomes import (
    ContainerChanged,
    Picked,
    Postponed,
    Shorted,
    TakenAll,
    TaskFinished,
    Undone,
    ZeroChecked,
    plain,
)
from core.fulfilment.short_picks import ask_for_count, short
from core.fulfilment.task_finish import finish_task, take_all_as_planned
from core.fulfilment.task_models import CountRequest
from core.fulfilment.task_statuses import (
    UNFINISHED,
    CountReason,
    EventKind,
    LineState,
    ShortReason,
    Standing,
)
from core.fulfilment.task_work import cancel_task, reassign_task, release_task, take_task
from core.fulfilment.undo import redo, undo
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_

__all__ = [
    "ContainerChanged",
    "Picked",
    "Postponed",
    "ShortReason",
    "Shorted",
    "TakenAll",
    "TaskFinished",
    "Undone",
    "ZeroChecked",
    "cancel_task",
    "finish_task",
    "full_container",
    "pick",
    "postpone",
    "reassign_task",
    "redo",
    "release_task",
    "short",
    "take_all_as_planned",
    "take_task",
    "undo",
    "zero_check",
]


def pick(  # noqa: PLR0913 - the scan, the goods and where they go
    session: Session,
    actor: Actor,
    task_id: int,
    line_id: int,
    quantity: int,
    *,
    lot_id: int = 0,
    container: str | None = None,
    scan_id: uuid.UUID | None,
    clock: Clock,
) -> Picked:
    """Take *quantity* of a line out of its cell; the goods count as in the shipping zone at once.

    Three statements, whatever the length of the task.

    Args:
        quantity: thousandths of the base unit, more than 0; less than what is left is a partial
            pick.
        lot_id: the lot in the hand, another one than planned if need be; 0 for items without lots.
        container: code of the container it goes into; None: the one being filled.

    Raises:
        OverPick, LineClosed, CellBlocked, LotRequired, WrongLot, LotExpired, BadValue: refused.
        CellShort: by the books the cell holds less of that lot; the transaction is lost.
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted, NotOnTask: as `locked_line`.
    """
    task, line = locked_line(session, actor, task_id, line_id, scan_id=scan_id, lot_id=lot_id)
    require_pickable(line, quantity, lot_id, clock.business_date())
    into = container_code(task, container)
    picked = line.picked + quantity
    complete = picked == line.planned
    outcome = Picked(
        line=line.id,
        quantity=quantity,
        picked=picked,
        planned=line.planned,
        complete=complete,
        lot_id=lot_id,
        lot_changed=lot_id != line.lot_id,
        expected_cell_empty=bool(line.cell_id) and line.in_cell == quantity,
        container=into,
    )
    act(
        session,
        actor,
        task,
        line,
        Action(
            EventKind.PICK,
            clock.now(),
            scan_id,
            quantity=quantity,
            lot_id=lot_id,
            container=into,
            line={
                "picked": picked,
                "state": LineState.DONE if complete else line.state,
                "container": into,
            },
            outcome=plain(outcome),
        ),
    )
    move(session, task.id, clock.business_date(), movement_of(task, line, quantity, lot_id))
    return outcome


def postpone(
    session: Session,
    actor: Actor,
    task_id: int,
    line_id: int,
    *,
    scan_id: uuid.UUID | None,
    clock: Clock,
) -> Postponed:
    """Skip a line: it comes again after everything else, and the task cannot end without it.

    Raises:
        LineClosed: it is done or short.
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted, NotOnTask: as `locked_line`.
    """
    task, line = locked_line(session, actor, task_id, line_id, scan_id=scan_id)
    require_open(line)
    others = select(func.count()).where(
        LINE.c.document_id == task.id, LINE.c.id != line.id, LINE.c.state.in_(UNFINISHED)
    )
    outcome = Postponed(line=line.id, last=not session.scalars(others).one())
    turn = task.turns + 1
    act(
        session,
        actor,
        task,
        line,
        Action(
            EventKind.POSTPONE,
            clock.now(),
            scan_id,
            line={"state": LineState.POSTPONED, "turn": turn},
            task={"turns": turn},
            outcome=plain(outcome),
        ),
    )
    return outcome


def zero_check(
    session: Session,
    actor: Actor,
    task_id: int,
    line_id: int,
    *,
    empty: bool,
    scan_id: uuid.UUID | None,
    clock: Clock,
) -> ZeroChecked:
    """Answer whether the cell is empty, as the books say it is; "no" asks for a count.

    Never blocks the task.

    Raises:
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted, NotOnTask: as `locked_line`.
    """
    task, line = locked_line(session, actor, task_id, line_id, scan_id=scan_id)
    outcome = ZeroChecked(line=line.id, empty=empty)
    done = Action(EventKind.ZERO_CHECK, clock.now(), scan_id, outcome=plain(outcome))
    event_id = act(session, actor, task, line, done)
    if not empty:
        request = CountRequest(
            reason=CountReason.NOT_EMPTY, short_reason=None, missing=0, event_id=event_id
        )
        ask_for_count(session, actor, task, line, request, clock)
    return outcome


def full_container(
    session: Session,
    actor: Actor,
    task_id: int,
    container: str,
    *,
    scan_id: uuid.UUID | None,
    clock: Clock,
) -> ContainerChanged:
    """Close the container being filled and go on into *container*.

    Args:
        container: code of the next one; must differ from the full one.

    Raises:
        BadValue: no code, or the full container's own.
        AlreadyHandled, TakenByOther, TaskNotTaken, TaskPosted: the task is not to be worked on.
    """
    task = locked_task(session, actor, task_id, scan_id=scan_id)
    following = container_code(task, container)
    if not following or following == task.container:
        raise BadValue(
            what="container", value=container, expected=N_("the code of another container")
        )
    inside = session.execute(
        select(
            func.count(EVENT.c.line_id.distinct()), func.coalesce(func.sum(EVENT.c.quantity), 0)
        ).where(
            EVENT.c.document_id == task.id,
            EVENT.c.standing == Standing.DONE,
            EVENT.c.kind.in_([EventKind.PICK, EventKind.SHORT]),
            EVENT.c.quantity > 0,
            EVENT.c.container == task.container,
        )
    ).one()
    outcome = ContainerChanged(
        full=task.container,
        container=following,
        lines=inside[0],
        quantity=int(inside[1]),
        destination=task.destination,
    )
    act(
        session,
        actor,
        task,
        None,
        Action(
            EventKind.CONTAINER,
            clock.now(),
            scan_id,
            container=following,
            task={"container": following},
            outcome=plain(outcome),
        ),
    )
    return outcome
