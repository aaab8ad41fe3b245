"""The form that registers source prices: what suppliers and competitors ask, what goods cost."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.pricing.kinds import SourceKind
from core.pricing.source_queries import source_price_card, source_price_id
from core.pricing.sources import NewSourcePrice, register_source_prices
from core.pricing.words import SOURCE_KINDS
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Form, Lines

LINES = Lines(
    "lines",
    N_("Source prices"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=36),
        Field("price_minor", N_("Price"), FieldKind.MONEY, required=True, width=12),
        Field("unit", N_("Unit"), width=4),
        Field("extra_minor", N_("Extra expenses"), FieldKind.MONEY, width=12),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=10),
        Field("variant_id", N_("Variant"), FieldKind.ROW, of="item_variant", width=12),
    ),
    editable=True,
    picks="item_id",
    entry="price_minor",
    readonly=frozenset({"unit"}),
)


class SourcePricesForm(Form):
    """Регистрация исходных цен."""

    name = "source_prices"
    subject = "source_price"
    one = N_("Source prices")
    edit = Permission.PRICE_EDIT
    makes = True
    fields = (
        Field("kind", N_("Kind"), FieldKind.CHOICE, choices=SOURCE_KINDS, fixed=True, width=20),
        Field("date", N_("Known since"), FieldKind.DATE, required=True, width=10),
        Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=30),
        Field("currency", N_("Currency"), required=True, width=4),
    )
    tables = (LINES,)

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return one price; what documents and averages brought is only looked at."""
        found = source_price_card(session, actor, key)
        values: dict[str, Any] = {
            "kind": found.kind,
            "date": found.date,
            "partner_id": found.partner_id,
            "currency": found.currency,
        }
        item = item_card(session, found.item_id)
        line = {
            "line_no": 1,
            "item_id": found.item_id,
            "price_minor": found.price_minor,
            "unit": item.row.unit,
            "extra_minor": found.extra_minor,
            "quantity": found.quantity,
            "variant_id": found.variant_id,
        }
        facts = [(N_("Document"), found.document)] if found.document else []
        if found.derived:
            facts.append((N_("Averaged"), "+"))
        return Card(
            id=key,
            version=0,
            heading=item.row.name,
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={"lines": shown_lines(session, LINES.fields, [line])},
            facts=tuple(facts),
            editable=actor.may(self.edit) and not found.derived and not found.document,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty table of a supplier's prices from today on."""
        del session
        if not actor.may(self.edit):
            return None
        values = {
            "kind": SourceKind.SUPPLIER,
            "date": clock.business_date(),
            "partner_id": None,
            "currency": "RUB",
        }
        return Card(None, 0, "", values=values, lines={"lines": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Register every price of the table; return the id of the first."""
        del clock
        values = card.values
        partner = values.get("partner_id") or 0
        rows = [
            NewSourcePrice(
                item_id=line["item_id"],
                price_minor=line.get("price_minor") or 0,
                variant_id=line.get("variant_id") or 0,
                partner_id=partner,
                quantity=line.get("quantity") or 0,
                extra_minor=line.get("extra_minor") or 0,
                currency=str(values["currency"]).strip().upper(),
            )
            for line in card.lines["lines"]
        ]
        if not rows:
            raise BadValue(what=N_("Source prices"), value="", expected="> 0")
        kind, on = SourceKind(values["kind"]), values["date"]
        register_source_prices(session, actor, kind, on, rows)
        return source_price_id(session, kind, on, rows[0])

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of an item."""
        del actor, card, table
        item = item_card(session, picked)
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "price_minor": 0,
            "unit": item.row.unit,
            "extra_minor": 0,
            "quantity": 0,
            "variant_id": 0,
        }

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show suppliers for their prices, variants of the item only."""
        if name == "partner_id" and card.values.get("kind") == SourceKind.SUPPLIER:
            return (Filter("supplier", "eq", True),)
        if table and name == "variant_id":
            return (Filter("item", "eq", card.lines[table][line].get("item_id" + SHOWN)),)
        return ()
