"""Reading expense orders as frozen cards: the form, and what waits for a check."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant, Lot, LotPolicy, Packaging, Unit
from core.documents.models import Document
from core.documents.rows import document_rows
from core.fulfilment.models import OutboundDispositionLine, OutboundGoodsLine, OutboundOrder
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.trip_words import trip_words, turn
from core.kernel.errors import NotFound
from core.kernel.quantity import ONE
from core.partners.models import Company, Partner
from core.stock.models import Cell, Room, Warehouse


@dataclass(frozen=True, slots=True)
class WhyLine:
    """A line of table A."""

    line_no: int
    disposition_document_id: int
    disposition: str
    """Number of the document that lets the goods go."""
    disposition_line_id: int
    company_id: int
    company: str
    partner: str
    item_id: int
    item_code: str
    article: str
    item: str
    unit: str
    variant_id: int
    variant: str
    quantity: int
    """Thousandths of the base unit."""


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """A line of table B."""

    line_no: int
    item_id: int
    item_code: str
    article: str
    item: str
    unit: str
    variant_id: int
    variant: str
    packaging_id: int
    packaging: str
    pack_quantity: int
    """Thousandths of the base unit in one pack; 1000 without packaging."""
    lot_policy: LotPolicy
    lot_id: int
    lot: str
    expires: dt.date | None
    quantity: int
    action: LineAction
    package_no: int


@dataclass(frozen=True, slots=True)
class OutboundCard:
    """An expense order as a form shows it."""

    id: int
    number: str
    date: dt.date
    version: int
    status: OutboundStatus
    warehouse_id: int
    warehouse: str
    room_id: int
    room: str
    shipping_cell_id: int
    shipping_cell: str
    partner_id: int | None
    recipient: str
    ship_date: dt.date | None
    priority: int
    packages: int
    checker: str
    """Who checks now; empty: nobody."""
    comment: str
    trip: str
    """Number and vehicle of the trip it is loaded for; "": none."""
    why: tuple[WhyLine, ...]
    goods: tuple[GoodsLine, ...]

    @property
    def dispositions(self) -> tuple[str, ...]:
        """Numbers of the documents behind it."""
        return tuple(dict.fromkeys(line.disposition for line in self.why))


@dataclass(frozen=True, slots=True)
class ToCheck:
    """An expense order that waits for a checker, or is being checked."""

    id: int
    number: str
    recipient: str
    status: OutboundStatus
    lines: int
    checker_id: int
    """0: nobody."""
    checker: str
    ship_date: dt.date | None


def outbound_card(session: Session, actor: Actor, outbound_id: int) -> OutboundCard:
    """Return an expense order with both tables; three statements.

    Raises:
        Forbidden: the actor may not read expense orders.
        NotFound: there is none, or his rights hide it.
    """
    actor.require(Permission.OUTBOUND_READ, what="outbound_order", key=outbound_id)
    row = session.execute(
        select(
            OutboundOrder.id,
            OutboundOrder.number_text,
            OutboundOrder.date,
            OutboundOrder.version,
            OutboundOrder.status,
            Warehouse.id,
            Warehouse.name,
            OutboundOrder.room_id,
            func.coalesce(Room.name, ""),
            OutboundOrder.shipping_cell_id,
            func.coalesce(Cell.code, ""),
            OutboundOrder.partner_id,
            OutboundOrder.recipient,
            OutboundOrder.ship_date,
            OutboundOrder.priority,
            OutboundOrder.packages,
            func.coalesce(AppUser.name, ""),
            OutboundOrder.comment,
            trip_words(OutboundOrder.trip_id),
        )
        .join(Warehouse, Warehouse.id == OutboundOrder.warehouse_id)
        .outerjoin(Room, Room.id == OutboundOrder.room_id)
        .outerjoin(Cell, Cell.id == OutboundOrder.shipping_cell_id)
        .outerjoin(AppUser, AppUser.id == OutboundOrder.checker_id)
        .where(OutboundOrder.id == outbound_id, *document_rows(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(what="outbound_order", key=outbound_id)
    values: list[Any] = list(row)
    values[4] = OutboundStatus(values[4])
    values += [_why_lines(session, outbound_id), _goods_lines(session, outbound_id)]
    return OutboundCard(*values)


def to_check(session: Session, actor: Actor, warehouse_id: int) -> list[ToCheck]:
    """Return what waits for a check in a warehouse: mine first, then by ship date.

    Raises:
        Forbidden: the actor may not check, or not there.
    """
    actor.require(Permission.OUTBOUND_CHECK, what="warehouse", key=warehouse_id)
    actor.require_warehouse(warehouse_id)
    lines = (
        select(func.count())
        .where(
            OutboundGoodsLine.document_id == OutboundOrder.id,
            OutboundGoodsLine.action != LineAction.KEEP,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            OutboundOrder.id,
            OutboundOrder.number_text,
            OutboundOrder.recipient,
            OutboundOrder.status,
            lines,
            OutboundOrder.checker_id,
            func.coalesce(AppUser.name, ""),
            OutboundOrder.ship_date,
        )
        .outerjoin(AppUser, AppUser.id == OutboundOrder.checker_id)
        .where(
            OutboundOrder.warehouse_id == warehouse_id,
            OutboundOrder.status.in_(
                [OutboundStatus.TO_CHECK.value, OutboundStatus.CHECKING.value]
            ),
        )
        .order_by(
            (OutboundOrder.checker_id == actor.user_id).desc(),
            *turn(OutboundOrder),
            OutboundOrder.id,
        )
    )
    return [ToCheck(row[0], row[1], row[2], OutboundStatus(row[3]), *row[4:]) for row in rows.all()]


def _why_lines(session: Session, outbound_id: int) -> tuple[WhyLine, ...]:
    line, behind = OutboundDispositionLine, aliased(Document, flat=True)
    rows = session.execute(
        select(
            line.line_no,
            line.disposition_document_id,
            behind.number_text,
            line.disposition_line_id,
            line.company_id,
            Company.name,
            func.coalesce(Partner.name, ""),
            line.item_id,
            Item.code,
            Item.article,
            Item.name,
            Unit.symbol,
            line.variant_id,
            func.coalesce(ItemVariant.name, ""),
            line.quantity,
        )
        .join(behind, behind.id == line.disposition_document_id)
        .join(Company, Company.id == line.company_id)
        .outerjoin(Partner, Partner.id == behind.partner_id)
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .where(line.document_id == outbound_id)
        .order_by(line.line_no)
    )
    return tuple(WhyLine(*tuple[Any, ...](row)) for row in rows)


def _goods_lines(session: Session, outbound_id: int) -> tuple[GoodsLine, ...]:
    line = OutboundGoodsLine
    rows = session.execute(
        select(
            line.line_no,
            line.item_id,
            Item.code,
            Item.article,
            Item.name,
            Unit.symbol,
            line.variant_id,
            func.coalesce(ItemVariant.name, ""),
            line.packaging_id,
            func.coalesce(Packaging.name, ""),
            func.coalesce(Packaging.quantity, int(ONE)),
            Item.lot_policy,
            line.lot_id,
            func.coalesce(Lot.code, ""),
            Lot.expires,
            line.quantity,
            line.action,
            line.package_no,
        )
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(Packaging, and_(line.packaging_id != 0, Packaging.id == line.packaging_id))
        .outerjoin(Lot, and_(line.lot_id != 0, Lot.id == line.lot_id))
        .where(line.document_id == outbound_id)
        .order_by(line.line_no)
    )
    return tuple(GoodsLine(*tuple[Any, ...](row)) for row in rows)
