"""What a discount gives (Способ предоставления, domain §4.3), column-wise.

Rounding, everywhere: what is computed per line is rounded half up to a minor unit, once; what is
computed for the document is spread over its lines by largest remainder, so that nothing is lost.
No discount takes more from a line than the line has left; markups have no such limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Protocol

from core.discounts.columns import NO_LINES, Columns, Lines
from core.discounts.kinds import RoundingMode
from core.kernel.money import divide_half_up, spread
from core.kernel.trace import Trace

WHOLE = 10_000
"""100 % in hundredths of a percent."""


class Times:
    """How many times over a discount is given: for the document, and for each line."""

    __slots__ = ("_by_line", "total")

    def __init__(self, total: int = 1, by_line: Mapping[int, int] | None = None) -> None:
        self.total = total
        self._by_line = by_line

    def of(self, index: int) -> int:
        """Return the times on one line."""
        return self.total if self._by_line is None else self._by_line.get(index, 0)

    @property
    def alike(self) -> int | None:
        """The times on every line where they are the same; else None."""
        return self.total if self._by_line is None else None


ONCE = Times()


class Amounts(NamedTuple):
    """Amounts on some lines: minor units off (negative: on top), or hundredths of a point."""

    lines: Lines
    values: list[int]
    """One for each of `lines`."""


NOTHING = Amounts(NO_LINES, [])


@dataclass(frozen=True, slots=True)
class At:
    """One line, seen by the discount that is asked about it."""

    columns: Columns
    base: Sequence[int]
    """What each line of the cart costs before the discount."""
    lines: Lines
    """Where the discount is given."""
    times: Times
    index: int

    @property
    def left(self) -> int:
        """What the line costs before the discount."""
        return self.base[self.index]

    @property
    def group(self) -> int:
        """The price group of the line."""
        return self.columns.price_groups[self.index]

    @property
    def whole(self) -> int:
        """What all lines of the discount cost before it."""
        return sum(at_lines(self.base, self.lines))


class Benefit(Protocol):
    """What a discount gives."""

    LAST: ClassVar[bool]
    """Whether it is computed after everything else in its group: rounding of the document."""
    BY_LINES: ClassVar[bool]
    """Whether it is given only on lines that satisfy its conditions."""

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        """Return what it gives on *lines*; lines that get nothing by it are left out.

        Args:
            base: what each line of the cart costs before it; not negative.
        """
        ...

    def tell(self, at: At) -> Trace:
        """Return by which figures it gives what it gives on one line; without an amount."""
        ...


def at_lines(base: Sequence[int], lines: Lines) -> Sequence[int]:
    """Return what *lines* cost."""
    return base if lines is None else [base[index] for index in lines]


def percentage(bases: Sequence[int], hundredths: int) -> list[int]:
    """Return a percentage of each, rounded half away from zero; *bases* are not negative."""
    if hundredths >= 0:
        return [(base * hundredths + 5_000) // WHOLE for base in bases]
    return [-((base * -hundredths + 5_000) // WHOLE) for base in bases]


@dataclass(frozen=True, slots=True)
class Refined:
    """A value, and other values for some price groups."""

    general: int
    by_group: Mapping[int, int] = field(default_factory=dict)
    """Price group → value instead of the general one."""

    def of(self, group: int) -> int:
        """Return the value for an item of *group*."""
        return self.by_group.get(group, self.general)

    @property
    def downward(self) -> bool:
        """Whether no value is a markup."""
        return self.general >= 0 and all(value >= 0 for value in self.by_group.values())

    def column(self, columns: Columns, lines: Lines, most: int | None = None) -> list[int] | None:
        """Return the value of every line, at most *most*; None where all have the general one."""
        if not self.by_group:
            return None
        general, by_group = self.general, self.by_group
        if most is not None:
            general = min(general, most)
            by_group = {group: min(value, most) for group, value in by_group.items()}
        find = by_group.get
        return [find(group, general) for group in at_lines(columns.price_groups, lines)]

    def refines(self, group: int) -> bool:
        """Tell whether an item of *group* has a value of its own."""
        return group in self.by_group


@dataclass(frozen=True, slots=True)
class Percent:
    """Процент. Negative is a markup."""

    percent: Refined
    """Hundredths of a percent."""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del times
        bases = at_lines(base, lines)
        column = self.percent.column(columns, lines, WHOLE)
        if column is None:
            return Amounts(lines, percentage(bases, min(self.percent.general, WHOLE)))
        if self.percent.downward:
            pairs = zip(bases, column, strict=True)
            return Amounts(lines, [(each * rate + 5_000) // WHOLE for each, rate in pairs])
        values = [
            (each * rate + 5_000) // WHOLE if rate >= 0 else -((each * -rate + 5_000) // WHOLE)
            for each, rate in zip(bases, column, strict=True)
        ]
        return Amounts(lines, values)

    def tell(self, at: At) -> Trace:
        rate = self.percent.of(at.group)
        code = "gives-percent" if rate >= 0 else "gives-percent-markup"
        facts = {"percent": abs(rate), "base": at.left, "refined": self.percent.refines(at.group)}
        return Trace(code, facts, children=_cap(percentage([at.left], rate)[0], at.left))


def _cap(wanted: int, base: int) -> tuple[Trace, ...]:
    """Return the step that says a discount was cut to what the line has left."""
    if wanted <= base:
        return ()
    return (Trace("cap-line", {"wanted": wanted, "left": base}),)


@dataclass(frozen=True, slots=True)
class SumOnLine:
    """Сумма для каждой строки. Negative is a markup."""

    amount: Refined
    """Minor units."""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        bases = at_lines(base, lines)
        column = self.amount.column(columns, lines)
        alike = times.alike
        if column is None and alike is not None:
            wanted = self.amount.general * alike
            cut = [each if each < wanted else wanted for each in bases]  # noqa: FURB136 - faster
            return Amounts(lines, cut)
        column = column or [self.amount.general] * len(bases)
        values = [
            min(value * times.of(index), each)
            for index, value, each in zip(columns.indexes(lines), column, bases, strict=True)
        ]
        return Amounts(lines, values)

    def tell(self, at: At) -> Trace:
        value, times = self.amount.of(at.group), at.times.of(at.index)
        code = "gives-sum-line" if value >= 0 else "gives-sum-line-markup"
        refined = self.amount.refines(at.group)
        facts = {"value": abs(value), "times": times, "refined": refined}
        return Trace(code, facts, children=_cap(value * times, at.left))


@dataclass(frozen=True, slots=True)
class SumOnDocument:
    """Сумма, spread over the lines in proportion to what they cost. Negative is a markup."""

    amount: int
    """Minor units."""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del columns
        bases = at_lines(base, lines)
        left = sum(bases)
        if left <= 0:
            return NOTHING
        return Amounts(lines, spread(min(self.amount * times.total, left), bases))

    def tell(self, at: At) -> Trace:
        code = "gives-sum-document" if self.amount >= 0 else "gives-sum-document-markup"
        facts = {"value": abs(self.amount), "times": at.times.total, "base": at.left}
        children = _cap(self.amount * at.times.total, at.whole)
        return Trace(code, {**facts, "whole": at.whole}, children=children)


@dataclass(frozen=True, slots=True)
class FreeUnits:
    """Количество: of every so many units of one item some are free, as often as they are bought.

    Free are the units added last, so they lie in the last lines of the item.
    """

    every: int
    """Thousandths of the base unit, above 0."""
    free: int
    """Thousandths of the base unit; not more than `every`."""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del times
        found: dict[int, int] = {}
        for index, units in self._free(columns, lines).items():
            found[index] = share_of(base[index], units, columns.quantities[index])
        ordered = tuple(sorted(found))
        return Amounts(ordered, [found[index] for index in ordered])

    def tell(self, at: At) -> Trace:
        columns = at.columns
        given = columns.both(at.lines, tuple(columns.by_thing[columns.things[at.index]]))
        facts = {
            "every": self.every,
            "free": self.free,
            "bought": sum(columns.quantities[each] for each in columns.indexes(given)),
            "here": self._free(columns, given).get(at.index, 0),
        }
        return Trace("gives-quantity", facts)

    def _free(self, columns: Columns, lines: Lines) -> dict[int, int]:
        """Return line → thousandths that are free on it, for lines that have any."""
        bought: dict[tuple[int, int], int] = {}
        for index in columns.indexes(lines):
            thing = columns.things[index]
            bought[thing] = bought.get(thing, 0) + columns.quantities[index]
        left = {thing: units // self.every * self.free for thing, units in bought.items()}
        found: dict[int, int] = {}
        for index in reversed(columns.indexes(lines)):
            thing = columns.things[index]
            units = min(left[thing], columns.quantities[index])
            if units:
                found[index] = units
                left[thing] -= units
        return found


def share_of(amount: int, part: int, whole: int) -> int:
    """Return the part of *amount* that *part* of *whole* is, rounded half up."""
    return amount if part == whole else divide_half_up(amount * part, whole)


@dataclass(frozen=True, slots=True)
class Gift:
    """Подарок: so many units of the scope's items cost nothing, first those that stand first."""

    quantity: int
    """Thousandths of the base unit, for each time the conditions are satisfied."""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = False

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        taken = self.taken(columns, lines, times)
        values = [
            share_of(base[index], units, columns.quantities[index])
            for index, units in taken.items()
        ]
        return Amounts(tuple(taken), values)

    def tell(self, at: At) -> Trace:
        facts = {
            "quantity": self.quantity * at.times.total,
            "here": self.taken(at.columns, at.lines, at.times).get(at.index, 0),
        }
        return Trace("gives-gift", facts)

    def taken(self, columns: Columns, lines: Lines, times: Times) -> dict[int, int]:
        """Return line → thousandths that are given on it."""
        left = self.quantity * times.total
        found: dict[int, int] = {}
        for index in columns.indexes(lines):
            units = min(left, columns.quantities[index])
            if units > 0:
                found[index] = units
                left -= units
        return found


