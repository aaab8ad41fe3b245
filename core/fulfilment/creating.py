"""Making expense orders of dispositions, and taking them apart again.

Lock order: the customer orders by id, the new expense order (nobody else knows it yet), ledgers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.operations import record
from core.documents.lines import save_lines
from core.documents.operations import base_on, create, touch
from core.fulfilment.dispositions import (
    DispositionHeader,
    lock_dispositions,
    open_lines,
    rooms_holding,
)
from core.fulfilment.errors import NothingToShip, NotOrdered
from core.fulfilment.filling import fill_lots_of, opened_outbound, require_status
from core.fulfilment.models import OutboundDispositionLine, OutboundGoodsLine, OutboundOrder
from core.fulfilment.outbound_type import OUTBOUND_ORDER
from core.fulfilment.pick_outcomes import TaskPlanned
from core.fulfilment.releasing import release
from core.fulfilment.rules import WhyRow, by_rooms, goods_from
from core.fulfilment.shipping import leave
from core.fulfilment.site import Site, site_of
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.tables import Tables, load_tables, over_lines, save_tables
from core.kernel.clock import Clock
from core.sales.states import lock_orders, refresh_states
from core.stock.ledgers import DISPOSITIONS


@dataclass(frozen=True, slots=True)
class OutboundCreated:
    """A new expense order."""

    id: int
    number: str
    version: int
    status: OutboundStatus
    """`shipped` where the warehouse ships in one step."""
    room_id: int
    lines: int
    """Of table A."""
    order_ids: tuple[int, ...]
    tasks: tuple[TaskPlanned, ...] = ()
    """Pick tasks made at once, when it was released."""


def create_outbound(
    session: Session,
    actor: Actor,
    warehouse_id: int,
    *,
    clock: Clock,
    order_ids: Collection[int] = (),
    line_ids: Collection[int] = (),
    wanted: Mapping[int, int] | None = None,
    release_now: bool = False,
) -> list[OutboundCreated]:
    """Make expense orders of everything the dispositions given still let go.

    One order serves all of them, whatever their companies, unless no room of the warehouse has
    everything: then there is one order per room. Both tables are filled.

    Args:
        order_ids: documents whose every open line is wanted.
        line_ids: single disposition lines wanted.
        wanted: disposition line → thousandths: of these lines so much and no more, as a trip
            carries. Lines given otherwise are wanted whole.
        release_now: give them to picking at once.

    Raises:
        NothingToShip: no line lets anything more go.
        NotForWarehouse: a disposition is of another warehouse, or not to be fulfilled.
        NotOrdered: the warehouse ships by invoice.
        OverDisposition: a line lets less go than is wanted of it.
        Forbidden, NotFound; LotsShort, NotThereToShip where it ships in one step.
    """
    actor.require(Permission.OUTBOUND_CREATE, what=OUTBOUND_ORDER.name)
    actor.require_warehouse(warehouse_id)
    site = site_of(session, warehouse_id)
    if not site.ordered:
        raise NotOrdered(warehouse=site.name)
    parts = wanted or {}
    lines = set(line_ids) | parts.keys()
    headers = lock_dispositions(session, actor, warehouse_id, order_ids, lines)
    why = _wanted(session, headers, warehouse_id, order_ids, lines)
    why = _parts(session, site, why, parts)
    if not why:
        raise NothingToShip(warehouse=site.name, count=len(headers))
    by_room: dict[int, list[WhyRow]] = {0: why}
    if site.rooms:
        by_room = by_rooms(why, rooms_holding(session, warehouse_id, {row.item_id for row in why}))
    created = [
        _create_one(session, actor, site, room, rows, headers, clock=clock)
        for room, rows in by_room.items()
    ]
    used = sorted({row.disposition_document_id for row in why})
    if not site.by_statuses:
        found = [_ship_at_once(session, actor, site, *one, clock=clock) for one in created]
    else:
        refresh_states(session, used)
        found = [_as_created(order, tables) for order, tables in created]
        if release_now:
            found = [_released(session, actor, one, clock) for one in found]
    return found


def withdraw_outbound(
    session: Session, actor: Actor, outbound_id: int, *, clock: Clock
) -> OutboundOrder:
    """Take everything out of a prepared order; its dispositions wait for another one.

    Raises:
        IllegalTransition: it is not prepared; recall it first.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CREATE, clock)
    require_status(order, OutboundStatus.PREPARED)
    before = load_tables(session, outbound_id)
    lock_orders(session, before.order_ids)
    save_tables(
        session,
        actor,
        order,
        before,
        clock=clock,
        permission=Permission.OUTBOUND_CREATE,
        why=(),
        goods=(),
    )
    order.posted = False
    touch(session, order)
    record(session, actor, "outbound.withdrawn", OUTBOUND_ORDER.name, order.id)
    refresh_states(session, before.order_ids)
    return order


