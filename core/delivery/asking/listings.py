"""The list of deliveries: what documents ask for, by day, way, zone, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.asking.methods import METHODS
from core.delivery.models import DeliveryRequest, Trip, TripLine
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.statuses import Outcome, TripStatus
from core.documents.columns import Named
from core.documents.document_listing import finds_number
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.models import Document
from core.documents.rows import readable_rows
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.partners.models import Partner
from core.sales.models import CustomerOrder
from core.sales.statuses import OrderState
from core.stock.models import Warehouse
from core.terms.statuses import DeliveryMethod

POOL = "pool"
"""On no trip yet."""

NEEDLESS = "needless"
"""On no trip, and none is needed: others carry it, or nothing is to be brought any more."""

IN_PART, CAME_BACK = "in_part", "came_back"
"""The last trip is closed and handed over a part of what it carried, or nothing."""

DELIVERY_STATES = {
    POOL: N_("on no trip"),
    NEEDLESS: N_("needs no trip"),
    TripStatus.FORMING: N_("on a trip being formed"),
    TripStatus.TO_LOAD: N_("being loaded"),
    TripStatus.DEPARTED: N_("on the way"),
    TripStatus.CLOSED: N_("brought"),
    IN_PART: N_("brought in part"),
    CAME_BACK: N_("came back"),
}
"""Status of the last trip of a document, or what came of it → msgid."""


@dataclass(frozen=True, slots=True)
class Head:
    """The document that a delivery is of."""

    id: int
    type: str
    number: str
    status: str
    partner: str
    """"": none."""


def head_of(session: Session, actor: Actor, document_id: int) -> Head:
    """Return the document of a delivery; one statement.

    Raises:
        Forbidden: no right to see orders.
        NotFound: there is none, or his rights hide it.
    """
    actor.require(Permission.ORDER_READ, what="delivery_request", key=document_id)
    found = session.execute(
        select(
            Document.id,
            Document.type,
            Document.number_text,
            Document.status,
            func.coalesce(Partner.name, ""),
        )
        .outerjoin(Partner, Partner.id == Document.partner_id)
        .where(Document.id == document_id, *readable_rows(actor))
    ).one_or_none()
    if found is None:
        raise NotFound(what="delivery_request", key=document_id)
    return Head(*tuple[Any, ...](found))


_zone = aliased(DeliveryZone, name="delivery_zone_of")
_DOCUMENT = Document.__table__.c
_trip = Document.__table__.alias("trip_document")


def _state() -> ColumnElement[str]:
    """Return the status of the last trip that carries something of a document."""
    line = TripLine
    whole = func.bool_and(line.outcome.in_([Outcome.DELIVERED.value, Outcome.PENDING.value]))
    some = func.bool_or(line.outcome.in_([Outcome.DELIVERED.value, Outcome.PARTLY.value]))
    closed = _trip.c.status == TripStatus.CLOSED.value
    last = (
        select(
            case(
                (closed & ~whole & some, IN_PART),
                (closed & ~whole, CAME_BACK),
                else_=_trip.c.status.cast(Text),
            )
        )
        .select_from(_trip)
        .join(line, line.document_id == _trip.c.id)
        .join(Trip.__table__, Trip.__table__.c.document_id == _trip.c.id)
        .where(line.disposition_document_id == DeliveryRequest.document_id)
        .group_by(_trip.c.id, _trip.c.status)
        .order_by(_trip.c.id.desc())
        .limit(1)
    )
    order = CustomerOrder.__table__.c
    house = Warehouse.__table__.c
    left = exists().where(
        order.document_id == DeliveryRequest.document_id, order.state.in_(_ALL_LEFT)
    ) & exists().where(house.id == _DOCUMENT["warehouse_id"], house.ordered_shipping)
    over = or_(DeliveryRequest.method.in_(_WITHOUT_TRIP), _DOCUMENT["status"].in_(_ENDED), left)
    return func.coalesce(last.scalar_subquery().cast(Text), case((over, NEEDLESS), else_=POOL))


_WITHOUT_TRIP = (
    DeliveryMethod.PICKUP,
    DeliveryMethod.CARRIER,
    DeliveryMethod.CARRIER_POINT,
    DeliveryMethod.SUPPLIER_BRINGS,
)
"""Ways on which no vehicle of ours goes (domain.md §2.1)."""

_ENDED = ("closed", "done", "cancelled")
"""Statuses of orders and errands of which nothing is to be brought any more."""

_ALL_LEFT = (OrderState.AWAITING_PAYMENT, OrderState.READY_TO_CLOSE, OrderState.CLOSED)
"""States of orders whose goods have all left, where expense orders ship: an invoice alone is told
before the vehicle leaves."""


def _deliveries() -> Select[Any]:
    return (
        select(DeliveryRequest.document_id)
        .join(Document, Document.id == DeliveryRequest.document_id)
        .outerjoin(Partner, Partner.id == Document.partner_id)
        .outerjoin(Address, Address.id == DeliveryRequest.address_id)
        .outerjoin(_zone, _zone.id == Address.zone_id)
    )


DELIVERIES = register_listing(
    Listing(
        name="deliveries",
        title=N_("Deliveries"),
        columns=(
            Column("day", N_("Day"), DeliveryRequest.day, Kind.DATE, 10, indexed=True),
            Column(
                "number",
                N_("Document"),
                Document.number_text,
                Kind.TEXT,
                12,
                sortable=False,
                filterable=True,
                searchable=True,
                finds=finds_number,
            ),
            Column(
                "partner",
                N_("Partner"),
                Partner.name,
                Kind.TEXT,
                22,
                sortable=False,
                filterable=True,
                searchable=True,
                named=Named(
                    _DOCUMENT["partner_id"], Partner.__table__.alias("named_who"), "partner"
                ),
            ),
            Column(
                "zone",
                N_("Zone"),
                func.coalesce(_zone.name, ""),
                Kind.TEXT,
                14,
                sortable=False,
                filterable=True,
            ),
            Column(
                "state",
                N_("Trip"),
                _state(),
                Kind.STATUS,
                16,
                sortable=False,
                filterable=True,
                titles=DELIVERY_STATES,
            ),
            Column(
                "method",
                N_("Way"),
                DeliveryRequest.method,
                Kind.WORD,
                24,
                sortable=False,
                filterable=True,
                titles=METHODS,
            ),
            Column(
                "window_from",
                N_("Time from"),
                DeliveryRequest.window_from,
                Kind.TIME,
                5,
                sortable=False,
            ),
            Column(
                "window_to",
                N_("Time until"),
                DeliveryRequest.window_to,
                Kind.TIME,
                5,
                sortable=False,
            ),
            Column(
                "address",
                N_("Address"),
                func.coalesce(Address.name, ""),
                Kind.TEXT,
                40,
                sortable=False,
                filterable=True,
            ),
            Column(
                "charge",
                N_("To be paid"),
                DeliveryRequest.charge_minor,
                Kind.MONEY,
                10,
                sortable=False,
            ),
        ),
        source=_deliveries,
        key=DeliveryRequest.document_id,
        default_sort=("day", True),
        read=Permission.ORDER_READ,
        restrict=readable_rows,
        bounded=True,
    )
)
