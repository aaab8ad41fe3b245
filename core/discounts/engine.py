"""Pricing a cart by a tree of discounts: frozen cart in, frozen result out.

How groups join their children is domain §4.3, exactly:

    minimum, maximum    the least or greatest amount among the children that apply
    addition            the sum, each computed from the price that the group begins with
    multiplication      one after another, each from what the former left
    displacement        only the first that applies

A group is one child of its parent: under multiplication it begins with what its elder siblings
left. Children that do not apply are ignored, so a minimum is never 0 for their sake. No line is
given more than it costs; where a sum would, the discounts that stand last give way. Rounding of
the document is computed after its siblings. Points are computed by the same tree from what is
charged; they compete with points only, except under displacement, where whatever applies first
displaces the rest.

Rules work on columns: the cost is the number of lines times the number of discounts, a few passes
over a list for each discount, and nothing is built per line and discount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import compress
from operator import add, gt, lt, sub

from core.discounts.benefits import NOTHING, Gift
from core.discounts.cart import Cart
from core.discounts.columns import NO_LINES, Columns, Lines
from core.discounts.kinds import Channel, Compare, JoinRule
from core.discounts.manual import manual_amounts
from core.discounts.outcomes import NOBODY, Outcome, Part, adds_up, is_last, parts
from core.discounts.priced import BonusDue, CardDue, GiftOffer, PricedCart, PricedLine, Said
from core.discounts.readiness import Ready, readiness
from core.discounts.rewards import BonusPercent, BonusSum, IssueCard, Message
from core.discounts.rulebook import Discount, Group, Node, RuleBook


@dataclass(slots=True)
class Evaluation:
    """A cart with everything that was computed on the way to its prices."""

    columns: Columns
    rules: RuleBook
    ready: Mapping[int, Ready]
    """Discount → whether and where it is given."""
    manual: list[int]
    money: Outcome
    charged: list[int]
    points: Outcome | None
    """None: no discount gives points."""


def price_cart(cart: Cart, rules: RuleBook) -> PricedCart:
    """Return what every line of the cart is charged, and everything else that discounts give."""
    return priced(evaluate(cart, rules))


def evaluate(cart: Cart, rules: RuleBook) -> Evaluation:
    """Return the whole computation, for those who have to explain it."""
    columns = Columns(cart)
    ready = {leaf.id: readiness(leaf, columns) for leaf in rules.leaves()}
    return evaluated(columns, rules, ready, manual_amounts(columns))


def evaluated(
    columns: Columns,
    rules: RuleBook,
    ready: Mapping[int, Ready],
    manual: list[int],
    known: Mapping[int, Outcome] | None = None,
) -> Evaluation:
    """Return the computation of a cart that is laid out already, such as by other rules.

    Args:
        ready: every discount of the rules → whether and where it is given.
        manual: what is taken off every line by hand.
        known: discounts → what they came to in money by other rules, where they are the same and as
            ready; taken over where lines cost the same before them.
    """
    base = list(map(sub, columns.gross, manual))
    tree = _Tree(columns, Channel.MONEY, ready, rules, known or {})
    money = tree.node(rules.root, base)
    charged = less(base, money)
    points = None
    if Channel.POINTS in rules.channels:
        points = tree.turned(Channel.POINTS).node(rules.root, charged)
    return Evaluation(columns, rules, ready, manual, money, charged, points)


def priced(found: Evaluation) -> PricedCart:
    """Return what an evaluation comes to."""
    columns = found.columns
    base = map(sub, columns.gross, found.manual)
    lines = tuple(
        map(
            PricedLine,
            (line.line_no for line in columns.cart.lines),
            columns.gross,
            found.manual,
            map(sub, base, found.charged),
            found.charged,
        )
    )
    points = parts(found.points) if found.points is not None else ()
    return PricedCart(
        lines,
        messages=tuple(
            Said(leaf.id, leaf.benefit.text)
            for leaf in _given(found)
            if isinstance(leaf.benefit, Message)
        ),
        gifts=tuple(_gifts(found)),
        cards=tuple(
            CardDue(leaf.id, leaf.benefit.card_kind_id, leaf.benefit.title)
            for leaf in _given(found)
            if isinstance(leaf.benefit, IssueCard)
        ),
        bonuses=tuple(_bonuses(points)),
        faults=tuple(columns.faults),
        money=parts(found.money),
        points=points,
    )


def _given(found: Evaluation) -> list[Discount]:
    return [leaf for leaf in found.rules.leaves() if found.ready[leaf.id].applies]


def _gifts(found: Evaluation) -> list[GiftOffer]:
    """Return the gifts that are due and not in the document."""
    offers = []
    for leaf in found.rules.leaves():
        ready = found.ready[leaf.id]
        if isinstance(leaf.benefit, Gift) and (ready.applies or ready.reason == "scope"):
            due = leaf.benefit.quantity * ready.times.total
            there = sum(leaf.benefit.taken(found.columns, ready.lines, ready.times).values())
            if due > there:
                offers.append(GiftOffer(leaf.id, leaf.name, leaf.scope, due - there))
    return offers


def _bonuses(points: Sequence[Part]) -> list[BonusDue]:
    due: dict[int, BonusDue] = {}
    for part in points:
        benefit, amount = part.discount.benefit, sum(part.values)
        if amount and isinstance(benefit, BonusPercent | BonusSum):
            former = due.get(part.discount.id)
            amount += former.points if former is not None else 0
            due[part.discount.id] = BonusDue(part.discount.id, benefit.programme_id, amount)
    return list(due.values())


def less(base: Sequence[int], outcome: Outcome) -> list[int]:
    """Return what is left of every line after an outcome."""
    if outcome.lines is None:
        return list(map(sub, base, outcome.values))
    rest = list(base)
    for index, value in zip(outcome.lines, outcome.values, strict=True):
        rest[index] -= value
    return rest


class _Tree:
    """The walk over the tree, in one channel."""

    def __init__(
        self,
        columns: Columns,
        channel: Channel,
        ready: Mapping[int, Ready],
        rules: RuleBook,
        known: Mapping[int, Outcome],
    ) -> None:
        self._known = known
        self.columns = columns
        self.channel = channel
        self.ready = ready
        self.mixed = rules.channels >= {Channel.MONEY, Channel.POINTS}
        """Whether discounts of both channels may displace each other."""
        self._claims: dict[int, Lines] = {}
        """Discount → where it gives something, for the other channel."""

    def turned(self, channel: Channel) -> _Tree:
        """Return a walk in another channel, which knows where the discounts of this one apply."""
        other = copy(self)
        other.channel = channel
        other._known = {}  # noqa: SLF001 - a copy of this very object
        return other

    def node(self, node: Node, base: Sequence[int]) -> Outcome:
        """Return what a node comes to when every line costs *base* before it."""
        if isinstance(node, Discount):
            return self._discount(node, base)
        if adds_up(node):
            return self._added(node, base)
        children = tuple(self.node(child, base) for child in node.children)
        if node.compare is Compare.DOCUMENT:
            return self._best_of_document(node, base, children)
        if node.rule is JoinRule.DISPLACE:
            return self._first(node, base, children)
        return self._best(node, base, children)

    def _discount(self, discount: Discount, base: Sequence[int]) -> Outcome:
        ready = self.ready[discount.id]
        if not ready.applies or isinstance(discount.benefit, Message | IssueCard):
            return Outcome(discount, base, NO_LINES, [], NO_LINES)
        if discount.channel is not self.channel:
            claims = self._claims.get(discount.id, ready.lines)
            return Outcome(discount, base, NO_LINES, [], claims)
        known = self._known.get(discount.id)
        if known is not None and known.base == base:
            self._claims[discount.id] = known.lines
            return known
        given = discount.benefit.give(self.columns, base, ready.lines, ready.times)
        lines, values = given if given.values else NOTHING
        self._claims[discount.id] = lines
        return Outcome(discount, base, lines, values, lines, ready.times, ready.lines)

    def _added(self, group: Group, base: Sequence[int]) -> Outcome:
        """Join by addition or multiplication."""
        total = [0] * self.columns.count
        rest = base
        one_after_another = group.rule is JoinRule.MULTIPLY
        found: dict[int, Outcome] = {}
        cut: dict[int, int] = {}
        for place in sorted(range(len(group.children)), key=lambda at: is_last(group.children[at])):
            child = group.children[place]
            late = is_last(child)
            if late and not one_after_another and rest is base:
                cut = self._capped(total, base)
                rest = list(map(sub, base, total))
            outcome = self.node(child, rest if late or one_after_another else base)
            found[place] = outcome
            if outcome.lines is None:
                total = list(map(add, total, outcome.values))
            else:
                for index, value in zip(outcome.lines, outcome.values, strict=True):
                    total[index] += value
            if (late or one_after_another) and self.channel is Channel.MONEY:
                rest = less(rest, outcome)
        if rest is base:
            cut = self._capped(total, base)
        children = tuple(found[place] for place in range(len(group.children)))
        lines = self._joined(child.lines for child in children)
        values = total if lines is None else [total[index] for index in lines]
        claims = self._joined(child.claims for child in children) if self.mixed else lines
        return Outcome(group, base, lines, values, claims, children=children, cut=cut)

    def _capped(self, total: list[int], base: Sequence[int]) -> dict[int, int]:
        """Cut *total*, in place, to what every line has; return line → what was cut."""
        cut: dict[int, int] = {}
        if self.channel is Channel.MONEY:
            for index in compress(range(len(total)), map(gt, total, base)):
                cut[index] = total[index] - base[index]
                total[index] = base[index]
        return cut

    def _best(self, group: Group, base: Sequence[int], children: tuple[Outcome, ...]) -> Outcome:
        """Join by minimum or maximum, line by line; of equals the first."""
        better = lt if group.rule is JoinRule.MIN else gt
        worst = _BEYOND if group.rule is JoinRule.MIN else -_BEYOND
        best = [worst] * self.columns.count
        winners = [NOBODY] * self.columns.count
        for place, child in enumerate(children):
            if child.lines is None:
                ahead = map(better, child.values, best)
                for index in compress(range(self.columns.count), ahead):
                    best[index] = child.values[index]
                    winners[index] = place
                continue
            for index, value in zip(child.lines, child.values, strict=True):
                if better(value, best[index]):
                    best[index] = value
                    winners[index] = place
        return self._chosen(group, base, children, best, winners)

    def _first(self, group: Group, base: Sequence[int], children: tuple[Outcome, ...]) -> Outcome:
        """Join by displacement, line by line."""
        best = [0] * self.columns.count
        winners = [NOBODY] * self.columns.count
        given = [NOBODY] * self.columns.count
        free = list(range(self.columns.count))
        for place, child in enumerate(children):
            taken = free
            if child.claims is not None:
                taken = [index for index in child.claims if winners[index] == NOBODY]
            for index in taken:
                winners[index] = place
                value = child.at(index)
                if value is not None:
                    best[index], given[index] = value, place
            free = [index for index in free if winners[index] == NOBODY]
        return self._chosen(group, base, children, best, winners, given)

    def _chosen(
        self,
        group: Group,
        base: Sequence[int],
        children: tuple[Outcome, ...],
        best: list[int],
        winners: list[int],
        given: Sequence[int] | None = None,
    ) -> Outcome:
        """Return what the winners of every line give.

        Args:
            given: winners that give something in this channel; None: all of them do.
        """
        applied = [place != NOBODY for place in (winners if given is None else given)]
        lines: Lines = None
        values = best
        if not all(applied):
            lines = tuple(compress(range(len(applied)), applied))
            values = list(compress(best, applied))
        claims = self._joined(child.claims for child in children) if self.mixed else lines
        return Outcome(group, base, lines, values, claims, children=children, winners=winners)

    def _best_of_document(
        self, group: Group, base: Sequence[int], children: tuple[Outcome, ...]
    ) -> Outcome:
        """Join by what children come to on the whole document: one of them wins everywhere."""
        displacing = group.rule is JoinRule.DISPLACE
        places = [
            place
            for place, child in enumerate(children)
            if _somewhere(child.claims if displacing else child.lines)
        ]
        if not places:
            nobody = [NOBODY] * self.columns.count
            return self._chosen(group, base, children, [0] * self.columns.count, nobody)
        sums = {place: sum(children[place].values) for place in places}
        winner = places[0]
        if group.rule is JoinRule.MIN:
            winner = min(places, key=sums.__getitem__)
        elif group.rule is JoinRule.MAX:
            winner = max(places, key=sums.__getitem__)
        won = children[winner]
        claims = self._joined(child.claims for child in children) if self.mixed else won.lines
        winners = [winner] * self.columns.count
        return Outcome(
            group, base, won.lines, won.values, claims, children=children, winners=winners
        )

    def _joined(self, several: Iterable[Lines]) -> Lines:
        """Return the lines that are in any of *several*."""
        mask = bytearray(self.columns.count)
        for lines in several:
            if lines is None:
                return None
            for index in lines:
                mask[index] = 1
        found = tuple(compress(range(len(mask)), mask))
        return None if found and len(found) == len(mask) else found


def _somewhere(lines: Lines) -> bool:
    return lines is None or bool(lines)


_BEYOND = 1 << 63
"""Beyond every amount."""
