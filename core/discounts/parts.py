"""The decoded list of discounts of a document: stored with it, so that anybody can see why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.models import DiscountNode, DiscountPart
from core.documents.queries import require_visible
from core.documents.rowsets import rows_of


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one discount took off one line."""

    line_no: int
    discount_id: int
    discount: str
    amount_minor: int
    """Minor units off; negative is a markup."""


def store_parts(session: Session, document_id: int, rows: Iterable[tuple[int, int, int]]) -> int:
    """Make *rows* the whole decoded list of a document, which the caller has locked.

    Two statements, however many lines. Called by the verbs that price a document.

    Args:
        rows: (line number, discount, minor units), as `PricedCart.part_rows` yields them.

    Returns:
        How many parts there are now.
    """
    session.execute(delete(DiscountPart).where(DiscountPart.document_id == document_id))
    table: Any = DiscountPart.__table__
    names = ["document_id", "line_no", "discount_id", "amount_minor"]
    values = [dict(zip(names, (document_id, *row), strict=True)) for row in _joined(rows) if row[2]]
    if values:
        given = rows_of(table, names, values)
        session.execute(insert(table).from_select(names, select(*given.c), include_defaults=False))
    return len(values)


def stored_parts(session: Session, document_id: int) -> list[tuple[int, int, int]]:
    """Return (line number, discount, minor units) of a document; one statement."""
    rows = session.execute(
        select(DiscountPart.line_no, DiscountPart.discount_id, DiscountPart.amount_minor)
        .where(DiscountPart.document_id == document_id)
        .order_by(DiscountPart.line_no, DiscountPart.discount_id)
    )
    return [(line_no, discount, amount) for line_no, discount, amount in rows]


def _joined(rows: Iterable[tuple[int, int, int]]) -> Sequence[tuple[int, int, int]]:
    """Return the rows with one amount for each line and discount."""
    sums: dict[tuple[int, int], int] = {}
    for line_no, discount, amount in rows:
        sums[line_no, discount] = sums.get((line_no, discount), 0) + amount
    return [(line_no, discount, amount) for (line_no, discount), amount in sums.items()]


def parts_of(session: Session, actor: Actor, document_id: int) -> tuple[PartRow, ...]:
    """Return the decoded list of a document, by line and in the order of the tree.

    Raises:
        NotFound: rights hide the document.
        Forbidden: the actor may not see discounts.
    """
    actor.require(Permission.DISCOUNT_READ, what="discount")
    require_visible(session, actor, document_id)
    statement = (
        select(
            DiscountPart.line_no,
            DiscountPart.discount_id,
            DiscountNode.name,
            DiscountPart.amount_minor,
        )
        .join(DiscountNode, DiscountNode.id == DiscountPart.discount_id)
        .where(DiscountPart.document_id == document_id)
        .order_by(DiscountPart.line_no, DiscountNode.position, DiscountPart.discount_id)
    )
    return tuple(PartRow(*row) for row in session.execute(statement))
