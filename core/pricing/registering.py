"""The one way into the register of prices: documents, direct registrations and imports use it.

What a type must not have never gets in: auxiliary types are kept in documents only, and a type that
forbids it prices nothing outside its segment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.catalog.models import Item, ItemSegmentMember
from core.documents.rowsets import rows_of
from core.pricing.document_models import PriceDocumentLine
from core.pricing.errors import AuxiliaryType, OutsideSegment
from core.pricing.models import ItemPrice, PriceType


@dataclass(frozen=True, slots=True)
class Registered:
    """One price to be registered."""

    price_type_id: int
    item_id: int
    price_minor: int
    variant_id: int = 0


Condition = ColumnElement[bool]

_COLUMNS = ("price_type_id", "item_id", "variant_id", "since", "price_minor", "place")


def register_directly(session: Session, since: date, rows: Sequence[Registered]) -> None:
    """Register prices without a document; one registered so for the same day is replaced.

    They hold against everything registered for that day before: two statements and the checks.

    Raises:
        AuxiliaryType, OutsideSegment: a type must not have such a price; nothing is written.
    """
    if not rows:
        return
    require_allowed(session, {row.price_type_id for row in rows})
    require_inside(session, rows)
    latest = {(row.price_type_id, row.item_id, row.variant_id): row for row in rows}
    place = session.scalar(_NEXT_PLACE)
    given = rows_of(
        ItemPrice.__table__,  # type: ignore[arg-type]
        ["price_type_id", "item_id", "variant_id", "price_minor"],
        [
            {
                "price_type_id": row.price_type_id,
                "item_id": row.item_id,
                "variant_id": row.variant_id,
                "price_minor": row.price_minor,
            }
            for row in latest.values()
        ],
    ).c
    statement = upsert(ItemPrice).from_select(
        list(_COLUMNS),
        select(
            given.price_type_id,
            given.item_id,
            given.variant_id,
            literal(since),
            given.price_minor,
            literal(place),
        ),
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["price_type_id", "item_id", "variant_id", "since"],
            index_where=ItemPrice.document_id.is_(None),
            set_={
                "price_minor": statement.excluded.price_minor,
                "place": statement.excluded.place,
            },
        )
    )


_NEXT_PLACE = text("SELECT nextval(pg_get_serial_sequence('document', 'id'))")
"""Direct registrations stand in one row with documents, so it is told which came later."""


def register_document(session: Session, document_id: int, since: date) -> None:
    """Make the lines of a price document the whole of what it registers; two statements.

    Lines of auxiliary types and lines without a price stay in the document.
    """
    forget_document(session, document_id)
    line = PriceDocumentLine
    chosen = (
        select(
            line.price_type_id,
            line.item_id,
            line.variant_id,
            literal(since),
            line.price_minor,
            literal(document_id),
            literal(document_id),
        )
        .join(PriceType, PriceType.id == line.price_type_id)
        .where(
            line.document_id == document_id,
            line.price_minor.is_not(None),
            PriceType.auxiliary.is_(False),
        )
    )
    session.execute(insert(ItemPrice).from_select([*_COLUMNS, "document_id"], chosen))


def forget_document(session: Session, document_id: int) -> None:
    """Take what a document registered out again: what held before holds again."""
    session.execute(delete(ItemPrice).where(ItemPrice.document_id == document_id))


def copy_prices(
    session: Session,
    rows: Iterable[tuple[int, int, int, int]],
    *,
    since: date,
    document_id: int,
) -> None:
    """Write very many prices of one document by COPY, unchecked; the document must be flushed.

    Args:
        rows: (price type, item, variant, minor units); no two alike but in the price.
    """
    connection: Any = session.connection().connection.driver_connection
    columns = ", ".join([*_COLUMNS, "document_id"])
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {ItemPrice.__tablename__} ({columns}) FROM STDIN") as copy,
    ):
        for price_type, item, variant, price in rows:
            copy.write_row((price_type, item, variant, since, price, document_id, document_id))


def require_allowed(session: Session, price_type_ids: Iterable[int]) -> None:
    """Refuse auxiliary types.

    Raises:
        AuxiliaryType: with the first of them by name.
    """
    name = session.scalar(
        select(PriceType.name)
        .where(PriceType.id.in_(sorted(set(price_type_ids))), PriceType.auxiliary)
        .order_by(PriceType.name)
        .limit(1)
    )
    if name is not None:
        raise AuxiliaryType(price_type=name)


def require_inside(session: Session, rows: Sequence[Registered]) -> None:
    """Refuse items that a type keeps out; one statement, or none where no type does.

    Raises:
        OutsideSegment: with the first type and item by name, and how many there are.
    """
    strict = _strict_types(session, {row.price_type_id for row in rows})
    asked = [row for row in rows if row.price_type_id in strict]
    if not asked:
        return
    given = rows_of(
        ItemPrice.__table__,  # type: ignore[arg-type]
        ["price_type_id", "item_id"],
        [{"price_type_id": row.price_type_id, "item_id": row.item_id} for row in asked],
    )
    outside = (
        select(PriceType.name.label("price_type"), Item.name.label("item"), func.count().over())
        .select_from(given)
        .join(PriceType, PriceType.id == given.c.price_type_id)
        .join(Item, Item.id == given.c.item_id)
        .where(_outside(PriceType.item_segment_id, given.c.item_id))
    )
    _refuse(session, outside)


def require_document_inside(session: Session, document_id: int) -> None:
    """Refuse a document that prices items a type keeps out.

    Raises:
        OutsideSegment: as `require_inside`.
    """
    line = PriceDocumentLine
    outside = (
        select(PriceType.name.label("price_type"), Item.name.label("item"), func.count().over())
        .select_from(line)
        .join(PriceType, PriceType.id == line.price_type_id)
        .join(Item, Item.id == line.item_id)
        .where(
            line.document_id == document_id,
            line.price_minor.is_not(None),
            PriceType.forbid_outside,
            _outside(PriceType.item_segment_id, line.item_id),
        )
    )
    _refuse(session, outside)


def _outside(segment: SQLColumnExpression[Any], item: SQLColumnExpression[Any]) -> Condition:
    member = ItemSegmentMember
    return not_(exists().where(member.segment_id == segment, member.item_id == item))


def _refuse(session: Session, outside: Select[str, str, int]) -> None:
    found = session.execute(outside.order_by("price_type", "item").limit(1)).one_or_none()
    if found is not None:
        price_type, item, count = found
        raise OutsideSegment(price_type=price_type, item=item, count=count)


def _strict_types(session: Session, price_type_ids: Iterable[int]) -> frozenset[int]:
    rows = session.scalars(
        select(PriceType.id).where(
            PriceType.id.in_(sorted(set(price_type_ids))), PriceType.forbid_outside
        )
    )
    return frozenset(rows)
