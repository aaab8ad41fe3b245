"""Computing a formula exactly.

A value is a rational number, written as (numerator, denominator above 0): `[A] / 3 * 3` is `[A]`
again, so rounding "always up" or "always down" never sees the dust of a division. A formula is
turned into nested functions once and then run for every item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.pricing.formula.checking import digits
from core.pricing.formula.tree import (
    Binary,
    Call,
    Choice,
    Comparison,
    Function,
    Joined,
    Logic,
    Negative,
    Node,
    Not,
    Number,
    Operand,
    operands,
)

Exact = tuple[int, int]
"""A rational number: numerator and denominator; the denominator is above 0."""

_Values = Sequence[Exact | None]
_Run = Callable[[_Values], Any]


class EmptyOperand(Exception):
    """An operand that is needed has no value: then the formula has none."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index
        """Of the operand, in `Compiled.names`."""


class DividedByZero(Exception):
    """A divisor came to zero."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset
        """Of the sign, from 0."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A formula ready to be run."""

    names: tuple[str, ...]
    """Operands as written, each once, whatever the case of their letters."""
    run: Callable[[_Values], Exact]
    """Takes the values of `names`, None for one that is empty; returns the exact value.

    Raises EmptyOperand when a value is needed that is not there, and DividedByZero. A branch of a
    choice that is not taken, and a condition that no longer matters, need nothing.
    """


def compiled(tree: Node) -> Compiled:
    """Return a checked formula ready to be run."""
    names: dict[str, str] = {}
    for found in operands(tree):
        names.setdefault(found.name.casefold(), found.name)
    places = {name: place for place, name in enumerate(names)}
    return Compiled(tuple(names.values()), _made(tree, places))


def evaluate(tree: Node, values: Mapping[str, Decimal | Fraction | int | None]) -> Fraction | None:
    """Return the value of a checked formula; None when an operand it needs is empty.

    Args:
        values: identifier as written → value; an absent one is empty.

    Raises:
        DividedByZero: with the place of the sign.
    """
    ready = compiled(tree)
    given = {name.casefold(): value for name, value in values.items()}
    try:
        numerator, denominator = ready.run([_exact(given.get(n.casefold())) for n in ready.names])
    except EmptyOperand:
        return None
    return Fraction(numerator, denominator)


def _exact(value: Decimal | Fraction | int | None) -> Exact | None:
    return None if value is None else Fraction(value).as_integer_ratio()


def _made(node: Node, places: Mapping[str, int]) -> _Run:
    def made(inner: Node) -> _Run:
        return _made(inner, places)

    match node:
        case Number(value=value):
            return _constant(value.as_integer_ratio())
        case Operand(name=name):
            return _operand(places[name.casefold()])
        case Negative(of=of):
            return _negative(made(of))
        case Binary(sign="/"):
            return _quotient(made(node.left), made(node.right), node.at)
        case Binary():
            return _BINARY[node.sign](made(node.left), made(node.right))
        case Comparison():
            return _comparison(node.sign, made(node.left), made(node.right))
        case Joined(logic=logic):
            return _joined(logic, made(node.left), made(node.right))
        case Not(of=of):
            return _opposite(made(of))
        case Choice():
            return _choice(made(node.condition), made(node.then), made(node.otherwise))
        case Call():
            return _call(node, [made(argument) for argument in node.arguments])


def _constant(value: Exact) -> _Run:
    return lambda _values: value


def _operand(place: int) -> _Run:
    def run(values: _Values) -> Exact:
        value = values[place]
        if value is None:
            raise EmptyOperand(place)
        return value

    return run


def _negative(of: _Run) -> _Run:
    def run(values: _Values) -> Exact:
        numerator, denominator = of(values)
        return -numerator, denominator

    return run


def _sum(left: _Run, right: _Run) -> _Run:
    def run(values: _Values) -> Exact:
        a, b = left(values)
        c, d = right(values)
        return (a + c, b) if b == d else (a * d + c * b, b * d)

    return run


def _difference(left: _Run, right: _Run) -> _Run:
    def run(values: _Values) -> Exact:
        a, b = left(values)
        c, d = right(values)
        return (a - c, b) if b == d else (a * d - c * b, b * d)

    return run


def _product(left: _Run, right: _Run) -> _Run:
    def run(values: _Values) -> Exact:
        a, b = left(values)
        c, d = right(values)
        return a * c, b * d

    return run


_BINARY: Mapping[str, Callable[[_Run, _Run], _Run]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
}


def _quotient(left: _Run, right: _Run, at: int) -> _Run:
    def run(values: _Values) -> Exact:
        a, b = left(values)
        c, d = right(values)
        if c == 0:
            raise DividedByZero(at)
        return (a * d, b * c) if c > 0 else (-a * d, -b * c)

    return run


def _comparison(sign: str, left: _Run, right: _Run) -> _Run:
    holds: Callable[[int], bool] = {
        "=": lambda side: side == 0,
        "<>": lambda side: side != 0,
        "<": lambda side: side < 0,
        "<=": lambda side: side <= 0,
        ">": lambda side: side > 0,
        ">=": lambda side: side >= 0,
    }[sign]

    def run(values: _Values) -> bool:
        a, b = left(values)
        c, d = right(values)
        return holds(a * d - c * b)

    return run


def _joined(logic: Logic, left: _Run, right: _Run) -> _Run:
    if logic is Logic.AND:
        return lambda values: left(values) and right(values)
    return lambda values: left(values) or right(values)


def _opposite(of: _Run) -> _Run:
    return lambda values: not of(values)


def _choice(condition: _Run, then: _Run, otherwise: _Run) -> _Run:
    return lambda values: then(values) if condition(values) else otherwise(values)


def _call(node: Call, arguments: list[_Run]) -> _Run:
    match node.function:
        case Function.MIN:
            return _extreme(arguments, 1)
        case Function.MAX:
            return _extreme(arguments, -1)
        case Function.ROUND:
            asked = digits(node.arguments[1]) if len(arguments) > 1 else 0
            return _rounded(arguments[0], asked or 0)
        case Function.INT:
            return _whole(arguments[0])


def _extreme(arguments: list[_Run], side: int) -> _Run:
    first, *rest = arguments

    def run(values: _Values) -> Exact:
        a, b = first(values)
        for argument in rest:
            c, d = argument(values)
            if (c * b - a * d) * side < 0:
                a, b = c, d
        return a, b

    return run


def _rounded(of: _Run, decimals: int) -> _Run:
    up, down = 10 ** max(decimals, 0), 10 ** max(-decimals, 0)

    def run(values: _Values) -> Exact:
        a, b = of(values)
        numerator, denominator = abs(a) * up, b * down
        whole = (2 * numerator + denominator) // (2 * denominator)
        return (whole if a >= 0 else -whole) * down, up

    return run


def _whole(of: _Run) -> _Run:
    def run(values: _Values) -> Exact:
        a, b = of(values)
        return (a // b if a >= 0 else -(-a // b)), 1

    return run
