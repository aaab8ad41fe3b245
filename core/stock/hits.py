"""The free stock that a search of items shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, or_, select

from core.catalog.hits import hits_counted_by
from core.stock.ledgers import FREE_STOCK

_free = FREE_STOCK.balance.c


@hits_counted_by
def free_of_hit(item_id: Any, variant_id: Any, warehouse_id: Any) -> ColumnElement[Any]:  # noqa: ANN401 - SQL
    """Return what is free of the variant in a warehouse; of variant 0, of all of them."""
    free = _free.on_hand - _free.reserved - _free.earmarked - _free.to_ship
    return (
        select(cast(func.coalesce(func.sum(free), 0), BigInteger))
        .where(
            _free.warehouse_id == warehouse_id,
            _free.item_id == item_id,
            or_(variant_id == 0, _free.variant_id == variant_id),
        )
        .scalar_subquery()
    )
