"""The bars around every screen: the title above, the message and the keys below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import Action
from tui.error_text import Told
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.telling import Retold, Unbroken, cut, plain

KEY_NAMES = {
    "insert": "Ins",
    "delete": "Del",
    "ctrl+enter": "Ctrl+Enter",
    "escape": "Esc",
    "enter": "Enter",
}


def key_name(action: Action) -> str:
    """Return the key that is shown for an action: the one that every terminal sends."""
    if action.key.startswith("f"):
        return action.key.upper()
    if action.key in KEY_NAMES and action.key != "ctrl+enter":
        return KEY_NAMES[action.key]
    return f"^{action.letter.upper()}" if action.letter else action.key


class TitleBar(Widget, Retold):
    """One line: where we are on the left, what waits, who and when on the right."""

    DEFAULT_CSS = """
    TitleBar { height: 1; width: 1fr; }
    """

    def __init__(
        self,
        left: Callable[[], str],
        right: Callable[[], str],
        waits: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__()
        self._left, self._right, self._waits = left, right, waits

    def retell(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; where not all of it fits the left side wins, then what waits."""
        del y
        width, style = self.size.width, self.rich_style
        left, waits = f" {self._left()}", self._waits()
        whole = " · ".join(part for part in (waits, self._right()) if part)
        room = width - len(left) - 1
        right = next((f"{part} " for part in (whole, waits) if len(part) < room and part), "")
        return Strip([Segment(cut(left, width - len(right)), style), Segment(right, style)])


class KeyBar(Widget, Retold):
    """The keys that do something here, as many as fit; a click gives the action."""

    DEFAULT_CSS = """
    KeyBar { height: 1; width: 1fr; }
    """
    COMPONENT_CLASSES = {"keybar--key", "keybar--label"}  # noqa: RUF012 - Textual reads it

    class Pressed(Message):
        """Somebody clicked a key."""

        def __init__(self, action_id: str) -> None:
            super().__init__()
            self.action_id = action_id

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self.actions = tuple(actions)

    def retell(self) -> None:
        self.refresh()

    def offer(self, actions: Sequence[Action]) -> None:
        """Show other keys."""
        self.actions = tuple(actions)
        self.refresh()

    def labels(self, width: int) -> list[tuple[Action, str, str]]:
        """Return (action, key, label) of what fits whole; help comes first and is always there."""
        found: list[tuple[Action, str, str]] = []
        used = 0
        for action in self.actions:
            key, label = key_name(action), _(action.label)
            needed = len(key) + 1 + len(label) + (2 if found else 0)
            if used + needed <= width:
                found.append((action, key, label))
                used += needed
        return found

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        del y
        key_style = self.get_component_rich_style("keybar--key")
        label_style = self.get_component_rich_style("keybar--label")
        segments: list[Segment] = []
        used = 0
        for _action, key, label in self.labels(self.size.width):
            if segments:
                segments.append(Segment("  ", label_style))
                used += 2
            segments += [Segment(key, key_style), Segment(f" {label}", label_style)]
            used += len(key) + 1 + len(label)
        segments.append(Segment(" " * (self.size.width - used), label_style))
        return Strip(segments)

    def on_click(self, event: events.Click) -> None:
        """Give the action whose key was clicked."""
        left = 0
        for action, key, label in self.labels(self.size.width):
            right = left + len(key) + 1 + len(label)
            if left <= event.x < right:
                self.post_message(self.Pressed(action.id))
                return
            left = right + 2


class MessageLine(Unbroken):
    """What happened, in one to five lines; empty and of no height when there is nothing to say."""

    DEFAULT_CSS = """
    MessageLine { width: 1fr; height: auto; max-height: 6; display: none; }
    MessageLine.-said { display: block; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.severity = Severity.INFO
        self.said = ""

    def say(self, text: str, severity: Severity = Severity.OK) -> None:
        """Say *text* until somebody says something else."""
        self.severity, self.said = severity, text
        for each in Severity:
            self.set_class(each is severity, f"-{each.value}")
        self.set_class(bool(text), "-said")
        glyph = severity.glyph.strip() or "·"
        self.update(Text(f"{glyph} ") + plain(text) if text else "")

    def tell(self, told: Told) -> None:
        """Say an error: what happened, to what, what to do now."""
        self.say(told.text, told.severity)

    def clear(self) -> None:
        """Say nothing."""
        if self.said:
            self.say("", Severity.INFO)
