"""Computing prices of dependent types, without a database."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.calculation import (
    Calculator,
    Empty,
    ItemFacts,
    PriceRule,
    Refinement,
    SourceAmount,
    aggregated,
    recompute,
)
from core.pricing.errors import DivisionByZero, NegativePrice, UnknownOperand
from core.pricing.kinds import Aggregation, CalculationMethod, SourceKind
from core.pricing.rounding import Rounding, RoundingMode, RoundingRange

BUY, RET, TOP = 1, 2, 3
NOTHING = ItemFacts(7)


def rule(key: int, formula: str = "", **values: object) -> PriceRule:
    """Return a rule called "P1", "P2", …; of a formula when one is given."""
    method = CalculationMethod.FORMULA if formula else CalculationMethod.MANUAL
    given_values = {"method": method, "formula": formula, **values}
    return PriceRule(id=key, name=f"P{key}", identifier=f"P{key}", **given_values)  # type: ignore[arg-type]


def calculator(*rules: PriceRule, **rates: str) -> Calculator:
    """Return rules ready to run, with rates in roubles."""
    return Calculator(
        {one.id: one for one in rules}, {name: Fraction(rate) for name, rate in rates.items()}
    )


def test_a_formula_sees_whole_units_and_gives_exact_minor_units() -> None:
    ready = calculator(rule(BUY), rule(RET, "[P1] + 5"))
    assert Fraction(*ready.step(RET).exact({BUY: 12_34}, NOTHING)) == 17_34
    third = calculator(rule(BUY), rule(RET, "[P1] / 3"))
    assert Fraction(*third.step(RET).exact({BUY: 1_00}, NOTHING)) == Fraction(100, 3)


def test_division_dust_is_never_rounded_down() -> None:
    down = Rounding((RoundingRange(0, 1_00, RoundingMode.DOWN),))
    ready = calculator(rule(BUY), rule(RET, "[P1] / 3 * 3", rounding=down))
    assert ready.outcome(RET, {BUY: 10_00}, NOTHING).price_minor == 10_00


def test_an_empty_operand_names_the_type_that_is_empty() -> None:
    ready = calculator(rule(BUY), rule(RET, "[P1] * 2"))
    assert ready.outcome(RET, {}, NOTHING).missing == BUY
    with pytest.raises(Empty) as refused:
        ready.step(RET).exact({BUY: None}, NOTHING)
    assert refused.value.missing == BUY


@pytest.mark.parametrize(
    ("formula", "error", "facts"),
    [
        ("1 / [P1]", DivisionByZero, {"price_type": "P2", "item": 7, "position": 3}),
        ("[P1] - 1", NegativePrice, {"price_type": "P2", "item": 7, "amount": -1_00}),
    ],
)
def test_what_cannot_be_is_named_by_type_and_item(
    formula: str, error: type[Exception], facts: dict[str, object]
) -> None:
    ready = calculator(rule(BUY), rule(RET, formula))
    fault = ready.outcome(RET, {BUY: 0}, NOTHING).fault
    assert type(fault) is error
    assert fault.facts == facts


def test_a_broken_formula_is_told_for_every_item_and_stops_no_other_type() -> None:
    ready = calculator(rule(BUY), rule(RET, "[НЕТ] * 2"), rule(TOP, "[P1] * 3"))
    known: dict[int, int | None] = {BUY: 10_00}
    done = recompute(ready, (RET, TOP), known, NOTHING, {})
    assert [type(fault) for fault in done.faults] == [UnknownOperand]
    assert done.changes == [(TOP, 30_00)]


def test_a_group_refines_only_what_it_tells() -> None:
    groups = {5: Refinement(markup=50_00), 6: Refinement(threshold=1_00)}
    markup = rule(
        RET, method=CalculationMethod.MARKUP, base_id=BUY, markup=10_00, groups=groups, threshold=7
    )
    ready = calculator(rule(BUY), markup)
    outcomes = [ready.outcome(RET, {BUY: 100_00}, ItemFacts(7, group)) for group in (0, 5, 6)]
    assert [one.price_minor for one in outcomes] == [110_00, 150_00, 110_00]
    assert [ready.step(RET, group).threshold for group in (0, 5, 6)] == [7, 7, 1_00]


def test_a_markup_may_take_off() -> None:
    ready = calculator(
        rule(BUY), rule(RET, method=CalculationMethod.MARKUP, base_id=BUY, markup=-12_50)
    )
    assert ready.outcome(RET, {BUY: 99_99}, NOTHING).price_minor == 87_49


def test_currencies_are_converted_through_roubles_exactly() -> None:
    ready = calculator(
        rule(BUY, currency="USD"),
        rule(RET, "[P1] * 2", currency="CNY"),
        rule(TOP, "[P1]", currency="RUB"),
        USD="92.4375",
        CNY="12.5",
        RUB="1",
    )
    assert ready.outcome(RET, {BUY: 1_00}, NOTHING).price_minor == 14_79
    assert ready.outcome(TOP, {BUY: 1_00}, NOTHING).price_minor == 92_44


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Aggregation.LAST, 10),
        (Aggregation.MIN, 5),
        (Aggregation.MAX, 10),
        (Aggregation.AVERAGE, Fraction(23, 3)),
    ],
)
def test_several_prices_become_one(how: Aggregation, expected: Fraction) -> None:
    assert aggregated([Fraction(8), Fraction(5), Fraction(10)], how) == expected


def test_receipts_take_the_latest_whatever_the_aggregation() -> None:
    ready = calculator(
        rule(RET, method=CalculationMethod.RECEIPT, aggregation=Aggregation.MIN, markup=20_00)
    )
    amounts = [SourceAmount(price, "RUB", date(2026, 11, 1)) for price in (50_00, 80_00)]
    facts = ItemFacts(7, sources={SourceKind.RECEIPT: amounts})
    assert ready.outcome(RET, {}, facts).price_minor == 96_00
    assert ready.outcome(RET, {}, NOTHING).missing is SourceKind.RECEIPT


def test_auxiliary_types_are_computed_on_the_way_and_never_registered() -> None:
    ready = calculator(rule(BUY), rule(RET, "[P1] + 1", auxiliary=True), rule(TOP, "[P2] * 2"))
    known: dict[int, int | None] = {BUY: 10_00}
    done = recompute(ready, (RET, TOP), known, NOTHING, {})
    assert done.changes == [(TOP, 22_00)]


@given(st.integers(1, 10**7), st.integers(-9_999, 50_000), st.sampled_from([1, 5, 50, 100, 1_000]))
def test_recomputing_what_was_just_computed_changes_nothing(
    price: int, markup: int, precision: int
) -> None:
    rounding = Rounding((RoundingRange(0, precision, RoundingMode.UP),))
    ready = calculator(
        rule(BUY),
        rule(RET, method=CalculationMethod.MARKUP, base_id=BUY, markup=markup, rounding=rounding),
        rule(TOP, "Окр([P2] * 1,37 / 3; 1)", rounding=rounding),
    )
    known: dict[int, int | None] = {BUY: price}
    first = recompute(ready, (RET, TOP), known, NOTHING, {})
    held = dict(first.changes)
    again = recompute(ready, (RET, TOP), {BUY: price, **held}, NOTHING, held)
    assert again.changes == []
