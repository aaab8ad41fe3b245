"""The lines of an order as rows to be changed: split, cut, written back with new totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.earning import store_points, stored_points
from core.discounts.parts import store_parts, stored_parts
from core.documents.lines import save_lines
from core.kernel.clock import Clock
from core.kernel.money import spread
from core.sales.holding import quoted_of_order
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.quotation_models import QuotationOrderLine
from core.sales.rules import LineAmounts, charged, part_of, total
from core.sales.staging import restage

Row = dict[str, Any]

ORIGIN = "origin"
"""In a row: the number of the line that it was cut from."""

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
    """Write *rows* as the whole of the lines, and the totals and stages that follow.

    What discounts gave goes with the parts of a line that was cut, and so does the offer that the
    line was made of.
    """
    live = [row for row in rows if not row["cancelled"]]
    sums = total(LineAmounts(row["amount_minor"], row["vat_minor"]) for row in live)
    order.total_minor, order.vat_minor = sums.amount, sums.vat
    order.discount_minor = sum(row["discount_minor"] for row in live)
    _keep_parts(session, order.id, rows)
    save_lines(
        session,
        actor,
        order,
        CustomerOrderLine,
        [{name: row[name] for name in row if name != ORIGIN} for row in rows],
        clock=clock,
        permission=Permission.ORDER_EDIT,
    )
    restage(session, actor, order, None, clock=clock)


def _keep_parts(session: Session, order_id: int, rows: Sequence[Row]) -> None:
    """Spread what discounts took off a line, and its points, over the lines that came of it."""
    came: dict[int, list[Row]] = {}
    for row in rows:
        came.setdefault(int(row.get(ORIGIN) or row["line_no"]), []).append(row)
    if all(len(parts) == 1 and parts[0]["line_no"] == key for key, parts in came.items()):
        return
    store_parts(session, order_id, _spread(stored_parts(session, order_id), came))
    store_points(session, order_id, _spread(stored_points(session, order_id), came))
    _keep_offers(session, order_id, came)


def _keep_offers(session: Session, order_id: int, came: Mapping[int, Sequence[Row]]) -> None:
    """Tell of what was cut off a line which line of a quotation it was made of."""
    made_of = quoted_of_order(session, order_id)
    cut = [
        {"order_id": order_id, "line_no": row["line_no"], "quotation_line_id": made_of[key]}
        for key, parts in came.items()
        if key in made_of
        for row in parts
        if row["line_no"] != key
    ]
    if cut:
        given = upsert(QuotationOrderLine).values(cut)  # a line that is no more may have had it
        takes = {"quotation_line_id": given.excluded.quotation_line_id}
        keys = ["order_id", "line_no"]
        session.execute(given.on_conflict_do_update(index_elements=keys, set_=takes))


def _spread(
    stored: Sequence[tuple[int, int, int]], came: Mapping[int, Sequence[Row]]
) -> list[tuple[int, int, int]]:
    """Return (line, what, amount) with each amount spread over the lines that came of the line."""
    found: list[tuple[int, int, int]] = []
    for line_no, what, amount in stored:
        parts = came.get(line_no, [])
        if parts:
            shares = spread(amount, [row["quantity"] for row in parts])
            found += [
                (row["line_no"], what, share) for row, share in zip(parts, shares, strict=True)
            ]
    return found


def of_quantity(row: Row, quantity: int, *, includes_vat: bool, done: int = 0) -> Row:
    """Return a row of another quantity, its amounts computed anew.

    Args:
        done: thousandths of the row that parts before this one took: what a discount gave on the
            whole is spread over the parts exactly.
    """
    discount = part_of(row["discount_minor"], done, quantity, row["quantity"])
    amounts = charged(
        row["price_minor"],
        quantity,
        row["vat_rate"],
        includes_vat=includes_vat,
        discount=discount,
    )
    return row | {
        "quantity": quantity,
        "discount_minor": discount,
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
    found, done = [], 0
    for at, (quantity, changes) in enumerate(parts):
        part = of_quantity(row, quantity, includes_vat=includes_vat, done=done) | changes
        part[ORIGIN] = row.get(ORIGIN, row["line_no"])
        done += quantity
        if at:
            part["line_no"] = next_no
            next_no += 1
        found.append(part)
    return found


def next_number(rows: Sequence[Row]) -> int:
    """Return the first free number of a line."""
    return max((row["line_no"] for row in rows), default=0) + 1
