"""What picking verbs answer: frozen facts for a screen, a log, a repeated scan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from core.fulfilment.task_statuses import EventKind, PickTaskStatus

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Picked:
    """A quantity went from the cell towards the shipping zone."""

    line: int
    quantity: int
    """Thousandths taken by this pick."""
    picked: int
    """Thousandths taken for the line so far."""
    planned: int
    complete: bool
    lot_id: int
    lot_changed: bool
    """Another lot than the planned one was taken."""
    expected_cell_empty: bool
    """By the books nothing is left in the cell: ask the zero check."""
    container: str


@dataclass(frozen=True, slots=True)
class Replanned:
    """A line that makes good a shortage."""

    line: int
    cell_id: int
    cell_code: str
    quantity: int
    near: bool
    """True: it comes next; False: at the end of the route."""


@dataclass(frozen=True, slots=True)
class Shorted:
    """A line was closed with less than planned."""

    line: int
    picked: int
    planned: int
    replanned: tuple[Replanned, ...]
    missing: int
    """Thousandths nobody can fetch from anywhere else; 0: all of it was planned anew."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """A line was skipped; it comes again at the end."""

    line: int
    last: bool
    """True: nothing else is left, so it comes again at once."""


@dataclass(frozen=True, slots=True)
class ZeroChecked:
    """The question whether the cell is empty was answered."""

    line: int
    empty: bool
    """False: somebody was asked to count the cell."""


@dataclass(frozen=True, slots=True)
class ContainerChanged:
    """A container is full: it goes to the destination, work goes on into the next one."""

    full: str
    """Empty: goods were loose until now."""
    container: str
    lines: int
    """How many lines put something into the full one."""
    quantity: int
    """Thousandths in the full one, over all items."""
    destination: str
    """Code of the shipping cell to carry it to; empty without cells."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The latest standing action was taken back, or the latest undone one done again."""

    what: EventKind
    line: int
    """0: it was about the whole task."""
    quantity: int
    """Thousandths to put back into the cell (undo) or to take again (redo)."""
    cell_code: str
    item_name: str
    container: str
    """Where they were put."""
    withdrawn: int
    """Re-planned lines that went (undo) or came back (redo)."""


Redone = Undone


@dataclass(frozen=True, slots=True)
class TaskFinished:
    """The task is posted."""

    task: int
    number: str
    status: PickTaskStatus
    destination: str
    """Code of the shipping cell everything is to stand in; empty without cells."""
    order_picked: bool
    """It was the last task of its expense order."""
    short_lines: int


@dataclass(frozen=True, slots=True)
class TakenAll:
    """Everything left was taken as planned, at one stroke."""

    lines: int
    quantity: int
    finished: TaskFinished | None


@dataclass(frozen=True, slots=True)
class TaskPlanned:
    """A pick task was made."""

    id: int
    number: str
    section: str
    lines: int
    weight_grams: int


def plain(outcome: DataclassInstance) -> dict[str, Any]:
    """Return an outcome as JSON-ready values, for the journal."""
    return {
        "outcome": type(outcome).__name__,
        **{name: _plain(value) for name, value in asdict(outcome).items()},
    }


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
