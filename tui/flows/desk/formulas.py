"""What the formula builder works with: operands, the check as one types, a sample of the result.

Types, rates and the prices of the sample item are read when they change; looking at a formula reads
nothing, so it keeps up with typing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.db.unit_of_work import transaction
from core.documents.listing import ListQuery
from core.kernel.errors import BadValue, DomainError
from core.kernel.i18n import N_
from core.kernel.money import divide_half_up
from core.pricing.calculation import Calculator, Empty, ItemFacts, PriceRule
from core.pricing.currencies import RatesOn
from core.pricing.document_queries import matrix_rows
from core.pricing.errors import FormulaFault, NoRate, PriceCycle, PriceFault
from core.pricing.formula.checking import examine
from core.pricing.gathering import operand_prices
from core.pricing.kinds import CalculationMethod
from core.pricing.rounding import Rounding, RoundingRange
from core.pricing.rulebook import RuleBook, load_rules
from core.pricing.words import METHODS
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Card, Values

UNSAVED = 0
"""Id of a price type that has none yet."""


@dataclass(frozen=True, slots=True)
class OperandRow:
    """A price type that a formula may name."""

    id: int
    identifier: str
    name: str
    method: str
    """A msgid."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be put into a formula."""

    text: str
    """A msgid, for words of formulas have two languages too.

    `|` is where the cursor comes to stand; the text before it and after it is inserted.
    """
    help: str
    """A msgid."""


PIECES: tuple[Piece, ...] = (
    Piece(N_("Min(|; )"), N_("the smallest of two or more numbers")),
    Piece(N_("Max(|; )"), N_("the largest of two or more numbers")),
    Piece(N_("Round(|; 0)"), N_("rounded half up, to so many decimals")),
    Piece(N_("Int(|)"), N_("what stands before the decimal sign")),
    Piece("?(| > 0; ; )", N_("a condition, then, otherwise")),
    Piece(N_(" AND |"), N_("both conditions hold")),
    Piece(N_(" OR |"), N_("one of the conditions holds")),
    Piece(N_("NOT |"), N_("the condition does not hold")),
)


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be said of a formula as it stands."""

    fault: DomainError | None = None
    """The first thing wrong; a `FormulaFault` has a place in the text."""
    missing: str = ""
    """The price type that the sample item has no price of."""
    exact: int | None = None
    """The result for the sample item, thousandths of the currency unit."""
    price_minor: int | None = None
    """The same, rounded as the type rounds."""

    @property
    def place(self) -> tuple[int, int] | None:
        """Offset and length of what is wrong; None where it has no place."""
        if isinstance(self.fault, FormulaFault):
            return self.fault.offset, self.fault.length
        return None


@dataclass(frozen=True, slots=True)
class SampleItem:
    """An item to try a formula on."""

    id: int
    name: str
    facts: ItemFacts
    prices: Mapping[int, int]
    """Price type → minor units, as of today."""


class _Rates(dict[str, Fraction]):
    """Rates that were read; asking for another one says that there is none."""

    def __init__(self, rates: Mapping[str, Fraction], desk: Desk) -> None:
        super().__init__(rates)
        self._desk = desk

    def __missing__(self, currency: str) -> Fraction:
        raise NoRate(currency=currency, date=self._desk.today())


class FormulaBench:
    """The price types as they are now, and one item to try formulas on; made on a thread."""

    def __init__(self, desk: Desk, card: Card) -> None:
        self._desk = desk
        with transaction(desk.database.sessions) as session:
            stored = load_rules(session)
            rates = RatesOn(session, desk.today())
            currencies = {rule.currency for rule in stored.rules.values()}
            currencies.add(str(card.values.get("currency") or "RUB"))
            self._rates = _Rates(_known(rates, currencies), desk)
        self._own = _rule_of(card, stored)
        self._book = RuleBook({**stored.rules, self._own.id: self._own})
        self.sample: SampleItem | None = None

    @property
    def operands(self) -> tuple[OperandRow, ...]:
        """The types that a formula may name, by name; not the one it is the formula of."""
        rules = [rule for rule in self._book.rules.values() if rule.id != self._own.id]
        return tuple(
            OperandRow(rule.id, rule.identifier, rule.name, METHODS[rule.method])
            for rule in sorted(rules, key=lambda one: one.name.casefold())
        )

    def first_item(self) -> int | None:
        """Return an item to begin with; None when there are none."""
        rows = self._desk.page("items", ListQuery(limit=1)).rows
        return rows[0].key if rows else None

    def choose(self, item_id: int) -> SampleItem:
        """Try formulas on an item from now on; reads its prices."""
        with transaction(self._desk.database.sessions) as session:
            stored = load_rules(session)
            prices, group = operand_prices(session, stored, item_id, self._desk.today())
            rows = matrix_rows(session, {(item_id, 0): {}})
        name = rows[0].item if rows else ""
        self.sample = SampleItem(item_id, name, ItemFacts(item_id, group), prices)
        return self.sample

    def look(self, text: str) -> Look:
        """Check a formula and try it on the sample item; reads nothing."""
        examined = examine(text, self._book.operands)
        if examined.faults:
            return Look(examined.faults[0])
        rule = replace(self._own, formula=text)
        book = RuleBook({**self._book.rules, rule.id: rule})
        try:
            book.require_no_circle()
        except PriceCycle as circle:
            return Look(circle)
        return self._tried(book, rule)

    def _tried(self, book: RuleBook, rule: PriceRule) -> Look:
        if self.sample is None:
            return Look()
        calculator = Calculator(book.rules, self._rates)
        step = calculator.step(rule.id, self.sample.facts.group_id)
        try:
            exact = step.exact(self.sample.prices, self.sample.facts)
        except Empty as empty:
            missing = empty.missing
            return Look(missing=book.rules[missing].name if isinstance(missing, int) else "—")
        except PriceFault as fault:
            if "item" in fault.facts:
                fault.facts["item"] = self.sample.name
            return Look(fault)
        amount = Fraction(*exact) * 10
        return Look(
            exact=divide_half_up(amount.numerator, amount.denominator),
            price_minor=step.rounding.price(*exact),
        )


def ranges_of(lines: Sequence[Values], group_id: int | None = None) -> Rounding:
    """Return the rounding that lines of a form say, of a price group or of all (None).

    Raises:
        BadValue: a precision not above 0, or two ranges that begin alike.
    """
    found = [line for line in lines if (line.get("price_group_id") or None) == group_id]
    return Rounding(
        tuple(
            RoundingRange(
                line.get("since_minor") or 0,
                line.get("precision_minor") or 0,
                line["mode"],
                line.get("shift_minor") or 0,
            )
            for line in found
        )
    )


def _rule_of(card: Card, stored: RuleBook) -> PriceRule:
    """Return the type of a card as a rule by formula, with its ranges as they stand there."""
    values = card.values
    known = stored.rules.get(card.id or UNSAVED)
    try:
        rounding = ranges_of(card.lines.get("price_rounding", ()))
    except BadValue:
        rounding = Rounding()
    return PriceRule(
        id=card.id or UNSAVED,
        name=str(values.get("name") or ""),
        identifier=str(values.get("identifier") or (known.identifier if known else "\n")),
        method=CalculationMethod.FORMULA,
        currency=str(values.get("currency") or "RUB"),
        rounding=rounding,
    )


def _known(rates: RatesOn, currencies: set[str]) -> dict[str, Fraction]:
    found = {"RUB": Fraction(1)}
    if currencies == {"RUB"}:
        return found
    for currency in currencies:
        try:
            found[currency] = rates[currency]
        except NoRate:
            continue
    return found
