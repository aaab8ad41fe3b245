"""Ending orders: cancelling lines, closing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.operations import advance
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.sales.effects import OrderSaved, opened_order, refreshed, require_open, saved, settle
from core.sales.errors import OrderNotProcessed
from core.sales.order_rows import Row, of_quantity, order_rows, save_rows
from core.sales.posting import OrderLineFacts, posted_lines
from core.sales.statuses import OrderStatus


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
        raise NotFound(what="order line", key=min(missing))
    rows = order_rows(session, order_id)
    for row in rows:
        if row["line_no"] in line_nos:
            row |= {"cancelled": True, "cancel_reason": reason}
    save_rows(session, actor, order, rows, clock)
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
            order_rows(session, order_id),
            {line.line_no: line for line in unprocessed},
            reason,
            includes_vat=order.includes_vat,
        )
        save_rows(session, actor, order, rows, clock)
        settle(session, actor, order, before, clock=clock)
    advance(session, actor, order, OrderStatus.CLOSED, clock=clock)
    refreshed(session, order, clock)
    return saved(order)


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
            cut.append(of_quantity(row, line.invoiced, includes_vat=includes_vat))
            rest_row = of_quantity(row, rest, includes_vat=includes_vat)
            cut.append(rest_row | cancelled | {"line_no": next_no})
    return cut
