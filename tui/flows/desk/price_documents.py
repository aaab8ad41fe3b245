"""The form of price documents: items down, price types across, dependent prices as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.pricing.document_prices import ComputedCells, computed_cells, present_cells
from core.pricing.document_queries import (
    MatrixRow,
    PriceDocumentCard,
    matrix_rows,
    price_document_card,
)
from core.pricing.kinds import DocumentOrigin, PriceDocumentStatus
from core.pricing.price_documents import (
    NewPriceDocument,
    PriceCell,
    PriceDocumentChanges,
    create_price_document,
    save_price_document,
)
from core.pricing.queries import PriceTypeRow, price_types, price_types_by_id
from core.pricing.words import METHODS, ORIGINS
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.price_document_commands import COMMANDS, ROWS_COMMANDS
from tui.flows.desk.price_matrix import column, matrix_cells, price_field, type_of
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Lines, Values
from tui.locale import _

MATRIX = Lines(
    "matrix",
    N_("Prices"),
    (Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=30),),
    editable=True,
    picks="item_id",
)
"""Between item and unit stand the columns of the types."""

_AFTER = (
    Field("unit", N_("Unit"), width=4),
    Field("variant_id", N_("Variant"), FieldKind.ROW, of="item_variant", width=12),
    Field("code", N_("Code"), width=10),
)

COLUMNS = Lines(
    "columns",
    N_("Price types"),
    (
        Field("price_type_id", N_("Price type"), FieldKind.ROW, required=True, of="price_type"),
        Field("method", N_("Method"), width=26),
        Field("currency", N_("Currency"), width=8),
    ),
    editable=True,
    picks="price_type_id",
    readonly=frozenset({"method", "currency"}),
)

MOST_COLUMNS = 8
"""Columns a new document begins with at most."""


class PriceDocumentForm(DocumentForm):
    """Установка цен."""

    name = "price_documents"
    subject = "price_document"
    edit = Permission.PRICE_EDIT
    makes = True
    fields = (
        Field("date", N_("Since"), FieldKind.DATE, required=True, width=10),
        Field("comment", N_("Comment"), width=40),
    )
    tables = (MATRIX, COLUMNS)
    commands = COMMANDS
    rows_commands = ROWS_COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the document with its matrix."""
        found = price_document_card(session, actor, key)
        types = [one.id for one in found.types]
        editable = (
            found.status is PriceDocumentStatus.NOT_AGREED
            and found.origin is not DocumentOrigin.RECALCULATION
            and actor.may(self.edit)
        )
        return Card(
            id=found.id,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values={"date": found.date, "comment": found.comment},
            lines={
                "matrix": tuple(
                    _line(row, types, number) for number, row in enumerate(found.rows, start=1)
                ),
                "columns": tuple(_column(one) for one in found.types),
            },
            facts=_facts(found),
            editable=editable,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty document; its columns are the common types, those typed first."""
        if not actor.may(self.edit):
            return None
        known = sorted(price_types(session, actor), key=lambda one: one.method.computed)
        types = [one for one in known if one.includes_vat == known[0].includes_vat]
        return Card(
            None,
            0,
            "",
            values={"date": clock.business_date(), "comment": ""},
            lines={
                "matrix": (),
                "columns": tuple(_column(one) for one in types[:MOST_COLUMNS]),
            },
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the document; it changes nothing until it is agreed."""
        types = _types(card)
        cells = _cells(card)
        values = card.values
        if card.id is None:
            new = NewPriceDocument(
                types=types, cells=cells, date=values["date"], comment=values["comment"] or ""
            )
            return create_price_document(session, actor, new, clock=clock).id
        changes = PriceDocumentChanges(
            types=types, cells=cells, date=values["date"], comment=values["comment"] or ""
        )
        saved = save_price_document(session, actor, card.id, card.version, changes, clock=clock)
        return saved.id

    def shape(self, card: Card) -> tuple[Lines, ...]:
        """Return the matrix with a column per type of the card."""
        columns = [line for line in card.lines.get("columns", ()) if line.get("price_type_id")]
        prices = tuple(
            price_field(line["price_type_id"], line.get("title") or "") for line in columns
        )
        first = prices[0].name if prices else ""
        matrix = replace(
            MATRIX,
            fields=(*MATRIX.fields, *prices, *_AFTER),
            entry=first,
            readonly=frozenset({"unit", "code"}),
        )
        return (matrix, COLUMNS)

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of an item with the prices that hold, or of a type."""
        del actor
        if table == "columns":
            return _column(price_types_by_id(session, [picked])[picked])
        types = _types(card)
        present = present_cells(session, types, [(picked, 0)], card.values["date"])
        computed = computed_cells(session, types, present, card.values["date"])
        rows = matrix_rows(session, computed.cells)
        return _line(rows[0], types, None)

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow a base price with the dependent ones, another item or type with its prices."""
        del actor
        if table == "columns":
            return _with_columns(session, card)
        if table != "matrix" or not card.lines["matrix"]:
            return card
        row = card.lines["matrix"][line]
        types = _types(card)
        on = card.values["date"]
        thing = (row["item_id"], row.get("variant_id") or 0)
        if name in {"item_id", "variant_id"}:
            present = present_cells(session, types, [thing], on)
            computed = computed_cells(session, types, present, on)
            fresh = _line(matrix_rows(session, computed.cells)[0], types, None)
            kept = {"line_no": row["line_no"]} if "line_no" in row else {}
            return _put(card, line, {**fresh, **kept})
        changed = type_of(name)
        if changed is None:
            return card
        cells = {thing: {one: row.get(column(one)) for one in types}}
        computed = computed_cells(session, types, cells, on, changed=[changed])
        prices = {column(one): price for one, price in computed.cells[thing].items()}
        return _told(_put(card, line, {**row, **prices}), computed)

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show variants of the item only."""
        if table == "matrix" and name == "variant_id":
            return (Filter("item", "eq", card.lines[table][line].get("item_id" + SHOWN)),)
        return ()

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a new document of the same prices, from today on."""
        made = super().copied(card, fresh)
        return replace(made, values={**made.values, "date": fresh.values["date"]})


def _types(card: Card) -> tuple[int, ...]:
    found = (line.get("price_type_id") for line in card.lines.get("columns", ()))
    return tuple(dict.fromkeys(one for one in found if one))


def _cells(card: Card) -> tuple[PriceCell, ...]:
    """Return the cells of the card; a row without a price keeps its place by an empty one."""
    types = _types(card)
    return tuple(
        PriceCell(line["item_id"], one, line.get(column(one)), line.get("variant_id") or 0)
        for line in card.lines["matrix"]
        if line.get("item_id")
        for at, one in enumerate(types)
        if at == 0 or line.get(column(one)) is not None
    )


def _line(row: MatrixRow, types: Sequence[int], number: int | None) -> dict[str, Any]:
    return {
        **({"line_no": number} if number is not None else {}),
        "item_id": row.item_id,
        "item_id" + SHOWN: row.item,
        **{column(one): row.prices.get(one) for one in types},
        "unit": row.unit,
        "variant_id": row.variant_id,
        "variant_id" + SHOWN: row.variant,
        "code": row.code,
    }


def _column(one: PriceTypeRow) -> dict[str, Any]:
    return {
        "price_type_id": one.id,
        "price_type_id" + SHOWN: one.name,
        "title": one.name,
        "method": _(METHODS[one.method]),
        "currency": one.currency,
    }


def _facts(found: PriceDocumentCard) -> tuple[tuple[str, str], ...]:
    facts = [(N_("Items"), str(len(found.rows))), (N_("In force"), str(found.registered))]
    if found.origin is not DocumentOrigin.MANUAL:
        facts.append((N_("Made by"), ORIGINS[found.origin]))
    if found.basis:
        facts.append((N_("Basis"), found.basis))
    return tuple(facts)


def _with_columns(session: Session, card: Card) -> Card:
    """Fill the columns that were added, and name those that were chosen anew."""
    known = price_types_by_id(session, _types(card))
    columns = [
        _column(known[line["price_type_id"]])
        for line in card.lines["columns"]
        if line.get("price_type_id") in known
    ]
    card = card.with_lines("columns", columns)
    types, on = _types(card), card.values["date"]
    lines = card.lines["matrix"]
    added = [one for one in types if lines and column(one) not in lines[0]]
    if not added:
        return card
    cells = matrix_cells(lines, types)
    present = present_cells(session, added, cells, on)
    for thing, found in present.items():
        cells[thing].update(found)
    computed = computed_cells(session, types, cells, on)
    return _told(
        card.with_lines("matrix", [_filled(line, types, computed.cells) for line in lines]),
        computed,
    )


def _filled(
    line: Values, types: Sequence[int], cells: Mapping[tuple[int, int], Mapping[int, int | None]]
) -> dict[str, Any]:
    prices = cells[line["item_id"], line.get("variant_id") or 0]
    return {**line, **{column(one): prices.get(one) for one in types}}


def _put(card: Card, line: int, row: Values) -> Card:
    lines = list(card.lines["matrix"])
    lines[line] = row
    return card.with_lines("matrix", lines)


def _told(card: Card, computed: ComputedCells) -> Card:
    """Say below the form which prices could not be computed."""
    nothing = _("no source price")
    reasons = [f"{one.price_type}: {one.missing or nothing}" for one in computed.empty]
    kept = [fact for fact in card.facts if fact[0] != "Not computed"]
    count = len(computed.empty) + len(computed.faults)
    if count:
        more = f" ({reasons[0]})" if reasons else ""
        kept.append((N_("Not computed"), f"{count}{more}"))
    return replace(card, facts=tuple(kept))
