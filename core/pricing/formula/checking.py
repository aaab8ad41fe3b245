"""Whether a formula that reads well can be computed: operands, arguments, kinds of value.

All faults are found at once, so that a person mends a formula in one go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from core.pricing.errors import (
    ConditionExpected,
    DigitsExpected,
    FormulaFault,
    NumberExpected,
    UnknownOperand,
    WrongArity,
)
from core.pricing.formula.parser import parse
from core.pricing.formula.tree import (
    WORDS,
    Binary,
    Call,
    Choice,
    Comparison,
    Function,
    Joined,
    Negative,
    Node,
    Not,
    Number,
    Operand,
    operands,
    written,
)

MOST_DIGITS = 6
"""Окр rounds to at most so many decimals, or to millions at most."""

_SUGGESTED = 3


class Value(StrEnum):
    """What a part of a formula comes to."""

    NUMBER = "number"
    CONDITION = "condition"


_ARITY: Mapping[Function, tuple[int, int]] = MappingProxyType(
    {
        Function.MIN: (2, 99),
        Function.MAX: (2, 99),
        Function.ROUND: (1, 2),
        Function.INT: (1, 1),
    }
)
"""Fewest and most arguments."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A formula as far as it could be understood."""

    tree: Node | None
    """None: it cannot be read; then there is exactly one fault."""
    faults: tuple[FormulaFault, ...]
    """In the order of their positions; empty: the formula can be computed."""
    names: tuple[str, ...] = ()
    """Operands as written, each once, in the order of their first places."""


def examine(text: str, known: Collection[str]) -> Examined:
    """Read and check a formula; nothing is raised, everything wrong is returned.

    Args:
        known: identifiers that may be operands, in any case of letters.
    """
    try:
        tree = parse(text)
    except FormulaFault as fault:
        return Examined(None, (fault,))
    names = tuple(dict.fromkeys(found.name for found in operands(tree)))
    faults = sorted(check(tree, known), key=lambda fault: fault.offset)
    return Examined(tree, tuple(faults), names)


def check(tree: Node, known: Collection[str]) -> list[FormulaFault]:
    """Return what is wrong with a tree: unknown operands, arguments, kinds of value."""
    checker = _Checker(known)
    checker.number(tree)
    return checker.faults


class _Checker:
    """Collects faults on a walk over the tree."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = {name.casefold(): name for name in known}
        self.faults: list[FormulaFault] = []

    def number(self, node: Node) -> None:
        """Check a part that must be a number."""
        if self._value(node) is Value.CONDITION:
            self.faults.append(NumberExpected(offset=node.at, came=written(node)))

    def condition(self, node: Node) -> None:
        """Check a part that must be a condition."""
        if self._value(node) is Value.NUMBER:
            self.faults.append(ConditionExpected(offset=node.at, came=written(node)))

    def _value(self, node: Node) -> Value:
        match node:
            case Operand():
                self._operand(node)
            case Negative(of=of):
                self.number(of)
            case Binary():
                self.number(node.left)
                self.number(node.right)
            case Call():
                self._call(node)
            case Choice():
                self.condition(node.condition)
                self.number(node.then)
                self.number(node.otherwise)
            case Comparison():
                self.number(node.left)
                self.number(node.right)
                return Value.CONDITION
            case Joined():
                self.condition(node.left)
                self.condition(node.right)
                return Value.CONDITION
            case Not(of=of):
                self.condition(of)
                return Value.CONDITION
        return Value.NUMBER

    def _operand(self, node: Operand) -> None:
        asked = node.name.casefold()
        if asked in self._known:
            return
        near = get_close_matches(asked, list(self._known), n=_SUGGESTED)
        self.faults.append(
            UnknownOperand(
                offset=node.at,
                length=len(node.name) + 2,
                operand=node.name,
                suggestions=tuple(self._known[name] for name in near),
            )
        )

    def _call(self, node: Call) -> None:
        least, most = _ARITY[node.function]
        count = len(node.arguments)
        if not least <= count <= most:
            self.faults.append(
                WrongArity(
                    offset=node.at,
                    function=WORDS["ru"][node.function],
                    expected=least if count < least else most,
                    came=count,
                )
            )
        for argument in node.arguments:
            self.number(argument)
        if node.function is Function.ROUND and count > 1 and digits(node.arguments[1]) is None:
            wrong = node.arguments[1]
            self.faults.append(DigitsExpected(offset=wrong.at, came=written(wrong)))


def digits(node: Node) -> int | None:
    """Return the decimals that the second argument of Окр asks for; None: it is no such number."""
    sign = 1
    if isinstance(node, Negative):
        sign, node = -1, node.of
    if not isinstance(node, Number) or node.value != node.value.to_integral_value():
        return None
    return sign * int(node.value) if node.value <= Decimal(MOST_DIGITS) else None
