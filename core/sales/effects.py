"""What every verb on an order ends with: promises posted, dates computed, state brought up to date.

Lock order: the order's document row first, then its lines, then the ledgers in key order
(`core.ledger`). Verbs that reach orders from elsewhere lock those documents before the orders, and
several orders in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

import core.sales.paying  # noqa: F401 - states of orders follow payments
from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.companions import tell_companions
from core.documents.operations import locked, post
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.ledger import Shortage
from core.sales.dates import refresh_dates
from core.sales.errors import OrderClosed
from core.sales.gates import require_paid
from core.sales.models import CustomerOrder
from core.sales.posting import CLAIMING, OrderLineFacts, explained, posted_lines, takes_effect
from core.sales.states import refresh_states
from core.sales.statuses import OrderState, OrderStatus
from core.sales.types import CUSTOMER_ORDER
from core.stock.ledgers import FREE_STOCK
from core.stock.models import Warehouse
from core.stock.queries import availability


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


def settle(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    before: Sequence[OrderLineFacts],
    *,
    clock: Clock,
) -> OrderSaved:
    """Post a changed order anew if it moves anything, and bring dates and state up to date.

    Args:
        before: the lines as they were, to name those that are no longer there.
    """
    after = posted_lines(session, order.id)
    moves = any(takes_effect(order, line.action) for line in after if not line.cancelled)
    require_paid(session, order, before, after)
    if moves or order.posted:
        known = {line.id for line in after}
        require_supply(session, order, after)
        try:
            post(session, actor, order, clock=clock, permission=Permission.ORDER_EDIT)
        except NotEnough as error:
            raise explained(
                error, [*after, *(line for line in before if line.id not in known)]
            ) from error
    refreshed(session, order, clock)
    tell_companions(session, actor, order, clock)
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
    if order.posted:
        return
    asked: dict[tuple[int, int, int], int] = {}
    for line in lines:
        if not (line.cancelled or line.service) and line.action in CLAIMING:
            place = (line.warehouse_id, line.item_id, line.variant_id)
            asked[place] = asked.get(place, 0) + line.quantity
    watched = select(Warehouse.id).where(
        Warehouse.id.in_({house for house, _, _ in asked}),
        Warehouse.control_supply,
        Warehouse.control_free_stock.is_(False),
    )
    shortages: list[Shortage] = []
    for house in sorted(session.scalars(watched)) if asked else ():
        wanted = {
            (item, variant): asked[of, item, variant] for of, item, variant in asked if of == house
        }
        free = {
            (row.item_id, row.variant_id): row.free
            for row in availability(session, SYSTEM, house, [item for item, _ in wanted])
        }
        shortages += [
            Shortage(FREE_STOCK.name, "free", quantity, free.get(thing, 0), _where(house, *thing))
            for thing, quantity in sorted(wanted.items())
            if quantity > free.get(thing, 0)
        ]
    if shortages:
        first = shortages[0]
        error = NotEnough(
            ledger=first.ledger,
            measure=first.measure,
            asked=first.asked,
            available=first.available,
            where=first.where,
            shortages=tuple(shortages),
        )
        raise explained(error, lines)


def refreshed(session: Session, order: CustomerOrder, clock: Clock) -> None:
    """Bring dates and state of one locked order up to date, in the database and in *order*."""
    refresh_dates(session, order, clock=clock)
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


def _where(warehouse_id: int, item_id: int, variant_id: int) -> Mapping[str, int | str]:
    return {"warehouse_id": warehouse_id, "item_id": item_id, "variant_id": variant_id}
