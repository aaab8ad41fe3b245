"""The stored rules as plain rows: a fixed number of statements, whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from core.catalog.models import ItemSegment
from core.discounts.loyalty_models import CardKind
from core.discounts.models import (
    ConditionHours,
    ConditionItem,
    ConditionSegment,
    DiscountActivity,
    DiscountCondition,
    DiscountItem,
    DiscountNode,
    DiscountSegment,
    DiscountValue,
    DiscountWhen,
)
from core.partners.models import PartnerSegment
from core.pricing.models import PriceType

Rows = Sequence[Any]
ByOwner = Mapping[int, Rows]
"""Owner → what hangs on it, in order; an owner without anything has an empty list."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything the tree is made of."""

    nodes: Rows
    """Groups and discounts with the `title` of their price type or card kind, in order."""
    values: ByOwner
    items: ByOwner
    segments: ByOwner
    when: ByOwner
    activities: ByOwner
    conditions: Rows
    """Those out of use too, with the `title` of the segment or card kind they name."""
    hours: ByOwner
    condition_items: ByOwner
    condition_segments: ByOwner


def read_stored(session: Session) -> Stored:
    """Return the stored rules: ten statements."""
    session.flush()  # what this session has changed is part of the rules it asks for

    def hanging(model: Any, *order: str) -> ByOwner:  # noqa: ANN401 - any table that hangs
        return _by_owner(session, model.__table__, order)

    return Stored(
        nodes=session.execute(_nodes()).all(),
        values=hanging(DiscountValue, "price_group_id"),
        items=hanging(DiscountItem, "item_id"),
        segments=hanging(DiscountSegment, "segment_id"),
        when=hanging(DiscountWhen, "position", "condition_id"),
        activities=hanging(DiscountActivity, "since", "id"),
        conditions=session.execute(_conditions()).all(),
        hours=hanging(ConditionHours, "line_no"),
        condition_items=hanging(ConditionItem, "item_id"),
        condition_segments=hanging(ConditionSegment, "segment_id"),
    )


def _by_owner(session: Session, table: Table, order: Sequence[str]) -> ByOwner:
    owner = "condition_id" if "discount_id" not in table.c else "discount_id"
    found: dict[int, list[Any]] = defaultdict(list)
    statement = select(table).order_by(table.c[owner], *(table.c[name] for name in order))
    for row in session.execute(statement):
        found[getattr(row, owner)].append(row)
    return found


def _nodes() -> Select[Any]:
    table: Any = DiscountNode.__table__
    return (
        select(table, func.coalesce(PriceType.name, CardKind.name, "").label("title"))
        .outerjoin(PriceType, PriceType.id == table.c.price_type_id)
        .outerjoin(CardKind, CardKind.id == table.c.card_kind_id)
        .order_by(table.c.position, table.c.id)
    )


def _conditions() -> Select[Any]:
    table: Any = DiscountCondition.__table__
    title = func.coalesce(PartnerSegment.name, ItemSegment.name, CardKind.name, "")
    return (
        select(table, title.label("title"))
        .outerjoin(PartnerSegment, PartnerSegment.id == table.c.client_segment_id)
        .outerjoin(ItemSegment, ItemSegment.id == table.c.segment_id)
        .outerjoin(CardKind, CardKind.id == table.c.card_kind_id)
    )
