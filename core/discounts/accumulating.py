"""Purchases that add up: what a customer, or a card, has bought before, for conditions that ask.

What counts as a purchase is told by the contexts above that sell: each registers a SELECT.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from core.catalog.models import ItemSegmentMember
from core.discounts.cart import Accumulation
from core.discounts.kinds import Accumulates
from core.discounts.rulebook import RuleBook

Purchases = Callable[[], Select[Any]]
"""Makes a SELECT of purchases; columns: partner_id, card_id (0: none), sold_on, item_id,
amount_minor: charged, VAT included."""

_SOURCES: dict[str, Purchases] = {}


def register_purchases(name: str, source: Purchases) -> None:
    """Make what a context sells count; registering the same name anew replaces it."""
    _SOURCES[name] = source


def accumulated(
    session: Session, rules: RuleBook, *, partner_id: int, card_id: int, on: date
) -> dict[Accumulation, int]:
    """Return what the conditions of *rules* ask for, in minor units; one statement for each.

    Args:
        partner_id: 0: nobody in particular, who has bought nothing.
        card_id: 0: none was shown.
        on: the day of the sale, which does not count itself.
    """
    found: dict[Accumulation, int] = {}
    if not _SOURCES:
        return found
    for one in rules.accumulations():
        key = partner_id if one.by is Accumulates.PARTNER else card_id
        found[one] = _sum(session, one, key, on) if key else 0
    return found


def _sum(session: Session, of: Accumulation, key: int, on: date) -> int:
    bought = union_all(*(_SOURCES[name]() for name in sorted(_SOURCES))).subquery("bought").c
    first, last = of.bounds(on)
    whose = bought.partner_id if of.by is Accumulates.PARTNER else bought.card_id
    statement = select(func.coalesce(func.sum(bought.amount_minor), 0)).where(
        whose == key, bought.sold_on.between(first, last)
    )
    if of.segment_id:
        members = select(ItemSegmentMember.item_id).where(
            ItemSegmentMember.segment_id == of.segment_id
        )
        statement = statement.where(bought.item_id.in_(members))
    return int(session.execute(statement).scalar_one())
