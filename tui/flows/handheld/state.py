"""Where a storekeeper is: everything a prompt depends on, as one frozen value that goes to JSON.

It is saved in the transaction of the scan that led to it, so a new connection finds the same
prompt, with the same half-typed quantity.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from tui.flows.handheld.drive_values import NO_DRIVE, Drive
from tui.flows.handheld.profile import STANDARD, Profile
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

VERSION = 1
"""Of the saved form: a state of another version is not resumed, its task is."""

PAGE = 8
"""Rows a digit can choose from at once."""


class At(StrEnum):
    """The question on the screen."""

    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - a prompt
    WAREHOUSE = "warehouse"
    MENU = "menu"
    TASKS = "tasks"
    CELL = "cell"
    ITEM = "item"
    WHICH = "which"
    """Several things carry the code: which is in the hand?"""

    LOT = "lot"
    QUANTITY = "quantity"
    DESTINATION = "destination"
    FOUND = "found"
    """Short: how much is there?"""

    REASON = "reason"
    REPLAN = "replan"
    EMPTY = "empty"
    """Zero check: is the cell empty?"""

    CONTAINER = "container"
    FINISH = "finish"
    CHECKS = "checks"
    CHECK = "check"
    CHECK_QUANTITY = "check_quantity"
    CHECK_END = "check_end"
    SHIPMENTS = "shipments"
    SHIPPING = "shipping"
    DONE = "done"
    """A task or a shipment is finished: print it?"""

    TRIPS = "trips"
    STOPS = "stops"
    STOP = "stop"
    """On the way to a stop, or before it: its address, its telephone."""

    ABOUT = "about"
    """The whole of an address and its note, to read."""

    GOODS = "goods"
    """What is brought there."""

    HANDED = "handed"
    """How much of the line in hand was handed over?"""

    OUTCOME = "outcome"
    """Nothing more was handed over: what happened?"""

    WHY = "why"
    WORDS = "words"
    """The reason in his own words."""

    RECEIVED = "received"
    CASH = "cash"
    TRIP_END = "trip_end"
    """What to hand over at the warehouse."""

    INFO = "info"
    HELP = "help"
    LOCKED = "locked"
    PARKED = "parked"
    LEAVING = "leaving"
    """Sign out?"""

    BYE = "bye"


READING = frozenset({At.HELP, At.INFO, At.ABOUT, At.TRIP_END})
"""Prompts that are only read, page by page: there `cursor` is the page, counted round."""


class Level(StrEnum):
    """How much a message matters: colour, glyph, sound."""

    INFO = "info"
    OK = "ok"
    ATTENTION = "warn"
    WRONG = "wrong"
    BLOCKED = "stop"

    @property
    def is_alarm(self) -> bool:
        """True when the work stands until the person reacts."""
        return self in {Level.WRONG, Level.BLOCKED}


Fact = str | int | None


@dataclass(frozen=True, slots=True)
class Message:
    """What is told, as a code of the catalogue and facts; it stays until the next valid input."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()
    level: Level = Level.WRONG


@dataclass(frozen=True, slots=True)
class Parked:
    """A scan set aside because an earlier one went wrong."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Work:
    """What is known about the line at hand: the answers so far."""

    wrong_cells: int = 0
    """Wrong answers to "which cell?" in a row; after two only the label counts."""

    pack: str = ""
    pack_quantity: int = 0
    """Thousandths one scan of what is in the hand stands for; 0: not scanned yet."""

    lot_id: int = 0
    lot_code: str = ""
    other_lot: bool = False
    """The storekeeper asked to take another lot than the planned one."""

    counted: int = 0
    """Thousandths counted by scanning."""

    counting: bool = False
    """True after a second scan: the suggested quantity no longer counts."""

    quantity: int = 0
    """Thousandths confirmed, while the destination is asked."""

    reason: str = ""
    code_lot: str = ""
    """The lot the scanned code itself named, while it is looked up."""


NO_WORK = Work()
NOTHING_WAITS = Counts()


@dataclass(frozen=True, slots=True)
class State:
    """All of it."""

    at: At = At.LOGIN
    user: User | None = None
    warehouse: Warehouse | None = None
    profile: Profile = STANDARD
    entry: str = ""
    """What is typed and not yet sent."""

    login: str = ""
    """The login while the password is asked; never saved."""

    message: Message | None = None
    counts: Counts = NOTHING_WAITS
    jobs: tuple[Job, ...] = ()
    warehouses: tuple[Warehouse, ...] = ()
    cursor: int = 0
    """Row of a list the cursor is on, from 0; where there is only to read, the page."""

    mine: bool = True
    task: Task | None = None
    line: Line | None = None
    work: Work = NO_WORK
    hits: tuple[Hit, ...] = ()
    check: Check | None = None
    check_line: CheckLine | None = None
    check_lines: tuple[CheckLine, ...] = ()
    """Differences shown at the end of a check."""

    shipment: Shipment | None = None
    paper: Paper | None = None
    drive: Drive = NO_DRIVE

    facts: tuple[tuple[str, str], ...] = ()
    """What the look-up found: label and value, both ready to show."""

    after: At | None = None
    """Where a detour (look-up, help, lock, parked scans) came from."""

    parked: tuple[Parked, ...] = ()
    language: str = ""
    """"ru", "en"; empty: the terminal's."""

    mute: bool = False


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any field of a state
    """Return *value* as JSON-ready values."""
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def save(state: State) -> dict[str, Any]:
    """Return what is kept of *state*: everything but the half-typed sign-in."""
    plain: dict[str, Any] = to_plain(state)
    if state.at in {At.LOGIN, At.PASSWORD, At.LOCKED}:
        plain["entry"] = ""
    plain["login"] = ""
    return {"version": VERSION, **plain}


def load(plain: dict[str, Any]) -> State | None:
    """Return the state kept as *plain*; None when it is of another version or damaged."""
    if plain.get("version") != VERSION:
        return None
    try:
        state: State = from_plain(
            State, {key: value for key, value in plain.items() if key != "version"}
        )
    except (TypeError, ValueError, KeyError):
        return None
    return state


def from_plain(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - mirrors `to_plain`
    """Return *plain* read as *kind*.

    Raises:
        TypeError, ValueError, KeyError: it is something else.
    """
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: from_plain(hints[name], value) for name, value in plain.items()})
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if arguments[-1:] == (Ellipsis,):
            return tuple(from_plain(arguments[0], each) for each in plain)
        pairs = zip(arguments, plain, strict=True)
        return tuple(from_plain(inner, each) for inner, each in pairs)
    if origin in {typing.Union, types.UnionType}:
        if plain is None and type(None) in arguments:
            return None
        options = [each for each in arguments if each is not type(None)]
        if len(options) == 1:
            return from_plain(options[0], plain)
        return _expect(tuple(options), plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    return _expect(kind, plain)


def _expect(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - mirrors `to_plain`
    if not isinstance(plain, kind):
        raise TypeError(plain)
    return plain


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
