"""What is stored about customer orders: the header, its lines and their supply action."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.sales.statuses import OrderState, SupplyAction


class CustomerOrder(Document):
    """Заказ клиента. Company, partner and warehouse stand in the document header."""

    __tablename__ = "customer_order"
    __mapper_args__ = {"polymorphic_identity": "customer_order"}  # noqa: RUF012 - SQLAlchemy reads it

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | {
        "state",
        "total_minor",
        "vat_minor",
    }

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    """The counterparty that pays; None until the customer has told."""
    price_type_id: Mapped[int] = mapped_column(ForeignKey("price_type.id"))
    includes_vat: Mapped[bool] = mapped_column(default=True, server_default="true")
    """Copied from the price type when the order was made: prices of lines hold the VAT."""
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    ship_date: Mapped[date | None]
    """The date the customer wants the goods to leave; None: as soon as possible."""
    delivery_address: Mapped[str] = mapped_column(default="", server_default="")
    total_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Σ amounts of lines that are not cancelled, VAT included, in minor units."""
    vat_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[OrderState] = mapped_column(
        default=OrderState.AWAITING_APPROVAL,
        server_default=OrderState.AWAITING_APPROVAL.value,
    )
    """Состояние: kept equal to `rules.order_state` of the facts; never set by hand."""


for _sorted in (CustomerOrder.state, CustomerOrder.ship_date, CustomerOrder.total_minor):
    Index(f"ix_customer_order_{_sorted.key}", _sorted, CustomerOrder.document_id)


class CustomerOrderLine(Base):
    """One item of a customer order; with action `ship` it is a disposition.

    Its id is the `disposition_line_id` of the ledger of dispositions, so every other kind of
    disposition line must draw its ids from the same sequence.
    """

    __tablename__ = "customer_order_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        CheckConstraint("amount_minor >= vat_minor AND vat_minor >= 0", name="vat_within_amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("customer_order.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    packaging_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The packaging the customer counts in; 0 = base unit. `quantity` is in base units anyway."""
    quantity: Mapped[int]
    """Thousandths of the base unit."""
    price_minor: Mapped[int]
    """Minor units per one base unit; holds VAT when the order's `includes_vat` is true."""
    vat_rate: Mapped[int | None]
    """Hundredths of a percent, 2200 = 22 %; None = without VAT (без НДС)."""
    amount_minor: Mapped[int]
    """With VAT, rounded once per line."""
    vat_minor: Mapped[int]
    """The VAT within `amount_minor`."""
    action: Mapped[SupplyAction] = mapped_column(
        default=SupplyAction.NONE, server_default=SupplyAction.NONE.value
    )
    cancelled: Mapped[bool] = mapped_column(default=False, server_default="false")
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")
