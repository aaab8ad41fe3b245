"""Whether a discount is to be given at all, on which lines, how many times over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.discounts.benefits import ONCE, Times
from core.discounts.cart import Cart
from core.discounts.columns import NO_LINES, Columns, Lines
from core.discounts.kinds import Assignment
from core.discounts.rulebook import Discount, RuleBook


@dataclass(frozen=True, slots=True)
class Ready:
    """What dates, activity, conditions and items say of a discount."""

    lines: Lines
    """Where it is to be given; an empty tuple: nowhere."""
    times: Times = ONCE
    reason: str = ""
    """Why nowhere: "dates", "inactive", "not-chosen", "condition" or "scope"."""

    @property
    def applies(self) -> bool:
        """Whether it is given anywhere."""
        return self.lines is None or bool(self.lines)


def readiness(discount: Discount, columns: Columns, *, as_if_chosen: bool = False) -> Ready:
    """Return where *discount* is to be given."""
    cart = columns.cart
    if not discount.in_dates(cart.on):
        return Ready(NO_LINES, reason="dates")
    if not discount.acts_in(cart):
        return Ready(NO_LINES, reason="inactive")
    picked = as_if_chosen or discount.id in cart.chosen
    if discount.assignment is Assignment.CHOSEN and not picked:
        return Ready(NO_LINES, reason="not-chosen")
    lines, times = _by_conditions(discount, columns)
    if lines is not None and not lines:
        return Ready(NO_LINES, reason="condition")
    if not getattr(discount.benefit, "BY_LINES", False):
        lines = None
    lines = columns.both(discount.scope.lines(columns), lines)
    if not columns.count or (lines is not None and not lines):
        return Ready(NO_LINES, times, "scope")
    return Ready(lines, times)


def offered(cart: Cart, rules: RuleBook) -> tuple[Discount, ...]:
    """Return the discounts that a person may pick from the list: they would apply if picked."""
    columns = Columns(cart)
    return tuple(
        leaf
        for leaf in rules.leaves()
        if leaf.assignment is Assignment.CHOSEN
        and readiness(leaf, columns, as_if_chosen=True).applies
    )


def _by_conditions(discount: Discount, columns: Columns) -> tuple[Lines, Times]:
    """Return the lines on which all conditions hold, and how many times over they do.

    Of several conditions the one that is satisfied the fewest times counts; those that are no
    matter of amounts do not.
    """
    lines: Lines = None
    totals: list[int] = []
    by_line: list[Mapping[int, int]] = []
    whole = _MANY
    for condition in discount.conditions:
        weighed = condition.check.weigh(columns)
        if not weighed.holds:
            return NO_LINES, ONCE
        lines = columns.both(lines, weighed.lines)
        if weighed.times is None:
            continue
        totals.append(weighed.times)
        if weighed.by_line is None:
            whole = min(whole, weighed.times)
        else:
            by_line.append(weighed.by_line)
    if not discount.multiple or not totals:
        return lines, ONCE
    if not by_line:
        return lines, Times(min(totals))
    each = {
        index: min(whole, *(times.get(index, 1) for times in by_line))
        for index in columns.indexes(lines)
    }
    return lines, Times(min(totals), each)


_MANY = 1 << 62
"""More times than anything is satisfied."""
