"""Making, changing and confirming customer orders.

Lock order of every verb here: the order's document row first, then its lines, then the ledgers in
key order (`core.ledger`). Verbs that reach orders from expense orders lock those before the orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.lines import save_lines
from core.documents.operations import advance, check_version, create, edit, locked, post
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.ledger import Shortage
from core.sales.errors import NothingToConfirm, OrderClosed, OrderStarted
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_lines import OrderLine, priced, stored_lines, terms
from core.sales.posting import OrderLineFacts, explained, posted_lines
from core.sales.states import refresh_states
from core.sales.statuses import OrderState, OrderStatus, SupplyAction
from core.sales.types import CUSTOMER_ORDER
from core.stock.ledgers import FREE_STOCK
from core.stock.models import Warehouse
from core.stock.queries import availability

FIXED_ONCE_STARTED = frozenset({"company_id", "warehouse_id", "partner_id"})
"""Header fields that expense orders and invoices have copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What a new order says."""

    company_id: int
    partner_id: int
    warehouse_id: int
    price_type_id: int
    lines: tuple[OrderLine, ...]
    legal_entity_id: int | None = None
    ship_date: date | None = None
    delivery_address: str = ""
    comment: str = ""
    date: date | None = None
    """None: the business date of the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanges:
    """What an edit changes; a header field that is not named keeps its value."""

    header: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[OrderLine, ...] | None = None
    """The whole of the lines, told apart by number; None: lines stay as they are."""


@dataclass(frozen=True, slots=True)
class OrderSaved:
    """An order as a verb left it."""

    id: int
    number: str
    version: int
    status: OrderStatus
    state: OrderState
    total_minor: int
    """With VAT."""
    vat_minor: int


def create_order(session: Session, actor: Actor, new: NewOrder, *, clock: Clock) -> OrderSaved:
    """Make an order that is still being agreed: it moves nothing.

    Raises:
        Forbidden: no right to edit orders, or to this company or warehouse.
        NoPrice, UnknownItem, BadValue: a line makes no sense.
    """
    actor.require(Permission.ORDER_EDIT, what=CUSTOMER_ORDER.name)
    on = new.date or clock.business_date()
    agreed = terms(session, new.company_id, new.price_type_id, on)
    rows, total = priced(session, agreed, new.lines)
    order = create(
        session,
        actor,
        CUSTOMER_ORDER.name,
        clock=clock,
        company_id=new.company_id,
        date=on,
        warehouse_id=new.warehouse_id,
        partner_id=new.partner_id,
        legal_entity_id=new.legal_entity_id,
        price_type_id=new.price_type_id,
        includes_vat=agreed.includes_vat,
        currency=agreed.currency,
        ship_date=new.ship_date,
        delivery_address=new.delivery_address,
        comment=new.comment,
        total_minor=total.amount,
        vat_minor=total.vat,
        state=OrderState.AWAITING_APPROVAL,
    )
    save_lines(session, actor, order, CustomerOrderLine, rows, clock=clock, first_time=True)
    return saved(cast(CustomerOrder, order))


def save_order(
    session: Session,
    actor: Actor,
    order_id: int,
    version: int,
    changes: OrderChanges,
    *,
    clock: Clock,
) -> OrderSaved:
    """Change an order loaded at *version*; one to be fulfilled posts anew at once.

    Prices of lines without a price of their own are taken from the order's price list again.

    Raises:
        Conflict: somebody changed it since.
        OrderClosed: reopen it first.
        OrderStarted: a header field is fixed by what already exists.
        OverDisposed: a line lets go less than is under way.
        NotEnoughForLines: free stock does not cover the change.
        Forbidden, NotFound, NoPrice, UnknownItem, BadValue.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    check_version(session, order, version)
    require_open(order)
    before = posted_lines(session, order_id)
    _require_free_header(order, changes.header, before)
    values: dict[str, Any] = dict(changes.header)
    rows = None
    if changes.lines is not None or values.keys() & {"company_id", "price_type_id", "date"}:
        agreed = terms(
            session,
            _number(values.get("company_id"), order.company_id),
            _number(values.get("price_type_id"), order.price_type_id),
            order.date,
        )
        lines = changes.lines
        if lines is None:
            lines = stored_lines(session, order_id)
        rows, total = priced(session, agreed, lines)
        values |= {
            "includes_vat": agreed.includes_vat,
            "currency": agreed.currency,
            "total_minor": total.amount,
            "vat_minor": total.vat,
        }
    edit(session, actor, order_id, version, clock=clock, **values)
    if rows is not None:
        save_lines(session, actor, order, CustomerOrderLine, rows, clock=clock)
    return settle(session, actor, order, before, clock=clock)


def set_actions(
    session: Session,
    actor: Actor,
    order_id: int,
    version: int,
    actions: Mapping[int, SupplyAction],
    *,
    clock: Clock,
) -> OrderSaved:
    """Set the supply action of lines, by their number; the order posts anew if it is confirmed.

    Raises:
        Conflict, OrderClosed, OverDisposed, NotEnoughForLines, Forbidden: as `save_order`.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    check_version(session, order, version)
    require_open(order)
    before = posted_lines(session, order_id)
    rows = [
        {"line_no": line.line_no, "action": actions.get(line.line_no, line.action)}
        for line in before
    ]
    save_lines(session, actor, order, CustomerOrderLine, rows, clock=clock)
    return settle(session, actor, order, before, clock=clock)


