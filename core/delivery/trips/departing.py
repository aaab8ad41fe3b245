"""The vehicle leaves, or did not: facts replace the plan (domain.md §2.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.operations import record
from core.catalog.models import Item
from core.delivery.errors import NotLoadedYet, OutcomesTold
from core.delivery.models import Trip, TripLine
from core.delivery.statuses import Outcome, TripStatus
from core.delivery.trips.documents import TRIP, require_trip_status
from core.delivery.trips.forming import opened_trip
from core.delivery.trips.releasing import order_stop, require_unordered, wanted_by_stop
from core.delivery.trips.riding import lines_of, outgoing, stops_of
from core.delivery.trips.rules import part_of
from core.documents.lines import save_lines
from core.documents.operations import advance
from core.fulfilment.creating import withdraw_outbound
from core.fulfilment.models import OutboundDispositionLine
from core.fulfilment.riding import LENT, Ridden, load_for, orders_of_trip, take_off
from core.fulfilment.shipping import unship
from core.fulfilment.site import site_of
from core.fulfilment.statuses import OutboundStatus
from core.kernel.clock import Clock
from core.sales.states import lock_orders


@dataclass(frozen=True, slots=True)
class TripLeft:
    """A trip that is on its way."""

    id: int
    number: str
    version: int
    lines: int
    left_behind: int
    """Lines of which less is on board than was planned."""
    without: tuple[str, ...] = ()
    """Numbers of expense orders it left without."""


def depart_trip(
    session: Session,
    actor: Actor,
    trip_id: int,
    *,
    clock: Clock,
    without_unshipped: bool = False,
) -> TripLeft:
    """Let the vehicle leave with what the trip's expense orders shipped.

    Where the warehouse ships in one step, or by invoices, everything planned is on board.

    Args:
        without_unshipped: leave without expense orders that are not shipped: those nobody has
            begun are dissolved, others wait for another trip.

    Raises:
        NotLoadedYet: expense orders are not shipped; nothing is changed.
        OrderedElsewhere, LotsShort, NotThereToShip: where the warehouse ships in one step.
        IllegalTransition, Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_RELEASE, clock)
    require_trip_status(trip, TripStatus.TO_LOAD)
    lock_orders(session, {line.disposition_document_id for line in lines_of(session, trip_id)})
    site = site_of(session, trip.warehouse_id)
    late: list[Ridden] = []
    if site.ordered and not site.by_statuses:
        _ship_in_one_step(session, actor, trip, clock)
    elif site.ordered:
        ridden = orders_of_trip(session, trip_id)
        late = [one for one in ridden if one.status is not OutboundStatus.SHIPPED and one.lines]
        if late and not without_unshipped:
            numbers = ", ".join(one.number for one in late)
            raise NotLoadedYet(document=trip.number_text, orders=numbers, count=len(late))
        take_off(session, actor, late, clock=clock)
    if site.ordered:
        _refill(session, actor, trip, clock)
    trip.left_at = clock.now()
    advance(session, actor, trip, TripStatus.DEPARTED, clock=clock)
    lines = lines_of(session, trip_id)
    return TripLeft(
        trip.id,
        trip.number_text,
        trip.version,
        len([line for line in lines if line.quantity or not line.disposition_line_id]),
        len([line for line in lines if line.quantity < line.planned]),
        tuple(one.number for one in late),
    )


def undepart_trip(session: Session, actor: Actor, trip_id: int, *, clock: Clock) -> TripLeft:
    """Say that the vehicle did not leave: the trip is loaded still, and carries what was planned.

    Raises:
        OutcomesTold: stops were told of already; take those outcomes back first.
        InvoicedAlready: what it shipped in one step is billed.
        IllegalTransition, Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_RELEASE, clock)
    require_trip_status(trip, TripStatus.DEPARTED)
    told = [stop for stop in stops_of(session, trip_id) if stop.outcome is not Outcome.PENDING]
    if told:
        raise OutcomesTold(document=trip.number_text, count=len(told))
    trip.left_at = None
    advance(
        session, actor, trip, TripStatus.TO_LOAD, clock=clock, permission=Permission.TRIP_RELEASE
    )
    site = site_of(session, trip.warehouse_id)
    if site.ordered and not site.by_statuses:
        _unship_in_one_step(session, actor, trip_id, clock)
    if site.ordered:
        _as_planned(session, actor, trip, clock)
    record(session, actor, "trip.undeparted", TRIP.name, trip.id)
    lines = lines_of(session, trip_id)
    return TripLeft(trip.id, trip.number_text, trip.version, len(lines), 0)


def shipped_for_trip(session: Session, trip_id: int) -> dict[int, int]:
    """Return disposition line → thousandths that the trip's expense orders shipped."""
    found: dict[int, int] = defaultdict(int)
    for one in orders_of_trip(session, trip_id):
        if one.status is OutboundStatus.SHIPPED:
            for line, quantity in one.lines.items():
                found[line] += quantity
    return dict(found)


