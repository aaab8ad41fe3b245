"""Statuses of pick tasks, states of their lines, reasons of shortages: words screens may know."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class PickTaskStatus(StrEnum):
    """How far a pick task (Отбор) has got (domain §1.6)."""

    PREPARED = "prepared"
    """Подготовлено: planned, nobody works on it."""
    IN_WORK = "in_work"
    """В работе: the executor is on the route."""
    DONE = "done"
    """Выполнено без ошибок: everything picked as planned."""
    DONE_WITH_ERRORS = "done_with_errors"
    """Выполнено с ошибками: something was not where it should have been."""
    WITHDRAWN = "withdrawn"
    """Снято: the order went back to preparation before anything was picked."""


PICK_TASK_TRANSITIONS: Transitions[PickTaskStatus] = Transitions(
    "pick_task",
    {
        PickTaskStatus.PREPARED: (PickTaskStatus.IN_WORK, PickTaskStatus.WITHDRAWN),
        PickTaskStatus.IN_WORK: (
            PickTaskStatus.PREPARED,
            PickTaskStatus.DONE,
            PickTaskStatus.DONE_WITH_ERRORS,
        ),
    },
)
"""Events of domain §1.6; `in_work → prepared` hands the task back with its original executor."""


class LineState(StrEnum):
    """Where a line of a pick task stands."""

    OPEN = "open"
    """To be picked in walk order."""
    POSTPONED = "postponed"
    """Skipped: comes again at the end of the route."""
    DONE = "done"
    """Everything planned was picked."""
    SHORT = "short"
    """Closed with less than planned, and a reason."""
    WITHDRAWN = "withdrawn"
    """Planned from another cell after a shortage that was then undone."""


UNFINISHED = (LineState.OPEN, LineState.POSTPONED)
"""The states a task cannot be finished with."""


class ShortReason(StrEnum):
    """Why less was picked than planned."""

    NOT_FOUND = "not_found"
    """The cell does not hold it."""
    DAMAGED = "damaged"
    """It is there, unfit to ship."""
    EXPIRED = "expired"
    """It is there, past its date."""
    OTHER_PLACE = "other_place"
    """It stands somewhere else."""
    OUT_OF_STOCK = "out_of_stock"
    """There is none in the warehouse."""


class EventKind(StrEnum):
    """What a storekeeper did to a task."""

    PICK = "pick"
    SHORT = "short"
    POSTPONE = "postpone"
    CONTAINER = "container"
    ZERO_CHECK = "zero_check"
    UNDO = "undo"
    REDO = "redo"
    CANCEL = "cancel"
    FINISH = "finish"


class Standing(StrEnum):
    """Whether an event counts."""

    DONE = "done"
    """It counts; the latest of these is what undo takes back."""
    UNDONE = "undone"
    """Taken back; the earliest of these is what redo does again."""
    DROPPED = "dropped"
    """Taken back, and something else was done instead: cannot be done again."""
    RECORD = "record"
    """An undo, redo, cancel or finish itself: kept for the record, not undone in its turn."""


class CountReason(StrEnum):
    """Why somebody should count a cell."""

    SHORT = "short"
    """Less was found than the books say."""
    NOT_EMPTY = "not_empty"
    """Something was left where the books say nothing is."""


class CountState(StrEnum):
    """What became of a request to count."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    """The pick it came from was undone."""
    CLOSED = "closed"
    """Counted, or judged needless."""


class BlockKind(StrEnum):
    """What a cell is blocked for (Установка блокировок ячеек)."""

    PICK = "pick"
    """Отбор: nothing may be taken."""
    PUT = "put"
    """Размещение: nothing may be put."""
    FULL = "full"
    """Полная."""
