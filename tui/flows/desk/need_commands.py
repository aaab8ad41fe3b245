"""Recording, from a line of an order, what the customer asked for and did not get."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.deals.needs import NeedLine, NewNeed, record_need
from core.deals.queries import need_reasons, person
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.deals import begun_books
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Values


def record(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Record the line under the cursor, for the reason given, in the actor's own name."""
    values, line = given.values, _line(card, given)
    own = person(session, actor)
    asked = NeedLine(
        item_id=line["item_id"],
        variant_id=line.get("variant_id") or 0,
        quantity=values.get("quantity") or 0,
        wanted_minor=values.get("wanted_minor") or None,
        offered_minor=line.get("price_minor") or None,
        reason_id=int(values.get("reason") or 0),
        would_sell=str(values.get("would_sell") or ""),
    )
    new = NewNeed(
        lines=(asked,),
        manager_id=own.id if own else 0,
        partner_id=card.values.get("partner_id") or None,
        company_id=card.values.get("company_id") or None,
        warehouse_id=card.values.get("warehouse_id") or None,
        basis_id=card.id,
    )
    saved = record_need(session, actor, new, clock=clock)
    return Done(N_("{number}: recorded what was not sold."), {"number": saved.number})


def _line(card: Card, given: Given) -> Values:
    return card.lines["lines"][given.line or 0]


def _asks(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
    """Ask why, how much, and what he would have paid; the first reason is the usual one."""
    del card
    begun_books(session, actor)
    reasons = {str(key): name for key, name in need_reasons(session, actor)}
    return (
        Field("reason", N_("Reason"), FieldKind.CHOICE, required=True, choices=reasons),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=10),
        Field("wanted_minor", N_("Price wanted"), FieldKind.MONEY, width=12),
        Field("would_sell", N_("What would have sold"), width=40),
    )


def _proposed(card: Card, given: Given) -> Values:
    """Propose what is short of the line, or all of it where nothing is."""
    line = _line(card, given)
    quantity = line.get("quantity") or 0
    short = quantity - max(0, line.get("free") or 0)
    return {"quantity": short if 0 < short < quantity else quantity}


RECORD_NEED = Command(
    "need",
    N_("Record what was not sold"),
    Permission.DEAL_EDIT,
    record,
    lambda card: bool(card.id and card.lines.get("lines")),
    prepare=_asks,
    initial=_proposed,
    line_of="lines",
)
"""For forms with lines of items and the customer in the header."""
