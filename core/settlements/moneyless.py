"""What was paid without money, such as with points of a loyalty card: it never goes back as money.

It counts as paid like anything else. Whatever leaves an object, the debt it covers or another
object, such payment goes first, so that money stays money as long as there is any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.documents.models import Document
from core.settlements.ledgers import SETTLEMENTS
from core.settlements.models import DebtOffsetLine
from core.settlements.standing import big, ids

_entry = SETTLEMENTS.entry.c
_TYPES: set[str] = set()


def register_moneyless(type_name: str) -> None:
    """Say that what documents of a type post as paid is no money."""
    _TYPES.add(type_name)


def paid_without_money(
    session: Session, object_ids: Collection[int], currency: str
) -> Mapping[int, int]:
    """Return object → minor units of what is paid of it, or was offset to it, that were no money.

    Offsets carry it one step: from the object that was paid to the one that was covered. Two
    statements.
    """
    wanted = set(object_ids)
    if not wanted or not _TYPES:
        return {}
    moved = _offsets(session, wanted)
    left = _posted(session, wanted | {advance for advance, _, _ in moved}, currency)
    came: dict[int, int] = defaultdict(int)
    for advance, debt, amount in moved:
        part = min(amount, left.get(advance, 0))
        if part > 0:
            left[advance] -= part
            came[debt] += part
    return {key: left.get(key, 0) + came[key] for key in wanted if left.get(key, 0) + came[key] > 0}


def _posted(session: Session, objects: Collection[int], currency: str) -> dict[int, int]:
    rows = session.execute(
        select(_entry.object_id, big(func.sum(_entry.paid)))
        .join(Document, Document.id == _entry.document_id)
        .where(
            _entry.object_id == ids(objects),
            _entry.currency == currency,
            Document.type.in_(sorted(_TYPES)),
        )
        .group_by(_entry.object_id)
    )
    return {row[0]: row[1] for row in rows}


def _offsets(session: Session, objects: Collection[int]) -> list[tuple[int, int, int]]:
    """Return (from, to, minor units) of posted offsets out of the objects, and of their sources."""
    line = DebtOffsetLine
    sources = select(line.advance_id).where(line.debt_id == ids(objects))
    rows = session.execute(
        select(line.advance_id, line.debt_id, line.amount_minor)
        .join(Document, Document.id == line.document_id)
        .where(
            Document.posted,
            (line.advance_id == ids(objects)) | line.advance_id.in_(sources),
        )
        .order_by(Document.date, line.document_id, line.line_no)
    )
    return [(row[0], row[1], row[2]) for row in rows]
