"""What is stored about quotations: the header, what is offered, asked for and ordered."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.sales.quotation_statuses import DeliveryTerm, QuotationStatus
from core.sales.sale_models import SALE_SUMS, SaleHeader, SaleLine, sale_checks


class Quotation(SaleHeader, Document):
    """Коммерческое предложение. Company, partner and warehouse stand in the document header."""

    __tablename__ = "quotation"
    __table_args__: Any = (
        UniqueConstraint("former_id"),
        CheckConstraint("version_no > 0", name="version_positive"),
        Index(None, "first_id"),
    )
    __mapper_args__ = {"polymorphic_identity": "quotation"}  # noqa: RUF012 - SQLAlchemy reads it

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | SALE_SUMS

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    valid_until: Mapped[dt.date]
    """Действует до: the last day on which an order can be made of it."""
    whole_only: Mapped[bool] = mapped_column(default=False, server_default="false")
    """The prices hold only if everything that is chosen is bought at once."""
    contact: Mapped[str] = mapped_column(default="", server_default="")
    """The person it is addressed to."""
    payment_text: Mapped[str] = mapped_column(default="", server_default="")
    delivery_text: Mapped[str] = mapped_column(default="", server_default="")
    other_text: Mapped[str] = mapped_column(default="", server_default="")
    """Terms in words, printed for the customer."""
    version_no: Mapped[int] = mapped_column(default=1, server_default="1")
    former_id: Mapped[int | None] = mapped_column(ForeignKey("quotation.document_id"))
    """The version whose place it took; unique, so a version has at most one successor."""
    first_id: Mapped[int | None] = mapped_column(ForeignKey("quotation.document_id"))
    """The first version; None: this is it."""
    cancel_reason_id: Mapped[int | None] = mapped_column(ForeignKey("cancel_reason.id"))
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")
    """In words: the reason's name of that day, or what a person wrote; empty: it has expired."""

    @property
    def expired(self) -> bool:
        """Whether the clock took it back, because its last day had passed."""
        return self.status == QuotationStatus.CANCELLED and not self.cancel_reason


class QuotationRequest(Base):
    """One thing the customer asked for (Запрос клиента); several lines may answer it."""

    __tablename__ = "quotation_request"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("max_price_minor >= 0", name="price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("quotation.document_id"))
    line_no: Mapped[int]
    item_text: Mapped[str]
    """In the customer's words."""
    quantity: Mapped[int]
    """Thousandths of whatever he counts in."""
    max_price_minor: Mapped[int | None]
    """The most he would pay for one, as the prices of the quotation are; None: he did not say."""


class QuotationLine(SaleLine, Base):
    """One offered item."""

    __tablename__ = "quotation_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint(
            "(delivery = 'days') = (delivery_days IS NOT NULL)"
            " AND (delivery = 'date') = (delivery_on IS NOT NULL)",
            name="delivery_told",
        ),
        CheckConstraint("delivery_days >= 0", name="delivery_days_not_negative"),
        *sale_checks(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("quotation.document_id"))
    chosen: Mapped[bool] = mapped_column(default=True, server_default="true")
    """False: an alternative, or what the customer did not take; in no sum, in no order."""
    delivery: Mapped[DeliveryTerm] = mapped_column(
        default=DeliveryTerm.ANY, server_default=DeliveryTerm.ANY.value
    )
    delivery_days: Mapped[int | None]
    """From the order; only where the term is told in days."""
    delivery_on: Mapped[dt.date | None]
    """Only where the term is a date."""
    public_comment: Mapped[str] = mapped_column(default="", server_default="")
    """Printed."""
    internal_comment: Mapped[str] = mapped_column(default="", server_default="")
    """For ourselves."""
    request_no: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of the requested line it answers; 0: none."""


class QuotationOrderLine(Base):
    """Which line of an order was made of which offered line.

    How much is ordered is not kept here: the line of the order says it.
    """

    __tablename__ = "quotation_order_line"
    __table_args__ = (Index(None, "quotation_line_id"),)

    order_id: Mapped[int] = mapped_column(
        ForeignKey("customer_order.document_id"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(primary_key=True)
    quotation_line_id: Mapped[int] = mapped_column(ForeignKey("quotation_line.id"))
