"""Rounding of prices (domain §4.2): precision, mode, psychological shift, ranges. Pure.

A price is rounded by the range that the unrounded price falls into. Prices are exact rationals of
minor units, so a half is a half.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from core.kernel.errors import BadValue
from core.kernel.money import Money, require_no_less


class RoundingMode(StrEnum):
    """Which neighbour a price between two steps becomes."""

    ARITHMETIC = "arithmetic"
    """The nearer one; a half goes up."""
    UP = "up"
    """Always up (в большую сторону)."""
    DOWN = "down"
    """Always down (в меньшую сторону)."""


@dataclass(frozen=True, slots=True)
class RoundingRange:
    """How prices from a lower bound on are rounded."""

    since_minor: int
    """The range begins with this unrounded price; the next range ends it."""
    precision_minor: int
    """The price becomes a multiple of it: 1 is kopecks, 1 000 is ten roubles; above 0."""
    mode: RoundingMode = RoundingMode.ARITHMETIC
    shift_minor: int = 0
    """Taken off after rounding, so that 250.00 becomes 249.90; below 0 adds."""

    def __post_init__(self) -> None:
        require_no_less("precision_minor", self.precision_minor, 1)
        require_no_less("since_minor", self.since_minor)


KOPECKS = RoundingRange(0, 1)
"""Half up to a minor unit: what a price that no range covers is rounded by."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """A rounded price and how it came about."""

    price_minor: int
    to_precision_minor: int
    """Before the shift."""
    by: RoundingRange


@dataclass(frozen=True, slots=True)
class Rounding:
    """All ranges of a price type, or of a price group in it."""

    ranges: tuple[RoundingRange, ...] = ()
    """By rising lower bound, no two alike; empty: to kopecks."""
    _bounds: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.ranges, key=lambda one: one.since_minor))
        bounds = tuple(one.since_minor for one in ordered)
        if len(set(bounds)) != len(bounds):
            raise BadValue(what="ranges", value=tuple(map(Money, bounds)), expected="≠")
        object.__setattr__(self, "ranges", ordered)
        object.__setattr__(self, "_bounds", bounds)

    def range_of(self, numerator: int, denominator: int = 1) -> RoundingRange:
        """Return the range of the unrounded price numerator / denominator, in minor units."""
        # A lower bound is whole, so the price is at or above it exactly when its whole part is.
        place = bisect_right(self._bounds, numerator // denominator)
        return self.ranges[place - 1] if place else KOPECKS

    def rounded(self, numerator: int, denominator: int = 1) -> Rounded:
        """Return the price numerator / denominator (minor units, not below 0) rounded.

        A price above zero never becomes zero or less: where the shift would do that it is left
        out, and where the precision would, one step of it is taken.
        """
        by = self.range_of(numerator, denominator)
        whole = steps(numerator, denominator * by.precision_minor, by.mode) * by.precision_minor
        if numerator > 0 and whole <= 0:
            whole = by.precision_minor
        shifted = whole - by.shift_minor
        if shifted < 0 or (shifted == 0 and numerator > 0):
            shifted = whole
        return Rounded(shifted, whole, by)

    def price(self, numerator: int, denominator: int = 1) -> int:
        """Return the rounded price only, in minor units."""
        return self.rounded(numerator, denominator).price_minor


TO_KOPECKS = Rounding()
"""What a price type without ranges does."""


def steps(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """Return the whole number that numerator / denominator (not below 0) becomes."""
    if mode is RoundingMode.UP:
        return -(-numerator // denominator)
    if mode is RoundingMode.DOWN:
        return numerator // denominator
    return (2 * numerator + denominator) // (2 * denominator)


def passes_threshold(old_minor: int | None, new_minor: int, threshold: int) -> bool:
    """Tell whether a new price differs enough to replace the old one: |Δ %| ≥ threshold.

    Args:
        old_minor: None: there is none yet, so whatever is new replaces it.
        threshold: hundredths of a percent of the old price; 0: any change replaces it.
    """
    if old_minor is None:
        return True
    if old_minor == new_minor:
        return False
    return abs(new_minor - old_minor) * 10_000 >= threshold * old_minor
