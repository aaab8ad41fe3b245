"""The parts of a screen, whatever is shown on it: what a layout draws."""

from __future__ import annotations

from dataclasses import dataclass

from tui.flows.handheld.state import Level
from tui.locale import pgettext


@dataclass(frozen=True, slots=True)
class Detail:
    """A labelled value."""

    label: str
    """Short, upper case; empty for a line that speaks for itself."""

    value: str
    key: bool = False
    """The one thing to look at now: reversed."""

    rank: int = 0
    """What may go first when there is no room: the highest number."""

    link: str = ""
    """A URI that a terminal which can opens at a touch: `tel:+7…`; empty: none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list; chosen by its digit."""

    digit: str
    text: str
    aside: str = ""
    """Shown at the right edge where there is room."""

    brief: str = ""
    """Instead of the text where that has no room; "": the text is cut."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The message line."""

    title: str
    body: str
    next_step: str
    short: str
    level: Level
    glyph: str

    @property
    def text(self) -> str:
        """The whole message in one paragraph."""
        return " ".join(part for part in (self.title, self.body, self.next_step) if part)


@dataclass(frozen=True, slots=True)
class View:
    """One screen."""

    title: str
    """What is being done: PICK, CHECK."""

    progress: str
    """"3/12"; empty when there is none."""

    number: str
    """Of the document at hand."""

    details: tuple[Detail, ...]
    """Most important first. While one line is worked on they keep their order, so that only what
    changes is sent to the terminal."""

    rows: tuple[Row, ...]
    cursor: int
    prompt: str
    entry: str
    """As shown: a password is masked."""

    notice: Notice | None
    keys: tuple[tuple[str, str], ...]
    """What a keypad types and what it does, most wanted first."""

    parked: int
    reading: bool = False
    """Details are read page by page, none left out; then the cursor is the page."""

    @property
    def alarm(self) -> bool:
        """True when the whole screen shows that something is wrong."""
        return self.notice is not None and self.notice.level.is_alarm


def turn_key() -> tuple[str, str]:
    """Return the key that turns a page, and its label."""
    return "+", pgettext("key", "More")