@dataclass(frozen=True, slots=True)
class SpecialPrice:
    """Специальная цена: the price of another price type, even a higher one."""

    price_type_id: int
    title: str = ""
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del times
        special = columns.amounts_at(self.price_type_id)
        priced = [index for index in columns.indexes(lines) if special[index] is not None]
        values = [base[index] - (special[index] or 0) for index in priced]
        return Amounts(None if len(priced) == columns.count else tuple(priced), values)

    def tell(self, at: At) -> Trace:
        special = at.columns.amounts_at(self.price_type_id)[at.index]
        name = self.title or self.price_type_id
        if special is None:
            return Trace("gives-no-price", {"price_type": name})
        facts = {"price_type": name, "special": special, "base": at.left}
        return Trace("gives-special-price", facts)


@dataclass(frozen=True, slots=True)
class RoundTotal:
    """Округление суммы документа: what the total exceeds a round figure by, spread over lines."""

    precision: int
    """Minor units: 100 rounds to roubles."""
    mode: RoundingMode
    LAST: ClassVar[bool] = True
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del columns, times
        bases = at_lines(base, lines)
        total = sum(bases)
        if total <= 0:
            return NOTHING
        return Amounts(lines, spread(total - self.rounded(total), bases))

    def tell(self, at: At) -> Trace:
        facts = {"precision": self.precision, "whole": at.whole, "round": self.rounded(at.whole)}
        return Trace("gives-rounding", facts)

    def rounded(self, total: int) -> int:
        """Return *total* rounded."""
        whole, rest = divmod(total, self.precision)
        up = self.mode is RoundingMode.UP and rest > 0
        half = self.mode is RoundingMode.NEAREST and rest * 2 >= self.precision
        return (whole + (1 if up or half else 0)) * self.precision
