"""Price types of a file for `klad price try`: typed prices, and the place where formulas plug in.

`make_price` is the one function that knows how a formula and its rounding become a price.
Everything else here finds out which price types need it, in which order, with which operands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.discounts.written import Codes, Table
from core.kernel.trace import Trace


@dataclass(frozen=True, slots=True)
class Rounding:
    """One rule of rounding (domain §4.2): how prices from a bound on are rounded."""

    since: int
    """Minor units: the rule holds for unrounded prices from here on."""
    precision: int
    """Minor units."""
    mode: str
    """"nearest", "up" or "down"."""
    shift: int
    """Minor units added after rounding: −10 makes 250.00 of 249.99 a 249.90."""


@dataclass(frozen=True, slots=True)
class MadePrice:
    """A price and how it came about."""

    minor: int | None
    """None: an operand has no price, so neither has the result."""
    trace: Trace


MakePrice = Callable[[str, Mapping[str, int | None], tuple[Rounding, ...]], MadePrice]
"""(formula, code of a price type → its price, rules of rounding) → price.

Raises ValueError with the reason where the formula cannot be understood.
"""


@dataclass(frozen=True, slots=True)
class TriedType:
    """A price type of the file."""

    id: int
    code: str
    name: str
    formula: str
    """"" for prices that are typed."""
    by_group: Mapping[int, str]
    """Price group → formula instead of the general one."""
    rounding: tuple[Rounding, ...]
    table: Table
    """Where it stands, for errors."""

    def formula_for(self, price_group_id: int) -> str:
        """Return the formula for an item of a group; "" where prices are typed."""
        return self.by_group.get(price_group_id, self.formula)


def make_price(
    formula: str, operands: Mapping[str, int | None], rounding: tuple[Rounding, ...]
) -> MadePrice:
    """Refuse: only prices typed into the file are known here.

    Raises:
        ValueError: always.
    """
    del operands, rounding
    raise ValueError(formula)


def read_price_types(root: Table, types: Codes, price_groups: Codes) -> dict[int, TriedType]:
    """Return the price types of a file.

    Raises:
        TryFileWrong: a value makes no sense.
    """
    found = {}
    for table in root.tables("price_type"):
        table.only("code", "name", "currency", "includes_vat", "formula", "by_group", "rounding")
        number = types.add(table)
        table.text("currency", "RUB")
        table.flag("includes_vat", default=True)
        own = table.table("by_group")
        by_group = {}
        for code in own.values:
            group = price_groups.find(Table(own.file, own.place, {"code": code}), "code")
            by_group[group] = own.text(code)
        found[number] = TriedType(
            number,
            table.text("code"),
            types.names[number],
            table.text("formula", ""),
            by_group,
            tuple(_rounding(one) for one in table.tables("rounding")),
            table,
        )
    return found


_MODES = ("nearest", "up", "down")


def _rounding(table: Table) -> Rounding:
    table.only("since", "precision", "mode", "shift")
    precision = table.money("precision")
    if precision <= 0:
        raise table.wrong("precision", table.values.get("precision"), "> 0")
    mode = table.text("mode", "nearest")
    if mode not in _MODES:
        raise table.wrong("mode", mode, ", ".join(_MODES))
    return Rounding(table.money("since", 0), precision, mode, table.money("shift", 0))


class Prices:
    """The prices of one item by every price type, made when they are asked for."""

    def __init__(
        self,
        types: Mapping[int, TriedType],
        typed: Mapping[int, int],
        price_group_id: int,
        make: MakePrice,
    ) -> None:
        self._types = types
        self._typed = typed
        self._group = price_group_id
        self._make = make
        self._made: dict[int, MadePrice] = {}
        self._asked: list[int] = []

    def of(self, type_id: int) -> MadePrice:
        """Return the price by one type.

        Raises:
            TryFileWrong: its formula cannot be used, or leads back to itself.
        """
        made = self._made.get(type_id)
        if made is None:
            made = self._made[type_id] = self._price(self._types[type_id])
        return made

    def _price(self, kind: TriedType) -> MadePrice:
        if kind.id in self._typed:
            minor = self._typed[kind.id]
            return MadePrice(minor, Trace("price-typed", {"price_type": kind.name}, minor))
        formula = kind.formula_for(self._group)
        if not formula:
            return MadePrice(None, Trace("price-none", {"price_type": kind.name}))
        if kind.id in self._asked:
            chain = [self._types[one].code for one in (*self._asked, kind.id)]
            raise kind.table.wrong("formula", " → ".join(chain), "no circle")
        self._asked.append(kind.id)
        try:
            return self._by_formula(kind, formula)
        finally:
            self._asked.pop()

    def _by_formula(self, kind: TriedType, formula: str) -> MadePrice:
        operands = {
            other.code: self.of(other.id).minor
            for other in self._types.values()
            if f"[{other.code}]" in formula
        }
        try:
            made = self._make(formula, operands, kind.rounding)
        except ValueError as error:
            raise kind.table.wrong("formula", str(error) or formula, "prices = {…}") from error
        trace = Trace("price-formula", {"price_type": kind.name}, made.minor, (made.trace,))
        return MadePrice(made.minor, trace)
