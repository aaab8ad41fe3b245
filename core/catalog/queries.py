"""What a barcode, a word, a lot code mean: reads of the catalogue as frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.catalog.errors import ItemRetired
from core.catalog.models import (
    Barcode,
    Item,
    ItemGroup,
    ItemVariant,
    Lot,
    LotPolicy,
    Packaging,
    Unit,
)
from core.catalog.rules import gtin14
from core.kernel.errors import NotFound
from core.kernel.quantity import ONE
from core.kernel.vat import VatKind


@dataclass(frozen=True, slots=True)
class BarcodeHit:
    """One thing a scanned code may mean."""

    item_id: int
    item_code: str
    article: str
    item_name: str
    unit: str
    """Symbol of the base unit: "шт"."""
    variant_id: int
    """0: no variant."""
    variant: str
    packaging_id: int
    """0: the code of one base unit."""
    packaging: str
    pack_quantity: int
    """Thousandths of the base unit that one scan stands for; 1000 without packaging."""
    lot_policy: LotPolicy
    lot_id: int
    """0: the code names no lot."""


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot of an item."""

    id: int
    item_id: int
    code: str
    expires: date | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list to pick from."""

    id: int
    code: str
    article: str
    name: str
    unit: str
    vat: VatKind
    """Hundredths of a percent; None is "without VAT"."""
    lot_policy: LotPolicy
    service: bool


@dataclass(frozen=True, slots=True)
class PackagingRow:
    """A packaging of an item."""

    id: int
    name: str
    quantity: int
    """Thousandths of the base unit."""
    weight_grams: int
    retired: bool


@dataclass(frozen=True, slots=True)
class BarcodeRow:
    """A barcode of an item."""

    id: int
    code: str
    variant_id: int
    packaging_id: int
    lot_id: int


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant of an item."""

    id: int
    name: str
    retired: bool


@dataclass(frozen=True, slots=True)
class ItemCard:
    """Everything the catalogue knows of one item."""

    row: ItemRow
    full_name: str
    group: str
    """Empty: in no group."""
    weight_grams: int
    volume_cm3: int
    retired: bool
    version: int
    variants: tuple[VariantRow, ...]
    packagings: tuple[PackagingRow, ...]
    barcodes: tuple[BarcodeRow, ...]
    lots: tuple[LotRow, ...]


_RETIRED = or_(
    Item.retired,
    func.coalesce(ItemVariant.retired, False),
    func.coalesce(Packaging.retired, False),
)

_BY_BARCODE = (
    select(
        Item.id,
        Item.code,
        Item.article,
        Item.name,
        Unit.symbol,
        Barcode.variant_id,
        func.coalesce(ItemVariant.name, ""),
        Barcode.packaging_id,
        func.coalesce(Packaging.name, ""),
        func.coalesce(Packaging.quantity, int(ONE)),
        Item.lot_policy,
        Barcode.lot_id,
        _RETIRED.label("retired"),
    )
    .join(Item, Item.id == Barcode.item_id)
    .join(Unit, Unit.id == Item.unit_id)
    .outerjoin(ItemVariant, and_(Barcode.variant_id != 0, ItemVariant.id == Barcode.variant_id))
    .outerjoin(Packaging, and_(Barcode.packaging_id != 0, Packaging.id == Barcode.packaging_id))
    .where(or_(Barcode.code == bindparam("code"), Barcode.gtin == bindparam("gtin")))
    .order_by(Item.code, Barcode.variant_id, Barcode.packaging_id, Barcode.lot_id)
)


def resolve_barcode(session: Session, text: str, gtin: str | None = None) -> list[BarcodeHit]:
    """Return everything *text* may mean; empty when nobody knows the code.

    Several hits are an ambiguity, and the caller asks; it is never guessed here. UPC-A, EAN-13 and
    GTIN-14 of the same thing are the same code. One indexed query.

    Args:
        text: the code without AIM identifier.
        gtin: AI 01 of a GS1 code, when *text* is the whole element string.

    Raises:
        ItemRetired: the code is known, but everything it stands on is retired.
    """
    wanted = gtin14(gtin or text)
    rows = session.execute(_BY_BARCODE, {"code": text, "gtin": wanted}).all()
    hits = [_hit(tuple(row)) for row in rows if not row.retired]
    if rows and not hits:
        raise ItemRetired(barcode=text, item=rows[0].name, article=rows[0].article)
    # A thing may carry both its UPC-A and its EAN-13: two rows, one meaning.
    return list(dict.fromkeys(hits))


