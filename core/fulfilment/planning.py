"""Making pick tasks: what an expense order still needs, and from which cells it is fetched.

The number of statements depends on the number of tasks, not of lines. Goods that other open tasks
count on are not planned twice: whoever plans an item of a warehouse does so alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, text, update
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item
from core.documents.models import Document
from core.documents.operations import advance, create, locked
from core.fulfilment.models import OutboundGoodsLine, OutboundOrder
from core.fulfilment.pick_outcomes import TaskPlanned
from core.fulfilment.pick_rules import (
    Choice,
    Demand,
    Place,
    Route,
    Stop,
    choose,
    split_routes,
    still_wanted,
)
from core.fulfilment.statuses import LineAction
from core.fulfilment.task_errors import NothingToPick, PickedAlready
from core.fulfilment.task_models import PickTask, PickTaskLine
from core.fulfilment.task_statuses import UNFINISHED, LineState, PickTaskStatus
from core.fulfilment.task_type import PICK_TASK
from core.kernel.clock import Clock
from core.stock.models import CellMode, Warehouse

LINE = cast("Table", PickTaskLine.__table__)
TASK = cast("Table", PickTask.__table__)
DOCUMENT = cast("Table", Document.__table__)

_PAGE = {"insertmanyvalues_page_size": 5000}

_PROMISED = """
  SELECT l.cell_id, l.item_id, l.variant_id, l.packaging_id, l.lot_id,
         sum(l.planned - l.picked) AS quantity
  FROM pick_task_line l
  JOIN document d ON d.id = l.document_id
  WHERE l.item_id = ANY(:items) AND l.state IN ('open', 'postponed')
    AND d.warehouse_id = :warehouse
  GROUP BY l.cell_id, l.item_id, l.variant_id, l.packaging_id, l.lot_id
"""

_PLACES_IN_CELLS = text(
    f"""
WITH promised AS ({_PROMISED})
SELECT b.cell_id, b.item_id, b.variant_id, b.packaging_id, b.lot_id,
       (b.quantity - coalesce(p.quantity, 0))::bigint AS available,
       coalesce(k.quantity, 1) AS pack, t.expires, c.area_priority,
       (SELECT count(DISTINCT (o.item_id, o.variant_id)) FROM in_cells_balance o
        WHERE o.cell_id = b.cell_id AND o.quantity > 0) AS goods_in_cell,
       c.walk_order, c.section,
       EXISTS (SELECT FROM count_request r WHERE r.cell_id = b.cell_id
               AND r.item_id = b.item_id AND r.state = 'open' AND r.reason = 'short') AS suspect,
       i.weight_grams AS unit_grams, coalesce(k.weight_grams, 0) AS pack_grams
FROM in_cells_balance b
JOIN cell c ON c.id = b.cell_id
JOIN item i ON i.id = b.item_id
LEFT JOIN lot t ON t.id = b.lot_id
LEFT JOIN packaging k ON k.id = b.packaging_id
LEFT JOIN promised p ON (p.cell_id, p.item_id, p.variant_id, p.packaging_id, p.lot_id)
    = (b.cell_id, b.item_id, b.variant_id, b.packaging_id, b.lot_id)
WHERE b.item_id = ANY(:items) AND b.earmark_id = 0
  AND b.quantity > coalesce(p.quantity, 0)
  AND c.warehouse_id = :warehouse AND c.kind = 'storage' AND NOT c.retired
  AND (:room = 0 OR c.room_id = :room)
  AND c.id <> :without_cell
  AND (t.expires IS NULL OR t.expires >= :today)
  AND NOT EXISTS (SELECT FROM cell_block x WHERE x.cell_id = c.id AND x.lifted_at IS NULL
                  AND x.kind IN ('pick', 'full'))
"""  # noqa: S608 - built from a constant
)

_PLACES_ON_HAND = text(
    f"""
WITH promised AS ({_PROMISED}),
on_hand AS (
  SELECT b.item_id, b.variant_id, b.lot_id, sum(b.quantity) AS quantity
  FROM on_hand_balance b
  WHERE b.item_id = ANY(:items) AND b.warehouse_id = :warehouse AND b.quality = ''
    AND b.earmark_id = 0 AND b.quantity > 0 AND (:room = 0 OR b.room_id = :room)
  GROUP BY b.item_id, b.variant_id, b.lot_id
)
SELECT 0::bigint AS cell_id, b.item_id, b.variant_id, 0::bigint AS packaging_id, b.lot_id,
       (b.quantity - coalesce(p.quantity, 0))::bigint AS available, 1 AS pack, t.expires,
       1 AS area_priority, 1 AS goods_in_cell, 0 AS walk_order, '' AS section, false AS suspect,
       i.weight_grams AS unit_grams, 0 AS pack_grams
