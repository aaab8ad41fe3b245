"""The list of quotations: until when they hold, what they come to, which version they are."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.listing import Column, Kind, document_listing, register_listing
from core.kernel.i18n import N_
from core.sales.quotation_models import Quotation
from core.sales.quotation_type import QUOTATION

QUOTATIONS = register_listing(
    document_listing(
        QUOTATION,
        name="quotations",
        title=N_("Quotations"),
        extra=(
            Column("valid_until", N_("Valid until"), Quotation.valid_until, Kind.DATE, 10),
            Column("version_no", N_("Version"), Quotation.version_no, Kind.NUMBER, 4),
            Column(
                "total",
                N_("Total"),
                Quotation.total_minor,
                Kind.MONEY,
                12,
                summed=True,
                read=Permission.PRICE_READ,
            ),
            Column("contact", N_("Addressed to"), Quotation.contact, Kind.TEXT, 20),
            Column("cancel_reason", N_("Reason"), Quotation.cancel_reason, Kind.TEXT, 20),
        ),
        without=("posted",),
    )
)
