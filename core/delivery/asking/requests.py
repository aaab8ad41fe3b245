"""What documents ask of delivery: how their goods travel, where to, when, for how much."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.asking import drop_approval
from core.audit.operations import record
from core.delivery.asking.carriage import check_carriage
from core.delivery.asking.charging import charge, zone_price
from core.delivery.asking.methods import METHODS, METHODS_OF
from core.delivery.fleet.models import Vehicle
from core.delivery.models import DeliveryRequest, Trip, TripLine
from core.delivery.places.errors import DeliveryRides, MethodUnfit
from core.delivery.places.models import Address, DeliveryZone, UsualAddress
from core.delivery.statuses import TripStatus
from core.documents.changes import changes_since
from core.documents.models import Document
from core.documents.operations import edit, opened
from core.documents.types import document_type
from core.kernel.clock import Clock
from core.kernel.daytime import DAY, time_text
from core.kernel.errors import BadValue, Conflict, NotFound
from core.kernel.money import require_no_less
from core.partners.models import Partner
from core.sales.effects import require_open
from core.sales.keeping import Kept, before_change, keep_asked, require_kept
from core.sales.models import CustomerOrder
from core.sales.statuses import OrderStatus
from core.supply.models import SupplierOrder
from core.terms.statuses import DeliveryMethod

SUBJECT = "delivery_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestGiven:
    """What a person or a program says of a delivery."""

    method: DeliveryMethod
    address_id: int | None = None
    carrier_id: int | None = None
    via_address_id: int | None = None
    planned_on: date | None = None
    """None: the day the document ships."""
    window_from: int = 0
    """Seconds from midnight."""
    window_to: int = DAY
    ready_at: int = 0
    contact: str = ""
    phone: str = ""
    note: str = ""
    priority: int = 0
    vehicle_id: int | None = None
    charge_minor: int | None = None
    """Kopecks with VAT; None: the price of the zone where it was that before, else as it is."""
    collect_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A delivery as it is asked for, with the names of what it refers to; "" for none."""

    document_id: int
    version: int
    method: DeliveryMethod
    day: date
    address_id: int | None
    carrier_id: int | None
    via_address_id: int | None
    planned_on: date | None
    window_from: int
    window_to: int
    ready_at: int
    contact: str
    """That of the address where the request has none."""
    phone: str
    note: str
    priority: int
    vehicle_id: int | None
    charge_minor: int
    collect_minor: int
    address: str
    partner_id: int | None
    """Of the document."""
    zone: str
    via_address: str
    carrier: str
    vehicle: str


def request_of(session: Session, document_id: int) -> Request | None:
    """Return what a document asks of delivery; None: nothing yet. One statement.

    The caller has shown that the document may be read.
    """
    of, via = DeliveryRequest, aliased(Address)
    names = (
        of.version,
        of.day,
        Document.partner_id,
        Address.name.label("address"),
        Address.contact.label("usual_contact"),
        Address.phone.label("usual_phone"),
        DeliveryZone.name.label("zone"),
        via.name.label("via_address"),
        Partner.name.label("carrier"),
        Vehicle.name.label("vehicle"),
    )
    found = session.execute(
        select(of.document_id, *(getattr(of, one.name) for one in fields(RequestGiven)), *names)
        .join(Document, Document.id == of.document_id)
        .outerjoin(Address, Address.id == of.address_id)
        .outerjoin(DeliveryZone, DeliveryZone.id == Address.zone_id)
        .outerjoin(via, via.id == of.via_address_id)
        .outerjoin(Partner, Partner.id == of.carrier_id)
        .outerjoin(Vehicle, Vehicle.id == of.vehicle_id)
        .where(of.document_id == document_id)
    ).one_or_none()
    if found is None:
        return None
    values: dict[str, Any] = dict(found._mapping)  # noqa: SLF001 - the public name of a row's mapping
    usual = {name: values.pop(f"usual_{name}") or "" for name in ("contact", "phone")}
    values |= {name: values[name] or usual[name] for name in usual}
    for name in ("address", "zone", "via_address", "carrier", "vehicle"):
        values[name] = values[name] or ""
    return Request(**values)


def method_of(session: Session, document_id: int) -> DeliveryMethod | None:
    """Return how the goods of a document travel; None: nobody has told."""
    return session.scalar(
        select(DeliveryRequest.method).where(DeliveryRequest.document_id == document_id)
    )


def usual_address(session: Session, partner_id: int) -> int | None:
    """Return where the goods of a partner go, as a person last said; None: nobody has."""
    return session.scalar(
        select(UsualAddress.address_id)
        .join(Address, Address.id == UsualAddress.address_id)
        .where(UsualAddress.partner_id == partner_id, Address.retired.is_(False))
    )


