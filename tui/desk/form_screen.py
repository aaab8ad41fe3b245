"""The screen of a card: whatever it is of, its fields, lines, tabs and commands work alike."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import ContentSwitcher

from core.kernel.errors import Conflict
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.fields import FieldsPane
from tui.desk.keys import DeskScreen, waiting
from tui.desk.lines import LinesPane
from tui.desk.opening import open_card, print_card, run_command
from tui.desk.picking import Pick, Picked
from tui.desk.tracks import history_table, linked_table, movements_table
from tui.error_text import explain
from tui.flows.desk.desk import TELLABLE, Desk, Linked, picked_from
from tui.flows.desk.merging import merged
from tui.flows.desk.shapes import SHOWN, Card, Done, Form, Given
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid
from tui.widgets.tabs import Tab, TabLine
from tui.widgets.telling import Line

MOVEMENTS, HISTORY, LINKED = "movements", "history", "linked"

SAVE, LEAVE, STAY, MERGE, RELOAD = "save", "leave", "stay", "merge", "reload"


class FormScreen(DeskScreen):
    """A card of anything."""

    OFFERS = (
        "help",
        "save",
        "new",
        "do",
        "pick",
        "tab",
        "print",
        "remove",
        "open",
        "refresh",
        "back",
        "lock",
        "language",
        "quit",
    )
    DEFAULT_CSS = """
    FormScreen .fields { height: auto; max-height: 45%; scrollbar-size-vertical: 1; }
    FormScreen ContentSwitcher { height: 1fr; }
    FormScreen .facts { height: auto; max-height: 2; width: 1fr; }
    """

    def __init__(self, desk: Desk, of: Form, card: Card, said: str = "") -> None:
        super().__init__()
        self.form = of
        self.card = card
        """As it is being changed."""
        self.base = card
        """As it was read."""
        self._fields = FieldsPane(
            desk,
            of.fields,
            card.values,
            card.shown,
            narrow=lambda name: self.form.narrow(self.card, "", 0, name),
            fixed=of.fixed(card),
        )
        self._panes = {
            table.name: LinesPane(table, desk.today(), editable=card.editable)
            for table in of.tables
        }
        self._tab_line = TabLine(self._tabs())
        self._turn = asyncio.Lock()
        self._quick = False
        """Lines are being added one after another."""
        self._busy = False
        self._tracks = {name: Grid(id=name) for name in (MOVEMENTS, HISTORY, LINKED)}
        self._facts = Line(self._facts_text, classes="facts")
        self._was_left = False
        self._said = said
        self._linked: list[Linked] = []

    def body(self) -> ComposeResult:
        """Fields, tabs, what the tab shows, facts."""
        with VerticalScroll(classes="fields", can_focus=False):
            yield self._fields
        yield self._tab_line
        with ContentSwitcher(initial=_pane(self._tab)):
            yield from self._panes.values()
            yield from self._tracks.values()
        yield self._facts

    def on_mount(self) -> None:
        """Show the card; a new one begins with its first field."""
        super().on_mount()
        self._show()
        if self.card.id is None or not self.form.tables:
            self._fields.focus_first()
        else:
            self._panes[self.form.tables[0].name].focus_line(0)
        if not self.form.tables:
            self._tab_line.activate(HISTORY)
        if self._said:
            self.say(self._said)

    def heading(self) -> str:
        """Return what it is, its number, its status, and whether it is saved."""
        card = self.card
        parts = [_(self.form.one), card.heading or _("new")]
        if card.status_title:
            parts.append(f"[{_(card.status_title)}]")
        if card.retired:
            parts.append(_("out of use"))
        if self.dirty:
            parts.append(_("not saved"))
        return " · ".join(parts)

    @property
    def dirty(self) -> bool:
        """Whether there is input that is not written yet."""
        return not self.card.same_input(self.base)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense for the card."""
        pane = self._pane
        editable = pane is not None and pane.of.editable and pane.editable
        match verb:
            case "save":
                return self.card.editable
            case "new" | "remove":
                return editable
            case "print":
                return bool(self.form.printouts)
        return super().may(verb)

    def retell(self) -> None:
        if self.is_mounted and self._tab in {MOVEMENTS, HISTORY, LINKED}:
            self.perform(self._read_track(self._tab))

    # What a person does

    def do_save(self) -> None:
        """Write what was typed."""
        self._once(self._save())

    def do_new(self) -> None:
        """Add a line, and one after another as long as lines are picked."""
        self.perform(self._add_line())

    def do_remove(self) -> None:
        """Remove the line under the cursor."""
        pane = self._pane
        if pane is not None and pane.line is not None:
            lines = list(self.card.lines[pane.of.name])
            del lines[pane.line]
            self.perform(self._set_lines(pane.of.name, lines))

    def do_open(self) -> None:
        """Change the cell under the cursor, or open the linked document."""
        pane = self._pane
        if self._fields.current is not None:
            self.do_pick()
        elif pane is not None:
            pane.edit()
        elif self._tab == LINKED:
            self.perform(self._open_linked())

    def do_pick(self) -> None:
        """Pick a row for the field or the cell under the cursor."""
        pane = self._pane
        if self._fields.current is not None:
            self._fields.run_worker(self._fields.pick(), group="fields")
        elif pane is not None:
            pane.edit()

    def do_tab(self) -> None:
        """Show the next tab."""
        self._tab_line.turn()

    def do_refresh(self) -> None:
        """Read the card again."""
        self.perform(self._reload_after_question())

    def do_print(self) -> None:
        """Preview and print."""
        self.perform(self._print())

    def do_do(self) -> None:
        """Everything that can be done with the card."""
        self._once(self._do())

    def on_screen_resume(self) -> None:
        """Another screen may have changed the card meanwhile."""
        if self.card.id is not None and not self.dirty and self._was_left:
            self.perform(self._read_again())
        self._was_left = False

    def on_screen_suspend(self) -> None:
        """Another screen lies on top."""
        self._was_left = not isinstance(self.app.screen, ModalScreen)

    def do_back(self) -> None:
        """Back to where we came from, unless something is not saved."""
        self._quick = False
        self.perform(self._leave())

    # What the parts report

    def on_fields_pane_changed(self, event: FieldsPane.Changed) -> None:
        """A field of the header got another value."""
        event.stop()
        self.hush()
        self.perform(self._set_field(event.name, event.value, event.shown))

    def on_fields_pane_wrong(self, event: FieldsPane.Wrong) -> None:
        """A field cannot be read."""
        event.stop()
        self.tell(event.error)

    def on_fields_pane_finished(self, event: FieldsPane.Finished) -> None:
        """Enter on the last field goes on to the lines; an empty table asks for the first line."""
        event.stop()
        if self._pane is not None:
            self._pane.focus_line(self._pane.line or 0)
            if not self._pane.lines and self.may("new"):
                self.do_new()

    def on_lines_pane_edited(self, event: LinesPane.Edited) -> None:
        """A cell got another value."""
        event.stop()
        self.hush()
        self.perform(self._edited(event))

    def on_lines_pane_pick_wanted(self, event: LinesPane.PickWanted) -> None:
        """A cell that holds a row is to be picked."""
        event.stop()
        self.perform(self._pick_cell(event))

    def on_lines_pane_choice_wanted(self, event: LinesPane.ChoiceWanted) -> None:
        """A cell that holds one of a few words is to be chosen."""
        event.stop()
        self.perform(self._choose_cell(event))

    def on_lines_pane_open_wanted(self, event: LinesPane.OpenWanted) -> None:
        """Enter on a line that stands for another card opens it."""
        event.stop()
        of = self.desk.form(event.form)
        if of is not None:
            self.perform(open_card(self, of, event.key))

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
        switcher.current = _pane(event.tab)
        self.refresh_keys()
        if event.tab in self._panes:
            self._panes[event.tab].focus_line(self._panes[event.tab].line or 0)
        else:
            self._tracks[event.tab].focus()
            self.perform(self._read_track(event.tab))

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter on a linked document opens it."""
        event.stop()
        if self._tab == LINKED:
            self.perform(self._open_linked())

    # Changing the card

    async def _set_field(self, name: str, value: Any, shown: str) -> None:  # noqa: ANN401 - as the field holds
        async with self._turn:
            if self.card.values.get(name) == value:
                return
            card = self.card.with_values(**{name: value}).with_shown(**{name: shown})
            self.card = await waiting(self.desk.changed, self.form, card, "", 0, name)
            self._show()

    async def _set_cell(self, table: str, line: int, name: str, value: Any, shown: str) -> None:  # noqa: ANN401 - as the field holds
        async with self._turn:
            lines = [dict(one) for one in self.card.lines[table]]
            if line >= len(lines):
                return
            lines[line][name] = value
            if shown:
                lines[line][name + SHOWN] = shown
            card = self.card.with_lines(table, lines)
            self.card = await waiting(self.desk.changed, self.form, card, table, line, name)
            self._show()

    async def _set_lines(self, table: str, lines: list[Any]) -> None:
        async with self._turn:
            card = self.card.with_lines(table, lines)
            at = max(0, len(lines) - 1)
            self.card = await waiting(self.desk.changed, self.form, card, table, at, "")
            self._show()

    async def _edited(self, event: LinesPane.Edited) -> None:
        table = self._tab
        await self._set_cell(table, event.line, event.name, event.value, "")
        last = event.line == len(self.card.lines[table]) - 1
        if event.onward and self._quick and last:
            await self._add_line()

    async def _add_line(self) -> None:
        pane = self._pane
        if pane is None:
            return
        await self._take_typed()
        table = pane.of
        picked = 0
        if table.picks:
            row = await self._pick_row(table.name, len(pane.lines), table.picks, "")
            if row is None:
                self._quick = False
                return
            picked = row.key
        line = await waiting(self.desk.line, self.form, self.card, table.name, picked)
        self._quick = bool(table.picks)
        await self._set_lines(table.name, [*self.card.lines.get(table.name, ()), line])
        at = len(self.card.lines[table.name]) - 1
        if table.entry:
            pane.edit_entry(at)
        else:
            pane.focus_line(at, next((f.name for f in table.fields), ""))

    async def _pick_cell(self, event: LinesPane.PickWanted) -> None:
        row = await self._pick_row(self._tab, event.line, event.name, event.typed)
        if row is not None:
            await self._set_cell(self._tab, event.line, event.name, row.key, row.text)

    async def _pick_row(self, table: str, line: int, name: str, typed: str) -> Picked | None:
        field = self.form.table(table).field(name)
        desk, form, card = self.desk, self.form, self.card
        dialog = Pick(
            desk,
            desk.listing(picked_from(field.of)),
            filters=form.narrow(card, table, line, name),
            search=typed,
            about=lambda key: desk.about(form, card, table, key),
        )
        return await self.shell.push_screen_wait(dialog)

    async def _choose_cell(self, event: LinesPane.ChoiceWanted) -> None:
        table = self._tab
        field = self.form.table(table).field(event.name)
        choices = [Choice(value, _(title)) for value, title in (field.choices or {}).items()]
        found = await self.shell.push_screen_wait(Menu(_(field.title), choices))
        if found is not None:
            await self._set_cell(table, event.line, event.name, found, "")

    async def _take_typed(self) -> bool:
        """Take over everything typed so far; False, after saying why, when some cannot be read."""
        pane = self._pane
        if pane is not None and pane.typing:
            if not pane.take_typed():
                return False
            await asyncio.sleep(0)
        await self._fields.take_typed()
        for name, value in self._fields.values.items():
            if name not in self._fields.fixed:
                await self._set_field(name, value, self._fields.shown.get(name, ""))
        wrong = self._fields.wrong
        if wrong is not None and wrong.wrong is not None:
            wrong.entry.focus()
            self.say(wrong.wrong.text, wrong.wrong.severity)
        return wrong is None

    # Writing and reading the card

    async def _save(self) -> bool:
        """Write the card; return whether it is written."""
        if not await self._take_typed() or await self._fields.collect() is None:
            return False
        await asyncio.sleep(0)
        async with self._turn:
            try:
                saved = await waiting(self.desk.save, self.form, self.card)
            except Conflict as conflict:
                found = conflict
            except TELLABLE as error:
                self._point_at(error)
                return False
            else:
                self._replace(saved)
                self.say(_("Saved."))
                return True
        await self._settle(found)
        return False

    async def _settle(self, conflict: Conflict) -> None:
        """Somebody was faster: put my input on top of his, drop it, or look first."""
        told = explain(conflict)
        choices = [
            Choice(MERGE, _("Put my input on top of it"), _("then save again")),
            Choice(RELOAD, _("Drop my input"), _("read what is stored")),
            Choice(STAY, _("Look first"), _("nothing is lost")),
        ]
        question = f"{told.title}. {told.body}"
        found = await self.shell.push_screen_wait(Menu(question, choices))
        if found in {None, STAY} or self.card.id is None:
            self.say(told.text, told.severity)
            return
        theirs = await waiting(self.desk.open, self.form, self.card.id)
        if found == RELOAD:
            self._replace(theirs)
            return
        result = merged(self.base, self.card, theirs)
        self.base = theirs
        self.card = result.card
        self._show()
        if result.both:
            both = ", ".join(self._place_name(place) for place in result.both)
            text = _("Both changed: {fields}. Yours is kept; check, then save.")
            self.say(text.format(fields=both), Severity.WARN)
        else:
            self.say(_("Your input stands on top of it. Check, then save."), Severity.INFO)

    def _place_name(self, place: str) -> str:
        """Return a place of a merge as the form calls it."""
        fields = {field.name: field.title for field in self.form.fields}
        tables = {table.name: table for table in self.form.tables}
        words = place.split()
        if words[0] not in tables:
            return _(fields.get(words[0], words[0]))
        titles = {field.name: field.title for field in tables[words[0]].fields}
        return " ".join([_("line"), *(_(titles.get(word, word)) for word in words[1:])])

    async def _read_again(self) -> None:
        if self.card.id is not None:
            self._replace(await waiting(self.desk.open, self.form, self.card.id))

    async def _reload_after_question(self) -> None:
        if self.card.id is None:
            return
        if self.dirty and not await self.shell.push_screen_wait(
            Confirm(_("Drop what was typed and read the card again?"))
        ):
            return
        self._replace(await waiting(self.desk.open, self.form, self.card.id))
        self.hush()

    async def _leave(self) -> None:
        if not await self._settled_input():
            return
        self.shell.pop_screen()

    async def _settled_input(self) -> bool:
        """Return True when nothing unsaved is left, or it may be lost."""
        pane = self._pane
        typing = self._fields.current is not None and self._fields.current.touched
        if typing or (pane is not None and pane.typing):
            await self._take_typed()
        if not self.dirty and self._fields.wrong is None:
            return True
        choices = [
            Choice(SAVE, _("Save and leave")),
            Choice(LEAVE, _("Leave without saving")),
            Choice(STAY, _("Go on here")),
        ]
        found = await self.shell.push_screen_wait(Menu(_("This is not saved yet"), choices))
        if found == SAVE:
            return await self._save()
        return bool(found == LEAVE)

    async def _saved_first(self) -> bool:
        """Return True when everything typed is written: commands work on what is stored."""
        if not await self._take_typed():
            return False
        if not self.dirty and self.card.id is not None:
            return True
        question = _("Save what was typed first?")
        if not await self.shell.push_screen_wait(Confirm(question, yes=_("Save"))):
            return False
        return await self._save()

    async def _do(self) -> None:
        if not await self._saved_first():
            return
        pane = self._pane
        given = Given(table=self._tab, line=pane.line if pane is not None else None)
        commands = self.desk.commands(self.form, self.card)
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
        if self.card.id is not None:
            self._replace(await waiting(self.desk.open, self.form, self.card.id))
        if self._tab in {MOVEMENTS, HISTORY, LINKED}:
            await self._read_track(self._tab)
        said = fill(_(done.message), done.facts)
        self.say(said)
        of = self.desk.form(done.open[0]) if done.open is not None else None
        if of is not None and done.open is not None:
            await open_card(self, of, done.open[1], said)

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

    # Showing

    def _show(self) -> None:
        """Show the card; what is being typed stays."""
        self._fields.show(self.card.values, self.card.shown)
        for name, pane in self._panes.items():
            pane.show(self.card.lines.get(name, ()), editable=self.card.editable)
        self._facts.retell()
        self.refresh_title()
        self.refresh_keys()

    def _replace(self, card: Card) -> None:
        """Show another state of the card as the one that is stored."""
        before = self.form.fixed(self.card)
        self.card = self.base = card
        fixed = self.form.fixed(card)
        if fixed != before:
            self._fields.refix(fixed, card.values, card.shown)
        self._show()
        self._tab_line.refresh()

    def _point_at(self, error: Any) -> None:  # noqa: ANN401 - with code and facts
        """Tell an error, and go to the field or the line it is about."""
        self.tell(error)
        names = {field.name for field in self.form.fields}
        what = str(error.facts.get("what", ""))
        by_title = {field.title: field.name for field in self.form.fields}
        if what in names or what in by_title:
            self._fields.focus_field(by_title.get(what, what))
        line = error.facts.get("line")
        if isinstance(line, int) and self._pane is not None:
            numbers = [one.get("line_no") or at for at, one in enumerate(self._pane.lines, 1)]
            if line in numbers:
                self._pane.focus_line(numbers.index(line))

    def _facts_text(self) -> str:
        return " " + "  ".join(f"{_(title)}: {_(text)}" for title, text in self.card.facts)

    def _tabs(self) -> list[Tab]:
        tabs = [Tab(table.name, _said(table.title)) for table in self.form.tables]
        if self.form.is_document:
            tabs.append(Tab(MOVEMENTS, lambda: _("Movements")))
        tabs.append(Tab(HISTORY, lambda: _("History")))
        if self.form.is_document:
            tabs.append(Tab(LINKED, lambda: _("Linked documents")))
        return tabs

    @property
    def _tab(self) -> str:
        return self._tab_line.active

    @property
    def _pane(self) -> LinesPane | None:
        """The table on screen; None on the other tabs."""
        return self._panes.get(self._tab)

    def _once(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        """Do *work* unless the last one is still being done: two Enters are one save."""
        if self._busy:
            work.close()
            return
        self._busy = True
        self.perform(self._then_free(work))

    async def _then_free(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        try:
            await work
        finally:
            self._busy = False


def _pane(tab: str) -> str:
    return tab if tab in {MOVEMENTS, HISTORY, LINKED} else f"lines-{tab}"


def _said(title: str) -> Any:  # noqa: ANN401 - a call that says the title
    return lambda: _(title)
