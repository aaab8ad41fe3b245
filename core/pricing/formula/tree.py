"""A formula as a tree, and the tree written as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Function(StrEnum):
    """What can be computed of arguments."""

    MIN = "min"
    """The smallest of two or more numbers."""
    MAX = "max"
    """The largest of two or more numbers."""
    ROUND = "round"
    """Half away from zero, to so many decimals; none when they are not told."""
    INT = "int"
    """What stands before the decimal sign."""


class Logic(StrEnum):
    """How two conditions make one; the second is not looked at when the first decides."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Decimal
    at: int = field(default=0, compare=False)
    """Offset in the text, for whoever points at it; all nodes have one."""


@dataclass(frozen=True, slots=True)
class Operand:
    """The price of another type."""

    name: str
    """Its identifier as written."""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """A number with the other sign."""

    of: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two numbers and `+`, `-`, `*` or `/` between them."""

    sign: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)
    """Of the sign."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers and `=`, `<>`, `<`, `<=`, `>` or `>=` between them."""

    sign: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)
    """Of the sign."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Two conditions joined by И or ИЛИ."""

    logic: Logic
    left: Node
    right: Node
    at: int = field(default=0, compare=False)
    """Of the word."""


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    of: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of arguments."""

    function: Function
    arguments: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two numbers, as a condition says; the other is not computed."""

    condition: Node
    then: Node
    otherwise: Node
    at: int = field(default=0, compare=False)


Node = Number | Operand | Negative | Binary | Comparison | Joined | Not | Call | Choice


WORDS: Mapping[str, Mapping[Function | Logic | str, str]] = MappingProxyType(
    {
        "ru": {
            Function.MIN: "Мин",
            Function.MAX: "Макс",
            Function.ROUND: "Окр",
            Function.INT: "Цел",
            Logic.AND: "И",
            Logic.OR: "ИЛИ",
            "not": "НЕ",
            ".": ",",
        },
        "en": {
            Function.MIN: "Min",
            Function.MAX: "Max",
            Function.ROUND: "Round",
            Function.INT: "Int",
            Logic.AND: "AND",
            Logic.OR: "OR",
            "not": "NOT",
            ".": ".",
        },
    }
)
"""Language → how functions, logical operators and the decimal sign are written. Both are read."""

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _ATOM = range(1, 9)
"""How tightly an operator binds."""


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes that *node* is computed from, in the order they are written."""
    match node:
        case Negative(of=of) | Not(of=of):
            return (of,)
        case Binary() | Comparison() | Joined():
            return (node.left, node.right)
        case Call(arguments=arguments):
            return arguments
        case Choice():
            return (node.condition, node.then, node.otherwise)
        case _:
            return ()


def operands(node: Node) -> Iterator[Operand]:
    """Yield every operand of a formula, as often as it stands there."""
    if isinstance(node, Operand):
        yield node
    for child in children(node):
        yield from operands(child)


def written(node: Node, language: str = "ru") -> str:
    """Return the formula as text that reads back as the same tree; no bracket too many.

    Args:
        language: "ru" or "en": of functions, logical operators and the decimal sign.
    """
    words = WORDS[language]

    def within(inner: Node, least: int) -> str:
        text = told(inner)
        return text if _binds(inner) >= least else f"({text})"

    def told(one: Node) -> str:
        match one:
            case Number(value=value):
                return format(value, "f").replace(".", words["."])
            case Operand(name=name):
                return f"[{name}]"
            case Negative(of=of):
                return f"-{within(of, _SIGN)}"
            case Binary(sign=sign):
                tight = _binds(one)
                return f"{within(one.left, tight)} {sign} {within(one.right, tight + 1)}"
            case Comparison(sign=sign):
                return f"{within(one.left, _SUM)} {sign} {within(one.right, _SUM)}"
            case Joined(logic=logic):
                tight = _binds(one)
                return f"{within(one.left, tight)} {words[logic]} {within(one.right, tight + 1)}"
            case Not(of=of):
                return f"{words['not']} {within(of, _NOT)}"
            case Call(function=function, arguments=arguments):
                return f"{words[function]}({'; '.join(map(told, arguments))})"
            case Choice():
                return f"?({told(one.condition)}; {told(one.then)}; {told(one.otherwise)})"

    return told(node)


def _binds(node: Node) -> int:
    match node:
        case Joined(logic=logic):
            return _OR if logic is Logic.OR else _AND
        case Not():
            return _NOT
        case Comparison():
            return _COMPARISON
        case Binary(sign=sign):
            return _SUM if sign in "+-" else _PRODUCT
        case Negative():
            return _SIGN
        case _:
            return _ATOM
