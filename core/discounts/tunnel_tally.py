"""What the wind tunnel found, added up sale by sale. Pure.

Turnover is what the engine makes of prices before discounts; costs are those that are registered,
as they are registered. A line counts as sold below cost where it is now and was not before, and as
beyond the limits where all that is taken off it is more than a person might have given by hand.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import sub

from core.discounts.cart import CartLine
from core.discounts.engine import Evaluation
from core.discounts.manual import Asked, ManualLimits, check_manual
from core.discounts.outcomes import Part, parts
from core.discounts.sold import PastSale
from core.discounts.tunnel import Trial, beaten

MOST = 100
"""Documents and lines that are named; all of them are counted."""


@dataclass(frozen=True, slots=True)
class DiscountEffect:
    """What becomes of one discount. Minor units off; a markup is negative."""

    discount_id: int
    code: str
    name: str
    tried: bool
    sales: int
    """In which it is given after."""
    lines: int
    before_minor: int
    after_minor: int
    lost_minor: int
    """On the lines where it gives less than before."""
    lost_lines: int
    displaced_lines: int
    """Of those, where it gives nothing any more."""
    gained_minor: int
    """On the lines where it gives more than before."""


@dataclass(frozen=True, slots=True)
class Winner:
    """What a tried discount loses against: a discount or a group beside it."""

    node_id: int
    name: str
    group: str
    """Where they meet."""
    lines: int
    worth_minor: int
    """What the tried discount would have given there."""


@dataclass(frozen=True, slots=True)
class SaleEffect:
    """What becomes of one document."""

    source: str
    document_id: int
    number: str
    partner: str
    date: dt.date
    lines: int
    """That cost otherwise."""
    before_minor: int
    after_minor: int
    below_cost: int
    """Lines that are sold below cost after, and were not before."""
    over_limit: int
    """Lines beyond the limits of discounts by hand after, and not before."""

    @property
    def effect_minor(self) -> int:
        """How much more the customer pays; negative: less."""
        return self.after_minor - self.before_minor


@dataclass(frozen=True, slots=True)
class LineEffect:
    """What becomes of one line."""

    source: str
    document_id: int
    number: str
    line_no: int
    item: str
    before_minor: int
    after_minor: int
    cost_minor: int | None
    """None: no cost is known."""

    @property
    def effect_minor(self) -> int:
        """How much more the customer pays; negative: less."""
        return self.after_minor - self.before_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelReport:
    """What the tunnel found so far."""

    sales: int
    lines: int
    touched_sales: int
    """That cost otherwise after."""
    touched_lines: int
    charged_minor: int
    """What was really charged."""
    before_minor: int
    after_minor: int
    given_minor: int
    """What the tried discounts take off after: their cost."""
    costed_before_minor: int
    """Turnover of the lines whose cost is known."""
    costed_after_minor: int
    cost_minor: int
    uncosted_lines: int
    below_cost_lines: int
    below_cost_sales: int
    over_limit_lines: int
    over_limit_sales: int
    faults: int
    """Plug-ins that failed, once for each sale."""
    discounts: tuple[DiscountEffect, ...]
    """In the order of the tree; those that give nothing before and after are absent."""
    winners: tuple[Winner, ...]
    """The most first."""
    worst_sales: tuple[SaleEffect, ...]
    """The most affected first."""
    worst_lines: tuple[LineEffect, ...]
    """Those below cost by most first, then the most affected."""

    @property
    def effect_minor(self) -> int:
        """How much more the customers pay; negative: less."""
        return self.after_minor - self.before_minor

    @property
    def margin_before_minor(self) -> int:
        """Of the lines whose cost is known."""
        return self.costed_before_minor - self.cost_minor

    @property
    def margin_after_minor(self) -> int:
        """Of the lines whose cost is known."""
        return self.costed_after_minor - self.cost_minor


@dataclass(slots=True)
class _Sum:
    """One discount so far."""

    sales: int = 0
    lines: int = 0
    before: int = 0
    after: int = 0
    lost: int = 0
    lost_lines: int = 0
    displaced: int = 0
    gained: int = 0


@dataclass(slots=True)
class _Top:
    """The greatest of many, by a key; of equals the earlier."""

    kept: list[tuple[tuple[int, ...], int, SaleEffect | LineEffect]] = field(default_factory=list)
    seen: int = 0

    def take(self, key: tuple[int, ...], make: Callable[[], SaleEffect | LineEffect]) -> None:
        """Keep one where its key is great enough; only then it is made."""
        self.seen += 1
        if len(self.kept) < MOST:
            heapq.heappush(self.kept, (key, -self.seen, make()))
        elif key > self.kept[0][0]:
            heapq.heapreplace(self.kept, (key, -self.seen, make()))

    def rows(self) -> list[SaleEffect | LineEffect]:
        """Return them, the greatest first."""
        return [one for _, _, one in sorted(self.kept, reverse=True)]


@dataclass(slots=True)
class _Counts:
    """Everything that is simply added up."""

    sales: int = 0
    lines: int = 0
    touched_sales: int = 0
    touched_lines: int = 0
    charged_minor: int = 0
    before_minor: int = 0
    after_minor: int = 0
    costed_before_minor: int = 0
    costed_after_minor: int = 0
    cost_minor: int = 0
    uncosted_lines: int = 0
    below_cost_lines: int = 0
    below_cost_sales: int = 0
    over_limit_lines: int = 0
    over_limit_sales: int = 0
    faults: int = 0


class Tally:
    """The sums of a run."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._counts = _Counts()
        self._discounts: dict[int, _Sum] = {}
        self._winners: dict[tuple[int, str, str], list[int]] = {}
        self._sales = _Top()
        self._lines = _Top()

    def take(
        self,
        sale: PastSale,
        found: tuple[Evaluation, Evaluation],
        costs: Sequence[int | None],
        limits: Callable[[], ManualLimits],
    ) -> None:
        """Add a sale.

        Args:
            found: as `Trial.evaluate` returns it.
            costs: what every line cost to buy, in minor units; None: not known.
            limits: of discounts by hand in this sale; asked where something is taken off.
        """
        first, second = found
        sums = self._counts
        sums.sales += 1
        sums.lines += len(sale.lines)
        sums.charged_minor += sum(line.charged_minor for line in sale.lines)
        sums.before_minor += sum(first.charged)
        sums.after_minor += sum(second.charged)
        sums.faults += bool(first.columns.faults)
        for before, after, cost in zip(first.charged, second.charged, costs, strict=True):
            if cost is None:
                sums.uncosted_lines += 1
            else:
                sums.cost_minor += cost
                sums.costed_before_minor += before
                sums.costed_after_minor += after
        if second is first:
            self._alike(parts(first.money))
            return
        self._differing(parts(first.money), parts(second.money))
        self._conflicts(second)
        effects = list(map(sub, second.charged, first.charged))
        if any(effects):
            self._touched(sale, found, effects, costs, limits)

    def _alike(self, given: Sequence[Part]) -> None:
        """Add discounts that give the same before and after."""
        for part in given:
            count = len(part.values) - list(part.values).count(0)
            if count:
                one = self._of(part)
                amount = sum(part.values)
                one.before += amount
                one.after += amount
                one.sales += 1
                one.lines += count

    def _differing(self, before: Sequence[Part], after: Sequence[Part]) -> None:
        """Add what every discount gives before and after, line by line."""
        former = {part.discount.id: dict(part.rows()) for part in before}
        present = {part.discount.id: dict(part.rows()) for part in after}
        for part in {part.discount.id: part for part in (*before, *after)}.values():
            was, now = former.get(part.discount.id, {}), present.get(part.discount.id, {})
            if not was and not now:
                continue
            one = self._of(part)
            one.before += sum(was.values())
            one.after += sum(now.values())
            one.sales += bool(now)
            one.lines += len(now)
            if was == now:
                continue
            for index in was.keys() | now.keys():
                more = now.get(index, 0) - was.get(index, 0)
                if more < 0:
                    one.lost -= more
                    one.lost_lines += 1
                    one.displaced += index not in now
                else:
                    one.gained += more

    def _of(self, part: Part) -> _Sum:
        return self._discounts.setdefault(part.discount.id, _Sum())

    def _conflicts(self, second: Evaluation) -> None:
        """Add the lines on which tried discounts lose against others."""
        for path in self._trial.paths.values():
            for lost in beaten(second.money, path):
                key = (lost.winner_id, lost.winner, lost.group)
                count = self._winners.setdefault(key, [0, 0])
                count[0] += 1
                count[1] += lost.worth_minor

    def _touched(
        self,
        sale: PastSale,
        found: tuple[Evaluation, Evaluation],
        effects: Sequence[int],
        costs: Sequence[int | None],
        limits: Callable[[], ManualLimits],
    ) -> None:
        """Add a sale that costs otherwise, and name its lines."""
        first, second = found
        below = 0
        for index, more in enumerate(effects):
            if not more:
                continue
            cost, before, after = costs[index], first.charged[index], second.charged[index]
            under = cost is not None and after < cost <= before
            below += under
            missing = cost - after if cost is not None and under else 0
            line = second.columns.cart.lines[index]
            named = partial(_line_effect, sale, line, before, after, cost)
            self._lines.take((missing, abs(more)), named)
        over = _over_limits(found, limits())
        sums = self._counts
        sums.touched_sales += 1
        lines = len(effects) - list(effects).count(0)
        sums.touched_lines += lines
        sums.below_cost_lines += below
        sums.below_cost_sales += bool(below)
        sums.over_limit_lines += over
        sums.over_limit_sales += bool(over)
        before, after = sum(first.charged), sum(second.charged)
        row = partial(_sale_effect, sale, lines, before, after, below, over)
        self._sales.take((abs(after - before),), row)

    def report(self) -> TunnelReport:
        """Return what was found so far."""
        sums = self._counts
        leaves = {leaf.id: leaf for leaf in self._trial.before.leaves()}
        leaves = {leaf.id: leaf for leaf in self._trial.after.leaves()} | leaves
        return TunnelReport(
            **{name: getattr(sums, name) for name in _Counts.__slots__},
            given_minor=sum(
                one.after for key, one in self._discounts.items() if key in self._trial.tried
            ),
            discounts=tuple(
                DiscountEffect(
                    key,
                    leaf.code,
                    leaf.name,
                    key in self._trial.tried,
                    one.sales,
                    one.lines,
                    one.before,
                    one.after,
                    one.lost,
                    one.lost_lines,
                    one.displaced,
                    one.gained,
                )
                for key, leaf in leaves.items()
                if (one := self._discounts.get(key)) is not None
            ),
            winners=tuple(
                sorted(
                    (
                        Winner(key, name, group, lines, worth)
                        for (key, name, group), (lines, worth) in self._winners.items()
                    ),
                    key=lambda winner: (-winner.lines, winner.name),
                )
            ),
            worst_sales=tuple(one for one in self._sales.rows() if isinstance(one, SaleEffect)),
            worst_lines=tuple(one for one in self._lines.rows() if isinstance(one, LineEffect)),
        )


