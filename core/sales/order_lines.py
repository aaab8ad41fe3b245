"""Turning what was asked into lines with price, VAT and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from core.catalog.queries import items_by_id
from core.kernel.errors import BadValue, NotFound
from core.kernel.vat import TaxSystem, vat_rate
from core.partners.models import Company
from core.partners.queries import tax_system_on
from core.pricing.models import PriceType
from core.pricing.queries import prices
from core.sales.errors import NoPrice, UnknownItem
from core.sales.models import CustomerOrderLine
from core.sales.rules import LineAmounts, line_amounts, total
from core.sales.statuses import SupplyAction


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line as the customer or the manager asks for it."""

    item_id: int
    quantity: int
    """Thousandths of the base unit, above 0, whatever the packaging."""
    variant_id: int = 0
    packaging_id: int = 0
    price_minor: int | None = None
    """Minor units per base unit; None: from the price list of the order's date."""
    action: SupplyAction = SupplyAction.SHIP
    warehouse_id: int = 0
    """0: that of the order."""
    source_line_id: int = 0
    """The line of a supplier order that a reserve to a date claims."""
    line_no: int | None = None
    """None: a new line, numbered after the others."""
    cancelled: bool = False
    cancel_reason: str = ""
    cancel_reason_id: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What amounts of an order depend on."""

    price_type_id: int
    currency: str
    includes_vat: bool
    tax: TaxSystem
    """Of the company on that date."""
    on: date
    """The date prices are taken of."""
    warehouse_id: int
    """Where lines leave from that say nothing else."""


def terms(
    session: Session, company_id: int, price_type_id: int, warehouse_id: int, on: date
) -> Terms:
    """Return the terms; one statement.

    Raises:
        NotFound: no such company or price type.
    """
    row = session.execute(
        select(
            PriceType.currency, PriceType.includes_vat, Company.id, tax_system_on(Company.id, on)
        )
        .select_from(PriceType)
        .outerjoin(Company, Company.id == company_id)
        .where(PriceType.id == price_type_id)
    ).one_or_none()
    if row is None:
        raise NotFound(what="price_type", key=price_type_id)
    currency, includes_vat, found, tax = row
    if found is None:
        raise NotFound(what="company", key=company_id)
    return Terms(price_type_id, currency, includes_vat, TaxSystem(tax), on, warehouse_id)


def priced(
    session: Session, of: Terms, lines: Sequence[OrderLine]
) -> tuple[list[dict[str, Any]], LineAmounts]:
    """Return rows of order lines, and the total of those not cancelled; at most two statements.

    Raises:
        UnknownItem: an item is not there.
        NoPrice: an item without a price of its own has none on the price list.
        BadValue: a quantity is not above 0, or a price is below 0.
    """
    items = items_by_id(session, sorted({line.item_id for line in lines}))
    unknown = [line.item_id for line in lines if line.item_id not in items]
    if unknown:
        raise UnknownItem(item=unknown[0], count=len(unknown))
    asked = {line.item_id for line in lines if line.price_minor is None}
    listed = prices(session, of.price_type_id, asked, of.on) if asked else {}
    rows = []
    missing = []
    amounts = []
    next_no = max((line.line_no or 0 for line in lines), default=0)
    for line in lines:
        price = _price(line, listed)
        if price is None:
            missing.append(items[line.item_id].name)
            continue
        _require_sense(line, price)
        rate = vat_rate(items[line.item_id].vat, of.tax, of.on)
        amount = line_amounts(price, line.quantity, rate, includes_vat=of.includes_vat)
        next_no += line.line_no is None
        rows.append(
            _row(line, line.line_no or next_no, price, rate, amount)
            | {"warehouse_id": line.warehouse_id or of.warehouse_id}
        )
        if not line.cancelled:
            amounts.append(amount)
    if missing:
        raise NoPrice(item=missing[0], price_type=of.price_type_id, date=of.on, count=len(missing))
    return rows, total(amounts)


def stored_lines(session: Session, order_id: int, *, leaving: int = 0) -> tuple[OrderLine, ...]:
    """Return the lines of an order as if asked for anew, so that price and VAT are found again.

    Args:
        leaving: a warehouse; lines of it follow the order's header to another one.
    """
    rows = session.execute(
        select(
            CustomerOrderLine.item_id,
            CustomerOrderLine.quantity,
            CustomerOrderLine.variant_id,
            CustomerOrderLine.packaging_id,
            CustomerOrderLine.action,
            case(
                (CustomerOrderLine.warehouse_id == leaving, 0),
                else_=CustomerOrderLine.warehouse_id,
            ).label("warehouse_id"),
            CustomerOrderLine.source_line_id,
            CustomerOrderLine.line_no,
            CustomerOrderLine.cancelled,
            CustomerOrderLine.cancel_reason,
            CustomerOrderLine.cancel_reason_id,
        )
        .where(CustomerOrderLine.document_id == order_id)
        .order_by(CustomerOrderLine.line_no)
    )
    return tuple(OrderLine(**row) for row in rows.mappings())


def _price(line: OrderLine, listed: dict[tuple[int, int], int]) -> int | None:
    if line.price_minor is not None:
        return line.price_minor
    own = listed.get((line.item_id, line.variant_id))
    return own if own is not None else listed.get((line.item_id, 0))


def _require_sense(line: OrderLine, price: int) -> None:
    if line.quantity <= 0:
        raise BadValue(what="quantity", value=line.quantity, expected="> 0")
    if price < 0:
        raise BadValue(what="price", value=price, expected=">= 0")


def _row(
    line: OrderLine, line_no: int, price: int, rate: int | None, amount: LineAmounts
) -> dict[str, Any]:
    return {
        "line_no": line_no,
        "item_id": line.item_id,
        "variant_id": line.variant_id,
        "packaging_id": line.packaging_id,
        "quantity": line.quantity,
        "price_minor": price,
        "vat_rate": rate,
        "amount_minor": amount.amount,
        "vat_minor": amount.vat,
        "action": line.action,
        "source_line_id": line.source_line_id,
        "cancelled": line.cancelled,
        "cancel_reason": line.cancel_reason,
        "cancel_reason_id": line.cancel_reason_id,
    }
