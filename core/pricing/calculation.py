"""Computing prices of dependent types from others. Pure.

Amounts are exact rationals of minor units until they are rounded, once, by the type's own ranges.
Prices of one item are computed in the order of the graph, so a type sees what was just computed
for the types before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce
from types import MappingProxyType

from core.pricing.errors import DivisionByZero, NegativePrice, PriceFault
from core.pricing.formula.checking import examine
from core.pricing.formula.evaluation import DividedByZero, EmptyOperand, Exact, compiled
from core.pricing.kinds import Aggregation, CalculationMethod, SourceKind
from core.pricing.rounding import TO_KOPECKS, Rounding, passes_threshold

WHOLE = 10_000
"""100 % in hundredths of a percent."""

SOURCES: Mapping[CalculationMethod, SourceKind] = MappingProxyType(
    {
        CalculationMethod.RECEIPT: SourceKind.RECEIPT,
        CalculationMethod.OPENING: SourceKind.OPENING,
        CalculationMethod.COST: SourceKind.COST,
        CalculationMethod.COST_FULL: SourceKind.COST_FULL,
        CalculationMethod.SUPPLIER: SourceKind.SUPPLIER,
        CalculationMethod.COMPETITOR: SourceKind.COMPETITOR,
    }
)
"""Methods that start from registered source prices."""

SEVERAL = frozenset({CalculationMethod.SUPPLIER, CalculationMethod.COMPETITOR})
"""Methods with a price per partner, to be aggregated."""


@dataclass(frozen=True, slots=True)
class Refinement:
    """What a price type does otherwise for a price group; None and "" mean "as the type"."""

    markup: int | None = None
    formula: str = ""
    threshold: int | None = None
    rounding: Rounding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """How prices of one type are computed: a price type without what only screens need."""

    id: int
    name: str
    identifier: str
    """What formulas call it."""
    method: CalculationMethod = CalculationMethod.MANUAL
    currency: str = "RUB"
    base_id: int | None = None
    markup: int = 0
    """Hundredths of a percent."""
    aggregation: Aggregation = Aggregation.LAST
    formula: str = ""
    query: str = ""
    threshold: int = 0
    """Hundredths of a percent."""
    rounding: Rounding = TO_KOPECKS
    groups: Mapping[int, Refinement] = field(default_factory=dict)
    """Price group id → what is otherwise in it."""
    in_force: bool = True
    auxiliary: bool = False
    segment_id: int | None = None
    forbid_outside: bool = False
    auto_update: bool = False

    @property
    def source(self) -> SourceKind | None:
        """The register its prices start from; None: it starts from other types or a query."""
        return SOURCES.get(self.method)


@dataclass(frozen=True, slots=True)
class SourceAmount:
    """A registered source price, the latest of its partner."""

    price_minor: int
    currency: str
    on: date
    partner_id: int = 0


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of one item besides prices of other types."""

    item_id: int
    group_id: int = 0
    """Price group; 0: none."""
    sources: Mapping[SourceKind, Sequence[SourceAmount]] = field(default_factory=dict)
    """Oldest first."""
    queried: Mapping[int, Exact] = field(default_factory=dict)
    """Price type id → what its query found, minor units of its currency."""


class Empty(Exception):
    """There is nothing to compute a price from."""

    def __init__(self, missing: int | SourceKind | None) -> None:
        super().__init__(missing)
        self.missing = missing
        """The price type or source that has no price; None: the query found nothing."""


Known = Mapping[int, int | None]
"""Price type id → price of the item in that type, minor units of the type's currency."""

_Amount = Callable[[Known, ItemFacts], Exact]