def confirm_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Put an order to fulfilment: reserves are held, lines to ship become dispositions.

    Raises:
        IllegalTransition: it is not being agreed.
        NothingToConfirm: it has no lines.
        NotEnoughForLines: with every short line; nothing was promised.
        Forbidden, NotFound, PeriodClosed.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CONFIRM, clock)
    lines = posted_lines(session, order_id)
    if all(line.cancelled for line in lines):
        raise NothingToConfirm(document=order.number_text)
    advance(session, actor, order, OrderStatus.TO_FULFIL, clock=clock)
    require_supply(session, order, lines)
    try:
        post(session, actor, order, clock=clock)
    except NotEnough as error:
        raise explained(error, lines) from error
    refreshed(session, order)
    return saved(order)


def settle(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    before: Sequence[OrderLineFacts],
    *,
    clock: Clock,
) -> OrderSaved:
    """Post a changed order anew if it is posted, and bring its state up to date.

    Args:
        before: the lines as they were, to name those that are no longer there.
    """
    if order.posted:
        after = posted_lines(session, order.id)
        known = {line.id for line in after}
        require_supply(session, order, after)
        try:
            post(session, actor, order, clock=clock, permission=Permission.ORDER_EDIT)
        except NotEnough as error:
            raise explained(
                error, [*after, *(line for line in before if line.id not in known)]
            ) from error
    refreshed(session, order)
    return saved(order)


def opened_order(
    session: Session, actor: Actor, order_id: int, permission: Permission, clock: Clock
) -> CustomerOrder:
    """Return the order, locked, for an actor who has *permission* and may see its rows.

    Raises:
        Forbidden, NotFound.
    """
    actor.require(permission, what=CUSTOMER_ORDER.name, key=order_id)
    acting(session, actor, clock)
    order = locked(session, CustomerOrder, order_id)
    actor.require_company(order.company_id)
    actor.require_warehouse(order.warehouse_id)
    return order


def require_open(order: CustomerOrder) -> None:
    """Refuse a closed order.

    Raises:
        OrderClosed: it must be reopened first.
    """
    if order.status == OrderStatus.CLOSED:
        raise OrderClosed(document=order.number_text)


def require_supply(session: Session, order: CustomerOrder, lines: Sequence[OrderLineFacts]) -> None:
    """Refuse promises beyond free stock where supply is controlled but free stock is not.

    Where free stock is controlled the ledger itself refuses, and nothing is asked here.

    Raises:
        NotEnoughForLines: with every short line.
    """
    watched = select(Warehouse.id).where(
        Warehouse.id == order.warehouse_id,
        Warehouse.control_supply,
        Warehouse.control_free_stock.is_(False),
    )
    if order.posted or session.scalar(watched) is None:
        return
    asked: dict[tuple[int, int], int] = {}
    for line in lines:
        if not (line.cancelled or line.service or line.action is SupplyAction.NONE):
            thing = (line.item_id, line.variant_id)
            asked[thing] = asked.get(thing, 0) + line.quantity
    free = {
        (row.item_id, row.variant_id): row.free
        for row in availability(
            session, SYSTEM, order.warehouse_id or 0, [item for item, _ in asked]
        )
    }
    shortages = tuple(
        Shortage(FREE_STOCK.name, "free", quantity, free.get(thing, 0), _where(order, *thing))
        for thing, quantity in sorted(asked.items())
        if quantity > free.get(thing, 0)
    )
    if shortages:
        first = shortages[0]
        error = NotEnough(
            ledger=first.ledger,
            measure=first.measure,
            asked=first.asked,
            available=first.available,
            where=first.where,
            shortages=shortages,
        )
        raise explained(error, lines)


def refreshed(session: Session, order: CustomerOrder) -> None:
    """Bring the state of one locked order up to date, in the database and in *order*."""
    states = refresh_states(session, [order.id])
    set_committed_value(order, "state", states[order.id])


def saved(order: CustomerOrder) -> OrderSaved:
    """Return the outcome of a verb."""
    return OrderSaved(
        id=order.id,
        number=order.number_text,
        version=order.version,
        status=OrderStatus(order.status),
        state=order.state,
        total_minor=order.total_minor,
        vat_minor=order.vat_minor,
    )


def _require_free_header(
    order: CustomerOrder, header: Mapping[str, object], lines: Sequence[OrderLineFacts]
) -> None:
    if not any(line.ordered or line.invoiced for line in lines):
        return
    for name in sorted(header.keys() & FIXED_ONCE_STARTED):
        if header[name] != getattr(order, name):
            raise OrderStarted(document=order.number_text, field=name, what=CUSTOMER_ORDER.name)


def _number(given: object, kept: int | None) -> int:
    return given if isinstance(given, int) else kept or 0


def _where(order: CustomerOrder, item_id: int, variant_id: int) -> Mapping[str, int | str]:
    return {
        "warehouse_id": order.warehouse_id or 0,
        "item_id": item_id,
        "variant_id": variant_id,
    }
