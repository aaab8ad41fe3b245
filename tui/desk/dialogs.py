"""Questions with typed answers: confirm, choose, fill in, read. None means "no answer"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from tui.actions import Action
from tui.desk.keys import DeskDialog
from tui.locale import _
from tui.widgets.bars import MessageLine, key_name
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line


class Box(Vertical):
    """The frame of a dialog."""

    DEFAULT_CSS = """
    Box {
        width: 72; max-width: 96%; height: auto; max-height: 92%;
        background: $panel; color: $foreground; border: round $primary; padding: 0 1;
    }
    Box > .title { text-style: bold; width: 1fr; height: auto; margin-bottom: 1; }
    Box > .hint { color: $text-muted; width: 1fr; height: auto; margin-top: 1; }
    """


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a menu."""

    value: Any
    title: str
    """In the reader's language."""
    help: str = ""


FRAME = 11
"""Columns of the screen that a dialog, its margins and the digits of a menu take."""

HELP = 30
"""Columns that an explanation beside a title wants at least."""


class Menu(DeskDialog[Any]):
    """Choose one: by arrows and Enter, by its digit, or by a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(digit, f"digit({digit})", show=False) for digit in "123456789"
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, at: int = 0) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._at = at

    def compose(self) -> ComposeResult:
        """A title and the answers."""
        with Box():
            yield Line(lambda: self._title, classes="title")
            grid = Grid(header=False)
            grid.styles.height = min(len(self._choices), 16)
            yield grid
            yield Line(lambda: _("Enter or a digit takes it, Esc leaves it."), classes="hint")
            yield MessageLine()

    def on_mount(self) -> None:
        """Fill the answers in."""
        super().on_mount()
        room = self.app.size.width - FRAME
        width = max((len(choice.title) for choice in self._choices), default=10)
        columns = [GridColumn("digit", "", 2, flexible=False)]
        if any(choice.help for choice in self._choices) and room - width >= HELP:
            columns.append(GridColumn("title", "", width, flexible=False))
            columns.append(GridColumn("help", "", HELP))
        else:  # on a gun the titles are worth more than what explains them
            columns.append(GridColumn("title", "", min(width, room)))
        rows = [
            (
                GridCell(str(at) if at <= 9 else "", "faint"),  # noqa: PLR2004 - digits
                GridCell(choice.title),
                GridCell(choice.help, "faint"),
            )
            for at, choice in enumerate(self._choices, start=1)
        ]
        grid = self.query_one(Grid)
        grid.show(columns, rows, cursor=self._at)
        grid.focus()

    def action_digit(self, digit: int) -> None:
        """Take the answer with this digit."""
        if digit <= len(self._choices):
            self.dismiss(self._choices[digit - 1].value)

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Take the answer under the cursor."""
        self.dismiss(self._choices[event.grid.cursor].value)


