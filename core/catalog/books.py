"""The reference books of the catalogue, and what their rows must satisfy."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.errors import LotNeedsExpiry, LotsNotKept
from core.catalog.listings import LOT_POLICIES, VAT_KINDS
from core.catalog.models import (
    Barcode,
    Item,
    ItemGroup,
    ItemVariant,
    Lot,
    LotPolicy,
    Packaging,
    PriceGroup,
    Unit,
)
from core.catalog.rules import gtin14
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.errors import BadValue, NotFound
from core.kernel.i18n import N_
from core.kernel.quantity import require_quantity

_CODE = Field("code", N_("Code"), required=True, width=11)
_NAME = Field("name", N_("Name"), required=True, width=40)
_ITEM = Field("item_id", N_("Item"), FieldKind.ROW, required=True, fixed=True, of="item", width=40)


def _check_group(session: Session, row: ItemGroup) -> None:
    """Refuse a group that lies in itself.

    Raises:
        BadValue: the chain of parents leads back to the group.
    """
    above, seen = row.parent_id, {row.id}
    while above is not None:
        if above in seen:
            raise BadValue(what="parent_id", value=row.name, expected="≠")
        seen.add(above)
        above = session.scalar(select(ItemGroup.parent_id).where(ItemGroup.id == above))


def _check_packaging(_session: Session, row: Packaging) -> None:
    """Refuse an empty pack.

    Raises:
        BadValue: it holds nothing.
    """
    require_quantity("quantity", row.quantity)


def _check_barcode(session: Session, row: Barcode) -> None:
    """Trim the code, derive its GTIN, and refuse what belongs to another item.

    Raises:
        BadValue: the code is empty.
        NotFound: the variant or packaging is not one of the item's.
    """
    row.code = row.code.strip()
    if not row.code:
        raise BadValue(what="barcode", value="", expected="4601234567893")
    row.gtin = gtin14(row.code)
    for model, key in ((ItemVariant, row.variant_id), (Packaging, row.packaging_id)):
        if key:
            owned = session.scalar(
                select(model.id).where(model.id == key, model.item_id == row.item_id)
            )
            if owned is None:
                raise NotFound(what=model.__tablename__, key=key)


def _check_lot(session: Session, row: Lot) -> None:
    """Hold a lot to the policy of its item.

    Raises:
        LotsNotKept: the item has no lots.
        LotNeedsExpiry: the policy asks for a date.
    """
    item = session.get(Item, row.item_id)
    if item is None:
        raise NotFound(what="item", key=row.item_id)
    if item.lot_policy is LotPolicy.NONE:
        raise LotsNotKept(item=item.name, lot=row.code)
    if item.lot_policy is LotPolicy.EXPIRY and row.expires is None:
        raise LotNeedsExpiry(item=item.name, lot=row.code)


UNIT = register_book(
    Book(
        name="unit",
        model=Unit,
        title=N_("Units"),
        fields=(
            Field("code", N_("OKEI code"), required=True, width=5),
            Field("symbol", N_("Symbol"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=30),
        ),
        listing="units",
    )
)

ITEM_GROUP = register_book(
    Book(
        name="item_group",
        model=ItemGroup,
        title=N_("Item groups"),
        fields=(
            _CODE,
            _NAME,
            Field("parent_id", N_("Parent group"), FieldKind.ROW, of="item_group", width=30),
        ),
        listing="item_groups",
        check=_check_group,
    )
)

ITEM = register_book(
    Book(
        name="item",
        model=Item,
        title=N_("Items"),
        fields=(
            _CODE,
            Field("article", N_("Article"), width=14),
            _NAME,
            Field("full_name", N_("Full name"), width=60),
            Field("group_id", N_("Group"), FieldKind.ROW, of="item_group", width=30),
            Field("unit_id", N_("Unit"), FieldKind.ROW, required=True, of="unit", width=8),
            Field("vat", N_("VAT"), FieldKind.CHOICE, choices=VAT_KINDS, width=14),
            Field("price_group_id", N_("Price group"), FieldKind.ROW, of="price_group", width=20),
            Field("weight_grams", N_("Weight"), FieldKind.WEIGHT, width=10),
            Field("volume_cm3", N_("Volume, cm³"), FieldKind.NUMBER, width=10),
            Field("lot_policy", N_("Lots"), FieldKind.CHOICE, choices=LOT_POLICIES, width=16),
            Field("service", N_("Service"), FieldKind.FLAG, width=3),
        ),
        listing="items",
    )
)

PRICE_GROUP = register_book(
    Book(
        name="price_group",
        model=PriceGroup,
        title=N_("Price groups"),
        fields=(_CODE, _NAME),
        listing="price_groups",
    )
)

ITEM_VARIANT = register_book(
    Book(
        name="item_variant",
        model=ItemVariant,
        title=N_("Variants"),
        fields=(_ITEM, Field("name", N_("Variant"), required=True, width=24)),
        listing="item_variants",
        owner="item_id",
    )
)

PACKAGING = register_book(
    Book(
        name="packaging",
        model=Packaging,
        title=N_("Packagings"),
        fields=(
            _ITEM,
            Field("name", N_("Packaging"), required=True, width=16),
            Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=10),
            Field("weight_grams", N_("Weight"), FieldKind.WEIGHT, width=10),
            Field("volume_cm3", N_("Volume, cm³"), FieldKind.NUMBER, width=10),
        ),
        listing="packagings",
        owner="item_id",
        check=_check_packaging,
    )
)

BARCODE = register_book(
    Book(
        name="barcode",
        model=Barcode,
        title=N_("Barcodes"),
        fields=(
            _ITEM,
            Field("code", N_("Barcode"), required=True, width=14),
            Field("variant_id", N_("Variant"), FieldKind.ROW, of="item_variant", width=16),
            Field("packaging_id", N_("Packaging"), FieldKind.ROW, of="packaging", width=16),
        ),
        listing="barcodes",
        owner="item_id",
        check=_check_barcode,
    )
)

LOT = register_book(
    Book(
        name="lot",
        model=Lot,
        title=N_("Lots"),
        fields=(
            _ITEM,
            Field("code", N_("Lot"), required=True, width=16),
            Field("expires", N_("Expires"), FieldKind.DATE, width=10),
        ),
        listing="lots",
        owner="item_id",
        check=_check_lot,
    )
)
