"""The fields of a form or a dialog, laid out in as many columns as fit."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from core.documents.listing import Filter
from core.documents.reference import Field, FieldKind
from core.kernel.errors import NotFound, NotGiven
from tui.desk.context import DeskApp
from tui.desk.files import FilePick
from tui.desk.item_picking import ItemPick
from tui.desk.keys import DeskDialog, Work, begun, waiting
from tui.desk.picking import Pick
from tui.error_text import explain
from tui.flows.desk.desk import TELLABLE, Desk, picked_from
from tui.flows.desk.entry import read, write
from tui.flows.desk.shapes import ItemScope, Picked
from tui.flows.desk.window import row_title
from tui.locale import _
from tui.widgets.entry import EntryField
from tui.widgets.telling import Retold

WIDE = 100
"""Columns of screen from which three fields stand beside one another."""

NARROW = 60

BUILT = frozenset({FieldKind.FORMULA, FieldKind.QUERY})
"""Kinds of text that a screen helps to build."""

_LONG = 40
"""A field of this width takes two columns."""


class FieldsPane(Container, Retold):
    """Fields with their values; what is typed is read at once, and wrong input stays visible."""

    DEFAULT_CSS = """
    FieldsPane { layout: grid; grid-size: 2; grid-rows: 1; grid-gutter: 0 1; height: auto; }
    """

    class Changed(Message):
        """A field got another value."""

        def __init__(self, name: str, value: Any, shown: str) -> None:  # noqa: ANN401 - as the field holds
            super().__init__()
            self.name, self.value, self.shown = name, value, shown

    class Wrong(Message):
        """A field cannot be read."""

        def __init__(self, name: str, error: Any) -> None:  # noqa: ANN401 - with code and facts
            super().__init__()
            self.name, self.error = name, error

    class Finished(Message):
        """Enter was pressed on the last field."""

    class BuildWanted(Message):
        """A text is to be built on a screen that helps with it."""

        def __init__(self, name: str, text: str) -> None:
            super().__init__()
            self.name, self.text = name, text

    def __init__(
        self,
        desk: Desk,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        shown: Mapping[str, str],
        *,
        narrow: Callable[[str], tuple[Filter, ...]],
        fixed: frozenset[str] = frozenset(),
        hidden: frozenset[str] = frozenset(),
        columns: int = 0,
    ) -> None:
        super().__init__()
        self.fields = {field.name: field for field in fields}
        self.values = dict(values)
        self.shown = dict(shown)
        self.fixed = fixed
        self.hidden = hidden
        """Fields that mean nothing now: they are not shown and keep their values."""
        self._desk = desk
        self._narrow = narrow
        self._columns = columns
        self._count = columns or 2
        self._turn = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """One entry per field."""
        width = self._label_width()
        nothing_open = self.fixed >= self.fields.keys()
        spans_of = self._spans(self.fields.values())
        for field, span in zip(self.fields.values(), spans_of, strict=True):
            entry = EntryField(
                field.name,
                field.title,
                self._written(field),
                choices=field.choices,
                is_choice=field.kind in {FieldKind.CHOICE, FieldKind.FLAG},
                readonly=field.name in self.fixed,
                password=field.name in {"password", "badge"},
                label_width=width,
            )
            entry.styles.column_span = span
            entry.display = field.name not in self.hidden
            if nothing_open:
                entry.take_keys()
            yield entry

    def on_mount(self) -> None:
        """Line the labels up."""
        self.retell()

    def on_resize(self, event: events.Resize) -> None:
        """Use the width there is."""
        width = event.size.width
        self._count = self._columns or (1 if width < NARROW else 2 if width < WIDE else 3)
        self.styles.grid_size_columns = self._count
        self._line_up()

    def retell(self) -> None:
        self._line_up()
        for entry in self.query(EntryField):
            if not entry.touched and entry.wrong is None:
                entry.put(self._written(self.fields[entry.key]))

    def show(self, values: Mapping[str, Any], shown: Mapping[str, str]) -> None:
        """Show other values; what is being typed and what is wrong stays as it is."""
        self.values, self.shown = dict(values), dict(shown)
        for entry in self.query(EntryField):
            if not entry.touched:
                entry.put(self._written(self.fields[entry.key]))

    def hide(self, hidden: frozenset[str]) -> None:
        """Hide other fields."""
        if hidden == self.hidden:
            return
        self.hidden = hidden
        for entry in self.query(EntryField):
            entry.display = entry.key not in hidden
        self._line_up()

    def refix(
        self, fixed: frozenset[str], values: Mapping[str, Any], shown: Mapping[str, str]
    ) -> None:
        """Let other fields be changed: the card went on to another status."""
        self.fixed = fixed
        self.values, self.shown = dict(values), dict(shown)
        self.refresh(recompose=True)

    async def recompose(self) -> None:
        """Make the fields anew; the one with the focus keeps it while it can be changed.

        By itself the focus would go to a neighbour, which may be about to be made anew too: keys
        would go to a field that is no longer on the screen.
        """
        current = self.current
        await super().recompose()
        if current is not None and current.key not in self.fixed:
            self.focus_field(current.key)

    def focus_first(self) -> None:
        """Begin with the first field that can be changed."""
        for entry in self.query(EntryField):
            if not entry.readonly and entry.display:
                entry.entry.focus()
                return

    def focus_field(self, name: str) -> None:
        """Go to a field."""
        for entry in self.query(EntryField):
            if entry.key == name:
                entry.entry.focus()

    @property
    def current(self) -> EntryField | None:
        """The field with the focus."""
        return next((e for e in self.query(EntryField) if e.has_focus_within), None)

    @property
    def touched(self) -> bool:
        """Whether something typed has not been taken over yet."""
        return any(entry.touched for entry in self.query(EntryField))

    @property
    def wrong(self) -> EntryField | None:
        """The first field that could not be read."""
        return next((e for e in self.query(EntryField) if e.wrong is not None), None)

    async def collect(self) -> dict[str, Any] | None:
        """Return every value, or None after saying what is wrong."""
        await self.take_typed()
        if self.wrong is not None:
            self.wrong.entry.focus()
            return None
        for name, field in self.fields.items():
            value = self.values.get(name)
            if field.required and not value and value is not False:
                error = NotGiven(what=field.title, value="", expected=field.title)
                self._refuse(name, error)
                self.focus_field(name)
                return None
        return dict(self.values)

    async def take_typed(self) -> None:
        """Take over what stands in the fields and has not been left yet."""
        for entry in self.query(EntryField):
            if entry.touched or entry.wrong is not None:
                await self._take(entry)

    async def pick(self) -> None:
        """Pick the row of the field under the cursor from its list."""
        entry = self.current
        if entry is None or entry.readonly:
            return
        kind = self.fields[entry.key].kind
        if kind in BUILT:
            self.post_message(self.BuildWanted(entry.key, str(entry.current)))
            return
        typed = str(entry.current) if entry.touched else ""
        if kind is FieldKind.ROW:
            async with self._turn:
                await self._pick(entry, typed)
        elif kind is FieldKind.FILE:
            async with self._turn:
                await self._pick_file(entry)

    def on_entry_field_committed(self, event: EntryField.Committed) -> None:
        """Read what was typed; then go on."""
        event.stop()
        self.begin(self._commit, event.field, onward=event.onward)

    def begin(self, work: Work, *args: object, **named: object) -> None:
        """Do something that takes time, in the turn of the fields."""
        self.run_worker(begun(work, *args, **named), group="fields")

    async def _commit(self, entry: EntryField, *, onward: bool) -> None:
        await self._take(entry)
        if not onward or entry.wrong is not None:
            return
        open_fields = [e for e in self.query(EntryField) if not e.readonly and e.display]
        if entry is open_fields[-1]:
            self.post_message(self.Finished())
        else:
            open_fields[open_fields.index(entry) + 1].entry.focus()

    async def _take(self, entry: EntryField) -> None:
        """Read one field; a value that cannot be read is marked, told and kept as typed."""
        async with self._turn:
            field, typed = self.fields[entry.key], entry.current
            if not entry.touched:
                if entry.wrong is not None:  # it stands there again as it was taken over last
                    name = field.name
                    self._set(entry, self.values.get(name), self.shown.get(name, ""))
                return
            try:
                if field.kind is FieldKind.ROW:
                    await self._take_row(entry, str(typed).strip())
                    return
                text = ("1" if typed else "") if field.kind is FieldKind.FLAG else str(typed)
                value = read(field, text, self._today())
            except TELLABLE as error:
                self._refuse(entry.key, error)
                return
            self._set(entry, value, "")

    async def _take_row(self, entry: EntryField, typed: str) -> None:
        field = self.fields[entry.key]
        if not typed:
            self._set(entry, None, "")
            return
        narrowed = self._narrow(field.name)
        name = picked_from(field.of)
        rows = await waiting(self._desk.find, name, typed, narrowed)
        if len(rows) == 1:
            columns = self._desk.listing(name).visible(self._desk.actor)
            self._set(entry, rows[0].key, row_title(columns, rows[0]))
        elif rows:
            await self._pick(entry, typed)
        else:
            raise NotFound(what=field.title, key=typed)

    async def _pick(self, entry: EntryField, search: str) -> None:
        field = self.fields[entry.key]
        filters = self._narrow(field.name)
        dialog: DeskDialog[Picked]
        if field.of == "item" and not filters:
            dialog = ItemPick(self._desk, ItemScope(), search=search)
        else:
            listing = self._desk.listing(picked_from(field.of))
            dialog = Pick(self._desk, listing, filters=filters, search=search)
        app = self.app
        assert isinstance(app, DeskApp)  # noqa: S101 - it lives in the desk only
        picked: Picked | None = await app.push_screen_wait(dialog)
        if picked is not None:
            self._set(entry, picked.key, picked.text)
        elif entry.touched:
            entry.put(self._written(field))

    async def _pick_file(self, entry: EntryField) -> None:
        app = self.app
        assert isinstance(app, DeskApp)  # noqa: S101 - it lives in the desk only
        picked: str | None = await app.push_screen_wait(FilePick(str(entry.current)))
        if picked is not None:
            self._set(entry, picked, "")

    def put(self, name: str, value: Any) -> None:  # noqa: ANN401 - as the field holds
        """Give a field another value, as if it had been typed."""
        for entry in self.query(EntryField):
            if entry.key == name:
                self._set(entry, value, "")
                entry.entry.focus()

    def _set(self, entry: EntryField, value: Any, shown: str) -> None:  # noqa: ANN401 - as the field holds
        field = self.fields[entry.key]
        self.values[field.name] = value
        self.shown[field.name] = shown
        entry.put(self._written(field))
        self.post_message(self.Changed(field.name, value, shown))

    def _refuse(self, name: str, error: Any) -> None:  # noqa: ANN401 - with code and facts
        for entry in self.query(EntryField):
            if entry.key == name:
                entry.mark(explain(error))
        self.post_message(self.Wrong(name, error))

    def _written(self, field: Field) -> Any:  # noqa: ANN401 - text, or a word of the choices
        value = self.values.get(field.name)
        if field.kind is FieldKind.CHOICE:
            words = {str(word): word for word in field.choices or {}}
            return words.get(str(value), value)
        if field.kind is FieldKind.FLAG:
            return bool(value)
        if field.kind is FieldKind.ROW:
            return self.shown.get(field.name, "") if value else ""
        return write(field, value)

    def _line_up(self) -> None:
        entries = [entry for entry in self.query(EntryField) if entry.display]
        shown = [self.fields[entry.key] for entry in entries]
        for entry, span in zip(entries, self._spans(shown), strict=True):
            entry.widen_label(self._label_width())
            entry.styles.column_span = span

    def _spans(self, shown: Iterable[Field]) -> list[int]:
        return spans([field.width > _LONG for field in shown], self._count)

    def _label_width(self) -> int:
        shown = (field for name, field in self.fields.items() if name not in self.hidden)
        return max((len(_(field.title)) for field in shown), default=0)

    def _today(self) -> dt.date:
        return self._desk.today()


def spans(long: Sequence[bool], count: int) -> list[int]:
    """Return how many of *count* columns each field takes: two for long texts, rows always full.

    Where a long text does not fit into what is left of a row, the field before it is widened.
    """
    found: list[int] = []
    used = 0
    for is_long in long:
        wanted = min(2 if is_long else 1, count)
        if used + wanted > count:
            found[-1] += count - used
            used = 0
        found.append(wanted)
        used = (used + wanted) % count
    return found
