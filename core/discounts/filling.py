"""Filling a cart from what is stored: items with their groups and segments, the client, prices."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from core.catalog.models import Item, ItemGroup, ItemSegmentMember
from core.discounts.cart import CartLine
from core.discounts.rulebook import RuleBook
from core.partners.models import PartnerSegmentMember
from core.pricing.queries import prices


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as the document says it."""

    line_no: int
    item_id: int
    quantity: int
    """Thousandths of the base unit."""
    price_minor: int
    """Minor units per base unit, before discounts."""
    variant_id: int = 0


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What discounts look at in an item."""

    price_group_id: int
    segments: frozenset[int]
    groups: frozenset[int]
    """Its group and every group above it."""
    title: str


def fill_lines(
    session: Session, lines: Sequence[Asked], rules: RuleBook, on: dt.date
) -> tuple[CartLine, ...]:
    """Return lines with everything that *rules* may look at.

    Three statements and one for every price type that a discount gives, however many lines.
    """
    items = {line.item_id for line in lines}
    facts = item_facts(session, items)
    special = {
        price_type: prices(session, price_type, items, on) for price_type in rules.price_types()
    }
    return tuple(_line(line, facts.get(line.item_id, UNKNOWN_ITEM), special) for line in lines)


UNKNOWN_ITEM = ItemFacts(0, frozenset(), frozenset(), "")
"""An item nobody knows anything about."""


def _line(
    asked: Asked, facts: ItemFacts, special: Mapping[int, Mapping[tuple[int, int], int]]
) -> CartLine:
    own = {}
    for price_type, found in special.items():
        price = found.get((asked.item_id, asked.variant_id), found.get((asked.item_id, 0)))
        if price is not None:
            own[price_type] = price
    return CartLine(
        line_no=asked.line_no,
        item_id=asked.item_id,
        quantity=asked.quantity,
        price_minor=asked.price_minor,
        variant_id=asked.variant_id,
        price_group_id=facts.price_group_id,
        segments=facts.segments,
        groups=facts.groups,
        prices=own,
        title=facts.title,
    )


def item_facts(session: Session, item_ids: Iterable[int]) -> dict[int, ItemFacts]:
    """Return item → what discounts look at; three statements."""
    wanted = literal(sorted(set(item_ids)), ARRAY(BigInteger))
    segments: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(ItemSegmentMember.item_id, ItemSegmentMember.segment_id).where(
            ItemSegmentMember.item_id == func.any(wanted)
        )
    )
    for item, segment in rows:
        segments[item].add(segment)
    above = _groups_above(session)
    items = session.execute(
        select(Item.id, Item.price_group_id, Item.group_id, Item.name).where(
            Item.id == func.any(wanted)
        )
    )
    return {
        item: ItemFacts(
            price_group or 0, frozenset(segments[item]), above.get(group or 0, frozenset()), name
        )
        for item, price_group, group, name in items
    }


def _groups_above(session: Session) -> Mapping[int, frozenset[int]]:
    """Return group → itself and every group above it."""
    walk = select(ItemGroup.id.label("id"), ItemGroup.id.label("above")).cte(recursive=True)
    parent = aliased(ItemGroup)
    walk = walk.union(
        select(walk.c.id, parent.parent_id)
        .join(parent, parent.id == walk.c.above)
        .where(parent.parent_id.is_not(None))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for group, above in session.execute(select(walk.c.id, walk.c.above)):
        found[group].add(above)
    return {group: frozenset(above) for group, above in found.items()}


def partner_segments(session: Session, partner_id: int) -> frozenset[int]:
    """Return the segments a client is in; one statement."""
    return frozenset(
        session.scalars(
            select(PartnerSegmentMember.segment_id).where(
                PartnerSegmentMember.partner_id == partner_id
            )
        )
    )
