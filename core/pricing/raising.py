"""Changing the prices of a document by percent, rounded as each type rounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.kernel.errors import BadValue
from core.pricing.calculation import WHOLE
from core.pricing.gathering import Items, Thing
from core.pricing.rulebook import load_rules


def raised(
    session: Session,
    cells: Mapping[Thing, Mapping[int, int | None]],
    price_type_id: int,
    percent: int,
) -> dict[Thing, dict[int, int | None]]:
    """Return the cells with the prices of one type changed; empty ones stay empty.

    Args:
        percent: hundredths of a percent; below 0 lowers.

    Raises:
        BadValue: prices would come to zero or less.
    """
    if percent <= -WHOLE:
        raise BadValue(what="percent", value=Decimal(percent) / 100, expected="> -100 %")
    book = load_rules(session)
    rule = book.rules[price_type_id]
    done = {thing: dict(found) for thing, found in cells.items()}
    if not done:
        return done
    items = Items(sorted({item for item, _variant in done}))
    rows = session.execute(select(Item.id, Item.price_group_id).where(items.among(Item.id)))
    groups = {row.id: row.price_group_id for row in rows}
    for (item, _variant), found in done.items():
        price = found.get(price_type_id)
        if price is not None:
            refined = rule.groups.get(groups.get(item) or 0)
            own = refined.rounding if refined is not None else None
            rounding = rule.rounding if own is None else own
            found[price_type_id] = rounding.price(price * (WHOLE + percent), WHOLE)
    return done