def find_lot(session: Session, item_id: int, code: str) -> LotRow | None:
    """Return the lot of *item_id* called *code*, or None."""
    statement = select(Lot.id, Lot.item_id, Lot.code, Lot.expires).where(
        Lot.item_id == item_id, Lot.code == code
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else LotRow(*row)


def lots_of(session: Session, item_id: int) -> list[LotRow]:
    """Return the lots of an item, the first to expire first."""
    statement = (
        select(Lot.id, Lot.item_id, Lot.code, Lot.expires)
        .where(Lot.item_id == item_id)
        .order_by(Lot.expires.nulls_last(), Lot.code)
    )
    return [LotRow(*row) for row in session.execute(statement)]


def with_barcode(text: str) -> ColumnElement[bool]:
    """Return the condition that an item carries the barcode *text*, itself or on a pack."""
    carried, gtin = Barcode.code == text, gtin14(text)
    if gtin is not None:
        carried = or_(carried, Barcode.gtin == gtin)
    return Item.id.in_(select(Barcode.item_id).where(carried))


def items_by_id(session: Session, item_ids: Sequence[int]) -> dict[int, ItemRow]:
    """Return the items of *item_ids*; ids that are not there are left out."""
    wanted = literal(list(item_ids), ARRAY(BigInteger))
    statement = _item_rows().where(Item.id == func.any(wanted))
    return {row.id: ItemRow(*row) for row in session.execute(statement)}


def item_card(session: Session, item_id: int) -> ItemCard:
    """Return one item with all that belongs to it.

    Raises:
        NotFound: no such item.
    """
    statement = (
        _item_rows()
        .add_columns(
            Item.full_name,
            func.coalesce(ItemGroup.name, ""),
            Item.weight_grams,
            Item.volume_cm3,
            Item.retired,
            Item.version,
        )
        .outerjoin(ItemGroup, ItemGroup.id == Item.group_id)
        .where(Item.id == item_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="item", key=item_id)
    *plain, full_name, group, weight_grams, volume_cm3, retired, version = tuple[Any, ...](row)
    return ItemCard(
        row=ItemRow(*plain),
        full_name=full_name,
        group=group,
        weight_grams=weight_grams,
        volume_cm3=volume_cm3,
        retired=retired,
        version=version,
        variants=_variants(session, item_id),
        packagings=_packagings(session, item_id),
        barcodes=_barcodes(session, item_id),
        lots=tuple(lots_of(session, item_id)),
    )


def _hit(row: tuple[Any, ...]) -> BarcodeHit:
    """Read a row of `_BY_BARCODE`, whose last column is not part of a hit."""
    return BarcodeHit(*row[:-1])


def _item_rows() -> Select[int, str, str, str, str, VatKind, LotPolicy, bool]:
    return select(
        Item.id,
        Item.code,
        Item.article,
        Item.name,
        Unit.symbol,
        Item.vat,
        Item.lot_policy,
        Item.service,
    ).join(Unit, Unit.id == Item.unit_id)


def _variants(session: Session, item_id: int) -> tuple[VariantRow, ...]:
    statement = (
        select(ItemVariant.id, ItemVariant.name, ItemVariant.retired)
        .where(ItemVariant.item_id == item_id)
        .order_by(ItemVariant.name)
    )
    return tuple(VariantRow(*row) for row in session.execute(statement))


def _packagings(session: Session, item_id: int) -> tuple[PackagingRow, ...]:
    statement = (
        select(
            Packaging.id,
            Packaging.name,
            Packaging.quantity,
            Packaging.weight_grams,
            Packaging.retired,
        )
        .where(Packaging.item_id == item_id)
        .order_by(Packaging.quantity, Packaging.name)
    )
    return tuple(PackagingRow(*row) for row in session.execute(statement))


def _barcodes(session: Session, item_id: int) -> tuple[BarcodeRow, ...]:
    statement = (
        select(Barcode.id, Barcode.code, Barcode.variant_id, Barcode.packaging_id, Barcode.lot_id)
        .where(Barcode.item_id == item_id)
        .order_by(Barcode.packaging_id, Barcode.code)
    )
    return tuple(BarcodeRow(*row) for row in session.execute(statement))
