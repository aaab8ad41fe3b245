"""Giving expense orders to picking, and taking them back.

Locks as in `core.fulfilment.outbound`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.operations import advance
from core.fulfilment.errors import NotByStatus, NothingToShip
from core.fulfilment.filling import fill_lots_of, opened_outbound, require_status
from core.fulfilment.models import OutboundOrder
from core.fulfilment.pick_outcomes import TaskPlanned
from core.fulfilment.planning import plan_tasks, withdraw_tasks
from core.fulfilment.site import site_of
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.tables import load_tables, require_equal
from core.fulfilment.task_errors import PickedAlready
from core.fulfilment.task_queries import picked_goods
from core.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class Released:
    """An order given to picking."""

    id: int
    number: str
    version: int
    tasks: tuple[TaskPlanned, ...]
    """Empty where picking goes by paper."""


def release(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> Released:
    """Give a prepared order to picking: pick tasks on an address warehouse, lots elsewhere.

    Raises:
        IllegalTransition: it is not prepared.
        NotByStatus: the warehouse ships in one step.
        NothingToShip: everything was withdrawn from it.
        NothingToPick: not one piece of it can be planned.
        LotsShort: no lots that have not expired cover it.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_RELEASE, clock)
    site = site_of(session, order.warehouse_id)
    if not site.by_statuses:
        raise NotByStatus(warehouse=site.name, document=order.number_text)
    tables = load_tables(session, outbound_id)
    if not tables.goods:
        raise NothingToShip(warehouse=site.name, count=0)
    require_equal(session, order, tables)
    if not site.by_cells:
        fill_lots_of(
            session, actor, order, tables, clock=clock, permission=Permission.OUTBOUND_RELEASE
        )
    advance(session, actor, order, OutboundStatus.TO_PICK, clock=clock)
    tasks = plan_tasks(session, actor, outbound_id, clock=clock) if site.by_cells else []
    return Released(order.id, order.number_text, order.version, tuple(tasks))


def recall(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> OutboundOrder:
    """Take an order back from picking while nobody has begun.

    Raises:
        IllegalTransition: it is not to be picked.
        PickedAlready: somebody works on a task of it.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_RELEASE, clock)
    require_status(order, OutboundStatus.TO_PICK)
    if picked_goods(session, outbound_id):
        raise PickedAlready(task=order.number_text)
    withdraw_tasks(session, actor, outbound_id, clock=clock)
    advance(
        session,
        actor,
        order,
        OutboundStatus.PREPARED,
        clock=clock,
        permission=Permission.OUTBOUND_RELEASE,
    )
    return order
