"""The reference book of price types."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.i18n import N_
from core.pricing.listings import PRICE_TYPES
from core.pricing.models import PriceType

PRICE_TYPE = register_book(
    Book(
        name="price_type",
        model=PriceType,
        title=N_("Price types"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=30),
            Field("currency", N_("Currency"), required=True, width=4),
            Field("includes_vat", N_("Includes VAT"), FieldKind.FLAG, fixed=True, width=3),
        ),
        read=Permission.PRICE_READ,
        edit=Permission.PRICE_EDIT,
        listing=PRICE_TYPES.name,
    )
)
