"""What prices have to say.

    Refused
    ├── FormulaFault        a formula cannot be read: with the position of the fault
    │   ├── FormulaEmpty, FormulaTooLong, BadCharacter, NameUnclosed
    │   ├── OperandExpected, OperandMissing, OperatorExpected, BracketExpected, BracketMissing
    │   └── UnknownFunction, UnknownOperand, WrongArity, NumberExpected, ConditionExpected,
    │       DigitsExpected
    ├── PriceFault          a price cannot be computed: DivisionByZero, NegativePrice, NoRate
    └── PriceCycle, PriceTypeUsed, … what a price type, a document or a query must not do

A formula may have several faults at once: they are then returned, not raised.
"""

from __future__ import annotations

from core.kernel.errors import Refused


class FormulaFault(Refused):
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
    """The formula ends within brackets. Facts: position, opened (where the bracket stands)."""

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


class PriceFault(Refused):
    """One price of one item cannot be computed. Facts: price_type, item."""

    code = "price-fault"


class DivisionByZero(PriceFault):
    """A formula divides by zero. Facts: price_type, item, position."""

    code = "price-division-by-zero"


class NegativePrice(PriceFault):
    """A price came out below zero. Facts: price_type, item, amount."""

    code = "price-negative"


class NoRate(Refused):
    """A currency has no rate on that date. Facts: currency, date."""

    code = "no-rate"


class PriceCycle(Refused):
    """Price types are computed from each other in a circle. Facts: path (their names, a tuple)."""

    code = "price-cycle"
