"""The screen of a card: whatever it is of, its fields, lines, tabs and commands work alike."""

from __future__ import annotations

from typing import ClassVar

from textual.screen import ModalScreen
from textual.widgets import ContentSwitcher

from tui.desk.adding import AddingScreen
from tui.desk.card_screen import HISTORY, LINKED, MOVEMENTS, TRACKS, pane_id
from tui.desk.dialogs import Choice, Menu
from tui.desk.fields import FieldsPane
from tui.desk.keys import LIVE, waiting
from tui.desk.lines import LinesPane
from tui.desk.opening import open_card, print_card, run_command
from tui.desk.tools import show_next
from tui.desk.tracks import history_table, linked_table, movements_table
from tui.flows.desk.desk import Desk, Linked
from tui.flows.desk.shapes import Card, Done, Form, Given
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid
from tui.widgets.tabs import TabLine


class FormScreen(AddingScreen):
    """A card of anything."""

    OFFERS: ClassVar[tuple[str, ...]] = (
        "help",
        "save",
        "new",
        "do",
        "pick",
        "tab",
        "print",
        "remove",
        "mark",
        "open",
        "refresh",
        "back",
        "lock",
        "language",
        "quit",
    )

    def __init__(self, desk: Desk, of: Form, card: Card, said: str = "") -> None:
        super().__init__(desk, of, card, said)
        self._was_left = False
        self._linked: list[Linked] = []

    def on_mount(self) -> None:
        """Show the first tab, also when it is one that only shows."""
        super().on_mount()
        if self._tab in TRACKS:
            self.perform(self._read_track, self._tab)
        if self.form.live:
            self.set_interval(LIVE, self._read_live)

    def _read_live(self) -> None:
        if self.app.screen is self and not self.dirty:
            self.perform(self._read_again, group="live", exclusive=True)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense for the card."""
        pane = self._pane
        editable = pane is not None and pane.of.editable and pane.editable
        match verb:
            case "save":
                return self.card.editable and not self.form.looks
            case "new" | "remove":
                return editable and pane is not None and pane.of.grows
            case "mark":
                return pane is not None and pane.of.marks
            case "print":
                return bool(self.form.printouts)
        return super().may(verb)

    def retell(self) -> None:
        """Say in the language of now what was put into words when the card was read."""
        if not self.is_mounted:
            return
        if self.card.id is not None and not self.unsaved:
            self.perform(self._read_again)
        if self._tab in TRACKS:
            self.perform(self._read_track, self._tab)

    # What a person does

    def do_save(self) -> None:
        """Write what was typed."""
        self._once(self._save)

    def do_new(self) -> None:
        """Add a line, and one after another as long as lines are picked."""
        self.perform(self._add_line)

    def do_remove(self) -> None:
        """Remove the line under the cursor."""
        pane = self._pane
        if pane is not None and pane.line is not None:
            lines = list(self.card.lines[pane.of.name])
            del lines[pane.line]
            self.perform(self._set_lines, pane.of.name, lines)

    def do_mark(self) -> None:
        """Mark the line under the cursor."""
        if self._pane is not None:
            self._pane.mark()

    def do_open(self) -> None:
        """Change the cell under the cursor, or open the linked document."""
        pane = self._pane
        if self._typed_into is not None:
            self.do_pick()
        elif pane is not None:
            pane.edit()
        elif self._tab == LINKED:
            self.perform(self._open_linked)

    def do_pick(self) -> None:
        """Pick a row for the field or the cell under the cursor."""
        pane = self._pane
        fields = self._typed_into
        if fields is not None:
            fields.begin(fields.pick)
        elif pane is not None:
            pane.pick()

    def do_tab(self) -> None:
        """Show the next tab; out of the header first go into the fields of the one on screen."""
        sheet = self._sheets.get(self._tab)
        if sheet is not None and self._typed_into is self._fields:
            sheet.focus_first()
        else:
            self._tab_line.turn()

    def do_refresh(self) -> None:
        """Read the card again."""
        self.perform(self._reload_after_question)

    def do_print(self) -> None:
        """Preview and print."""
        self.perform(self._print)

    def do_do(self) -> None:
        """Everything that can be done with the card."""
        self._once(self._do)

    def on_screen_resume(self) -> None:
        """Another screen may have changed the card meanwhile."""
        signed_in = self.shell.desk is not None  # signing out uncovers every screen on its way
        if signed_in and self.card.id is not None and not self.dirty and self._was_left:
            self.perform(self._read_again)
        self._was_left = False

    def on_screen_suspend(self) -> None:
        """Another screen lies on top."""
        self._was_left = not isinstance(self.app.screen, ModalScreen)

    def do_back(self) -> None:
        """Back to where we came from, unless something is not saved."""
        self._quick = False
        self.perform(self._leave)

    # What the parts report

    def on_fields_pane_changed(self, event: FieldsPane.Changed) -> None:
        """A field of the header got another value."""
        event.stop()
        self.hush()
        self.perform(self._set_field, event.name, event.value, event.shown)

    def on_fields_pane_wrong(self, event: FieldsPane.Wrong) -> None:
        """A field cannot be read."""
        event.stop()
        self.tell(event.error)

    def on_fields_pane_finished(self, event: FieldsPane.Finished) -> None:
        """Enter on the last field goes on to the lines; an empty table asks for the first line.

        Where the tab on screen has fields it goes on to them.
        """
        event.stop()
        sheet = self._sheets.get(self._tab)
        if sheet is not None and self._typed_into is self._fields:
            sheet.focus_first()
        if self._pane is not None:
            self._pane.focus_line(self._pane.line or 0)
            if not self._pane.lines and self.may("new"):
                self.do_new()

    def on_lines_pane_edited(self, event: LinesPane.Edited) -> None:
        """A cell got another value."""
        event.stop()
        self.hush()
        self.perform(self._edited, event)

    def on_lines_pane_moved(self, event: LinesPane.Moved) -> None:
        """Tell about the line under the cursor."""
        event.stop()
        self._tell_line()

    def on_lines_pane_scanned(self, event: LinesPane.Scanned) -> None:
        """A gun was used where a quantity is typed."""
        event.stop()
        self.hush()
        self.perform(self._scan, event.code)

    def on_lines_pane_pick_wanted(self, event: LinesPane.PickWanted) -> None:
        """A cell that holds a row is to be picked."""
        event.stop()
        self.perform(self._pick_cell, event)

    def on_lines_pane_choice_wanted(self, event: LinesPane.ChoiceWanted) -> None:
        """A cell that holds one of a few words is to be chosen."""
        event.stop()
        self.perform(self._choose_cell, event)

    def on_fields_pane_build_wanted(self, event: FieldsPane.BuildWanted) -> None:
        """A field is to be built with help."""
        event.stop()
        self.perform(self._build_field, event.name, event.text)

    def on_lines_pane_build_wanted(self, event: LinesPane.BuildWanted) -> None:
        """A cell is to be built with help."""
        event.stop()
        self.perform(self._build_cell, event)

    def on_lines_pane_open_wanted(self, event: LinesPane.OpenWanted) -> None:
        """Enter on a line that stands for another card opens it."""
        event.stop()
        of = self.desk.form(event.form)
        if of is not None:
            self.perform(open_card, self, of, event.key)

    def on_lines_pane_wrong(self, event: LinesPane.Wrong) -> None:
        """A cell cannot be read, or cannot be changed."""
        event.stop()
        if event.error is None:
            self.say(_("This cannot be changed here."), Severity.WARN)
        else:
            self.tell(event.error)

    def on_tab_line_turned(self, event: TabLine.Turned) -> None:
        """Show what the tab holds."""
        event.stop()
        switcher = self.query_one(ContentSwitcher)
        switcher.current = pane_id(event.tab)
        self.refresh_keys()
        self._tell_line()
        if event.tab in self._panes:
            self._panes[event.tab].focus_line(self._panes[event.tab].line or 0)
        elif event.tab in self._sheets:
            self._sheets[event.tab].focus_first()
        else:
            self._tracks[event.tab].focus()
            self.perform(self._read_track, event.tab)

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter on a linked document opens it."""
        event.stop()
        if self._tab == LINKED:
            self.perform(self._open_linked)

    async def _do(self) -> None:
        if not await self._saved_first():
            return
        pane = self._pane
        given = Given(
            table=self._tab,
            line=pane.line if pane is not None else None,
            marked=tuple(sorted(pane.marked)) if pane is not None else (),
        )
        seen = {"", given.table if given.line is not None else ""}
        found = self.desk.commands(self.form, self.card)
        commands = [command for command in found if command.line_of in seen]
        if not commands:
            self.say(_("Nothing can be done with it now, or your rights do not allow it."))
            return
        choices = [Choice(command, _(command.title)) for command in commands]
        command = await self.shell.push_screen_wait(Menu(_("What to do"), choices))
        if command is None:
            return
        done = await run_command(self, self.form, self.card, command, given)
        if done is not None:
            await self._after(done)

    async def _after(self, done: Done) -> None:
        """Show the card as a command left it, and what it did."""
        for pane in self._panes.values():
            pane.marked.clear()
        await self._read_again()
        if self._tab in TRACKS:
            await self._read_track(self._tab)
        said = fill(_(done.message), done.facts)
        self.say(said)
        of = self.desk.form(done.open[0]) if done.open is not None else None
        if of is not None and done.open is not None:
            await open_card(self, of, done.open[1], said)
        show_next(self, done, said)

    async def _print(self) -> None:
        if await self._saved_first():
            await print_card(self, self.form, self.card)

    async def _open_linked(self) -> None:
        grid = self._tracks[LINKED]
        if grid.cursor < len(self._linked):
            linked = self._linked[grid.cursor]
            of = self.desk.form(linked.form)
            if of is not None:
                await open_card(self, of, linked.id)

    async def _read_track(self, tab: str) -> None:
        key = self.card.id
        grid = self._tracks[tab]
        grid.empty = _("Nothing here yet.")
        if key is None:
            grid.show((), ())
        elif tab == MOVEMENTS:
            grid.show(*movements_table(await waiting(self.desk.movements, key)))
        elif tab == HISTORY:
            changes, names = await waiting(self.desk.history, self.form, key)
            grid.show(*history_table(self.form, changes, names))
        else:
            self._linked = await waiting(self.desk.linked, key)
            grid.show(*linked_table(self._linked))