def save_request(
    session: Session,
    actor: Actor,
    document_id: int,
    given: RequestGiven,
    *,
    version: int | None = None,
    clock: Clock,
) -> Request:
    """Write what a document asks of delivery; flushed, in history and trail.

    Another address is remembered for the next documents of the partner. Of a customer order the
    address goes into its header, and what the client pays becomes a line of it.

    Args:
        version: the version of the request that was shown; 0: there was none; None: any.

    Raises:
        Forbidden: he may neither edit the document nor plan trips; another charge takes the right
            to type prices into orders.
        Conflict: somebody changed the request since.
        MethodUnfit: goods of such a document do not travel that way.
        CarrierMissing: a carrier takes the goods of a confirmed order, and nobody says which.
        PointMissing: nobody says to which point he brings them.
        DeliveryRides: a trip that is being loaded, or has left, carries them another way or
            elsewhere.
        OrderDeparts: the order is confirmed, and its terms know no such way.
        NoDeliveryItem: something is to be paid, and no service is named for it.
        BadValue, NotFound, OrderClosed.
    """
    document = _opened(session, actor, document_id, clock)
    given = replace(given, window_to=given.window_to or DAY)  # no time was typed: no limit
    _check(session, document, given)
    row = session.get(DeliveryRequest, document_id, populate_existing=True)
    _check_version(session, document, row, version)
    _check_carried(document, row, given)
    given = _without_usual(session, given)
    former = None if row is None else (row.method, row.address_id, row.charge_minor)
    wanted = _wanted(session, actor, given, former)
    if row is not None and any(getattr(row, name) != getattr(given, name) for name in _WHERE):
        require_not_riding(session, document)
    kept = None if former is None else _kept(session, actor, document, former[0], given)
    if row is None:
        row = DeliveryRequest(document_id=document_id, method=given.method)
        session.add(row)
    altered = write_request(session, document, row, given)
    if altered:
        record(session, actor, "delivery_request.changed", SUBJECT, document_id, fields=altered)
    if isinstance(document, CustomerOrder):
        _order_follows(session, actor, document, row, former, clock)
        if kept is not None:
            require_kept(session, actor, document, kept)
        if wanted != row.charge_minor:
            charge(session, actor, document, wanted, clock=clock)
    elif document.partner_id and row.address_id not in {None, former and former[1]}:
        remember_address(session, document.partner_id, row.address_id or 0)
    return _told(session, document_id)


def _kept(
    session: Session, actor: Actor, document: Document, former: DeliveryMethod, given: RequestGiven
) -> Kept | None:
    """Return where an order stands with its terms that whoever sells gives another method.

    None: nobody asks. Whoever plans trips answers for how goods travel, and is not held to terms.
    """
    if not isinstance(document, CustomerOrder) or former is given.method:
        return None
    return before_change(session, actor, document) if actor.may(Permission.ORDER_EDIT) else None


_WHERE = ("method", "address_id", "via_address_id")
"""What sends goods elsewhere."""


def require_not_riding(session: Session, document: Document) -> None:
    """Do nothing while no trip that is being loaded, or is on its way, carries the document.

    Raises:
        DeliveryRides.
    """
    trip = session.scalar(
        select(Trip.number_text)
        .join(TripLine, TripLine.document_id == Trip.document_id)
        .where(
            TripLine.disposition_document_id == document.id,
            Trip.status.in_([TripStatus.TO_LOAD.value, TripStatus.DEPARTED.value]),
        )
        .order_by(Trip.document_id)
        .limit(1)
    )
    if trip is not None:
        raise DeliveryRides(document=document.number_text, trip=trip)


def write_request(
    session: Session, document: Document, row: DeliveryRequest, given: RequestGiven
) -> list[str]:
    """Put what is given into a row, but for the charge; flushed. Return what changed."""
    altered = []
    for one in fields(RequestGiven):
        value = getattr(given, one.name)
        if one.name != "charge_minor" and getattr(row, one.name) != value:
            setattr(row, one.name, value)
            altered.append(one.name)
    row.day = given.planned_on or shipping_day(document)
    session.flush()  # what follows reads it
    return altered


def shipping_day(document: Document) -> date:
    """Return the day on which goods of a document travel that names no other for it."""
    if isinstance(document, CustomerOrder):
        return document.ship_date or document.date
    if isinstance(document, SupplierOrder):
        return document.expected_on
    return document.date


