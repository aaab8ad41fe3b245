"""A card being changed: what was read, what was typed, writing it, and who was faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import ContentSwitcher

from core.documents.reference import FieldKind
from core.kernel.errors import Conflict
from core.kernel.money import Money
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.fields import FieldsPane
from tui.desk.item_picking import ItemPick
from tui.desk.keys import DeskScreen, Work, waiting
from tui.desk.lines import LinesPane
from tui.desk.picking import Pick
from tui.desk.tools import builder
from tui.error_text import explain
from tui.flows.desk.desk import TELLABLE, Desk, picked_from
from tui.flows.desk.merging import merged
from tui.flows.desk.shapes import SHOWN, Card, Form, Picked
from tui.formatting import money
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid
from tui.widgets.tabs import Tab, TabLine
from tui.widgets.telling import Line

MOVEMENTS, HISTORY, LINKED = "movements", "history", "linked"
TRACKS = (MOVEMENTS, HISTORY, LINKED)
"""Tabs that only show."""

ITEM = "item"
"""The book whose rows are found as they are typed."""

SAVE, LEAVE, STAY, MERGE, RELOAD = "save", "leave", "stay", "merge", "reload"


class CardScreen(DeskScreen):
    """A card with its fields and lines, and what is written of them."""

    DEFAULT_CSS = """
    CardScreen .fields { height: auto; max-height: 45%; scrollbar-size-vertical: 1; }
    CardScreen ContentSwitcher { height: 1fr; }
    CardScreen .facts { height: auto; max-height: 3; width: 1fr; }
    CardScreen .line-about { height: auto; max-height: 2; width: 1fr; display: none; }
    CardScreen .line-about.-said { display: block; }
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
            hidden=of.hidden(card),
        )
        self._sheets = {
            sheet.name: FieldsPane(
                desk,
                sheet.fields,
                card.values,
                card.shown,
                narrow=lambda name: self.form.narrow(self.card, "", 0, name),
                fixed=of.fixed(card),
                hidden=of.hidden(card),
            )
            for sheet in of.sheets
        }
        self._panes = {
            table.name: LinesPane(table, desk.today(), editable=of.lines_open(card, table.name))
            for table in of.shape(card)
        }
        self._tab_line = TabLine(self._tabs())
        self._turn = asyncio.Lock()
        self._quick = False
        """Lines are being added one after another."""
        self._busy = False
        self._tracks = {name: Grid(id=name) for name in TRACKS}
        self._facts = Line(self._facts_text, classes="facts")
        self._line_about = Line(self._about_line, classes="line-about")
        self._said = said

    def body(self) -> ComposeResult:
        """Fields, tabs, what the tab shows, facts."""
        with VerticalScroll(classes="fields", can_focus=False):
            yield self._fields
        yield self._tab_line
        with ContentSwitcher(initial=pane_id(self._tab) if self._tab else None):
            yield from self._panes.values()
            for name, fields in self._sheets.items():
                yield VerticalScroll(fields, id=pane_id(name), can_focus=False)
            yield from self._tracks.values()
        yield self._line_about
        yield self._facts

    def on_mount(self) -> None:
        """Show the card; a new one begins with its first field."""
        super().on_mount()
        self._show()
        if self.card.id is None or not self.form.tables or self.form.single:
            self._fields.focus_first()
        else:
            self._panes[self.form.tables[0].name].focus_line(0)
        if self._said:
            self.say(self._said)

    def heading(self) -> str:
        """Return what it is, its number, its status, and whether it is saved."""
        card = self.card
        named = card.heading or (_("new") if card.id is None else "")
        parts = [_(self.form.one), *([named] if named else [])]
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
        return not self.form.looks and not self.card.same_input(self.base)

    @property
    def unsaved(self) -> bool:
        """Whether anything typed would be lost, even what is still being typed."""
        typing = any(pane.typing for pane in self._panes.values())
        wrong = any(fields.touched or fields.wrong is not None for fields in self._inputs)
        return self.dirty or typing or wrong

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

    async def _pick_cell(self, event: LinesPane.PickWanted) -> None:
        table = self._tab
        row = await self._pick_row(table, event.line, event.name, event.typed)
        if row is None:
            return
        if event.name != self.form.table(table).picks:
            await self._set_cell(table, event.line, event.name, row.key, row.text)
            return
        async with self._turn:
            if event.line < len(self.card.lines[table]):
                self.card = await waiting(
                    self.desk.another, self.form, self.card, table, event.line, row
                )
                self._show()

    async def _pick_row(self, table: str, line: int, name: str, typed: str) -> Picked | None:
        field = self._panes[table].of.field(name)
        desk, form, card = self.desk, self.form, self.card
        filters = form.narrow(card, table, line, name)
        if field.of == ITEM and not filters:
            finder = ItemPick(desk, form.item_scope(card), search=typed)
            return await self.shell.push_screen_wait(finder)
        dialog = Pick(
            desk,
            desk.listing(picked_from(field.of)),
            filters=filters,
            search=typed,
        )
        return await self.shell.push_screen_wait(dialog)

    async def _choose_cell(self, event: LinesPane.ChoiceWanted) -> None:
        table = self._tab
        field = self._panes[table].of.field(event.name)
        choices = [Choice(value, _(title)) for value, title in (field.choices or {}).items()]
        found = await self.shell.push_screen_wait(Menu(_(field.title), choices))
        if found is not None:
            await self._set_cell(table, event.line, event.name, found, "")

    async def _build(self, text: str, kind: FieldKind) -> str | None:
        """Return a text built on a screen that helps with it; None when it stays as it is."""
        dialog = builder(kind, self.desk, self.form, self.card, text)
        found: str | None = await self.shell.push_screen_wait(dialog)
        return found

    async def _build_field(self, name: str, text: str) -> None:
        fields = next(found for found in self._inputs if name in found.fields)
        built = await self._build(text, fields.fields[name].kind)
        if built is not None:
            fields.put(name, built)

    async def _build_cell(self, event: LinesPane.PickWanted) -> None:
        table = self._tab
        built = await self._build(event.typed, self._panes[table].of.field(event.name).kind)
        if built is not None:
            await self._set_cell(table, event.line, event.name, built, "")

    async def _take_typed(self) -> bool:
        """Take over everything typed so far; False, after saying why, when some cannot be read."""
        pane = self._pane
        if pane is not None and pane.typing:
            if not pane.take_typed():
                return False
            await asyncio.sleep(0)
        for fields in self._inputs:
            await fields.take_typed()
            for name in fields.fields:
                if name in fields.values and name not in fields.fixed:
                    await self._set_field(name, fields.values[name], fields.shown.get(name, ""))
        wrong = next((fields.wrong for fields in self._inputs if fields.wrong is not None), None)
        if wrong is not None and wrong.wrong is not None:
            wrong.entry.focus()
            self.say(wrong.wrong.text, wrong.wrong.severity)
        return wrong is None

    # Writing and reading the card

    async def _save(self) -> bool:
        """Write the card; return whether it is written."""
        if not await self._take_typed():
            return False
        for fields in self._inputs:
            if await fields.collect() is None:
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
        self.card = await self._counted(result.card)
        self._show()
        places = [place for place in result.both if not self._follows(place)]
        if places:
            both = ", ".join(self._place_name(place) for place in places)
            text = _("Both changed: {fields}. Yours is kept; check, then save.")
            self.say(text.format(fields=both), Severity.WARN)
        else:
            self.say(_("Your input stands on top of it. Check, then save."), Severity.INFO)

    async def _counted(self, card: Card) -> Card:
        """Return a merged card with the sums that follow from its lines."""
        if not self.form.tables or not card.editable:
            return card
        table = self.form.tables[0].name
        last = max(0, len(card.lines.get(table, ())) - 1)
        return await waiting(self.desk.changed, self.form, card, table, last, "")

    def _follows(self, place: str) -> bool:
        """Tell whether a place of a merge is a column that nobody types: it follows the others."""
        words = place.split()
        tables = {table.name: table for table in self.form.shape(self.card)}
        return words[0] in tables and words[-1] in tables[words[0]].readonly

    def _place_name(self, place: str) -> str:
        """Return a place of a merge as the form calls it."""
        fields = {field.name: field.title for field in self.form.all_fields}
        tables = {table.name: table for table in self.form.shape(self.card)}
        words = place.split()
        if words[0] not in tables:
            return _(fields.get(words[0], words[0]))
        titles = {field.name: field.title for field in tables[words[0]].fields}
        return " ".join([_("line"), *(_(titles.get(word, word)) for word in words[1:])])

    async def _read_again(self) -> None:
        if self.form.looks:
            self._replace(await waiting(self.desk.changed, self.form, self.card, "", 0, ""))
        elif self.card.id is not None:
            self._replace(await waiting(self.desk.open, self.form, self.card.id))

    async def _reload_after_question(self) -> None:
        if self.card.id is None:
            return
        if self.dirty and not await self.shell.push_screen_wait(
            Confirm(_("Drop what was typed and read the card again?"))
        ):
            return
        await self._read_again()
        self.hush()

    async def _leave(self) -> None:
        if not await self._settled_input():
            return
        self.shell.pop_screen()

    async def _settled_input(self) -> bool:
        """Return True when nothing unsaved is left, or it may be lost."""
        pane = self._pane
        typing = any(found.current and found.current.touched for found in self._inputs)
        if typing or (pane is not None and pane.typing):
            await self._take_typed()
        if not self.dirty and all(fields.wrong is None for fields in self._inputs):
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
        if not self.dirty:  # a new one: what it cannot do without is told before it is asked
            for fields in self._inputs:
                if await fields.collect() is None:
                    return False
        question = _("Save what was typed first?")
        if not await self.shell.push_screen_wait(Confirm(question, yes=_("Save"))):
            return False
        return await self._save()

    # Showing

    def _show(self) -> None:
        """Show the card; what is being typed stays."""
        for fields in self._inputs:
            fields.show(self.card.values, self.card.shown)
            fields.hide(self.form.hidden(self.card))
        for table in self.form.shape(self.card):
            lines = self.card.lines.get(table.name, ())
            editable = self.form.lines_open(self.card, table.name)
            self._panes[table.name].show(lines, editable=editable, of=table)
        self._facts.retell()
        self._tell_line()
        self.refresh_title()
        self.refresh_keys()

    def _replace(self, card: Card) -> None:
        """Show another state of the card as the one that is stored."""
        before = self.form.fixed(self.card)
        self.card = self.base = card
        fixed = self.form.fixed(card)
        if fixed != before:
            for fields in self._inputs:
                fields.refix(fixed, card.values, card.shown)
        self._show()
        self._tab_line.refresh()

    def _point_at(self, error: Any) -> None:  # noqa: ANN401 - with code and facts
        """Tell an error, and go to the field or the line it is about."""
        self.tell(error)
        what = str(error.facts.get("what", ""))
        for fields in self._inputs:
            by_title = {field.title: name for name, field in fields.fields.items()}
            if what in fields.fields or what in by_title:
                fields.focus_field(by_title.get(what, what))
        line = error.facts.get("line")
        if isinstance(line, int) and self._pane is not None:
            numbers = [one.get("line_no") or at for at, one in enumerate(self._pane.lines, 1)]
            if line in numbers:
                named = {what, f"{what}_minor"}
                columns = (field.name for field in self._pane.of.fields if field.name in named)
                self._pane.focus_line(numbers.index(line), next(columns, ""))

    def _facts_text(self) -> str:
        told = (
            (title, money(fact.minor) if isinstance(fact, Money) else _(fact))
            for title, fact in self.card.facts
        )
        return _in_rows([f"{_(title)}: {text}" for title, text in told], self.size.width - 2)

    def _about_line(self) -> str:
        pane = self._pane
        if pane is None or pane.line is None:
            return ""
        found = self.form.about_line(self.card, pane.of.name, pane.line)
        return f" {found}" if found else ""

    def _tell_line(self) -> None:
        """Say what there is to say about the line under the cursor."""
        if self._line_about.is_mounted:
            self._line_about.set_class(bool(self._about_line()), "-said")
            self._line_about.retell()

    def _tabs(self) -> list[Tab]:
        tabs = [Tab(table.name, _title(table.title)) for table in self.form.tables]
        tabs += [Tab(sheet.name, _title(sheet.title)) for sheet in self.form.sheets]
        if self.form.moves:
            tabs.append(Tab(MOVEMENTS, lambda: _("Movements")))
        if self.form.has_history and not self.form.looks:
            tabs.append(Tab(HISTORY, lambda: _("History")))
        if self.form.is_document:
            tabs.append(Tab(LINKED, lambda: _("Linked documents")))
        return tabs

    @property
    def _inputs(self) -> tuple[FieldsPane, ...]:
        """Everything with fields: the header and the sheets."""
        return (self._fields, *self._sheets.values())

    @property
    def _typed_into(self) -> FieldsPane | None:
        """The fields that have the focus."""
        return next((found for found in self._inputs if found.current is not None), None)

    @property
    def _tab(self) -> str:
        return self._tab_line.active

    @property
    def _pane(self) -> LinesPane | None:
        """The table on screen; None on the other tabs."""
        return self._panes.get(self._tab)

    def _once(self, work: Work) -> None:
        """Do *work* unless the last one is still being done: two Enters are one save."""
        if self._busy:
            return
        self._busy = True
        self.perform(self._then_free, work)

    async def _then_free(self, work: Work) -> None:
        try:
            await work()
        finally:
            self._busy = False


def pane_id(tab: str) -> str:
    """Return the id of the widget that a tab shows."""
    return tab if tab in TRACKS else f"lines-{tab}"


def _title(title: str) -> Callable[[], str]:
    return lambda: _(title)


def _in_rows(facts: Sequence[str], width: int) -> str:
    """Return facts side by side in rows, so that none is broken where it fits a row of its own."""
    rows: list[str] = []
    for fact in facts:
        if rows and len(rows[-1]) + 2 + len(fact) <= width:
            rows[-1] += f"  {fact}"
        else:
            rows.append(f" {fact}")
    return "\n".join(rows)
