"""Undelivered goods come back once: one document per trip, written anew when it is closed anew.

Where expense orders ship, the goods lie where they were picked from, and their order lines are open
again: they may be ordered, picked and ridden again. Billed goods stay billed: the line is then
"billed, to ship" (domain.md §1.10) until they ride again or the invoice is taken back. Where
invoices ship, a trip moves no stock: the goods are in the pool again, and the invoice says who
owns them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item
from core.delivery.errors import ReturnedGone, ReturnToClosed
from core.delivery.models import Trip, TripLine, TripReturn, TripReturnLine
from core.delivery.statuses import ReturnStatus
from core.delivery.trips.documents import TRIP_RETURN
from core.delivery.trips.riding import item_name, lines_of, outgoing
from core.delivery.trips.rules import Gone, Undelivered, back_from
from core.documents.lines import save_lines
from core.documents.operations import advance, base_on, create, edit, locked, post, unpost
from core.fulfilment.models import OutboundGoodsLine, OutboundOrder
from core.fulfilment.riding import orders_of_trip
from core.fulfilment.site import site_of
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.task_queries import picked_goods
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.sales.models import CustomerOrder
from core.sales.states import lock_orders, refresh_states
from core.sales.statuses import SHIPPABLE
from core.stock.ledgers import DISPOSITIONS

_given = DISPOSITIONS.balance.c


def bring_back(session: Session, actor: Actor, trip: Trip, *, clock: Clock) -> int:
    """Write the return of what a trip did not hand over; return its id, 0 when nothing comes back.

    The caller has locked the trip and checked the right to close it.

    Raises:
        ReturnToClosed: an order the goods are for is closed.
        PeriodClosed.
    """
    site = site_of(session, trip.warehouse_id)
    lines = [
        line
        for line in outgoing(session, lines_of(session, trip.id))
        if line.delivered < line.quantity
    ]
    stands = return_of(session, trip.id)
    if not site.ordered or not lines:
        return 0
    orders = sorted({line.disposition_document_id for line in lines})
    lock_orders(session, orders)
    _require_open(session, trip, lines)
    moved = back_from(_undelivered(session, lines), _gone(session, trip.id, by_cells=site.by_cells))
    rows = [
        {
            "line_no": number,
            "trip_line_id": line.line_id,
            "company_id": line.company_id,
            "item_id": line.thing[0],
            "variant_id": line.thing[1],
            "packaging_id": source.packaging_id,
            "lot_id": source.lot_id,
            "room_id": source.room_id,
            "cell_id": source.cell_id,
            "quantity": quantity,
        }
        for number, (line, source, quantity) in enumerate(moved, start=1)
    ]
    document = _opened(session, actor, trip, stands, clock)
    save_lines(session, actor, document, TripReturnLine, rows, clock=clock, permission=_CLOSE)
    base_on(session, document, [one.id for one in orders_of_trip(session, trip.id)])
    post(session, actor, document, clock=clock, permission=_CLOSE)
    refresh_states(session, orders)
    return document.id


def take_back(session: Session, actor: Actor, trip: Trip, *, clock: Clock) -> None:
    """Undo the return of a trip: the goods are on board again.

    Raises:
        ReturnedGone: they have left the warehouse, or were ordered, meanwhile; nothing is changed.
        PeriodClosed.
    """
    found = return_of(session, trip.id)
    if found is None or not found.posted:
        return
    orders = sorted(
        set(
            session.scalars(
                select(TripLine.disposition_document_id)
                .join(TripReturnLine, TripReturnLine.trip_line_id == TripLine.id)
                .where(TripReturnLine.document_id == found.id)
            )
        )
    )
    lock_orders(session, orders)
    document = locked(session, TripReturn, found.id)
    names = _item_names(session, found.id)
    try:
        unpost(session, actor, document, clock=clock, permission=_CLOSE)
    except NotEnough as error:
        where = error.facts.get("where")
        key = where.get("item_id") if isinstance(where, dict) else None
        raise ReturnedGone(document=document.number_text, item=names.get(key, "")) from error
    advance(session, actor, document, ReturnStatus.TAKEN_BACK, clock=clock, permission=_CLOSE)
    # The lines of the trip may be planned anew, so nothing may point to them.
    save_lines(session, actor, document, TripReturnLine, (), clock=clock, permission=_CLOSE)
    refresh_states(session, orders)


def return_of(session: Session, trip_id: int) -> TripReturn | None:
    """Return the return of a trip, posted or taken back; None: it never brought anything back."""
    session.flush()
    return session.scalars(select(TripReturn).where(TripReturn.trip_id == trip_id)).one_or_none()


_CLOSE = Permission.TRIP_CLOSE


def _opened(
    session: Session, actor: Actor, trip: Trip, stands: TripReturn | None, clock: Clock
) -> TripReturn:
    """Return the document to write into: a new one, or that of an earlier closing."""
    if stands is None:
        made = create(
            session,
            actor,
            TRIP_RETURN.name,
            clock=clock,
            basis_id=trip.id,
            warehouse_id=trip.warehouse_id,
            permission=_CLOSE,
            trip_id=trip.id,
        )
        return cast(TripReturn, made)
    document = locked(session, TripReturn, stands.id)
    advance(session, actor, document, ReturnStatus.BROUGHT, clock=clock, permission=_CLOSE)
    today = clock.business_date()
    edit(session, actor, document.id, document.version, clock=clock, permission=_CLOSE, date=today)
    return document


def _require_open(session: Session, trip: Trip, lines: Sequence[TripLine]) -> None:
    """Do nothing when every order that gets goods back is being fulfilled.

    Raises:
        ReturnToClosed.
    """
    from_orders = {line.disposition_document_id: line for line in lines}
    rows = session.execute(
        select(CustomerOrder.id, CustomerOrder.number_text, CustomerOrder.status)
        .where(CustomerOrder.id.in_(from_orders))
        .order_by(CustomerOrder.id)
    )
    for key, number, status in rows:
        if status not in SHIPPABLE:
            line = from_orders[key]
            raise ReturnToClosed(
                document=number,
                item=item_name(session, line.item_id or 0),
                trip=trip.number_text,
            )


def _undelivered(session: Session, lines: Sequence[TripLine]) -> list[Undelivered]:
    asked = [line.disposition_line_id for line in lines]
    companies = {
        row[0]: row[1]
        for row in session.execute(
            select(_given.disposition_line_id, func.min(_given.company_id))
            .where(_given.disposition_line_id.in_(asked))
            .group_by(_given.disposition_line_id)
        )
    }
    return [
        Undelivered(
            line.id,
            companies[line.disposition_line_id],
            line.disposition_line_id,
            (line.item_id or 0, line.variant_id),
            line.quantity - line.delivered,
        )
        for line in lines
    ]


def _gone(session: Session, trip_id: int, *, by_cells: bool) -> list[Gone]:
    """Return what the trip's expense orders shipped, by the places it was taken from."""
    shipped = [
        one.id for one in orders_of_trip(session, trip_id) if one.status is OutboundStatus.SHIPPED
    ]
    rooms = {
        row[0]: row[1]
        for row in session.execute(
            select(OutboundOrder.document_id, OutboundOrder.room_id).where(
                OutboundOrder.document_id.in_(shipped)
            )
        )
    }
    if by_cells:
        return [
            Gone(
                (picked.item_id, picked.variant_id),
                picked.packaging_id,
                picked.lot_id,
                rooms[order],
                picked.cell_id,
                picked.quantity,
            )
            for order in shipped
            for picked in picked_goods(session, order)
        ]
    line = OutboundGoodsLine
    rows = session.execute(
        select(
            line.item_id,
            line.variant_id,
            line.packaging_id,
            line.lot_id,
            line.document_id,
            line.quantity,
        )
        .where(line.document_id.in_(shipped), line.action != LineAction.KEEP)
        .order_by(line.document_id, line.line_no)
    )
    return [
        Gone((item, variant), packaging, lot, rooms[order], 0, quantity)
        for item, variant, packaging, lot, order, quantity in rows
    ]


def _item_names(session: Session, return_id: int) -> dict[object, str]:
    """Return item id → name of what came back, read before an error may lose the transaction."""
    rows = session.execute(
        select(Item.id, Item.name)
        .join(TripReturnLine, TripReturnLine.item_id == Item.id)
        .where(TripReturnLine.document_id == return_id)
    )
    return {row.id: row.name for row in rows}
