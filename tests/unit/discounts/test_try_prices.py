"""Price types of a file for `klad price try`: computed as stored ones are (domain §4.1–4.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from core.discounts.engine import evaluate, priced
from core.discounts.errors import TryFileWrong, TryPriceWrong
from core.discounts.explaining import explain
from core.discounts.try_file import TryCase, read_try
from core.pricing.calculation import Calculator, ItemFacts, PriceRule
from core.pricing.kinds import CalculationMethod
from core.pricing.rounding import Rounding, RoundingMode, RoundingRange
from tui.error_text import explain as told

RANGES = [
    {"precision": 0.5, "mode": "up"},
    {"since": 100, "precision": 5, "shift": "-0.10"},
    {"since": 1000, "precision": 10, "shift": -1},
    {"since": 10000, "precision": 10, "shift": -8},
]
"""Of domain §4.2."""


def case(
    types: list[Mapping[str, Any]],
    item: Mapping[str, Any],
    by: str = "x",
    **more: Any,
) -> TryCase:
    """Return one piece of an item, sold by one price type."""
    written = {
        "price_type": types,
        "price_group": [{"code": "g"}],
        "item": [{"code": "A", "name": "Tea", **item}],
        "cart": {"date": "2026-11-20", "line": [{"item": "A", "quantity": 1}]},
        **more,
    }
    if "agreement" not in more:
        written["cart"]["price_type"] = by
    return read_try("t.json", json.dumps(written))


def price(*types: Mapping[str, Any], item: Mapping[str, Any], **more: Any) -> int:
    """Return what the piece costs before discounts, in kopecks."""
    return case(list(types), item, **more).cart.lines[0].price_minor


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("86.40", 86_50),
        ("249.99", 249_90),
        ("1234.56", 1229_00),
        ("9999.99", 9999_00),
        ("10500.11", 10492_00),
    ],
)
def test_the_vectors_of_rounding(exact: str, rounded: int) -> None:
    found = price(
        {"code": "b"},
        {"code": "x", "formula": "[b]", "rounding": RANGES},
        item={"prices": {"b": exact}},
    )
    assert found == rounded


def test_a_dealer_pays_the_least_of_the_market_average_and_wholesale() -> None:
    """The documented sample of formulas: minimum of (market average, wholesale)."""
    types = (
        {"code": "market", "method": "competitor", "aggregation": "average"},
        {"code": "wholesale"},
        {"code": "x", "formula": "Мин([market]; [wholesale])"},
    )
    sources = [
        {"kind": "competitor", "partner": "K1", "price": 100},
        {"kind": "competitor", "partner": "K2", "price": 131},
    ]
    item = {"sources": sources, "prices": {"wholesale": 120}}
    assert price(*types, item=item) == 115_50
    assert price(*types, item=item | {"prices": {"wholesale": 110}}) == 110_00


def test_markups_add_percents_and_price_groups_refine_them() -> None:
    refined = {
        "code": "x",
        "base": "b",
        "markup": 25,
        "by_group": {"g": {"markup": 10, "rounding": [{"precision": 10}]}},
    }
    assert price({"code": "b"}, refined, item={"prices": {"b": 101}}) == 126_25
    assert price({"code": "b"}, refined, item={"prices": {"b": 101}, "price_group": "g"}) == 110_00


@pytest.mark.parametrize(
    ("method", "kind", "expected"),
    [
        ("receipt", "receipt", 110_00),
        ("opening", "opening", 110_00),
        ("cost", "cost", 110_00),
        ("cost_full", "cost_full", 110_00),
        ("supplier", "supplier", 110_00),
    ],
)
def test_methods_that_start_from_source_prices(method: str, kind: str, expected: int) -> None:
    """The latest registered counts, marked up."""
    sources = [
        {"kind": kind, "price": 100, "date": "2026-11-02"},
        {"kind": kind, "price": 70, "date": "2026-11-01"},
    ]
    kind_of = {"code": "x", "method": method, "markup": 10}
    assert price(kind_of, item={"sources": sources}) == expected


def test_rates_of_the_file_turn_currencies() -> None:
    sources = [{"kind": "supplier", "price": "1.2", "currency": "USD"}]
    kind = {"code": "x", "method": "supplier"}
    assert price(kind, item={"sources": sources}, rates={"USD": "92.4375"}) == 110_93


def test_the_threshold_keeps_the_price_that_holds() -> None:
    """|Δ %| ≥ threshold replaces it; 2.99 % do not."""
    types = ({"code": "b"}, {"code": "x", "formula": "[b]", "threshold": 3})
    assert price(*types, item={"prices": {"b": "102.99"}, "held": {"x": 100}}) == 100_00
    assert price(*types, item={"prices": {"b": 103}, "held": {"x": 100}}) == 103_00


def test_an_empty_operand_makes_the_result_empty_not_nought() -> None:
    types = [{"code": "b"}, {"code": "x", "formula": "[b] + 5"}]
    with pytest.raises(TryFileWrong) as caught:
        case(types, {})
    assert (caught.value.facts["place"], caught.value.facts["found"]) == (
        "cart.line[1].item",
        "Tea",
    )


def test_the_file_agrees_with_the_engine_of_stored_price_types() -> None:
    rule = PriceRule(
        id=2,
        name="x",
        identifier="x",
        method=CalculationMethod.FORMULA,
        formula="?([b] > 500; [b] * 1,05; [b] * 1,2) / 1,22",
        rounding=Rounding((RoundingRange(0, 50, RoundingMode.UP), RoundingRange(100_00, 5_00))),
    )
    base = PriceRule(id=1, name="b", identifier="b")
    for roubles in (1, 99, 500, 501, 12345):
        known = {1: roubles * 100}
        own = Calculator({1: base, 2: rule}, {"RUB": Fraction(1)}).outcome(2, known, ItemFacts(1))
        written = {
            "code": "x",
            "formula": rule.formula,
            "rounding": [{"precision": "0.5", "mode": "up"}, {"since": 100, "precision": 5}],
        }
        item = {"prices": {"b": roubles}}
        assert price({"code": "b"}, written, item=item) == own.price_minor


def test_the_x_ray_leads_from_the_agreement_through_the_formula_to_what_is_charged() -> None:
    found = case(
        [{"code": "b"}, {"code": "x", "formula": "[b] * 0.9", "rounding": [{"precision": 1}]}],
        {"prices": {"b": "100.50"}},
        agreement=[{"code": "d", "name": "Dealers", "price_type": "x"}],
        cart={
            "agreement": "d",
            "date": "2026-11-20",
            "line": [{"item": "A", "quantity": 2}],
        },
        discounts={"children": [{"code": "p", "kind": "percent", "value": 10}]},
    )
    evaluation = evaluate(found.cart, found.rules)
    trace = explain(evaluation, 1, price=found.prices[1])
    assert trace.amount == priced(evaluation).total_minor == 162_00
    steps = [(depth, step.code, step.amount) for depth, step in trace.walk()]
    assert steps[:8] == [
        (0, "charged", 162_00),
        (1, "gross", 180_00),
        (2, "price-agreement", 90_00),
        (3, "price-computed", 90_00),
        (4, "price-formula", 90_45),
        (5, "price-typed", 100_50),
        (4, "price-rounding", 90_00),
        (1, "group-max", 18_00),
    ]


FAULTY: list[tuple[dict[str, Any], dict[str, Any], str, str, str]] = [
    (
        {"formula": "[bb] * 2"},
        {},
        "price_type[2].formula",
        "formula-unknown-operand",
        "bb",
    ),
    ({"formula": "[b] *"}, {}, "price_type[2].formula", "formula-operand-missing", "ends"),
    ({"formula": "Мин([b])"}, {}, "price_type[2].formula", "formula-arity", "Мин"),
    ({"formula": "[b] / ([b] - 100)"}, {}, "price_type[2]", "price-division-by-zero", "Tea"),
    ({"formula": "[b] - 200"}, {}, "price_type[2]", "price-negative", "Tea"),
    ({"formula": "[x] + 1"}, {}, "price_type[2]", "price-cycle", "x"),
    (
        {"formula": "[b]", "by_group": {"g": "[b"}},
        {},
        "price_type[2].by_group.g",
        "formula-name-unclosed",
        "character 1",
    ),
    ({"formula": "[b]", "currency": "USD"}, {}, "price_type[2]", "no-rate", "USD"),
]


@pytest.mark.parametrize(("kind", "more", "place", "code", "word"), FAULTY)
def test_a_price_that_cannot_be_computed_is_told_with_its_place_and_why(
    kind: dict[str, Any], more: dict[str, Any], place: str, code: str, word: str
) -> None:
    with pytest.raises(TryPriceWrong) as caught:
        case([{"code": "b"}, {"code": "x", **kind}], {"prices": {"b": 100}, **more})
    facts = caught.value.facts
    assert (facts["file"], facts["place"]) == ("t.json", place)
    assert getattr(facts["reason"], "code", "") == code
    text = told(caught.value).text
    assert place in text
    assert word in text


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"method": "query"}, "price_type[2].method", "formula"),
    ({"method": "guess"}, "price_type[2].method", "manual"),
    ({"method": "markup"}, "price_type[2].base", "base = …"),
    ({"method": "formula"}, "price_type[2].formula", "formula"),
    ({"base": "q"}, "price_type[2].base", "b, x"),
    ({"formula": "[b]", "threshold": -1}, "price_type[2].threshold", "≥ 0"),
    ({"formula": "[b]", "by_group": {"q": "[b]"}}, "price_type[2].by_group.code", "g"),
    (
        {"formula": "[b]", "rounding": [{"precision": 1}, {"precision": 5}]},
        "price_type[2].rounding[2].since",
        "≠ 0",
    ),
    (
        {"formula": "[b]", "by_group": {"g": {"colour": 1}}},
        "price_type[2].by_group.g.colour",
        "formula",
    ),
]


@pytest.mark.parametrize(("kind", "place", "expected"), WRONG)
def test_what_makes_no_sense_is_told_with_its_place(
    kind: dict[str, Any], place: str, expected: str
) -> None:
    with pytest.raises(TryFileWrong) as caught:
        case([{"code": "b"}, {"code": "x", **kind}], {"prices": {"b": 100}})
    assert caught.value.facts["place"] == place
    assert expected in str(caught.value.facts["expected"])


@pytest.mark.parametrize(
    ("rates", "place"), [({"USD": 0}, "rates.USD"), ({"USD": "dear"}, "rates.USD")]
)
def test_a_rate_is_a_number_above_nought(rates: dict[str, Any], place: str) -> None:
    with pytest.raises(TryFileWrong) as caught:
        case([{"code": "x"}], {"prices": {"x": 1}}, rates=rates)
    assert caught.value.facts["place"] == place


def test_items_that_are_not_sold_do_not_spoil_the_case() -> None:
    types = [{"code": "b"}, {"code": "x", "formula": "100 / ([b] - 7)"}]
    spoilt = {"code": "B", "prices": {"b": 7}}
    written = {
        "price_type": types,
        "item": [{"code": "A", "prices": {"b": 17}}, spoilt],
        "cart": {
            "price_type": "x",
            "date": "2026-11-20",
            "line": [{"item": "A", "quantity": 1}],
        },
    }
    assert read_try("t.json", json.dumps(written)).cart.lines[0].price_minor == 10_00
