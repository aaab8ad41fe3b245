"""Who works on a pick task: take it, hand it back, give it to another, cancel what was done."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.documents.operations import advance, touch
from core.fulfilment.pick_locks import EVENT, LINE, LockedTask, task_as_it_is
from core.fulfilment.task_errors import TakenByOther, TaskNotTaken, TaskPosted
from core.fulfilment.task_models import PickTask
from core.fulfilment.task_queries import task_view
from core.fulfilment.task_statuses import EventKind, LineState, PickTaskStatus, Standing
from core.fulfilment.task_type import PICK_TASK
from core.fulfilment.task_views import TaskView
from core.kernel.clock import Clock


def take_task(session: Session, actor: Actor, task_id: int, *, clock: Clock) -> TaskView:
    """Begin work on a task, or go on with one's own.

    Raises:
        TakenByOther: another storekeeper works on it or was given it.
        TaskPosted: it is finished or withdrawn.
        NotFound, Forbidden: no such task, or no right to it.
    """
    actor.require(Permission.PICK_WORK)
    task = task_as_it_is(session, task_id)
    actor.require_warehouse(task.warehouse_id)
    if task.status not in (PickTaskStatus.PREPARED, PickTaskStatus.IN_WORK):
        raise TaskPosted(task=task.number, status=task.status.value)
    if task.executor_id not in (None, actor.user_id):
        raise TakenByOther(task=task.number, who=task.executor)
    if task.status is PickTaskStatus.PREPARED:
        begin(session, actor, task, clock)
    return task_view(session, actor, task_id)


def begin(session: Session, actor: Actor, task: LockedTask, clock: Clock) -> PickTask:
    """Put a locked, prepared task into work for *actor*; return its header.

    Raises:
        TakenByOther: it was given to another.
    """
    if task.executor_id not in (None, actor.user_id):
        raise TakenByOther(task=task.number, who=task.executor)
    header = header_of(session, task.id)
    header.planned_executor_id = header.executor_id
    header.executor_id = actor.user_id
    advance(session, actor, header, PickTaskStatus.IN_WORK, clock=clock)
    return header


def release_task(session: Session, actor: Actor, task_id: int, *, clock: Clock) -> None:
    """Hand a task back with what was picked so far: another may go on from there.

    Status and executor become what they were before it was taken (domain §10.2-15).

    Raises:
        TakenByOther: it is another's, and the actor may not reassign tasks.
        TaskNotTaken, TaskPosted: nobody works on it.
    """
    task = _in_work(session, actor, task_id)
    _hand_back(session, actor, task, clock)


def reassign_task(
    session: Session, actor: Actor, task_id: int, user_id: int | None, *, clock: Clock
) -> None:
    """Give a task to a storekeeper, or to nobody; work under way is handed back first.

    Args:
        user_id: None: whoever comes first.

    Raises:
        TaskPosted: it is finished or withdrawn.
        Forbidden: the actor may not reassign.
    """
    actor.require(Permission.PICK_REASSIGN)
    acting(session, actor, clock)
    task = task_as_it_is(session, task_id)
    actor.require_warehouse(task.warehouse_id)
    if task.status not in (PickTaskStatus.PREPARED, PickTaskStatus.IN_WORK):
        raise TaskPosted(task=task.number, status=task.status.value)
    if task.status is PickTaskStatus.IN_WORK:
        _hand_back(session, actor, task, clock)
    header = header_of(session, task_id)
    header.executor_id = user_id
    header.planned_executor_id = None
    touch(session, header)
    record(session, actor, "pick_task.reassigned", PICK_TASK.name, task_id, executor=user_id)


def cancel_task(session: Session, actor: Actor, task_id: int, *, clock: Clock) -> int:
    """Take back everything done on a task: goods into their cells, lines as planned.

    Requests to count stay: what was seen in the cells was seen. Returns how many actions were
    taken back.

    Raises:
        TakenByOther: it is another's, and the actor may not reassign tasks.
        TaskNotTaken, TaskPosted: nobody works on it.
        NotEnough: the goods have left the shipping cell; nothing was changed.
    """
    task = _in_work(session, actor, task_id)
    ledger.reverse(session, task.id)
    dropped = session.execute(
        update(EVENT)
        .where(
            EVENT.c.document_id == task.id,
            EVENT.c.standing.in_([Standing.DONE, Standing.UNDONE]),
        )
        .values(standing=Standing.DROPPED)
        .returning(EVENT.c.id)
    )
    count = len(dropped.all())
    lines = update(LINE).where(LINE.c.document_id == task.id)
    fresh = {"picked": 0, "reason": None, "container": "", "turn": 0}
    session.execute(lines.where(LINE.c.split_from.is_(None)).values(**fresh, state=LineState.OPEN))
    session.execute(
        lines.where(LINE.c.split_from.is_not(None)).values(**fresh, state=LineState.WITHDRAWN)
    )
    session.execute(
        insert(EVENT).values(
            document_id=task.id,
            kind=EventKind.CANCEL,
            standing=Standing.RECORD,
            user_id=actor.user_id,
            at=clock.now(),
        )
    )
    header = header_of(session, task_id)
    header.container = ""
    header.turns = 0
    _hand_back(session, actor, task, clock)
    return count


def _in_work(session: Session, actor: Actor, task_id: int) -> LockedTask:
    """Lock a task in work that the actor may take out of work."""
    actor.require(Permission.PICK_WORK)
    task = task_as_it_is(session, task_id)
    actor.require_warehouse(task.warehouse_id)
    if task.status is PickTaskStatus.PREPARED:
        raise TaskNotTaken(task=task.number)
    if task.status is not PickTaskStatus.IN_WORK:
        raise TaskPosted(task=task.number, status=task.status.value)
    if task.executor_id != actor.user_id and not actor.may(Permission.PICK_REASSIGN):
        raise TakenByOther(task=task.number, who=task.executor)
    return task


def _hand_back(session: Session, actor: Actor, task: LockedTask, clock: Clock) -> None:
    header = header_of(session, task.id)
    header.executor_id = header.planned_executor_id
    header.planned_executor_id = None
    advance(session, actor, header, PickTaskStatus.PREPARED, clock=clock)


def header_of(session: Session, task_id: int) -> PickTask:
    """Return the header, locked before, as it is now."""
    session.flush()  # what this session changed must not be read back over
    return session.scalars(
        select(PickTask).where(PickTask.id == task_id).execution_options(populate_existing=True)
    ).one()
