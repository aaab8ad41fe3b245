"""Which price holds on a date, the price types, their limits, and the history of an item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import ItemVariant
from core.documents.models import Document
from core.kernel.errors import NotFound
from core.pricing.kinds import CalculationMethod, PriceTypeStatus
from core.pricing.models import ItemPrice, PriceType, PriceTypeGroup


@dataclass(frozen=True, slots=True)
class PriceTypeRow:
    """A price type."""

    id: int
    code: str
    name: str
    currency: str
    includes_vat: bool
    identifier: str = ""
    """What formulas call it."""
    method: CalculationMethod = CalculationMethod.MANUAL
    status: PriceTypeStatus = PriceTypeStatus.IN_FORCE
    wholesale: bool = True
    retail: bool = True
    auxiliary: bool = False
    partner_id: int | None = None
    """Whose individual type it is; None: a common one."""
    item_segment_id: int | None = None
    set_by_supply: bool = False


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One entry of an item's price history."""

    price_type_id: int
    price_type: str
    variant_id: int
    since: date
    price_minor: int
    currency: str = "RUB"
    variant: str = ""
    document_id: int | None = None
    """What set it; None: registered directly."""
    document: str = ""
    """Its number."""


_TYPE = (
    PriceType.id,
    PriceType.code,
    PriceType.name,
    PriceType.currency,
    PriceType.includes_vat,
    func.coalesce(func.nullif(PriceType.identifier, ""), PriceType.code),
    PriceType.method,
    PriceType.status,
    PriceType.wholesale,
    PriceType.retail,
    PriceType.auxiliary,
    PriceType.partner_id,
    PriceType.item_segment_id,
    PriceType.set_by_supply,
)

_PRICES = (
    select(ItemPrice.item_id, ItemPrice.variant_id, ItemPrice.price_minor)
    .ext(distinct_on(ItemPrice.item_id, ItemPrice.variant_id))
    .where(
        ItemPrice.price_type_id == bindparam("price_type_id"),
        ItemPrice.item_id == func.any(bindparam("item_ids", type_=ARRAY(BigInteger))),
        ItemPrice.since <= bindparam("on"),
    )
    .order_by(
        ItemPrice.item_id, ItemPrice.variant_id, ItemPrice.since.desc(), ItemPrice.place.desc()
    )
)


def prices(
    session: Session, price_type_id: int, item_ids: Iterable[int], on: date
) -> dict[tuple[int, int], int]:
    """Return (item id, variant id) → minor units per base unit, as of *on*.

    An item without a price on that date is absent; variant 0 is the price of all variants that
    have none of their own. One statement.
    """
    wanted = {"price_type_id": price_type_id, "item_ids": sorted(set(item_ids)), "on": on}
    return {(item, variant): price for item, variant, price in session.execute(_PRICES, wanted)}


def prices_for(
    session: Session,
    price_type_id: int,
    item_ids: Iterable[int],
    on: date,
    *,
    partner_id: int = 0,
) -> dict[tuple[int, int], int]:
    """Return prices as `prices` does, for one partner.

    Where an individual type of his in force has any price of an item, all prices of the item are
    taken from it; a type that refines just this common one goes before one that refines whichever
    he buys by. Individual types of another currency or VAT are passed over.

    Args:
        partner_id: 0: nobody in particular.
    """
    wanted = sorted(set(item_ids))
    found = prices(session, price_type_id, wanted, on)
    if not partner_id:
        return found
    for one in reversed(individual_types(session, price_type_id, partner_id)):
        own = prices(session, one, wanted, on)
        covered = {item for item, _variant in own}
        found = {place: price for place, price in found.items() if place[0] not in covered} | own
    return found


def individual_types(session: Session, price_type_id: int, partner_id: int) -> tuple[int, ...]:
    """Return the types of a partner that override a common one, the first to be asked first."""
    common = aliased(PriceType)
    rows = session.scalars(
        select(PriceType.id)
        .join(common, common.id == price_type_id)
        .where(
            PriceType.partner_id == partner_id,
            PriceType.id != price_type_id,
            or_(PriceType.refines_id == price_type_id, PriceType.refines_id.is_(None)),
            PriceType.status == PriceTypeStatus.IN_FORCE,
            PriceType.retired.is_(False),
            PriceType.currency == common.currency,
            PriceType.includes_vat == common.includes_vat,
        )
        .order_by(PriceType.refines_id.is_(None), PriceType.code)
    )
    return tuple(rows)


