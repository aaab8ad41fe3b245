"""Approval of orders at the desk: what departs from the terms, asking, taking back, X-ray."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import APPROVAL_DAYS
from core.approvals.queries import ApprovalState
from core.approvals.statuses import TASK_KINDS, ApprovalStatus, TaskKind
from core.discounts.loyalty_models import LoyaltyCard
from core.documents.preferences import get
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.order_approval import ask_order, order_departures, withdraw_asking
from core.sales.queries import OrderCard
from core.sales.statuses import OrderStatus
from core.sales.xray import order_xray
from core.terms.contract_queries import contract_title
from core.terms.queries import agreement_title
from tui.flows.desk.agreement_cards import difference_lines
from tui.flows.desk.approval_tab import KINDS
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Lines, Values
from tui.flows.traces import trace_text
from tui.locale import _

WIDTH = 74
"""Columns of an explanation, so that it fits the smallest desk with its frame."""

DEPARTURES = Lines(
    "departures",
    N_("Departures"),
    (
        Field("kind", N_("Terms of"), FieldKind.CHOICE, choices=KINDS, width=13),
        Field("what", N_("What departs from what is agreed"), width=56),
    ),
)


def departure_lines(session: Session, actor: Actor, found: OrderCard) -> tuple[dict[str, Any], ...]:
    """Return what of an order departs from its terms, while it is being agreed."""
    if found.status != OrderStatus.AGREEING or not actor.may(Permission.PRICE_READ):
        return ()
    return difference_lines(session, order_departures(session, actor, found.id))


def approval_values(session: Session, state: ApprovalState) -> dict[str, Any]:
    """Return what commands about approval look at."""
    return {"approval": state.status, "approval_days": get(session, APPROVAL_DAYS)}


def terms_shown(session: Session, found: OrderCard) -> dict[str, str]:
    """Return how agreement, contract and card of an order are called."""
    card = session.get(LoyaltyCard, found.card_id) if found.card_id else None
    return {
        "agreement_id": agreement_title(session, found.agreement_id),
        "contract_id": contract_title(session, found.contract_id),
        "card_id": (card.barcode or card.magnetic_code or "") if card is not None else "",
    }


def _key(card: Card) -> int:
    return card.id or 0


def _agreeing(card: Card) -> bool:
    return card.id is not None and card.status == OrderStatus.AGREEING


def _asked(card: Card) -> bool:
    return bool(card.values.get("approval") == ApprovalStatus.PENDING)


def _ask(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    asked = ask_order(
        session,
        actor,
        _key(card),
        due=given.values.get("due"),
        text=str(given.values.get("text") or ""),
        clock=clock,
    )
    people = "; ".join(
        f"{_(TASK_KINDS[TaskKind(kind.value)])}: {', '.join(names)}"
        for kind, names in asked.tasks.items()
    )
    return Done(N_("Sent to approval. {people}."), {"people": people})


def _withdraw(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    withdraw_asking(session, actor, _key(card), clock=clock)
    return Done(N_("{heading}: nobody is asked any more."), {"heading": card.heading})


def _xray(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    line = card.lines["lines"][given.line or 0]
    trace = order_xray(session, actor, _key(card), line["line_no"], clock=clock)
    item = line.get("item_id__shown") or ""
    return Done(N_("Why this price: {item}"), {"item": item}, told=tuple(trace_text(trace, WIDTH)))


def _on_a_line(card: Card) -> bool:
    return card.id is not None and any(line.get("line_no") for line in card.lines["lines"])


def _due(card: Card, given: Given) -> Values:
    """Return the usual term of an approval, as the settings have it."""
    if given.today is None:
        return {}
    return {"due": given.today + dt.timedelta(days=card.values.get("approval_days") or 0)}


ASK = Command(
    "ask",
    N_("Send to approval"),
    Permission.ORDER_EDIT,
    _ask,
    lambda card: _agreeing(card) and not _asked(card) and bool(card.lines.get("departures")),
    asks=(
        Field("due", N_("Answer until"), FieldKind.DATE, width=10),
        Field("text", N_("Text"), width=60),
    ),
    initial=_due,
)

WITHDRAW = Command(
    "withdraw_asking",
    N_("Take back from approval"),
    Permission.ORDER_EDIT,
    _withdraw,
    lambda card: _agreeing(card) and _asked(card),
)

XRAY = Command("xray", N_("Why this price"), Permission.PRICE_READ, _xray, _on_a_line)
