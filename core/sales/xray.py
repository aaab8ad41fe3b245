"""Why a line of an order costs what it costs: agreement, price, discounts, VAT (Price X-ray).

Told by the same computation that priced it. Where rules or prices have changed since, what was
given then is told as it is stored; the root's amount is what is charged in any case.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.explaining import explain_line
from core.discounts.models import DiscountNode
from core.discounts.parts import stored_parts
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.trace import Trace
from core.pricing.explaining import explain_price
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.queries import order_card
from core.sales.sale_pricing import Deal, SaleTerms, sale_cart, sale_terms


def order_xray(
    session: Session, actor: Actor, order_id: int, line_no: int, *, clock: Clock
) -> Trace:
    """Return how the amount of a line came about; the root's amount is what is charged.

    Raises:
        Forbidden: no right to see orders or prices.
        NotFound: no such order or line, or rights hide it.
    """
    actor.require(Permission.PRICE_READ, what="customer_order", key=order_id)
    order_card(session, actor, order_id)
    order = session.get_one(CustomerOrder, order_id)
    lines = session.scalars(
        select(CustomerOrderLine)
        .where(CustomerOrderLine.document_id == order_id)
        .order_by(CustomerOrderLine.line_no)
    ).all()
    line = next((one for one in lines if one.line_no == line_no), None)
    if line is None:
        raise NotFound(what="line", key=line_no)
    terms = sale_terms(session, deal_of(order))
    live = [one for one in lines if not one.cancelled or one is line]
    price = _price(session, actor, order, line, clock)
    cart, rules = sale_cart(session, actor, terms, live, clock=clock)
    if line.cancelled:
        told = Trace("sale-cancelled", {}, line.amount_minor)
    else:
        told = explain_line(cart, rules, line_no, price=price)
    net = line.amount_minor if order.includes_vat else line.amount_minor - line.vat_minor
    if told.amount != net:
        told = _as_stored(session, order, line, net, price)
    return Trace(
        "sale-line",
        {"order": order.number_text, "line": line_no},
        line.amount_minor,
        (_agreed(terms), told, *_vat(order, line)),
    )


def deal_of(order: CustomerOrder) -> Deal:
    """Return what the prices of an order depend on."""
    return Deal(
        company_id=order.company_id or 0,
        price_type_id=order.price_type_id,
        warehouse_id=order.warehouse_id or 0,
        on=order.date,
        partner_id=order.partner_id or 0,
        agreement_id=order.agreement_id or 0,
        payment_form=order.payment_form,
        card_id=order.card_id or 0,
        chosen=frozenset(order.chosen_discounts),
    )


def _agreed(terms: SaleTerms) -> Trace:
    if terms.agreed is None:
        return Trace("sale-no-agreement")
    code = "sale-agreement" if terms.agreed.discounts_allowed else "sale-agreement-no-discounts"
    return Trace(code, {"agreement": terms.agreed.name})


def _price(
    session: Session, actor: Actor, order: CustomerOrder, line: CustomerOrderLine, clock: Clock
) -> Trace:
    del clock
    if line.price_typed:
        return Trace("sale-price-typed", {}, line.price_minor)
    return explain_price(
        session,
        actor,
        order.price_type_id,
        line.item_id,
        line.variant_id,
        order.date,
        partner_id=order.partner_id or 0,
    )


def _as_stored(
    session: Session, order: CustomerOrder, line: CustomerOrderLine, net: int, price: Trace
) -> Trace:
    parts = [
        (discount, amount)
        for number, discount, amount in stored_parts(session, order.id)
        if number == line.line_no
    ]
    rows = session.execute(
        select(DiscountNode.id, DiscountNode.name).where(
            DiscountNode.id.in_([discount for discount, _ in parts])
        )
    )
    names: dict[int, str] = {key: name for key, name in rows}  # noqa: C416 - rows are no pairs
    by_hand = line.discount_minor - sum(amount for _, amount in parts)
    told = [Trace("sale-part", {"name": names.get(key, "")}, amount) for key, amount in parts]
    if by_hand:
        told.insert(0, Trace("sale-part-by-hand", {"percent": line.manual_percent}, by_hand))
    gross = Trace(
        "gross",
        {"price": line.price_minor, "quantity": line.quantity},
        net + line.discount_minor,
        (price,),
    )
    return Trace("sale-as-stored", {}, net, (gross, *told))


def _vat(order: CustomerOrder, line: CustomerOrderLine) -> tuple[Trace, ...]:
    if line.vat_rate is None:
        return (Trace("sale-vat-none"),)
    code = "sale-vat-inside" if order.includes_vat else "sale-vat-on-top"
    return (Trace(code, {"rate": line.vat_rate}, line.vat_minor),)
