"""A cart laid out in columns, so that a rule is one pass over a list rather than a call per line.

Everything a rule asks of all lines is computed once per cart and kept: gross amounts, which lines
hold an item, a segment, a price group; what a line would cost by another price type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import Any, TypeVar

from core.discounts.cart import Cart, CartLine
from core.discounts.faults import PluginFault
from core.kernel.money import line_amount

Lines = Sequence[int] | None
"""Indexes of lines in ascending order; None is every line, which needs no list."""

T = TypeVar("T")

NO_LINES: tuple[int, ...] = ()


class Columns:
    """One cart, column by column; an index is the place of a line in `Cart.lines`."""

    def __init__(self, cart: Cart) -> None:
        self.cart = cart
        self.count = len(cart.lines)
        self.gross = [line.gross_minor for line in cart.lines]
        self.quantities = [line.quantity for line in cart.lines]
        self.faults: list[PluginFault] = []
        """Plug-ins that failed on this cart."""
        self._special: dict[int, list[int | None]] = {}
        self._kept: dict[object, Any] = {}

    @cached_property
    def things(self) -> list[tuple[int, int]]:
        """(item, variant) of every line."""
        return [(line.item_id, line.variant_id) for line in self.cart.lines]

    @cached_property
    def price_groups(self) -> list[int]:
        """Price group of every line; 0 is none."""
        return [line.price_group_id for line in self.cart.lines]

    @cached_property
    def _of_item(self) -> Mapping[int, list[int]]:
        return _index([line.item_id] for line in self.cart.lines)

    @cached_property
    def _of_segment(self) -> Mapping[int, list[int]]:
        return _index(line.segments for line in self.cart.lines)

    @cached_property
    def by_thing(self) -> Mapping[tuple[int, int], list[int]]:
        """Lines of every (item, variant)."""
        found: dict[tuple[int, int], list[int]] = {}
        for index, thing in enumerate(self.things):
            found.setdefault(thing, []).append(index)
        return found

    @cached_property
    def quantity_of_thing(self) -> Mapping[tuple[int, int], int]:
        """(item, variant) → its quantity in all lines."""
        return {
            thing: sum(self.quantities[index] for index in lines)
            for thing, lines in self.by_thing.items()
        }

    def of_items(self, items: frozenset[int]) -> Lines:
        """Return the lines whose item is one of *items*."""
        return self._union(self._of_item, items)

    def of_segments(self, segments: frozenset[int]) -> Lines:
        """Return the lines whose item is in any of *segments*."""
        return self._union(self._of_segment, segments)

    def where(self, holds: Callable[[CartLine], bool]) -> Lines:
        """Return the lines of which *holds* is true."""
        mask = [holds(line) for line in self.cart.lines]
        return _lines_of(mask)

    def without(self, lines: Lines) -> Lines:
        """Return every other line."""
        if lines is None:
            return NO_LINES
        if not lines:
            return None
        mask = bytearray(b"\x01" * self.count)
        for index in lines:
            mask[index] = 0
        return _lines_of(mask)

    def both(self, some: Lines, others: Lines) -> Lines:
        """Return the lines in both."""
        if some is None:
            return others
        if others is None:
            return some
        kept = set(others)
        return tuple(index for index in some if index in kept)

    def once(self, key: object, find: Callable[[], T]) -> T:
        """Return what *find* finds; asked once per *key* and cart."""
        if key not in self._kept:
            self._kept[key] = find()
        found: T = self._kept[key]
        return found

    def indexes(self, lines: Lines) -> Sequence[int]:
        """Return *lines* as indexes that can be walked."""
        return range(self.count) if lines is None else lines

    def amounts_at(self, price_type_id: int) -> list[int | None]:
        """Return what every line costs by another price type; None: no such price."""
        found = self._special.get(price_type_id)
        if found is None:
            found = []
            for line in self.cart.lines:
                price = line.prices.get(price_type_id)
                found.append(None if price is None else line_amount(price, line.quantity))
            self._special[price_type_id] = found
        return found

    def _union(self, index: Mapping[int, list[int]], keys: frozenset[int]) -> Lines:
        wanted = keys & index.keys()
        if len(wanted) == 1:
            found: Iterable[int] = index[next(iter(wanted))]
        else:
            found = sorted({line for key in wanted for line in index[key]})
        lines = tuple(found)
        return None if lines and len(lines) == self.count else lines


def _index(keys_of_lines: Iterable[Iterable[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for index, keys in enumerate(keys_of_lines):
        for key in keys:
            found[key].append(index)
    return found


def _lines_of(mask: Sequence[int]) -> Lines:
    """Return the indexes where *mask* is true; None where it always is."""
    lines = tuple(compress(range(len(mask)), mask))
    return None if lines and len(lines) == len(mask) else lines