@dataclass(frozen=True, slots=True)
class Step:
    """How one type is computed for one price group."""

    rule: PriceRule
    amount: _Amount
    """Returns the exact unrounded price in minor units of the type's currency.

    Raises Empty, DividedByZero.
    """
    rounding: Rounding
    threshold: int
    markup: int
    formula: str
    operands: tuple[int, ...]
    """Price types it is computed from, in the order of the formula."""

    def exact(self, known: Known, facts: ItemFacts) -> Exact:
        """Return the unrounded price.

        Raises:
            Empty: something it needs has no price.
            DivisionByZero, NegativePrice: named by type and item.
            NoRate: a currency has no rate.
            FormulaFault: the formula is broken; saving a price type refuses such.
        """
        try:
            numerator, denominator = self.amount(known, facts)
        except DividedByZero as error:
            raise DivisionByZero(
                price_type=self.rule.name, item=facts.item_id, position=error.offset + 1
            ) from error
        if numerator < 0:
            raise NegativePrice(
                price_type=self.rule.name,
                item=facts.item_id,
                amount=-(-numerator // denominator),
            )
        return numerator, denominator


@dataclass(frozen=True, slots=True)
class Outcome:
    """What computing one price of one item came to."""

    price_type_id: int
    price_minor: int | None
    """The rounded price, whatever the threshold; None: there is none."""
    missing: int | SourceKind | None = None
    fault: PriceFault | None = None

    @property
    def empty(self) -> bool:
        """Whether there was nothing to compute it from."""
        return self.price_minor is None and self.fault is None


class Calculator:
    """Rules made ready once, to be run for many items."""

    def __init__(
        self, rules: Mapping[int, PriceRule], rates: Mapping[str, Fraction] | None = None
    ) -> None:
        """Make the rules ready.

        Args:
            rules: by id; whatever a rule is computed from is among them.
            rates: currency → roubles for one unit; raises NoRate for what it does not know. None
                where all prices are of one currency.
        """
        self.rules = rules
        self._rates = {} if rates is None else rates
        self._by_identifier = {rule.identifier.casefold(): rule.id for rule in rules.values()}
        self._steps: dict[tuple[int, int], Step] = {}

    def step(self, price_type_id: int, group_id: int = 0) -> Step:
        """Return how a type is computed for a price group.

        Raises:
            KeyError: there is no such type.
        """
        rule = self.rules[price_type_id]
        place = (price_type_id, group_id if group_id in rule.groups else 0)
        found = self._steps.get(place)
        if found is None:
            found = self._steps[place] = self._made(rule, rule.groups.get(group_id, Refinement()))
        return found

    def outcome(self, price_type_id: int, known: Known, facts: ItemFacts) -> Outcome:
        """Return the price of one type for one item; nothing is raised."""
        step = self.step(price_type_id, facts.group_id)
        try:
            price = step.rounding.price(*step.exact(known, facts))
        except Empty as error:
            return Outcome(price_type_id, None, error.missing)
        except PriceFault as fault:
            return Outcome(price_type_id, None, None, fault)
        return Outcome(price_type_id, price)

    def _made(self, rule: PriceRule, refined: Refinement) -> Step:
        markup = rule.markup if refined.markup is None else refined.markup
        formula = refined.formula or rule.formula
        try:
            amount, operands = self._amount(rule, markup, formula)
        except PriceFault as fault:
            amount, operands = _refusing(fault), ()
        return Step(
            rule=rule,
            amount=amount,
            rounding=rule.rounding if refined.rounding is None else refined.rounding,
            threshold=rule.threshold if refined.threshold is None else refined.threshold,
            markup=markup,
            formula=formula if rule.method is CalculationMethod.FORMULA else "",
            operands=operands,
        )

    def _amount(
        self, rule: PriceRule, markup: int, formula: str
    ) -> tuple[_Amount, tuple[int, ...]]:
        if rule.method is CalculationMethod.FORMULA:
            return self._by_formula(rule, formula)
        if rule.method is CalculationMethod.MARKUP and rule.base_id is not None:
            factor = self._factor(self.rules[rule.base_id].currency, rule.currency)
            marked = factor * Fraction(WHOLE + markup, WHOLE)
            return _from_base(rule.base_id, marked.as_integer_ratio()), (rule.base_id,)
        if rule.method is CalculationMethod.QUERY:
            return _from_query(rule.id), ()
        if rule.source is not None:
            aggregation = rule.aggregation if rule.method in SEVERAL else Aggregation.LAST
            marked = Fraction(WHOLE + markup, WHOLE)
            return self._from_source(rule.source, aggregation, marked, rule.currency), ()
        return _never, ()

    def _by_formula(self, rule: PriceRule, formula: str) -> tuple[_Amount, tuple[int, ...]]:
        examined = examine(formula, self._by_identifier)
        if examined.tree is None or examined.faults:
            raise examined.faults[0]
        ready = compiled(examined.tree)
        ids = tuple(self._by_identifier[name.casefold()] for name in ready.names)
        factors = [self._factor(self.rules[one].currency, rule.currency) for one in ids]
        # Formulas compute in whole units of the currency, prices are kept in hundredths of it.
        scales = [(factor / 100).as_integer_ratio() for factor in factors]
        places = tuple(
            (one, numerator, denominator)
            for one, (numerator, denominator) in zip(ids, scales, strict=True)
        )
        run = ready.run

        def amount(known: Known, _facts: ItemFacts) -> Exact:
            values = []
            for one, by, over in places:
                price = known.get(one)
                values.append(None if price is None else (price * by, over))
            try:
                numerator, denominator = run(values)
            except EmptyOperand as error:
                raise Empty(ids[error.index]) from error
            return numerator * 100, denominator

        return amount, ids

    def _from_source(
        self, kind: SourceKind, aggregation: Aggregation, marked: Fraction, currency: str
    ) -> _Amount:
        def amount(_known: Known, facts: ItemFacts) -> Exact:
            found = facts.sources.get(kind)
            if not found:
                raise Empty(kind)
            prices = [one.price_minor * self._factor(one.currency, currency) for one in found]
            return (aggregated(prices, aggregation) * marked).as_integer_ratio()

        return amount

    def _factor(self, given: str, wanted: str) -> Fraction:
        """Return what an amount in one currency is multiplied by to be in another."""
        return Fraction(1) if given == wanted else self._rates[given] / self._rates[wanted]


def aggregated(prices: Sequence[Fraction], how: Aggregation) -> Fraction:
    """Return one price of several, the last of which was registered last; at least one."""
    match how:
        case Aggregation.MIN:
            return min(prices)
        case Aggregation.MAX:
            return max(prices)
        case Aggregation.AVERAGE:
            return reduce(lambda one, other: one + other, prices) / len(prices)
        case Aggregation.LAST:
            return prices[-1]


@dataclass(slots=True)
class Recomputed:
    """What recomputing all types of one item came to."""

    changes: list[tuple[int, int]] = field(default_factory=list)
    """(price type id, new price), what passes the threshold and may be registered."""
    faults: list[PriceFault] = field(default_factory=list)
    empty: int = 0
    """Types that had nothing to be computed from."""


def recompute(
    calculator: Calculator,
    order: Iterable[int],
    known: dict[int, int | None],
    facts: ItemFacts,
    held: Known,
) -> Recomputed:
    """Compute types one after another for one item; each sees what those before it came to.

    A price that the threshold keeps, and an old price whose type has nothing to be computed from
    now, hold on: the types after it are computed from what holds.

    Args:
        order: computed types, each after all it needs.
        known: prices that hold; brought up to date on the way.
        held: what is registered for exactly this item, to compare with.
    """
    done = Recomputed()
    for price_type_id in order:
        step = calculator.step(price_type_id, facts.group_id)
        try:
            price = step.rounding.price(*step.exact(known, facts))
        except Empty:
            done.empty += 1
            continue
        except PriceFault as fault:
            done.faults.append(fault)
            continue
        if step.rule.auxiliary:
            known[price_type_id] = price
        elif passes_threshold(held.get(price_type_id), price, step.threshold):
            known[price_type_id] = price
            done.changes.append((price_type_id, price))
    return done


def _from_base(base: int, marked: Exact) -> _Amount:
    by, over = marked

    def amount(known: Known, _facts: ItemFacts) -> Exact:
        price = known.get(base)
        if price is None:
            raise Empty(base)
        return price * by, over

    return amount


def _from_query(price_type_id: int) -> _Amount:
    def amount(_known: Known, facts: ItemFacts) -> Exact:
        found = facts.queried.get(price_type_id)
        if found is None:
            raise Empty(None)
        return found

    return amount


def _refusing(fault: PriceFault) -> _Amount:
    """Refuse every item for the same reason: a broken formula, a currency without a rate."""

    def amount(_known: Known, _facts: ItemFacts) -> Exact:
        raise fault.with_traceback(None)

    return amount


def _never(_known: Known, _facts: ItemFacts) -> Exact:
    raise Empty(None)