FROM on_hand b
JOIN item i ON i.id = b.item_id
LEFT JOIN lot t ON t.id = b.lot_id
LEFT JOIN promised p ON (p.cell_id, p.item_id, p.variant_id, p.lot_id)
    = (0, b.item_id, b.variant_id, b.lot_id)
WHERE b.quantity > coalesce(p.quantity, 0) AND (t.expires IS NULL OR t.expires >= :today)
"""  # noqa: S608 - built from a constant
)

_ALONE = text(
    "SELECT pg_advisory_xact_lock(CAST(:warehouse AS int), hash) FROM (SELECT DISTINCT"
    " hashint8(item) AS hash FROM unnest(CAST(:items AS bigint[])) item ORDER BY 1) hashes"
)
"""Serialises planning per item of a warehouse; hashes are taken in order, so nobody deadlocks."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where to plan."""

    warehouse_id: int
    cells: bool
    """False: balances are kept for the warehouse, not per cell."""
    room_id: int = 0
    """0: any room."""


def plan_tasks(
    session: Session,
    actor: Actor,
    outbound_id: int,
    *,
    clock: Clock,
    max_weight_grams: int | None = None,
) -> list[TaskPlanned]:
    """Make pick tasks for what an expense order needs and no task covers yet.

    Called again it plans only what is missing: after a shortage, a reduction, a correction. What
    the warehouse cannot serve stays unplanned (`unplanned` tells it).

    Args:
        max_weight_grams: no task heavier than this, except for one pack that is; None: no limit.

    Raises:
        NothingToPick: not one piece of what is wanted can be planned; no task was made.
        NotFound: no such order.
    """
    actor.require(Permission.OUTBOUND_RELEASE)
    order = locked(session, OutboundOrder, outbound_id)
    actor.require_warehouse(order.warehouse_id)
    wanted = _wanted(session, outbound_id)
    if not wanted:
        return []
    warehouse = session.get_one(Warehouse, order.warehouse_id)
    site = Site(warehouse.id, warehouse.cells is CellMode.STORAGE, order.room_id)
    choice = choose_places(session, site, wanted, clock)
    if not choice.stops:
        raise _nothing_to_pick(session, order, choice)
    destination = order.shipping_cell_id or warehouse.shipping_cell_id if site.cells else 0
    return [
        _make_task(session, actor, order, route, destination, clock)
        for route in split_routes(choice.stops, max_weight_grams)
    ]


def unplanned(session: Session, outbound_id: int) -> tuple[Demand, ...]:
    """Return what an expense order needs and no task covers."""
    return _wanted(session, outbound_id)


def choose_places(
    session: Session,
    site: Site,
    wanted: Sequence[Demand],
    clock: Clock,
    *,
    without_cell: int = -1,
) -> Choice:
    """Choose where *wanted* is fetched from; nobody else plans these goods until the end.

    Args:
        without_cell: a cell not to be looked into; -1: every cell.
    """
    items = {demand.item_id for demand in wanted}
    return choose(wanted, free_places(session, site, items, clock, without_cell=without_cell))


def free_places(
    session: Session,
    site: Site,
    items: Iterable[int],
    clock: Clock,
    *,
    without_cell: int = -1,
) -> list[Place]:
    """Return what lies where of *items*, less what open tasks count on.

    Left out: shipping, receiving, retired and blocked cells, lots past their date, bad quality.
    Nobody else plans these items of the warehouse until the transaction ends.
    """
    wanted = sorted(set(items))
    session.execute(_ALONE, {"warehouse": site.warehouse_id, "items": wanted})
    rows = session.execute(
        _PLACES_IN_CELLS if site.cells else _PLACES_ON_HAND,
        {
            "items": wanted,
            "warehouse": site.warehouse_id,
            "room": site.room_id,
            "today": clock.business_date(),
            **({"without_cell": without_cell} if site.cells else {}),
        },
    )
    return [Place(**row) for row in rows.mappings()]


def insert_lines(
    session: Session,
    task_id: int,
    stops: Iterable[tuple[Stop, dict[str, Any]]],
    first_line_no: int = 1,
) -> list[int]:
    """Write lines for *stops*, each with further columns of its own; return their ids in order."""
    rows = [
        {
            "document_id": task_id,
            "line_no": line_no,
            "cell_id": stop.place.cell_id,
            "item_id": stop.place.item_id,
            "variant_id": stop.place.variant_id,
            "packaging_id": stop.place.packaging_id,
            "lot_id": stop.place.lot_id,
            "planned": stop.quantity,
            "walk_order": stop.place.walk_order,
            **more,
        }
        for line_no, (stop, more) in enumerate(stops, start=first_line_no)
    ]
    ids = session.execute(
        insert(LINE).returning(LINE.c.id, sort_by_parameter_order=True),
        rows,
        execution_options=_PAGE,
    )
    return list(ids.scalars())


