"""Warehouses, the places inside them (domain.md §1.1, §1.5), and entries of opening stock."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document, Historied

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class CellMode(StrEnum):
    """What cells mean to a warehouse (Ячейки)."""

    NONE = "none"
    """Не использовать."""
    REFERENCE = "reference"
    """Справочно: cells tell where to look, balances stay per warehouse and room."""
    STORAGE = "storage"
    """Для хранения остатков: balances per cell."""


class CellKind(StrEnum):
    """What a cell is for."""

    RECEIVING = "receiving"
    """Приёмка."""
    STORAGE = "storage"
    """Хранение."""
    SHIPPING = "shipping"
    """Отгрузка: everything picked gathers here."""


class Warehouse(Historied, Base):
    """A warehouse and the switches that change how it works (Склад)."""

    __tablename__ = "warehouse"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("cells <> 'storage' OR ordered_shipping", name="cells_need_orders"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    """Surname and initials of who answers for the goods, for printed forms."""
    ordered_shipping: Mapped[bool] = mapped_column(default=False)
    """Goods leave by outbound orders (ордерная схема при отгрузке)."""
    ordered_receipt: Mapped[bool] = mapped_column(default=False)
    cells: Mapped[CellMode] = mapped_column(default=CellMode.NONE)
    use_outbound_statuses: Mapped[bool] = mapped_column(default=True)
    """False: an outbound order is shipped in one step."""
    control_free_stock: Mapped[bool] = mapped_column(default=True)
    """Shipping looks at what is free of others' reserves."""
    working_days: Mapped[str] = mapped_column(default="1111111", server_default="1111111")
    """Monday to Sunday, "1" where goods leave: "1111100" works five days a week."""
    control_supply: Mapped[bool] = mapped_column(default=True)
    """An order may be put to fulfilment only for what there is."""
    check_picks: Mapped[bool] = mapped_column(default=False)
    """True: picked goods are checked before they may be shipped."""
    shipping_cell_id: Mapped[int] = mapped_column(default=0)
    """Where picked goods gather unless an order says otherwise; 0: none."""
    receiving_cell_id: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Room(Historied, Base):
    """A part of a warehouse with its own balances (Помещение)."""

    __tablename__ = "room"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    code: Mapped[str]
    name: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)


class Cell(Historied, Base):
    """A place with an address and a label (Ячейка)."""

    __tablename__ = "cell"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("warehouse_id", "code"),
        Index("uq_cell_barcode", "barcode", unique=True, postgresql_where=text("barcode <> ''")),
        Index(None, "warehouse_id", "walk_order"),
        CheckConstraint("check_digits ~ '^[0-9]{0,4}$'", name="check_digits"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    room_id: Mapped[int] = mapped_column(default=0)
    """0: the warehouse has no rooms."""
    code: Mapped[str]
    """Address as written on the label: "A-02-3"."""
    barcode: Mapped[str] = mapped_column(default="")
    """What the label's barcode says; empty: the cell has no label yet."""
    kind: Mapped[CellKind] = mapped_column(default=CellKind.STORAGE)
    walk_order: Mapped[int] = mapped_column(default=0)
    """Порядок обхода: cells are visited in rising order."""
    section: Mapped[str] = mapped_column(default="")
    """Рабочий участок: pick tasks are split by it."""
    area: Mapped[str] = mapped_column(default="")
    """Область хранения: cells of like conditions."""
    area_priority: Mapped[int] = mapped_column(default=1)
    """1 is the best area to put into; goods are taken from the highest number first."""
    check_digits: Mapped[str] = mapped_column(default="")
    """Said or typed instead of scanning; empty: only the barcode will do."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class StockEntryStatus(StrEnum):
    """The only status an entry of stock has; whether it counts is told by its posting."""

    ENTERED = "entered"
    """Введён."""


class StockEntry(Document):
    """What lay in a warehouse when its books were opened (Ввод остатков)."""

    __tablename__ = "stock_entry"
    __mapper_args__ = {"polymorphic_identity": "stock_entry"}  # noqa: RUF012 - read by SQLAlchemy

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    source: Mapped[str] = mapped_column(default="", server_default="")
    """Where it came from: entering the same source again replaces the lines; empty: by hand."""


Index(
    "uq_stock_entry_source",
    StockEntry.source,
    unique=True,
    postgresql_where=StockEntry.source != "",
)


class StockEntryLine(Base):
    """So much of one thing in one place."""

    __tablename__ = "stock_entry_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("stock_entry.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0)
    packaging_id: Mapped[int] = mapped_column(default=0)
    """How it lies in the cell; 0: loose."""
    lot_id: Mapped[int] = mapped_column(default=0)
    room_id: Mapped[int] = mapped_column(default=0)
    cell_id: Mapped[int] = mapped_column(default=0)
    """0 where the warehouse keeps no balances per cell."""
    quantity: Mapped[int]
    """Thousandths of the base unit, whatever the packaging."""
    price_minor: Mapped[int | None]
    """What one base unit was worth, kopecks; None: nobody told."""
