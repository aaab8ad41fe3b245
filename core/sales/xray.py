"""Why a line of an order or a quotation costs what it does: agreement, price, discounts, VAT.

The Price X-ray is told by the same computation that priced it. Where rules or prices have changed
since, what was given then is told as it is stored; the root's amount is what is charged anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

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
from core.sales.quotation_models import Quotation, QuotationLine
from core.sales.quotation_queries import quotation_card
from core.sales.sale_lines import deal_of
from core.sales.sale_models import SaleHeader, SaleLine
from core.sales.sale_pricing import SaleTerms, sale_cart, sale_terms


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
    lines = _stored(session, CustomerOrderLine, order_id)
    line = _numbered(lines, line_no)
    counted = [] if line.cancelled else [one for one in lines if not one.cancelled]
    return _xray(session, actor, (order, line, counted), "sale-line", clock)


def quotation_xray(
    session: Session, actor: Actor, quotation_id: int, line_no: int, *, clock: Clock
) -> Trace:
    """Return how the amount of an offered line came about.

    An alternative is told as it was priced: as if it were taken besides everything else.

    Raises:
        Forbidden: no right to see quotations or prices.
        NotFound: no such quotation or line, or rights hide it.
    """
    actor.require(Permission.PRICE_READ, what="quotation", key=quotation_id)
    quotation_card(session, actor, quotation_id)
    quotation = session.get_one(Quotation, quotation_id)
    lines = _stored(session, QuotationLine, quotation_id)
    line = _numbered(lines, line_no)
    counted = [one for one in lines if one.chosen or not line.chosen]
    return _xray(session, actor, (quotation, line, counted), "sale-line-offered", clock)


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A stored line as it counts in the cart."""

    line_no: int
    item_id: int
    variant_id: int
    quantity: int
    price_minor: int
    manual_percent: int
    cancelled: bool = False


def counted_lines(lines: Iterable[Any]) -> list[CountedLine]:
    """Return stored lines as they count in the cart."""
    names = [field.name for field in fields(CountedLine) if field.name != "cancelled"]
    return [CountedLine(*(getattr(one, name) for name in names)) for one in lines]


def _stored(session: Session, model: Any, document_id: int) -> Sequence[Any]:  # noqa: ANN401 - a mapped class of lines
    return session.scalars(
        select(model).where(model.document_id == document_id).order_by(model.line_no)
    ).all()


def _numbered(lines: Sequence[Any], line_no: int) -> Any:  # noqa: ANN401 - a stored line
    line = next((one for one in lines if one.line_no == line_no), None)
    if line is None:
        raise NotFound(what="line", key=line_no)
    return line


def _xray(
    session: Session, actor: Actor, of: tuple[Any, Any, Sequence[Any]], code: str, clock: Clock
) -> Trace:
    """Return the explanation.

    Args:
        of: the document, the line, and the lines it was priced with; none: it is cancelled.
        code: of the root.
    """
    header, line, counted = of
    terms = sale_terms(session, deal_of(header))
    price = _price(session, actor, header, line)
    if counted:
        live = counted_lines(counted)
        cart, rules = sale_cart(session, actor, terms, live, clock=clock)
        told = explain_line(cart, rules, line.line_no, price=price)
    else:
        told = Trace("sale-cancelled", {}, line.amount_minor)
    net = line.amount_minor if header.includes_vat else line.amount_minor - line.vat_minor
    if told.amount != net:
        told = _as_stored(session, header, line, net, price)
    return Trace(
        code,
        {"order": header.number_text, "line": line.line_no},
        line.amount_minor,
        (_agreed(terms), told, *_vat(header, line)),
    )


def _agreed(terms: SaleTerms) -> Trace:
    if terms.agreed is None:
        return Trace("sale-no-agreement")
    code = "sale-agreement" if terms.agreed.discounts_allowed else "sale-agreement-no-discounts"
    return Trace(code, {"agreement": terms.agreed.name})


def _price(session: Session, actor: Actor, header: Any, line: SaleLine) -> Trace:  # noqa: ANN401 - an order or a quotation
    if line.price_typed:
        return Trace("sale-price-typed", {}, line.price_minor)
    return explain_price(
        session,
        actor,
        header.price_type_id,
        line.item_id,
        line.variant_id,
        header.date,
        partner_id=header.partner_id or 0,
    )


def _as_stored(
    session: Session,
    header: Any,  # noqa: ANN401 - an order or a quotation
    line: SaleLine,
    net: int,
    price: Trace,
) -> Trace:
    parts = [
        (discount, amount)
        for number, discount, amount in stored_parts(session, header.id)
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


def _vat(header: SaleHeader, line: SaleLine) -> tuple[Trace, ...]:
    if line.vat_rate is None:
        return (Trace("sale-vat-none"),)
    code = "sale-vat-inside" if header.includes_vat else "sale-vat-on-top"
    return (Trace(code, {"rate": line.vat_rate}, line.vat_minor),)
