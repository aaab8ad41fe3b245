"""What a client pays for delivery: a service line of his order, equal to the request."""

from __future__ import annotations

from sqlalchemy import BigInteger, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item
from core.delivery.places.errors import NoDeliveryItem
from core.delivery.places.models import Address, DeliveryZone
from core.documents.preferences import get
from core.kernel.clock import Clock
from core.kernel.money import divide_half_up
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_lines import OrderLine, stored_lines
from core.sales.orders import OrderChanges, save_order
from core.sales.sale_lines import deal_of
from core.sales.sale_pricing import price_sale, sale_terms
from core.sales.settings import DELIVERY_ITEM
from core.terms.statuses import DeliveryMethod

BROUGHT = frozenset(
    {
        DeliveryMethod.OWN_TO_CLIENT,
        DeliveryMethod.COURIER,
        DeliveryMethod.SERVICE_DECIDES,
    }
)
"""Methods for which a client pays the price of his zone."""

ONE = 1000
"""Thousandths of the base unit of the service."""

WHOLE = 10_000


def delivery_item(session: Session) -> int:
    """Return the service that delivery is charged as; 0: none is chosen, so it is not charged."""
    chosen = get(session, DELIVERY_ITEM)
    if not chosen:
        return 0
    service = select(Item.id).where(Item.id == chosen, Item.service)
    return session.scalar(service) or 0


def zone_price(session: Session, method: DeliveryMethod, address_id: int | None) -> int:
    """Return what delivery there costs a client, kopecks with VAT; 0: nothing."""
    if method not in BROUGHT or address_id is None:
        return 0
    found = (
        select(DeliveryZone.price_minor)
        .join(Address, Address.zone_id == DeliveryZone.id)
        .where(Address.id == address_id, DeliveryZone.retired.is_(False))
    )
    return session.scalar(found) or 0


def charged(session: Session, order_id: int, item_id: int) -> int:
    """Return what lines of an order charge for delivery, kopecks with VAT."""
    line = CustomerOrderLine
    amount = func.coalesce(func.sum(line.amount_minor), 0).cast(BigInteger)
    return session.scalars(
        select(amount).where(
            line.document_id == order_id, line.item_id == item_id, line.cancelled.is_(False)
        )
    ).one()


def charge(
    session: Session, actor: Actor, order: CustomerOrder, amount_minor: int, *, clock: Clock
) -> None:
    """Make the lines of an order charge so much for delivery; the caller has shown his right.

    Automatic discounts apply to the line as to any other. Where prices are without VAT it may
    come out a kopeck beside the amount: what the line says is what is paid.

    Raises:
        NoDeliveryItem: something is to be charged, and no service is named for it.
        OrderClosed, OverDisposed: as `save_order`.
    """
    item_id = delivery_item(session)
    if not item_id:
        if amount_minor:
            raise NoDeliveryItem(document=order.number_text, amount=amount_minor)
        return
    lines = stored_lines(session, order.id, leaving=order.warehouse_id or 0)
    own = next((one for one in lines if one.item_id == item_id and not one.cancelled), None)
    kept = [one for one in lines if one.item_id != item_id or one.cancelled]
    if amount_minor:
        line_no = own.line_no if own is not None else None
        line = OrderLine(item_id=item_id, quantity=ONE, price_minor=amount_minor, line_no=line_no)
        price = _price(session, actor, order, line, amount_minor, clock)
        kept.append(OrderLine(item_id=item_id, quantity=ONE, price_minor=price, line_no=line_no))
    lent = actor.lent(Permission.ORDER_EDIT, Permission.LINE_PRICE)
    changes = OrderChanges(lines=tuple(kept))
    save_order(session, lent, order.id, order.version, changes, clock=clock)


def _price(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    line: OrderLine,
    amount_minor: int,
    clock: Clock,
) -> int:
    """Return the price of a line that comes to *amount_minor* with VAT, before discounts."""
    if order.includes_vat:
        return amount_minor
    (cost,) = price_sale(
        session, actor, sale_terms(session, deal_of(order)), [line], clock=clock
    ).lines
    return divide_half_up(amount_minor * WHOLE, WHOLE + (cost.vat_rate or 0))
