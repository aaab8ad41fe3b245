"""Orders to suppliers: making, changing, confirming, closing.

Lock order: the supplier order, its lines, customer orders by id, the ledgers in key order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.companions import tell_companions
from core.documents.lines import save_lines
from core.documents.operations import (
    advance,
    check_version,
    create,
    edit,
    locked,
    post,
    unpost,
)
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, IllegalTransition, NotEnough
from core.kernel.money import Money, line_amount
from core.sales.arrivals import dates_moved
from core.supply.errors import ClaimedByOrders, SupplierOrderEmpty
from core.supply.models import SupplierOrder, SupplierOrderLine
from core.supply.statuses import SupplierOrderStatus
from core.supply.types import SUPPLIER_ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """One line as it is ordered."""

    item_id: int
    quantity: int
    """Thousandths of the base unit."""
    variant_id: int = 0
    packaging_id: int = 0
    price_minor: int = 0
    expected_on: date | None = None
    """None: the day of the header."""
    for_order_id: int = 0
    line_no: int | None = None
    """None: a new line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSupplierOrder:
    """What a new supplier order says."""

    company_id: int
    partner_id: int
    warehouse_id: int
    expected_on: date
    lines: tuple[SupplierLine, ...]
    currency: str = "RUB"
    comment: str = ""
    date: date | None = None
    basis_id: int | None = None


@dataclass(frozen=True, slots=True)
class SupplierOrderSaved:
    """A supplier order as a verb left it."""

    id: int
    number: str
    version: int
    status: SupplierOrderStatus
    orders: int = 0
    """Customer orders whose dates it moved."""


def create_supplier_order(
    session: Session, actor: Actor, new: NewSupplierOrder, *, clock: Clock
) -> SupplierOrderSaved:
    """Make an order that is still being agreed: nothing is expected yet.

    Raises:
        Forbidden: no right to it, to the company or to the warehouse.
        BadValue: a quantity not above 0, a price below 0.
    """
    order = cast(
        SupplierOrder,
        create(
            session,
            actor,
            SUPPLIER_ORDER.name,
            clock=clock,
            company_id=new.company_id,
            date=new.date,
            basis_id=new.basis_id,
            warehouse_id=new.warehouse_id,
            partner_id=new.partner_id,
            expected_on=new.expected_on,
            currency=new.currency,
            comment=new.comment,
        ),
    )
    _write(session, actor, order, new.lines, clock)
    tell_companions(session, actor, order, clock)
    return _saved(order)


def save_supplier_order(
    session: Session,
    actor: Actor,
    order_id: int,
    version: int,
    *,
    clock: Clock,
    lines: Sequence[SupplierLine] | None = None,
    **header: Any,  # noqa: ANN401 - fields of the header
) -> SupplierOrderSaved:
    """Change an order loaded at *version*; one to be received is expected anew at once.

    Customer orders that claim a line whose day moved get their dates computed anew.

    Raises:
        Conflict: somebody changed it since.
        ClaimedByOrders: customer orders claim more than would come.
        Forbidden, NotFound, BadValue.
    """
    order = _opened(session, actor, order_id, clock)
    check_version(session, order, version)
    before = _days(session, order_id)
    edit(session, actor, order_id, version, clock=clock, **header)
    if lines is not None:
        _write(session, actor, order, lines, clock)
    moved = 0
    if order.posted:
        _post(session, actor, order, clock)
        after = _days(session, order_id)
        changed = [key for key, day in after.items() if before.get(key) not in {None, day}]
        if changed:
            moved = dates_moved(session, changed, clock=clock)
    tell_companions(session, actor, order, clock)
    return _saved(order, moved)


def confirm_supplier_order(
    session: Session, actor: Actor, order_id: int, *, clock: Clock
) -> SupplierOrderSaved:
    """Expect what it orders: customer orders may claim it from now on.

    Raises:
        SupplierOrderEmpty, IllegalTransition, Forbidden, NotFound, PeriodClosed.
    """
    order = _opened(session, actor, order_id, clock)
    if not _days(session, order_id):
        raise SupplierOrderEmpty(document=order.number_text)
    advance(session, actor, order, SupplierOrderStatus.TO_RECEIVE, clock=clock)
    _post(session, actor, order, clock)
    return _saved(order)


