"""Goods leave: an expense order is shipped, or a shipment is taken back.

Stock is written off set-wise: the number of statements does not depend on the number of lines.
Lock order: the expense order, customer orders by id, then the ledgers in key order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.operations import record
from core.documents.models import Document
from core.documents.operations import advance
from core.documents.queries import standing_on
from core.fulfilment.errors import InvoicedAlready, LeftOnTrip, NotThereToShip, PickedDiffers
from core.fulfilment.filling import opened_outbound, require_status
from core.fulfilment.models import OutboundOrder
from core.fulfilment.picked import as_stock, sums
from core.fulfilment.rules import GoodsRow, StockRow, differences, draw, leaving
from core.fulfilment.site import Site, site_of
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.tables import (
    Tables,
    difference_facts,
    load_tables,
    require_equal,
    require_lots,
)
from core.fulfilment.task_queries import picked_goods
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.sales.credit import require_credit_to_ship
from core.sales.states import lock_orders, refresh_states
from core.stock.ledgers import DISPOSITIONS, FREE_STOCK, IN_CELLS, ON_HAND

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shipped:
    """What left."""

    id: int
    number: str
    version: int
    lines: int
    quantity: int
    """Thousandths, all items together."""
    order_ids: tuple[int, ...]
    """Documents it shipped by."""


def ship(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> Shipped:
    """Hand the goods over: they leave the stock, and the dispositions are that much further.

    Raises:
        IllegalTransition: it does not stand in the shipping zone.
        PickedDiffers: on an address warehouse, less was picked than leaves.
        LotsMissing: goods kept by lots have none.
        NotThereToShip: the books do not have it; nothing was moved.
        CreditStop, OverdueStop: a contract of its orders forbids it.
        Forbidden, NotFound, PeriodClosed.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_SHIP, clock)
    site = site_of(session, order.warehouse_id)
    if site.by_statuses:
        require_status(order, OutboundStatus.TO_SHIP)
    tables = load_tables(session, outbound_id)
    lock_orders(session, tables.order_ids)
    return leave(session, actor, order, site, tables, clock=clock)


def leave(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    site: Site,
    tables: Tables,
    *,
    clock: Clock,
    permission: Permission = Permission.OUTBOUND_SHIP,
) -> Shipped:
    """Write off what an order ships and move it to its last status.

    The caller has locked the order and the customer orders behind it.

    Raises: as `ship`.
    """
    require_equal(session, order, tables)
    require_lots(order, tables)
    going = [row for row in tables.goods if row.action is not LineAction.KEEP]
    sources = _from_cells(session, order, tables, going) if site.by_cells else ()
    entries = {
        DISPOSITIONS: [
            {
                "disposition_line_id": row.disposition_line_id,
                "item_id": row.item_id,
                "variant_id": row.variant_id,
                "company_id": row.company_id,
                "shipped": row.quantity,
            }
            for row in tables.why
        ],
        FREE_STOCK: _free_stock(order, tables),
        ON_HAND: _on_hand(order, going, sources),
        IN_CELLS: _in_cells(order.shipping_cell_id or site.shipping_cell_id, sources),
    }
    advance(session, actor, order, OutboundStatus.SHIPPED, clock=clock, permission=permission)
    try:
        ledger.append(session, order.id, clock.business_date(), entries)
    except NotEnough as error:
        raise _explained(error, order, tables) from error
    require_credit_to_ship(session, tables.order_ids, clock.business_date())
    refresh_states(session, tables.order_ids)
    return Shipped(
        id=order.id,
        number=order.number_text,
        version=order.version,
        lines=len(going),
        quantity=sum(row.quantity for row in going),
        order_ids=tuple(tables.order_ids),
    )


