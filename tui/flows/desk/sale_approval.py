"""Approval of orders and quotations at the desk: what departs from the terms, asking, X-ray."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import APPROVAL_DAYS
from core.approvals.queries import ApprovalState
from core.discounts.loyalty_models import LoyaltyCard
from core.documents.preferences import get
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.kernel.trace import Trace
from core.sales.queries import OrderCard
from core.sales.quotation_queries import QuotationCard
from core.terms.conformity_rules import Deviation
from core.terms.contract_queries import contract_title
from core.terms.queries import agreement_title
from tui.flows.desk.agreement_cards import difference_lines
from tui.flows.desk.approval_tab import KINDS
from tui.flows.desk.shapes import SHOWN, Card, Command, Done, Field, FieldKind, Given, Lines
from tui.flows.traces import trace_text

_BRIEF = 16
"""Letters of an item in a departure, so that the smallest desk shows what departs, too."""

DEPARTURES = Lines(
    "departures",
    N_("Departures"),
    (
        Field("kind", N_("Terms of"), FieldKind.CHOICE, choices=KINDS, width=13),
        Field("what", N_("What departs from what is agreed"), width=60),
    ),
)


def departure_lines(
    session: Session, actor: Actor, found: Sequence[Deviation]
) -> tuple[dict[str, Any], ...]:
    """Return what departs from the terms as lines, for whoever may see prices."""
    if not actor.may(Permission.PRICE_READ):
        return ()
    brief = tuple(replace(one, facts=_brief(one.facts)) for one in found)
    return difference_lines(session, brief)


def _brief(facts: Mapping[str, object]) -> Mapping[str, object]:
    """Return facts with the item cut short: the number of its line stands beside it."""
    item = facts.get("item")
    if not isinstance(item, str) or len(item) <= _BRIEF:
        return facts
    return {**facts, "item": item[: _BRIEF - 1].rstrip() + "…"}


def approval_values(session: Session, state: ApprovalState) -> dict[str, Any]:
    """Return what commands about approval look at."""
    return {"approval": state.status, "approval_days": get(session, APPROVAL_DAYS)}


def terms_shown(session: Session, found: OrderCard | QuotationCard) -> dict[str, str]:
    """Return how agreement, contract and card of a sale are called."""
    card = session.get(LoyaltyCard, found.card_id) if found.card_id else None
    return {
        "agreement_id": agreement_title(session, found.agreement_id),
        "contract_id": contract_title(session, found.contract_id),
        "card_id": (card.barcode or card.magnetic_code or "") if card is not None else "",
    }


def xray_command(xray: Callable[..., Trace]) -> Command:
    """Return the command that explains the price of the line under the cursor.

    Args:
        xray: the query, as `core.sales.xray.order_xray`.
    """

    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        line = card.lines["lines"][given.line or 0]
        trace = xray(session, actor, card.id or 0, line["line_no"], clock=clock)
        item = line.get("item_id" + SHOWN) or ""
        told = partial(trace_text, trace)
        return Done(N_("Why this price: {item}"), {"item": item}, told=told)

    title = N_("Why this price")
    return Command("xray", title, Permission.PRICE_READ, run, _on_a_line, line_of="lines")


def _on_a_line(card: Card) -> bool:
    return card.id is not None and any(line.get("line_no") for line in card.lines["lines"])
