"""Turning what was asked into lines with price, VAT and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from core.sales.models import CustomerOrderLine
from core.sales.sale_lines import asked_columns, sale_row
from core.sales.sale_pricing import PricedSale
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
    """Typed, minor units per base unit; None: from the price list of the order's date."""
    manual_percent: int = 0
    """Discount given by hand, hundredths of a percent; negative is a markup."""
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


def line_rows(
    lines: Sequence[OrderLine], priced: PricedSale, *, leaving: int
) -> list[dict[str, Any]]:
    """Return rows of order lines with what they cost.

    Args:
        leaving: the warehouse of lines that say nothing else.
    """
    return [
        {
            **sale_row(line, cost),
            "action": line.action,
            "warehouse_id": line.warehouse_id or leaving,
            "source_line_id": line.source_line_id,
            "cancelled": line.cancelled,
            "cancel_reason": line.cancel_reason,
            "cancel_reason_id": line.cancel_reason_id,
        }
        for line, cost in zip(lines, priced.lines, strict=True)
    ]


def stored_lines(session: Session, order_id: int, *, leaving: int = 0) -> tuple[OrderLine, ...]:
    """Return the lines of an order as if asked for anew, so that price and VAT are found again.

    Typed prices stay.

    Args:
        leaving: a warehouse; lines of it follow the order's header to another one.
    """
    rows = session.execute(
        select(
            *asked_columns(CustomerOrderLine),
            CustomerOrderLine.action,
            case(
                (CustomerOrderLine.warehouse_id == leaving, 0),
                else_=CustomerOrderLine.warehouse_id,
            ).label("warehouse_id"),
            CustomerOrderLine.source_line_id,
            CustomerOrderLine.cancelled,
            CustomerOrderLine.cancel_reason,
            CustomerOrderLine.cancel_reason_id,
        )
        .where(CustomerOrderLine.document_id == order_id)
        .order_by(CustomerOrderLine.line_no)
    )
    return tuple(OrderLine(**row) for row in rows.mappings())
