"""A day of deliveries of the demo: orders all over the town, from a bag of chalk to thirty tonnes.

The whole of it is looked up in the database, so that a day can be added to a demo company that has
been worked with.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.models import AppUser
from core.access.users import actor_of
from core.audit.acting import acting
from core.delivery.models import DeliveryRequest
from core.delivery.places.models import Address
from core.exchange.demo.heavy import Heavy, bring_heavy, heavy_goods
from core.exchange.demo.town import MANY_TONNES, ROUND, DropPlace, add_drop_places
from core.kernel.clock import Clock
from core.kernel.daytime import HOUR
from core.partners.models import Company, LegalEntity, Partner
from core.pricing.models import PriceType
from core.sales.models import CustomerOrder
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.stock.models import Warehouse

USUAL = 20
"""Orders to deliver that every demo company has."""

_PLACES = "Т"
"""How codes of the places begin."""

_PARTNERS = slice(34, 59)
"""Those without old debts or agreements of their own."""

_WEIGHTS = ((5, 60, 15), (60, 200, 25), (200, 600, 30), (600, 1_500, 18), (1_500, 4_000, 9))
"""Kilograms from, until, percent; the rest is heavier still."""

_HEAVIEST = (4_000, 9_000)
_WHOLE_TRAIN = 28_000
"""Kilograms that no vehicle takes at once."""

_LIGHT = 8
"""Goods with more cm³ to a gram go by the van, not by the tonne."""

_URGENT = 5
_CASH_EVERY, _URGENT_EVERY, _LATE_EVERY = 6, 11, 13
_PIECES = 30
"""Of each of the goods that come for each order."""


@dataclass(frozen=True, slots=True)
class _Sale:
    """What all orders of the day share."""

    seller: Actor
    company_id: int
    warehouse_id: int
    price_type_id: int
    goods: tuple[Heavy, ...]
    day: dt.date


def add_deliveries(
    session: Session,
    clock: Clock,
    orders: int,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Have tomorrow so many orders to deliver, those there are already counted.

    Args:
        tell: called with (orders made, orders to make).

    Returns:
        How many were made.
    """
    sale = _sale(session, clock)
    there = _waiting(session, sale.day)
    wanted = orders - there
    if wanted <= 0:
        return 0
    acting(session, SYSTEM, clock)
    bring_heavy(session, sale.warehouse_id, 200 + wanted * _PIECES, clock)
    buyers = _buyers(session)
    first = session.scalar(select(func.count()).where(Address.code.like(f"{_PLACES}%"))) or 0
    whose = [buyers[(first + number) * 7 % len(buyers)] for number in range(wanted)]
    places = add_drop_places(session, [partner for partner, _ in whose], first)
    made: list[int] = []
    for buyer, place in zip(whose, places, strict=True):
        tell(len(made), wanted)
        made.append(_order(session, sale, buyer, place, first + len(made), clock))
    _asks(session, made, first)
    return len(made)


def _sale(session: Session, clock: Clock) -> _Sale:
    olga = session.scalars(select(AppUser.id).where(AppUser.login == "olga")).one()
    return _Sale(
        seller=actor_of(session, olga),
        company_id=session.scalars(select(Company.id).where(Company.prefix == "КЛ")).one(),
        warehouse_id=session.scalars(select(Warehouse.id).where(Warehouse.code == "ЦС")).one(),
        price_type_id=session.scalars(select(PriceType.id).where(PriceType.code == "ОПТ")).one(),
        goods=heavy_goods(session),
        day=clock.business_date() + dt.timedelta(days=1),
    )


def _waiting(session: Session, day: dt.date) -> int:
    there = (
        select(func.count())
        .select_from(DeliveryRequest)
        .join(Address, Address.id == DeliveryRequest.address_id)
        .where(DeliveryRequest.day == day, Address.code.like(f"{_PLACES}%"))
    )
    return session.scalar(there) or 0


def _buyers(session: Session) -> Sequence[tuple[int, int]]:
    rows = session.execute(
        select(Partner.id, LegalEntity.id)
        .join(LegalEntity, LegalEntity.partner_id == Partner.id)
        .where(Partner.client, Partner.code.like("К%"))
        .order_by(Partner.code)
    ).all()
    return [(row[0], row[1]) for row in rows][_PARTNERS]


def _order(
    session: Session,
    sale: _Sale,
    buyer: tuple[int, int],
    place: DropPlace,
    number: int,
    clock: Clock,
) -> int:
    made = create_order(
        session,
        sale.seller,
        NewOrder(
            company_id=sale.company_id,
            partner_id=buyer[0],
            legal_entity_id=buyer[1],
            warehouse_id=sale.warehouse_id,
            price_type_id=sale.price_type_id,
            lines=_lines(sale.goods, number),
            ship_date=sale.day,
            delivery_address=place.name,
            date=clock.business_date() - dt.timedelta(days=1),
        ),
        clock=clock,
    )
    confirm_order(session, sale.seller, made.id, clock=clock)
    return made.id


def _lines(goods: Sequence[Heavy], number: int) -> tuple[OrderLine, ...]:
    """Return what an order is of: a few of the goods, so many kilograms together."""
    dice = random.Random(f"order {number}")  # noqa: S311 - the same day every time
    kilograms = _kilograms(dice)
    if number % ROUND == MANY_TONNES:
        kilograms, goods = _WHOLE_TRAIN, goods[:2]
    chosen = dice.sample(goods, min(len(goods), 1 + dice.randrange(3)))
    share = kilograms * 1000 // len(chosen)
    return tuple(
        OrderLine(item_id=good.id, quantity=_pieces(good, share) * 1000) for good in chosen
    )


def _kilograms(dice: random.Random) -> int:
    percent = dice.randrange(100)
    for least, most, share in _WEIGHTS:
        if percent < share:
            return dice.randrange(least, most)
        percent -= share
    return dice.randrange(*_HEAVIEST)


def _pieces(good: Heavy, grams: int) -> int:
    if good.cm3 > good.grams * _LIGHT:
        grams = grams // _LIGHT
    return max(1, grams // good.grams)


def _asks(session: Session, orders: Sequence[int], first: int) -> None:
    """Have some of the orders paid to the driver, some urgent, some ready only by ten."""
    cash, urgent, late = (
        [key for number, key in enumerate(orders, first) if number % every == 0]
        for every in (_CASH_EVERY, _URGENT_EVERY, _LATE_EVERY)
    )
    session.flush()
    totals = select(CustomerOrder.document_id, CustomerOrder.total_minor)
    rows = session.execute(totals.where(CustomerOrder.document_id.in_(cash)))
    sums = {row[0]: row[1] for row in rows}
    requests = session.scalars(
        select(DeliveryRequest).where(DeliveryRequest.document_id.in_(orders))
    )
    for request in requests:
        key = request.document_id
        request.collect_minor = sums.get(key, 0)
        request.priority = _URGENT if key in urgent else 0
        request.ready_at = 10 * HOUR if key in late else 0
    session.flush()
