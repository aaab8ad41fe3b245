"""The lists of price types, prices, price documents and source prices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant
from core.catalog.queries import with_barcode
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.models import Document
from core.kernel.i18n import N_
from core.partners.models import Partner
from core.pricing.models import ItemPrice, PriceType, SourcePrice
from core.pricing.words import METHODS, SOURCE_KINDS, TYPE_STATUSES

_Base = aliased(PriceType)


def _types() -> Select[Any]:
    return (
        select(PriceType.id)
        .outerjoin(Partner, Partner.id == PriceType.partner_id)
        .outerjoin(_Base, _Base.id == PriceType.base_type_id)
    )


def _prices() -> Select[Any]:
    return (
        select(ItemPrice.id)
        .join(PriceType, PriceType.id == ItemPrice.price_type_id)
        .join(Item, Item.id == ItemPrice.item_id)
        .outerjoin(
            ItemVariant, and_(ItemPrice.variant_id != 0, ItemVariant.id == ItemPrice.variant_id)
        )
        .outerjoin(Document, Document.id == ItemPrice.document_id)
    )


def _sources() -> Select[Any]:
    return (
        select(SourcePrice.id)
        .join(Item, Item.id == SourcePrice.item_id)
        .outerjoin(
            ItemVariant, and_(SourcePrice.variant_id != 0, ItemVariant.id == SourcePrice.variant_id)
        )
        .outerjoin(Partner, and_(SourcePrice.partner_id != 0, Partner.id == SourcePrice.partner_id))
        .outerjoin(Document, Document.id == SourcePrice.document_id)
    )


PRICE_TYPES = register_listing(
    Listing(
        name="price_types",
        title=N_("Price types"),
        columns=(
            Column("code", N_("Code"), PriceType.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), PriceType.name, Kind.TEXT, 30, searchable=True),
            Column("method", N_("Method"), PriceType.method, Kind.TEXT, 24, titles=METHODS),
            Column("base", N_("Base type"), _Base.name, Kind.TEXT, 16),
            Column("markup", N_("Markup"), PriceType.markup, Kind.PERCENT, 8),
            Column("currency", N_("Currency"), PriceType.currency, Kind.TEXT, 4),
            Column("includes_vat", N_("Includes VAT"), PriceType.includes_vat, Kind.BOOL, 3),
            Column("status", N_("Status"), PriceType.status, Kind.STATUS, 16, titles=TYPE_STATUSES),
            Column("partner", N_("Only for"), Partner.name, Kind.TEXT, 20, searchable=True),
            Column("auxiliary", N_("Auxiliary"), PriceType.auxiliary, Kind.BOOL, 3),
            Column("identifier", N_("In formulas"), PriceType.identifier, Kind.TEXT, 16),
            Column("retired", N_("Retired"), PriceType.retired, Kind.BOOL, 3),
        ),
        source=_types,
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
            Column("currency", N_("Currency"), PriceType.currency, Kind.TEXT, 4),
            Column("document", N_("Document"), Document.number_text, Kind.TEXT, 12),
        ),
        source=_prices,
        key=ItemPrice.id,
        default_sort=("item", False),
        read=Permission.PRICE_READ,
        codes=with_barcode,
    )
)

PRICE_HISTORY = register_listing(
    replace(PRICES, name="price_history", title=N_("Price history"), default_sort=("since", True))
)
"""The same, newest first: what the card of an item shows."""

SOURCE_PRICES = register_listing(
    Listing(
        name="source_prices",
        title=N_("Source prices"),
        columns=(
            Column("date", N_("Date"), SourcePrice.date, Kind.DATE, 10),
            Column("kind", N_("Kind"), SourcePrice.kind, Kind.TEXT, 20, titles=SOURCE_KINDS),
            Column("item", N_("Item"), Item.name, Kind.TEXT, 36, searchable=True),
            Column("price", N_("Price"), SourcePrice.price_minor, Kind.MONEY, 12),
            Column("currency", N_("Currency"), SourcePrice.currency, Kind.TEXT, 4),
            Column("partner", N_("Partner"), Partner.name, Kind.TEXT, 20, searchable=True),
            Column("code", N_("Code"), Item.code, Kind.TEXT, 10, searchable=True),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 12, searchable=True),
            Column("variant", N_("Variant"), ItemVariant.name, Kind.TEXT, 12),
            Column("extra", N_("Extra expenses"), SourcePrice.extra_minor, Kind.MONEY, 12),
            Column("quantity", N_("Quantity"), SourcePrice.quantity, Kind.QUANTITY, 10),
            Column("document", N_("Document"), Document.number_text, Kind.TEXT, 12),
            Column("derived", N_("Averaged"), SourcePrice.derived, Kind.BOOL, 3),
        ),
        source=_sources,
        key=SourcePrice.id,
        default_sort=("date", True),
        read=Permission.PRICE_READ,
    )
)
