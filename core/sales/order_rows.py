"""The lines of an order as rows to be changed: split, cut, written back with new totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.lines import save_lines
from core.kernel.clock import Clock
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.rules import LineAmounts, line_amounts, total

Row = dict[str, Any]

COMPUTED = frozenset({"id", "document_id", "ship_date"})
"""Columns that are not input."""


def order_rows(session: Session, order_id: int) -> list[Row]:
    """Return the lines of an order as rows for `save_rows`, by number."""
    lines = CustomerOrderLine.__table__
    rows = session.execute(
        select(lines).where(lines.c.document_id == order_id).order_by(lines.c.line_no)
    ).mappings()
    return [{name: row[name] for name in row if name not in COMPUTED} for row in rows]


def save_rows(
    session: Session, actor: Actor, order: CustomerOrder, rows: list[Row], clock: Clock
) -> None:
    """Write *rows* as the whole of the lines, and the totals that follow."""
    sums = total(
        LineAmounts(row["amount_minor"], row["vat_minor"]) for row in rows if not row["cancelled"]
    )
    order.total_minor, order.vat_minor = sums.amount, sums.vat
    save_lines(
        session,
        actor,
        order,
        CustomerOrderLine,
        rows,
        clock=clock,
        permission=Permission.ORDER_EDIT,
    )


def of_quantity(row: Row, quantity: int, *, includes_vat: bool) -> Row:
    """Return a row of another quantity, its amounts computed anew."""
    amounts = line_amounts(row["price_minor"], quantity, row["vat_rate"], includes_vat=includes_vat)
    return row | {
        "quantity": quantity,
        "amount_minor": amounts.amount,
        "vat_minor": amounts.vat,
    }


def split_row(
    row: Row, parts: Sequence[tuple[int, Row]], next_no: int, *, includes_vat: bool
) -> list[Row]:
    """Return *row* cut into parts of (quantity, changes); the first keeps the number.

    Args:
        next_no: the first free number of a line.
    """
    found = []
    for at, (quantity, changes) in enumerate(parts):
        part = of_quantity(row, quantity, includes_vat=includes_vat) | changes
        if at:
            part["line_no"] = next_no
            next_no += 1
        found.append(part)
    return found


def next_number(rows: Sequence[Row]) -> int:
    """Return the first free number of a line."""
    return max((row["line_no"] for row in rows), default=0) + 1
