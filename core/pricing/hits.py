"""The price that a search of items shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.catalog.hits import hits_priced_by
from core.pricing.models import ItemPrice


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
    order = ((ItemPrice.variant_id == variant_id).desc(), ItemPrice.since.desc())
    return priced.order_by(*order).limit(1).scalar_subquery()
