"""Price types of a file for `klad price try`, computed by the engine that computes stored ones.

A file says of a price type what its card says: method, base and markup, formula, price groups,
threshold, rounding. Everything that computes is `core.pricing.calculation`; here it is read, put in
order, and told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from core.discounts.errors import TryPriceWrong
from core.discounts.written import Codes, Table
from core.kernel.trace import Trace
from core.pricing.calculation import (
    Calculator,
    Empty,
    ItemFacts,
    PriceRule,
    Refinement,
    SourceAmount,
    Step,
)
from core.pricing.errors import NoRate, PriceCycle, PriceFault
from core.pricing.formula.checking import examine
from core.pricing.graph import Circle, computing_order
from core.pricing.kinds import Aggregation, CalculationMethod, SourceKind
from core.pricing.needs import needs_of
from core.pricing.rounding import (
    TO_KOPECKS,
    Rounding,
    RoundingMode,
    RoundingRange,
    passes_threshold,
)
from core.pricing.telling import tell_empty, tell_rounding, tell_step

METHODS = tuple(one for one in CalculationMethod if one is not CalculationMethod.QUERY)
"""A query asks a database, and there is none."""

_MODES = {
    "nearest": RoundingMode.ARITHMETIC,
    "up": RoundingMode.UP,
    "down": RoundingMode.DOWN,
}

_ROUBLE = "RUB"


@dataclass(frozen=True, slots=True)
class MadePrice:
    """A price and how it came about."""

    minor: int | None
    """None: there is nothing to compute it from."""
    trace: Trace


class _Rates(dict[str, Fraction]):
    """Roubles for one unit of a currency, as the file tells them."""

    def __init__(self, rates: Mapping[str, Fraction], on: dt.date) -> None:
        super().__init__({_ROUBLE: Fraction(1), **rates})
        self._on = on

    def __missing__(self, currency: str) -> Fraction:
        raise NoRate(currency=currency, date=self._on)


@dataclass(frozen=True, slots=True)
class ItemPrices:
    """What a file says of the prices of one item."""

    name: str
    typed: Mapping[int, int]
    """Price type → minor units, set by a person."""
    held: Mapping[int, int]
    """Price type → the price that holds until a computed one passes the threshold."""
    facts: ItemFacts
    partners: Mapping[int, str]
    """Suppliers and competitors of the source prices."""


@dataclass(frozen=True, slots=True)
class PriceTypes:
    """The price types of a file, ready to compute."""

    rules: Mapping[int, PriceRule]
    places: Mapping[int, Table]
    """Where each stands, for errors."""
    order: tuple[int, ...]
    """Each after those it needs."""
    calculator: Calculator

    def prices_of(self, item: ItemPrices) -> dict[int, MadePrice]:
        """Return the price of an item by every type.

        Raises:
            TryPriceWrong: a formula divides by zero, a price comes out below zero, or a currency
                has no rate.
        """
        known: dict[int, int | None] = {}
        made: dict[int, MadePrice] = {}
        for one in self.order:
            made[one] = self._price(self.rules[one], item, known, made)
            known[one] = made[one].minor
        return made

    def _price(
        self,
        rule: PriceRule,
        item: ItemPrices,
        known: Mapping[int, int | None],
        made: Mapping[int, MadePrice],
    ) -> MadePrice:
        facts = {"price_type": rule.name, "item": item.name}
        if rule.id in item.typed:
            return MadePrice(item.typed[rule.id], Trace("price-typed", facts, item.typed[rule.id]))
        held = item.held.get(rule.id)
        if not rule.method.computed:
            code = "price-missing" if held is None else "price-held"
            return MadePrice(held, Trace(code, facts, held))
        step = self.calculator.step(rule.id, item.facts.group_id)
        operands = tuple(made[one].trace for one in step.operands)
        try:
            exact = step.exact(known, item.facts)
        except Empty as empty:
            missing: Any = empty.missing
            missing = self.rules[missing].name if isinstance(missing, int) else missing
            told = tell_empty(step, missing, item.name, operands)
            return MadePrice(held, Trace("price-computed", facts, held, (told,)))
        except PriceFault as fault:
            raise self._wrong(step, fault, item) from fault
        steps = [tell_step(step, exact, item.facts, operands, item.partners)]
        steps.append(tell_rounding(step, exact))
        price = step.rounding.price(*exact)
        if not passes_threshold(held, price, step.threshold):
            kept = {"threshold": step.threshold, "computed": price}
            steps.append(Trace("price-kept", kept, held))
            price = held if held is not None else price
        return MadePrice(price, Trace("price-computed", facts, price, tuple(steps)))

    def _wrong(self, step: Step, fault: PriceFault, item: ItemPrices) -> TryPriceWrong:
        if "item" in fault.facts:
            fault.facts["item"] = item.name
        table = self.places[step.rule.id]
        return TryPriceWrong(file=table.file, place=table.place, reason=fault)


def read_price_types(root: Table, types: Codes, price_groups: Codes, on: dt.date) -> PriceTypes:
    """Return the price types of a file.

    Args:
        on: the day of the cart, told where a currency has no rate.

    Raises:
        TryFileWrong: a value makes no sense.
        TryPriceWrong: a formula is not right, or types are computed from each other in a circle.
    """
    tables = {types.add(table): table for table in root.tables("price_type")}
    rules = {number: _rule(number, table, types, price_groups) for number, table in tables.items()}
    identifiers = {rule.identifier.casefold(): rule.id for rule in rules.values()}
    for rule in rules.values():
        _check_formulas(rule, tables[rule.id], [one.identifier for one in rules.values()])
    needs = {rule.id: needs_of(rule, identifiers) for rule in rules.values()}
    try:
        order = computing_order(needs)
    except Circle as circle:
        table = tables[circle.path[0]]
        reason = PriceCycle(path=tuple(rules[one].name for one in circle.path))
        raise TryPriceWrong(file=table.file, place=table.place, reason=reason) from circle
    rates = root.table("rates")
    known = {currency: rates.exact(currency) for currency in rates.values}
    return PriceTypes(rules, tables, order, Calculator(rules, _Rates(known, on)))


def _rule(number: int, table: Table, types: Codes, price_groups: Codes) -> PriceRule:
    table.only(
        "code",
        "name",
        "currency",
        "includes_vat",
        "method",
        "base",
        "markup",
        "aggregation",
        "formula",
        "threshold",
        "by_group",
        "rounding",
    )
    table.flag("includes_vat", default=True)
    base = types.find(table, "base")
    formula = table.text("formula", "")
    groups = _groups(table.table("by_group"), price_groups)
    method = _method(table, base, any((formula, *(one.formula for one in groups.values()))))
    return PriceRule(
        id=number,
        name=types.names[number],
        identifier=table.text("code"),
        method=method,
        currency=table.text("currency", _ROUBLE),
        base_id=base or None,
        markup=table.percent("markup", 0),
        aggregation=table.choice("aggregation", Aggregation, Aggregation.LAST),
        formula=formula,
        threshold=_threshold(table) or 0,
        rounding=_rounding(table) or TO_KOPECKS,
        groups=groups,
    )


def _method(table: Table, base: int, has_formula: bool) -> CalculationMethod:
    """Return the method that is named, or the one that what is written belongs to."""
    if table.has("method"):
        method = table.choice("method", CalculationMethod)
        if method not in METHODS:
            raise table.wrong("method", method, ", ".join(METHODS))
        if method is CalculationMethod.MARKUP and not base:
            raise table.wrong("base", None, "base = …")
        if method is CalculationMethod.FORMULA and not has_formula:
            raise table.wrong("formula", None, 'formula = "[…] * 1.2"')
        return method
    if has_formula:
        return CalculationMethod.FORMULA
    return CalculationMethod.MARKUP if base else CalculationMethod.MANUAL


def _groups(own: Table, price_groups: Codes) -> dict[int, Refinement]:
    """Return what is otherwise in price groups: a formula, or a table of several values."""
    found = {}
    for code, value in own.values.items():
        group = price_groups.find(Table(own.file, own.place, {"code": code}), "code")
        if isinstance(value, str):
            found[group] = Refinement(formula=own.text(code))
            continue
        table = own.table(code)
        table.only("formula", "markup", "threshold", "rounding")
        found[group] = Refinement(
            markup=table.percent("markup") if table.has("markup") else None,
            formula=table.text("formula", ""),
            threshold=_threshold(table),
            rounding=_rounding(table),
        )
    return found


def _threshold(table: Table) -> int | None:
    if not table.has("threshold"):
        return None
    found = table.percent("threshold")
    if found < 0:
        raise table.wrong("threshold", table.values["threshold"], "≥ 0")
    return found


def _rounding(table: Table) -> Rounding | None:
    """Return the ranges of a type or a price group; None: nothing is written."""
    if not table.has("rounding"):
        return None
    ranges: dict[int, RoundingRange] = {}
    for one in table.tables("rounding"):
        found = _range(one)
        if found.since_minor in ranges:
            raise one.wrong("since", one.values.get("since", 0), f"≠ {one.values.get('since', 0)}")
        ranges[found.since_minor] = found
    return Rounding(tuple(ranges.values()))


def _range(table: Table) -> RoundingRange:
    table.only("since", "precision", "mode", "shift")
    precision, since = table.money("precision"), table.money("since", 0)
    if precision <= 0:
        raise table.wrong("precision", table.values.get("precision"), "> 0")
    if since < 0:
        raise table.wrong("since", table.values.get("since"), "≥ 0")
    mode = table.text("mode", "nearest")
    if mode not in _MODES:
        raise table.wrong("mode", mode, ", ".join(_MODES))
    return RoundingRange(since, precision, _MODES[mode], -table.money("shift", 0))


def _check_formulas(rule: PriceRule, table: Table, known: Iterable[str]) -> None:
    if rule.method is not CalculationMethod.FORMULA:
        return
    written = {f"{table.place}.formula": rule.formula}
    for code, group in zip(table.table("by_group").values, rule.groups.values(), strict=True):
        written[f"{table.place}.by_group.{code}"] = group.formula
    identifiers = tuple(known)
    for place, text in written.items():
        for fault in examine(text, identifiers).faults[:1] if text else ():
            raise TryPriceWrong(file=table.file, place=place, reason=fault)


@dataclass(slots=True)
class SourceReader:
    """Reads the source prices of items: what is paid, what suppliers and competitors ask."""

    partners: Codes = field(default_factory=lambda: Codes("partner"))

    def read(self, item: Table, item_id: int, price_group_id: int, on: dt.date) -> ItemFacts:
        """Return what is known of an item besides prices of other types.

        Raises:
            TryFileWrong: a value makes no sense.
        """
        found: dict[SourceKind, list[SourceAmount]] = {}
        for table in item.tables("sources"):
            table.only("kind", "price", "currency", "date", "partner")
            price = table.money("price")
            if price < 0:
                raise table.wrong("price", table.values["price"], "≥ 0")
            kind = table.choice("kind", SourceKind)
            amount = SourceAmount(
                price,
                table.text("currency", _ROUBLE),
                table.day("date") or on,
                self.partners.free(table.text("partner", "")),
            )
            found.setdefault(kind, []).append(amount)
        ordered = {kind: sorted(several, key=lambda one: one.on) for kind, several in found.items()}
        return ItemFacts(item_id, price_group_id, ordered)
