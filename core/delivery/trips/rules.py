"""Trips as arithmetic: what is aboard, what comes back, what a carrier is owed. Pure.

Quantities are thousandths of the base unit, money is kopecks; a *thing* is (item id, variant id).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.delivery.statuses import Outcome

Thing = tuple[int, int]

METRES, SECONDS, GRAMS = 1000, 3600, 1_000_000
"""In a kilometre, an hour, a tonne."""


def part_of(whole: int, quantity: int, of: int) -> int:
    """Return *whole* × *quantity* ÷ *of*, rounded half up; 0 when *of* is 0."""
    return (2 * whole * quantity + of) // (2 * of) if of else 0


def aboard(whole: int, quantity: int, planned: int) -> int:
    """Return how much of a weight or volume told of what was planned is on board.

    Args:
        planned: 0: nobody planned the line, and *whole* is of all that is on board.
    """
    return part_of(whole, quantity, planned) if planned else whole


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of a line of a trip."""

    outcome: Outcome
    delivered: int


def line_fate(quantity: int, delivered: int, told: Outcome = Outcome.REFUSED) -> LineFate:
    """Return the outcome of a line of which so much was handed over.

    Args:
        told: why nothing was, when nothing was.
    """
    if delivered >= quantity:
        return LineFate(Outcome.DELIVERED, quantity)
    if delivered > 0:
        return LineFate(Outcome.PARTLY, delivered)
    return LineFate(told if told in NOTHING_LEFT else Outcome.REFUSED, 0)


NOTHING_LEFT = frozenset({Outcome.REFUSED, Outcome.ABSENT})
"""Outcomes in which nothing was handed over."""


def stop_outcome(lines: Iterable[Outcome]) -> Outcome:
    """Return the outcome of a stop whose lines have these; pending while one is, or none are."""
    found = set(lines)
    if not found or Outcome.PENDING in found:
        return Outcome.PENDING
    return found.pop() if len(found) == 1 else Outcome.PARTLY


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Goods of a line of a trip that come back."""

    line_id: int
    company_id: int
    disposition_line_id: int
    thing: Thing
    quantity: int


@dataclass(frozen=True, slots=True)
class Gone:
    """Goods that left: where they stood, and as what."""

    thing: Thing
    packaging_id: int
    lot_id: int
    room_id: int
    cell_id: int
    quantity: int


def back_from(
    wanted: Sequence[Undelivered], gone: Sequence[Gone]
) -> list[tuple[Undelivered, Gone, int]]:
    """Return which goods come back to which place, line by line.

    The places they were taken from are filled in the order given. What is told to come back and
    never left is left out.
    """
    left = list(gone)
    found: list[tuple[Undelivered, Gone, int]] = []
    for line in wanted:
        rest = line.quantity
        for at, source in enumerate(left):
            part = min(rest, source.quantity) if source.thing == line.thing else 0
            if part:
                found.append((line, source, part))
                left[at] = replace(source, quantity=source.quantity - part)
                rest -= part
    return found


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a carrier takes; kopecks."""

    id: int
    vehicle_type_id: int | None
    """None: for any type that has no tariff of its own."""
    since: date
    per_trip_minor: int = 0
    per_km_minor: int = 0
    per_stop_minor: int = 0
    per_hour_minor: int = 0
    per_tonne_minor: int = 0
    at_least_minor: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What a trip was."""

    metres: int
    stops: int
    seconds: int
    grams: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What a trip costs by a tariff, part by part; kopecks."""

    tariff_id: int
    trip: int
    way: int
    stops: int
    time: int
    weight: int
    raised: int
    """What the minimum adds."""

    @property
    def amount(self) -> int:
        """All of it."""
        return self.trip + self.way + self.stops + self.time + self.weight + self.raised


def tariff_for(tariffs: Iterable[Tariff], vehicle_type_id: int | None, on: date) -> Tariff | None:
    """Return the tariff that holds on a day: the type's own before the common one, then the latest.

    Returns:
        None: the carrier has none that holds.
    """
    held = [
        tariff
        for tariff in tariffs
        if tariff.since <= on and tariff.vehicle_type_id in {None, vehicle_type_id}
    ]
    return max(
        held, key=lambda found: (found.vehicle_type_id is not None, found.since), default=None
    )


def owed(tariff: Tariff, work: Work) -> Owed:
    """Return what a trip costs; each part is rounded half up to a kopeck, as on a bill."""
    parts = (
        tariff.per_trip_minor,
        part_of(tariff.per_km_minor, work.metres, METRES),
        tariff.per_stop_minor * work.stops,
        part_of(tariff.per_hour_minor, work.seconds, SECONDS),
        part_of(tariff.per_tonne_minor, work.grams, GRAMS),
    )
    return Owed(tariff.id, *parts, raised=max(tariff.at_least_minor - sum(parts), 0))


@dataclass(frozen=True, slots=True)
class Due:
    """A document that cash collected at a stop may be for."""

    document_id: int
    amount_minor: int
    """What the driver was to collect for it; 0: nothing was told."""


def share_cash(collected_minor: int, dues: Sequence[Due]) -> list[tuple[int, int]]:
    """Return (document, kopecks) of what was collected at a stop.

    Each document gets what was to be collected for it, in the order given; what is over goes to
    the first.
    """
    rest = collected_minor
    shares: dict[int, int] = {}
    for due in dues:
        part = min(rest, due.amount_minor)
        shares[due.document_id] = shares.get(due.document_id, 0) + part
        rest -= part
    if rest and dues:
        shares[dues[0].document_id] += rest
    return [(document, amount) for document, amount in shares.items() if amount]
