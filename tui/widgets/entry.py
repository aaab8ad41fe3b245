"""Fields of a form: a label and what is typed or chosen beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tui.error_text import Told
from tui.locale import _
from tui.widgets.telling import Line, Retold, cut


class TextEntry(Input):
    """One line of text; up and down go to the neighbours."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, value: str = "", *, password: bool = False, placeholder: str = "") -> None:
        super().__init__(value, password=password, placeholder=placeholder, compact=True)
        self.cursor_blink = False

    def on_blur(self) -> None:
        """Show a long text from its beginning again, where nobody types any more."""
        self.cursor_position = 0


class ChoiceEntry(Widget, can_focus=True):
    """One of a few words: space and arrows go through them, or a yes-or-no box."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("enter", "take", show=False),
    ]
    DEFAULT_CSS = """
    ChoiceEntry { height: 1; width: 1fr; }
    """

    class Changed(Message):
        """Another word was chosen."""

        def __init__(self, entry: ChoiceEntry) -> None:
            super().__init__()
            self.entry = entry

    class Taken(Changed):
        """Enter: on to the next field."""

    def __init__(
        self,
        choices: Mapping[Any, str] | None,
        value: Any,  # noqa: ANN401 - any word
        *,
        locked: bool = False,
    ) -> None:
        super().__init__()
        self._locked = locked
        """Only to be read."""
        self.choices = choices
        """Value → msgid; None for yes or no."""
        self.value = value

    def action_turn(self, by: int) -> None:
        """Go to the next or the previous word."""
        if self._locked:
            return
        if self.choices is None:
            self.value = not self.value
        else:
            words = list(self.choices)
            at = words.index(self.value) if self.value in words else -by
            self.value = words[(at + by) % len(words)]
        self.refresh()
        self.post_message(self.Changed(self))

    def action_take(self) -> None:
        """Leave the word as it is."""
        self.post_message(self.Taken(self))

    def on_click(self) -> None:
        """Go to the next word."""
        self.action_turn(1)

    def render_line(self, y: int) -> Strip:
        """Draw the box or the word."""
        del y
        if self.choices is None:
            text = "[x]" if self.value else "[ ]"
        else:
            text = f"‹{_(self.choices.get(self.value, ''))}›"
        return Strip([Segment(cut(text, self.size.width), self.rich_style)])


class Reading(Line):
    """A value that is only read; where it takes the focus, the keys go past it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,enter", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]


class EntryField(Horizontal, Retold):
    """A label with an entry, or with plain text where nothing can be changed."""

    DEFAULT_CSS = """
    EntryField { height: 1; width: 1fr; }
    EntryField > .label { width: auto; height: 1; }
    EntryField > .value { width: 1fr; height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    EntryField > .value:focus { text-style: reverse; }
    EntryField > TextEntry { width: 1fr; height: 1; }
    """

    class Committed(Message):
        """What was typed or chosen is to be taken."""

        def __init__(self, field: EntryField, *, onward: bool) -> None:
            super().__init__()
            self.field = field
            self.onward = onward
            """Enter was pressed: go on to the next field."""

    def __init__(
        self,
        name: str,
        label: str,
        value: Any,  # noqa: ANN401 - text, or a word of the choices
        *,
        choices: Mapping[Any, str] | None = None,
        is_choice: bool = False,
        readonly: bool = False,
        password: bool = False,
        label_width: int = 0,
    ) -> None:
        super().__init__()
        self.key = name
        self.label = label
        """A msgid."""
        self.taken: Any = value
        """What was last taken over."""
        self.wrong: Told | None = None
        self.readonly = readonly
        self._label_width = label_width
        self._label = Line(self._label_text, classes="label")
        self._value = Reading(lambda: str(self.taken), classes="value")
        self.text: TextEntry | None = None
        self.choice: ChoiceEntry | None = None
        if is_choice:
            self.choice = ChoiceEntry(choices, value, locked=readonly)
            self.choice.disabled = readonly
        elif not readonly:
            self.text = TextEntry(str(value), password=password)

    def compose(self) -> ComposeResult:
        """Label first."""
        yield self._label
        yield self.choice or self.text or self._value

    def take_keys(self) -> None:
        """Let the focus come here although nothing can be changed: a long card is gone through."""
        self._value.can_focus = True
        if self.choice is not None:
            self.choice.disabled = False

    @property
    def current(self) -> Any:  # noqa: ANN401 - text, or a word of the choices
        """What stands in the entry now."""
        if self.choice is not None:
            return self.choice.value
        return self.text.value if self.text is not None else self.taken

    @property
    def entry(self) -> Widget:
        """The widget that takes the focus."""
        return self.choice or self.text or self._value

    @property
    def touched(self) -> bool:
        """Whether something was typed that has not been taken over."""
        return bool(self.current != self.taken)

    def put(self, value: Any) -> None:  # noqa: ANN401 - text, or a word of the choices
        """Show another value, as if it had been taken over; what is wrong is wrong no more."""
        self.taken = value
        self.mark(None)
        if self.choice is not None:
            self.choice.value = value
            self.choice.refresh()
        elif self.text is not None:
            if self.text.value != value:
                self.text.value = str(value)
                if self.text.has_focus:  # typing replaces it, as in a field just come to
                    self.text.select_all()
        else:
            self._value.retell()

    def mark(self, told: Told | None) -> None:
        """Mark the field as wrong, or as right again with None."""
        self.wrong = told
        self.set_class(told is not None, "-wrong")
        self._label.retell()

    def widen_label(self, width: int) -> None:
        """Give the label *width* columns, so that entries stand under one another."""
        self._label_width = width
        self._label.retell()

    def retell(self) -> None:
        self._label.retell()
        self._value.retell()
        if self.choice is not None:
            self.choice.refresh()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes it over and goes on."""
        event.stop()
        self.post_message(self.Committed(self, onward=True))

    def on_choice_entry_changed(self, event: ChoiceEntry.Changed) -> None:
        """A chosen word is taken at once."""
        event.stop()
        self.post_message(self.Committed(self, onward=False))

    def on_choice_entry_taken(self, event: ChoiceEntry.Taken) -> None:
        """Enter goes on."""
        event.stop()
        self.post_message(self.Committed(self, onward=True))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Leaving the field takes over what was typed."""
        event.stop()
        if self.touched or self.wrong is not None:
            self.post_message(self.Committed(self, onward=False))

    def _label_text(self) -> str:
        mark = "!" if self.wrong is not None else " "
        return f"{mark}{_(self.label):<{self._label_width}} "
