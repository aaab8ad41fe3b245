"""Reading price documents: the card with its matrix, and which items to fill it with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemGroup, ItemSegmentMember, ItemVariant, Unit
from core.documents.models import Document
from core.kernel.errors import NotFound
from core.pricing.document_models import PriceDocument, PriceDocumentLine, PriceDocumentType
from core.pricing.errors import TooManyItems
from core.pricing.kinds import DocumentOrigin, PriceDocumentStatus
from core.pricing.models import ItemPrice
from core.pricing.price_documents import MOST_ITEMS
from core.pricing.queries import PriceTypeRow, price_types_by_id

SHOWN_OF_RUN = 200
"""Items shown of a recalculation, which may have set hundreds of thousands of prices."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One item of a price document with its prices."""

    item_id: int
    item: str
    code: str
    article: str
    unit: str
    variant_id: int
    variant: str
    prices: Mapping[int, int | None]
    """Price type → minor units per base unit; an absent type has no cell."""


@dataclass(frozen=True, slots=True)
class PriceDocumentCard:
    """A price document for a form."""

    id: int
    version: int
    number: str
    date: date
    status: PriceDocumentStatus
    origin: DocumentOrigin
    comment: str
    basis_id: int | None
    basis: str
    """Number of the document it was made on the basis of; "": none."""
    types: tuple[PriceTypeRow, ...]
    """In the order of the columns."""
    rows: tuple[MatrixRow, ...]
    registered: int
    """Prices it has in the register."""


