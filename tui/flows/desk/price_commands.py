"""What the cards of items and stock entries offer about prices."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.pricing.explaining import explain_price
from core.pricing.price_documents import create_supply_prices
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given
from tui.flows.traces import trace_text


def _stored(card: Card) -> bool:
    return card.id is not None


def history(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Show all prices of the item, newest first."""
    del session, actor, clock, given
    return Done("", listed=("price_history", (Filter("code", "eq", card.values["code"]),)))


def explain(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Tell why a price of the item is what it is."""
    asked = given.values
    trace = explain_price(
        session,
        actor,
        asked.get("price_type_id") or 0,
        card.id or 0,
        asked.get("variant_id") or 0,
        asked.get("on") or clock.business_date(),
        partner_id=asked.get("partner_id") or 0,
    )
    return Done(
        N_("Why this price: {item}"), {"item": card.heading}, told=partial(trace_text, trace)
    )


def price_supply(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Make a price document on the basis of what came in."""
    del given
    made = create_supply_prices(session, actor, card.id or 0, clock=clock)
    return Done(
        N_("Price document {number} is made."),
        {"number": made.number},
        open=("price_documents", made.id),
    )


ITEM_COMMANDS = (
    Command("price_history", N_("Price history"), Permission.PRICE_READ, history, _stored),
    Command(
        "why_price",
        N_("Why this price"),
        Permission.PRICE_READ,
        explain,
        _stored,
        asks=(
            Field("price_type_id", N_("Price type"), FieldKind.ROW, required=True, of="price_type"),
            Field("on", N_("As of"), FieldKind.DATE, width=10),
            Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=30),
            Field("variant_id", N_("Variant"), FieldKind.ROW, of="item_variant", width=20),
        ),
    ),
)

STOCK_ENTRY_COMMANDS = (
    Command(
        "price_supply",
        N_("Set prices by it"),
        Permission.PRICE_EDIT,
        price_supply,
        _stored,
    ),
)
