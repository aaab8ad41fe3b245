"""Points that a document earns, line by line: computed with its prices, accrued when it is billed.

An order keeps what its lines would bring; an invoice takes over its part and posts it, so points
come with the goods, are taken back with the invoice, and never come twice. What points pay brings
no points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, cast, delete, func, insert, select
from sqlalchemy.orm import Session

from core.discounts.ledgers import ACCUMULATED
from core.discounts.loyalty_models import (
    BonusPart,
    BonusProgramme,
    CardKind,
    CardStatus,
    LoyaltyCard,
    PointsEntry,
)
from core.discounts.points import accrual_rows
from core.discounts.priced import PricedCart
from core.discounts.rules import Programme
from core.documents.rowsets import rows_of
from core.ledger import Ledger, Rows

PointsRow = tuple[int, int, int]
"""(line number, programme, hundredths of a point)."""


def points_of_cart(cart: PricedCart, card_id: int | None) -> list[PointsRow]:
    """Return what a priced cart brings to the card that was shown; nothing without a card."""
    if not card_id:
        return []
    programmes = {due.discount_id: due.programme_id for due in cart.bonuses}
    sums: dict[tuple[int, int], int] = {}
    for line_no, discount_id, points in cart.point_rows():
        key = (line_no, programmes.get(discount_id, 0))
        sums[key] = sums.get(key, 0) + points
    return [(*key, points) for key, points in sums.items() if key[1] and points > 0]


def store_points(session: Session, document_id: int, rows: Iterable[PointsRow]) -> None:
    """Make *rows* the whole of what a document earns, which the caller has locked.

    Two statements at most, however many lines.
    """
    session.execute(delete(BonusPart).where(BonusPart.document_id == document_id))
    table: Any = BonusPart.__table__
    names = ["document_id", "line_no", "programme_id", "points"]
    values = [dict(zip(names, (document_id, *row), strict=True)) for row in rows if row[2] > 0]
    if values:
        given = rows_of(table, names, values)
        session.execute(insert(table).from_select(names, select(*given.c), include_defaults=False))


def stored_points(session: Session, document_id: int) -> list[PointsRow]:
    """Return what a document earns, by line; one statement."""
    part = BonusPart
    rows = session.execute(
        select(part.line_no, part.programme_id, part.points)
        .where(part.document_id == document_id)
        .order_by(part.line_no, part.programme_id)
    )
    return [(line_no, programme, points) for line_no, programme, points in rows]


def earned(
    session: Session, card_id: int | None, points: Mapping[int, int], on: dt.date
) -> dict[Ledger, Rows]:
    """Return what a document of *on* posts for the points it earns; nothing without a card.

    Points of a programme that is not that of the card, or of an annulled card, are lost.

    Args:
        points: programme → hundredths of a point.
    """
    if not card_id or not points:
        return {}
    programme = BonusProgramme
    rows = session.execute(
        select(
            programme.id,
            programme.name,
            programme.rate_minor,
            programme.delay_days,
            programme.life_days,
            programme.max_share,
        )
        .join(CardKind, CardKind.programme_id == programme.id)
        .join(LoyaltyCard, LoyaltyCard.kind_id == CardKind.id)
        .where(
            programme.id.in_(sorted(points)),
            LoyaltyCard.id == card_id,
            LoyaltyCard.status != CardStatus.ANNULLED,
        )
    ).all()
    found: list[dict[str, Any]] = []
    for row in rows:
        facts: tuple[Any, ...] = tuple(row)
        due = points[row.id]
        if due:
            found += accrual_rows(card_id, Programme(*facts), due, on)
    return {ACCUMULATED: found}


def paid_with_points(session: Session, order_ids: Collection[int]) -> dict[int, int]:
    """Return order → minor units that points pay of it; orders they pay nothing of are absent."""
    entry = PointsEntry
    rows = session.execute(
        select(entry.object_id, cast(func.sum(entry.amount_minor), BigInteger))
        .where(entry.object_id.in_(sorted(order_ids)), entry.posted)
        .group_by(entry.object_id)
    )
    return {key: paid for key, paid in rows if key is not None and paid}


def card_codes(session: Session, card_ids: Collection[int]) -> dict[int, str]:
    """Return card → what people call it by."""
    card = LoyaltyCard
    rows = session.execute(
        select(card.id, func.coalesce(card.barcode, card.magnetic_code)).where(
            card.id.in_(card_ids)
        )
    )
    return {row[0]: row[1] for row in rows}
