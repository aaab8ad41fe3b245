"""What a driver's prompts need of a trip: small frozen values that survive as JSON.

Quantities are thousandths of the base unit, money is kopecks, times of day are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.delivery.statuses import Outcome


@dataclass(frozen=True, slots=True)
class TripRow:
    """A trip as a row of the list."""

    id: int
    number: str
    vehicle: str
    driver: str
    on: str
    """The day of the trip, ISO."""

    stops: int
    told: int
    left: bool
    """False: it has not left the warehouse yet."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods that come back, all stops together."""

    name: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Trip:
    """The trip at hand."""

    id: int
    number: str
    vehicle: str
    open: bool
    """True: it is on its way, so outcomes may be told."""

    cash: int
    """Taken so far."""

    back: tuple[Goods, ...] = ()
    """What comes to our warehouse: told not to be handed over, or fetched."""

    fetches: bool = False
    """True: it does nothing but collect goods."""


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop as a row of the list."""

    id: int
    number: int
    client: str
    address: str
    opens: int
    closes: int
    outcome: Outcome
    items: tuple[int, ...] = ()
    """Ids of what is brought there: a thing in the wrong hands is told whose it is."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A line of what is brought to the stop."""

    id: int
    item_id: int
    """0: an errand; its name is what to do."""

    variant_id: int
    name: str
    unit: str
    quantity: int
    """0: an errand."""

    delivered: int
    outcome: Outcome
    reason_id: int
    """0: none of the book."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The stop at hand."""

    id: int
    number: int
    client: str
    address: str
    contact: str
    phone: str
    note: str
    documents: str
    """Numbers."""

    document_ids: tuple[int, ...]
    opens: int
    closes: int
    collect: int
    """Cash to take; 0: none."""

    places: int
    arrived: bool
    outcome: Outcome
    received: str
    collected: int
    lines: tuple[Drop, ...]
    fetches: bool = False
    """True: goods are collected here, not handed over."""

    @property
    def waiting(self) -> tuple[Drop, ...]:
        """Lines nobody has told of."""
        return tuple(line for line in self.lines if line.outcome is Outcome.PENDING)

    @property
    def served(self) -> bool:
        """True when something was handed over, or an errand done."""
        return any(line.outcome in {Outcome.DELIVERED, Outcome.PARTLY} for line in self.lines)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code that waits for the step before it."""

    text: str
    gtin: str | None = None
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of the book."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Drive:
    """Where a driver is: what he chose and said so far."""

    trips: tuple[TripRow, ...] = ()
    trip: Trip | None = None
    stops: tuple[StopRow, ...] = ()
    stop: Stop | None = None
    reasons: tuple[Reason, ...] = ()
    line: Drop | None = None
    """The line in hand; None: the whole stop is told of."""

    counted: int = 0
    """Counted of it by scanning; thousandths."""

    counting: bool = False
    """True after a second scan: the whole of the line is no longer suggested."""

    quantity: int = 0
    """Handed over of it, while the reason for the rest is asked."""

    outcome: Outcome = Outcome.REFUSED
    """Of what is not handed over, while the reason is asked."""

    received: str = ""
    """Who received, while the cash is asked."""

    past: tuple[Drop, ...] = ()
    """Lines as they were before each step at this stop, the last one last."""


NO_DRIVE = Drive()
