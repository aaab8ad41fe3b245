"""Conditions of discounts (domain §4.3): when, how much, by whom, to whom.

A condition is a name and a check. A check weighs a whole cart at once, and tells about one line,
with what was wanted and what there is, when somebody asks why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from core.discounts.cart import Accumulation
from core.discounts.columns import NO_LINES, Columns, Lines
from core.discounts.kinds import Accumulates, Comparison, Criterion, Within
from core.discounts.scopes import ANYTHING, Scope
from core.kernel.trace import Trace


@dataclass(frozen=True, slots=True)
class Weighed:
    """Where a condition holds, and how many times over."""

    lines: Lines
    """None: for the document as a whole; an empty tuple: nowhere."""
    times: int | None = None
    """How many times over the document satisfies it, at least 1; None: it is not a matter of
    amounts, a card was shown or was not."""
    by_line: Mapping[int, int] | None = None
    """Times on each of `lines`, where every line is weighed by itself."""

    @property
    def holds(self) -> bool:
        """Whether it holds anywhere."""
        return self.lines is None or bool(self.lines)


HOLDS = Weighed(None)
NOWHERE = Weighed(NO_LINES)


def weighed(holds: bool) -> Weighed:
    """Return that something holds for the document, or does not."""
    return HOLDS if holds else NOWHERE


class Check(Protocol):
    """What a condition looks at."""

    def weigh(self, columns: Columns) -> Weighed:
        """Return where it holds."""
        ...

    def tell(self, columns: Columns, index: int) -> Trace:
        """Return what was wanted and what there is; facts without `name` and `met`."""
        ...


@dataclass(frozen=True, slots=True)
class Condition:
    """One entry of the catalogue of conditions."""

    id: int
    name: str
    check: Check = field(compare=False)


@dataclass(frozen=True, slots=True)
class Volume:
    """Разовый объём: how much of something is bought at once."""

    criterion: Criterion
    comparison: Comparison
    wanted: int
    """Thousandths, minor units or a count, as the criterion says."""
    within: Within = Within.DOCUMENT
    scope: Scope = ANYTHING
    """Only these items are measured."""

    def weigh(self, columns: Columns) -> Weighed:
        if self._by_line:
            return self._weigh_lines(columns)
        measured = self._document(columns)
        if not self.comparison.holds(measured, self.wanted):
            return NOWHERE
        return Weighed(None, self._times(measured)) if self._countable else HOLDS

    def tell(self, columns: Columns, index: int) -> Trace:
        actual = self._line(columns, index) if self._by_line else self._document(columns)
        where = "line" if self.within is Within.LINE else "document"
        code = f"condition-{self.criterion.value}-{where}"
        return Trace(
            code, {"sign": self.comparison.sign, "wanted": self.wanted, "actual": actual or 0}
        )

    @property
    def _by_line(self) -> bool:
        return self.within is Within.LINE or self.criterion is Criterion.EQUAL

    @property
    def _countable(self) -> bool:
        """Whether it can be satisfied several times over."""
        upwards = self.comparison in {Comparison.GE, Comparison.GT, Comparison.EQ}
        return upwards and self.wanted > 0

    def _times(self, measured: int) -> int:
        """Return how many times over *measured* is what was wanted."""
        return max(1, measured // self.wanted) if self._countable else 1

    def _document(self, columns: Columns) -> int:
        lines = self.scope.lines(columns)
        if self.criterion is Criterion.ITEMS:
            return len({columns.things[index] for index in columns.indexes(lines)})
        values = columns.gross if self.criterion is Criterion.SUM else columns.quantities
        return sum(values if lines is None else (values[index] for index in lines))

    def _line(self, columns: Columns, index: int) -> int | None:
        """Return what is measured of one line; None: it is not among the items."""
        lines = self.scope.lines(columns)
        return None if lines is not None and index not in lines else self._measure(columns, index)

    def _measure(self, columns: Columns, index: int) -> int:
        match self.criterion:
            case Criterion.SUM:
                return columns.gross[index]
            case Criterion.ITEMS:
                return 1
            case Criterion.EQUAL if self.within is Within.DOCUMENT:
                return columns.quantity_of_thing[columns.things[index]]
            case _:
                return columns.quantities[index]

    def _weigh_lines(self, columns: Columns) -> Weighed:
        by_line: dict[int, int] = {}
        total, counted = 0, set()
        together = self.criterion is Criterion.EQUAL and self.within is Within.DOCUMENT
        for index in columns.indexes(self.scope.lines(columns)):
            measured = self._measure(columns, index)
            if self.comparison.holds(measured, self.wanted):
                times = by_line[index] = self._times(measured)
                counts_as = columns.things[index] if together else index
                if counts_as not in counted:
                    counted.add(counts_as)
                    total += times
        return Weighed(tuple(by_line), total, by_line) if by_line else NOWHERE


@dataclass(frozen=True, slots=True)
class Accumulated:
    """Накопленный объём: what was bought before, over a period."""

    of: Accumulation
    comparison: Comparison
    wanted: int
    """Minor units."""

    def weigh(self, columns: Columns) -> Weighed:
        return weighed(self._known(columns) and self.comparison.holds(*self._sums(columns)))

    def tell(self, columns: Columns, index: int) -> Trace:
        del index
        since, until = self.of.bounds(columns.cart.on)
        facts: dict[str, object] = {
            "sign": self.comparison.sign,
            "wanted": self.wanted,
            "actual": self._sums(columns)[0],
            "until": until,
        }
        code = f"condition-accumulated-{self.of.by.value}"
        if since == dt.date.min:
            return Trace(code, facts)
        return Trace(f"{code}-since", {**facts, "since": since})

    def _known(self, columns: Columns) -> bool:
        cart = columns.cart
        if self.of.by is Accumulates.CARD:
            return cart.card is not None
        return cart.partner_id != 0

    def _sums(self, columns: Columns) -> tuple[int, int]:
        return columns.cart.accumulated.get(self.of, 0), self.wanted


@dataclass(frozen=True, slots=True)
class Hours:
    """Some hours of some weekdays."""

    weekdays: frozenset[int]
    """0 is Monday."""
    begin: int
    """Minutes after midnight, included."""
    end: int
    """Minutes after midnight, not included; not after *begin*: of the next day."""

    def hold(self, weekday: int, minute: int) -> bool:
        """Tell whether a moment lies in them; past midnight it is still the day they began on."""
        if self.begin < self.end:
            return weekday in self.weekdays and self.begin <= minute < self.end
        if minute >= self.begin:
            return weekday in self.weekdays
        return minute < self.end and (weekday - 1) % 7 in self.weekdays


@dataclass(frozen=True, slots=True)
class SaleTime:
    """Время продажи: weekdays and hours; any of them will do."""

    hours: tuple[Hours, ...]

    def weigh(self, columns: Columns) -> Weighed:
        now = columns.cart.now
        minute = now.hour * 60 + now.minute
        return weighed(any(each.hold(now.weekday(), minute) for each in self.hours))

    def tell(self, columns: Columns, index: int) -> Trace:
        del index
        now = columns.cart.now
        facts = {
            "weekday": now.weekday(),
            "time": f"{now:%H:%M}",
            "hours": tuple(
                (tuple(sorted(each.weekdays)), clock_time(each.begin), clock_time(each.end))
                for each in self.hours
            ),
        }
        return Trace("condition-time", facts)


def clock_time(minutes: int) -> str:
    """Write minutes after midnight as "09:30"; 1440 is "24:00"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class PaidBy:
    """Форма оплаты."""

    form: str
    """A value of `PaymentForm`."""

    def weigh(self, columns: Columns) -> Weighed:
        return weighed(columns.cart.payment_form == self.form)

    def tell(self, columns: Columns, index: int) -> Trace:
        del index
        actual = columns.cart.payment_form or None
        return Trace("condition-payment", {"wanted": self.form, "actual": actual})


