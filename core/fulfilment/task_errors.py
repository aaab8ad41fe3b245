"""What picking refuses, as facts.

Refused
├── TaskNotTaken, TaskPosted, LinesLeft, NothingToPick, NotOnTask, PickedAlready
├── OverPick, LineClosed, NothingMissing, CellShort, CellBlocked
├── LotRequired, WrongLot, LotExpired
└── NothingToUndo, NothingToRedo, StockPlannedElsewhere, NoProblemCells
Conflict
├── TakenByOther, StateTakenOver
└── AlreadyHandled      the same scan again: carries what was answered
"""

from __future__ import annotations

from core.kernel.errors import Conflict, Refused


class TaskNotTaken(Refused):
    """The task must be taken before it is worked on. Facts: task."""

    code = "pick-task-not-taken"


class TaskPosted(Refused):
    """The task is finished: its picks stand. Facts: task, status."""

    code = "pick-task-posted"


class LinesLeft(Refused):
    """The task cannot be finished: something was not decided. Facts: task, left, cell, item."""

    code = "pick-lines-left"


class NothingToPick(Refused):
    """No stock can be planned for the order.

    Facts: order, item (the first that lacks), missing (thousandths of it), items (how many lack),
    shortages (a tuple of (item id, missing thousandths)).
    """

    code = "nothing-to-pick"


class NotOnTask(Refused):
    """The line is not on this task. Facts: task, line."""

    code = "pick-line-not-on-task"


class PickedAlready(Refused):
    """The task cannot be withdrawn: goods were picked or somebody works on it. Facts: task, who."""

    code = "pick-task-started"


class OverPick(Refused):
    """More than is left to pick. Facts: item, asked, left (thousandths), unit."""

    code = "over-pick"


class LineClosed(Refused):
    """The line is done, short or withdrawn. Facts: item, cell, state."""

    code = "pick-line-closed"


class NothingMissing(Refused):
    """A shortage of nothing: everything was found. Facts: item, left."""

    code = "nothing-missing"


class CellShort(Refused):
    """The books say the cell holds less. Facts: cell, item, lot, asked, available (thousandths)."""

    code = "cell-short"


class CellBlocked(Refused):
    """Nothing may be taken from the cell. Facts: cell."""

    code = "cell-blocked"


class LotRequired(Refused):
    """The item is kept by lots and no lot was given. Facts: item, lot (the planned one)."""

    code = "lot-required"


class WrongLot(Refused):
    """The lot is of another item, or the item has no lots. Facts: item, lot."""

    code = "wrong-lot"


class LotExpired(Refused):
    """The lot is past its date. Facts: item, lot, expires, today."""

    code = "lot-expired"


class NothingToUndo(Refused):
    """Nothing was done on the task, or everything is undone. Facts: task."""

    code = "nothing-to-undo"


class NothingToRedo(Refused):
    """Nothing was undone, or something else was done since. Facts: task."""

    code = "nothing-to-redo"


class StockPlannedElsewhere(Refused):
    """What the undone re-plan counted on is promised to another task. Facts: cell, item."""

    code = "stock-planned-elsewhere"


class TakenByOther(Conflict):
    """Another storekeeper works on the task. Facts: task, who."""

    code = "taken-by-other"


class StateTakenOver(Conflict):
    """Another session of the same user went on from here. Facts: terminal."""

    code = "session-taken-over"


class NoProblemCells(Refused):
    """The task has no line that came short: there is no cell to block. Facts: task."""

    code = "no-problem-cells"


class AlreadyHandled(Conflict):
    """This very scan was handled before; nothing was done again. Facts: scan, outcome."""

    code = "already-handled"
