"""What stands on deals, and how much it comes to: quotations, orders, invoices, by type.

Read from the headers alone, so a new type with a `total_minor` is counted as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.models import Document, DocumentBasis
from core.documents.rows import readable_rows
from core.documents.types import DocumentType, document_types

_DEEPEST = 20
"""Steps from a deal that are followed: quotation, order, expense order, invoice are four."""


@dataclass(frozen=True, slots=True)
class LinkedSum:
    """Documents of one type that stand on a deal."""

    type: str
    currency: str
    count: int
    total_minor: int
    """Minor units of the currency."""


def linked_sums(
    session: Session, actor: Actor, deal_ids: Sequence[int]
) -> dict[int, tuple[LinkedSum, ...]]:
    """Return what stands on deals, however deep, by type and currency; one statement.

    Void documents (cancelled quotations, say) and what *actor* may not read are in no sum; without
    the right to see prices there are none at all.

    Returns:
        Deal → sums in the order of the types' names; a deal on which nothing stands is absent.
    """
    priced = [kind for kind in document_types() if hasattr(kind.model, "total_minor")]
    if not deal_ids or not priced or not actor.may(Permission.PRICE_READ):
        return {}
    walked = _standing_on(deal_ids)
    reached = select(walked.c.root, walked.c.id).distinct().cte("reached")
    totals = union_all(*(_totals(kind, reached) for kind in priced)).subquery("totals")
    rows = session.execute(
        select(
            totals.c.root,
            Document.type,
            totals.c.currency,
            func.count(),
            cast(func.sum(totals.c.total_minor), BigInteger),
        )
        .join(Document, Document.id == totals.c.id)
        .where(*_counting(priced), *readable_rows(actor))
        .group_by(totals.c.root, Document.type, totals.c.currency)
        .order_by(totals.c.root, Document.type, totals.c.currency)
    )
    found: dict[int, tuple[LinkedSum, ...]] = {}
    for root, *sums in rows:
        found[root] = (*found.get(root, ()), LinkedSum(*sums))
    return found


def _standing_on(deal_ids: Sequence[int]) -> CTE:
    """Return (root, id, depth) of everything that stands on the deals."""
    walked = (
        select(
            Document.id.label("root"), Document.id.label("id"), literal(0, Integer).label("depth")
        )
        .where(Document.id.in_(deal_ids))
        .cte("walk", recursive=True)
    )
    step = union_all(
        select(Document.id.label("id")).where(Document.basis_id == walked.c.id).correlate(walked),
        select(DocumentBasis.document_id.label("id"))
        .where(DocumentBasis.basis_id == walked.c.id)
        .correlate(walked),
    ).lateral("step")
    # UNION, not UNION ALL, and a bound on depth: a circle of bases must not run for ever.
    return walked.union(
        select(walked.c.root, step.c.id, walked.c.depth + 1)
        .select_from(walked.join(step, true()))
        .where(walked.c.depth < _DEEPEST)
    )


def _totals(kind: DocumentType[Any], reached: CTE) -> Select[Any]:
    table = kind.model.__table__.c
    currency = table["currency"] if "currency" in table else literal("RUB", Text)
    return select(
        reached.c.root,
        reached.c.id,
        table["total_minor"].label("total_minor"),
        currency.label("currency"),
    ).join(kind.model.__table__, table["document_id"] == reached.c.id)


def _counting(kinds: Sequence[DocumentType[Any]]) -> list[ColumnElement[bool]]:
    return [
        ~((Document.type == kind.name) & Document.status.in_(sorted(kind.void)))
        for kind in kinds
        if kind.void
    ]
