"""Requests of delivery that orders have from their making on, and what keeps them equal to it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.asking.carriage import require_carriage
from core.delivery.asking.charging import charge, charged, delivery_item, zone_price
from core.delivery.asking.requests import (
    SUBJECT,
    RequestGiven,
    method_of,
    require_not_riding,
    shipping_day,
    usual_address,
    write_request,
)
from core.delivery.models import DeliveryRequest
from core.delivery.places.addresses import find_address, make_address
from core.delivery.places.models import Address
from core.delivery.places.rules import folded
from core.documents.companions import Companion, accompany
from core.documents.operations import edit
from core.kernel.clock import Clock
from core.kernel.daytime import DAY
from core.partners.models import Partner
from core.sales.carriage import tell_method, tell_required
from core.sales.models import CustomerOrder
from core.sales.statuses import OrderStatus
from core.sales.types import CUSTOMER_ORDER
from core.supply.models import SupplierOrder
from core.supply.types import SUPPLIER_ORDER
from core.terms.models import Agreement
from core.terms.statuses import OUTBOUND_METHODS, DeliveryMethod


def agreed_method(session: Session, agreement_id: int | None, address: str) -> DeliveryMethod:
    """Return how the goods of a new order travel.

    Ours to the client where there is an address, else he collects them; where the agreement
    allows neither, the first it allows.
    """
    usual = DeliveryMethod.OWN_TO_CLIENT if address else DeliveryMethod.PICKUP
    allowed: set[str] = set()
    if agreement_id is not None:
        found = select(Agreement.delivery_methods).where(Agreement.document_id == agreement_id)
        allowed = set(session.scalar(found) or ())
    if not allowed or usual in allowed:
        return usual
    return next((one for one in OUTBOUND_METHODS if one in allowed), usual)


def address_text(session: Session, partner_id: int | None, text: str) -> tuple[str, int | None]:
    """Return where an order goes: the text, and the address a person last said instead of it.

    That is asked for where the order says nothing, or what the partner's card says.
    """
    if partner_id is None:
        return text, None
    card = select(Partner.delivery_address).where(Partner.id == partner_id)
    usual = session.scalar(card) or ""
    if text and folded(text) != folded(usual):
        return text, None
    return text or usual, usual_address(session, partner_id)


def _order_saved(session: Session, actor: Actor, order: CustomerOrder, clock: Clock) -> None:
    """Have the request of an order follow it, and what it charges follow its lines."""
    row = session.get(DeliveryRequest, order.id)
    if row is None:
        _begin(session, actor, order, clock)
        return
    row.day = row.planned_on or shipping_day(order)
    moved = _follow_address(session, order, row)
    session.flush()  # before lines are written on the strength of it
    item_id = delivery_item(session)
    if not item_id:
        return
    stands = charged(session, order.id, item_id)
    if moved is not None and row.charge_minor == moved == stands:
        price = zone_price(session, row.method, row.address_id)
        if price != stands and order.status != OrderStatus.CLOSED:
            charge(session, actor, order, price, clock=clock)
            return
    if stands != row.charge_minor:
        row.charge_minor = stands
        session.flush()  # as the lines say


def _begin(session: Session, actor: Actor, order: CustomerOrder, clock: Clock) -> None:
    text, address_id = address_text(session, order.partner_id, order.delivery_address.strip())
    method = agreed_method(session, order.agreement_id, text if address_id is None else "→")
    usual = address_id is not None
    found: Address | None = None
    if method is not DeliveryMethod.PICKUP and (text or address_id):
        if address_id is None:
            address_id = find_address(session, order.partner_id, text) or make_address(
                session, order.partner_id, text
            )
        found = session.get_one(Address, address_id)
    row = DeliveryRequest(document_id=order.id, method=method)
    session.add(row)
    given = RequestGiven(method=method)
    if found is not None:
        given = RequestGiven(
            method=method,
            address_id=found.id,
            window_from=found.window_from,
            window_to=found.window_to,
        )
    write_request(session, order, row, given)
    if found is not None and usual and order.delivery_address != found.name:
        lent = actor.lent(Permission.ORDER_EDIT)
        edit(session, lent, order.id, order.version, clock=clock, delivery_address=found.name)
    price = zone_price(session, method, given.address_id)
    if price and delivery_item(session) and order.status != OrderStatus.CLOSED:
        charge(session, actor, order, price, clock=clock)


def _follow_address(session: Session, order: CustomerOrder, row: DeliveryRequest) -> int | None:
    """Send goods where the header says now; return the price of the zone they went to before.

    None: they go where they went.

    Raises:
        DeliveryRides: they are being loaded, or on their way there.
    """
    text = order.delivery_address.strip()
    if not folded(text) or row.method is DeliveryMethod.PICKUP:
        return None
    before = None if row.address_id is None else session.get_one(Address, row.address_id)
    if before is not None and before.folded == folded(text):
        return None
    require_not_riding(session, order)
    price = zone_price(session, row.method, row.address_id)
    found = find_address(session, order.partner_id, text)
    row.address_id = found or make_address(session, order.partner_id, text)
    window = (row.window_from, row.window_to)
    if window == (0, DAY) or (
        before is not None and window == (before.window_from, before.window_to)
    ):
        now = session.get_one(Address, row.address_id)
        row.window_from, row.window_to = now.window_from, now.window_to
    return price


def _supplier_order_saved(
    session: Session, _actor: Actor, order: SupplierOrder, _clock: Clock
) -> None:
    """Have a supplier's order brought by the supplier until somebody says otherwise."""
    row = session.get(DeliveryRequest, order.id)
    if row is None:
        row = DeliveryRequest(document_id=order.id, method=DeliveryMethod.SUPPLIER_BRINGS)
        session.add(row)
    row.day = row.planned_on or shipping_day(order)
    session.flush()  # lists read it


accompany(CUSTOMER_ORDER.name, Companion("delivery", _order_saved, SUBJECT))
accompany(SUPPLIER_ORDER.name, Companion("delivery", _supplier_order_saved, SUBJECT))
tell_method(method_of)
tell_required(require_carriage)
