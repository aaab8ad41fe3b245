"""Reading a day of delivery: what is to be moved, by what, and what is planned already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.planning import day_queries, settings
from core.delivery.planning.day_shape import (
    DAY_END,
    DayStop,
    DayTrip,
    DayVehicle,
    DeliveryDay,
    Demand,
    Part,
    PartLine,
    Rates,
    Rest,
)
from core.delivery.planning.demands import Asked
from core.delivery.planning.parts import Pooling, pallets_of, part_id
from core.delivery.statuses import TripStatus
from core.delivery.trips.documents import sees_all_trips
from core.delivery.trips.readdressed import readdressed_of
from core.delivery.trips.rules import Tariff, aboard
from core.documents.preferences import Preference
from core.kernel.clock import Clock, SystemClock
from core.kernel.errors import BadValue, NotFound
from core.terms.statuses import DeliveryMethod

__all__ = ["DeliveryDay", "load_day", "load_rates"]


def load_day(
    session: Session, actor: Actor, day: date, warehouse_id: int, *, clock: Clock | None = None
) -> DeliveryDay:
    """Return what there is to plan on a day from a warehouse; fourteen statements for any day.

    The pool holds what is asked for by that day and on no trip yet: what should have gone earlier
    too.

    Args:
        clock: tells whether the day is today, and its zone when trips left; None: the clock of
            this machine.

    Raises:
        NotFound: no such warehouse.
        Forbidden: the actor may not see trips, or not of this warehouse.
    """
    actor.require(Permission.TRIP_READ, what="trip")
    if not sees_all_trips(actor):
        actor.require(Permission.TRIP_PLAN, what="trip")
    actor.require_warehouse(warehouse_id)
    clock = clock or SystemClock()
    rates = load_rates(session)
    home = day_queries.warehouse(session, warehouse_id)
    if home is None:
        raise NotFound(what="warehouse", key=warehouse_id)
    trips = day_queries.trips(session, day, warehouse_id)
    stored = _Stored(session, trips)
    asked = Asked(
        session,
        actor,
        warehouse_id,
        day=day,
        also=stored.documents,
        service=rates.service,
        addresses=(home.address_id, *(stop.address_id for stop in stored.stops)),
    )
    used = {trip.vehicle_id for trip in trips if trip.vehicle_id is not None}
    vehicles = _vehicles(day_queries.vehicles(session, day, warehouse_id, used), trips)
    now = _now(clock, day)
    maker = _Maker(asked, rates, clock, day)
    made = [maker.trip(row, stored) for row in trips]
    depot = asked.places.get(home.address_id)
    return DeliveryDay(
        day=day,
        warehouse_id=warehouse_id,
        warehouse=home.name,
        depot=depot if depot is not None and depot.located else None,
        rates=rates,
        vehicles=vehicles,
        trips=tuple(made),
        parts=(*maker.parts, *maker.pool(Pooling(vehicles, rates, now))),
        now=now,
    )


def load_rates(session: Session) -> Rates:
    """Return what is usual in planning; one statement."""
    found = day_queries.settings(session, [one.name for one in settings.ALL])

    def number(of: Preference[int]) -> int:
        try:
            return of.read(found[of.name]) if of.name in found else of.default
        except BadValue:
            return of.default

    return Rates(
        service=number(settings.SERVICE) * 60,
        unloading=number(settings.UNLOADING) * 60,
        loading=number(settings.LOADING) * 60,
        reloading=number(settings.RELOADING) * 60,
        pallet_dm3=number(settings.PALLET),
        unserved_minor=number(settings.UNSERVED) * 100,
    )


def _now(clock: Clock, day: date) -> int | None:
    """Return seconds from midnight if *day* is today; behind its end when it is over."""
    today = clock.business_date()
    if day > today:
        return None
    if day < today:
        return DAY_END + 1
    here = clock.now().astimezone(clock.zone)
    return here.hour * 3600 + here.minute * 60 + here.second


@dataclass
class _Stored:
    """Stops and lines of the trips of a day."""

    stops: Sequence[Row[Any]]
    lines: Mapping[int, list[Row[Any]]]
    """By stop."""
    documents: frozenset[int]
    readdressed: frozenset[int]
    """Trips whose addresses changed since they were planned."""

    def __init__(self, session: Session, trips: Iterable[Row[Any]]) -> None:
        ids = [trip.id for trip in trips]
        self.stops = day_queries.stops(session, ids)
        found: dict[int, list[Row[Any]]] = {}
        rows = day_queries.trip_lines(session, ids)
        for row in rows:
            found.setdefault(row.stop_id, []).append(row)
        self.lines = found
        self.documents = frozenset(row.disposition_document_id for row in rows)
        self.readdressed = frozenset(readdressed_of(session, ids))


class _Maker:
    """Makes trips and parts of what was read."""

    def __init__(self, asked: Asked, rates: Rates, clock: Clock, day: date) -> None:
        self.asked, self.rates, self.clock, self.day = asked, rates, clock, day
        self.parts: list[Part] = []
        self.taken: dict[int, list[int]] = {}
        """Document → numbers of its parts that are on trips."""

    def trip(self, row: Row[Any], stored: _Stored) -> DayTrip:
        """Return a trip; its parts are added to the others."""
        status = TripStatus(row.status)
        fixed = row.locked or status is not TripStatus.FORMING
        mine = [stop for stop in stored.stops if stop.document_id == row.id]
        last_locked = max((stop.stop_no for stop in mine if stop.locked), default=0)
        stops = [
            self._stop(row.id, stop, stored, locked=fixed or stop.stop_no <= last_locked)
            for stop in mine
        ]
        return DayTrip(
            id=row.id,
            version=row.version,
            number=row.number_text,
            status=status,
            vehicle=vehicle_key(row.vehicle_id, row.id),
            run=row.run,
            direction=row.direction,
            locked=row.locked,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            metres=row.metres,
            cost_minor=row.cost_minor,
            left_at=self._left(row),
            driver_id=row.driver_id,
            driver=row.driver or "",
            carrier_id=row.carrier_id,
            tariff=_tariff(row),
            metres_driven=row.metres_driven or 0,
            owed_minor=row.accrued_minor
            if row.carrier_id is not None and status is TripStatus.CLOSED
            else None,
            readdressed=row.id in stored.readdressed,
            stops=tuple(stops),
        )

    def _left(self, row: Row[Any]) -> int | None:
        """Return when a trip left; sent off on another day: when it was to leave, on its own."""
        if row.left_at is None:
            return None
        here = row.left_at.astimezone(self.clock.zone)
        if here.date() != self.day:
            loading = self.rates.loading if row.run <= 1 else self.rates.reloading
            return int(row.starts_at) + loading
        return int(here.hour) * 3600 + int(here.minute) * 60 + int(here.second)

    def _stop(self, trip_id: int, stop: Row[Any], stored: _Stored, *, locked: bool) -> DayStop:
        by_part: dict[tuple[int, int], list[Row[Any]]] = {}
        for line in stored.lines.get(stop.id, ()):
            key = (line.disposition_document_id, line.part_no)
            by_part.setdefault(key, []).append(line)
        found = [
            self._part(trip_id, stop, key, lines, locked=locked) for key, lines in by_part.items()
        ]
        self.parts.extend(found)
        return DayStop(
            id=stop.id,
            no=stop.stop_no,
            address_id=stop.address_id,
            window_from=stop.window_from,
            window_to=stop.window_to,
            arrives_at=stop.arrives_at,
            leaves_at=stop.leaves_at,
            locked=stop.locked,
            outcome=stop.outcome,
            parts=tuple(part.id for part in found),
            goods=tuple(
                (document, number, line.disposition_line_id, line.quantity)
                for (document, number), lines in by_part.items()
                for line in lines
            ),
        )

    def _part(
        self,
        trip_id: int,
        stop: Row[Any],
        key: tuple[int, int],
        rows: Sequence[Row[Any]],
        *,
        locked: bool,
    ) -> Part:
        document, number = key
        demand = self.asked.demands.get(document) or _stranger(document)
        known = demand.line_by_id
        self.taken.setdefault(document, []).append(number)
        lines = tuple(
            PartLine(
                disposition_line_id=row.disposition_line_id,
                item_id=row.item_id,
                variant_id=row.variant_id,
                item=row.item or "",
                quantity=row.quantity,
                weight_grams=aboard(row.weight_grams, row.quantity, row.planned),
                volume_cm3=aboard(row.volume_cm3, row.quantity, row.planned),
                places=row.places,
                amount_minor=line.amount_minor * row.quantity // line.quantity
                if (line := known.get(row.disposition_line_id)) is not None
                else 0,
            )
            for row in rows
        )
        volume = sum(line.volume_cm3 for line in lines)
        return Part(
            id=part_id(document, number),
            part_no=number,
            demand=demand,
            lines=lines,
            place=self.asked.places.get(stop.address_id),
            window_from=stop.window_from,
            window_to=stop.window_to,
            pallets_tenths=pallets_of(volume, self.rates),
            collect_minor=demand.collect_minor if number == 1 else 0,
            trip_id=trip_id,
            locked=locked,
        )

    def pool(self, pooling: Pooling) -> Iterable[Part]:
        """Yield the parts that are on no trip."""
        for demand in self.asked.demands.values():
            place = self.asked.places.get(demand.address_id or 0)
            yield from pooling.parts(demand, place, self.taken.get(demand.document_id, ()))


def _stranger(document_id: int) -> Demand:
    """Return a document on a trip that is of no kind trips are planned for."""
    return Demand(
        document_id=document_id,
        type="document",
        number=str(document_id),
        version=0,
        partner_id=None,
        partner="",
        method=DeliveryMethod.ERRAND,
        inbound=False,
        address_id=None,
        address_text="",
        window_from=0,
        window_to=DAY_END,
        ready_at=0,
        priority=0,
        vehicle_id=None,
        collect_minor=0,
        planned_on=None,
        contact="",
        phone="",
        note="",
    )


def vehicle_key(vehicle_id: int | None, trip_id: int) -> str:
    """Return what a vehicle is called in plans: "V3", or "T45" for trip 45 that has only a type."""
    return f"V{vehicle_id}" if vehicle_id is not None else f"T{trip_id}"


def _vehicles(rows: Sequence[Row[Any]], trips: Sequence[Row[Any]]) -> tuple[DayVehicle, ...]:
    runs: dict[int, int] = {}
    for trip in trips:
        if trip.vehicle_id is not None:
            runs[trip.vehicle_id] = runs.get(trip.vehicle_id, 0) + 1
    named = [_vehicle(row, runs.get(row.Vehicle.id, 0)) for row in rows]
    return (*named, *(_nameless(trip) for trip in trips if trip.vehicle_id is None))


def _vehicle(row: Row[Any], runs: int) -> DayVehicle:
    one, kind = row.Vehicle, row.VehicleType
    hired = row.per_trip_minor is not None
    return DayVehicle(
        id=vehicle_key(one.id, 0),
        vehicle_id=one.id,
        type_id=kind.id,
        type=kind.name,
        name=one.name,
        plate=one.plate,
        driver_id=one.driver_id,
        driver=row.driver or "",
        carrier_id=one.carrier_id,
        carrier=row.carrier or "",
        payload_kg=kind.payload_kg,
        volume_dm3=kind.volume_dm3,
        pallets_tenths=kind.pallets_tenths,
        size=kind.size,
        skills=frozenset(kind.skills),
        shift_from=one.shift_from,
        shift_to=one.shift_to,
        max_duration=one.max_duration,
        max_overtime=one.max_overtime,
        max_trips=max(one.max_trips, runs),
        breaks=tuple(
            Rest(start=rest["from"], end=rest["to"], duration=rest["duration"])
            for rest in sorted(one.breaks, key=lambda rest: int(rest["from"]))
        ),
        fixed_minor=row.per_trip_minor if hired else kind.fixed_minor,
        per_km_minor=row.per_km_minor if hired else kind.per_km_minor,
        per_hour_minor=row.per_hour_minor if hired else kind.per_hour_minor,
        per_overtime_hour_minor=0 if hired else kind.per_overtime_hour_minor,
        tariff=_tariff(row),
    )


def _tariff(row: Row[Any]) -> Tariff | None:
    if row.tariff_id is None:
        return None
    prices = {name: getattr(row, name) for name in day_queries.PRICES}
    return Tariff(row.tariff_id, row.tariff_type_id, row.since, **prices)


def _nameless(trip: Row[Any]) -> DayVehicle:
    """Return the vehicle of a trip of which only the type is known; it works all day."""
    kind = trip.VehicleType
    return DayVehicle(
        id=vehicle_key(None, trip.id),
        vehicle_id=None,
        type_id=kind.id,
        type=kind.name,
        name=kind.name,
        plate="",
        driver_id=trip.driver_id,
        driver=trip.driver or "",
        carrier_id=trip.carrier_id,
        carrier=trip.carrier or "",
        payload_kg=kind.payload_kg,
        volume_dm3=kind.volume_dm3,
        pallets_tenths=kind.pallets_tenths,
        size=kind.size,
        skills=frozenset(kind.skills),
        shift_from=0,
        shift_to=DAY_END,
        max_duration=DAY_END,
        max_overtime=0,
        max_trips=1,
        breaks=(),
        fixed_minor=kind.fixed_minor,
        per_km_minor=kind.per_km_minor,
        per_hour_minor=kind.per_hour_minor,
        per_overtime_hour_minor=kind.per_overtime_hour_minor,
        tariff=_tariff(trip),
    )
