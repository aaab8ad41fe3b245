"""Documents that want something moved, as planning sees them: read in seven statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.db.server_plans import plan_by_values
from core.delivery.places.rules import folded
from core.delivery.planning import day_queries, demand_queries
from core.delivery.planning.day_shape import DAY_END, Demand, DemandLine, Place
from core.delivery.planning.parts import UNIT
from core.terms.statuses import DeliveryMethod


class Asked:
    """Demands of a day, and the addresses they and its trips name."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        warehouse_id: int,
        *,
        day: date | None,
        also: Collection[int],
        service: int,
        addresses: Iterable[int | None] = (),
    ) -> None:
        """Read them.

        Args:
            day: whose pool is read; None: only the documents in *also*.
            also: documents that are read whatever they ask for.
            service: seconds a visit takes where an address says nothing.
            addresses: further addresses to read.
        """
        plan_by_values(session)
        found = _documents(session, actor, warehouse_id, day, also)
        texts = {demand.document_id: folded(demand.address_text) for demand in found}
        ids = {one for one in addresses if one is not None}
        ids |= {demand.address_id for demand in found if demand.address_id is not None}
        rows = day_queries.addresses(session, ids, set(texts.values()) - {""})
        self.places: Mapping[int, Place] = {row.Address.id: _place(row, service) for row in rows}
        by_text = {(row.Address.partner_id, row.Address.folded): row.Address.id for row in rows}
        self.demands: Mapping[int, Demand] = {
            demand.document_id: self._placed(demand, texts[demand.document_id], by_text)
            for demand in found
        }

    def _placed(
        self, demand: Demand, text: str, by_text: Mapping[tuple[int | None, str], int]
    ) -> Demand:
        """Return a demand with the address its text is that of, and the window kept there."""
        known = demand.address_id
        if known is None and text:
            known = by_text.get((demand.partner_id, text), by_text.get((None, text)))
        place = self.places.get(known) if known is not None else None
        if place is None:
            return demand
        found = replace(
            demand,
            address_id=known,
            contact=demand.contact or place.contact,
            phone=demand.phone or place.phone,
        )
        if (found.window_from, found.window_to) == (0, DAY_END):
            found = replace(found, window_from=place.window_from, window_to=place.window_to)
        return found


def _documents(
    session: Session, actor: Actor, warehouse_id: int, day: date | None, also: Collection[int]
) -> list[Demand]:
    orders = demand_queries.customer_orders(session, actor, day, warehouse_id, also)
    bought = demand_queries.supplier_orders(session, actor, day, warehouse_id, also)
    lines: dict[int, list[DemandLine]] = {}
    for row in demand_queries.order_lines(session, [row.id for row in orders], warehouse_id):
        lines.setdefault(row.document_id, []).append(_line(row))
    for row in demand_queries.supplier_lines(session, [row.id for row in bought]):
        lines.setdefault(row.document_id, []).append(_line(row))
    found = [
        _demand(row, inbound=inbound, lines=tuple(lines.get(row.id, ())))
        for rows, inbound in ((orders, False), (bought, True))
        for row in rows
    ]
    for row in demand_queries.errands(session, actor, day, warehouse_id, also):
        bare = (row.weight_grams, row.volume_cm3, row.places) if row.free else None
        demand = _demand(row, inbound=row.inbound, lines=())
        found.append(replace(demand, task=row.task, bare=bare, method=DeliveryMethod.ERRAND))
    return found


def _demand(row: Row[Any], *, inbound: bool, lines: tuple[DemandLine, ...]) -> Demand:
    asked = row.request_id is not None
    method = row.method if asked else DeliveryMethod.OWN_TO_CLIENT
    handed = method is DeliveryMethod.OWN_TO_CARRIER
    address = row.via_address_id if handed else row.address_id
    return Demand(
        document_id=row.id,
        type=row.type,
        number=row.number_text,
        version=row.version,
        partner_id=row.partner_id,
        partner=row.partner or "",
        method=method,
        inbound=inbound,
        address_id=address,
        address_text="" if handed else row.text,  # that of the client is the carrier's business
        window_from=row.window_from if asked else 0,
        window_to=row.window_to if asked else DAY_END,
        ready_at=row.ready_at if asked else 0,
        priority=row.priority if asked else 0,
        vehicle_id=row.vehicle_id,
        collect_minor=row.collect_minor if asked else 0,
        planned_on=row.wanted_on,
        contact=row.contact or "",
        phone=row.phone or "",
        note=row.note or "",
        lines=lines,
    )


def _line(row: Row[Any]) -> DemandLine:
    """Return a line; weighed by its pack where that is known, else by base units."""
    packed = bool(row.pack_quantity)
    by_pack = packed and (row.pack_weight or row.pack_volume)
    size = row.pack_quantity if packed else UNIT
    return DemandLine(
        line_id=row.id,
        item_id=row.item_id,
        variant_id=row.variant_id,
        item=row.item,
        rest=int(row.rest),
        quantity=row.quantity,
        amount_minor=int(row.amount_minor),
        unit_quantity=size,
        unit_weight=_whole(row.pack_weight if by_pack else 0, row.weight_grams, size),
        unit_volume=_whole(row.pack_volume if by_pack else 0, row.volume_cm3, size),
        packed=packed,
    )


def _whole(pack: int, unit: int, size: int) -> int:
    """Return the weight or volume of *size* thousandths; by base units where no pack tells."""
    return pack or -(-unit * size // UNIT)


def _place(row: Row[Any], service: int) -> Place:
    address = row.Address
    return Place(
        address_id=address.id,
        code=address.code,
        name=address.name,
        lat_e6=address.lat_e6,
        lon_e6=address.lon_e6,
        zone_id=address.zone_id or 0,
        zone=row.zone or "",
        pace=tuple(row.pace or ()),
        max_size=address.max_size,
        skills=frozenset(address.skills),
        service=address.service or service,
        contact=address.contact,
        phone=address.phone,
        note=address.note,
        window_from=address.window_from,
        window_to=address.window_to,
    )