def price_document_card(session: Session, actor: Actor, document_id: int) -> PriceDocumentCard:
    """Return a price document with its matrix; of a recalculation the first items it changed.

    Raises:
        Forbidden: no right to see prices.
        NotFound: there is no such document.
    """
    actor.require(Permission.PRICE_READ, what="price_document", key=document_id)
    document = session.get(PriceDocument, document_id)
    if document is None:
        raise NotFound(what="price_document", key=document_id)
    run = document.origin is DocumentOrigin.RECALCULATION
    rows = _rows_of_run(session, document_id) if run else _rows(session, document_id)
    types = _types_of_run(rows) if run else _types(session, document_id)
    known = price_types_by_id(session, types)
    return PriceDocumentCard(
        id=document.id,
        version=document.version,
        number=document.number_text,
        date=document.date,
        status=PriceDocumentStatus(document.status),
        origin=document.origin,
        comment=document.comment,
        basis_id=document.basis_id,
        basis=_number(session, document.basis_id),
        types=tuple(known[one] for one in types),
        rows=rows,
        registered=session.scalars(
            select(func.count()).select_from(ItemPrice).where(ItemPrice.document_id == document_id)
        ).one(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which items a price document is filled with; all conditions hold."""

    segment_id: int | None = None
    group_id: int | None = None
    """With the groups below it."""
    price_group_id: int | None = None
    words: str = ""
    """Each must be found in code, article or name."""
    without_price_of: int | None = None
    """A price type: only items that have no price of it on the day."""


def selected_items(
    session: Session, actor: Actor, selection: Selection, on: date, *, already: int = 0
) -> list[int]:
    """Return the items in use that a selection names, by name: one statement.

    Args:
        already: items that stand in the document.

    Raises:
        TooManyItems: with those already there, more than one document takes.
        Forbidden: no right to see prices.
    """
    actor.require(Permission.PRICE_READ, what="item")
    statement = _narrowed(select(Item.id).where(Item.retired.is_(False)), selection, on)
    found = list(session.scalars(statement.order_by(Item.name, Item.id).limit(MOST_ITEMS + 1)))
    if len(found) + already > MOST_ITEMS:
        counted = select(func.count()).select_from(statement.subquery())
        count = session.scalars(counted).one() + already
        raise TooManyItems(count=count, most=MOST_ITEMS)
    return found


def matrix_rows(
    session: Session, prices: Mapping[tuple[int, int], Mapping[int, int | None]]
) -> tuple[MatrixRow, ...]:
    """Return rows of a matrix that is not stored, in its order; one statement."""
    things = list(prices)
    named: dict[tuple[int, int], Any] = {}
    if things:
        rows = session.execute(
            select(*_NAMED, func.coalesce(ItemVariant.id, 0), func.coalesce(ItemVariant.name, ""))
            .select_from(Item)
            .join(Unit, Unit.id == Item.unit_id)
            .outerjoin(
                ItemVariant,
                and_(
                    ItemVariant.item_id == Item.id,
                    ItemVariant.id.in_(sorted({variant for _, variant in things if variant})),
                ),
            )
            .where(Item.id.in_(sorted({item for item, _ in things})))
        )
        for row in rows:
            named[row[0], row[5]] = row
            named.setdefault((row[0], 0), (*row[:5], 0, ""))
    found = []
    for thing in things:
        if thing in named:
            item_id, item, code, article, unit, variant_id, variant = named[thing]
            made = MatrixRow(
                item_id, item, code, article, unit, variant_id, variant, dict(prices[thing])
            )
            found.append(made)
    return tuple(found)


_NAMED = (Item.id, Item.name, Item.code, Item.article, Unit.symbol)


def _narrowed(statement: Select[Any], selection: Selection, on: date) -> Select[Any]:
    if selection.segment_id is not None:
        member = ItemSegmentMember
        statement = statement.where(
            exists().where(member.segment_id == selection.segment_id, member.item_id == Item.id)
        )
    if selection.group_id is not None:
        statement = statement.where(Item.group_id.in_(_groups_below(selection.group_id)))
    if selection.price_group_id is not None:
        statement = statement.where(Item.price_group_id == selection.price_group_id)
    for word in selection.words.split():
        statement = statement.where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (Item.code, Item.article, Item.name)
                )
            )
        )
    if selection.without_price_of is not None:
        statement = statement.where(
            ~exists().where(
                ItemPrice.price_type_id == selection.without_price_of,
                ItemPrice.item_id == Item.id,
                ItemPrice.since <= on,
            )
        )
    return statement


def _groups_below(group_id: int) -> Select[Any]:
    top = select(ItemGroup.id).where(ItemGroup.id == group_id).cte("below", recursive=True)
    below = top.union(select(ItemGroup.id).join(top, ItemGroup.parent_id == top.c.id))
    return select(below.c.id)


def _rows(session: Session, document_id: int) -> tuple[MatrixRow, ...]:
    line = PriceDocumentLine
    cells = session.execute(
        select(line.item_id, line.variant_id, line.price_type_id, line.price_minor)
        .where(line.document_id == document_id)
        .order_by(line.line_no)
    )
    return _matrix(session, cells)


def _rows_of_run(session: Session, document_id: int) -> tuple[MatrixRow, ...]:
    first = (
        select(ItemPrice.item_id)
        .distinct()
        .where(ItemPrice.document_id == document_id)
        .order_by(ItemPrice.item_id)
        .limit(SHOWN_OF_RUN)
    )
    cells = session.execute(
        select(
            ItemPrice.item_id, ItemPrice.variant_id, ItemPrice.price_type_id, ItemPrice.price_minor
        )
        .where(ItemPrice.document_id == document_id, ItemPrice.item_id.in_(first))
        .order_by(ItemPrice.item_id, ItemPrice.variant_id, ItemPrice.price_type_id)
    )
    return _matrix(session, cells)


def _matrix(session: Session, cells: Any) -> tuple[MatrixRow, ...]:  # noqa: ANN401 - rows of four
    prices: dict[tuple[int, int], dict[int, int | None]] = {}
    for item, variant, price_type, price in cells:
        prices.setdefault((item, variant), {})[price_type] = price
    return matrix_rows(session, prices)


def _types(session: Session, document_id: int) -> tuple[int, ...]:
    column = PriceDocumentType
    return tuple(
        session.scalars(
            select(column.price_type_id)
            .where(column.document_id == document_id)
            .order_by(column.line_no)
        )
    )


def _types_of_run(rows: Sequence[MatrixRow]) -> tuple[int, ...]:
    return tuple(sorted({price_type for row in rows for price_type in row.prices}))


def _number(session: Session, document_id: int | None) -> str:
    if document_id is None:
        return ""
    found = session.scalar(select(Document.number_text).where(Document.id == document_id))
    return found or ""