@dataclass(frozen=True, slots=True)
class OnSchedule:
    """График оплаты."""

    schedule_id: int
    title: str = ""

    def weigh(self, columns: Columns) -> Weighed:
        return weighed(columns.cart.schedule_id == self.schedule_id)

    def tell(self, columns: Columns, index: int) -> Trace:
        del columns, index
        return Trace("condition-schedule", {"wanted": self.title or self.schedule_id})


@dataclass(frozen=True, slots=True)
class NoCard:
    """Карта не зарегистрирована: no loyalty card was shown."""

    def weigh(self, columns: Columns) -> Weighed:
        return weighed(columns.cart.card is None)

    def tell(self, columns: Columns, index: int) -> Trace:
        del columns, index
        return Trace("condition-no-card")


@dataclass(frozen=True, slots=True)
class HasCard:
    """За наличие карты: an active card of a kind was shown."""

    card_kind_id: int
    """0: of any kind."""
    title: str = ""

    def weigh(self, columns: Columns) -> Weighed:
        card = columns.cart.card
        return weighed(card is not None and self.card_kind_id in {0, card.kind_id})

    def tell(self, columns: Columns, index: int) -> Trace:
        del index
        shown = columns.cart.card is not None
        code = "condition-card" if self.card_kind_id else "condition-any-card"
        return Trace(code, {"wanted": self.title or self.card_kind_id, "shown": shown})


@dataclass(frozen=True, slots=True)
class OfGroup:
    """Группа пользователей: a role of the responsible person."""

    group: str

    def weigh(self, columns: Columns) -> Weighed:
        return weighed(self.group in columns.cart.user_groups)

    def tell(self, columns: Columns, index: int) -> Trace:
        del index
        actual = tuple(sorted(columns.cart.user_groups))
        return Trace("condition-group", {"wanted": self.group, "actual": actual or None})


@dataclass(frozen=True, slots=True)
class ClientOf:
    """Вхождение клиента в сегмент."""

    segment_id: int
    title: str = ""

    def weigh(self, columns: Columns) -> Weighed:
        return weighed(self.segment_id in columns.cart.partner_segments)

    def tell(self, columns: Columns, index: int) -> Trace:
        del columns, index
        return Trace("condition-client", {"wanted": self.title or self.segment_id})


@dataclass(frozen=True, slots=True)
class Birthday:
    """День рождения: so many days before and after that of the card's owner."""

    before: int
    after: int

    def weigh(self, columns: Columns) -> Weighed:
        card = columns.cart.card
        if card is None or card.birthday is None:
            return NOWHERE
        on = columns.cart.on
        return weighed(
            any(
                -self.before <= (on - birthday_in(card.birthday, year)).days <= self.after
                for year in range(max(on.year - 1, dt.MINYEAR), min(on.year + 1, dt.MAXYEAR) + 1)
            )
        )

    def tell(self, columns: Columns, index: int) -> Trace:
        del index
        card = columns.cart.card
        birthday = card.birthday if card is not None else None
        actual = None if birthday is None else f"{birthday:%d.%m}"
        facts = {"before": self.before, "after": self.after, "actual": actual}
        return Trace("condition-birthday", facts)


def birthday_in(birthday: dt.date, year: int) -> dt.date:
    """Return the birthday in *year*; the 29th of February is kept on 1 March of a common year."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)
