"""The lists of price types and of prices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, select

from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant
from core.catalog.queries import with_barcode
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_
from core.pricing.models import ItemPrice, PriceType


def _prices() -> Select[Any]:
    return (
        select(ItemPrice.id)
        .join(PriceType, PriceType.id == ItemPrice.price_type_id)
        .join(Item, Item.id == ItemPrice.item_id)
        .outerjoin(
            ItemVariant, and_(ItemPrice.variant_id != 0, ItemVariant.id == ItemPrice.variant_id)
        )
    )


PRICE_TYPES = register_listing(
    Listing(
        name="price_types",
        title=N_("Price types"),
        columns=(
            Column("code", N_("Code"), PriceType.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), PriceType.name, Kind.TEXT, 30, searchable=True),
            Column("currency", N_("Currency"), PriceType.currency, Kind.TEXT, 4),
            Column("includes_vat", N_("Includes VAT"), PriceType.includes_vat, Kind.BOOL, 3),
            Column("retired", N_("Retired"), PriceType.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(PriceType.id),
        key=PriceType.id,
        default_sort=("name", False),
        read=Permission.PRICE_READ,
    )
)

PRICES = register_listing(
    Listing(
        name="prices",
        title=N_("Prices"),
        columns=(
            Column("code", N_("Code"), Item.code, Kind.TEXT, 10, searchable=True),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 12, searchable=True),
            Column("item", N_("Item"), Item.name, Kind.TEXT, 36, searchable=True),
            Column("variant", N_("Variant"), ItemVariant.name, Kind.TEXT, 12),
            Column("price_type", N_("Price type"), PriceType.name, Kind.TEXT, 16),
            Column("since", N_("Since"), ItemPrice.since, Kind.DATE, 10),
            Column("price", N_("Price"), ItemPrice.price_minor, Kind.MONEY, 12),
        ),
        source=_prices,
        key=ItemPrice.id,
        default_sort=("item", False),
        read=Permission.PRICE_READ,
        codes=with_barcode,
    )
)
