"""What a step asks the house to do, and what the house answers. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui.flows.handheld.drive_effects import TELLS, DriveAnswer, DriveEffect
from tui.flows.handheld.profile import Profile
from tui.flows.handheld.state import Level, Message, State
from tui.flows.handheld.values import (
    Check,
    CheckLine,
    Counts,
    Hit,
    Job,
    Line,
    Paper,
    Shipment,
    Task,
    User,
    Warehouse,
)
from tui.scan.strokes import Stroke

# --- asked -----------------------------------------------------------------------------------


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


# --- answered --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Known now; *resumed* is the state he left."""

    user: User
    warehouses: tuple[Warehouse, ...]
    language: str
    resumed: State | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """The warehouse is chosen."""

    warehouse: Warehouse
    profile: Profile
    counts: Counts


@dataclass(frozen=True, slots=True)
class Counted:
    """What waits."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a list."""

    jobs: tuple[Job, ...]


class Why(StrEnum):
    """Why the task is shown at a line."""

    NEXT = "next"
    """The route goes on."""

    JUMP = "jump"
    """It begins, or goes on from somewhere else: opened, skipped, undone."""

    RELOADED = "reloaded"
    """It was read again: the prompt stays if nothing changed."""

    CONTAINER = "container"
    """A new container was begun in the middle of a line."""


@dataclass(frozen=True, slots=True)
class AtLine:
    """The task stands at this line; None: nothing is left to pick."""

    task: Task
    line: Line | None
    kind: Why
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """What a code may mean; empty: nobody knows it."""

    asked: Identify
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class LotFound:
    """The lot asked for; id 0: there is none."""

    id: int
    code: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The pick was counted."""

    task: Task
    line: Line | None
    """The same line while something of it is left, else the next."""

    quantity: int
    complete: bool
    expected_empty: bool
    cell_code: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The task is posted."""

    number: str
    destination: str
    with_errors: bool
    counts: Counts
    paper: Paper | None = None
    """None: nothing can be printed here."""


@dataclass(frozen=True, slots=True)
class Left:
    """The task was left, or is no longer this person's."""

    counts: Counts
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class CheckAt:
    """The check stands here."""

    check: Check
    line: CheckLine | None
    differences: tuple[CheckLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckEnded:
    """The check is over; the order's status tells how."""

    number: str
    status: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class ShipmentAt:
    """This order is to be handed over."""

    shipment: Shipment


@dataclass(frozen=True, slots=True)
class ShipmentGone:
    """This order is no longer to be handed over; *code* tells why."""

    number: str
    code: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The goods have left."""

    number: str
    lines: int
    counts: Counts
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class Printing:
    """The paper is on its way."""

    number: str
    duplicate: bool


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was found: label and value, ready to show. Empty: nobody knows it."""

    text: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The house said no; nothing was changed."""

    code: str
    facts: tuple[tuple[str, str | int | None], ...]
    level: Level
    reload: bool = False
    """True: somebody was faster, what is on the screen may be stale."""


Answer = (
    SignedIn
    | Entered
    | Counted
    | Listed
    | AtLine
    | Identified
    | LotFound
    | Taken
    | Finished
    | Left
    | CheckAt
    | CheckEnded
    | ShipmentAt
    | ShipmentGone
    | HandedOver
    | Printing
    | LookedUp
    | Refused
    | DriveAnswer
)

Event = Stroke | Answer


@dataclass(frozen=True, slots=True)
class Step:
    """What an event leads to."""

    state: State
    effect: Effect | None = None
    sound: int = 0
    """How many beeps (handheld.md §3.5); 0: the gun's own beep is enough."""

    park: bool = False
    """Set every scan that waits aside: it answers a prompt that did not come."""
