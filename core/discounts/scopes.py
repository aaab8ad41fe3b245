"""Which items a discount or a condition is about: segments, a list, or a composed filter.

A composed filter is written, stored and put into files as nested dictionaries:

    {"all": [{"price_group": [3]}, {"not": {"segment": [7, 8]}}, {"price": [">=", 100000]}]}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.discounts.cart import CartLine
from core.discounts.columns import Columns, Lines
from core.discounts.kinds import Comparison, ScopeKind
from core.kernel.errors import BadValue

Test = Callable[[CartLine], bool]

_SIGNS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt", "=": "eq"}

_SETS: Mapping[str, Callable[[CartLine, frozenset[int]], bool]] = {
    "item": lambda line, ids: line.item_id in ids,
    "segment": lambda line, ids: not ids.isdisjoint(line.segments),
    "price_group": lambda line, ids: line.price_group_id in ids,
    "item_group": lambda line, ids: not ids.isdisjoint(line.groups),
}
"""Leaves that hold a list of ids: any of them will do."""

_NUMBERS: Mapping[str, Callable[[CartLine], int]] = {
    "price": lambda line: line.price_minor,
    "quantity": lambda line: line.quantity,
    "sum": lambda line: line.gross_minor,
}
"""Leaves that hold a sign and a number: minor units, thousandths of the base unit."""

FILTER_WORDS = ("all", "any", "not", *_SETS, *_NUMBERS)

DEEPEST = 20
"""Levels of nesting in a composed filter."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Some of the items."""

    kind: ScopeKind = ScopeKind.ANY
    ids: frozenset[int] = frozenset()
    """Segments or items, as the kind says."""
    filter: str = ""
    """For `FILTER`: the text it is told apart by; the test itself is in `test`."""
    test: Test | None = field(default=None, compare=False)

    def lines(self, columns: Columns) -> Lines:
        """Return the lines of a cart that are in the scope; found once per cart."""
        if self.kind is ScopeKind.ANY:
            return None
        return columns.once(self, lambda: self._find(columns))

    def _find(self, columns: Columns) -> Lines:
        match self.kind:
            case ScopeKind.SEGMENT:
                return columns.of_segments(self.ids)
            case ScopeKind.NOT_SEGMENT:
                return columns.without(columns.of_segments(self.ids))
            case ScopeKind.LIST:
                return columns.of_items(self.ids)
            case _:
                return columns.where(self.test or _anything)


ANYTHING = Scope()


def composed(written: Mapping[str, Any]) -> Scope:
    """Return the scope that a composed filter says.

    Raises:
        BadValue: a word nobody knows, or a value of the wrong shape; `what` is its place.
    """
    return Scope(ScopeKind.FILTER, filter=repr(written), test=_test(written, "filter", 0))


def _anything(_line: CartLine) -> bool:
    return True


def _test(written: object, place: str, depth: int) -> Test:
    if depth > DEEPEST:
        raise BadValue(what=place, value=depth, expected=f"≤ {DEEPEST}")
    if not isinstance(written, Mapping) or len(written) != 1:
        raise BadValue(what=place, value=_short(written), expected="{word: …}")
    word, value = next(iter(written.items()))
    at = f"{place}.{word}"
    if word in {"all", "any"}:
        return _several(word, value, at, depth)
    if word == "not":
        inner = _test(value, at, depth + 1)
        return lambda line: not inner(line)
    if word in _SETS:
        return _member(str(word), value, at)
    if word in _NUMBERS:
        return _number(str(word), value, at)
    raise BadValue(what=place, value=_short(word), expected=", ".join(FILTER_WORDS))


def _several(word: str, value: object, place: str, depth: int) -> Test:
    if not isinstance(value, list | tuple) or not value:
        raise BadValue(what=place, value=_short(value), expected="[{…}, {…}]")
    tests = [_test(each, f"{place}[{at}]", depth + 1) for at, each in enumerate(value)]
    if word == "all":
        return lambda line: all(test(line) for test in tests)
    return lambda line: any(test(line) for test in tests)


def _member(word: str, value: object, place: str) -> Test:
    if not isinstance(value, list | tuple) or not all(type(one) is int for one in value):
        raise BadValue(what=place, value=_short(value), expected="[1, 2]")
    ids, holds = frozenset(value), _SETS[word]
    return lambda line: holds(line, ids)


def _number(word: str, value: object, place: str) -> Test:
    if (
        not isinstance(value, list | tuple)
        or len(value) != 2  # noqa: PLR2004 - a sign and a number
        or value[0] not in _SIGNS
        or type(value[1]) is not int
    ):
        raise BadValue(what=place, value=_short(value), expected='[">=", 100]')
    comparison, wanted, of = Comparison(_SIGNS[value[0]]), value[1], _NUMBERS[word]
    return lambda line: comparison.holds(of(line), wanted)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - fits a message line
