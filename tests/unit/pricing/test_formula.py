"""The formula language: what it reads, where it finds fault, what it computes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from core.pricing import errors
from core.pricing.errors import FormulaFault
from core.pricing.formula.checking import examine
from core.pricing.formula.evaluation import DividedByZero, evaluate
from core.pricing.formula.parser import parse
from core.pricing.formula.tokens import MOST_FIGURES, MOST_TOKENS
from core.pricing.formula.tree import Call, Function, Number, written

PRICES = {
    "Закупка": Decimal(100),
    "Оптовая": Decimal("120.50"),
    "Рынок": Decimal("118.99"),
    "Пусто": None,
}


def computed(text: str) -> Fraction | None:
    """Check and compute a formula over `PRICES`."""
    examined = examine(text, PRICES)
    assert examined.faults == ()
    assert examined.tree is not None
    return evaluate(examined.tree, PRICES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Закупка]", "100"),
        ("[закупка] * 1,25", "125"),
        ("[Закупка] * 1.25", "125"),
        ("1 + 2 * 3 - 4 / 8", "6.5"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("100 / 5 / 2", "10"),
        ("-[Закупка] + 150", "50"),
        ("--2", "2"),
        ("+5", "5"),
        ("Мин([Рынок]; [Оптовая])", "118.99"),
        ("MIN([Рынок]; [Оптовая])", "118.99"),
        ("макс(1;3;2)", "3"),
        ("Max(1, 3, 2)", "3"),
        ("Мин(1,5;2)", "1.5"),
        ("Мин([Закупка],120.5)", "100"),
        ("Окр(2,345; 2)", "2.35"),
        ("Окр(-2,5)", "-3"),
        ("Round(1234.5; -2)", "1200"),
        ("Цел(2,99)", "2"),
        ("Int(-2.99)", "-2"),
        ("?([Закупка] > 50; 1; 2)", "1"),
        ("?([Закупка] > 50, 1, 2)", "1"),
        ("?([Закупка] <= 50; 1; 2)", "2"),
        ("?([Закупка] = 100 И НЕ [Рынок] > 200; 7; 8)", "7"),
        ("?(1 > 2 OR 2 <> 2; 7; 8)", "8"),
        ("?(NOT 1 >= 2 AND 1 < 2; 7; 8)", "7"),
        ("?(1 > 2 И 1 > 2 ИЛИ 1 = 1; 1; 0)", "1"),
        ("[Закупка] / 3 * 3", "100"),
    ],
)
def test_formulas_are_computed_exactly(text: str, expected: str) -> None:
    assert computed(text) == Fraction(expected)


def test_dealer_price_of_the_domain_is_the_smaller_of_market_and_wholesale() -> None:
    assert computed("Мин([Рынок]; [Оптовая])") == Fraction("118.99")


@pytest.mark.parametrize(
    "text",
    ["[Пусто]", "[Пусто] + 1", "Мин([Пусто]; 5)", "?([Пусто] > 1; 1; 2)", "?(1 = 1; [Пусто]; 2)"],
)
def test_an_empty_operand_makes_an_empty_result_not_zero(text: str) -> None:
    assert computed(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?(1 = 1; 5; [Пусто])", 5),
        ("?([Закупка] > 0 ИЛИ [Пусто] > 0; 1; 2)", 1),
        ("?([Закупка] < 0 И [Пусто] > 0; 1; 2)", 2),
        ("?(1 = 1; 5; 1 / 0)", 5),
    ],
)
def test_what_is_not_needed_may_be_empty_or_impossible(text: str, expected: int) -> None:
    assert computed(text) == expected


def test_division_by_zero_says_where() -> None:
    with pytest.raises(DividedByZero) as refused:
        computed("[Закупка] / ([Рынок] - 118,99)")
    assert refused.value.offset == 10


@pytest.mark.parametrize(
    ("text", "kind", "offset", "facts"),
    [
        ("", errors.FormulaEmpty, 0, {}),
        ("   ", errors.FormulaEmpty, 0, {}),
        ("[Закупка] * * 2", errors.OperandExpected, 12, {"came": "*"}),
        ("[Закупка] +", errors.OperandMissing, 11, {}),
        ("[Закупка] + ", errors.OperandMissing, 11, {}),
        ("[Закупка] [Рынок]", errors.OperatorExpected, 10, {"came": "[Рынок]"}),
        ("2 3", errors.OperatorExpected, 2, {"came": "3"}),
        ("1 < 2 < 3", errors.OperatorExpected, 6, {"came": "<"}),
        ("(1 + 2", errors.BracketMissing, 6, {"opened": 1, "expected": ")"}),
        ("2 * (1 + 2))", errors.OperatorExpected, 11, {"came": ")"}),
        ("Мин(1; 2", errors.BracketMissing, 8, {"opened": 4}),
        ("Мин 1; 2", errors.BracketExpected, 4, {"came": "1", "expected": "("}),
        ("Мин", errors.BracketMissing, 3, {"expected": "("}),
        ("?(1 = 1; 2)", errors.BracketExpected, 10, {"came": ")", "expected": ";"}),
        ("?(1 = 1 2; 3)", errors.OperatorExpected, 8, {"came": "2"}),
        ("Мин()", errors.OperandExpected, 4, {"came": ")"}),
        ("Мин(;1)", errors.OperandExpected, 4, {"came": ";"}),
        ("[]", errors.OperandExpected, 0, {"came": "[]"}),
        ("[Закупка", errors.NameUnclosed, 0, {}),
        ("1 % 2", errors.BadCharacter, 2, {"came": "%"}),
        ("Сумма(1; 2)", errors.UnknownFunction, 0, {"came": "Сумма"}),
        ("1 + НЕ 2", errors.OperandExpected, 4, {"came": "НЕ"}),
        ("1,", errors.OperatorExpected, 1, {"came": ","}),
    ],
)
def test_what_cannot_be_read_says_where_what_came_and_what_was_expected(
    text: str, kind: type[FormulaFault], offset: int, facts: dict[str, object]
) -> None:
    examined = examine(text, PRICES)
    assert examined.tree is None
    (fault,) = examined.faults
    assert type(fault) is kind
    assert fault.offset == offset
    assert fault.facts["position"] == offset + 1
    assert fault.facts == fault.facts | facts


@pytest.mark.parametrize(
    ("text", "kind", "offset", "facts"),
    [
        ("Мин(1,5)", errors.WrongArity, 0, {"function": "Мин", "expected": 2, "came": 1}),
        ("Цел(1; 2)", errors.WrongArity, 0, {"function": "Цел", "expected": 1, "came": 2}),
        ("Окр(1; 2; 3)", errors.WrongArity, 0, {"expected": 2, "came": 3}),
        ("Окр(1; 1,5)", errors.DigitsExpected, 7, {"came": "1,5"}),
        ("Окр(1; [Рынок])", errors.DigitsExpected, 7, {"came": "[Рынок]"}),
        ("Окр(1; 7)", errors.DigitsExpected, 7, {"came": "7"}),
        ("1 + (2 > 1)", errors.NumberExpected, 7, {"came": "2 > 1"}),
        ("[Рынок] > 1", errors.NumberExpected, 8, {"came": "[Рынок] > 1"}),
        ("?([Рынок]; 1; 2)", errors.ConditionExpected, 2, {"came": "[Рынок]"}),
        ("?(НЕ 1; 1; 2)", errors.ConditionExpected, 5, {"came": "1"}),
        ("?(1 > 2 И 3; 1; 2)", errors.ConditionExpected, 10, {"came": "3"}),
        ("?((1 > 2) = (2 > 1); 1; 2)", errors.NumberExpected, 5, {"came": "1 > 2"}),
    ],
)
def test_what_reads_but_cannot_be_computed_is_found_by_the_checker(
    text: str, kind: type[FormulaFault], offset: int, facts: dict[str, object]
) -> None:
    fault = examine(text, PRICES).faults[0]
    assert type(fault) is kind
    assert fault.offset == offset
    assert fault.facts == fault.facts | facts


def test_an_unknown_operand_comes_with_suggestions() -> None:
    (fault,) = examine("[Опотвая] * 2", PRICES).faults
    assert type(fault) is errors.UnknownOperand
    assert fault.facts == {"position": 1, "operand": "Опотвая", "suggestions": ("Оптовая",)}
    assert (fault.offset, fault.length) == (0, 9)


def test_all_faults_of_a_formula_are_told_at_once_in_their_order() -> None:
    faults = examine("[Нет] + Мин(1) + ([Нету] > 1)", PRICES).faults
    assert [type(fault) for fault in faults] == [
        errors.UnknownOperand,
        errors.WrongArity,
        errors.UnknownOperand,
        errors.NumberExpected,
    ]
    assert [fault.offset for fault in faults] == [0, 8, 18, 25]


def test_operands_are_named_once_in_the_order_of_their_places() -> None:
    assert examine("[Рынок] + [Закупка] + [Рынок]", PRICES).names == ("Рынок", "Закупка")


def test_a_formula_longer_than_anybody_could_check_is_refused() -> None:
    text = "+".join(["1"] * MOST_TOKENS)
    (fault,) = examine(text, PRICES).faults
    assert type(fault) is errors.FormulaTooLong
    assert fault.facts["most"] == MOST_TOKENS
    assert computed("+".join(["1"] * (MOST_TOKENS // 2))) == MOST_TOKENS // 2


def test_a_number_beyond_any_price_is_refused_where_it_stands() -> None:
    """A thousand digits would cost a minute, and Python refuses to write them."""
    (fault,) = examine("[Опт] + 1," + "0" * MOST_FIGURES, PRICES).faults
    assert type(fault) is errors.NumberTooLong
    assert (fault.facts, fault.length) == ({"position": 9, "most": 30}, 32)
    assert computed("1." + "0" * (MOST_FIGURES - 1)) == 1


@pytest.mark.parametrize(
    ("text", "russian", "english"),
    [
        ("min(1.5,[A])", "Мин(1,5; [A])", "Min(1.5; [A])"),
        ("((1+2))*3", "(1 + 2) * 3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)", "1 - (2 - 3)"),
        ("?(не a1", None, None),
        (
            "?(НЕ([A]>1) и [B]<2;1;2)",
            "?(НЕ [A] > 1 И [B] < 2; 1; 2)",
            "?(NOT [A] > 1 AND [B] < 2; 1; 2)",
        ),
    ],
)
def test_a_formula_is_written_back_without_a_bracket_too_many(
    text: str, russian: str | None, english: str | None
) -> None:
    if russian is None or english is None:
        with pytest.raises(FormulaFault):
            parse(text)
        return
    assert written(parse(text)) == russian
    assert written(parse(text), "en") == english


def test_a_comma_is_a_decimal_comma_only_between_two_digits() -> None:
    assert parse("Мин(1, 5)") == Call(Function.MIN, (Number(Decimal(1)), Number(Decimal(5))))
    assert parse("Мин(1.5,2)") == Call(Function.MIN, (Number(Decimal("1.5")), Number(Decimal(2))))
    assert parse("Мин(1,5,2)") == Call(Function.MIN, (Number(Decimal("1.5")), Number(Decimal(2))))
