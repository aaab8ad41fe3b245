"""The form of stock entries (Ввод остатков): what lies where when the books are opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.documents.listing import Filter
from core.documents.operations import check_version
from core.documents.usual import remember, usual
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.kernel.ids import uuid7
from core.stock.opening import StockLine, enter_stock
from core.stock.queries import warehouses
from tui.flows.desk.documents import DocumentForm, without_prices
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Lines, Values, item_name

LINES = Lines(
    "lines",
    N_("Lines"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=40),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=10),
        Field("unit", N_("Unit"), width=4),
        Field("price_minor", N_("Price"), FieldKind.PRICE, width=10),
        Field("cell_id", N_("Cell"), FieldKind.ROW, of="cell", width=10),
        Field("lot_id", N_("Lot"), FieldKind.ROW, of="lot", width=12),
        Field("packaging_id", N_("Packaging"), FieldKind.ROW, of="packaging", width=10),
        Field("room_id", N_("Room"), FieldKind.ROW, of="room", width=10),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset({"unit"}),
)

_PLACES = ("variant_id", "packaging_id", "lot_id", "room_id", "cell_id")


class StockEntryForm(DocumentForm):
    """Ввод остатков."""

    name = "stock_entry"
    subject = "stock_entry"
    edit = Permission.STOCK_ENTER
    makes = True
    fields = (
        Field(
            "warehouse_id", N_("Warehouse"), FieldKind.ROW, required=True, of="warehouse", width=16
        ),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), fixed=True, width=40),
    )
    tables = (LINES,)

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the entry with its lines."""
        entry = self.stored(session, actor, key)
        values = {
            "warehouse_id": entry.warehouse_id,
            "date": entry.date,
            "comment": entry.comment,
            "source": entry.source,
        }
        lines = [
            {**line, "unit": item_card(session, line["item_id"]).row.unit}
            for line in self.stored_lines(session, key)
        ]
        return Card(
            id=key,
            version=entry.version,
            heading=entry.number_text,
            status=entry.status,
            status_title=self.status_title(entry.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={"lines": without_prices(actor, shown_lines(session, LINES.fields, lines))},
            editable=actor.may(self.edit) and bool(entry.source),
            warehouse_id=entry.warehouse_id,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty entry for the usual warehouse."""
        if not actor.may(self.edit):
            return None
        houses = {row.id: row.name for row in warehouses(session, actor)}
        found = usual(session, actor, self.subject, {"warehouse_id": list(houses)})
        house = found.get("warehouse_id")
        values = {
            "warehouse_id": house,
            "date": clock.business_date(),
            "comment": "",
            "source": "",
        }
        shown = {"warehouse_id": houses[house] if house else ""}
        return Card(None, 0, "", values=values, shown=shown, lines={"lines": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Enter the stock; an entry made at the desk may be corrected as long as it is there.

        Whoever may not see prices leaves them as they are.
        """
        values = card.values
        source = values["source"] or f"desk:{uuid7()}"
        lines = card.lines["lines"]
        if card.id is not None:
            check_version(session, self.stored(session, actor, card.id), card.version)
            if not actor.may(Permission.PRICE_READ):
                lines = _priced_as_stored(lines, self.stored_lines(session, card.id))
        entered = enter_stock(
            session,
            actor,
            values["warehouse_id"] or 0,
            [_line(line) for line in lines],
            clock=clock,
            on=values["date"],
            source=source,
            comment=values["comment"] or "",
        )
        if card.id is None:
            remember(session, actor, self.subject, {"warehouse_id": values["warehouse_id"] or 0})
        return entered.id

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a new entry of the same goods: a source of its own."""
        made = super().copied(card, fresh)
        return replace(made, values={**made.values, "source": "", "date": fresh.values["date"]})

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of one base unit, in the cell of the line above."""
        del actor, table
        item = item_card(session, picked)
        above = card.lines["lines"][-1] if card.lines["lines"] else {}
        empty: dict[str, Any] = dict.fromkeys(_PLACES, 0)
        return {
            **empty,
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "quantity": 1000,
            "unit": item.row.unit,
            "price_minor": None,
            "cell_id": above.get("cell_id") or 0,
            "cell_id" + SHOWN: above.get("cell_id" + SHOWN, ""),
        }

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show cells and rooms of the warehouse, lots and packagings of the item."""
        if not table:
            return ()
        if name in {"cell_id", "room_id"}:
            return (Filter("warehouse", "eq", card.shown.get("warehouse_id", "")),)
        if name in {"lot_id", "packaging_id"}:
            return (Filter("item", "eq", item_name(card.lines[table][line])),)
        return ()


def _line(line: Values) -> StockLine:
    return StockLine(
        line["item_id"],
        line.get("quantity") or 0,
        price_minor=line.get("price_minor"),
        **{name: line.get(name) or 0 for name in _PLACES},
    )


def _priced_as_stored(lines: Sequence[Values], stored: Sequence[Values]) -> tuple[Values, ...]:
    """Return lines with the prices that are stored, told apart by number and item."""
    known = {(line["line_no"], line["item_id"]): line["price_minor"] for line in stored}
    return tuple(
        {**line, "price_minor": known.get((line.get("line_no"), line["item_id"]))} for line in lines
    )
