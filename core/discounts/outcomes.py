"""What a node of the tree came to on a cart, and which part of it each discount has in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.discounts.benefits import Times
from core.discounts.columns import NO_LINES, Lines
from core.discounts.kinds import JoinRule
from core.discounts.rulebook import Discount, Group, Node

NOBODY = -1
"""Place of the winner on a line where no child applies."""


@dataclass(slots=True)
class Outcome:
    """Amounts of one node, before anything above it in the tree has its say."""

    node: Node
    base: Sequence[int]
    """What each line of the cart costs before it."""
    lines: Lines
    """Where it gives something, even nothing of an amount."""
    values: list[int]
    """One for each of `lines`."""
    claims: Lines
    """Where it counts as applying when others are displaced: also by discounts of points."""
    times: Times | None = None
    """Of a discount."""
    given: Lines = NO_LINES
    """Where a discount was to be given."""
    children: tuple[Outcome, ...] = ()
    """Of a group, in the order of priority."""
    winners: Sequence[int] | None = None
    """Line → place of the child that won; None where children add up."""
    cut: Mapping[int, int] = field(default_factory=dict)
    """Line → what children gave beyond what the line had left."""
    _places: dict[int, int] | None = None

    def at(self, index: int) -> int | None:
        """Return the amount on a line; None where it gives nothing."""
        if self.lines is None:
            return self.values[index]
        if self._places is None:
            self._places = {line: place for place, line in enumerate(self.lines)}
        place = self._places.get(index)
        return None if place is None else self.values[place]


@dataclass(frozen=True, slots=True)
class Part:
    """What one discount gives in the end, line by line."""

    discount: Discount
    lines: Lines
    """Indexes of lines; None: all."""
    values: Sequence[int]

    def rows(self) -> Iterator[tuple[int, int]]:
        """Yield (index of the line, amount) where the amount is not 0."""
        indexes = range(len(self.values)) if self.lines is None else self.lines
        return ((at, value) for at, value in zip(indexes, self.values, strict=True) if value)


def parts(outcome: Outcome) -> tuple[Part, ...]:
    """Return what every discount has in the end; those that came to nothing are absent.

    Their sum is the amount of the root on every line.
    """
    return tuple(_decoded(outcome, None, {}))


def parts_on(outcome: Outcome, index: int) -> dict[int, int]:
    """Return discount → what it has in the end on one line."""
    return {
        part.discount.id: value
        for part in _decoded(outcome, (index,), {})
        for _, value in part.rows()
    }


def _decoded(outcome: Outcome, only: Lines, cut: Mapping[int, int]) -> Iterator[Part]:
    """Yield the parts on the lines *only*, less what is cut."""
    if only is not None and not only:
        return
    if isinstance(outcome.node, Group):
        yield from _of_group(outcome, only, cut)
    else:
        lines, values = _within(outcome, only)
        if cut:
            indexes = range(len(values)) if lines is None else lines
            values = [value - cut.get(at, 0) for at, value in zip(indexes, values, strict=True)]
        if values:
            yield Part(outcome.node, lines, values)


def _within(outcome: Outcome, only: Lines) -> tuple[Lines, Sequence[int]]:
    if only is None:
        return outcome.lines, outcome.values
    found = [(at, value) for at in only if (value := outcome.at(at)) is not None]
    return tuple(at for at, _ in found), [value for _, value in found]


def _of_group(outcome: Outcome, only: Lines, cut: Mapping[int, int]) -> Iterator[Part]:
    if outcome.winners is not None:
        won: list[list[int]] = [[] for _ in (*outcome.children, NOBODY)]
        for at in range(len(outcome.winners)) if only is None else only:
            won[outcome.winners[at]].append(at)
        for child, kept in zip(outcome.children, won, strict=False):
            whole = len(kept) == len(outcome.winners)
            yield from _decoded(child, None if whole else tuple(kept), cut)
        return
    left = dict(cut)
    for at, over in outcome.cut.items():
        left[at] = left.get(at, 0) + over
    if not left:
        for child in outcome.children:
            yield from _decoded(child, only, {})
        return
    found = [
        list(_decoded(child, only, _taken(child, left))) for child in reversed(outcome.children)
    ]
    for each in reversed(found):
        yield from each


def _taken(child: Outcome, left: dict[int, int]) -> dict[int, int]:
    """Take what is to be cut off from the last child that gives something, then the one before."""
    taken: dict[int, int] = {}
    for at, over in left.items():
        amount = child.at(at) or 0
        if over and amount > 0:
            taken[at] = min(over, amount)
    for at, off in taken.items():
        left[at] -= off
    return taken


def is_last(node: Node) -> bool:
    """Tell whether a node is computed after the others of its group: rounding of the document."""
    return isinstance(node, Discount) and getattr(node.benefit, "LAST", False)


def adds_up(group: Group) -> bool:
    """Tell whether the amounts of the children are added, rather than one of them chosen."""
    return group.rule in {JoinRule.SUM, JoinRule.MULTIPLY}
