"""What rides on trips that are formed: the one place that writes their stops and lines.

    put_lines(session, actor, [Contents(trip, stops), Contents(other, ())], clock=clock)

However many trips, stops and lines there are, writing them takes the same number of statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.delivery.models import Trip, TripLine, TripStop
from core.delivery.places.models import Address
from core.delivery.statuses import TripStatus
from core.delivery.trips.carried import Goods, require_carried
from core.delivery.trips.documents import TRIP, require_trip_status
from core.documents.history import Noted, note
from core.documents.models import Document
from core.documents.operations import touch_all
from core.documents.rowsets import any_of, delete_rows, insert_rows, update_rows
from core.kernel.clock import Clock
from core.kernel.daytime import time_text
from core.kernel.errors import BadValue, NotFound
from core.kernel.quantity import format_quantity
from core.sales.states import lock_orders

STOP = cast("Table", TripStop.__table__)
LINE = cast("Table", TripLine.__table__)

Rows = dict[tuple[int, int], dict[str, Any]]
"""(trip, number from 1) → a stop, or a line, by names of columns."""


@dataclass(frozen=True, slots=True)
class LineGiven:
    """So much of a line of a document for a stop."""

    document_id: int
    """Of the disposition: an order, an errand."""
    quantity: int
    """Thousandths of the base unit; 0 for what has no goods."""
    disposition_line_id: int = 0
    """0: the document has no goods, as an errand."""
    item_id: int | None = None
    variant_id: int = 0
    weight_grams: int = 0
    volume_cm3: int = 0
    places: int = 0
    part_no: int = 1
    """Which part of the document's goods."""


