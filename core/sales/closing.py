"""Ending orders: cancelling lines, closing, reopening, taking back to agreeing.

Lock order as in `core.sales.orders`: document row, lines, ledgers in key order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.lines import save_lines
from core.documents.operations import advance, unpost
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition, NotFound
from core.sales.errors import OrderNotProcessed
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.orders import OrderSaved, opened_order, refreshed, require_open, saved, settle
from core.sales.posting import OrderLineFacts, posted_lines
from core.sales.rules import LineAmounts, line_amounts, total
from core.sales.statuses import OrderStatus

Row = dict[str, Any]


def cancel_lines(
    session: Session,
    actor: Actor,
    order_id: int,
    line_nos: Collection[int],
    reason: str,
    *,
    clock: Clock,
) -> OrderSaved:
    """Cancel lines that nothing was made of; what they held is free again.

    Raises:
        NotFound: the order has no such line.
        OverDisposed: a line is in expense orders or invoices.
        OrderClosed, Forbidden.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    require_open(order)
    before = posted_lines(session, order_id)
    missing = set(line_nos) - {line.line_no for line in before}
    if missing:
        raise NotFound(what="line", key=min(missing))
    rows = _rows(session, order_id)
    for row in rows:
        if row["line_no"] in line_nos:
            row |= {"cancelled": True, "cancel_reason": reason}
    _save(session, actor, order, rows, clock)
    return settle(session, actor, order, before, clock=clock)


def close_order(
    session: Session,
    actor: Actor,
    order_id: int,
    *,
    clock: Clock,
    cancel_unprocessed: bool = False,
    reason: str = "",
) -> OrderSaved:
    """Close an order whose every line is invoiced or cancelled.

    Args:
        cancel_unprocessed: cancel what nothing was made of first; a line billed in part keeps the
            billed quantity, its rest becomes a cancelled line of its own.
        reason: of the cancellations.

    Raises:
        OrderNotProcessed: lines that are neither, or, when cancelling, still under way.
        IllegalTransition: it is not being fulfilled.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CLOSE, clock)
    before = posted_lines(session, order_id)
    unprocessed = [line for line in before if not line.cancelled and line.invoiced < line.quantity]
    under_way = [line for line in unprocessed if not line.ordered == line.shipped == line.invoiced]
    left = under_way if cancel_unprocessed else unprocessed
    if left:
        raise OrderNotProcessed(
            document=order.number_text,
            count=len(left),
            lines=tuple(line.line_no for line in left),
            line=left[0].line_no,
        )
    if unprocessed:
        rows = _cut(
            _rows(session, order_id),
            {line.line_no: line for line in unprocessed},
            reason,
            includes_vat=order.includes_vat,
        )
        _save(session, actor, order, rows, clock)
        settle(session, actor, order, before, clock=clock)
    advance(session, actor, order, OrderStatus.CLOSED, clock=clock)
    refreshed(session, order)
    return saved(order)


def reopen_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Put a closed order back to fulfilment.

    Raises:
        IllegalTransition: it is not closed.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CLOSE, clock)
    if order.status == OrderStatus.AGREEING:
        # The table leads from agreeing to fulfilment too, but that is confirming, which posts.
        raise IllegalTransition(
            machine="customer_order", current=order.status, target=OrderStatus.TO_FULFIL.value
        )
    advance(
        session,
        actor,
        order,
        OrderStatus.TO_FULFIL,
        clock=clock,
        permission=Permission.ORDER_CLOSE,
    )
    refreshed(session, order)
    return saved(order)


def withdraw_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Take an order back to agreeing: everything it held is free again.

    Raises:
        HasDependants: expense orders or invoices stand on it, with the chain.
        IllegalTransition: it is not being fulfilled.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CONFIRM, clock)
    advance(
        session,
        actor,
        order,
        OrderStatus.AGREEING,
        clock=clock,
        permission=Permission.ORDER_CONFIRM,
    )
    unpost(session, actor, order, clock=clock)
    refreshed(session, order)
    return saved(order)


def _rows(session: Session, order_id: int) -> list[Row]:
    """Return the lines as rows for `save_lines`."""
    lines = CustomerOrderLine.__table__
    rows = session.execute(
        select(lines).where(lines.c.document_id == order_id).order_by(lines.c.line_no)
    ).mappings()
    return [{name: row[name] for name in row if name not in {"id", "document_id"}} for row in rows]


def _save(
    session: Session, actor: Actor, order: CustomerOrder, rows: list[Row], clock: Clock
) -> None:
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


def _cut(
    rows: list[Row],
    unprocessed: Mapping[int, OrderLineFacts],
    reason: str,
    *,
    includes_vat: bool,
) -> list[Row]:
    """Return rows with unprocessed lines cancelled, those billed in part split."""
    cut: list[Row] = []
    next_no = max((row["line_no"] for row in rows), default=0)
    for row in rows:
        line = unprocessed.get(row["line_no"])
        cancelled = {"cancelled": True, "cancel_reason": reason}
        if line is None:
            cut.append(row)
        elif not line.invoiced:
            cut.append(row | cancelled)
        else:
            next_no += 1
            rest = row["quantity"] - line.invoiced
            cut.append(_of_quantity(row, line.invoiced, includes_vat=includes_vat))
            rest_row = _of_quantity(row, rest, includes_vat=includes_vat)
            cut.append(rest_row | cancelled | {"line_no": next_no})
    return cut


def _of_quantity(row: Row, quantity: int, *, includes_vat: bool) -> Row:
    amounts = line_amounts(row["price_minor"], quantity, row["vat_rate"], includes_vat=includes_vat)
    return row | {
        "quantity": quantity,
        "amount_minor": amounts.amount,
        "vat_minor": amounts.vat,
    }