def price_types(session: Session, actor: Actor) -> list[PriceTypeRow]:
    """Return the common price types that documents may use, by name.

    Not among them: individual and auxiliary types, retired ones and those not in force.

    Raises:
        Forbidden: the actor may not see prices.
    """
    actor.require(Permission.PRICE_READ, what="price_type")
    statement = (
        select(*_TYPE)
        .where(
            PriceType.retired.is_(False),
            PriceType.status == PriceTypeStatus.IN_FORCE,
            PriceType.auxiliary.is_(False),
            PriceType.partner_id.is_(None),
        )
        .order_by(PriceType.name)
    )
    return [PriceTypeRow(*row) for row in session.execute(statement)]


def usual_price_type(session: Session, actor: Actor) -> PriceTypeRow | None:
    """Return the type of a document that nothing else gives one; None if there is none to use.

    One for wholesale before others, one typed by hand before computed ones, then by name.

    Raises:
        Forbidden: the actor may not see prices.
    """
    return min(
        price_types(session, actor),
        key=lambda row: (not row.wholesale, row.method is not CalculationMethod.MANUAL),
        default=None,
    )


def price_types_by_id(session: Session, ids: Iterable[int]) -> dict[int, PriceTypeRow]:
    """Return price types by id, retired or not; unknown ids are absent."""
    statement = select(*_TYPE).where(PriceType.id.in_(sorted(set(ids))))
    return {row[0]: PriceTypeRow(*row) for row in session.execute(statement)}


def price_type(session: Session, price_type_id: int) -> PriceTypeRow:
    """Return one price type, retired or not.

    Raises:
        NotFound: no such price type.
    """
    row = session.execute(select(*_TYPE).where(PriceType.id == price_type_id)).one_or_none()
    if row is None:
        raise NotFound(what="price_type", key=price_type_id)
    return PriceTypeRow(*row)


def price_limits(
    session: Session, price_type_id: int, on: date
) -> dict[int, tuple[int | None, int | None]]:
    """Return price group → (largest manual discount, largest manual markup) of a price type.

    Hundredths of a percent; None sets no limit. Group 0 holds for items without a group and for
    groups that are absent; what a group leaves open is filled in from it. One statement.

    Args:
        on: the day of the sale; limits are kept without dates and hold on every day.

    Raises:
        NotFound: no such price type.
    """
    del on
    rows = session.execute(
        select(
            PriceType.max_discount,
            PriceType.max_markup,
            PriceTypeGroup.price_group_id,
            PriceTypeGroup.max_discount,
            PriceTypeGroup.max_markup,
        )
        .outerjoin(PriceTypeGroup, PriceTypeGroup.price_type_id == PriceType.id)
        .where(PriceType.id == price_type_id)
    ).all()
    if not rows:
        raise NotFound(what="price_type", key=price_type_id)
    discount, markup = rows[0][:2]
    found: dict[int, tuple[int | None, int | None]] = {0: (discount, markup)}
    for _discount, _markup, group, group_discount, group_markup in rows:
        if group is not None:
            found[group] = (
                discount if group_discount is None else group_discount,
                markup if group_markup is None else group_markup,
            )
    return found


def price_history(session: Session, actor: Actor, item_id: int) -> list[PriceRow]:
    """Return all registered prices of an item, newest first, with the documents that set them.

    Raises:
        Forbidden: the actor may not see prices.
    """
    actor.require(Permission.PRICE_READ, what="item", key=item_id)
    statement = (
        select(
            ItemPrice.price_type_id,
            PriceType.name,
            ItemPrice.variant_id,
            ItemPrice.since,
            ItemPrice.price_minor,
            PriceType.currency,
            func.coalesce(ItemVariant.name, ""),
            ItemPrice.document_id,
            func.coalesce(Document.number_text, ""),
        )
        .join(PriceType, PriceType.id == ItemPrice.price_type_id)
        .outerjoin(ItemVariant, ItemVariant.id == ItemPrice.variant_id)
        .outerjoin(Document, Document.id == ItemPrice.document_id)
        .where(ItemPrice.item_id == item_id)
        .order_by(
            ItemPrice.since.desc(),
            PriceType.name,
            ItemPrice.variant_id,
            ItemPrice.place.desc(),
        )
    )
    return [PriceRow(*row) for row in session.execute(statement)]
