"""Statuses of quotations, and how the term of delivery of a line is told (domain §3.3)."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class QuotationStatus(StrEnum):
    """Set by a person, or by the last answer of an approval."""

    DRAFT = "draft"
    """Черновик."""
    NOT_AGREED = "not_agreed"
    """Не согласовано: sent to approval, or refused there."""
    IN_FORCE = "in_force"
    """Действует: offered to the customer; orders can be made of it."""
    CANCELLED = "cancelled"
    """Отменено: with a reason, often because a newer version took its place."""


class DeliveryTerm(StrEnum):
    """How it is told when a line can be had."""

    ANY = "any"
    """Не имеет значения."""
    DAYS = "days"
    """So many days from the order."""
    DATE = "date"
    """By a date."""


QUOTATION_TRANSITIONS: Transitions[QuotationStatus] = Transitions(
    "quotation",
    {
        QuotationStatus.DRAFT: (
            QuotationStatus.NOT_AGREED,
            QuotationStatus.IN_FORCE,
            QuotationStatus.CANCELLED,
        ),
        QuotationStatus.NOT_AGREED: (
            QuotationStatus.DRAFT,
            QuotationStatus.IN_FORCE,
            QuotationStatus.CANCELLED,
        ),
        QuotationStatus.IN_FORCE: (QuotationStatus.CANCELLED,),
        QuotationStatus.CANCELLED: (),
    },
)
"""What was offered to a customer is not taken back silently: it is cancelled, for a reason."""

EDITABLE = frozenset({QuotationStatus.DRAFT, QuotationStatus.NOT_AGREED})
"""Statuses in which a quotation is still its author's."""
