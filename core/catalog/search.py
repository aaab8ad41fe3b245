"""Finding items as their names, articles and barcodes are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.errors import ItemRetired
from core.catalog.hits import FreeOf, PriceOf, free_of, price_of
from core.catalog.models import Barcode, Item, ItemSegmentMember, ItemVariant, Unit
from core.catalog.queries import BarcodeHit, resolve_barcode
from core.catalog.searching import ITEMS_SEARCHED
from core.db.types import stored_enum
from core.kernel.quantity import ONE
from core.search.matching import find_rows
from core.search.statements import Place, Scope, fits, own_text

_SHORTEST_BARCODE = 4
"""Characters from which a text is looked up as a barcode, too."""


class HitKind(StrEnum):
    """Why an item was found."""

    BARCODE = "barcode"
    """The text is the barcode of it, of a variant or of a packaging."""
    CODE = "code"
    """The text is its code or its article."""
    BEGINNING = "beginning"
    """Its name, code, article or a barcode begins so."""
    WORDS = "words"
    """It has the words, or words like them."""


@dataclass(frozen=True, slots=True)
class ItemHit:
    """One thing the typed text may mean."""

    item_id: int
    code: str
    article: str
    name: str
    unit: str
    """Symbol of the base unit: "шт"."""
    variant_id: int
    """0: the item as such."""
    variant: str
    packaging_id: int
    """0: one base unit."""
    packaging: str
    pack_quantity: int
    """Thousandths of the base unit the text stands for; 1000 without a packaging."""
    kind: HitKind
    price_minor: int | None
    """Per base unit; None: not asked for, not allowed to be seen, or there is none."""
    free: int | None
    """Thousandths free in the warehouse; None: not asked for or not allowed to be seen."""


class _Source(StrEnum):
    """Where the rows to be shown come from."""

    BARCODE = "barcode"
    FIRST = "first"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class _Shape:
    """What decides how the statement that shows hits reads."""

    source: _Source
    price: PriceOf | None
    dated: bool
    free: FreeOf | None
    groups: int = 0
    """Typed words."""
    segment: bool = False


def search_items(
    session: Session,
    actor: Actor,
    text: str,
    *,
    warehouse_id: int = 0,
    price_type_id: int = 0,
    on: date | None = None,
    segment_id: int = 0,
    limit: int = 20,
) -> tuple[ItemHit, ...]:
    """Return items in use that *text* may mean, best first: exact codes, beginnings, words, slips.

    Words may be begun only and stand in any order; case, ё and the keyboard layout do not matter,
    and a slip is forgiven where nothing fits as typed. Two statements as a rule, three for a
    barcode, a few more for slips; what they cost does not follow the number of items.

    Args:
        text: "" gives the first items by name.
        warehouse_id: whose free stock is shown; 0: none.
        price_type_id: whose prices are shown; 0: none.
        on: the date of the prices; None: the newest ones.
        segment_id: only items of this segment; 0: all.
        limit: at most so many.

    Raises:
        Forbidden: no right to read reference books.
    """
    actor.require(Permission.REFERENCE_READ, what="item")
    said = text.strip()
    priced = bool(price_type_id) and actor.may(Permission.PRICE_READ)
    shape = _Shape(
        _Source.FIRST,
        price_of() if priced else None,
        on is not None,
        free_of() if _sees_stock(actor, warehouse_id) else None,
        segment=bool(segment_id),
    )
    values: dict[str, Any] = {
        "price_type_id": price_type_id,
        "warehouse_id": warehouse_id,
        "segment_id": segment_id,
        "on": on,
        "most": limit,
    }
    meant = _by_barcode(session, said, segment_id)
    if meant:
        shape = replace(shape, source=_Source.BARCODE, segment=False)
        values |= {name: [getattr(hit, name) for hit in meant] for name in _PACKED}
    elif said:
        matches = find_rows(
            session,
            ITEMS_SEARCHED,
            said,
            limit=limit,
            named=_barcodes_begun(session, said),
            scope=_OF_SEGMENT if segment_id else _IN_USE,
            given={"segment_id": segment_id},
        )
        if not matches.rows:
            return ()
        patterns = matches.asked.patterns
        shape = replace(shape, source=_Source.FOUND, groups=len(patterns), segment=False)
        values |= {
            "ids": [found.row_id for found in matches.rows],
            "places": [int(found.place) for found in matches.rows],
            **{f"group_{at}": patterns[at] for at in range(len(patterns))},
        }
    rows = session.execute(_shown(shape), values)
    return tuple(ItemHit(*row) for row in rows)


def _sees_stock(actor: Actor, warehouse_id: int) -> bool:
    seen = actor.warehouses is None or warehouse_id in actor.warehouses
    return bool(warehouse_id) and seen and actor.may(Permission.STOCK_READ)


def _like_a_barcode(said: str) -> bool:
    one = len(said.split()) == 1
    return one and len(said) >= _SHORTEST_BARCODE and any(each.isdigit() for each in said)


def _by_barcode(session: Session, said: str, segment_id: int) -> list[BarcodeHit]:
    if not _like_a_barcode(said):
        return []
    try:
        meant = resolve_barcode(session, said)
    except ItemRetired:
        return []
    if meant and segment_id:
        wanted = select(ItemSegmentMember.item_id).where(
            ItemSegmentMember.segment_id == segment_id,
            ItemSegmentMember.item_id.in_([hit.item_id for hit in meant]),
        )
        members = frozenset(session.scalars(wanted))
        meant = [hit for hit in meant if hit.item_id in members]
    return meant


def _barcodes_begun(session: Session, said: str) -> Sequence[int]:
    """Return items with a barcode that begins with the typed figures."""
    if len(said) < _SHORTEST_BARCODE or not (said.isascii() and said.isdigit()):
        return ()
    # ":" stands behind "9".
    return session.scalars(_BARCODES_BEGUN, {"begin": said, "end": f"{said}:"}).all()


def _in_use(row_id: ColumnElement[int]) -> ColumnElement[bool]:
    return select(Item.id).where(Item.id == row_id, Item.retired.is_(False)).exists()


_MEMBERS = select(ItemSegmentMember.item_id).where(
    ItemSegmentMember.segment_id == bindparam("segment_id", type_=BigInteger)
)
_IN_USE = Scope(only=_in_use)
_OF_SEGMENT = Scope(only=_in_use, within=_MEMBERS)

_code_as_printed: Any = Barcode.code
_BARCODES_BEGUN = (
    select(Barcode.item_id)
    .where(
        _code_as_printed.op("~>=~")(bindparam("begin", type_=Text)),
        _code_as_printed.op("~<~")(bindparam("end", type_=Text)),
    )
    .limit(20)
)
"""Compared byte by byte, as the index `ix_barcode_begun` is ordered."""

_PACKED = ("item_id", "variant_id", "packaging_id", "pack_quantity", "packaging")
"""What is taken over of what a barcode means."""


@cache
def _shown(shape: _Shape) -> Select[Any]:
    """Return the statement that shows hits with prices and free stock, best first."""
    source = {_Source.BARCODE: _packed, _Source.FIRST: _first, _Source.FOUND: _found}
    hit = source[shape.source](shape).subquery("hit").c
    price: ColumnElement[Any] = null()
    if shape.price is not None:
        on = bindparam("on", type_=Date) if shape.dated else None
        kind = bindparam("price_type_id", type_=BigInteger)
        price = shape.price(hit.item_id, hit.variant_id, kind, on)
    free: ColumnElement[Any] = null()
    if shape.free is not None:
        free = shape.free(hit.item_id, hit.variant_id, bindparam("warehouse_id", type_=BigInteger))
    return (
        select(
            Item.id,
            Item.code,
            Item.article,
            Item.name,
            Unit.symbol,
            hit.variant_id,
            func.coalesce(ItemVariant.name, ""),
            hit.packaging_id,
            hit.packaging,
            hit.pack_quantity,
            type_coerce(hit.kind, stored_enum(HitKind)),
            price.label("price"),
            free.label("free"),
        )
        .join(Item, Item.id == hit.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(hit.variant_id != 0, ItemVariant.id == hit.variant_id))
        .order_by(hit.at, ItemVariant.name.nulls_first(), hit.packaging_id)
        .limit(bindparam("most", type_=Integer))
    )


def _packed(_shape: _Shape) -> Select[Any]:
    """Return what a barcode means as rows to be shown."""
    kinds = [Text if name == "packaging" else BigInteger for name in _PACKED]
    given = (
        func.unnest(
            *(bindparam(name, type_=ARRAY(kind)) for name, kind in zip(_PACKED, kinds, strict=True))
        )
        .table_valued(
            *(column(name, kind) for name, kind in zip(_PACKED, kinds, strict=True)),
            with_ordinality="at",
            name="given",
        )
        .render_derived()
    )
    return select(*(given.c[name] for name in (*_PACKED, "at")), _word(HitKind.BARCODE))


def _first(shape: _Shape) -> Select[Any]:
    """Return the first items by name as rows to be shown."""
    rows = select(Item.id, Item.name).where(Item.retired.is_(False))
    if shape.segment:
        rows = rows.where(Item.id.in_(_MEMBERS))
    first = rows.order_by(Item.name, Item.id).limit(bindparam("most", type_=Integer)).subquery()
    at = func.row_number().over(order_by=(first.c.name, first.c.id))
    return _plain(first.c.id, literal_column("0", BigInteger), at, _word(HitKind.BEGINNING))


def _found(shape: _Shape) -> Select[Any]:
    """Return what was found as rows to be shown: items, or the variants that have the words."""
    given = (
        func.unnest(
            bindparam("ids", type_=ARRAY(BigInteger)), bindparam("places", type_=ARRAY(Integer))
        )
        .table_valued(
            column("id", BigInteger), column("place", Integer), with_ordinality="at", name="given"
        )
        .render_derived()
    )
    said = ITEMS_SEARCHED.text
    lending = (
        select(
            ItemVariant.id,
            # A space in front, so that every word begins behind one.
            func.concat(" ", func.search_words(ItemVariant.name)).label("words"),
        )
        .where(ItemVariant.item_id == Item.id, ItemVariant.retired.is_(False))
        .offset(0)  # computed once per variant, however often it is looked at
        .lateral("lending")
    )
    has = fits(own_text(ITEMS_SEARCHED), shape.groups)
    together = [
        or_(own, lent) for own, lent in zip(has, fits(lending.c.words, shape.groups), strict=True)
    ]
    kind = case(
        (given.c.place == int(Place.CODE), _word(HitKind.CODE)),
        (given.c.place <= int(Place.NAME_BEGUN), _word(HitKind.BEGINNING)),
        else_=_word(HitKind.WORDS),
    )
    found = (
        select(
            Item.id,
            func.coalesce(lending.c.id, 0).label("variant_id"),
            given.c.at,
            kind.label("kind"),
        )
        .select_from(given)
        .join(Item, Item.id == given.c.id)
        .join(said, said.c.row_id == Item.id)
        .outerjoin(lending, and_(not_(and_(true(), *has)), *together))
        .subquery()
    )
    return _plain(found.c.id, found.c.variant_id, found.c.at, found.c.kind)


def _word(kind: HitKind) -> ColumnElement[str]:
    return literal_column(f"'{kind.value}'", Text).label("kind")


def _plain(item_id: Any, variant_id: Any, at: Any, kind: Any) -> Select[Any]:  # noqa: ANN401 - columns
    """Return rows of base units."""
    return select(
        item_id.label("item_id"),
        variant_id.label("variant_id"),
        literal_column("0", BigInteger).label("packaging_id"),
        literal_column(str(int(ONE)), BigInteger).label("pack_quantity"),
        literal_column("''", Text).label("packaging"),
        at.label("at"),
        kind.label("kind"),
    )
