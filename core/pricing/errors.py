"""What prices have to say.

    Refused
    ├── PriceFault            a price of an item cannot be computed
    │   ├── DivisionByZero, NegativePrice, NoRate
    │   └── FormulaFault      the formula is not right: with the position of the fault
    │       ├── FormulaEmpty, FormulaTooLong, NumberTooLong, BadCharacter, NameUnclosed
    │       ├── OperandExpected, OperandMissing, OperatorExpected, BracketExpected,
    │       │   BracketMissing
    │       └── UnknownFunction, UnknownOperand, WrongArity, NumberExpected,
    │           ConditionExpected, DigitsExpected
    └── PriceCycle, …         what a price type, a document or a query must not do

A formula may have several faults at once: they are then returned, not raised.
"""

from __future__ import annotations

from core.kernel.errors import Refused
from core.settlements.errors import NoRate as RateMissing


class PriceFault(Refused):
    """A price of an item cannot be computed. No facts of its own."""

    code = "price-fault"


class FormulaFault(PriceFault):
    """A formula is not right. Facts: position (of the first wrong character, from 1)."""

    code = "formula-fault"

    def __init__(self, *, offset: int, length: int = 1, **facts: object) -> None:
        super().__init__(position=offset + 1, **facts)
        self.offset = offset
        """Of the first wrong character, from 0."""
        self.length = length
        """How many characters are wrong; 0 at the end of the formula."""


class FormulaEmpty(FormulaFault):
    """There is nothing to compute. Facts: position."""

    code = "formula-empty"


class FormulaTooLong(FormulaFault):
    """More words and signs than a person could check. Facts: position, most."""

    code = "formula-too-long"


class NumberTooLong(FormulaFault):
    """A number with more digits than any price has. Facts: position, most."""

    code = "formula-number-too-long"


class BadCharacter(FormulaFault):
    """A character that no formula has. Facts: position, came."""

    code = "formula-character"


class NameUnclosed(FormulaFault):
    """A name begins with [ and never ends with ]. Facts: position."""

    code = "formula-name-unclosed"


class OperandExpected(FormulaFault):
    """A price type, a number or a function was expected. Facts: position, came."""

    code = "formula-operand-expected"


class OperandMissing(FormulaFault):
    """The formula ends where a price type, a number or a function was expected. Facts: position."""

    code = "formula-operand-missing"


class OperatorExpected(FormulaFault):
    """Two operands stand side by side, or something follows the whole. Facts: position, came."""

    code = "formula-operator-expected"


class BracketExpected(FormulaFault):
    """Something else came. Facts: position, came, expected ("(", ")" or "; )"), opened."""

    code = "formula-bracket-expected"


class BracketMissing(FormulaFault):
    """The formula ends within brackets. Facts: position, expected, opened (the bracket)."""

    code = "formula-bracket-missing"


class UnknownFunction(FormulaFault):
    """A word that is no function. Facts: position, came, suggestions (all functions, a tuple)."""

    code = "formula-unknown-function"


class UnknownOperand(FormulaFault):
    """No price type has this identifier. Facts: position, operand, suggestions (a tuple)."""

    code = "formula-unknown-operand"


class WrongArity(FormulaFault):
    """A function got too few or too many arguments. Facts: position, function, expected, came."""

    code = "formula-arity"


class NumberExpected(FormulaFault):
    """A condition stands where a number is computed with. Facts: position, came."""

    code = "formula-number-expected"


class ConditionExpected(FormulaFault):
    """A number stands where a condition is needed. Facts: position, came."""

    code = "formula-condition-expected"


class DigitsExpected(FormulaFault):
    """The count of decimals to round to is no whole number from -6 to 6. Facts: position, came."""

    code = "formula-digits-expected"


class DivisionByZero(PriceFault):
    """A formula divides by zero. Facts: price_type, item (its name, or id), position."""

    code = "price-division-by-zero"


class NegativePrice(PriceFault):
    """A price came out below zero. Facts: price_type, item (its name, or id), amount (minor)."""

    code = "price-negative"


class NoRate(PriceFault, RateMissing):
    """A price needs the rate of a currency that has none on that date. Facts: currency, date."""

    code = RateMissing.code


class PriceCycle(Refused):
    """Price types are computed from each other in a circle. Facts: path (their names, a tuple)."""

    code = "price-cycle"


class PriceBaseMissing(Refused):
    """A markup needs a type to be reckoned from. Facts: what (the field), price_type."""

    code = "price-base-missing"


class PriceQueryMissing(Refused):
    """The method asks for a query. Facts: what (the field), price_type."""

    code = "price-query-missing"


class PriceQueryWrong(Refused):
    """A query of a price type does not run, or takes too long.

    Facts: what (the field), price_type, reason (the first line of the database), position (in the
    query, from 1; None: none told).
    """

    code = "price-query-wrong"


class PriceQueryColumns(Refused):
    """A query gives other columns than prices need. Facts: what, price_type, found (a tuple)."""

    code = "price-query-columns"


class IdentifierTaken(Refused):
    """Another type is called so in formulas. Facts: what (the field), identifier, price_type."""

    code = "price-identifier-taken"


class IdentifierUsed(Refused):
    """Formulas name the identifier that would go. Facts: what, identifier, users (a tuple)."""

    code = "price-identifier-used"


class BadIdentifier(Refused):
    """Square brackets end an identifier. Facts: what (the field), identifier."""

    code = "price-identifier-bad"


class BadCurrency(Refused):
    """A currency is three Latin letters. Facts: what (the field), currency."""

    code = "price-currency-bad"


class RefinesMismatch(Refused):
    """An individual type can override only a common one of the same currency and VAT.

    Facts: what (the field), price_type, refines.
    """

    code = "price-refines-mismatch"


class SegmentMissing(Refused):
    """Items outside can be forbidden only where a segment is named. Facts: what, price_type."""

    code = "price-segment-missing"


class AuxiliaryType(Refused):
    """Prices of an auxiliary type are kept in price documents only. Facts: price_type."""

    code = "price-auxiliary"


class OutsideSegment(Refused):
    """The type gives no price to items outside its segment. Facts: price_type, item, count."""

    code = "price-outside-segment"


class TypeNotInForce(Refused):
    """Nothing is priced by a type that is not in force. Facts: price_type."""

    code = "price-type-not-in-force"


class MixedVat(Refused):
    """One document sets prices with VAT or without, not both. Facts: price_type, others."""

    code = "price-mixed-vat"


class NothingToRegister(Refused):
    """A price document without prices cannot be agreed. Facts: document."""

    code = "price-document-empty"


class PriceDocumentAgreed(Refused):
    """An agreed price document is not edited; take it back first. Facts: document."""

    code = "price-document-agreed"


class NoSupplyTypes(Refused):
    """No price type in force is set by what brings goods in. No facts."""

    code = "price-no-supply-types"


class NothingSupplied(Refused):
    """A document brought nothing in that has a price. Facts: document."""

    code = "price-nothing-supplied"


class TooManyItems(Refused):
    """More items are asked for than one document takes. Facts: count, most."""

    code = "price-too-many-items"
