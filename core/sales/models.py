"""What is stored about customer orders: the header, its lines and their supply action."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.types import stored_enum
from core.documents.models import Document, Historied
from core.sales.sale_models import SALE_SUMS, SaleHeader, SaleLine, sale_checks
from core.sales.statuses import (
    HolderKind,
    OrderState,
    OrderStrategy,
    Priority,
    ReallocationKind,
    SupplyAction,
)


class CustomerOrder(SaleHeader, Document):
    """Заказ клиента. Company, partner and warehouse stand in the document header."""

    __tablename__ = "customer_order"
    __mapper_args__ = {"polymorphic_identity": "customer_order"}  # noqa: RUF012 - SQLAlchemy reads it

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | SALE_SUMS | {"state"}

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    ship_date: Mapped[date | None]
    """The date the customer wants the goods to leave; None: as soon as possible."""
    one_date: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Everything leaves on one day: the day on which the last line can."""
    delivery_address: Mapped[str] = mapped_column(default="", server_default="")
    strategy: Mapped[OrderStrategy] = mapped_column(
        default=OrderStrategy.STOCK_AND_TO_ORDER,
        server_default=OrderStrategy.STOCK_AND_TO_ORDER.value,
    )
    """That of the company on the day the order was made; never changes."""
    priority: Mapped[Priority] = mapped_column(
        default=Priority.MEDIUM, server_default=Priority.MEDIUM.value
    )
    reserve_early: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Lines that reserve hold goods while the order is still being agreed."""
    stages_typed: Mapped[bool] = mapped_column(default=False, server_default="false")
    """The payment stages were typed; others follow the agreement, the contract, the total."""
    state: Mapped[OrderState] = mapped_column(
        default=OrderState.AWAITING_APPROVAL,
        server_default=OrderState.AWAITING_APPROVAL.value,
    )
    """Состояние: kept equal to `rules.order_state` of the facts; never set by hand."""


for _sorted in (CustomerOrder.state, CustomerOrder.ship_date, CustomerOrder.total_minor):
    Index(f"ix_customer_order_{_sorted.key}", _sorted, CustomerOrder.document_id)
# For lists in the order of the header: else PostgreSQL tries every state per document, by skips.
Index("ix_customer_order_document_state", CustomerOrder.document_id, CustomerOrder.state)


class CustomerOrderLine(SaleLine, Base):
    """One item of a customer order; with action `ship` it is a disposition.

    Its id is the `disposition_line_id` of the ledger of dispositions, so every other kind of
    disposition line must draw its ids from the same sequence.
    """

    __tablename__ = "customer_order_line"
    __table_args__ = (UniqueConstraint("document_id", "line_no"), *sale_checks())

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("customer_order.document_id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), index=True)
    """Where the goods leave from; the header's, unless the line says otherwise."""
    action: Mapped[SupplyAction] = mapped_column(
        default=SupplyAction.NONE, server_default=SupplyAction.NONE.value
    )
    source_line_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The line of a supplier order that action `reserve_to_date` claims; else 0."""
    ship_date: Mapped[date | None]
    """When the line can leave, computed (`rules.ship_dates`); None: nobody can tell yet."""
    cancelled: Mapped[bool] = mapped_column(default=False, server_default="false")
    cancel_reason_id: Mapped[int | None] = mapped_column(ForeignKey("cancel_reason.id"))
    """For reports; None while the line is not cancelled."""
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")
    """In words: the reason's name of that day, or what a person wrote."""


class CancelReason(Historied, Base):
    """Why a line or an order came to nothing (Причина отмены)."""

    __tablename__ = "cancel_reason"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class Reallocation(Document):
    """Корректировка назначения товаров: who had goods, who has them now."""

    __tablename__ = "reallocation"
    __mapper_args__ = {"polymorphic_identity": "reallocation"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    operation: Mapped[ReallocationKind]


class ReallocationLine(Base):
    """So much of an item, from one holder to another."""

    __tablename__ = "reallocation_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(None, "from_order_id"),
        Index(None, "to_order_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("reallocation.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    quantity: Mapped[int]
    """Thousandths of the base unit."""
    from_kind: Mapped[HolderKind] = mapped_column(stored_enum(HolderKind, "from_kind"))
    from_order_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: nobody's."""
    from_line_no: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of the order's line; 0 for earmarks and free stock."""
    to_kind: Mapped[HolderKind] = mapped_column(stored_enum(HolderKind, "to_kind"))
    to_order_id: Mapped[int] = mapped_column(default=0, server_default="0")
    to_line_no: Mapped[int] = mapped_column(default=0, server_default="0")
    source_line_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The expected receipt whose claim is moved; 0: goods that are there."""
    instead: Mapped[SupplyAction] = mapped_column(
        default=SupplyAction.DEMAND, server_default=SupplyAction.DEMAND.value
    )
    """What a line that gave something away does about that part from now on."""
    instead_source_line_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The expected receipt it claims instead, for `reserve_to_date`."""