def unship(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> OutboundOrder:
    """Take a shipment back: the goods stand in the shipping zone again, at their own dates.

    Raises:
        InvoicedAlready: posted invoices stand on it; unpost them first.
        LeftOnTrip: its trip has left, or is closed.
        IllegalTransition: it has not been shipped.
        PeriodClosed: it was shipped in a closed period.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_SHIP, clock)
    require_status(order, OutboundStatus.SHIPPED)
    invoices = [
        found.number
        for found in standing_on(session, outbound_id)
        if found.posted and found.type == "sales_invoice"
    ]
    if invoices:
        raise InvoicedAlready(
            document=order.number_text, invoices=", ".join(invoices), count=len(invoices)
        )
    _require_here(session, order)
    site = site_of(session, order.warehouse_id)
    tables = load_tables(session, outbound_id)
    lock_orders(session, tables.order_ids)
    target = OutboundStatus.TO_SHIP if site.by_statuses else OutboundStatus.PREPARED
    advance(session, actor, order, target, clock=clock, permission=Permission.OUTBOUND_SHIP)
    _reverse_leaving(session, order)
    record(session, actor, "outbound.unshipped", "outbound_order", order.id)
    refresh_states(session, tables.order_ids)
    return order


def _require_here(session: Session, order: OutboundOrder) -> None:
    """Do nothing when no trip has carried the goods away.

    Raises:
        LeftOnTrip.
    """
    if not order.trip_id:
        return
    trip = session.execute(
        select(Document.number_text).where(
            Document.id == order.trip_id, Document.status.in_(["departed", "closed"])
        )
    ).scalar_one_or_none()
    if trip is not None:
        raise LeftOnTrip(document=order.number_text, trip=trip)


def _from_cells(
    session: Session, order: OutboundOrder, tables: Tables, going: Sequence[GoodsRow]
) -> list[tuple[GoodsRow, StockRow, int]]:
    """Return what each line takes from the shipping cell: the goods picked for this very order.

    Raises:
        PickedDiffers: less was picked than leaves.
    """
    picked = picked_goods(session, order.id)
    taken, lacking = draw(going, as_stock(picked))
    if lacking:
        found = differences(leaving(tables.goods), sums(picked))
        raise PickedDiffers(
            **difference_facts(session, order, found or lacking, "ordered", "picked")
        )
    return [(going[at], source, quantity) for at, source, quantity in taken]


def _free_stock(order: OutboundOrder, tables: Tables) -> list[Entry]:
    left: dict[tuple[int, int], int] = defaultdict(int)
    for row in tables.why:
        left[row.thing] -= row.quantity
    return [
        {
            "warehouse_id": order.warehouse_id,
            "item_id": item,
            "variant_id": variant,
            "on_hand": quantity,
            "to_ship": quantity,
        }
        for (item, variant), quantity in left.items()
    ]


def _on_hand(
    order: OutboundOrder,
    going: Sequence[GoodsRow],
    sources: Sequence[tuple[GoodsRow, StockRow, int]],
) -> list[Entry]:
    """Return entries by lot: the lot that stands in the cell where there are cells."""
    left: dict[tuple[int, int, int], int] = defaultdict(int)
    if sources:
        for line, source, quantity in sources:
            left[(line.item_id, line.variant_id, source.lot_id)] -= quantity
    else:
        for line in going:
            left[(line.item_id, line.variant_id, line.lot_id)] -= line.quantity
    return [
        {
            "warehouse_id": order.warehouse_id,
            "room_id": order.room_id,
            "item_id": item,
            "variant_id": variant,
            "lot_id": lot,
            "quantity": quantity,
        }
        for (item, variant, lot), quantity in left.items()
    ]


def _in_cells(cell_id: int, sources: Sequence[tuple[GoodsRow, StockRow, int]]) -> list[Entry]:
    left: dict[tuple[int, int, int, int], int] = defaultdict(int)
    for line, source, quantity in sources:
        left[(line.item_id, line.variant_id, source.packaging_id, source.lot_id)] -= quantity
    return [
        {
            "cell_id": cell_id,
            "item_id": item,
            "variant_id": variant,
            "packaging_id": packaging,
            "lot_id": lot,
            "quantity": quantity,
        }
        for (item, variant, packaging, lot), quantity in left.items()
    ]


def _reverse_leaving(session: Session, order: OutboundOrder) -> None:
    """Undo what `leave` posted, each entry at its own date; what the order orders stays."""
    moved = ledger.movements(session, order.id)
    by_date: dict[Any, dict[ledger.Ledger, list[Entry]]] = defaultdict(dict)
    for of, rows in moved.items():
        for row in rows:
            values = row._mapping  # noqa: SLF001 - the public name of a row's mapping
            entry = {name: values[name] for name in of.dimension_names}
            if of is DISPOSITIONS:
                entry["shipped"] = -values["shipped"]
                if not entry["shipped"]:
                    continue
            else:
                entry |= {name: -values[name] for name in of.measure_names}
            by_date[row.date].setdefault(of, []).append(entry | {"line": row.line})
    for on, entries in sorted(by_date.items()):
        ledger.append(session, order.id, on, entries)


def _explained(error: NotEnough, order: OutboundOrder, tables: Tables) -> NotEnough:
    where = error.facts.get("where")
    item_id = where.get("item_id") if isinstance(where, dict) else None
    facts = tables.items.get(item_id) if isinstance(item_id, int) else None
    return NotThereToShip(
        **error.facts, document=order.number_text, item=facts.name if facts else ""
    )
