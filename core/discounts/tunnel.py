"""The wind tunnel: what another tree of discounts would have made of past sales. Pure.

Every sale is priced twice, by the tree before and by the tree after; `Tally` adds up what differs.
The figures are those of the engine that prices today, so a draft that is put into force does what
the tunnel said. Discounts that are the same in both trees are looked at once, and where none of
those that differ is given in a sale, it is computed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.discounts.cart import Cart
from core.discounts.columns import Columns
from core.discounts.engine import Evaluation, evaluated
from core.discounts.manual import manual_amounts
from core.discounts.outcomes import Outcome
from core.discounts.readiness import readiness
from core.discounts.rulebook import Discount, Group, Node, RuleBook


@dataclass(frozen=True)
class Trial:
    """Two trees: what would be if the second had been in force instead of the first."""

    before: RuleBook
    after: RuleBook
    tried: frozenset[int]
    """Discounts that the trial is about."""
    name: str = ""
    changed: frozenset[int] = field(init=False)
    """Discounts that differ, are only in the first, or only in the second."""
    _first: tuple[Discount, ...] = field(init=False, repr=False)
    _second: tuple[tuple[Discount, bool], ...] = field(init=False, repr=False)
    """Each with whether it is another than before."""
    _gone: frozenset[int] = field(init=False, repr=False)
    """Discounts of the first tree that are not, or are otherwise, in the second."""
    _alike: bool = field(init=False, repr=False)
    """Whether nothing differs but those."""
    paths: dict[int, tuple[int, ...]] = field(init=False, repr=False)
    """Tried discount → places of the children that lead to it, from the root of the second."""

    def __post_init__(self) -> None:
        first = {leaf.id: leaf for leaf in self.before.leaves()}
        second = {leaf.id: leaf for leaf in self.after.leaves()}
        other = frozenset(one for one in first if not _same(first[one], second.get(one)))
        fresh = frozenset(one for one in second if not _same(second[one], first.get(one)))
        changed = other | fresh
        put = object.__setattr__  # the dataclass is frozen for everybody else
        put(self, "changed", changed)
        put(self, "_first", tuple(first.values()))
        put(self, "_second", tuple((leaf, leaf.id in fresh) for leaf in second.values()))
        put(self, "_gone", other)
        put(
            self,
            "_alike",
            _shape(self.before.root, changed) == _shape(self.after.root, changed),
        )
        put(self, "paths", dict(_paths(self.after.root, self.tried, ())))

    def evaluate(self, cart: Cart) -> tuple[Evaluation, Evaluation]:
        """Return what both trees make of a cart; the very same object where nothing can differ."""
        columns = Columns(cart)
        manual = manual_amounts(columns)
        ready = {leaf.id: readiness(leaf, columns) for leaf in self._first}
        first = evaluated(columns, self.before, ready, manual)
        again = {
            leaf.id: readiness(leaf, columns) if other else ready[leaf.id]
            for leaf, other in self._second
        }
        if self._alike:
            gone = any(ready[one].applies for one in self._gone)
            come = any(again[leaf.id].applies for leaf, other in self._second if other)
            if not gone and not come:
                return first, first
        known = dict(self._known(first.money))
        return first, evaluated(columns, self.after, again, manual, known)

    def _known(self, outcome: Outcome) -> Iterator[tuple[int, Outcome]]:
        """Yield what discounts came to that are the same in both trees."""
        if isinstance(outcome.node, Group):
            for child in outcome.children:
                yield from self._known(child)
        elif outcome.node.id not in self.changed:
            yield outcome.node.id, outcome


def _same(one: Discount, other: Discount | None) -> bool:
    """Tell whether two discounts do the same; checks of conditions are compared too."""
    return (
        other is not None
        and one == other
        and [condition.check for condition in one.conditions]
        == [condition.check for condition in other.conditions]
    )


def _shape(node: Node, without: frozenset[int]) -> object:
    """Return what the engine sees of groups, and where the discounts stand that do not differ.

    Groups that hold nothing but *without* say nothing.
    """
    if isinstance(node, Discount):
        return None if node.id in without else node.id
    below = tuple(shape for child in node.children if (shape := _shape(child, without)) is not None)
    return (node.rule, node.compare, below) if below else None


def _paths(
    node: Node, wanted: frozenset[int], way: tuple[int, ...]
) -> list[tuple[int, tuple[int, ...]]]:
    if isinstance(node, Discount):
        return [(node.id, way)] if node.id in wanted else []
    found = []
    for place, child in enumerate(node.children):
        found += _paths(child, wanted, (*way, place))
    return found


@dataclass(frozen=True, slots=True)
class Beaten:
    """A tried discount that would have been given on a line, and the node that was chosen."""

    index: int
    worth_minor: int
    """What the tried discount came to, before it lost."""
    winner_id: int
    winner: str
    group: str
    """Where they met."""


def beaten(root: Outcome, path: Sequence[int]) -> list[Beaten]:
    """Return the lines on which a discount lost, and against what.

    Args:
        path: places of the children that lead from *root* to the discount.
    """
    chain = [root]
    for place in path:
        chain.append(chain[-1].children[place])
    leaf = chain[-1]
    indexes = range(len(leaf.values)) if leaf.lines is None else leaf.lines
    found = []
    for index, worth in zip(indexes, leaf.values, strict=True):
        for depth in range(len(path) - 1, -1, -1):
            winners = chain[depth].winners
            if winners is None or winners[index] == path[depth] or winners[index] < 0:
                continue
            group, winner = chain[depth].node, chain[depth].children[winners[index]].node
            found.append(Beaten(index, worth, winner.id, winner.name, group.name))
            break
    return found


def leaves_below(node: Node, node_id: int) -> frozenset[int]:
    """Return the discounts that a node is or holds; empty: it is not below *node*."""
    if node.id == node_id:
        leaves = [node] if isinstance(node, Discount) else node.leaves()
        return frozenset(leaf.id for leaf in leaves)
    if isinstance(node, Group):
        for child in node.children:
            found = leaves_below(child, node_id)
            if found:
                return found
    return frozenset()
