"""Discounts that a person picks from the list for an order or a quotation (domain §4.3).

Those are offered that would be given if they were picked: in force there and then, with their
conditions met; what is picked already is among them, so that it can be put back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.readiness import offered
from core.kernel.clock import Clock
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.queries import order_card
from core.sales.quotation_models import Quotation, QuotationLine
from core.sales.quotation_queries import quotation_card
from core.sales.sale_lines import deal_of
from core.sales.sale_pricing import sale_cart, sale_terms
from core.sales.xray import counted_lines


@dataclass(frozen=True, slots=True)
class Listed:
    """A discount that may be picked."""

    discount_id: int
    name: str
    picked: bool


def order_discounts(
    session: Session, actor: Actor, order_id: int, *, clock: Clock
) -> tuple[Listed, ...]:
    """Return what may be picked for an order, in the order of the tree.

    Raises:
        Forbidden: no right to see orders or prices.
        NotFound: there is none, or rights hide it.
    """
    actor.require(Permission.PRICE_READ, what="customer_order", key=order_id)
    order_card(session, actor, order_id)
    line = CustomerOrderLine
    lines = session.scalars(
        select(line)
        .where(line.document_id == order_id, line.cancelled.is_(False))
        .order_by(line.line_no)
    )
    return _listed(session, actor, session.get_one(CustomerOrder, order_id), lines, clock)


def quotation_discounts(
    session: Session, actor: Actor, quotation_id: int, *, clock: Clock
) -> tuple[Listed, ...]:
    """Return what may be picked for a quotation, in the order of the tree.

    Raises:
        Forbidden: no right to see quotations or prices.
        NotFound: there is none, or rights hide it.
    """
    actor.require(Permission.PRICE_READ, what="quotation", key=quotation_id)
    quotation_card(session, actor, quotation_id)
    line = QuotationLine
    lines = session.scalars(
        select(line).where(line.document_id == quotation_id, line.chosen).order_by(line.line_no)
    )
    return _listed(session, actor, session.get_one(Quotation, quotation_id), lines, clock)


def _listed(
    session: Session,
    actor: Actor,
    header: Any,  # noqa: ANN401 - an order or a quotation
    lines: Iterable[Any],
    clock: Clock,
) -> tuple[Listed, ...]:
    terms = sale_terms(session, deal_of(header))
    cart, rules = sale_cart(session, actor, terms, counted_lines(lines), clock=clock)
    shown = {leaf.id for leaf in offered(cart, rules)} | cart.chosen
    return tuple(
        Listed(leaf.id, leaf.name, leaf.id in cart.chosen)
        for leaf in rules.leaves()
        if leaf.id in shown
    )