class Confirm(DeskDialog[bool]):
    """Yes or no, to a question that names the consequence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,д,Y,Д", "answer(True)", show=False),
        Binding("n,н,N,Н", "answer(False)", show=False),
        Binding("left,right,tab,up,down", "other", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self, question: str, *, yes: str = "", no: str = "") -> None:
        super().__init__()
        self._question = question
        self._yes, self._no = yes, no
        self._chosen = False

    def compose(self) -> ComposeResult:
        """The question, then both answers."""
        with Box():
            yield Line(lambda: self._question, classes="title")
            yield Line(lambda: self._answer(True), id="yes", classes="answer")
            yield Line(lambda: self._answer(False), id="no", classes="answer")
            yield MessageLine()

    def on_mount(self) -> None:
        """Stand on “no”: a hasty Enter does nothing."""
        super().on_mount()
        self._mark()

    def action_other(self) -> None:
        """Go to the other answer."""
        self._chosen = not self._chosen
        self._mark()

    def action_take(self) -> None:
        """Answer as marked."""
        self.dismiss(self._chosen)

    def action_answer(self, answer: bool) -> None:
        """Answer by letter."""
        self.dismiss(answer)

    def do_back(self) -> None:
        """No."""
        self.dismiss(False)

    def on_click(self, event: Any) -> None:  # noqa: ANN401 - Textual's event
        """Answer by a click."""
        if event.widget is not None and event.widget.id in {"yes", "no"}:
            self.dismiss(event.widget.id == "yes")

    def _answer(self, yes: bool) -> str:
        word = (self._yes or _("Yes")) if yes else (self._no or _("No"))
        letter = _("y") if yes else _("n")
        mark = ">" if self._chosen is yes else " "
        return f"{mark} {word} ({letter})"

    def _mark(self) -> None:
        for line in self.query(".answer"):
            line.set_class((line.id == "yes") is self._chosen, "-chosen")
        for line in self.query(Line):
            line.retell()


class Notice(DeskDialog[None]):
    """Something to read, as long as it takes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "desk('back')", show=False)]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Title and text."""
        with Box():
            yield Line(lambda: self._title, classes="title")
            with VerticalScroll(can_focus=True) as scroll:
                scroll.styles.height = "auto"
                scroll.styles.max_height = 18
                yield Line(lambda: self._text)
            yield Line(lambda: _("Enter or Esc goes back."), classes="hint")
            yield MessageLine()


class Reading(DeskDialog[None]):
    """Something long to read, such as an explanation, laid out to the width there is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "desk('back')", show=False)]
    DEFAULT_CSS = """
    Reading Box { width: 100; max-width: 100%; max-height: 100%; }
    Reading VerticalScroll { height: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def __init__(self, title: str, lines: Callable[[int], Sequence[str]]) -> None:
        """Take the title, and what says the lines of so many columns, in the language of now."""
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        """Title and lines."""
        with Box():
            yield Line(lambda: self._title, classes="title")
            with VerticalScroll(can_focus=True):
                yield Line(self._laid_out, id="lines")
            yield Line(lambda: _("Enter or Esc goes back."), classes="hint")
            yield MessageLine()

    def on_mount(self) -> None:
        """Begin at the top."""
        super().on_mount()
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.styles.max_height = max(self.size.height - _AROUND, 1)
        self.query_one("#lines", Line).retell()

    def _laid_out(self) -> str:
        width = 0
        if self.is_mounted:
            width = self.query_one(VerticalScroll).scrollable_content_region.width
        return "\n".join(self._lines(width)) if width else ""


_AROUND = 7
"""Rows of a dialog around what it holds: frame, title, hint, message, and the room between."""


class Help(DeskDialog[None]):
    """What the keys do on the screen below: a view of the registry of actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "desk('back')", show=False, priority=True)
    ]

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = tuple(actions)

    def compose(self) -> ComposeResult:
        """One line per key."""
        with Box():
            yield Line(lambda: _("Keys on this screen"), classes="title")
            yield Grid()
            yield Line(lambda: _("Enter or Esc goes back."), classes="hint")
            yield MessageLine()

    def on_mount(self) -> None:
        """Fill the keys in, as many at once as there is room for."""
        super().on_mount()
        most = self.app.size.height * 92 // 100 - _AROUND
        self.query_one(Grid).styles.height = min(len(self._actions) + 1, most)
        self.retell()
        self.query_one(Grid).focus()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """A click on the line under the cursor goes back too."""
        event.stop()
        self.do_back()

    def retell(self) -> None:
        columns = (
            GridColumn("key", _("Key"), 4, flexible=False),
            GridColumn("also", _("Also"), 6, flexible=False),
            GridColumn("help", _("What it does"), 40),
        )
        rows = [
            (
                GridCell(key_name(action)),
                GridCell(f"^{action.letter.upper()}" if action.letter else "", "faint"),
                GridCell(_(action.help)),
            )
            for action in self._actions
        ]
        self.query_one(Grid).show(columns, rows)


def answers(pairs: Mapping[Any, str]) -> list[Choice]:
    """Return choices of value → msgid."""
    return [Choice(value, _(title)) for value, title in pairs.items()]
