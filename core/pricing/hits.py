"""The price that a search of items shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.catalog.hits import hits_priced_by
from core.catalog.search import ItemHit
from core.pricing.models import ItemPrice
from core.pricing.queries import individual_types, prices_for


@hits_priced_by
def price_of_hit(
    item_id: Any,  # noqa: ANN401 - a column
    variant_id: Any,  # noqa: ANN401 - a column
    price_type_id: Any,  # noqa: ANN401 - a parameter
    on: Any,  # noqa: ANN401 - a parameter
) -> ColumnElement[Any]:
    """Return the price of the variant, or of the item where the variant has none of its own."""
    own = or_(ItemPrice.variant_id == variant_id, ItemPrice.variant_id == 0)
    priced = select(ItemPrice.price_minor).where(
        ItemPrice.price_type_id == price_type_id, ItemPrice.item_id == item_id, own
    )
    if on is not None:
        priced = priced.where(ItemPrice.since <= on)
    own_first = (ItemPrice.variant_id == variant_id).desc()
    order = (own_first, ItemPrice.since.desc(), ItemPrice.place.desc())
    return priced.order_by(*order).limit(1).scalar_subquery()


def priced_for(
    session: Session, hits: Sequence[ItemHit], price_type_id: int, on: date, partner_id: int
) -> tuple[ItemHit, ...]:
    """Return hits with the prices a partner pays, where individual types of his say another.

    One statement for a partner without such types.

    Args:
        hits: with the prices of the type; those without a price at all stay so where the partner
            has none either.
    """
    if not hits or not individual_types(session, price_type_id, partner_id):
        return tuple(hits)
    items = {hit.item_id for hit in hits}
    found = prices_for(session, price_type_id, items, on, partner_id=partner_id)
    return tuple(
        replace(
            hit,
            price_minor=found.get((hit.item_id, hit.variant_id), found.get((hit.item_id, 0))),
        )
        for hit in hits
    )