def _line_effect(
    sale: PastSale, line: CartLine, before: int, after: int, cost: int | None
) -> LineEffect:
    return LineEffect(
        sale.source,
        sale.document_id,
        sale.number,
        line.line_no,
        line.title,
        before,
        after,
        cost,
    )


def _sale_effect(
    sale: PastSale, lines: int, before: int, after: int, below: int, over: int
) -> SaleEffect:
    return SaleEffect(
        sale.source,
        sale.document_id,
        sale.number,
        sale.partner,
        sale.date,
        lines,
        before,
        after,
        below,
        over,
    )


def _over_limits(found: tuple[Evaluation, Evaluation], limits: ManualLimits) -> int:
    """Return how many lines are beyond a limit after, and were not before."""
    if not limits.by_source:
        return 0
    before, after = (
        {one.line_no for one in check_manual(limits, _taken(evaluation))} for evaluation in found
    )
    return len(after - before)


def _taken(found: Evaluation) -> list[Asked]:
    """Return everything that is taken off or put on, as if it had been by hand."""
    columns = found.columns
    return [
        Asked(line.line_no, line.price_group_id, gross, gross - charged)
        for line, gross, charged in zip(
            columns.cart.lines, columns.gross, found.charged, strict=True
        )
        if gross != charged
    ]
