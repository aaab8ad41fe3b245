"""Paying a part of an order with the points of its loyalty card (domain §4.4).

The points leave the card and count as paid of the order at once: for its stages, gates and debt.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.cards import CardRow, card_row, points_of, programme_of
from core.discounts.errors import ShareExceeded
from core.discounts.loyalty_models import PointsEntry
from core.discounts.points import PointsEntered, pay_with_points
from core.discounts.points_settled import PaidObject
from core.discounts.rules import Programme
from core.kernel.clock import Clock
from core.partners.models import LegalEntity
from core.sales.effects import opened_order, require_open
from core.sales.errors import NoCard, NothingForPoints, PointsForPersons
from core.sales.models import CustomerOrder
from core.sales.types import CUSTOMER_ORDER
from core.settlements.order_payments import paid_of_orders
from core.settlements.rates import ROUBLE

FIRM_INN = 10
"""Digits in the INN of a firm; a person, and a sole trader, has twelve."""


@dataclass(frozen=True, slots=True)
class PointsOffer:
    """What the card of an order could pay of it."""

    card: str
    available: int
    """Hundredths of a point that can be spent today."""
    worth_minor: int
    """What those pay."""
    most_minor: int
    """What points may still pay of this order: by programme, by card, by what is unpaid."""


def points_offer(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> PointsOffer:
    """Return what the card of an order could pay of it.

    Raises:
        NoCard, PointsForPersons: points do not pay this order.
        CardNotActive, CardWithoutPoints, Forbidden, NotFound.
    """
    actor.require(Permission.ORDER_READ, what=CUSTOMER_ORDER.name, key=order_id)
    order = session.get_one(CustomerOrder, order_id)
    actor.require_company(order.company_id)
    actor.require_warehouse(order.warehouse_id)
    card, programme = _paying(session, actor, order)
    return _offer(session, actor, order, card, programme, clock)


def pay_by_points(
    session: Session, actor: Actor, order_id: int, amount_minor: int | None, *, clock: Clock
) -> PointsEntered:
    """Pay a part of an order with the points of its card; taken back as any entry of points is.

    Args:
        amount_minor: above 0; None: as much as points may pay.

    Raises:
        NoCard: no card was shown.
        PointsForPersons: the order is of a firm.
        NothingForPoints: nothing is left that points may pay, or nothing is asked.
        ShareExceeded: more than the programme allows of this order, or than is unpaid.
        NotEnoughPoints: fewer can be spent today.
        OrderClosed, SettledByInvoices, CardNotActive, CardWithoutPoints, Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    require_open(order)
    card, programme = _paying(session, actor, order)
    offer = _offer(session, actor, order, card, programme, clock)
    amount = offer.most_minor if amount_minor is None else amount_minor
    if amount <= 0:
        raise NothingForPoints(
            document=order.number_text, card=card.code, available=offer.available
        )
    allowed = _allowed(session, order, programme, clock)
    if amount > allowed:
        raise ShareExceeded(
            programme=programme.name, share=programme.max_share, asked=amount, allowed=allowed
        )
    of = PaidObject(
        object_id=order.id,
        company_id=order.company_id or 0,
        partner_id=order.partner_id or 0,
        legal_entity_id=order.legal_entity_id or 0,
        currency=order.currency,
        amount_minor=amount,
    )
    return pay_with_points(
        session,
        actor.lent(Permission.LOYALTY_EDIT),
        card,
        programme,
        programme.points_for(amount),
        of,
        clock=clock,
    )


def _paying(session: Session, actor: Actor, order: CustomerOrder) -> tuple[CardRow, Programme]:
    """Return the card that may pay the order, and its programme."""
    if order.card_id is None:
        raise NoCard(document=order.number_text)
    firm = exists(
        select(LegalEntity.id).where(
            or_(
                LegalEntity.id == order.legal_entity_id,
                (LegalEntity.partner_id == order.partner_id) & (order.legal_entity_id is None),
            ),
            LegalEntity.retired.is_(False),
            func.length(LegalEntity.inn) == FIRM_INN,
        )
    )
    if order.currency != ROUBLE or session.scalar(select(firm)):
        raise PointsForPersons(document=order.number_text)
    card = card_row(session, actor, order.card_id)
    card.facts()
    return card, programme_of(session, card)


def _allowed(session: Session, order: CustomerOrder, programme: Programme, clock: Clock) -> int:
    """Return what points may still pay of the order: its share, and no more than is unpaid."""
    before = session.scalars(
        select(cast(func.coalesce(func.sum(PointsEntry.amount_minor), 0), BigInteger)).where(
            PointsEntry.object_id == order.id
        )
    ).one()
    paid = paid_of_orders(session, [order.id], clock.business_date())[order.id].paid_minor
    left = min(programme.most(order.total_minor) - before, order.total_minor - paid)
    return max(left, 0)


def _offer(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    card: CardRow,
    programme: Programme,
    clock: Clock,
) -> PointsOffer:
    available = points_of(session, actor, card.id, clock.business_date()).available
    worth = programme.worth(available)
    return PointsOffer(
        card.code, available, worth, min(worth, _allowed(session, order, programme, clock))
    )
