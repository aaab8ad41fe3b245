"""Ending orders: cancelling lines, closing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.asking import drop_approval
from core.documents.operations import advance
from core.documents.preferences import get
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition, NotFound, bad_value
from core.kernel.quantity import format_quantity
from core.sales.effects import OrderSaved, opened_order, refreshed, require_open, saved, settle
from core.sales.errors import (
    OrderNotProcessed,
    OrderPartlyPaid,
    OrderPartlyShipped,
    OrderUnderWay,
)
from core.sales.gates import stage_sums
from core.sales.models import CancelReason, CustomerOrder
from core.sales.order_rows import (
    Row,
    next_number,
    order_rows,
    save_rows,
    split_row,
)
from core.sales.posting import OrderLineFacts, posted_lines
from core.sales.settings import KEEP_PARTLY_PAID, KEEP_PARTLY_SHIPPED
from core.sales.statuses import OrderStatus


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What is cancelled of a line."""

    line_no: int
    quantity: int | None = None
    """Thousandths; None: what nothing was made of yet."""
    reason_id: int | None = None
    reason: str = ""
    """In words; empty: the name of the reason."""


def cancel_lines(
    session: Session,
    actor: Actor,
    order_id: int,
    cancelled: Sequence[Cancelled],
    *,
    clock: Clock,
) -> OrderSaved:
    """Cancel lines, or parts of lines, that nothing was made of; what they held is free again.

    A line cancelled in part is split: the rest goes on as it was.

    Raises:
        NotFound: the order has no such line, or there is no such reason.
        BadValue: a quantity that is not above 0, or more than the line has.
        OverDisposed: it is in expense orders or invoices.
        OrderClosed, Forbidden.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    require_open(order)
    before = posted_lines(session, order_id)
    facts = {line.line_no: line for line in before}
    wanted: dict[int, Cancelled] = {}
    for one in cancelled:
        if one.line_no not in facts:
            raise NotFound(what="line", key=one.line_no)
        wanted[one.line_no] = one
    rows = order_rows(session, order_id)
    next_no = next_number(rows)
    found: list[Row] = []
    for row in rows:
        asked = wanted.get(row["line_no"])
        if asked is None:
            found.append(row)
            continue
        parts = _parts(facts[row["line_no"]], asked, _mark(session, asked))
        found += split_row(row, parts, next_no, includes_vat=order.includes_vat)
        next_no += len(parts) - 1
    save_rows(session, actor, order, found, clock)
    drop_approval(session, actor, order)
    return settle(session, actor, order, before, clock=clock)


def _parts(line: OrderLineFacts, asked: Cancelled, mark: Row) -> list[tuple[int, Row]]:
    open_ = line.quantity - max(line.ordered, line.invoiced)
    quantity = asked.quantity if asked.quantity is not None else open_ or line.quantity
    if not 0 < quantity <= line.quantity:
        most = format_quantity(line.quantity)
        raise bad_value("quantity", format_quantity(quantity), f"> 0, ≤ {most}", line.line_no)
    rest = line.quantity - quantity
    return [(rest, Row()), (quantity, mark)] if rest else [(quantity, mark)]


def _mark(session: Session, asked: Cancelled) -> Row:
    """Return what a cancelled line says."""
    name = ""
    if asked.reason_id:
        reason = session.get(CancelReason, asked.reason_id)
        if reason is None:
            raise NotFound(what="cancel_reason", key=asked.reason_id)
        name = reason.name
    return {
        "cancelled": True,
        "cancel_reason_id": asked.reason_id,
        "cancel_reason": asked.reason or name,
    }


def close_order(
    session: Session,
    actor: Actor,
    order_id: int,
    *,
    clock: Clock,
    cancel_unprocessed: bool = False,
    reason: str = "",
    reason_id: int | None = None,
) -> OrderSaved:
    """Close an order whose every line is invoiced or cancelled.

    Args:
        cancel_unprocessed: cancel what nothing was made of first; a line billed in part keeps the
            billed quantity, its rest becomes a cancelled line of its own.
        reason: of the cancellations, in words; empty: the name of the reason.
        reason_id: of the book of reasons.

    Raises:
        OrderNotProcessed: lines that are neither.
        OrderUnderWay: when cancelling: lines in expense orders, or shipped and not invoiced.
        OrderPartlyShipped, OrderPartlyPaid: a setting keeps such orders open.
        IllegalTransition: it is not being fulfilled.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CLOSE, clock)
    before = posted_lines(session, order_id)
    unprocessed = [line for line in before if not line.cancelled and line.invoiced < line.quantity]
    under_way = [line for line in unprocessed if not line.ordered == line.shipped == line.invoiced]
    left = under_way if cancel_unprocessed else unprocessed
    if left:
        refusal = OrderUnderWay if cancel_unprocessed else OrderNotProcessed
        raise refusal(
            document=order.number_text,
            count=len(left),
            lines=tuple(line.line_no for line in left),
            line=left[0].line_no,
        )
    _require_closable(session, order, before)
    if unprocessed:
        rows = _cut(
            order_rows(session, order_id),
            {line.line_no: line for line in unprocessed},
            _mark(session, Cancelled(0, reason_id=reason_id, reason=reason)),
            includes_vat=order.includes_vat,
        )
        save_rows(session, actor, order, rows, clock)
        settle(session, actor, order, before, clock=clock)
    advance(session, actor, order, OrderStatus.CLOSED, clock=clock)
    refreshed(session, order, clock)
    return saved(order)


