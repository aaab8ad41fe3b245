"""From the last pick to the shipping zone: moving on, reducing, marking ready.

Locks as in `core.fulfilment.outbound`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.operations import advance
from core.fulfilment.errors import NothingPicked, PickedDiffers, PicksLeft
from core.fulfilment.filling import opened_outbound, require_status
from core.fulfilment.models import OutboundOrder
from core.fulfilment.picked import as_stock, has_tasks, open_task, sums
from core.fulfilment.rules import (
    GoodsRow,
    Thing,
    ThingDifference,
    after_picking,
    differences,
    leaving,
    reasons_from,
    reduce_goods,
)
from core.fulfilment.site import Site, site_of
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.tables import (
    Tables,
    difference_facts,
    load_tables,
    require_lots,
    save_tables,
)
from core.fulfilment.task_queries import picked_goods
from core.kernel.clock import Clock
from core.sales.states import lock_orders, refresh_states

REDUCIBLE = (
    OutboundStatus.TO_PICK,
    OutboundStatus.TO_CHECK,
    OutboundStatus.CHECKED,
    OutboundStatus.TO_SHIP,
)
"""What may be reduced; a prepared order is edited, a check decides by itself."""


@dataclass(frozen=True, slots=True)
class PicksFinished:
    """Where an order stands after its last pick."""

    id: int
    number: str
    status: OutboundStatus
    """`to_pick` still: something is missing, and somebody has to decide."""
    short: tuple[ThingDifference, ...]
    """Expected: ordered; found: picked."""


def picks_finished(
    session: Session, actor: Actor, outbound_id: int, *, clock: Clock
) -> PicksFinished:
    """Move an order on when all its tasks, or the paper pick, are done.

    Lots and packages are copied from the picks. Short of something, it goes to the checker where
    picks are checked, and otherwise stays to be picked until somebody plans the rest or reduces
    it: a storekeeper at the end of his task is never refused.

    Raises:
        IllegalTransition: it is not being picked.
        PicksLeft: a task of it is open.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.PICK_WORK, clock)
    require_status(order, OutboundStatus.TO_PICK)
    _require_no_open_task(session, order)
    site = site_of(session, order.warehouse_id)
    tables = load_tables(session, outbound_id)
    picked = picked_goods(session, outbound_id)
    by_task = site.by_cells or has_tasks(session, outbound_id)
    goods = (
        after_picking(tables.goods, as_stock(picked))
        if by_task
        else [_brought(row) for row in tables.goods]
    )
    tables = save_tables(
        session, actor, order, tables, clock=clock, permission=Permission.PICK_WORK, goods=goods
    )
    short = _short(tables)
    if short and not site.check_picks:
        return PicksFinished(order.id, order.number_text, OutboundStatus.TO_PICK, tuple(short))
    return _move_on(session, actor, order, site, short, clock)


def ready_to_ship(
    session: Session, actor: Actor, outbound_id: int, *, clock: Clock
) -> OutboundOrder:
    """Mark a checked order as standing in the shipping zone.

    Raises:
        IllegalTransition: it is not checked.
        PickedDiffers: on an address warehouse, picked is not ordered: pick on, or reduce.
        LotsMissing: goods kept by lots have none.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CHECK, clock)
    require_status(order, OutboundStatus.CHECKED)
    tables = load_tables(session, outbound_id)
    require_picked(session, order, tables)
    require_lots(order, tables)
    advance(session, actor, order, OutboundStatus.TO_SHIP, clock=clock)
    return order


def reduce_to_picked(
    session: Session, actor: Actor, outbound_id: int, *, clock: Clock
) -> PicksFinished:
    """Cut an order down to what was picked; the rest of its dispositions is open again.

    From "to pick" it moves on as if its picks had just been finished.

    Raises:
        PicksLeft: a task of it is open.
        NothingPicked: nothing would be left; recall and withdraw it instead.
        IllegalTransition: it is prepared, being checked, or shipped.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_REDUCE, clock)
    require_status(order, *REDUCIBLE)
    _require_no_open_task(session, order)
    site = site_of(session, order.warehouse_id)
    before = load_tables(session, outbound_id)
    goods: Sequence[GoodsRow] = before.goods
    if site.by_cells or has_tasks(session, outbound_id):
        goods = after_picking(goods, as_stock(picked_goods(session, outbound_id)))
    wanted = leaving(row for row in goods if row.action is not LineAction.PICK)
    return _reduce(session, actor, order, site, before, goods, wanted, clock)


