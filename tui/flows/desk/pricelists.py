"""The form that sets prices: a price type, a date, and a table of items."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.kernel.i18n import N_
from core.pricing.operations import NewPrice, register_prices
from core.pricing.queries import price_types, prices
from core.schema import whole_metadata
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Form, Lines, Picked, Values

LINES = Lines(
    "lines",
    N_("Prices"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=40),
        Field("price_minor", N_("Price"), FieldKind.MONEY, required=True, width=12),
        Field("unit", N_("Unit"), width=4),
        Field("before", N_("Before"), FieldKind.MONEY, width=12),
    ),
    editable=True,
    picks="item_id",
    entry="price_minor",
    readonly=frozenset({"unit", "before"}),
)


class PricesForm(Form):
    """Цены, установленные без документа."""

    name = "prices"
    subject = "price_type"
    one = N_("Prices without a document")
    edit = Permission.PRICE_EDIT
    makes = True
    fields = (
        Field(
            "price_type_id",
            N_("Price type"),
            FieldKind.ROW,
            required=True,
            fixed=True,
            of="price_type",
            width=20,
        ),
        Field("since", N_("Since"), FieldKind.DATE, required=True, width=10),
    )
    tables = (LINES,)

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return one price, to be set anew from the same or another day on."""
        actor.require(Permission.PRICE_READ, what="item_price", key=key)
        table = whole_metadata().tables["item_price"].c
        row = session.execute(
            select(
                table.price_type_id, table.since, table.item_id, table.variant_id, table.price_minor
            ).where(table.id == key)
        ).one_or_none()
        if row is None:
            raise NotFound(what="item_price", key=key)
        values = {"price_type_id": row.price_type_id, "since": row.since}
        item = item_card(session, row.item_id)
        lines = [
            {
                "line_no": 1,
                "item_id": row.item_id,
                "variant_id": row.variant_id,
                "price_minor": row.price_minor,
                "unit": item.row.unit,
                "before": None,
            }
        ]
        shown = shown_values(session, self.fields, values)
        return Card(
            id=key,
            version=0,
            heading=item.row.name,
            values=values,
            shown=shown,
            lines={"lines": shown_lines(session, LINES.fields, lines)},
            editable=actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty table of prices from today on."""
        if not actor.may(self.edit):
            return None
        types = price_types(session, actor)
        first = types[0] if types else None
        return Card(
            None,
            0,
            "",
            values={
                "price_type_id": first.id if first else None,
                "since": clock.business_date(),
            },
            shown={"price_type_id": first.name if first else ""},
            lines={"lines": ()},
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Register every price of the table; return the id of the first."""
        del clock
        rows = [
            NewPrice(line["item_id"], line.get("price_minor") or 0, line.get("variant_id") or 0)
            for line in card.lines["lines"]
        ]
        if not rows:
            raise BadValue(what=N_("Prices"), value="", expected="> 0")
        values = card.values
        register_prices(session, actor, values["price_type_id"] or 0, values["since"], rows)
        table = whole_metadata().tables["item_price"].c
        return int(
            session.execute(
                select(table.id).where(
                    table.price_type_id == values["price_type_id"],
                    table.since == values["since"],
                    table.item_id == rows[0].item_id,
                    table.variant_id == rows[0].variant_id,
                )
            ).scalar_one()
        )

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line with the price that holds until then."""
        del actor, table
        item = item_card(session, picked)
        before = _held(session, card, picked).get((picked, 0))
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "variant_id": 0,
            "price_minor": before or 0,
            "unit": item.row.unit,
            "before": before,
        }

    def detailed(
        self, session: Session, actor: Actor, card: Card, line: Values, picked: Picked
    ) -> dict[str, Any]:
        """Return a line with the price that the variant has until then, where one was told."""
        found = super().detailed(session, actor, card, line, picked)
        if picked.variant_id:
            held = _held(session, card, picked.key)
            before = held.get((picked.key, picked.variant_id), found["before"])
            found |= {"price_minor": before or 0, "before": before}
        return found


def _held(session: Session, card: Card, item_id: int) -> dict[tuple[int, int], int]:
    """Return the prices of an item that hold until the day of the card."""
    values = card.values
    if not values.get("price_type_id") or not values.get("since"):
        return {}
    return prices(session, values["price_type_id"], [item_id], values["since"])