def _opened(session: Session, actor: Actor, document_id: int, clock: Clock) -> Document:
    """Return the document, locked, for whoever may edit it or plan trips."""
    name = session.scalar(select(Document.type).where(Document.id == document_id))
    if name is None:
        raise NotFound(what="document", key=document_id)
    right = document_type(name).edit
    if not actor.may(right) and actor.may(Permission.TRIP_PLAN):
        right = Permission.TRIP_PLAN
    document = opened(session, actor, document_id, permission=right, clock=clock)
    if isinstance(document, CustomerOrder):
        require_open(document)
    return document


def _check(session: Session, document: Document, given: RequestGiven) -> None:
    if given.method not in METHODS_OF.get(document.type, tuple(DeliveryMethod)):
        raise MethodUnfit(document=document.number_text, kind=METHODS[given.method])
    begin, end = given.window_from, given.window_to
    if not 0 <= begin <= end:
        raise BadValue(what="time_until", value=time_text(end), expected=f"≥ {time_text(begin)}")
    for name in ("charge_minor", "collect_minor"):
        require_no_less(name, getattr(given, name) or 0)
    for model, key in (
        (Address, given.address_id),
        (Address, given.via_address_id),
        (Partner, given.carrier_id),
        (Vehicle, given.vehicle_id),
    ):
        if key is not None and session.scalar(select(model.id).where(model.id == key)) is None:
            raise NotFound(what=model.__tablename__, key=key)


_CARRIED = ("method", "carrier_id", "via_address_id")


def _check_carried(document: Document, row: DeliveryRequest | None, given: RequestGiven) -> None:
    """Refuse to leave a confirmed order to a carrier nobody names, or bound for no point.

    Raises:
        CarrierMissing, PointMissing.
    """
    confirmed = isinstance(document, CustomerOrder) and document.status != OrderStatus.AGREEING
    same = row is not None and all(getattr(row, one) == getattr(given, one) for one in _CARRIED)
    if confirmed and not same:
        check_carriage(document.number_text, given.method, given.carrier_id, given.via_address_id)


def _without_usual(session: Session, given: RequestGiven) -> RequestGiven:
    """Leave out whom to ask for where the address says the same: then it is asked."""
    if given.address_id is None or not (given.contact or given.phone):
        return given
    address = session.get_one(Address, given.address_id)
    return replace(
        given,
        contact="" if given.contact == address.contact else given.contact,
        phone="" if given.phone == address.phone else given.phone,
    )


def _check_version(
    session: Session, document: Document, row: DeliveryRequest | None, version: int | None
) -> None:
    now = 0 if row is None else row.version
    if version is None or version == now:
        return
    changes = changes_since(session, SUBJECT, document.id, version)
    raise Conflict(
        what=SUBJECT,
        key=document.number_text,
        who=", ".join(dict.fromkeys(change.who for change in changes)),
        changed=", ".join(dict.fromkeys(change.where for change in changes)),
    )


def _wanted(
    session: Session,
    actor: Actor,
    given: RequestGiven,
    former: tuple[DeliveryMethod, int | None, int] | None,
) -> int:
    """Return what is to be charged, in kopecks.

    Raises:
        Forbidden: another sum than the zone's takes the right to type prices.
    """
    price = zone_price(session, given.method, given.address_id)
    before = 0 if former is None else former[2]
    if given.charge_minor is None:
        usual = former is None or before == zone_price(session, former[0], former[1])
        return price if usual else before
    if given.charge_minor not in {before, price}:
        actor.require(Permission.LINE_PRICE, what=SUBJECT)
    return given.charge_minor


def _order_follows(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    row: DeliveryRequest,
    former: tuple[DeliveryMethod, int | None, int] | None,
    clock: Clock,
) -> None:
    """Put the address into the header, and remember it; another method is to be approved anew."""
    version = order.version
    if row.address_id is not None and (former is None or former[1] != row.address_id):
        name = session.scalars(select(Address.name).where(Address.id == row.address_id)).one()
        lent = actor.lent(Permission.ORDER_EDIT)
        if order.delivery_address != name:
            edit(session, lent, order.id, order.version, clock=clock, delivery_address=name)
        if order.partner_id:
            remember_address(session, order.partner_id, row.address_id)
    if former is None or former[0] is not row.method:
        drop_approval(session, actor, order)
    else:
        keep_asked(session, order, version)


def remember_address(session: Session, partner_id: int, address_id: int) -> None:
    """Have the next documents of a partner go to an address; one statement."""
    table = UsualAddress
    session.execute(
        upsert(table)
        .values(partner_id=partner_id, address_id=address_id)
        .on_conflict_do_update(index_elements=["partner_id"], set_={"address_id": address_id})
    )


def _told(session: Session, document_id: int) -> Request:
    found = request_of(session, document_id)
    if found is None:
        raise NotFound(what=SUBJECT, key=document_id)
    return found