def _wanted(
    session: Session,
    headers: Sequence[DispositionHeader],
    warehouse_id: int,
    order_ids: Collection[int],
    line_ids: Collection[int],
) -> list[WhyRow]:
    """Return open lines: all of the orders asked for, and the single lines asked for."""
    found = open_lines(session, [header.id for header in headers], warehouse_id)
    return [
        WhyRow(
            line.disposition_document_id,
            line.disposition_line_id,
            line.company_id,
            line.item_id,
            line.variant_id,
            line.open,
        )
        for line in found
        if line.disposition_document_id in order_ids or line.disposition_line_id in line_ids
    ]


def _parts(
    session: Session, site: Site, why: Sequence[WhyRow], parts: Mapping[int, int]
) -> list[WhyRow]:
    """Return *why* with no more of a line than is wanted of it.

    Raises:
        OverDisposition: a line lets less go.
    """
    open_ = {row.disposition_line_id: row.quantity for row in why}
    over = [line for line, asked in parts.items() if asked > open_.get(line, 0)]
    if over:
        raise over_lines(session, site.name, {line: parts[line] for line in over})
    return [replace(row, quantity=parts.get(row.disposition_line_id, row.quantity)) for row in why]


def _create_one(
    session: Session,
    actor: Actor,
    site: Site,
    room_id: int,
    why: Sequence[WhyRow],
    headers: Sequence[DispositionHeader],
    *,
    clock: Clock,
) -> tuple[OutboundOrder, Tables]:
    """Make one expense order with both tables, and post what it orders."""
    used = {row.disposition_document_id for row in why}
    served = [header for header in headers if header.id in used]
    partners = list(dict.fromkeys(header.partner for header in served))
    dates = [header.ship_date for header in served if header.ship_date is not None]
    order = cast(
        OutboundOrder,
        create(
            session,
            actor,
            OUTBOUND_ORDER.name,
            clock=clock,
            basis_id=served[0].id,
            warehouse_id=site.id,
            partner_id=served[0].partner_id if len(partners) == 1 else None,
            room_id=room_id,
            shipping_cell_id=site.shipping_cell_id if site.by_cells else 0,
            ship_date=min(dates, default=None),
            recipient=", ".join(partners),
            checked_from=None,
        ),
    )
    base_on(session, order, [header.id for header in served[1:]])
    order.posted = True
    goods = goods_from(why)
    a_rows = [asdict(row) | {"line_no": at} for at, row in enumerate(why, 1)]
    b_rows = [asdict(row) | {"line_no": at} for at, row in enumerate(goods, 1)]
    save_lines(session, actor, order, OutboundDispositionLine, a_rows, clock=clock, first_time=True)
    save_lines(session, actor, order, OutboundGoodsLine, b_rows, clock=clock, first_time=True)
    entries = [
        {
            "line": at,
            "disposition_line_id": row.disposition_line_id,
            "item_id": row.item_id,
            "variant_id": row.variant_id,
            "company_id": row.company_id,
            "ordered": row.quantity,
        }
        for at, row in enumerate(why, 1)
    ]
    ledger.post(session, order.id, order.date, {DISPOSITIONS: entries}, first_time=True)
    return order, Tables(tuple(why), tuple(goods), {})


def _as_created(order: OutboundOrder, tables: Tables) -> OutboundCreated:
    return OutboundCreated(
        id=order.id,
        number=order.number_text,
        version=order.version,
        status=OutboundStatus(order.status),
        room_id=order.room_id,
        lines=len(tables.why),
        order_ids=tuple(tables.order_ids),
    )


def _released(
    session: Session, actor: Actor, one: OutboundCreated, clock: Clock
) -> OutboundCreated:
    done = release(session, actor, one.id, clock=clock)
    return replace(one, status=OutboundStatus.TO_PICK, version=done.version, tasks=done.tasks)


def _ship_at_once(
    session: Session,
    actor: Actor,
    site: Site,
    order: OutboundOrder,
    tables: Tables,
    *,
    clock: Clock,
) -> OutboundCreated:
    """Ship a new order where statuses are not used: one step from disposition to gone."""
    loaded = load_tables(session, order.id)
    loaded = fill_lots_of(
        session, actor, order, loaded, clock=clock, permission=Permission.OUTBOUND_CREATE
    )
    going = [replace(row, action=LineAction.SHIP) for row in loaded.goods]
    loaded = save_tables(
        session,
        actor,
        order,
        loaded,
        clock=clock,
        permission=Permission.OUTBOUND_CREATE,
        goods=going,
    )
    leave(session, actor, order, site, loaded, clock=clock, permission=Permission.OUTBOUND_CREATE)
    return _as_created(order, tables)
