"""Expense orders and the trips they ride on.

Trips are defined above this package: their number, day and vehicle are all that a warehouse needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.operations import locked, touch
from core.fulfilment.creating import withdraw_outbound
from core.fulfilment.models import OutboundDispositionLine, OutboundOrder
from core.fulfilment.releasing import recall, release
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_models import PickTask
from core.fulfilment.task_queries import picked_goods
from core.fulfilment.task_statuses import PickTaskStatus
from core.kernel.clock import Clock

LENT = (Permission.OUTBOUND_CREATE, Permission.OUTBOUND_RELEASE)
"""What releasing a trip may do to the expense orders of its goods."""


@dataclass(frozen=True, slots=True)
class Ridden:
    """An expense order of a trip, or one that could be."""

    id: int
    number: str
    status: OutboundStatus
    lines: Mapping[int, int]
    """Disposition line → thousandths; empty: everything was withdrawn from it."""
    begun: bool
    """Somebody picks it, or has picked."""


def orders_of_trip(session: Session, trip_id: int) -> list[Ridden]:
    """Return the expense orders loaded for a trip, by id."""
    return _ridden(session, OutboundOrder.trip_id == trip_id)


def orders_apart(session: Session, line_ids: Iterable[int]) -> list[Ridden]:
    """Return the expense orders, not shipped yet and for no trip, that hold any of the lines."""
    wanted = literal(sorted(set(line_ids)), ARRAY(BigInteger))
    holding = select(OutboundDispositionLine.document_id).where(
        OutboundDispositionLine.disposition_line_id == func.any(wanted)
    )
    return _ridden(
        session,
        OutboundOrder.trip_id == 0,
        OutboundOrder.status != OutboundStatus.SHIPPED.value,
        OutboundOrder.document_id.in_(holding),
    )


def load_for(
    session: Session,
    actor: Actor,
    outbound_ids: Collection[int],
    *,
    trip_id: int,
    priority: int,
    clock: Clock,
) -> None:
    """Have expense orders ride on a trip, and give those that are prepared to picking.

    Args:
        priority: higher is picked first; 0 with trip 0 takes them off.

    Raises:
        As `release`.
    """
    lent = actor.lent(*LENT)
    for outbound_id in sorted(outbound_ids):
        order = locked(session, OutboundOrder, outbound_id)
        order.trip_id = trip_id
        order.priority = priority
        touch(session, order)
        if trip_id and order.status == OutboundStatus.PREPARED:
            release(session, lent, outbound_id, clock=clock)


def take_off(session: Session, actor: Actor, ridden: Collection[Ridden], *, clock: Clock) -> None:
    """Take expense orders off their trip: what nobody has begun is dissolved, the rest stays.

    Raises:
        PickedAlready: somebody has begun meanwhile.
    """
    lent = actor.lent(*LENT)
    for one in ridden:
        if not one.begun:
            if one.status is OutboundStatus.TO_PICK:
                recall(session, lent, one.id, clock=clock)
            withdraw_outbound(session, lent, one.id, clock=clock)
        load_for(session, actor, [one.id], trip_id=0, priority=0, clock=clock)


def _ridden(session: Session, *conditions: ColumnElement[bool]) -> list[Ridden]:
    session.flush()
    rows = session.execute(
        select(
            OutboundOrder.document_id,
            OutboundOrder.number_text,
            OutboundOrder.status,
            OutboundDispositionLine.disposition_line_id,
            OutboundDispositionLine.quantity,
        )
        .outerjoin(
            OutboundDispositionLine,
            OutboundDispositionLine.document_id == OutboundOrder.document_id,
        )
        .where(*conditions)
        .order_by(OutboundOrder.document_id)
    ).all()
    lines: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    heads: dict[int, tuple[str, OutboundStatus]] = {}
    for key, number, status, line, quantity in rows:
        heads[key] = (number, OutboundStatus(status))
        if line is not None:
            lines[key][line] += quantity
    at_work = set(
        session.scalars(
            select(PickTask.outbound_id).where(
                PickTask.outbound_id.in_(heads), PickTask.status == PickTaskStatus.IN_WORK.value
            )
        )
    )
    early = (OutboundStatus.PREPARED, OutboundStatus.TO_PICK)
    return [
        Ridden(
            key,
            number,
            status,
            dict(lines[key]),
            begun=status not in early
            or key in at_work
            or (status is OutboundStatus.TO_PICK and bool(picked_goods(session, key))),
        )
        for key, (number, status) in heads.items()
    ]
