"""What is stored about expense orders: why it ships (table A), what leaves (table B), the check."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.fulfilment.statuses import LineAction, OutboundStatus


class OutboundOrder(Document):
    """Расходный ордер (expense order). Warehouse and recipient partner stand in the header."""

    __tablename__ = "outbound_order"
    __mapper_args__ = {"polymorphic_identity": "outbound_order"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: the warehouse has no rooms."""
    shipping_cell_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """Зона отгрузки: the cell where everything picked gathers; 0 without cells."""
    ship_date: Mapped[date | None]
    recipient: Mapped[str] = mapped_column(default="", server_default="")
    """Whom it is for, as printed on the pick list; names of all customers when several."""
    trip_id: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    """The transport task (`trip.document_id`) it is loaded for; 0: none."""
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    """Higher goes first in the list of what to pick."""
    packages: Mapped[int] = mapped_column(default=0, server_default="0")
    """Грузовых мест; 0: not counted."""
    checked_from: Mapped[OutboundStatus | None]
    """The status to return to when a check is cancelled; None: no check is going on."""
    checker_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The checker at work; 0: nobody."""
    check_round: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many times it was checked; 0: never."""


class OutboundDispositionLine(Base):
    """Table A «Товары по распоряжениям»: why it ships."""

    __tablename__ = "outbound_disposition_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("outbound_order.document_id"))
    line_no: Mapped[int]
    disposition_document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    """The document that lets the goods go, such as a customer order."""
    disposition_line_id: Mapped[int] = mapped_column(index=True)
    """Its line; ids of all kinds of disposition lines come from one sequence."""
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    quantity: Mapped[int]
    """Thousandths of the base unit."""


class OutboundGoodsLine(Base):
    """Table B «Отгружаемые товары»: what leaves, with package, lot and action."""

    __tablename__ = "outbound_goods_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("package_no >= 0", name="package_no_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("outbound_order.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    packaging_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """How it is packed; 0 = base unit. `quantity` is in base units anyway."""
    lot_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: the item has no lots, or the lot is not chosen yet."""
    quantity: Mapped[int]
    """Thousandths of the base unit."""
    action: Mapped[LineAction] = mapped_column(
        default=LineAction.PICK, server_default=LineAction.PICK.value
    )
    package_no: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of the transport package (грузовое место) within the order; 0: loose."""


class OutboundCheckScan(Base):
    """Something the checker counted, surplus and strangers included; the count is the sum.

    Rows are added only: taking a scan back adds its opposite.
    """

    __tablename__ = "outbound_check_scan"
    __table_args__ = (
        UniqueConstraint("scan_id"),
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        Index(None, "document_id", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("outbound_order.document_id"))
    round_no: Mapped[int] = mapped_column(default=1, server_default="1")
    """A new check starts a new round; earlier ones stay for the record."""
    scan_id: Mapped[uuid.UUID | None]
    """The scan that asked for it; None: entered by hand."""
    user_id: Mapped[int]
    at: Mapped[datetime]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    lot_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: the item has no lots."""
    quantity: Mapped[int]
    """Thousandths of the base unit; below 0 takes back."""
