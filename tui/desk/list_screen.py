"""The screen of a list: whatever it is of, it is searched, filtered, opened, printed alike."""

from __future__ import annotations

from textual.app import ComposeResult

from core.documents.columns import Listing
from core.documents.listing import Filter
from tui.desk.asking import Ask
from tui.desk.dialogs import Choice, Confirm, Menu, Notice
from tui.desk.filters import Filters
from tui.desk.keys import LIVE, DeskScreen, waiting
from tui.desk.list_body import ListBody
from tui.desk.opening import open_card, print_card, run_command
from tui.desk.tools import ROW_TOOLS, RowTool, show_next, tool
from tui.flows.desk.cells import column_cell
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Card, Done, Form, Given, RowsCommand, Values
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import Severity

FOLLOWING = frozenset({"approval_tasks", "approvals_asked"})
"""Lists that follow what happens elsewhere by themselves."""


class ListScreen(DeskScreen):
    """A list of anything."""

    OFFERS = (
        "help",
        "open",
        "new",
        "do",
        "filter",
        "sort",
        "print",
        "copy",
        "mark",
        "refresh",
        "back",
        "lock",
        "language",
        "quit",
    )

    def __init__(
        self, desk: Desk, listing: Listing, *, filters: tuple[Filter, ...] = (), search: str = ""
    ) -> None:
        super().__init__()
        self.listing = listing
        self.form: Form | None = desk.form(listing.name)
        of = self.form
        self._may_make = of is not None and of.may_make(desk.actor)
        self._list = ListBody(desk, listing, filters=filters, search=search)
        about = ROW_TOOLS.get(listing.name)
        self._tool = about if about is not None and desk.actor.may(about.read) else None
        self._has_rows_commands = bool(desk.rows_commands(self.form))

    def on_mount(self) -> None:
        """Look again and again at what changes by itself."""
        super().on_mount()
        if self.form is not None and self.form.live:
            self.set_interval(LIVE, self._read_live)

    def _read_live(self) -> None:
        if self.app.screen is self and self._list.window.columns:
            self._list.refresh_rows()

    def body(self) -> ComposeResult:
        """The list is all of it."""
        yield self._list

    def heading(self) -> str:
        """Return the title of the list."""
        return _(self.listing.title)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense for this list."""
        match verb:
            case "open":
                return self.form is not None or self._tool_opens
            case "new" | "copy":
                return self._may_make
            case "do":
                return self.form is not None or self._tool is not None
            case "mark":
                return self._has_rows_commands
            case "print":
                return self.form is not None and bool(self.form.printouts)
        return super().may(verb)

    def on_screen_resume(self) -> None:
        """Somebody may have changed a row while another screen was on top."""
        if self._list.window.columns:
            self._list.refresh_rows()

    def inbox_changed(self) -> None:
        """Tasks came or went: the lists of tasks are read again, the cursor stays on its row."""
        super().inbox_changed()
        if self.listing.name in FOLLOWING and self._list.window.columns:
            self._list.refresh_rows()

    def on_list_body_chosen(self, event: ListBody.Chosen) -> None:
        """Enter opens."""
        event.stop()
        self.hush()
        if self.form is not None or self._tool_opens:
            self.do_open()
        else:
            self._show_row()

    def on_list_body_failed(self, event: ListBody.Failed) -> None:
        """Tell why there is no list."""
        self.tell(event.error)

    def do_open(self) -> None:
        """Open the row under the cursor."""
        row = self._list.row
        if self.form is not None and row is not None:
            self.perform(open_card, self, self.form, row.key)
        elif self._tool is not None and row is not None:
            self.shell.push_screen(tool(self.desk, self._tool.name, row.key))

    @property
    def _tool_opens(self) -> bool:
        return self._tool is not None and self._tool.enter

    def do_new(self) -> None:
        """Make a new one."""
        self.perform(self._new)

    def do_copy(self) -> None:
        """Make a new one like the one under the cursor."""
        self.perform(self._copy)

    def do_refresh(self) -> None:
        """Read again."""
        self.hush()
        self._list.refresh_rows()

    def do_mark(self) -> None:
        """Mark the row."""
        self._list.mark()

    def do_filter(self) -> None:
        """Show only some of the rows."""
        self.perform(self._filter)

    def do_sort(self) -> None:
        """Choose a column to sort by."""
        self.perform(self._sort)

    def do_print(self) -> None:
        """Preview and print the document under the cursor."""
        self.perform(self._print)

    def do_do(self) -> None:
        """Everything that can be done with the rows."""
        self.perform(self._do)

    def _show_row(self) -> None:
        """Show everything a row says, where there is no card behind it."""
        row = self._list.row
        if row is not None:
            columns = self._list.window.columns
            parts = [
                f"{_(column.title)}: {column_cell(column, value, self.desk.today()).text.strip()}"
                for column, value in zip(columns, row.values, strict=True)
            ]
            self.shell.push_screen(Notice(self._list.title_of(row), "\n".join(parts)))

    async def _new(self) -> None:
        if self.form is None:
            return
        kind: str | None = ""
        if self.form.kinds:
            choices = [Choice(word, _(title)) for word, title in self.form.kinds.items()]
            menu: Menu = Menu(_("Of which kind"), choices)
            kind = await self.shell.push_screen_wait(menu)
        if kind is not None:
            self._edit_new(await waiting(self.desk.new, self.form, kind))

    async def _copy(self) -> None:
        row = self._list.row
        if self.form is not None and row is not None:
            card = await waiting(self.desk.copy, self.form, row.key)
            self._edit_new(card)

    def _edit_new(self, card: Card | None) -> None:
        if card is None or self.form is None:
            self.say(_("These are not made by hand."), Severity.WARN)
            return
        self.shell.show_card(self.form, card)

    async def _filter(self) -> None:
        actor = self.desk.actor
        shown = [column for column in self.listing.visible(actor) if column.filterable]
        columns = [*self.listing.asked_by(actor), *shown]
        dialog = Filters(columns, self._list.window.query.filters, self.desk.today())
        found = await self.shell.push_screen_wait(dialog)
        if found is not None:
            self._list.ask(filters=found)

    async def _sort(self) -> None:
        columns = [c for c in self._list.window.columns if c.sortable]
        name, descending = self._list.window.sort
        ids = [column.id for column in columns]
        choices = [
            Choice(
                column.id,
                _(column.title),
                (_("largest first") if descending else _("smallest first"))
                if column.id == name
                else "",
            )
            for column in columns
        ]
        at = ids.index(name) if name in ids else 0
        found = await self.shell.push_screen_wait(Menu(_("Sort by"), choices, at=at))
        if found is not None:
            self._list.sort_by(found)

    async def _print(self) -> None:
        row = self._list.row
        if self.form is not None and row is not None:
            card = await waiting(self.desk.open, self.form, row.key)
            await print_card(self, self.form, card)

    async def _do(self) -> None:
        """Offer what can be done with the marked rows, and with the one under the cursor."""
        row, of = self._list.row, self.form
        choices = []
        several = self.desk.rows_commands(of)
        keys = self._list.chosen_keys
        if keys:
            choices += [
                Choice(command, _(command.title))
                for command in several
                if self._list.marked or not command.marked_only
            ]
        card = None
        if of is not None and row is not None and not self._list.marked:
            card = await waiting(self.desk.open, of, row.key)
            twins = {command.id for command in several}  # what works on rows works on one of them
            choices += [
                Choice(one, _(one.title))
                for one in self.desk.commands(of, card)
                if one.id not in twins and not one.line_of
            ]
        if self._tool is not None and row is not None and not self._list.marked:
            choices.append(Choice(self._tool, _(self._tool.title)))
        if not choices:
            self.say(_("Nothing can be done with it now, or your rights do not allow it."))
            return
        found = await self.shell.push_screen_wait(Menu(_("What to do"), choices))
        if isinstance(found, RowsCommand):
            await self._run_rows(found, keys)
        elif isinstance(found, RowTool) and row is not None:
            self.shell.push_screen(tool(self.desk, found.name, row.key))
        elif found is not None and of is not None and card is not None:
            done = await run_command(self, of, card, found, Given())
            if done is not None:
                await self._after(done)

    async def _run_rows(self, command: RowsCommand, keys: list[object]) -> None:
        values: Values = {}
        if command.asks:
            dialog = Ask(self.desk, lambda: _(command.title), command.asks, {})
            answer = await self.shell.push_screen_wait(dialog)
            if answer is None:
                return
            values = answer
        if command.confirm:
            question = fill(_(command.confirm), {"count": len(keys)})
            if not await self.shell.push_screen_wait(Confirm(question)):
                return
        done = await waiting(self.desk.run_rows, command, keys, Given(values))
        self._list.marked.clear()
        await self._after(done)

    async def _after(self, done: Done) -> None:
        self._list.refresh_rows()
        said = fill(_(done.message), done.facts)
        self.say(said)
        if done.open is not None:
            name, key = done.open
            of = self.desk.form(name)
            if of is not None:
                await open_card(self, of, key, said)
        show_next(self, done, said)
