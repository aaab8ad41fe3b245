"""The tabs of a form that only show: movements in the ledgers, history, linked documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from core.documents.queries import Change
from core.documents.reference import Field, FieldKind
from core.kernel.daytime import time_text
from tui.flows.desk.cells import choice_title, fact_text
from tui.flows.desk.desk import Linked, Moved
from tui.flows.desk.naming import book_of
from tui.flows.desk.shapes import Form
from tui.formatting import day, moment, money, percent, quantity
from tui.locale import _
from tui.texts.names import column_word
from tui.widgets.grid import GridCell, GridColumn

Table = tuple[list[GridColumn], list[list[GridCell]]]


def movements_table(found: Sequence[Moved]) -> Table:
    """Return movements: which ledger, of what, how much."""
    columns = [
        GridColumn("ledger", _("Ledger"), 18),
        GridColumn("line", "№", 3, right=True),
        GridColumn("measure", _("Measure"), 12),
        GridColumn("quantity", _("Quantity"), 12, right=True),
        GridColumn("where", _("Of what"), 60),
    ]
    rows = [
        [
            GridCell(_(moved.title)),
            GridCell(str(moved.line or "")),
            GridCell(_(column_word(measure))),
            GridCell(_signed(value, is_money=is_money), "bad" if value < 0 else "good"),
            GridCell(", ".join(moved.where)),
        ]
        for moved in found
        for measure, value, is_money in moved.measures
    ]
    return columns, rows


def history_table(
    form: Form, found: Sequence[Change], names: Mapping[tuple[str, int], str]
) -> Table:
    """Return who changed what: newest first."""
    columns = [
        GridColumn("at", _("Time"), 16, flexible=False),
        GridColumn("who", _("Who"), 16),
        GridColumn("what", _("Field"), 20),
        GridColumn("old", _("Before"), 20),
        GridColumn("new", _("After"), 20),
    ]
    fields = {field.name: field for table in form.tables for field in table.fields}
    for sheet in form.sheets:
        # what goes with a document keeps its history under names of its own
        own = {field.name.removeprefix(f"{sheet.name}_"): field for field in sheet.fields}
        fields |= own | {field.name: field for field in sheet.fields}
    fields |= {field.name: field for field in form.fields}
    rows = []
    for change in found:
        field = fields.get(change.field)
        where = [f"№ {change.line}"] if change.line is not None else []
        words = form.words.get(change.field) or column_word(change.field)
        word = _(field.title) if field is not None else _(words)
        if not change.field:
            word = "" if where else _("made")
        what = " ".join([*where, word])

        def told(value: Any, field: Field | None = field, change: Change = change) -> str:  # noqa: ANN401 - as stored
            said = form.told(change.field, value)
            if said is not None:
                return said
            if change.field == "status":
                return _(form.status_titles.get(str(value), str(value)))
            if isinstance(value, Mapping):
                return _line_text(fields, value, names)
            if field is None and (book_of(change.field), value) in names:
                return names[book_of(change.field), value]
            if field is None:
                return _bare(change.field, value)
            return _value(field, value, names)

        rows.append(
            [
                GridCell(moment(change.at), "faint"),
                GridCell(change.who),
                GridCell(what),
                GridCell(told(change.old)),
                GridCell(told(change.new)),
            ]
        )
    return columns, rows


def linked_table(found: Sequence[Linked]) -> Table:
    """Return the chain of documents: what ours stands on, what stands on ours."""
    columns = [
        GridColumn("side", "", 2, flexible=False),
        GridColumn("title", _("Document"), 20),
        GridColumn("number", _("Number"), 12),
        GridColumn("date", _("Date"), 10, flexible=False),
        GridColumn("status", _("Status"), 20),
    ]
    rows = [
        [
            GridCell("↑" if linked.depth < 0 else "↓", "faint"),
            GridCell(_(linked.title)),
            GridCell(linked.number),
            GridCell(day(linked.date)),
            GridCell(_(linked.status)),
        ]
        for linked in found
    ]
    return columns, rows


def _line_text(
    fields: Mapping[str, Field], line: Mapping[str, Any], names: Mapping[tuple[str, int], str]
) -> str:
    """Return a whole line in few words: what it is of, and how much."""
    for kinds in (_THINGS, _WORDS):
        parts = [
            _value(field, line[name], names)
            for name, field in fields.items()
            if line.get(name) and field.kind in kinds
        ]
        if parts:
            return " · ".join(parts)
    return ""


_THINGS = frozenset({FieldKind.ROW, FieldKind.QUANTITY})
_WORDS = frozenset({FieldKind.CHOICE, FieldKind.PERCENT, FieldKind.NUMBER})
"""What a line is told by: goods by what and how much, others by their words and figures."""


def _signed(value: int, *, is_money: bool) -> str:
    written = money(value) if is_money else quantity(value)
    return f"+{written}" if value > 0 else written


def _bare(name: str, value: Any) -> str:  # noqa: ANN401 - as stored
    """Return a value that no field of the form shows, by what its name says it is."""
    if name.endswith("_minor") and isinstance(value, int):
        return money(value)
    if name.endswith("_at") and isinstance(value, str):
        with suppress(ValueError):
            return moment(dt.datetime.fromisoformat(value))
    return fact_text(value)


def _value(field: Field | None, value: Any, names: Mapping[tuple[str, int], str]) -> str:  # noqa: ANN401 - as stored
    """Return a stored value of the history as text."""
    if field is None or value is None or isinstance(value, str | bool):
        if field is not None and field.kind is FieldKind.CHOICE:
            return choice_title(field, value) or fact_text(value)
        if field is not None and field.kind is FieldKind.DATE and isinstance(value, str):
            with suppress(ValueError):
                return day(dt.date.fromisoformat(value))
        return fact_text(value)
    if isinstance(value, int):
        match field.kind:
            case FieldKind.MONEY:
                return money(value)
            case FieldKind.QUANTITY | FieldKind.WEIGHT:
                return quantity(value)
            case FieldKind.PERCENT:
                return percent(value)
            case FieldKind.TIME:
                return time_text(value)
            case FieldKind.TENTHS:
                return quantity(value * 100)
            case FieldKind.ROW:
                return names.get((field.of, value), f"№ {value}") if value else "—"
    return fact_text(value)