def close_supplier_order(
    session: Session, actor: Actor, order_id: int, *, clock: Clock
) -> SupplierOrderSaved:
    """Expect nothing more of it; what customer orders claim must be moved elsewhere first.

    Raises:
        ClaimedByOrders: with the orders that still claim something.
        IllegalTransition, Forbidden, NotFound.
    """
    order = _opened(session, actor, order_id, clock)
    advance(session, actor, order, SupplierOrderStatus.CLOSED, clock=clock)
    _post(session, actor, order, clock)
    return _saved(order)


def reopen_supplier_order(
    session: Session, actor: Actor, order_id: int, *, clock: Clock
) -> SupplierOrderSaved:
    """Expect again what a closed order has not brought yet.

    Raises:
        IllegalTransition: it is not closed.
        Forbidden, NotFound, PeriodClosed.
    """
    order = _opened(session, actor, order_id, clock)
    if order.status != SupplierOrderStatus.CLOSED:
        # The table leads there from agreeing too, but that is confirming.
        raise IllegalTransition(
            machine="supplier_order",
            current=order.status,
            target=SupplierOrderStatus.TO_RECEIVE.value,
        )
    advance(session, actor, order, SupplierOrderStatus.TO_RECEIVE, clock=clock)
    _post(session, actor, order, clock)
    return _saved(order)


def withdraw_supplier_order(
    session: Session, actor: Actor, order_id: int, *, clock: Clock
) -> SupplierOrderSaved:
    """Take it back to agreeing: nothing of it is expected.

    Raises:
        ClaimedByOrders, HasDependants, IllegalTransition, Forbidden, NotFound.
    """
    order = _opened(session, actor, order_id, clock)
    advance(session, actor, order, SupplierOrderStatus.AGREEING, clock=clock)
    try:
        unpost(session, actor, order, clock=clock)
    except NotEnough as error:
        raise _claimed(order, error) from error
    return _saved(order)


def _opened(session: Session, actor: Actor, order_id: int, clock: Clock) -> SupplierOrder:
    actor.require(Permission.SUPPLY_EDIT, what=SUPPLIER_ORDER.name, key=order_id)
    acting(session, actor, clock)
    order = locked(session, SupplierOrder, order_id)
    actor.require_company(order.company_id)
    actor.require_warehouse(order.warehouse_id)
    return order


def _write(
    session: Session,
    actor: Actor,
    order: SupplierOrder,
    lines: Sequence[SupplierLine],
    clock: Clock,
) -> None:
    next_no = max((line.line_no or 0 for line in lines), default=0)
    rows: list[dict[str, Any]] = []
    for line in lines:
        if line.quantity <= 0:
            raise BadValue(what="quantity", value=line.quantity, expected="> 0")
        if line.price_minor < 0:
            raise BadValue(what="price", value=Money(line.price_minor), expected=">= 0")
        next_no += line.line_no is None
        rows.append(
            {
                "line_no": line.line_no or next_no,
                "item_id": line.item_id,
                "variant_id": line.variant_id,
                "packaging_id": line.packaging_id,
                "quantity": line.quantity,
                "price_minor": line.price_minor,
                "expected_on": line.expected_on or order.expected_on,
                "for_order_id": line.for_order_id,
            }
        )
    order.total_minor = sum(line_amount(row["price_minor"], row["quantity"]) for row in rows)
    save_lines(session, actor, order, SupplierOrderLine, rows, clock=clock)


def _post(session: Session, actor: Actor, order: SupplierOrder, clock: Clock) -> None:
    try:
        post(session, actor, order, clock=clock)
    except NotEnough as error:
        raise _claimed(order, error) from error


def _claimed(order: SupplierOrder, error: NotEnough) -> NotEnough:
    """Return the shortage as what it means: whose claims stand in the way."""
    where = error.facts.get("where")
    source = int(where.get("source_line_id", 0)) if isinstance(where, dict) else 0
    if not source:
        return error
    return ClaimedByOrders(**error.facts, document=order.number_text, source=source)


def _days(session: Session, order_id: int) -> dict[int, date]:
    rows = session.execute(
        select(SupplierOrderLine.id, SupplierOrderLine.expected_on).where(
            SupplierOrderLine.document_id == order_id
        )
    )
    return {row[0]: row[1] for row in rows}


def _saved(order: SupplierOrder, moved: int = 0) -> SupplierOrderSaved:
    return SupplierOrderSaved(
        order.id, order.number_text, order.version, SupplierOrderStatus(order.status), moved
    )
