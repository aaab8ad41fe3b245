"""What is stored of price documents (Установка цен): types as columns, prices as cells."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.pricing.kinds import DocumentOrigin


class PriceDocument(Document):
    """Установка цен: prices that hold from the document's date on, once it is agreed."""

    __tablename__ = "price_document"
    __mapper_args__ = {"polymorphic_identity": "price_document"}  # noqa: RUF012 - read by SQLAlchemy

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    origin: Mapped[DocumentOrigin] = mapped_column(
        default=DocumentOrigin.MANUAL, server_default=DocumentOrigin.MANUAL.value
    )


class PriceDocumentType(Base):
    """A price type that a document sets: a column of its matrix, in the order of the numbers."""

    __tablename__ = "price_document_type"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        UniqueConstraint("document_id", "price_type_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("price_document.document_id"))
    line_no: Mapped[int]
    price_type_id: Mapped[int] = mapped_column(ForeignKey("price_type.id"))


class PriceDocumentLine(Base):
    """The price of one item in one of the document's types: a cell of its matrix."""

    __tablename__ = "price_document_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        UniqueConstraint(
            "document_id",
            "item_id",
            "variant_id",
            "price_type_id",
            name="uq_price_document_line_cell",
        ),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("price_document.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    price_type_id: Mapped[int] = mapped_column(ForeignKey("price_type.id"))
    price_minor: Mapped[int | None]
    """Minor units per base unit; None: the item stands in the document without such a price."""
