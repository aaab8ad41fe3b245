"""The tree of discounts: seen whole, changed by keys, tried on a cart from where one stands."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.kernel.i18n import N_
from tui.desk.dialogs import Choice, Menu
from tui.desk.keys import DeskScreen, waiting
from tui.desk.opening import open_card, run_command
from tui.desk.tools import show_next
from tui.flows.desk.desk import Desk
from tui.flows.desk.discount_tree import (
    DOWN,
    IN,
    OUT,
    UP,
    Tree,
    TreeRow,
    copied_node,
    new_node,
    read_tree,
    shift,
)
from tui.flows.desk.discounts import KINDS, DiscountForm
from tui.flows.desk.shapes import Card, Command, Done, Given
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line

WAYS = {
    UP: N_("Move up"),
    DOWN: N_("Move down"),
    IN: N_("Nest into the group above"),
    OUT: N_("Take out of its group"),
}
"""Way of moving → what the menu calls it."""

STEP = 2
"""Columns by which a level stands to the right of the one above it."""


class DiscountTree(DeskScreen):
    """All groups and discounts."""

    OFFERS = (
        "help",
        "open",
        "new",
        "do",
        "copy",
        "remove",
        "filter",
        "refresh",
        "back",
        "lock",
        "language",
        "quit",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+up", f"shift('{UP}')", show=False),
        Binding("ctrl+down", f"shift('{DOWN}')", show=False),
        Binding("ctrl+right", f"shift('{IN}')", show=False),
        Binding("ctrl+left", f"shift('{OUT}')", show=False),
        Binding("backspace", "find_less", show=False),
    ]
    DEFAULT_CSS = """
    DiscountTree Grid { height: 1fr; }
    DiscountTree .about { height: 2; width: 1fr; }
    DiscountTree .hint { height: 1; width: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._form = DiscountForm()
        self._may_edit = desk.actor.may(self._form.edit)
        self._tree = Tree(())
        self._retired = False
        self._find = ""
        self._found_at = 0
        """Row that the letters found."""
        self._grid = Grid()
        self._about = Line(self._about_text, classes="about facts")
        self._hint = Line(self._hint_text, classes="hint")

    def body(self) -> ComposeResult:
        """The tree, what the node under the cursor is, how to move it."""
        yield self._grid
        yield self._about
        yield self._hint

    def on_mount(self) -> None:
        """Read the tree."""
        super().on_mount()
        self._grid.focus()
        self.do_refresh()

    def on_screen_resume(self) -> None:
        """A card on top may have changed the tree."""
        if self._tree.rows and self.shell.desk is not None:
            self.do_refresh()

    def heading(self) -> str:
        """Return what is shown."""
        return _("Discounts and markups")

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense."""
        if verb in {"new", "copy", "remove"}:
            return self._may_edit
        return super().may(verb)

    @property
    def row(self) -> TreeRow | None:
        """The node under the cursor; None before the tree is read."""
        at = self._grid.cursor
        return self._tree.rows[at] if at < len(self._tree.rows) else None

    def retell(self) -> None:
        """Read again in the other language: values are words."""
        if self.is_mounted and self._tree.rows:
            self.do_refresh()

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Tell about the node under the cursor; whoever moves on looks for nothing any more."""
        event.stop()
        self._about.retell()
        if self._grid.cursor != self._found_at:
            self._forget()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter opens."""
        event.stop()
        self.do_open()

    def on_key(self, event: events.Key) -> None:
        """Letters find a node by its name."""
        if event.is_printable and event.character:
            event.stop()
            self._look_for(self._find + event.character)

    def action_find_less(self) -> None:
        """Take a letter back."""
        self._look_for(self._find[:-1])

    def action_shift(self, way: str) -> None:
        """Move the node under the cursor."""
        if not self._may_edit:
            self.say(_("Your rights do not allow it."), Severity.WARN)
        elif self.row is not None:
            self.perform(self._shift, self.row.id, way)

    def do_open(self) -> None:
        """Open the card of the node."""
        if self.row is not None:
            self.perform(open_card, self, self._form, self.row.id)

    def do_new(self) -> None:
        """Make a group or a discount where the cursor is."""
        self.perform(self._new)

    def do_copy(self) -> None:
        """Make one like the one under the cursor."""
        if self.row is not None and self.row.parent_id is not None:
            self.perform(self._copy)

    def do_remove(self) -> None:
        """Take the node out of use, or back into it."""
        self.perform(self._remove)

    def do_filter(self) -> None:
        """Show or hide what is out of use."""
        self._retired = not self._retired
        self.do_refresh()

    def do_refresh(self) -> None:
        """Read the tree again."""
        self.perform(self._read, group="read", exclusive=True)

    def do_do(self) -> None:
        """Everything that can be done with the node."""
        self.perform(self._do)

    def do_back(self) -> None:
        """Forget what was looked for, then leave."""
        if self._find:
            self._forget()
        else:
            super().do_back()

    async def _read(self, key: int | None = None) -> None:
        flow = partial(read_tree, retired=self._retired)
        wanted = key if key is not None else (self.row.id if self.row is not None else None)
        before = {row.id for row in self._tree.rows}
        self._tree = await waiting(self.desk.ask, flow)
        fresh = [row.id for row in self._tree.rows if row.id not in before]
        if before and len(fresh) == 1:
            wanted = fresh[0]  # made just now
        self._draw(self._tree.at(wanted))

    def _draw(self, cursor: int) -> None:
        columns = [
            GridColumn("name", _("Group or discount"), 34),
            GridColumn("gives", _("Gives"), 26),
            GridColumn("acts", _("Acts"), 16, flexible=False),
        ]
        rows = [
            [
                GridCell(_indented(row), self._tone(row)),
                GridCell(row.gives, "faint" if row.retired else "plain"),
                GridCell(row.acts, "faint" if row.retired else "plain"),
            ]
            for row in self._tree.rows
        ]
        self._grid.empty = _("There are no discounts yet.")
        self._grid.show(columns, rows, cursor=cursor)
        self._about.retell()
        self._hint.retell()
        self.refresh_keys()

    def _tone(self, row: TreeRow) -> str:
        if row.retired:
            return "bad"
        return "work" if row.is_group else "plain"

    def _about_text(self) -> str:
        return f" {self.row.about}" if self.row is not None else ""

    def _hint_text(self) -> str:
        if self._find:
            return _(" Looking for: {text}").format(text=self._find)
        if not self._may_edit:
            return _(" Letters find by name.")
        return _(" Ctrl+↑↓ moves, Ctrl+→ nests, Ctrl+← takes out; letters find by name.")

    def _look_for(self, text: str) -> None:
        """Put the cursor on the next node whose name holds *text*."""
        rows, wanted = self._tree.rows, text.casefold()
        start = self._grid.cursor
        order = [*range(start, len(rows)), *range(start)]
        found = next((at for at in order if wanted in rows[at].name.casefold()), None)
        if text and found is None:
            self.shell.bell()
            return
        self._find = text
        if text and found is not None:
            self._found_at = found
            self._grid.go_to(found)
        self._hint.retell()

    def _forget(self) -> None:
        """Look for nothing any more."""
        self._find = ""
        self._hint.retell()

    async def _shift(self, node_id: int, way: str) -> None:
        self._forget()
        flow = partial(shift, node_id=node_id, way=way, retired=self._retired)
        if await waiting(self.desk.ask, flow):
            await self._read(node_id)
        else:
            self.shell.bell()

    async def _new(self) -> None:
        choices = [Choice(word, _(title)) for word, title in KINDS.items()]
        menu: Menu = Menu(_("Of which kind"), choices)
        kind = await self.shell.push_screen_wait(menu)
        if kind is not None:
            flow = partial(new_node, kind=kind, tree=self._tree, at=self._grid.cursor)
            self._show_new(await waiting(self.desk.ask, flow))

    async def _copy(self) -> None:
        flow = partial(copied_node, tree=self._tree, at=self._grid.cursor)
        self._show_new(await waiting(self.desk.ask, flow))

    def _show_new(self, card: Card | None) -> None:
        if card is not None:
            self.shell.show_card(self._form, card)

    async def _remove(self) -> None:
        row = self.row
        if row is None or row.parent_id is None:
            self.say(_("The root of the tree stays."), Severity.WARN)
            return
        card = await waiting(self.desk.open, self._form, row.id)
        wanted = "restore" if row.retired else "retire"
        command = next(one for one in self._form.commands if one.id == wanted)
        await self._run(card, command)

    async def _do(self) -> None:
        row = self.row
        if row is None:
            return
        card = await waiting(self.desk.open, self._form, row.id)
        commands = self.desk.commands(self._form, card)
        if row.parent_id is None:
            commands = tuple(one for one in commands if one.id not in {"retire", "restore"})
        choices = [Choice(command, _(command.title)) for command in commands]
        if self._may_edit and row.parent_id is not None:
            choices += [Choice(way, _(title)) for way, title in WAYS.items()]
        if not choices:
            self.say(_("Nothing can be done with it now, or your rights do not allow it."))
            return
        menu: Menu = Menu(_("What to do"), choices)
        found = await self.shell.push_screen_wait(menu)
        if isinstance(found, Command):
            await self._run(card, found)
        elif found is not None:
            await self._shift(row.id, found)

    async def _run(self, card: Card, command: Command) -> None:
        done: Done | None = await run_command(self, self._form, card, command, Given())
        if done is not None:
            await self._read()
            said = fill(_(done.message), done.facts)
            self.say(said)
            show_next(self, done, said)


def _indented(row: TreeRow) -> str:
    mark = "▸ " if row.is_group else "· "
    return f"{' ' * STEP * row.depth}{mark}{row.name}"
