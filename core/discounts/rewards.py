"""What a discount gives besides money: points, messages, cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from core.discounts.benefits import (
    NOTHING,
    WHOLE,
    Amounts,
    At,
    Refined,
    Times,
    at_lines,
    percentage,
)
from core.discounts.columns import Columns, Lines
from core.kernel.money import spread
from core.kernel.trace import Trace


@dataclass(frozen=True, slots=True)
class BonusPercent:
    """Бонусы, per cent of what is charged for the line; one point for one unit of currency."""

    programme_id: int
    percent: Refined
    """Hundredths of a percent."""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del times
        bases = at_lines(base, lines)
        column = self.percent.column(columns, lines)
        if column is None:
            return Amounts(lines, percentage(bases, self.percent.general))
        pairs = zip(bases, column, strict=True)
        return Amounts(lines, [(each * rate + 5_000) // WHOLE for each, rate in pairs])

    def tell(self, at: At) -> Trace:
        rate, refined = self.percent.of(at.group), self.percent.refines(at.group)
        facts = {"percent": rate, "base": at.left, "refined": refined}
        return Trace("gives-bonus-percent", facts)


@dataclass(frozen=True, slots=True)
class BonusSum:
    """Бонусы, so many points for the document, spread over its lines for the sake of returns."""

    programme_id: int
    points: int
    """Hundredths of a point."""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del columns
        bases = at_lines(base, lines)
        if sum(bases) <= 0:
            return NOTHING
        return Amounts(lines, spread(self.points * times.total, bases))

    def tell(self, at: At) -> Trace:
        return Trace("gives-bonus-sum", {"points": self.points, "times": at.times.total})


@dataclass(frozen=True, slots=True)
class Message:
    """Выдача сообщения to whoever sells."""

    text: str


@dataclass(frozen=True, slots=True)
class IssueCard:
    """Выдача карты лояльности: a card of this kind should be given."""

    card_kind_id: int
    title: str = ""


Notice = Message | IssueCard
