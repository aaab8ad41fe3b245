"""Filling tables A and B by hand: one from the other, lots by expiry, packages.

All of it while the order is prepared. Lock order as in `core.fulfilment.outbound`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.catalog.models import LotPolicy, Packaging
from core.documents.operations import check_version, locked
from core.fulfilment.dispositions import room_left
from core.fulfilment.errors import LotsShort, OverDisposition
from core.fulfilment.lots import lots_left
from core.fulfilment.models import OutboundOrder
from core.fulfilment.outbound_type import OUTBOUND_ORDER
from core.fulfilment.rules import (
    GoodsRow,
    Pack,
    StockRow,
    WhyRow,
    goods_from,
    leaving,
    reasons_from,
    split_into_packs,
    with_lots,
)
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.tables import (
    Tables,
    difference_facts,
    load_tables,
    save_tables,
)
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition
from core.sales.states import lock_orders


def opened_outbound(
    session: Session, actor: Actor, outbound_id: int, permission: Permission, clock: Clock
) -> OutboundOrder:
    """Return the expense order, locked, for an actor who has *permission* in its warehouse.

    Raises:
        Forbidden, NotFound.
    """
    actor.require(permission, what=OUTBOUND_ORDER.name, key=outbound_id)
    acting(session, actor, clock)
    order = locked(session, OutboundOrder, outbound_id)
    actor.require_warehouse(order.warehouse_id)
    return order


def require_status(order: OutboundOrder, *allowed: OutboundStatus) -> OutboundStatus:
    """Return the status of *order*.

    Raises:
        IllegalTransition: it is none of *allowed*.
    """
    status = OutboundStatus(order.status)
    if status not in allowed:
        raise IllegalTransition(
            machine=OUTBOUND_ORDER.name, current=status.value, target=allowed[0].value
        )
    return status


def save_outbound(
    session: Session,
    actor: Actor,
    outbound_id: int,
    version: int,
    *,
    clock: Clock,
    why: Sequence[WhyRow] | None = None,
    goods: Sequence[GoodsRow] | None = None,
) -> Tables:
    """Replace tables A and B of an order loaded at *version*, while it is prepared.

    Raises:
        Conflict: somebody changed it since.
        TablesDiffer: Σ B would not be Σ A; nothing is changed.
        OverDisposition: a disposition does not let so much go.
        IllegalTransition: it is not prepared any more.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CREATE, clock)
    check_version(session, order, version)
    require_status(order, OutboundStatus.PREPARED)
    before = load_tables(session, outbound_id)
    if why is not None:
        given = {row.disposition_document_id for row in why}
        lock_orders(session, given | set(before.order_ids))
    return save_tables(
        session,
        actor,
        order,
        before,
        clock=clock,
        permission=Permission.OUTBOUND_CREATE,
        why=why,
        goods=goods,
    )


def fill_b_from_a(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> Tables:
    """Make table B anew: one line to pick per item of table A.

    Raises:
        IllegalTransition: the order is not prepared any more.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CREATE, clock)
    require_status(order, OutboundStatus.PREPARED)
    before = load_tables(session, outbound_id)
    kept = [row for row in before.goods if row.action is LineAction.KEEP]
    return _save_goods(session, actor, order, before, [*goods_from(before.why), *kept], clock)


def fill_a_from_b(
    session: Session,
    actor: Actor,
    outbound_id: int,
    goods: Sequence[GoodsRow],
    *,
    clock: Clock,
) -> Tables:
    """Save *goods* as table B and make table A follow: cut from the last dispositions first.

    More than before is added to the first dispositions that still let something go.

    Raises:
        OverDisposition: no disposition lets so much go.
        IllegalTransition: the order is not prepared any more.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CREATE, clock)
    require_status(order, OutboundStatus.PREPARED)
    before = load_tables(session, outbound_id)
    lock_orders(session, before.order_ids)
    room = room_left(session, [row.disposition_line_id for row in before.why])
    why, refused = reasons_from(before.why, leaving(goods), room)
    if refused:
        facts = difference_facts(session, order, refused, "disposed", "asked")
        nothing = {"ordered": facts["disposed"], "shipped": 0, "invoiced": 0, "lines": ()}
        raise OverDisposition(**facts | nothing)
    return save_tables(
        session,
        actor,
        order,
        before,
        clock=clock,
        permission=Permission.OUTBOUND_CREATE,
        why=why,
        goods=goods,
    )


def split_packages(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> Tables:
    """Split table B into packagings, the largest first.

    Raises:
        IllegalTransition: the order is not prepared any more.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CREATE, clock)
    require_status(order, OutboundStatus.PREPARED)
    before = load_tables(session, outbound_id)
    packs: dict[int, list[Pack]] = defaultdict(list)
    for item, packaging, quantity in session.execute(
        select(Packaging.item_id, Packaging.id, Packaging.quantity).where(
            Packaging.item_id == func.any(literal(sorted(before.items), ARRAY(BigInteger))),
            Packaging.retired.is_(False),
        )
    ):
        packs[item].append(Pack(packaging, quantity))
    return _save_goods(session, actor, order, before, split_into_packs(before.goods, packs), clock)


def fill_lots(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> Tables:
    """Choose lots for table B by expiry, first expired first out, while the order is prepared.

    Raises:
        LotsShort: the warehouse does not have so much in lots that have not expired.
        IllegalTransition: the order is not prepared any more.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CREATE, clock)
    require_status(order, OutboundStatus.PREPARED)
    before = load_tables(session, outbound_id)
    return fill_lots_of(
        session, actor, order, before, clock=clock, permission=Permission.OUTBOUND_CREATE
    )


def fill_lots_of(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    before: Tables,
    *,
    clock: Clock,
    permission: Permission,
) -> Tables:
    """Choose lots by expiry for an order that is locked; nothing to do without items by lots.

    Raises:
        LotsShort: the warehouse does not have so much in lots that have not expired.
    """
    by_lots = {
        item for item, facts in before.items.items() if facts.lot_policy is not LotPolicy.NONE
    }
    open_rows = [
        row
        for row in before.goods
        if row.item_id in by_lots and not row.lot_id and row.action is not LineAction.KEEP
    ]
    if not open_rows:
        return before
    chosen, lacking = with_lots(open_rows, _lots_for(session, order, by_lots, clock))
    if lacking:
        raise LotsShort(**difference_facts(session, order, lacking, "asked", "available"))
    waiting = {id(row) for row in open_rows}
    goods = [row for row in before.goods if id(row) not in waiting] + chosen
    return _save_goods(session, actor, order, before, goods, clock, permission)


def _lots_for(
    session: Session, order: OutboundOrder, item_ids: set[int], clock: Clock
) -> list[StockRow]:
    site = order.warehouse_id or 0
    return lots_left(
        session, site, item_ids, clock.business_date(), room_id=order.room_id, without=order.id
    )


def _save_goods(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    before: Tables,
    goods: Sequence[GoodsRow],
    clock: Clock,
    permission: Permission = Permission.OUTBOUND_CREATE,
) -> Tables:
    return save_tables(
        session, actor, order, before, clock=clock, permission=permission, goods=goods
    )
