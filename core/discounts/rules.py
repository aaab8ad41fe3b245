"""Arithmetic of bonus points: lots, what they are worth, how much of a sale they pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

POINT = 100
"""Hundredths in one point."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What a bonus programme says."""

    id: int
    name: str
    rate_minor: int
    """Minor units that one point pays."""
    delay_days: int
    life_days: int
    """0: points live for ever."""
    max_share: int
    """Hundredths of a percent of a sale."""

    def lot(self, on: dt.date) -> tuple[str, str]:
        """Return the first and the last day that points of a sale on *on* can be spent, as text."""
        starts = on + dt.timedelta(days=self.delay_days)
        if not self.life_days:
            return starts.isoformat(), ""
        return starts.isoformat(), (starts + dt.timedelta(days=self.life_days - 1)).isoformat()

    def worth(self, points: int) -> int:
        """Return the minor units that *points* (hundredths) pay, rounded down."""
        return points * self.rate_minor // POINT

    def points_for(self, amount_minor: int) -> int:
        """Return the hundredths of a point that pay an amount, rounded up."""
        return -(-amount_minor * POINT // self.rate_minor)

    def most(self, total_minor: int) -> int:
        """Return the minor units of a sale that points may pay, rounded down."""
        return total_minor * self.max_share // 10_000


@dataclass(frozen=True, slots=True)
class Lot:
    """Points of one card that came and go together."""

    starts: str
    expires: str
    """"" is never."""
    points: int
    """Hundredths."""

    def spendable(self, on: dt.date) -> bool:
        """Tell whether they can be spent on a day."""
        day = on.isoformat()
        return self.starts <= day and not self.expired(on)

    def expired(self, on: dt.date) -> bool:
        """Tell whether their last day is over."""
        return bool(self.expires) and self.expires < on.isoformat()


@dataclass(frozen=True, slots=True)
class PointsBalance:
    """The points of a card on a day, in hundredths."""

    available: int
    pending: int
    """Cannot be spent yet."""
    expired: int
    """Their last day is over, and nobody has written them off yet."""
    lots: tuple[Lot, ...]
    """In the order in which they are spent, then those that cannot be spent."""


def balance_of(lots: Iterable[Lot], on: dt.date) -> PointsBalance:
    """Return what lots come to on a day."""
    kept = sorted((lot for lot in lots if lot.points), key=_order)
    available = [lot for lot in kept if lot.spendable(on)]
    expired = [lot for lot in kept if lot.expired(on)]
    pending = [lot for lot in kept if not lot.spendable(on) and not lot.expired(on)]
    return PointsBalance(
        sum(lot.points for lot in available),
        sum(lot.points for lot in pending),
        sum(lot.points for lot in expired),
        (*available, *pending, *expired),
    )


def _order(lot: Lot) -> tuple[str, str]:
    """Sort what expires first to the front; what never does comes last."""
    return (lot.expires or "9", lot.starts)


def spend(lots: Sequence[Lot], points: int, on: dt.date) -> tuple[Lot, ...] | None:
    """Return the lots that *points* are taken from, soonest to expire first; None: too few."""
    taken = []
    left = points
    for lot in sorted(lots, key=_order):
        if left and lot.points > 0 and lot.spendable(on):
            part = min(left, lot.points)
            taken.append(Lot(lot.starts, lot.expires, part))
            left -= part
    return None if left else tuple(taken)
