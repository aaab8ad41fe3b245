"""What contexts above the catalogue know of an item that was found: its price, what is free of it.

They hand in SQL expressions, so that a search shows both in the statement that reads the items.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement

from core.kernel.errors import NotFound

PriceOf = Callable[[Any, Any, Any, Any], ColumnElement[Any]]
"""(item id, variant id, price type, date) → minor units of one base unit, NULL without a price.

All are SQL expressions; the date is None for the newest price.
"""

FreeOf = Callable[[Any, Any, Any], ColumnElement[Any]]
"""(item id, variant id, warehouse) → thousandths free; of variant 0 all variants together."""

_PRICE: list[PriceOf] = []
_FREE: list[FreeOf] = []


def hits_priced_by(price: PriceOf) -> PriceOf:
    """Make searches show prices; the last one given counts."""
    _PRICE[:] = [price]
    return price


def hits_counted_by(free: FreeOf) -> FreeOf:
    """Make searches show free stock; the last one given counts."""
    _FREE[:] = [free]
    return free


def price_of() -> PriceOf:
    """Return how prices are read.

    Raises:
        NotFound: `core.pricing.hits` was not imported.
    """
    if not _PRICE:
        raise NotFound(what="search fact", key="price")
    return _PRICE[0]


def free_of() -> FreeOf:
    """Return how free stock is read.

    Raises:
        NotFound: `core.stock.hits` was not imported.
    """
    if not _FREE:
        raise NotFound(what="search fact", key="free stock")
    return _FREE[0]
