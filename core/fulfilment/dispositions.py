"""What waits to be shipped: open lines of dispositions, locked for whoever makes orders of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.fulfilment.errors import NotForWarehouse
from core.fulfilment.rules import Thing
from core.kernel.errors import NotFound
from core.partners.models import Partner
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import OrderStatus
from core.stock.ledgers import DISPOSITIONS, ON_HAND

_given = DISPOSITIONS.balance.c


@dataclass(frozen=True, slots=True)
class DispositionHeader:
    """A document that lets goods go."""

    id: int
    number: str
    company_id: int | None
    partner_id: int | None
    partner: str
    ship_date: date | None
    delivery_address: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of a disposition that still lets something go."""

    disposition_document_id: int
    disposition_line_id: int
    company_id: int
    item_id: int
    variant_id: int
    open: int
    """Thousandths not in any expense order yet."""


def lock_dispositions(
    session: Session,
    actor: Actor,
    warehouse_id: int,
    order_ids: Collection[int] = (),
    line_ids: Collection[int] = (),
) -> list[DispositionHeader]:
    """Lock the documents behind dispositions, in order of id, and return them.

    Raises:
        NotFound: one is not there.
        NotForWarehouse: one is of another warehouse, or not to be fulfilled.
        Forbidden: one is of a company the actor may not see.
    """
    behind_lines = select(CustomerOrderLine.document_id).where(
        CustomerOrderLine.id == _any_of(line_ids)
    )
    rows = session.execute(
        select(
            CustomerOrder.id,
            CustomerOrder.number_text,
            CustomerOrder.company_id,
            CustomerOrder.partner_id,
            Partner.name,
            CustomerOrder.ship_date,
            CustomerOrder.delivery_address,
            CustomerOrder.status,
            CustomerOrder.warehouse_id,
        )
        .join(Partner, Partner.id == CustomerOrder.partner_id)
        .where(or_(CustomerOrder.id == _any_of(order_ids), CustomerOrder.id.in_(behind_lines)))
        .order_by(CustomerOrder.id)
        .with_for_update(key_share=True, of=CustomerOrder)
    ).all()
    missing = set(order_ids) - {row.id for row in rows}
    if missing:
        raise NotFound(what="disposition", key=min(missing))
    for row in rows:
        actor.require_company(row.company_id)
        if row.status != OrderStatus.TO_FULFIL or row.warehouse_id != warehouse_id:
            raise NotForWarehouse(
                document=row.number_text, status=row.status, machine="customer_order"
            )
    return [DispositionHeader(*row[:7]) for row in rows]


def open_lines(
    session: Session, order_ids: Sequence[int], line_ids: Collection[int] = ()
) -> list[OpenLine]:
    """Return what of these documents is in no expense order yet, by document and line.

    Args:
        line_ids: only these lines; empty: all of the documents.
    """
    statement = (
        select(
            CustomerOrderLine.document_id,
            CustomerOrderLine.id,
            _given.company_id,
            _given.item_id,
            _given.variant_id,
            _given.disposed - _given.ordered,
        )
        .join(DISPOSITIONS.balance, _given.disposition_line_id == CustomerOrderLine.id)
        .where(
            CustomerOrderLine.document_id == _any_of(order_ids),
            _given.disposed > _given.ordered,
        )
        .order_by(CustomerOrderLine.document_id, CustomerOrderLine.line_no)
    )
    if line_ids:
        statement = statement.where(CustomerOrderLine.id == _any_of(line_ids))
    return [OpenLine(*row) for row in session.execute(statement)]


def open_dispositions(
    session: Session, actor: Actor, warehouse_id: int
) -> list[tuple[int, str, int]]:
    """Return (document id, number, number of open lines) of what waits for expense orders.

    Raises:
        Forbidden: the actor may not read expense orders, or not of this warehouse.
    """
    actor.require(Permission.OUTBOUND_READ, what="warehouse", key=warehouse_id)
    actor.require_warehouse(warehouse_id)
    statement = (
        select(CustomerOrder.id, CustomerOrder.number_text, func.count())
        .join(CustomerOrderLine, CustomerOrderLine.document_id == CustomerOrder.id)
        .join(DISPOSITIONS.balance, _given.disposition_line_id == CustomerOrderLine.id)
        .where(
            CustomerOrder.warehouse_id == warehouse_id,
            CustomerOrder.status == OrderStatus.TO_FULFIL.value,
            _given.disposed > _given.ordered,
            within(CustomerOrder.company_id, actor.companies),
        )
        .group_by(CustomerOrder.id, CustomerOrder.number_text, CustomerOrder.ship_date)
        .order_by(CustomerOrder.ship_date, CustomerOrder.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def room_left(session: Session, line_ids: Collection[int]) -> dict[int, int]:
    """Return disposition line → what it still lets go; lines that let nothing go are absent."""
    rows = session.execute(
        select(_given.disposition_line_id, func.sum(_given.disposed - _given.ordered))
        .where(_given.disposition_line_id == _any_of(line_ids), _given.disposed > _given.ordered)
        .group_by(_given.disposition_line_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def rooms_holding(
    session: Session, warehouse_id: int, item_ids: Collection[int]
) -> dict[int, dict[Thing, int]]:
    """Return room → thing → good stock on hand; one statement."""
    held = ON_HAND.balance.c
    rows = session.execute(
        select(held.room_id, held.item_id, held.variant_id, func.sum(held.quantity))
        .where(
            held.warehouse_id == warehouse_id,
            held.item_id == _any_of(item_ids),
            held.quality == "",
            held.earmark_id == 0,
            held.quantity > 0,
        )
        .group_by(held.room_id, held.item_id, held.variant_id)
        .order_by(held.room_id)
    )
    found: dict[int, dict[Thing, int]] = defaultdict(dict)
    for room, item, variant, quantity in rows:
        found[room][(item, variant)] = int(quantity)
    return dict(found)


def _any_of(ids: Collection[int]) -> ColumnElement[int]:
    return func.any(literal(sorted(set(ids)), ARRAY(BigInteger)))
