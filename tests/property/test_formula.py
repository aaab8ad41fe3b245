"""Formulas of any shape: read back as written, computed as a plain reference computes them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.pricing.errors import FormulaFault
from core.pricing.formula.checking import examine
from core.pricing.formula.evaluation import DividedByZero, evaluate
from core.pricing.formula.parser import parse
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
    written,
)

NAMES = ("Опт", "Розница цена", "Закупка-2", "B_1")

NUMBERS = st.decimals(0, 10**6, places=3, allow_nan=False, allow_infinity=False)
SHAPES = st.sampled_from(
    ["number", "operand", "negative", "binary", "binary", "extreme", "int", "round", "choice"]
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> Node:
    """Return a formula without faults that comes to a number."""
    shape = draw(SHAPES) if depth else draw(st.sampled_from(["number", "operand"]))
    inner = trees(depth - 1)
    match shape:
        case "number":
            return Number(draw(NUMBERS))
        case "operand":
            return Operand(draw(st.sampled_from(NAMES)))
        case "negative":
            return Negative(draw(inner))
        case "binary":
            return Binary(draw(st.sampled_from("+-*/")), draw(inner), draw(inner))
        case "extreme":
            function = draw(st.sampled_from([Function.MIN, Function.MAX]))
            return Call(function, tuple(draw(st.lists(inner, min_size=2, max_size=3))))
        case "int":
            return Call(Function.INT, (draw(inner),))
        case "round":
            digits: Node = Number(Decimal(draw(st.integers(0, 6))))
            if draw(st.booleans()):
                digits = Negative(digits)
            return Call(Function.ROUND, (draw(inner), digits))
        case _:
            return Choice(draw(conditions(depth - 1)), draw(inner), draw(inner))


@st.composite
def conditions(draw: st.DrawFn, depth: int) -> Node:
    """Return a condition."""
    shape = draw(st.sampled_from(["comparison", "not", "joined"])) if depth else "comparison"
    if shape == "not":
        return Not(draw(conditions(depth - 1)))
    if shape == "joined":
        logic = draw(st.sampled_from(Logic))
        return Joined(logic, draw(conditions(depth - 1)), draw(conditions(depth - 1)))
    sign = draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
    inner = trees(max(0, depth - 1))
    return Comparison(sign, draw(inner), draw(inner))


VALUES = st.fixed_dictionaries(
    {
        name: st.none() | st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)
        for name in NAMES
    }
)


class Empty(Exception):
    """An operand without a value was needed."""


def reference(node: Node, values: dict[str, Decimal | None]) -> Fraction | bool:
    """Compute a tree in the plainest way there is."""
    match node:
        case Number(value=value):
            return Fraction(value)
        case Operand(name=name):
            if values[name] is None:
                raise Empty
            return Fraction(values[name])
        case Negative(of=of):
            return -reference(of, values)
        case Not(of=of):
            return not reference(of, values)
        case Joined(logic=Logic.AND):
            return bool(reference(node.left, values)) and bool(reference(node.right, values))
        case Joined():
            return bool(reference(node.left, values)) or bool(reference(node.right, values))
        case Choice():
            taken = node.then if reference(node.condition, values) else node.otherwise
            return reference(taken, values)
        case Call(function=Function.MIN):
            return min(reference(argument, values) for argument in node.arguments)
        case Call(function=Function.MAX):
            return max(reference(argument, values) for argument in node.arguments)
        case Call(function=Function.INT):
            return Fraction(int(reference(node.arguments[0], values)))
        case Call():
            places = int(reference(node.arguments[1], values))
            value = Fraction(reference(node.arguments[0], values)) * Fraction(10) ** places
            whole = int(abs(value) + Fraction(1, 2))
            return Fraction(whole if value >= 0 else -whole) / Fraction(10) ** places
    left, right = reference(node.left, values), reference(node.right, values)
    return {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: Fraction(left) / Fraction(right),
        "=": lambda: left == right,
        "<>": lambda: left != right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
    }[node.sign]()


@given(trees(), st.sampled_from(["ru", "en"]))
def test_a_formula_written_and_read_back_is_the_same(tree: Node, language: str) -> None:
    assert parse(written(tree, language)) == tree


@given(trees())
def test_a_formula_that_is_built_right_has_no_faults(tree: Node) -> None:
    assert examine(written(tree), NAMES).faults == ()


@settings(max_examples=300)
@given(trees(), VALUES)
def test_a_formula_comes_to_what_the_reference_says(
    tree: Node, values: dict[str, Decimal | None]
) -> None:
    try:
        expected: Fraction | bool | None = reference(tree, values)
    except Empty:
        expected = None
    except ZeroDivisionError:
        expected = True  # stands for "refused"
    try:
        found: Fraction | bool | None = evaluate(tree, values)
    except DividedByZero:
        found = True
    assert found == expected
    assert type(found) is type(expected)


@given(st.text("0123456789+-*/()[];,.?<>=МинокрИЛИНЕAnd ", max_size=40))
def test_whatever_is_typed_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    examined = examine(text, NAMES)
    for fault in examined.faults:
        assert isinstance(fault, FormulaFault)
        assert 0 <= fault.offset <= len(text)
    assert examined.tree is not None or len(examined.faults) == 1
