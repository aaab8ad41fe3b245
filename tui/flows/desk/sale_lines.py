"""What the forms of orders and quotations share beside prices: how one begins, lines of items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.documents.usual import usual
from core.partners.queries import companies, legal_entities
from core.pricing.queries import price_types, prices_for, usual_price_type
from core.stock.queries import availability, warehouses
from tui.flows.desk.shapes import SHOWN, Card, Lines, Picked, Values

USUAL = ("company_id", "warehouse_id", "price_type_id")
"""Fields in which a new document begins with what its author used last."""

ByThing = dict[tuple[int, int], int]
"""(item, variant) → a figure of it."""


def begun(
    session: Session, actor: Actor, subject: str, values: Values, tables: Iterable[Lines]
) -> Card:
    """Return an empty card with *values* and the usual company, warehouse and prices."""
    names = {
        "company_id": {row.id: row.requisites.name for row in companies(session, actor)},
        "warehouse_id": {row.id: row.name for row in warehouses(session, actor)},
        "price_type_id": {row.id: row.name for row in price_types(session, actor)},
    }
    among = {field: list(rows) for field, rows in names.items()}
    first = usual_price_type(session, actor)
    if first is not None:
        among["price_type_id"].sort(key=lambda key: key != first.id)
    found = usual(session, actor, subject, among)
    shown = {field: names[field][value] for field, value in found.items()}
    lines: dict[str, tuple[Any, ...]] = {table.name: () for table in tables}
    return Card(None, 0, "", values={**values, **found}, shown=shown, lines=lines)


def row_ids(values: Values) -> dict[str, Any]:
    """Return the rows that every sale names, as verbs take them."""
    return {
        name: values[name] or 0
        for name in ("company_id", "partner_id", "warehouse_id", "price_type_id")
    }


def with_entity(session: Session, card: Card) -> Card:
    """Take over the partner's usual counterparty."""
    entities = legal_entities(session, card.values["partner_id"])
    first = entities[0] if entities else None
    card = card.with_values(legal_entity_id=first.id if first else None)
    return card.with_shown(legal_entity_id=first.requisites.name if first else "")


def listed(session: Session, actor: Actor, card: Card, items: list[int]) -> ByThing:
    """Return what items cost by the card's price list, for whoever may see prices."""
    values = card.values
    if not values.get("price_type_id") or not items or not actor.may(Permission.PRICE_READ):
        return {}
    partner = values.get("partner_id") or 0
    return dict(
        prices_for(session, values["price_type_id"], items, values["date"], partner_id=partner)
    )


def free_of(session: Session, actor: Actor, warehouse_id: int | None, items: list[int]) -> ByThing:
    """Return what is free of items in a warehouse, thousandths, for whoever may see stock."""
    if not warehouse_id or not items or not actor.may(Permission.STOCK_READ):
        return {}
    rows = availability(session, actor, warehouse_id, items)
    return {(row.item_id, row.variant_id): row.free for row in rows}


def sold_line(session: Session, actor: Actor, card: Card, picked: int) -> dict[str, Any]:
    """Return a line of one base unit of the item, with its price and what is free of it."""
    item = item_card(session, picked)
    thing = (picked, 0)
    return {
        "item_id": picked,
        "item_id" + SHOWN: item.row.name,
        "variant_id": 0,
        "packaging_id": 0,
        "packaging_id" + SHOWN: "",
        "quantity": 1000,
        "unit": item.row.unit,
        "price_minor": listed(session, actor, card, [picked]).get(thing),
        "price_typed": False,
        "manual_percent": 0,
        "vat_rate": None,
        "free": free_of(session, actor, card.values.get("warehouse_id"), [picked]).get(thing, 0),
    }


def price_told(session: Session, actor: Actor, card: Card, at: int) -> Card:
    """Remember that a price was typed into a line; an emptied one follows the list again."""
    lines = [dict(one) for one in card.lines["lines"]]
    line = lines[at]
    line["price_typed"] = line.get("price_minor") is not None
    if not line["price_typed"]:
        item = line["item_id"]
        found = listed(session, actor, card, [item])
        own = found.get((item, line.get("variant_id") or 0))
        line["price_minor"] = own if own is not None else found.get((item, 0))
    return card.with_lines("lines", lines)


def of_variant(
    session: Session, actor: Actor, card: Card, line: dict[str, Any], picked: Picked
) -> dict[str, Any]:
    """Return a line with price and free stock of the variant, where one was told."""
    if not picked.variant_id:
        return line
    thing = (picked.key, picked.variant_id)
    prices = listed(session, actor, card, [picked.key])
    free = free_of(session, actor, card.values.get("warehouse_id"), [picked.key])
    return {
        **line,
        "price_minor": prices.get(thing, line["price_minor"]),
        "free": free.get(thing, 0),
    }
