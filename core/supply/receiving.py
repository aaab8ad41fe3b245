"""Receiving what was ordered: goods on stock, claims of customers turned into reserves.

Lock order: the supplier order, the receipt (nobody else knows it yet), customer orders by id,
the ledgers in key order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.documents.lines import save_lines
from core.documents.operations import create, locked, touch, unpost
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.sales.arrivals import goods_arrived
from core.sales.states import lock_orders, refresh_states
from core.stock.ledgers import EXPECTED
from core.stock.models import CellMode, Warehouse
from core.supply.errors import NothingReceived, NotToReceive
from core.supply.models import GoodsReceipt, GoodsReceiptLine, SupplierOrder, SupplierOrderLine
from core.supply.receipt_posting import goods_came, no_longer_expected
from core.supply.statuses import SupplierOrderStatus
from core.supply.types import GOODS_RECEIPT


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one line of a supplier order."""

    line_no: int
    quantity: int
    """Thousandths, above 0; more than was ordered is taken too."""
    lot_id: int = 0
    cell_id: int = 0
    """0: the receiving cell of the warehouse, where it keeps balances per cell."""
    price_minor: int | None = None
    """None: as ordered."""


@dataclass(frozen=True, slots=True)
class Received:
    """What receiving did."""

    id: int
    number: str
    orders: tuple[int, ...]
    """Customer orders whose claims became reserves, or that got goods of their own."""


def receive(
    session: Session, actor: Actor, supplier_order_id: int, came: Sequence[Came], *, clock: Clock
) -> Received:
    """Put on stock what came of a supplier order, and serve who waits for it.

    Raises:
        NotToReceive: the order is not to be received.
        NothingReceived: no line, or a quantity not above 0.
        NotFound: the order has no such line.
        NotEnough, PeriodClosed, Forbidden.
    """
    actor.require(Permission.STOCK_ENTER, what="goods_receipt")
    acting(session, actor, clock)
    order = locked(session, SupplierOrder, supplier_order_id)
    actor.require_company(order.company_id)
    actor.require_warehouse(order.warehouse_id)
    if order.status != SupplierOrderStatus.TO_RECEIVE:
        raise NotToReceive(document=order.number_text, status=order.status)
    if not came or any(line.quantity <= 0 for line in came):
        raise NothingReceived(document=order.number_text)
    rows = _rows(session, order, came)
    receipt = cast(
        GoodsReceipt,
        create(
            session,
            actor,
            GOODS_RECEIPT.name,
            clock=clock,
            company_id=order.company_id,
            basis_id=order.id,
            warehouse_id=order.warehouse_id,
            partner_id=order.partner_id,
            currency=order.currency,
        ),
    )
    save_lines(session, actor, receipt, GoodsReceiptLine, rows, clock=clock, first_time=True)
    served = _post(session, actor, receipt, rows, clock)
    return Received(receipt.id, receipt.number_text, served)


def unpost_receipt(
    session: Session, actor: Actor, receipt_id: int, *, clock: Clock
) -> GoodsReceipt:
    """Take a receipt back, as long as nothing of it is promised or gone.

    What orders hold of it now they hold as free stock; it is expected again.

    Raises:
        NotEnough: the goods have left, or are promised, meanwhile.
        NotPosted, HasDependants, PeriodClosed, Forbidden, NotFound.
    """
    actor.require(Permission.STOCK_ENTER, what="goods_receipt", key=receipt_id)
    acting(session, actor, clock)
    receipt = locked(session, GoodsReceipt, receipt_id)
    earmarked = _earmarked_for(session, receipt_id)
    lock_orders(session, earmarked)
    unpost(session, actor, receipt, clock=clock)
    refresh_states(session, earmarked)
    return receipt


def _post(
    session: Session,
    actor: Actor,
    receipt: GoodsReceipt,
    rows: Sequence[dict[str, Any]],
    clock: Clock,
) -> tuple[int, ...]:
    """Post in the order that leaves no moment without cover: stock, orders, expectation."""
    receipt.posted = True
    touch(session, receipt)
    earmarked = sorted({row["for_order_id"] for row in rows if row["for_order_id"]})
    lock_orders(session, earmarked)
    ledger.post(session, receipt.id, receipt.date, goods_came(session, receipt), first_time=True)
    arrived: dict[int, int] = defaultdict(int)
    for row in rows:
        if row["counted"] and not row["for_order_id"]:
            arrived[row["source_line_id"]] += row["counted"]
    served = goods_arrived(session, actor, arrived, clock=clock)
    ledger.append(session, receipt.id, receipt.date, no_longer_expected(session, receipt))
    refresh_states(session, earmarked)
    record(session, actor, "document.posted", GOODS_RECEIPT.name, receipt.id)
    return tuple(sorted({*served, *earmarked}))


def _rows(session: Session, order: SupplierOrder, came: Sequence[Came]) -> list[dict[str, Any]]:
    house = session.get_one(Warehouse, order.warehouse_id)
    cell = house.receiving_cell_id if house.cells is CellMode.STORAGE else 0
    lines = {
        line.line_no: line
        for line in session.scalars(
            select(SupplierOrderLine).where(SupplierOrderLine.document_id == order.id)
        )
    }
    kept = EXPECTED.balance.c
    left = {
        row[0]: int(row[1])
        for row in session.execute(
            select(kept.source_line_id, kept.expected).where(
                kept.source_line_id.in_([line.id for line in lines.values()])
            )
        )
    }
    found: list[dict[str, Any]] = []
    for at, one in enumerate(came, 1):
        line = lines.get(one.line_no)
        if line is None:
            raise NotFound(what="line", key=one.line_no)
        counted = min(one.quantity, left.get(line.id, 0))
        left[line.id] = left.get(line.id, 0) - counted
        found.append(
            {
                "line_no": at,
                "source_line_id": line.id,
                "for_order_id": line.for_order_id,
                "item_id": line.item_id,
                "variant_id": line.variant_id,
                "packaging_id": line.packaging_id,
                "lot_id": one.lot_id,
                "cell_id": one.cell_id or cell,
                "quantity": one.quantity,
                "counted": counted,
                "price_minor": line.price_minor if one.price_minor is None else one.price_minor,
            }
        )
    return found


def _earmarked_for(session: Session, receipt_id: int) -> list[int]:
    return sorted(
        session.scalars(
            select(GoodsReceiptLine.for_order_id)
            .where(GoodsReceiptLine.document_id == receipt_id, GoodsReceiptLine.for_order_id != 0)
            .distinct()
        )
    )