def withdraw_tasks(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> int:
    """Take back the tasks of an order that nobody has begun; return how many.

    Raises:
        PickedAlready: somebody works on one, or goods were picked; nothing is changed.
    """
    actor.require(Permission.OUTBOUND_RELEASE)
    locked(session, OutboundOrder, outbound_id)
    open_tasks = select(PickTask).where(
        PickTask.outbound_id == outbound_id,
        PickTask.status.in_([PickTaskStatus.PREPARED.value, PickTaskStatus.IN_WORK.value]),
    )
    tasks = session.scalars(open_tasks.order_by(PickTask.document_id).with_for_update()).all()
    started = set(
        session.scalars(
            select(LINE.c.document_id).where(
                LINE.c.document_id.in_([task.document_id for task in tasks]), LINE.c.picked > 0
            )
        )
    )
    for task in tasks:
        if task.status == PickTaskStatus.IN_WORK.value or task.document_id in started:
            raise PickedAlready(task=task.number_text)
    for task in tasks:
        advance(
            session,
            actor,
            task,
            PickTaskStatus.WITHDRAWN,
            clock=clock,
            permission=Permission.OUTBOUND_RELEASE,
        )
    session.execute(
        update(LINE)
        .where(LINE.c.document_id.in_([task.document_id for task in tasks]))
        .values(state=LineState.WITHDRAWN, reason=None)
    )
    return len(tasks)


def _nothing_to_pick(session: Session, order: OutboundOrder, choice: Choice) -> NothingToPick:
    first = choice.missing[0]
    return NothingToPick(
        order=order.number_text,
        item=session.get_one(Item, first.item_id).name,
        missing=first.quantity,
        items=len({(lack.item_id, lack.variant_id) for lack in choice.missing}),
        shortages=tuple((lack.item_id, lack.quantity) for lack in choice.missing),
    )


def _wanted(session: Session, outbound_id: int) -> tuple[Demand, ...]:
    """Return the lines to pick less what tasks picked or will pick.

    Goods that table B says stand in the shipping zone (action ship or keep) were picked for those
    lines, so only the rest of what was picked counts against the lines to pick.
    """
    goods = session.execute(
        select(
            OutboundGoodsLine.item_id,
            OutboundGoodsLine.variant_id,
            OutboundGoodsLine.quantity,
            OutboundGoodsLine.lot_id,
            OutboundGoodsLine.packaging_id,
            OutboundGoodsLine.action,
        )
        .where(OutboundGoodsLine.document_id == outbound_id)
        .order_by(OutboundGoodsLine.line_no)
    ).all()
    tasks = session.execute(
        select(
            LINE.c.item_id,
            LINE.c.variant_id,
            func.sum(LINE.c.picked),
            func.coalesce(
                func.sum(LINE.c.planned - LINE.c.picked).filter(LINE.c.state.in_(UNFINISHED)), 0
            ),
        )
        .join(TASK, TASK.c.document_id == LINE.c.document_id)
        .where(TASK.c.outbound_id == outbound_id)
        .group_by(LINE.c.item_id, LINE.c.variant_id)
    ).all()
    brought: dict[tuple[int, int], int] = {}
    for line in goods:
        if line.action is not LineAction.PICK:
            key = line.item_id, line.variant_id
            brought[key] = brought.get(key, 0) + line.quantity
    covered = {
        (item, variant): max(int(picked) - brought.get((item, variant), 0), 0) + int(coming)
        for item, variant, picked, coming in tasks
    }
    demands = [Demand(*line[:5]) for line in goods if line.action is LineAction.PICK]
    return still_wanted(demands, covered)


def _make_task(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    route: Route,
    destination: int,
    clock: Clock,
) -> TaskPlanned:
    task = create(
        session,
        actor,
        PICK_TASK.name,
        clock=clock,
        basis_id=order.id,
        warehouse_id=order.warehouse_id,
        partner_id=order.partner_id,
        permission=Permission.OUTBOUND_RELEASE,
        outbound_id=order.id,
        section=route.section,
        destination_cell_id=destination,
        weight_grams=route.grams,
    )
    insert_lines(session, task.id, ((stop, {}) for stop in route.stops))
    return TaskPlanned(
        id=task.id,
        number=task.number_text,
        section=route.section,
        lines=len(route.stops),
        weight_grams=route.grams,
    )