@dataclass(frozen=True, slots=True)
class StopGiven:
    """A stop in the order of visits; seconds from midnight."""

    address_id: int
    window_from: int = 0
    window_to: int = 86_400
    arrives_at: int = 0
    """As planned; 0: not counted yet."""
    leaves_at: int = 0
    lines: tuple[LineGiven, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class TripPlanned:
    """What the plan of a trip comes to."""

    starts_at: int
    ends_at: int
    metres: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A trip, which the caller has locked, and everything that shall ride on it."""

    trip: Trip
    stops: Sequence[StopGiven]
    planned: TripPlanned | None = None
    """Times, way and cost of the plan; None: they stay."""
    made: bool = False
    """It was made just now: nobody has seen a version of it yet."""
    renewed: bool = False
    """It is planned by what its addresses are by now: the history tells, though nothing changed."""


def put_lines(
    session: Session, actor: Actor, given: Sequence[Contents], *, clock: Clock
) -> list[Trip]:
    """Make what is given the whole of what rides on these trips; flushed.

    Stops and lines keep their rows by position, so a plan written again changes nothing.

    Returns:
        The trips that were changed, their versions raised.

    Raises:
        CarriesTooMuch: a line would leave that rides more than its document lets go.
        TripGivenToLoading, TripMovedOn: a trip is not formed any more.
        BadValue: a quantity below 0, goods without quantity, a window that ends before it begins.
        NotFound: an address that is not there.
        Forbidden.
    """
    for one in given:
        actor.require(Permission.TRIP_PLAN, what=TRIP.name, key=one.trip.id)
        require_trip_status(one.trip, TripStatus.FORMING)
        _check_stops(one.stops)
    acting(session, actor, clock)
    _require_addresses(session, {stop.address_id for one in given for stop in one.stops})
    lock_orders(session, {line.document_id for _, line in _all_lines(given)})
    stops, lines = _stored(session, STOP, given), _stored(session, LINE, given)
    written = _write(session, given, stops, lines)
    for one in given:
        for name, value in asdict(one.planned).items() if one.planned is not None else ():
            setattr(one.trip, name, value)
    written |= {one.trip.id for one in given if one.renewed}
    changed = [one for one in given if one.trip.id in written or session.is_modified(one.trip)]
    touch_all(session, [one.trip for one in changed if not one.made])
    goods = [line_goods(line) for _, line in _all_lines(given)]
    require_carried(session, goods, kept=_kept(lines, given))
    _tell(session, [one for one in changed if one.trip.id in written], lines)
    return [one.trip for one in changed]


def line_goods(line: LineGiven) -> Goods:
    """Return which line of which document it is of."""
    return (line.document_id, line.disposition_line_id)


def _all_lines(given: Sequence[Contents]) -> list[tuple[int, LineGiven]]:
    return [(one.trip.id, line) for one in given for stop in one.stops for line in stop.lines]


def _check_stops(stops: Sequence[StopGiven]) -> None:
    for stop in stops:
        if stop.window_to < stop.window_from:
            raise BadValue(
                what="window_to",
                value=time_text(stop.window_to),
                expected=f"≥ {time_text(stop.window_from)}",
            )
        for line in stop.lines:
            least = 1 if line.disposition_line_id else 0
            if line.quantity < least:
                raise BadValue(
                    what="quantity",
                    value=format_quantity(line.quantity),
                    expected="> 0" if least else "≥ 0",
                )


def _require_addresses(session: Session, ids: set[int]) -> None:
    there = set(session.scalars(select(Address.id).where(Address.id == any_of(ids))))
    if ids - there:
        raise NotFound(what="address", key=min(ids - there))


def _stored(session: Session, table: Table, given: Sequence[Contents]) -> Rows:
    ids = {one.trip.id for one in given}
    rows = session.execute(select(table).where(table.c.document_id == any_of(ids))).mappings()
    number = _NUMBER[table]
    return {(row["document_id"], row[number]): dict(row) for row in rows}


_NUMBER = {STOP: "stop_no", LINE: "line_no"}


def _write(session: Session, given: Sequence[Contents], stops: Rows, lines: Rows) -> set[int]:
    """Write stops and lines; return the trips of which any was written.

    Stops that are too many go last: lines point to them until then.
    """
    wanted = {
        (one.trip.id, number): {name: getattr(stop, name) for name in _STOP_FIELDS}
        for one in given
        for number, stop in enumerate(one.stops, start=1)
    }
    made, changed = _put(session, STOP, _STOP_FIELDS, wanted, stops)
    ids = {key: row["id"] for key, row in stops.items()} | made
    written = changed | _put_lines(session, given, ids, lines)
    return written | _drop(session, STOP, wanted, stops)


_STOP_FIELDS = ("address_id", "window_from", "window_to", "arrives_at", "leaves_at", "locked")


def _put_lines(
    session: Session, given: Sequence[Contents], ids: Mapping[tuple[int, int], int], stored: Rows
) -> set[int]:
    wanted: Rows = {}
    for one in given:
        rows = [
            _line_row(ids[one.trip.id, number], line)
            for number, stop in enumerate(one.stops, start=1)
            for line in stop.lines
        ]
        wanted |= {(one.trip.id, number): row for number, row in enumerate(rows, start=1)}
    dropped = _drop(session, LINE, wanted, stored)
    return dropped | _put(session, LINE, _LINE_FIELDS, wanted, stored)[1]


def _line_row(stop_id: int, line: LineGiven) -> dict[str, Any]:
    return {
        "stop_id": stop_id,
        "disposition_document_id": line.document_id,
        "disposition_line_id": line.disposition_line_id,
        "part_no": line.part_no,
        "item_id": line.item_id,
        "variant_id": line.variant_id,
        "quantity": line.quantity,
        "planned": line.quantity,
        "weight_grams": line.weight_grams,
        "volume_cm3": line.volume_cm3,
        "places": line.places,
    }


_LINE_FIELDS = tuple(_line_row(0, LineGiven(0, 0)))


def _put(
    session: Session, table: Table, fields: Sequence[str], wanted: Rows, stored: Rows
) -> tuple[dict[tuple[int, int], int], set[int]]:
    """Add and change rows: a statement each; return the ids of new ones and the trips of all."""
    number = _NUMBER[table]
    fresh, altered = [], []
    for key, values in wanted.items():
        row = {"document_id": key[0], number: key[1], **values}
        old = stored.get(key)
        if old is None:
            fresh.append(row)
        elif any(old[name] != values[name] for name in fields):
            altered.append(row)
    update_rows(session, table, ("document_id", number), fields, altered)
    made = insert_rows(session, table, fresh, returning=("id", "document_id", number))
    ids = {(row[1], row[2]): row[0] for row in made}
    return ids, {row["document_id"] for row in (*fresh, *altered)}


def _drop(session: Session, table: Table, wanted: Rows, stored: Rows) -> set[int]:
    """Delete rows that are not wanted any more; return their trips."""
    gone = [row for key, row in stored.items() if key not in wanted]
    delete_rows(session, table, ("id",), gone)
    return {row["document_id"] for row in gone}


def _kept(stored: Rows, given: Sequence[Contents]) -> set[Goods]:
    """Return the goods of which no more rides on these trips than before."""
    before: Counter[Goods] = Counter()
    for row in stored.values():
        before[row["disposition_document_id"], row["disposition_line_id"]] += row["quantity"]
    after: Counter[Goods] = Counter()
    for _, line in _all_lines(given):
        after[line_goods(line)] += line.quantity
    return {goods for goods, quantity in after.items() if quantity <= before[goods]}


def _tell(session: Session, given: Sequence[Contents], stored: Rows) -> None:
    """Write into the history which documents rode on each trip, and which do now."""
    before: dict[int, dict[int, None]] = {one.trip.id: {} for one in given}
    after: dict[int, dict[int, None]] = {one.trip.id: {} for one in given}
    for key, row in sorted(stored.items()):
        before.get(key[0], {})[row["disposition_document_id"]] = None
    for trip_id, line in _all_lines(given):
        after[trip_id][line.document_id] = None
    ids = {key for found in (*before.values(), *after.values()) for key in found}
    named = select(Document.id, Document.number_text).where(Document.id == any_of(ids))
    numbers = {row.id: row.number_text for row in session.execute(named)}

    def told(found: Mapping[int, None]) -> str:
        return ", ".join(numbers[key] for key in found)

    note(
        session,
        [
            Noted(
                TRIP.name,
                one.trip.id,
                one.trip.version,
                "stops",
                told(before[one.trip.id]),
                told(after[one.trip.id]),
            )
            for one in given
        ],
    )


__all__ = [
    "Contents",
    "LineGiven",
    "StopGiven",
    "TripPlanned",
    "put_lines",
]
