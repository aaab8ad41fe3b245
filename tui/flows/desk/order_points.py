"""Paying a part of an order with the points of its loyalty card."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.points_paying import pay_by_points, points_offer
from core.sales.statuses import OrderStatus
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given


def pay(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Pay so much of the order, or as much as the programme allows."""
    key = card.id or 0
    offer = points_offer(session, actor, key, clock=clock)
    amount = given.values.get("amount") or None
    done = pay_by_points(session, actor, key, amount, clock=clock)
    facts = {
        "number": done.number,
        "sum": offer.most_minor if amount is None else amount,
        "points": -done.points,
        "card": offer.card,
    }
    return Done(N_("{number}: {sum:money} paid with {points:money} points of card {card}."), facts)


def _payable(card: Card) -> bool:
    return bool(card.id and card.values.get("card_id") and card.status != OrderStatus.CLOSED)


PAY_BY_POINTS = Command(
    "points",
    N_("Pay with points"),
    Permission.ORDER_EDIT,
    pay,
    _payable,
    asks=(
        Field("amount", N_("Pay so much; nothing: all that is allowed"), FieldKind.MONEY, width=12),
    ),
)
