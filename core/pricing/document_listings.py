"""The list of price documents."""

from __future__ import annotations

from core.documents.listing import Column, Kind, document_listing, register_listing
from core.kernel.i18n import N_
from core.pricing.document_models import PriceDocument
from core.pricing.document_type import PRICE_DOCUMENT
from core.pricing.words import ORIGINS

PRICE_DOCUMENTS = register_listing(
    document_listing(
        PRICE_DOCUMENT,
        name="price_documents",
        title=N_("Price documents"),
        extra=(
            Column("origin", N_("Made by"), PriceDocument.origin, Kind.TEXT, 14, titles=ORIGINS),
        ),
        without=("partner", "company", "warehouse", "posted"),
    )
)