@dataclass(frozen=True, slots=True)
class ClosedMany:
    """What became of orders that were to be closed together."""

    closed: tuple[str, ...]
    """Numbers."""
    kept: tuple[tuple[str, str], ...]
    """(number, code of the error that keeps it open)."""


KEEPING = (OrderNotProcessed, OrderPartlyPaid, OrderPartlyShipped, IllegalTransition)
"""Why an order may stay open while others are closed."""


def close_orders(
    session: Session,
    actor: Actor,
    order_ids: Collection[int],
    *,
    clock: Clock,
    cancel_unprocessed: bool = False,
    reason: str = "",
    reason_id: int | None = None,
) -> ClosedMany:
    """Close those of several orders that can be closed; the others stay as they are.

    Args:
        cancel_unprocessed, reason, reason_id: as of `close_order`.

    Raises:
        Forbidden, NotFound: one of them is not his to close; then none is closed.
    """
    closed: list[str] = []
    kept: list[tuple[str, str]] = []
    for order_id in sorted(set(order_ids)):
        try:
            with session.begin_nested():
                done = close_order(
                    session,
                    actor,
                    order_id,
                    clock=clock,
                    cancel_unprocessed=cancel_unprocessed,
                    reason=reason,
                    reason_id=reason_id,
                )
        except KEEPING as refused:
            number = session.get_one(CustomerOrder, order_id).number_text
            kept.append((number, refused.code))
        else:
            closed.append(done.number)
    return ClosedMany(tuple(closed), tuple(kept))


def _require_closable(
    session: Session, order: CustomerOrder, lines: Sequence[OrderLineFacts]
) -> None:
    """Refuse what the company's settings keep open (domain §3.4).

    Raises:
        OrderPartlyShipped, OrderPartlyPaid.
    """
    live = [line for line in lines if not line.cancelled]
    if get(session, KEEP_PARTLY_SHIPPED):
        started = any(line.shipped or line.invoiced for line in live)
        if started and any(max(line.shipped, line.invoiced) < line.quantity for line in live):
            raise OrderPartlyShipped(document=order.number_text)
    if get(session, KEEP_PARTLY_PAID):
        sums = stage_sums(session, [order.id]).get(order.id)
        due = order.total_minor
        if sums is not None and 0 < sums.paid < due:
            raise OrderPartlyPaid(document=order.number_text, due=due, paid=sums.paid)


def _cut(
    rows: list[Row],
    unprocessed: Mapping[int, OrderLineFacts],
    cancelled: Row,
    *,
    includes_vat: bool,
) -> list[Row]:
    """Return rows with unprocessed lines cancelled, those billed in part split."""
    cut: list[Row] = []
    next_no = next_number(rows) - 1
    for row in rows:
        line = unprocessed.get(row["line_no"])
        if line is None:
            cut.append(row)
        elif not line.invoiced:
            cut.append(row | cancelled)
        else:
            rest = row["quantity"] - line.invoiced
            parts = [(line.invoiced, Row()), (rest, cancelled)]
            next_no += 1
            cut += split_row(row, parts, next_no, includes_vat=includes_vat)
    return cut
