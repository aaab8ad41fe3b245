"""What a step asks the house to do. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from tui.flows.handheld.drive_effects import TELLS, DriveEffect


@dataclass(frozen=True, slots=True)
class SignIn:
    """By login and password; an empty login stands for a badge in `secret`."""

    login: str
    secret: str
    badge: str = ""
    """What came in one go, so that it may be a badge as well: asked first."""

    def __repr__(self) -> str:
        """Keep the secret out of logs and tracebacks."""
        return f"SignIn({self.login!r})"


@dataclass(frozen=True, slots=True)
class SignOut:
    """The person leaves; the process ends."""


@dataclass(frozen=True, slots=True)
class EnterWarehouse:
    """Work in this warehouse from now on."""

    warehouse_id: int


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What waits, for the menu."""


@dataclass(frozen=True, slots=True)
class LoadTasks:
    """The list of pick tasks."""

    mine: bool


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Take a task, by id or by its printed number."""

    task_id: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class Reload:
    """Read the task and the line at hand again."""


@dataclass(frozen=True, slots=True)
class LeaveTask:
    """Hand the task back if nothing was picked, else keep it."""


@dataclass(frozen=True, slots=True)
class Identify:
    """What does this code mean?"""

    text: str
    gtin: str | None = None
    alternative: str | None = None
    lot: str = ""
    count: int = 1
    """Packs the code stands for."""

    suspect: bool = False
    """The check digit does not fit: good only if somebody numbers his goods so."""


@dataclass(frozen=True, slots=True)
class FindLot:
    """Is there such a lot of the item?"""

    item_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Pick:
    """Take so much of the line."""

    quantity: int
    lot_id: int
    container: str | None = None
    """None: as the task has it."""


@dataclass(frozen=True, slots=True)
class Short:
    """Close the line with what was found."""

    quantity: int
    lot_id: int
    reason: str
    replan: bool


@dataclass(frozen=True, slots=True)
class Postpone:
    """Come back to the line at the end."""


@dataclass(frozen=True, slots=True)
class ZeroCheck:
    """The cell of *line_id* is, or is not, empty."""

    line_id: int
    empty: bool


@dataclass(frozen=True, slots=True)
class NewContainer:
    """The container is full: go on into this one."""

    container: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last step."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Do again what was taken back."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Post the task."""


@dataclass(frozen=True, slots=True)
class LoadChecks:
    """The list of orders to check."""


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """Check this order."""

    order_id: int


@dataclass(frozen=True, slots=True)
class CheckScan:
    """Count what is in the hand."""

    item_id: int
    variant_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class EndCheck:
    """Finish with a decision: `pick`, `reduce`, `cancel`, or `agree` when nothing differs."""

    decision: str


@dataclass(frozen=True, slots=True)
class LoadShipments:
    """The list of orders to hand over."""


@dataclass(frozen=True, slots=True)
class OpenShipment:
    """Show this order before it is handed over."""

    order_id: int


@dataclass(frozen=True, slots=True)
class Ship:
    """The goods are handed over."""


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """Open whatever the barcode of a printed document names."""

    document_id: int


@dataclass(frozen=True, slots=True)
class Print:
    """The pick list of this order, please."""

    document_id: int
    number: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is this item, cell, code?"""

    text: str
    gtin: str | None = None
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """Put the parked scans back on the tape, as new scans."""

    texts: tuple[str, ...]


Effect = (
    SignIn
    | SignOut
    | EnterWarehouse
    | LoadCounts
    | LoadTasks
    | OpenTask
    | Reload
    | LeaveTask
    | Identify
    | FindLot
    | Pick
    | Short
    | Postpone
    | ZeroCheck
    | NewContainer
    | Undo
    | Redo
    | Finish
    | LoadChecks
    | OpenCheck
    | CheckScan
    | EndCheck
    | LoadShipments
    | OpenShipment
    | Ship
    | OpenDocument
    | Print
    | LookUp
    | Play
    | DriveEffect
)

WRITES = (
    Pick
    | Short
    | Postpone
    | ZeroCheck
    | NewContainer
    | Undo
    | Redo
    | Finish
    | OpenTask
    | LeaveTask
    | OpenCheck
    | CheckScan
    | EndCheck
    | Ship
    | OpenDocument
    | Print
    | TELLS
)
"""Effects that change something: whatever asked for them is journalled, scan or key."""
