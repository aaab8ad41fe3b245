"""What the house answers to a step's effect. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui.flows.handheld.drive_effects import DriveAnswer
from tui.flows.handheld.effects import Identify
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
