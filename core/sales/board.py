"""The board of reservations: who holds how much of an item, where each unit comes from, who waits.

Rows are orders, columns are sources: stock that is there, and each expected receipt with its day.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.partners.models import Partner
from core.sales.availability import supply_of
from core.sales.chessboard import Board, EarmarkSeat, Seat
from core.sales.ledgers import RESERVES
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import (
    SHIPPING_ACTIONS,
    SUPPLIED,
    Priority,
    ReserveKind,
    SupplyAction,
)
from core.stock.ledgers import DISPOSITIONS

_held = RESERVES.balance.c
_gone = DISPOSITIONS.balance.c


def board(
    session: Session, actor: Actor, warehouse_id: int, item_id: int, variant_id: int = 0
) -> Board:
    """Return the board of an item; five statements.

    Raises:
        Forbidden: no right to read orders, or not of this warehouse.
    """
    actor.require(Permission.ORDER_READ, what="item", key=item_id)
    actor.require_warehouse(warehouse_id)
    supply = supply_of(session, actor, [warehouse_id], [item_id])
    place = (warehouse_id, item_id, variant_id)
    seats = tuple(Seat(*tuple[Any, ...](row)) for row in session.execute(_seats(actor, *place)))
    waiting: dict[int, int] = {}
    for seat in seats:
        if seat.action is SupplyAction.DEMAND_EARMARKED:
            waiting[seat.order_id] = waiting.get(seat.order_id, 0) + seat.quantity
    earmarks = tuple(
        EarmarkSeat(order, number, partner, quantity, max(quantity - waiting.get(order, 0), 0))
        for order, number, partner, quantity in session.execute(_earmarks(actor, *place))
    )
    return Board(
        warehouse_id,
        item_id,
        variant_id,
        supply.free.get(place, 0),
        tuple(source for source in supply.sources if source.place == place),
        seats,
        earmarks,
    )


def _seats(
    actor: Actor, warehouse_id: int, item_id: int, variant_id: int
) -> Select[*tuple[Any, ...]]:
    line = CustomerOrderLine
    left = line.quantity - func.coalesce(_gone.shipped, 0)
    turn = case({Priority.HIGH: 0, Priority.MEDIUM: 1}, value=CustomerOrder.priority, else_=2)
    return (
        select(
            CustomerOrder.id,
            CustomerOrder.number_text,
            Partner.name,
            CustomerOrder.priority,
            CustomerOrder.ship_date,
            line.line_no,
            left,
            line.action,
            line.source_line_id,
            line.ship_date,
            line.action.not_in(SHIPPING_ACTIONS),
        )
        .join(line, line.document_id == CustomerOrder.id)
        .join(Partner, Partner.id == CustomerOrder.partner_id)
        .outerjoin(
            DISPOSITIONS.balance,
            and_(_gone.disposition_line_id == line.id, _gone.item_id == line.item_id),
        )
        .where(
            line.item_id == item_id,
            line.variant_id == variant_id,
            line.warehouse_id == warehouse_id,
            line.cancelled.is_(False),
            left > 0,
            CustomerOrder.status.in_([status.value for status in SUPPLIED])
            | CustomerOrder.reserve_early,
            within(CustomerOrder.company_id, actor.companies),
        )
        .order_by(turn, CustomerOrder.ship_date.nulls_last(), CustomerOrder.id, line.line_no)
    )


def _earmarks(actor: Actor, warehouse_id: int, item_id: int, variant_id: int) -> Select[Any]:
    return (
        select(CustomerOrder.id, CustomerOrder.number_text, Partner.name, _held.quantity)
        .select_from(RESERVES.balance)
        .join(CustomerOrder, CustomerOrder.id == _held.order_id)
        .join(Partner, Partner.id == CustomerOrder.partner_id)
        .where(
            _held.kind == literal(ReserveKind.EARMARK.value),
            _held.warehouse_id == warehouse_id,
            _held.item_id == item_id,
            _held.variant_id == variant_id,
            _held.quantity > 0,
            within(CustomerOrder.company_id, actor.companies),
        )
        .order_by(CustomerOrder.id)
    )
