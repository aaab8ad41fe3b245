"""The lists of the catalogue."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from core.access.roles import Permission
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
from core.catalog.searching import ITEMS_SEARCHED
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_
from core.kernel.vat import VatKind
from core.search.matching import row_conditions

LOT_POLICIES = {
    LotPolicy.NONE: N_("No lots"),
    LotPolicy.LOT: N_("By lot"),
    LotPolicy.EXPIRY: N_("By expiry date"),
}

_Parent = aliased(ItemGroup)

VAT_KINDS = {
    VatKind.STANDARD: N_("General rate"),
    VatKind.REDUCED: N_("Reduced rate"),
    VatKind.ZERO: N_("0 %"),
    VatKind.NONE: N_("Without VAT"),
}


def _items() -> Select[Any]:
    return (
        select(Item.id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemGroup, ItemGroup.id == Item.group_id)
        .outerjoin(PriceGroup, PriceGroup.id == Item.price_group_id)
    )


ITEMS = register_listing(
    Listing(
        name="items",
        title=N_("Items"),
        columns=(
            Column("code", N_("Code"), Item.code, Kind.TEXT, 11, indexed=True),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 14, indexed=True),
            Column("name", N_("Name"), Item.name, Kind.TEXT, 40, indexed=True),
            Column("group", N_("Group"), ItemGroup.name, Kind.TEXT, 20),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 5),
            Column("vat", N_("VAT"), Item.vat, Kind.STATUS, 10, titles=VAT_KINDS),
            Column("lots", N_("Lots"), Item.lot_policy, Kind.STATUS, 14, titles=LOT_POLICIES),
            Column("weight", N_("Weight, g"), Item.weight_grams, Kind.NUMBER, 9),
            Column("price_group", N_("Price group"), PriceGroup.name, Kind.TEXT, 16),
            Column("retired", N_("Retired"), Item.retired, Kind.BOOL, 3),
            Column(
                "service",
                N_("Service"),
                Item.service,
                Kind.BOOL,
                3,
                sortable=False,
                filterable=True,
            ),
        ),
        source=_items,
        key=Item.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
        bounded=True,
        finds=lambda session, text: row_conditions(
            session, ITEMS_SEARCHED, text, Item.__table__.c.id
        ),
    )
)

UNITS = register_listing(
    Listing(
        name="units",
        title=N_("Units"),
        columns=(
            Column("code", N_("OKEI code"), Unit.code, Kind.TEXT, 9, searchable=True),
            Column("symbol", N_("Symbol"), Unit.symbol, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), Unit.name, Kind.TEXT, 30, searchable=True),
            Column("retired", N_("Retired"), Unit.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Unit.id),
        key=Unit.id,
        default_sort=("code", False),
        read=Permission.REFERENCE_READ,
    )
)

GROUPS = register_listing(
    Listing(
        name="item_groups",
        title=N_("Item groups"),
        columns=(
            Column("code", N_("Code"), ItemGroup.code, Kind.TEXT, 11, searchable=True),
            Column("name", N_("Name"), ItemGroup.name, Kind.TEXT, 30, searchable=True),
            Column("parent", N_("Parent group"), _Parent.name, Kind.TEXT, 30),
            Column("retired", N_("Retired"), ItemGroup.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(ItemGroup.id).outerjoin(_Parent, _Parent.id == ItemGroup.parent_id),
        key=ItemGroup.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)

PRICE_GROUPS = register_listing(
    Listing(
        name="price_groups",
        title=N_("Price groups"),
        columns=(
            Column("code", N_("Code"), PriceGroup.code, Kind.TEXT, 11, searchable=True),
            Column("name", N_("Name"), PriceGroup.name, Kind.TEXT, 30, searchable=True),
            Column("retired", N_("Retired"), PriceGroup.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(PriceGroup.id),
        key=PriceGroup.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)

PACKAGINGS = register_listing(
    Listing(
        name="packagings",
        title=N_("Packagings"),
        columns=(
            Column("item", N_("Item"), Item.name, Kind.TEXT, 40, searchable=True),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 14, searchable=True),
            Column("name", N_("Packaging"), Packaging.name, Kind.TEXT, 16, searchable=True),
            Column("quantity", N_("Quantity"), Packaging.quantity, Kind.QUANTITY, 10),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 5),
            Column("weight", N_("Weight, g"), Packaging.weight_grams, Kind.NUMBER, 9),
            Column("retired", N_("Retired"), Packaging.retired, Kind.BOOL, 3),
        ),
        source=lambda: (
            select(Packaging.id)
            .join(Item, Item.id == Packaging.item_id)
            .join(Unit, Unit.id == Item.unit_id)
        ),
        key=Packaging.id,
        default_sort=("item", False),
        read=Permission.REFERENCE_READ,
    )
)

BARCODES = register_listing(
    Listing(
        name="barcodes",
        title=N_("Barcodes"),
        columns=(
            Column("code", N_("Barcode"), Barcode.code, Kind.TEXT, 14, searchable=True),
            Column("item", N_("Item"), Item.name, Kind.TEXT, 40, searchable=True),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 14, searchable=True),
            Column("variant", N_("Variant"), ItemVariant.name, Kind.TEXT, 16, searchable=True),
            Column("packaging", N_("Packaging"), Packaging.name, Kind.TEXT, 16),
        ),
        source=lambda: (
            select(Barcode.id)
            .join(Item, Item.id == Barcode.item_id)
            .outerjoin(ItemVariant, ItemVariant.id == Barcode.variant_id)
            .outerjoin(Packaging, Packaging.id == Barcode.packaging_id)
        ),
        key=Barcode.id,
        default_sort=("code", False),
        read=Permission.REFERENCE_READ,
    )
)

LOTS = register_listing(
    Listing(
        name="lots",
        title=N_("Lots"),
        columns=(
            Column("item", N_("Item"), Item.name, Kind.TEXT, 40, searchable=True),
            Column("code", N_("Lot"), Lot.code, Kind.TEXT, 16, searchable=True),
            Column("expires", N_("Expires"), Lot.expires, Kind.DATE, 10),
        ),
        source=lambda: select(Lot.id).join(Item, Item.id == Lot.item_id),
        key=Lot.id,
        default_sort=("expires", False),
        read=Permission.REFERENCE_READ,
    )
)

VARIANTS = register_listing(
    Listing(
        name="item_variants",
        title=N_("Variants"),
        columns=(
            Column("item", N_("Item"), Item.name, Kind.TEXT, 40, searchable=True),
            Column("name", N_("Variant"), ItemVariant.name, Kind.TEXT, 24, searchable=True),
            Column("retired", N_("Retired"), ItemVariant.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(ItemVariant.id).join(Item, Item.id == ItemVariant.item_id),
        key=ItemVariant.id,
        default_sort=("item", False),
        read=Permission.REFERENCE_READ,
    )
)

LISTINGS = (ITEMS, UNITS, GROUPS, PRICE_GROUPS, PACKAGINGS, BARCODES, LOTS, VARIANTS)
