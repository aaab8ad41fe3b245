"""Quotations as a document type, and the company's settings about them."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.preferences import Preference, declare
from core.documents.reference import FieldKind
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.sales.quotation_models import Quotation, QuotationLine, QuotationRequest
from core.sales.quotation_statuses import QUOTATION_TRANSITIONS, QuotationStatus

QUOTATION_DAYS = declare(
    Preference("quotation_days", N_("Days a quotation holds"), 14, FieldKind.NUMBER, most=3650)
)
"""Until when a new quotation is valid, unless its author says otherwise."""

QUOTATION = register(
    DocumentType(
        name="quotation",
        model=Quotation,
        statuses=QuotationStatus,
        initial=QuotationStatus.DRAFT,
        transitions=QUOTATION_TRANSITIONS,
        title=N_("Quotation"),
        status_titles={
            QuotationStatus.DRAFT: N_("Draft"),
            QuotationStatus.NOT_AGREED: N_("Not agreed"),
            QuotationStatus.IN_FORCE: N_("In force"),
            QuotationStatus.CANCELLED: N_("Cancelled"),
        },
        prefix="КП",
        read=Permission.QUOTATION_READ,
        edit=Permission.QUOTATION_EDIT,
        post=Permission.QUOTATION_EDIT,
        line_models=(QuotationLine, QuotationRequest),
        field_titles={
            "valid_until": N_("Valid until"),
            "whole_only": N_("Only together"),
            "contact": N_("Addressed to"),
            "payment_text": N_("Payment terms"),
            "delivery_text": N_("Delivery terms"),
            "other_text": N_("Other terms"),
            "version_no": N_("Version"),
            "former_id": N_("Former version"),
            "first_id": N_("First version"),
            "chosen": N_("Chosen"),
            "delivery": N_("Delivery term"),
            "delivery_days": N_("Days from the order"),
            "delivery_on": N_("Delivered by"),
            "public_comment": N_("For the customer"),
            "internal_comment": N_("For ourselves"),
            "request_no": N_("Answers request line"),
            "item_text": N_("Requested"),
            "max_price_minor": N_("Price at most"),
        },
        void=frozenset({QuotationStatus.CANCELLED}),
    )
)
"""Коммерческое предложение: posts nothing, promises a price until a day."""
