"""The dialog of filters: one line per column, what is typed says what is wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from core.documents.columns import Column
from core.documents.listing import Filter
from core.kernel.i18n import N_
from tui.actions import action
from tui.desk.dialogs import Box
from tui.desk.keys import DeskDialog
from tui.flows.desk.desk import TELLABLE
from tui.flows.desk.filtering import is_chosen, read_filters, write_filters
from tui.locale import _
from tui.widgets.bars import MessageLine, key_name
from tui.widgets.entry import EntryField
from tui.widgets.telling import Line

ANY = ""


class Filters(DeskDialog[tuple[Filter, ...]]):
    """Show only some of the rows."""

    OFFERS = ("save", "back", "help")

    def __init__(
        self, columns: Sequence[Column], filters: tuple[Filter, ...], today: dt.date
    ) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._today = today
        self._before = write_filters(columns, filters)

    def compose(self) -> ComposeResult:
        """One field per column."""
        width = max((len(_(column.title)) for column in self._columns), default=10)
        with Box():
            yield Line(lambda: _("Show only rows where…"), classes="title")
            with VerticalScroll(can_focus=False) as scroll:
                scroll.styles.height = "auto"
                scroll.styles.max_height = 14
                for column in self._columns:
                    yield EntryField(
                        column.id,
                        column.title,
                        self._before.get(column.id, ANY),
                        choices=_choices(column),
                        is_choice=is_chosen(column),
                        label_width=width,
                    )
            yield Line(_hint, classes="hint")
            yield MessageLine()

    def on_mount(self) -> None:
        """Begin with the first field."""
        super().on_mount()
        self.query(EntryField).first(EntryField).entry.focus()

    def on_entry_field_committed(self, event: EntryField.Committed) -> None:
        """Enter on the last field takes them all."""
        event.stop()
        if event.onward:
            fields = list(self.query(EntryField))
            if event.field is fields[-1]:
                self.do_save()
            else:
                self.focus_next()

    def do_save(self) -> None:
        """Take the filters."""
        for field in self.query(EntryField):
            try:
                read_filters(self._columns, {field.key: field.current}, self._today)
            except TELLABLE as error:
                field.entry.focus()
                self.tell(error)
                return
        typed: Mapping[str, Any] = {field.key: field.current for field in self.query(EntryField)}
        self.dismiss(read_filters(self._columns, typed, self._today))


def _choices(column: Column) -> Mapping[Any, str] | None:
    if column.titles is None:
        return {ANY: N_("any"), "1": N_("yes"), "0": N_("no")}
    return {ANY: N_("any"), **{str(word): title for word, title in column.titles.items()}}


def _hint() -> str:
    return _(
        "Text: words it contains. Numbers and dates: 5, >5, <=5, 1..5, “=” for empty."
        " {save} applies."
    ).format(save=key_name(action("desk.save")))
