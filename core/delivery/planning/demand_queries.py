"""Documents that want something moved: one statement for headers and one for lines of each type.

Of the pool an actor sees the documents of his companies; what is on trips of his warehouses he sees
whole. `day.load_day` asks for his other rights.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.access.actor import Actor
from core.access.rows import within_or_none
from core.catalog.models import Item, Packaging
from core.delivery.models import DeliveryRequest, Errand, Trip, TripLine
from core.delivery.planning.day_queries import OPEN, Rows
from core.delivery.statuses import ErrandStatus, Outcome, TripDirection, TripStatus
from core.documents.models import Document
from core.documents.rowsets import any_of
from core.fulfilment.models import OutboundDispositionLine, OutboundOrder
from core.fulfilment.statuses import OutboundStatus
from core.partners.models import Partner
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import SHIPPABLE
from core.stock.ledgers import DISPOSITIONS, EXPECTED
from core.stock.models import Warehouse
from core.supply.models import SupplierOrder, SupplierOrderLine
from core.supply.statuses import SupplierOrderStatus
from core.terms.statuses import DeliveryMethod

TRIP_TYPE = "trip"

BY_TRIP = (
    DeliveryMethod.OWN_TO_CLIENT,
    DeliveryMethod.OWN_TO_CARRIER,
    DeliveryMethod.SERVICE_DECIDES,
    DeliveryMethod.COURIER,
)
"""Methods by which goods leave on trips of ours."""

_given = DISPOSITIONS.balance.c
_expected = EXPECTED.balance.c


_REQUEST = (
    DeliveryRequest.document_id.label("request_id"),
    DeliveryRequest.method,
    DeliveryRequest.address_id,
    DeliveryRequest.via_address_id,
    DeliveryRequest.planned_on,
    DeliveryRequest.window_from,
    DeliveryRequest.window_to,
    DeliveryRequest.ready_at,
    DeliveryRequest.contact,
    DeliveryRequest.phone,
    DeliveryRequest.note,
    DeliveryRequest.priority,
    DeliveryRequest.vehicle_id,
    DeliveryRequest.collect_minor,
)


def _header(model: type[Document]) -> tuple[InstrumentedAttribute[Any], ...]:
    return (model.id, model.type, model.number_text, model.version, model.partner_id)


def customer_orders(
    session: Session, actor: Actor, day: date | None, warehouse_id: int, also: Collection[int]
) -> Rows:
    """Return orders with goods to bring somewhere by *day*, and those in *also* whatever they say.

    Args:
        day: None: only those in *also*.
    """
    line = CustomerOrderLine
    waiting = exists().where(
        line.document_id == CustomerOrder.document_id,
        line.warehouse_id == warehouse_id,
        _given.disposition_line_id == line.id,
        case(
            (_by_orders(warehouse_id), _given.disposed > _given.shipped),
            else_=_given.disposed > _brought(line.document_id, line.id),
        ),
    )
    asked = or_(
        DeliveryRequest.method.in_(BY_TRIP),
        and_(DeliveryRequest.document_id.is_(None), CustomerOrder.delivery_address != ""),
    )
    planned = func.coalesce(DeliveryRequest.planned_on, CustomerOrder.ship_date)
    wanted: ColumnElement[bool] = CustomerOrder.id == any_of(also)
    if day is not None:
        wanted = or_(
            wanted,
            and_(
                within_or_none(CustomerOrder.company_id, actor.companies),
                CustomerOrder.status.in_([status.value for status in SHIPPABLE]),
                waiting,
                asked,
                or_(planned.is_(None), planned <= day),
            ),
        )
    statement = (
        select(
            *_header(CustomerOrder),
            Partner.name.label("partner"),
            CustomerOrder.delivery_address.label("text"),
            planned.label("wanted_on"),
            *_REQUEST,
        )
        .outerjoin(Partner, Partner.id == CustomerOrder.partner_id)
        .outerjoin(DeliveryRequest, DeliveryRequest.document_id == CustomerOrder.id)
        .where(wanted)
        .order_by(CustomerOrder.id)
    )
    return session.execute(statement).all()


def _on_trips(statuses: Sequence[str], of: type[CustomerOrder | SupplierOrder]) -> Subquery:
    """Return line → how much of it is on trips in some statuses; begins at the trips, not lines.

    Args:
        of: the type of documents the lines are of: others number theirs apart.
    """
    return (
        select(TripLine.disposition_line_id, func.sum(TripLine.quantity).label("quantity"))
        .join(Trip, Trip.document_id == TripLine.document_id)
        .join(of.__table__, of.__table__.c.document_id == TripLine.disposition_document_id)
        .where(Trip.type == TRIP_TYPE, Trip.status.in_(statuses))
        .group_by(TripLine.disposition_line_id)
        .subquery("on_trips")
    )


def _shipped_for_trips() -> Subquery:
    """Return line → how much of it has left the stock for trips that are still being loaded."""
    trip = aliased(Document)
    given = OutboundDispositionLine
    return (
        select(given.disposition_line_id, func.sum(given.quantity).label("quantity"))
        .join(OutboundOrder, OutboundOrder.document_id == given.document_id)
        .join(trip, trip.id == OutboundOrder.trip_id)
        .where(
            OutboundOrder.status == OutboundStatus.SHIPPED.value,
            trip.type == TRIP_TYPE,
            trip.status.in_(OPEN),
        )
        .group_by(given.disposition_line_id)
        .subquery("gone")
    )


def _by_orders(warehouse_id: int) -> ColumnElement[bool]:
    """Tell whether a warehouse ships by expense orders, so that its ledger knows what has left."""
    found = select(Warehouse.ordered_shipping).where(Warehouse.id == warehouse_id)
    return found.scalar_subquery()


def _brought(document_id: Any, line_id: Any) -> ColumnElement[int]:  # noqa: ANN401 - columns
    """Return what of a line trips have taken along, and did not bring back.

    Where invoices ship, trips themselves tell what has left, see `trips.carried`: an invoice comes
    before the vehicle leaves, or long after.
    """
    trip = aliased(Document)
    took = case(
        (trip.status == TripStatus.DEPARTED.value, TripLine.quantity),
        (trip.status == TripStatus.CLOSED.value, TripLine.delivered),
        else_=0,
    )
    return (
        select(func.coalesce(func.sum(took), 0))
        .join(trip, trip.id == TripLine.document_id)
        .where(
            TripLine.disposition_document_id == document_id,
            TripLine.disposition_line_id == line_id,
        )
        .scalar_subquery()
    )


def order_lines(session: Session, order_ids: Collection[int], warehouse_id: int) -> Rows:
    """Return lines of customer orders that let goods go, with what of them is on no open trip."""
    line = CustomerOrderLine
    planned, gone = _on_trips(OPEN, CustomerOrder), _shipped_for_trips()
    riding = func.coalesce(planned.c.quantity, 0)
    unshipped = func.greatest(riding - func.coalesce(gone.c.quantity, 0), 0)
    away = case(
        (_by_orders(warehouse_id), _given.shipped + unshipped),
        else_=_brought(line.document_id, line.id) + riding,
    )
    rest = func.greatest(_given.disposed - away, 0)
    statement = (
        select(
            line.document_id,
            line.id,
            line.item_id,
            line.variant_id,
            line.quantity,
            line.amount_minor,
            rest.label("rest"),
            *_MEASURES,
        )
        .join(DISPOSITIONS.balance, _given.disposition_line_id == line.id)
        .outerjoin(planned, planned.c.disposition_line_id == line.id)
        .outerjoin(gone, gone.c.disposition_line_id == line.id)
        .join(Item, Item.id == line.item_id)
        .outerjoin(Packaging, Packaging.id == line.packaging_id)
        .where(line.document_id == any_of(order_ids), line.warehouse_id == warehouse_id)
        .order_by(line.document_id, line.line_no)
    )
    return session.execute(statement).all()


_MEASURES = (
    Item.name.label("item"),
    Item.weight_grams,
    Item.volume_cm3,
    Packaging.quantity.label("pack_quantity"),
    Packaging.weight_grams.label("pack_weight"),
    Packaging.volume_cm3.label("pack_volume"),
)


def supplier_orders(
    session: Session, actor: Actor, day: date | None, warehouse_id: int, also: Collection[int]
) -> Rows:
    """Return orders whose goods we fetch by *day*, and those in *also*.

    Args:
        day: None: only those in *also*.
    """
    planned = func.coalesce(DeliveryRequest.planned_on, SupplierOrder.expected_on)
    wanted: ColumnElement[bool] = SupplierOrder.id == any_of(also)
    if day is not None:
        wanted = or_(
            wanted,
            and_(
                within_or_none(SupplierOrder.company_id, actor.companies),
                SupplierOrder.status == SupplierOrderStatus.TO_RECEIVE.value,
                SupplierOrder.warehouse_id == warehouse_id,
                DeliveryRequest.method == DeliveryMethod.FETCH,
                planned <= day,
            ),
        )
    statement = (
        select(
            *_header(SupplierOrder),
            Partner.name.label("partner"),
            literal("").label("text"),
            planned.label("wanted_on"),
            *_REQUEST,
        )
        .outerjoin(Partner, Partner.id == SupplierOrder.partner_id)
        .outerjoin(DeliveryRequest, DeliveryRequest.document_id == SupplierOrder.id)
        .where(wanted)
        .order_by(SupplierOrder.id)
    )
    return session.execute(statement).all()


def _fetched(order_ids: Collection[int]) -> Subquery:
    """Return line → how much of it closed trips have fetched; what nobody told of was fetched."""
    told = case(
        (TripLine.outcome == Outcome.PENDING.value, TripLine.quantity), else_=TripLine.delivered
    )
    return (
        select(TripLine.disposition_line_id, func.sum(told).label("quantity"))
        .join(Trip, Trip.document_id == TripLine.document_id)
        .where(
            TripLine.disposition_document_id == any_of(order_ids),
            Trip.type == TRIP_TYPE,
            Trip.status == TripStatus.CLOSED.value,
        )
        .group_by(TripLine.disposition_line_id)
        .subquery("fetched")
    )


def supplier_lines(session: Session, order_ids: Collection[int]) -> Rows:
    """Return lines of supplier orders with what of them is still expected and on no trip.

    What a closed trip has fetched waits for its receipt: it is expected, and fetched no more.
    """
    line = SupplierOrderLine
    under_way = (*OPEN, TripStatus.DEPARTED.value)
    expected = func.coalesce(_expected.expected, 0)
    planned = _on_trips(under_way, SupplierOrder)
    fetched = _fetched(order_ids)
    received = line.quantity - expected
    unreceived = func.greatest(func.coalesce(fetched.c.quantity, 0) - received, 0)
    rest = func.greatest(expected - func.coalesce(planned.c.quantity, 0) - unreceived, 0)
    statement = (
        select(
            line.document_id,
            line.id,
            line.item_id,
            line.variant_id,
            line.quantity,
            (line.price_minor * line.quantity / 1000).label("amount_minor"),
            rest.label("rest"),
            *_MEASURES,
        )
        .outerjoin(EXPECTED.balance, _expected.source_line_id == line.id)
        .outerjoin(planned, planned.c.disposition_line_id == line.id)
        .outerjoin(fetched, fetched.c.disposition_line_id == line.id)
        .join(Item, Item.id == line.item_id)
        .outerjoin(Packaging, Packaging.id == line.packaging_id)
        .where(line.document_id == any_of(order_ids))
        .order_by(line.document_id, line.line_no)
    )
    return session.execute(statement).all()


def errands(
    session: Session, actor: Actor, day: date | None, warehouse_id: int, also: Collection[int]
) -> Rows:
    """Return errands to do by *day* and those in *also*; `free` where they are on no trip."""
    trip = aliased(Document)
    done = exists().where(
        TripLine.disposition_document_id == Errand.id,
        trip.id == TripLine.document_id,
        or_(trip.status != TripStatus.CLOSED.value, TripLine.outcome == "delivered"),
    )
    planned = func.coalesce(DeliveryRequest.planned_on, Errand.date)
    wanted: ColumnElement[bool] = Errand.id == any_of(also)
    if day is not None:
        wanted = or_(
            wanted,
            and_(
                within_or_none(Errand.company_id, actor.companies),
                Errand.warehouse_id == warehouse_id,
                Errand.status == ErrandStatus.TO_DO.value,
                ~done,
                planned <= day,
            ),
        )
    statement = (
        select(
            *_header(Errand),
            func.coalesce(Partner.name, "").label("partner"),
            literal("").label("text"),
            planned.label("wanted_on"),
            *_REQUEST,
            Errand.task,
            (Errand.direction == TripDirection.IN).label("inbound"),
            Errand.weight_grams,
            Errand.volume_cm3,
            Errand.places,
            case((done, False), else_=True).label("free"),
        )
        .outerjoin(Partner, Partner.id == Errand.partner_id)
        .outerjoin(DeliveryRequest, DeliveryRequest.document_id == Errand.id)
        .where(wanted)
        .order_by(Errand.id)
    )
    return session.execute(statement).all()
