"""What is being sold, on which terms, to whom: everything that discounts may look at.

Frozen facts. Whoever prices something, an order, a receipt, a quotation, fills a cart in; nothing
here or in the engine reads a database or a clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.discounts.kinds import Accumulates, Period
from core.kernel.errors import BadValue
from core.kernel.money import line_amount


@dataclass(frozen=True, slots=True)
class CartLine:
    """One item being sold."""

    line_no: int
    """Unique within the cart."""
    item_id: int
    quantity: int
    """Thousandths of the base unit; not negative."""
    price_minor: int
    """Minor units per base unit, before any discount; not negative."""
    variant_id: int = 0
    price_group_id: int = 0
    """0: the item is in no price group."""
    segments: frozenset[int] = frozenset()
    """The item's segments."""
    groups: frozenset[int] = frozenset()
    """The item's group in the list of items and every group above it, for composed filters."""
    prices: Mapping[int, int] = field(default_factory=dict)
    """Price type → minor units per base unit, for discounts that give another price."""
    title: str = ""
    """What the item is called, for explanations; data."""

    @property
    def gross_minor(self) -> int:
        """The line before any discount, rounded half up."""
        return line_amount(self.price_minor, self.quantity)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The active loyalty card that was shown."""

    card_id: int
    kind_id: int
    birthday: dt.date | None = None
    """Of its owner; None: anonymous, or not known."""


@dataclass(frozen=True, slots=True)
class Manual:
    """A discount given by hand; it comes before automatic ones."""

    line_no: int | None = None
    """None: on the whole document, after those on lines."""
    percent: int | None = None
    """Hundredths of a percent; negative is a markup. Either this or an amount."""
    amount_minor: int | None = None
    """Of the line, or spread over the document; negative is a markup."""

    def __post_init__(self) -> None:
        if (self.percent is None) is (self.amount_minor is None):
            raise BadValue(what="manual discount", value="", expected="percent / amount")


@dataclass(frozen=True, slots=True)
class Accumulation:
    """Purchases that add up: whose, since when, of which items."""

    by: Accumulates
    period: Period
    days: int = 0
    """For `Period.DAYS`."""
    segment_id: int = 0
    """Only items of this segment; 0: all."""

    def bounds(self, on: dt.date) -> tuple[dt.date, dt.date]:
        """Return the first and the last day that count for a sale on *on*; the sale does not."""
        yesterday = on - dt.timedelta(days=1)
        month = on.replace(day=1)
        match self.period:
            case Period.ALL:
                return dt.date.min, yesterday
            case Period.MONTH:
                return month, yesterday
            case Period.LAST_MONTH:
                end = month - dt.timedelta(days=1)
                return end.replace(day=1), end
            case Period.QUARTER:
                return on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1), yesterday
            case Period.YEAR:
                return on.replace(month=1, day=1), yesterday
            case Period.DAYS:
                return on - dt.timedelta(days=self.days), yesterday


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """A document to be priced; 0 and the empty set are "none" or "not known"."""

    lines: tuple[CartLine, ...]
    on: dt.date
    """Business date of the sale."""
    now: dt.datetime
    """The moment of the sale in the zone of the company: its weekday and hour are looked at."""
    warehouse_id: int = 0
    agreement_id: int = 0
    price_type_id: int = 0
    """Which price list the prices of the lines are from."""
    partner_id: int = 0
    partner_segments: frozenset[int] = frozenset()
    payment_form: str = ""
    """A value of `PaymentForm`."""
    schedule_id: int = 0
    """The payment schedule."""
    card: CardFacts | None = None
    """None: no card was shown."""
    user_groups: frozenset[str] = frozenset()
    """Roles of the responsible person."""
    accumulated: Mapping[Accumulation, int] = field(default_factory=dict)
    """What `RuleBook.accumulations` asks for → minor units; an absent one counts as 0."""
    chosen: frozenset[int] = frozenset()
    """Discounts that a person picked from the list."""
    manual: tuple[Manual, ...] = ()

    def __post_init__(self) -> None:
        numbers = {line.line_no for line in self.lines}
        if len(numbers) != len(self.lines):
            raise BadValue(what="line_no", value=len(self.lines), expected="unique")
        for line in self.lines:
            if line.quantity < 0 or line.price_minor < 0:
                raise BadValue(what="line", value=line.line_no, expected=">= 0")
        for given in self.manual:
            if given.line_no is not None and given.line_no not in numbers:
                raise BadValue(what="manual discount", value=given.line_no, expected="line_no")
