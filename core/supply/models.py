"""What is stored about supplier orders and receipts of goods."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document


class SupplierOrder(Document):
    """Заказ поставщику. Company, supplier and warehouse stand in the document header."""

    __tablename__ = "supplier_order"
    __mapper_args__ = {"polymorphic_identity": "supplier_order"}  # noqa: RUF012 - SQLAlchemy reads it

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | {"total_minor"}

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    expected_on: Mapped[date]
    """The day goods come, for lines that say nothing else."""
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    total_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Σ price × quantity, VAT as the supplier says."""


class SupplierOrderLine(Base):
    """So much of an item, expected on a day; its id is the source of claims."""

    __tablename__ = "supplier_order_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        Index(None, "item_id", "expected_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("supplier_order.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    packaging_id: Mapped[int] = mapped_column(default=0, server_default="0")
    quantity: Mapped[int]
    """Thousandths of the base unit."""
    price_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Minor units per base unit; 0 is not known."""
    expected_on: Mapped[date]
    for_order_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The customer order it is bought for (Назначение); 0: for whoever comes."""


class GoodsReceipt(Document):
    """Поступление товаров on the basis of a supplier order."""

    __tablename__ = "goods_receipt"
    __mapper_args__ = {"polymorphic_identity": "goods_receipt"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")


class GoodsReceiptLine(Base):
    """What came: so much of one thing into one place."""

    __tablename__ = "goods_receipt_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("goods_receipt.document_id"))
    line_no: Mapped[int]
    source_line_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The line of the supplier order; 0: came without having been ordered."""
    for_order_id: Mapped[int] = mapped_column(default=0, server_default="0")
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    packaging_id: Mapped[int] = mapped_column(default=0, server_default="0")
    lot_id: Mapped[int] = mapped_column(default=0, server_default="0")
    cell_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0 where the warehouse keeps no balances per cell."""
    quantity: Mapped[int]
    """Thousandths of the base unit."""
    counted: Mapped[int] = mapped_column(default=0, server_default="0")
    """How much of it was still expected by the source line; the rest came on top."""
    price_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Minor units per base unit; 0 is not known."""
