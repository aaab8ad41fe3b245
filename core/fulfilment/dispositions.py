"""What waits to be shipped: open lines of dispositions, locked for whoever makes orders of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.documents.rowsets import any_of
from core.fulfilment.errors import NotForWarehouse
from core.fulfilment.rules import Thing
from core.kernel.errors import NotFound
from core.partners.models import Partner
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import SHIPPABLE
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
        CustomerOrderLine.id == any_of(line_ids)
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
            _has_lines(warehouse_id),
        )
        .join(Partner, Partner.id == CustomerOrder.partner_id)
        .where(or_(CustomerOrder.id == any_of(order_ids), CustomerOrder.id.in_(behind_lines)))
        .order_by(CustomerOrder.id)
        .with_for_update(key_share=True, of=CustomerOrder)
    ).all()
    missing = set(order_ids) - {row.id for row in rows}
    if missing:
        raise NotFound(what="disposition", key=min(missing))
    for row in rows:
        actor.require_company(row.company_id)
        if row.status not in SHIPPABLE or not row[8]:
            raise NotForWarehouse(
                document=row.number_text, status=row.status, machine="customer_order"
            )
    return [DispositionHeader(*row[:7]) for row in rows]


def _has_lines(warehouse_id: int) -> ColumnElement[bool]:
    """Return whether a line of the document leaves from the warehouse."""
    return exists().where(
        CustomerOrderLine.document_id == CustomerOrder.id,
        CustomerOrderLine.warehouse_id == warehouse_id,
    )


def open_lines(
    session: Session,
    order_ids: Sequence[int],
    warehouse_id: int,
    line_ids: Collection[int] = (),
) -> list[OpenLine]:
    """Return what of these documents leaves from a warehouse and is in no expense order yet.

    By document and line.

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
            CustomerOrderLine.document_id == any_of(order_ids),
            CustomerOrderLine.warehouse_id == warehouse_id,
            _given.disposed > _given.ordered,
        )
        .order_by(CustomerOrderLine.document_id, CustomerOrderLine.line_no)
    )
    if line_ids:
        statement = statement.where(CustomerOrderLine.id == any_of(line_ids))
    return [OpenLine(*row) for row in session.execute(statement)]


def disposition_of(session: Session, key: int) -> tuple[int, int]:
    """Return (document id, warehouse id) of a row of the list of dispositions.

    Args:
        key: of the row, negative; or the id of a document, which means all its warehouses: then
            the warehouse is 0.

    Raises:
        NotFound: no such row.
    """
    if key > 0:
        return key, 0
    found = session.execute(
        select(CustomerOrderLine.document_id, CustomerOrderLine.warehouse_id).where(
            CustomerOrderLine.id == -key
        )
    ).one_or_none()
    if found is None:
        raise NotFound(what="disposition", key=key)
    return found[0], found[1]


def require_disposition(session: Session, actor: Actor, document_id: int) -> None:
    """Do nothing when *actor* may see what a document lets go from one of his warehouses.

    Raises:
        Forbidden: he may not read expense orders.
        NotFound: there is no such document, or nothing of it is his business.
    """
    actor.require(Permission.OUTBOUND_READ, what="customer_order", key=document_id)
    seen = (
        select(CustomerOrder.id)
        .join(CustomerOrderLine, CustomerOrderLine.document_id == CustomerOrder.id)
        .where(
            CustomerOrder.id == document_id,
            within(CustomerOrder.company_id, actor.companies),
            within(CustomerOrderLine.warehouse_id, actor.warehouses),
        )
        .limit(1)
    )
    if session.scalar(seen) is None:
        raise NotFound(what="disposition", key=document_id)


def warehouses_of(session: Session, actor: Actor, document_id: int) -> list[int]:
    """Return the warehouses of the actor's from which something of a document must still leave."""
    statement = (
        select(CustomerOrderLine.warehouse_id)
        .join(DISPOSITIONS.balance, _given.disposition_line_id == CustomerOrderLine.id)
        .where(
            CustomerOrderLine.document_id == document_id,
            within(CustomerOrderLine.warehouse_id, actor.warehouses),
            _given.disposed > _given.ordered,
        )
        .distinct()
        .order_by(CustomerOrderLine.warehouse_id)
    )
    return list(session.scalars(statement))


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
            CustomerOrderLine.warehouse_id == warehouse_id,
            CustomerOrder.status.in_([status.value for status in SHIPPABLE]),
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
        .where(_given.disposition_line_id == any_of(line_ids), _given.disposed > _given.ordered)
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
            held.item_id == any_of(item_ids),
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
