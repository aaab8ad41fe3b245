"""The rounding tester: ranges above, sample prices below, results as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult

from core.kernel.errors import BadValue
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.keys import DeskScreen, waiting
from tui.desk.lines import LinesPane
from tui.flows.desk.desk import Desk
from tui.flows.desk.roundings import (
    RANGES,
    SAMPLES,
    TYPICAL,
    RoundingCard,
    new_range,
    open_rounding,
    save_rounding,
    tried,
)
from tui.flows.desk.shapes import Values
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.telling import Line


class RoundingScreen(DeskScreen):
    """Ranges of a price type, and what they make of sample prices."""

    OFFERS = (
        "help",
        "save",
        "new",
        "remove",
        "tab",
        "filter",
        "refresh",
        "back",
        "lock",
        "language",
        "quit",
    )
    DEFAULT_CSS = """
    RoundingScreen .part { height: 1; width: 1fr; background: $surface; text-style: bold; }
    RoundingScreen #lines-ranges { height: 1fr; }
    RoundingScreen #lines-samples { height: 1fr; }
    """

    def __init__(self, desk: Desk, key: int) -> None:
        super().__init__()
        self._key = key
        self._card: RoundingCard | None = None
        self._group: int | None = None
        self._lines: list[dict[str, Any]] = []
        self._samples = list(TYPICAL)
        self._save_next = False
        """Saving was asked for while a cell was being typed over."""
        self._ranges = LinesPane(RANGES, desk.today(), editable=True)
        self._tries = LinesPane(SAMPLES, desk.today(), editable=True)

    def body(self) -> ComposeResult:
        """Ranges, then samples."""
        yield Line(lambda: " " + _("Ranges"), classes="part")
        yield self._ranges
        yield Line(
            lambda: " " + _("Samples: type prices, the ranges round them at once"), classes="part"
        )
        yield self._tries

    def on_mount(self) -> None:
        """Read the ranges."""
        super().on_mount()
        self.perform(self._read)

    def heading(self) -> str:
        """Return whose ranges these are, and whether they are saved."""
        if self._card is None:
            return _("Rounding")
        scope = next((one for one in self._card.scopes if one.group_id == self._group), None)
        parts = [_("Rounding"), self._card.name]
        if scope is not None and scope.title:
            parts.append(scope.title)
        if self._unsaved:
            parts.append(_("not saved"))
        return " · ".join(parts)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense for who looks."""
        editable = self._card is not None and self._card.editable
        if verb == "save":
            return editable
        if verb == "filter":
            return self._card is not None and len(self._card.scopes) > 1
        return super().may(verb)

    def do_save(self) -> None:
        """Write the ranges; what is being typed is taken over first."""
        typing = next((pane for pane in (self._ranges, self._tries) if pane.typing), None)
        if typing is None:
            self.perform(self._save)
        else:
            self._save_next = typing.take_typed()

    def do_new(self) -> None:
        """Add a range, or a sample price."""
        if self._focused is self._tries:
            self._samples.append(0)
            self._show()
            self._tries.focus_line(len(self._samples) - 1, "sample_minor")
        elif self.may("save"):
            self._lines.append(new_range(self._lines))
            self._show()
            self._ranges.focus_line(len(self._lines) - 1, "since_minor")
        self.refresh_title()

    def do_remove(self) -> None:
        """Remove the range or the sample under the cursor."""
        pane = self._focused
        if pane.line is None:
            return
        if pane is self._tries:
            del self._samples[pane.line]
        elif self.may("save"):
            del self._lines[pane.line]
        self._show()

    def do_tab(self) -> None:
        """Go to the other table."""
        other = self._ranges if self._focused is self._tries else self._tries
        other.focus_line(other.line or 0)

    def do_filter(self) -> None:
        """Look at the ranges of another price group."""
        self.perform(self._other_group)

    def do_refresh(self) -> None:
        """Read the ranges again."""
        self.perform(self._read_again)

    def do_back(self) -> None:
        """Back, after asking what unsaved ranges are worth."""
        self.perform(self._leave)

    def on_lines_pane_edited(self, event: LinesPane.Edited) -> None:
        """A cell got another value."""
        event.stop()
        self.hush()
        self._put(event.line, event.name, event.value)
        if self._save_next:
            self._save_next = False
            self.perform(self._save)

    def on_lines_pane_choice_wanted(self, event: LinesPane.ChoiceWanted) -> None:
        """How to round is to be chosen."""
        event.stop()
        self.perform(self._choose, event.line, event.name)

    def on_lines_pane_wrong(self, event: LinesPane.Wrong) -> None:
        """A cell cannot be read, or cannot be changed."""
        event.stop()
        if event.error is None:
            self.say(_("This cannot be changed here."), Severity.WARN)
        else:
            self.tell(event.error)

    @property
    def _focused(self) -> LinesPane:
        return self._tries if self._tries.has_focus_within else self._ranges

    @property
    def _unsaved(self) -> bool:
        stored: Sequence[Values] = (
            () if self._card is None else self._card.lines.get(self._group, ())
        )
        return [dict(line) for line in stored] != self._lines

    def _put(self, line: int, name: str, value: object) -> None:
        if name == "sample_minor":
            self._samples[line] = value if isinstance(value, int) else 0
        elif line < len(self._lines):
            self._lines[line][name] = value
        self._show()

    def _show(self) -> None:
        """Show both tables; ranges that make no sense say so and round nothing."""
        editable = self.may("save")
        self._ranges.show(self._lines, editable=editable)
        try:
            self._tries.show(tried(self._lines, self._samples), editable=True)
        except BadValue as error:
            self.tell(error)
            self._tries.show([{"sample_minor": price} for price in self._samples], editable=True)
        self.refresh_title()
        self.refresh_keys()

    async def _choose(self, line: int, name: str) -> None:
        field = RANGES.field(name)
        choices = [Choice(value, _(title)) for value, title in (field.choices or {}).items()]
        found = await self.shell.push_screen_wait(Menu(_(field.title), choices))
        if found is not None:
            self._put(line, name, found)

    async def _read(self) -> None:
        self._card = await waiting(open_rounding, self.desk, self._key)
        self._lines = [dict(line) for line in self._card.lines.get(self._group, ())]
        self._show()
        self._ranges.focus_line(0)

    async def _read_again(self) -> None:
        if await self._may_drop():
            await self._read()

    async def _other_group(self) -> None:
        if self._card is None or not await self._may_drop():
            return
        choices = [
            Choice(at, scope.title or _("All groups without ranges of their own"))
            for at, scope in enumerate(self._card.scopes)
        ]
        found = await self.shell.push_screen_wait(Menu(_("Whose ranges"), choices))
        if found is not None:
            self._group = self._card.scopes[found].group_id
            await self._read()

    async def _may_drop(self) -> bool:
        if not self._unsaved:
            return True
        question = _("Drop the ranges as typed?")
        sure = await self.shell.push_screen_wait(Confirm(question, yes=_("Drop")))
        return bool(sure)

    async def _save(self) -> None:
        if self._card is not None:
            await waiting(save_rounding, self.desk, self._card, self._group, self._lines)
            await self._read()
            self.say(_("Saved."))

    async def _leave(self) -> None:
        if await self._may_drop():
            self.shell.pop_screen()
