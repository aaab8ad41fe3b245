"""When lines of orders can leave: computed, kept beside the lines, never set by hand."""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlalchemy import (
    BigInteger,
    Date,
    Table,
    bindparam,
    column,
    func,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.kernel.clock import Clock
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.rules import LinePromise, ship_dates
from core.sales.statuses import CLAIMING_ACTIONS, SupplyAction
from core.stock.models import Warehouse

SUPPLIER_LINE = table(
    "supplier_order_line",
    column("id", BigInteger),
    column("document_id", BigInteger),
    column("expected_on", Date),
)
"""Supplier orders are defined above this package; the day their lines come is all we need."""

_LINES = cast(Table, CustomerOrderLine.__table__)

_PROMISES = (
    select(
        CustomerOrderLine.id,
        CustomerOrderLine.line_no,
        CustomerOrderLine.action,
        CustomerOrderLine.ship_date,
        SUPPLIER_LINE.c.expected_on,
        Warehouse.working_days,
    )
    .join(Warehouse, Warehouse.id == CustomerOrderLine.warehouse_id)
    .outerjoin(SUPPLIER_LINE, SUPPLIER_LINE.c.id == CustomerOrderLine.source_line_id)
    .where(
        CustomerOrderLine.document_id == bindparam("order"),
        CustomerOrderLine.cancelled.is_(False),
    )
    .order_by(CustomerOrderLine.line_no)
)


def refresh_dates(
    session: Session, order: CustomerOrder, *, clock: Clock, term_days: int = 0
) -> dict[int, date | None]:
    """Compute and store when each line of a locked order can leave; at most two statements.

    Returns:
        Line number → day; None where nobody can tell yet.
    """
    rows = session.execute(_PROMISES, {"order": order.id}).all()
    today = clock.business_date()
    found: dict[int, date | None] = {}
    if rows:
        days = frozenset.intersection(*(_working(row.working_days) for row in rows))
        promises = [
            LinePromise(row.line_no, _available(row.action, row.expected_on, today)) for row in rows
        ]
        found = ship_dates(
            promises,
            earliest=today,
            desired=order.ship_date,
            term_days=term_days,
            one_date=order.one_date,
            working_days=days,
        )
    changed = {row.id: found[row.line_no] for row in rows if found[row.line_no] != row.ship_date}
    if changed:
        _store(session, changed)
    return found


def _available(action: SupplyAction, expected_on: date | None, today: date) -> date | None:
    if action in CLAIMING_ACTIONS:
        return today
    return expected_on if action is SupplyAction.RESERVE_TO_DATE else None


def _working(days: str) -> frozenset[int]:
    return frozenset(at for at, works in enumerate(days) if works == "1")


def _store(session: Session, changed: dict[int, date | None]) -> None:
    ids = sorted(changed)
    given = (
        func.unnest(
            bindparam(None, ids, type_=ARRAY(BigInteger), unique=True),
            bindparam(None, [changed[i] for i in ids], type_=ARRAY(Date), unique=True),
        )
        .table_valued(column("id", BigInteger), column("day", Date), name="given")
        .render_derived()
    )
    session.execute(update(_LINES).where(_LINES.c.id == given.c.id).values(ship_date=given.c.day))
