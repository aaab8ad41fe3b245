"""What lines of an order are supplied from, beside the order's card; and reallocations, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant, Unit
from core.documents.models import Document
from core.documents.queries import require_visible
from core.sales.dates import SUPPLIER_LINE
from core.sales.models import CustomerOrder, CustomerOrderLine, ReallocationLine
from core.sales.statuses import HolderKind, Priority, SupplyAction
from core.sales.types import REALLOCATION
from core.stock.models import Warehouse


@dataclass(frozen=True, slots=True)
class LineSupply:
    """Where a line of an order leaves from, what it claims, when it can leave."""

    line_no: int
    warehouse_id: int
    warehouse: str
    source_line_id: int
    """The expected receipt it claims; 0: none."""
    source: str
    """Number of the supplier order; "" for none."""
    expected_on: date | None
    """When what it claims comes."""
    ship_date: date | None
    """None: nobody can tell yet."""
    cancel_reason_id: int | None


def line_supply(session: Session, order_id: int) -> dict[int, LineSupply]:
    """Return line number → how it is supplied; the caller has checked that the order is seen."""
    line = CustomerOrderLine
    rows = session.execute(
        select(
            line.line_no,
            line.warehouse_id,
            Warehouse.name,
            line.source_line_id,
            func.coalesce(Document.number_text, ""),
            SUPPLIER_LINE.c.expected_on,
            line.ship_date,
            line.cancel_reason_id,
        )
        .join(Warehouse, Warehouse.id == line.warehouse_id)
        .outerjoin(
            SUPPLIER_LINE,
            and_(line.source_line_id != 0, SUPPLIER_LINE.c.id == line.source_line_id),
        )
        .outerjoin(Document, Document.id == SUPPLIER_LINE.c.document_id)
        .where(line.document_id == order_id)
    )
    return {row[0]: LineSupply(*tuple[Any, ...](row)) for row in rows}


@dataclass(frozen=True, slots=True)
class OrderTurn:
    """Whose turn an order is where goods are short."""

    priority: Priority
    one_date: bool
    """Everything leaves on one day."""
    reserve_early: bool
    """It holds what it reserves while it is being agreed."""


def order_turn(session: Session, order_id: int) -> OrderTurn:
    """Return whose turn an order is; the caller has checked that the order is seen."""
    order = CustomerOrder
    row = session.execute(
        select(order.priority, order.one_date, order.reserve_early).where(order.id == order_id)
    ).one()
    return OrderTurn(row.priority, row.one_date, row.reserve_early)


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A line of a reallocation: so much of an item, from whom, to whom."""

    line_no: int
    item_id: int
    item: str
    variant_id: int
    variant: str
    unit: str
    quantity: int
    """Thousandths."""
    from_kind: HolderKind
    from_order: str
    """Number; "" for nobody."""
    from_order_id: int
    from_line_no: int
    to_kind: HolderKind
    to_order: str
    to_order_id: int
    to_line_no: int
    source: str
    """Number of the supplier order whose goods were claimed; "": goods that were there."""
    instead: SupplyAction


def moved_rows(session: Session, actor: Actor, reallocation_id: int) -> tuple[MovedRow, ...]:
    """Return what a reallocation moved, by line.

    Raises:
        Forbidden, NotFound: rights hide it.
    """
    actor.require(Permission.ORDER_READ, what=REALLOCATION.name, key=reallocation_id)
    require_visible(session, actor, reallocation_id)
    line, giver, taker, source = (
        ReallocationLine,
        aliased(Document),
        aliased(Document),
        aliased(Document),
    )
    rows = session.execute(
        select(
            line.line_no,
            line.item_id,
            Item.name,
            line.variant_id,
            func.coalesce(ItemVariant.name, ""),
            Unit.symbol,
            line.quantity,
            line.from_kind,
            func.coalesce(giver.number_text, ""),
            line.from_order_id,
            line.from_line_no,
            line.to_kind,
            func.coalesce(taker.number_text, ""),
            line.to_order_id,
            line.to_line_no,
            func.coalesce(source.number_text, ""),
            line.instead,
        )
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(giver, and_(line.from_order_id != 0, giver.id == line.from_order_id))
        .outerjoin(taker, and_(line.to_order_id != 0, taker.id == line.to_order_id))
        .outerjoin(
            SUPPLIER_LINE,
            and_(line.source_line_id != 0, SUPPLIER_LINE.c.id == line.source_line_id),
        )
        .outerjoin(source, source.id == SUPPLIER_LINE.c.document_id)
        .where(line.document_id == reallocation_id)
        .order_by(line.line_no)
    )
    return tuple(MovedRow(*tuple[Any, ...](row)) for row in rows)
