"""Which price holds on a date, and the lists of prices and price types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.errors import NotFound
from core.pricing.models import ItemPrice, PriceType


@dataclass(frozen=True, slots=True)
class PriceTypeRow:
    """A price type in use."""

    id: int
    code: str
    name: str
    currency: str
    includes_vat: bool


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One entry of an item's price history."""

    price_type_id: int
    price_type: str
    variant_id: int
    since: date
    price_minor: int


_TYPE = (
    PriceType.id,
    PriceType.code,
    PriceType.name,
    PriceType.currency,
    PriceType.includes_vat,
)

_PRICES = (
    select(ItemPrice.item_id, ItemPrice.variant_id, ItemPrice.price_minor)
    .ext(distinct_on(ItemPrice.item_id, ItemPrice.variant_id))
    .where(
        ItemPrice.price_type_id == bindparam("price_type_id"),
        ItemPrice.item_id == func.any(bindparam("item_ids", type_=ARRAY(BigInteger))),
        ItemPrice.since <= bindparam("on"),
    )
    .order_by(ItemPrice.item_id, ItemPrice.variant_id, ItemPrice.since.desc())
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


def price_types(session: Session, actor: Actor) -> list[PriceTypeRow]:
    """Return the price types in use, by name.

    Raises:
        Forbidden: the actor may not see prices.
    """
    actor.require(Permission.PRICE_READ, what="price_type")
    statement = select(*_TYPE).where(PriceType.retired.is_(False)).order_by(PriceType.name)
    return [PriceTypeRow(*row) for row in session.execute(statement)]


def price_type(session: Session, price_type_id: int) -> PriceTypeRow:
    """Return one price type, retired or not.

    Raises:
        NotFound: no such price type.
    """
    row = session.execute(select(*_TYPE).where(PriceType.id == price_type_id)).one_or_none()
    if row is None:
        raise NotFound(what="price_type", key=price_type_id)
    return PriceTypeRow(*row)


def price_history(session: Session, actor: Actor, item_id: int) -> list[PriceRow]:
    """Return all prices of an item, newest first.

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
        )
        .join(PriceType, PriceType.id == ItemPrice.price_type_id)
        .where(ItemPrice.item_id == item_id)
        .order_by(ItemPrice.since.desc(), PriceType.name, ItemPrice.variant_id)
    )
    return [PriceRow(*row) for row in session.execute(statement)]
