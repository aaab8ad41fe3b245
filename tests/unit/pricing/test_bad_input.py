"""What a manager reads when a formula, a tree or a currency cannot be used: in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from core.discounts.engine import evaluate, priced
from core.discounts.explaining import explain
from core.pricing.calculation import Calculator, ItemFacts, PriceRule
from core.pricing.errors import DivisionByZero, NoRate, PriceCycle
from core.pricing.formula.checking import examine
from core.pricing.kinds import CalculationMethod
from tests.discount_trees import book, cart, free_units, group, percent
from tui.error_text import explain as told
from tui.flows.traces import trace_text, without_ignored
from tui.locale import use_language


@pytest.fixture(params=["en", "ru"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak each language in turn."""
    use_language(request.param)
    yield request.param
    use_language("en")


def text(error: Exception, language: str) -> str:
    """Return what is told: three sentences, in the language, every fact in its place."""
    found = told(error)  # type: ignore[arg-type]  # domain errors have a code and facts
    assert all((found.title, found.body, found.next_step))
    assert not re.search(r"[{}]", found.text)
    if language == "ru":
        assert re.search(r"[а-яё]{4,}", found.title)
    return found.text


def test_an_unknown_operand_is_told_with_its_place_and_what_may_be_meant(language: str) -> None:
    (fault,) = examine("[Опотвая] * 2", ("Оптовая", "Розничная")).faults
    said = text(fault, language)
    assert "Опотвая" in said
    assert "Оптовая" in said
    assert "1" in said


def test_a_circle_is_told_by_the_names_round_it(language: str) -> None:
    said = text(PriceCycle(path=("Опт", "Розница", "Опт")), language)
    assert said.index("Опт") < said.index("Розница")


def test_a_division_by_zero_is_told_with_the_type_the_item_and_the_place(language: str) -> None:
    base = PriceRule(id=1, name="Опт", identifier="b")
    rule = PriceRule(
        id=2,
        name="Розница",
        identifier="x",
        method=CalculationMethod.FORMULA,
        formula="1 / ([b] - 5)",
    )
    fault = Calculator({1: base, 2: rule}).outcome(2, {1: 500}, ItemFacts(7)).fault
    assert isinstance(fault, DivisionByZero)
    said = text(fault, language)
    assert "Розница" in said
    assert "7" in said
    assert "3" in said


def test_a_currency_without_a_rate_is_told_with_its_day(language: str) -> None:
    """A fault of a price says what is missing, not merely that the price cannot be computed."""
    error = NoRate(currency="USD", date=dt.date(2026, 11, 20))
    assert error.code == "no-rate"
    said = text(error, language)
    assert "USD" in said
    assert "20" in said


def test_a_tree_with_nothing_applicable_charges_the_price_and_says_why(language: str) -> None:
    """What does not apply is told in words when asked for, and is out of the way otherwise."""
    late = percent(10, name="Late", starts=dt.date(2027, 1, 1))
    tree = book(group("max", free_units(3, name="Third"), group("sum", late, name="Inner")))
    found = evaluate(cart("2 x 100"), tree)
    assert priced(found).total_minor == 200_00
    trace = explain(found, 1)
    said = "\n".join(trace_text(trace))
    assert "Third" in said
    assert "Late" in said
    assert "ignored" not in said
    shorter, hidden = without_ignored(trace)
    assert hidden == 2
    assert "Third" not in "\n".join(trace_text(shorter))
