"""What people at work know by heart: goods, labels, customers; and the people themselves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.models import AppUser
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.catalog.models import Barcode, Item
from core.kernel.clock import Clock
from core.partners.models import Company, LegalEntity, Partner
from core.pricing.models import ItemPrice, PriceType
from core.stock.ledgers import FREE_STOCK
from core.stock.models import Cell, CellMode, Warehouse

GOODS = 400
"""Items of a warehouse that customers of one day ask for."""
LABELS = 200
"""Cell labels known, to scan wrong ones."""
_PIECE = 1_000

_EVERYTHING = (Role.SALES_MANAGER, Role.SHIFT_LEAD, Role.STOREKEEPER)
_STAFF = (
    (Role.SALES_MANAGER,),
    (Role.SHIFT_LEAD,),
    (Role.STOREKEEPER,),
    (Role.STOREKEEPER,),
    (Role.STOREKEEPER,),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A warehouse as its people know it."""

    id: int
    ordered: bool
    """Goods leave by expense orders."""
    by_cells: bool
    goods: tuple[int, ...]
    """Items with stock and a price, the ones asked for most first."""


@dataclass(frozen=True, slots=True)
class House:
    """Everything that does not change during the day."""

    sites: tuple[Site, ...]
    companies: tuple[int, ...]
    customers: tuple[tuple[int, int | None], ...]
    """(partner, legal entity or None)."""
    price_type_id: int
    codes: Mapping[int, str]
    """Item → barcode of one piece."""
    labels: tuple[str, ...]
    """Barcodes of cells."""
    site_by_id: Mapping[int, Site] = field(default_factory=dict)


def look_around(session: Session) -> House | None:
    """Return what there is to work with; None: nothing to sell, or nobody to sell to."""
    price_type = session.scalars(
        select(PriceType.id).where(PriceType.retired.is_(False)).order_by(PriceType.id)
    ).first()
    if price_type is None:
        return None
    sites = [
        Site(
            house.id,
            house.ordered_shipping,
            house.cells is CellMode.STORAGE,
            _goods(session, house.id, price_type),
        )
        for house in session.scalars(
            select(Warehouse).where(Warehouse.retired.is_(False)).order_by(Warehouse.id)
        )
    ]
    sites = [site for site in sites if site.goods]
    companies = session.scalars(
        select(Company.id).where(Company.retired.is_(False)).order_by(Company.id)
    ).all()
    entities = select(func.min(LegalEntity.id)).where(LegalEntity.partner_id == Partner.id)
    customers = session.execute(
        select(Partner.id, entities.scalar_subquery())
        .where(Partner.client, Partner.retired.is_(False))
        .order_by(Partner.id)
    ).all()
    if not sites or not companies or not customers:
        return None
    items = {item for site in sites for item in site.goods}
    return House(
        tuple(sites),
        tuple(companies),
        tuple((row[0], row[1]) for row in customers),
        price_type,
        _codes(session, items),
        tuple(
            session.scalars(
                select(Cell.barcode).where(Cell.barcode != "").order_by(Cell.id).limit(LABELS)
            )
        ),
        {site.id: site for site in sites},
    )


def hire(session: Session, count: int, house: House, clock: Clock) -> list[Actor]:
    """Return *count* people; those who worked here on another such day come again.

    Below three people everybody does everything. Every second storekeeper works in the first
    warehouse alone, every second manager for the first company alone; the first of each may
    everything, so that nothing waits for ever.
    """
    found = []
    seen: dict[tuple[Role, ...], int] = {}
    for number in range(count):
        roles = _EVERYTHING if count < len(_EVERYTHING) else _STAFF[number % len(_STAFF)]
        place = seen.get(roles, 0)
        seen[roles] = place + 1
        bound = len(roles) == 1 and place % 2 == 1
        login = f"simulated-{roles[0].value if len(roles) == 1 else 'all'}-{place + 1}"
        known = session.scalars(select(AppUser.id).where(AppUser.login == login)).first()
        if known is None:
            known = create_user(
                session,
                SYSTEM,
                login=login,
                name=login.replace("-", " ").capitalize(),
                password=secrets.token_urlsafe(24),
                roles=roles,
                warehouses=[house.sites[0].id] if bound and roles[0] is Role.STOREKEEPER else None,
                companies=[house.companies[0]]
                if bound and roles[0] is Role.SALES_MANAGER
                else None,
                clock=clock,
            ).id
        found.append(actor_of(session, known))
    return found


def _goods(session: Session, warehouse_id: int, price_type_id: int) -> tuple[int, ...]:
    """Return items with most free stock first: an order of them is rarely refused."""
    kept = FREE_STOCK.balance.c
    return tuple(
        session.scalars(
            select(kept.item_id)
            .join(Item, Item.id == kept.item_id)
            .join(
                ItemPrice,
                (ItemPrice.item_id == kept.item_id) & (ItemPrice.price_type_id == price_type_id),
            )
            .where(
                kept.warehouse_id == warehouse_id,
                kept.variant_id == 0,
                kept.on_hand - kept.reserved - kept.to_ship >= _PIECE,
                Item.service.is_(False),
                Item.retired.is_(False),
            )
            .group_by(kept.item_id, kept.on_hand)
            .order_by(kept.on_hand.desc(), kept.item_id)
            .limit(GOODS)
        )
    )


def _codes(session: Session, items: Sequence[int] | set[int]) -> dict[int, str]:
    rows = session.execute(
        select(Barcode.item_id, func.min(Barcode.code))
        .where(Barcode.packaging_id == 0, Barcode.item_id.in_(items))
        .group_by(Barcode.item_id)
    )
    return {row[0]: row[1] for row in rows}