def reduce_outbound(
    session: Session,
    actor: Actor,
    outbound_id: int,
    wanted: Mapping[Thing, int],
    *,
    clock: Clock,
) -> PicksFinished:
    """Cut an order down to *wanted*, where picking goes by paper and a person tells what was found.

    Args:
        wanted: (item, variant) → thousandths; things that are absent stay as ordered.

    Raises: as `reduce_to_picked`; PickedDiffers on an address warehouse when more than picked.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_REDUCE, clock)
    require_status(order, *REDUCIBLE)
    _require_no_open_task(session, order)
    site = site_of(session, order.warehouse_id)
    before = load_tables(session, outbound_id)
    asked = leaving(before.goods)
    kept = {thing: min(wanted.get(thing, had), had) for thing, had in asked.items()}
    result = _reduce(session, actor, order, site, before, before.goods, kept, clock)
    if site.by_cells:
        require_picked(session, order, load_tables(session, outbound_id))
    return result


def require_picked(session: Session, order: OutboundOrder, tables: Tables) -> None:
    """On an address warehouse refuse an order of which picked is not ordered (domain §1.2).

    After a check the picks may exceed the order: what the checker did not find is still in the
    books of the shipping cell.

    Raises:
        PickedDiffers: with every item that differs.
    """
    if not site_of(session, order.warehouse_id).by_cells:
        return
    picked = sums(picked_goods(session, order.id))
    found = differences(leaving(tables.goods), picked)
    if order.check_round:
        found = [row for row in found if row.found < row.expected]
    if found:
        raise PickedDiffers(**difference_facts(session, order, found, "ordered", "picked"))


def _reduce(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    site: Site,
    before: Tables,
    goods: Sequence[GoodsRow],
    wanted: Mapping[Thing, int],
    clock: Clock,
) -> PicksFinished:
    """Cut both tables down to *wanted* and move on from "to pick"."""
    status = OutboundStatus(order.status)
    if not any(wanted.values()):
        raise NothingPicked(document=order.number_text)
    lock_orders(session, before.order_ids)
    cut = reduce_goods(goods, wanted)
    if status is OutboundStatus.TO_PICK:
        cut = [_brought(row) for row in cut]
    why, _ = reasons_from(before.why, wanted, {})
    save_tables(
        session,
        actor,
        order,
        before,
        clock=clock,
        permission=Permission.OUTBOUND_REDUCE,
        why=why,
        goods=cut,
    )
    refresh_states(session, before.order_ids)
    if status is OutboundStatus.TO_PICK:
        return _move_on(session, actor, order, site, (), clock)
    return PicksFinished(order.id, order.number_text, status, ())


def _brought(row: GoodsRow) -> GoodsRow:
    return row if row.action is LineAction.KEEP else replace(row, action=LineAction.SHIP)


def _move_on(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    site: Site,
    short: Sequence[ThingDifference],
    clock: Clock,
) -> PicksFinished:
    target = OutboundStatus.TO_CHECK if site.check_picks else OutboundStatus.TO_SHIP
    if target is OutboundStatus.TO_SHIP:
        require_lots(order, load_tables(session, order.id))
    permission = Permission.PICK_WORK
    if not actor.may(permission):
        permission = Permission.OUTBOUND_REDUCE
    advance(session, actor, order, target, clock=clock, permission=permission)
    return PicksFinished(order.id, order.number_text, target, tuple(short))


def _short(tables: Tables) -> list[ThingDifference]:
    """Return what is still to be picked."""
    brought = leaving(row for row in tables.goods if row.action is LineAction.SHIP)
    return differences(leaving(tables.goods), brought)


def _require_no_open_task(session: Session, order: OutboundOrder) -> None:
    found = open_task(session, order.id)
    if found is not None:
        raise PicksLeft(document=order.number_text, task=found[0], count=found[1])
