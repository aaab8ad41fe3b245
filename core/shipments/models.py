"""What is stored about sales invoices: the header and its lines, each tied to its disposition."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.terms.statuses import PaymentForm


class SalesInvoice(Document):
    """Реализация товаров и услуг. Company, partner and warehouse stand in the header."""

    __tablename__ = "sales_invoice"
    __mapper_args__ = {"polymorphic_identity": "sales_invoice"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    """The payer; None: the partner has no counterparty on record yet."""
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.document_id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.document_id"))
    """Whose calculation order and credit stop hold; None: settled by order, without a limit."""
    payment_form: Mapped[PaymentForm] = mapped_column(
        default=PaymentForm.ANY, server_default=PaymentForm.ANY.value
    )
    card_id: Mapped[int | None] = mapped_column(ForeignKey("loyalty_card.id"))
    """The loyalty card that was shown with the order; None: none."""
    includes_vat: Mapped[bool] = mapped_column(default=True, server_default="true")
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    delivery_address: Mapped[str] = mapped_column(default="", server_default="")
    total_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Σ amounts of lines, VAT included, in minor units."""
    vat_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    moves_stock: Mapped[bool] = mapped_column(default=False, server_default="false")
    """True on a warehouse without the ordered scheme: the invoice itself writes the goods off."""


class SalesInvoiceLine(Base):
    """One billed item: what, by which disposition, shipped by which expense order."""

    __tablename__ = "sales_invoice_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        CheckConstraint("amount_minor >= vat_minor AND vat_minor >= 0", name="vat_within_amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("sales_invoice.document_id"))
    line_no: Mapped[int]
    disposition_document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    disposition_line_id: Mapped[int] = mapped_column(index=True)
    outbound_document_id: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    """The expense order that shipped it; 0: the invoice moves the stock itself."""
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    packaging_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """How it left; 0: in base units, or in packagings of several kinds."""
    lot_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The lot that left, where the invoice itself moves the stock; 0: none, or several."""
    quantity: Mapped[int]
    """Thousandths of the base unit."""
    price_minor: Mapped[int]
    """Minor units per one base unit before discounts, as in the order line."""
    discount_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """This line's part of what discounts took off the order line; negative is a markup."""
    vat_rate: Mapped[int | None]
    """Hundredths of a percent; None = without VAT (без НДС)."""
    amount_minor: Mapped[int]
    """With VAT, rounded once per line."""
    vat_minor: Mapped[int]