def _ship_in_one_step(session: Session, actor: Actor, trip: Trip, clock: Clock) -> None:
    wanted = wanted_by_stop(session, trip.id)
    require_unordered(session, trip, wanted)
    for number, lines in wanted.items():
        ids = order_stop(session, actor, trip, lines, clock=clock)
        load_for(session, actor, ids, trip_id=trip.id, priority=number, clock=clock)


def _unship_in_one_step(session: Session, actor: Actor, trip_id: int, clock: Clock) -> None:
    lent = actor.lent(*LENT, Permission.OUTBOUND_SHIP)
    for one in orders_of_trip(session, trip_id):
        if one.status is OutboundStatus.SHIPPED:
            unship(session, lent, one.id, clock=clock)
            withdraw_outbound(session, lent, one.id, clock=clock)
        load_for(session, actor, [one.id], trip_id=0, priority=0, clock=clock)


def _refill(session: Session, actor: Actor, trip: Trip, clock: Clock) -> None:
    """Make the lines what was shipped; `planned` keeps the plan."""
    shipped = shipped_for_trip(session, trip.id)
    lines = lines_of(session, trip.id)
    leaving = {line.id for line in outgoing(session, lines)}
    rows: list[dict[str, Any]] = []
    for line in lines:
        quantity = line.quantity
        if line.id in leaving:
            quantity = min(shipped.get(line.disposition_line_id, 0), line.quantity)
            shipped[line.disposition_line_id] = shipped.get(line.disposition_line_id, 0) - quantity
        rows.append(_row(line) | {"planned": line.quantity, "quantity": quantity})
    more = {line: quantity for line, quantity in shipped.items() if quantity > 0}
    for line, row in zip(lines, rows, strict=True):
        if line.id in leaving:
            row["quantity"] += more.pop(line.disposition_line_id, 0)
    rows += _added(session, trip.id, rows, more)
    permission = Permission.TRIP_RELEASE
    save_lines(session, actor, trip, TripLine, rows, clock=clock, permission=permission)


def _added(
    session: Session,
    trip_id: int,
    rows: Sequence[Mapping[str, Any]],
    more: Mapping[int, int],
) -> list[dict[str, Any]]:
    """Return lines for goods that nobody planned: with the rest of their document, or first."""
    if not more:
        return []
    stops = stops_of(session, trip_id)
    of_document = {row["disposition_document_id"]: row["stop_id"] for row in rows}
    found = session.execute(
        select(
            OutboundDispositionLine.disposition_line_id,
            OutboundDispositionLine.disposition_document_id,
            OutboundDispositionLine.item_id,
            OutboundDispositionLine.variant_id,
            Item.weight_grams,
            Item.volume_cm3,
        )
        .join(Item, Item.id == OutboundDispositionLine.item_id)
        .where(
            OutboundDispositionLine.document_id.in_(_order_ids(session, trip_id)),
            OutboundDispositionLine.disposition_line_id.in_(more),
        )
        .distinct()
        .order_by(OutboundDispositionLine.disposition_line_id)
    ).all()
    return [
        {
            "line_no": len(rows) + number,
            "stop_id": of_document.get(document, stops[0].id),
            "disposition_document_id": document,
            "disposition_line_id": line,
            "item_id": item,
            "variant_id": variant,
            "quantity": more[line],
            "planned": 0,
            "weight_grams": part_of(grams, more[line], 1000),
            "volume_cm3": part_of(volume, more[line], 1000),
            "places": 0,
        }
        for number, (line, document, item, variant, grams, volume) in enumerate(found, start=1)
    ]


def _order_ids(session: Session, trip_id: int) -> Collection[int]:
    return [one.id for one in orders_of_trip(session, trip_id)]


def _as_planned(session: Session, actor: Actor, trip: Trip, clock: Clock) -> None:
    """Make the lines what was planned again; what nobody planned is not on the trip any more."""
    rows = [
        _row(line) | {"quantity": line.planned}
        for line in lines_of(session, trip.id)
        if line.planned or not line.disposition_line_id
    ]
    permission = Permission.TRIP_RELEASE
    save_lines(session, actor, trip, TripLine, rows, clock=clock, permission=permission)


def _row(line: TripLine) -> dict[str, Any]:
    return {
        name: getattr(line, name)
        for name in (
            "line_no",
            "stop_id",
            "disposition_document_id",
            "disposition_line_id",
            "item_id",
            "variant_id",
            "planned",
            "places",
        )
    }
