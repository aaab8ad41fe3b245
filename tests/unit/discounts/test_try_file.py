"""Files for `klad price try`: the examples of the guide, and every way a file can be wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.discounts.engine import evaluate, priced
from core.discounts.errors import TryFileWrong
from core.discounts.explaining import explain
from core.discounts.priced import PricedCart
from core.discounts.try_file import read_try
from tui.error_text import explain as told

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "docs" / "examples").iterdir())


def priced_file(file: str, text: str) -> PricedCart:
    """Return the cart of a file with its prices."""
    case = read_try(file, text)
    return priced(evaluate(case.cart, case.rules))


def example(name: str, *replacements: tuple[str, str]) -> PricedCart:
    """Return an example of the guide, priced, with some texts replaced."""
    text = (ROOT / "docs" / "examples" / name).read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return priced_file(name, text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_priced_and_explained(path: Path) -> None:
    case = read_try(path.name, path.read_text(encoding="utf-8"))
    found = evaluate(case.cart, case.rules)
    for line in priced(found).lines:
        assert explain(found, line.line_no).amount == line.amount_minor
    assert priced(found).faults == ()


@pytest.mark.parametrize(
    ("rule", "off"),
    [("max", 100_00), ("min", 50_00), ("sum", 220_00), ("multiply", 215_00), ("displace", 100_00)],
)
def test_the_example_of_the_five_rules(rule: str, off: int) -> None:
    found = example("five-rules.toml", ('rule = "multiply"', f'rule = "{rule}"'))
    assert found.lines[0].discount_minor == off


def test_the_example_of_the_shop() -> None:
    found = example("shop.toml")
    assert [line.amount_minor for line in found.lines] == [1562_20, 1506_40, 1030_64, 41_76]
    assert found.total_minor == 4141_00
    assert found.rounding_minor == 54
    assert [one.text for one in found.messages] == ["Предложите дегустацию"]
    assert [one.points for one in found.bonuses] == [124_23]


def test_what_if_the_shop_is_paid_in_cash() -> None:
    found = example("shop.toml", ('payment_form = "card"', 'payment_form = "cash"'))
    assert found.total_minor == 4031_00


def test_the_example_of_a_wholesaler() -> None:
    found = example("wholesale.json")
    assert [line.discount_minor for line in found.lines] == [1767_95, -86_40, 517_50]


SMALL: Mapping[str, Any] = {
    "price_type": [{"code": "r"}, {"code": "w", "formula": "[r] * 0.5"}],
    "price_group": [{"code": "g"}],
    "segment": [{"code": "s", "items": ["A"]}],
    "item_group": [{"code": "ig"}],
    "item": [
        {"code": "A", "price_group": "g", "group": "ig", "prices": {"r": 100, "w": 90}},
        {"code": "B", "prices": {"w": 10}},
    ],
    "card_kind": [{"code": "k"}],
    "condition": [{"code": "c", "kind": "volume", "wanted": 1}],
    "discounts": {"children": [{"code": "d", "kind": "percent", "value": 5, "when": ["c"]}]},
    "cart": {"price_type": "r", "date": "2026-11-20", "line": [{"item": "A", "quantity": 1}]},
}


def changed(path: str, value: Any) -> str:
    """Return the small case as JSON with one value changed; None takes it out."""
    case = json.loads(json.dumps(SMALL))
    place = case
    *way, last = path.split(".")
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    key: Any = int(last) if last.isdigit() else last
    if value is None:
        del place[key]
    else:
        place[key] = value
    return json.dumps(case)


def test_the_small_case_is_right() -> None:
    assert priced_file("small.json", json.dumps(SMALL)).total_minor == 95_00


WRONG: list[tuple[str, Any, str, str]] = [
    ("colour", 1, "colour", "price_type"),
    ("cart", None, "cart.date", "2026-11-20"),
    ("cart.line", [], "cart.line", "[[cart.line]]"),
    ("cart.line", 5, "cart.line", "[[cart.line]]"),
    ("cart.line.0", 5, "cart.line[1]", "[[cart.line]]"),
    ("cart.line.0.item", "Z", "cart.line[1].item", "item: A, B"),
    ("cart.line.0.item", None, "cart.line[1].item", "A, B"),
    ("cart.line.0.quantity", "many", "cart.line[1].quantity", "12 / 0.5"),
    ("cart.line.0.quantity", 0.0005, "cart.line[1].quantity", "12 / 0.5"),
    ("cart.line.0.quantity", -1, "cart.line[1].quantity", "≥ 0"),
    ("cart.line.0.quantity", True, "cart.line[1].quantity", "12 / 0.5"),
    ("cart.line.0.price", 1.005, "cart.line[1].price", "1234.56"),
    ("cart.line.0.price", -1, "cart.line[1].price", "≥ 0"),
    ("cart.line.0.price", 1e30, "cart.line[1].price", "1234.56"),
    ("cart.line.0.price", "1e999999999", "cart.line[1].price", "1234.56"),
    ("cart.line.0.price", "1e-999999999", "cart.line[1].price", "1234.56"),
    ("cart.line.0.price", "1.000000000000000000000000000000001", "cart.line[1].price", "1234.56"),
    ("cart.price_type", "x", "cart.price_type", "price_type: r, w"),
    ("cart.price_type", None, "cart.price_type", "price_type = …"),
    ("cart.date", "yesterday", "cart.date", "2026-11-20"),
    ("cart.date", "0001-01-01", "cart.date", "1900 … 2199"),
    ("cart.time", "25:00", "cart.time", '"09:30"'),
    ("cart.time", 9, "cart.time", '"09:30"'),
    ("cart.payment_form", "barter", "cart.payment_form", "cash, cashless, card"),
    ("cart.chosen", ["x"], "cart.chosen", "discounts: d"),
    ("cart.chosen", "d", "cart.chosen", '["text", …]'),
    ("cart.manual", [{"percent": 1, "amount": 1}], "cart.manual[1]", "percent / amount"),
    ("cart.manual", [{"line": 2, "percent": 1}], "cart.manual[1].line", "1 … 1"),
    ("cart.accumulated", {"c": 5}, "cart.accumulated.c", 'kind = "accumulated"'),
    ("cart.accumulated", {"x": 5}, "cart.accumulated.code", "condition: c"),
    ("cart.card", {"kind": "x"}, "cart.card.kind", "k"),
    ("cart.card", "gold", "cart.card", "[cart.card]"),
    ("item.0.code", "B", "item[2].code", "≠ B"),
    ("item.0.code", None, "item[1].code", '"text"'),
    ("item.0.prices", {"x": 1}, "item[1].prices.code", "price_type: r, w"),
    ("item.0.prices", {"r": -1}, "item[1].prices.r", "≥ 0"),
    ("item.0.price_group", "x", "item[1].price_group", "price_group: g"),
    ("item.0.colour", 1, "item[1].colour", "code"),
    ("item.0.segment", ["s"], "item[1].segment", "segments"),
    ("segment.0.items", ["Z"], "segment[1].items", "item: A, B"),
    ("item_group.0.parent", "x", "item_group[1].parent", "item_group: —"),
    ("price_type.1.rounding", [{"precision": 0}], "price_type[2].rounding[1].precision", "> 0"),
    (
        "price_type.1.rounding",
        [{"precision": 1, "mode": "away"}],
        "price_type[2].rounding[1].mode",
        "nearest, up, down",
    ),
    ("discounts.rule", "best", "discounts.rule", "min, max, sum, multiply, displace"),
    ("discounts.children.0.kind", "gifts", "discounts.children[1].kind", "percent"),
    ("discounts.children.0.value", None, "discounts.children[1].value", "12.5"),
    ("discounts.children.0.value", 101, "discounts.children[1].value", "…"),
    ("discounts.children.0.multiple", True, "discounts.children[1].multiple", "false"),
    ("discounts.children.0.chosen", "yes", "discounts.children[1].chosen", "true / false"),
    ("discounts.children.0.when", ["x"], "discounts.children[1].when", "c"),
    ("discounts.children.0.every", 3, "", ""),
    ("discounts.children.0.by_group", {"x": 1}, "discounts.children[1].by_group.code", "g"),
    ("discounts.children.0.scope", {}, "discounts.children[1].scope", "segments / "),
    (
        "discounts.children.0.scope",
        {"segments": ["x"]},
        "discounts.children[1].scope.segments",
        "s",
    ),
    (
        "discounts.children.0.scope",
        {"filter": {"all": [{"price": ["~", 5]}]}},
        "discounts.children[1].scope.filter.all[0].price",
        '[">=", 100]',
    ),
    ("discounts.children.0.acts", [{}], "discounts.children[1].acts[1]", "warehouse"),
    (
        "discounts.children.0.acts",
        [{"warehouse": "w"}],
        "discounts.children[1].acts[1].since",
        "2026-11-20",
    ),
    ("condition.0.kind", "luck", "condition[1].kind", "volume"),
    ("condition.0.wanted", None, "condition[1].wanted", "12 / 0.5"),
    ("condition.0.criterion", "weight", "condition[1].criterion", "quantity, sum, items, equal"),
    ("condition.0", {"code": "c", "kind": "time"}, "condition[1].hours", "…"),
    (
        "condition.0",
        {"code": "c", "kind": "time", "hours": [{"days": ["today"]}]},
        "condition[1].hours[1].days",
        "mon",
    ),
    ("condition.0", {"code": "c", "kind": "client_segment"}, "condition[1].client_segment", "≠"),
]


@pytest.mark.parametrize(("path", "value", "place", "expected"), WRONG)
def test_what_is_wrong_is_told_with_its_place_and_what_was_expected(
    path: str, value: Any, place: str, expected: str
) -> None:
    if not place:
        priced_file("small.json", changed(path, value))
        return
    with pytest.raises(TryFileWrong) as caught:
        read_try("small.json", changed(path, value))
    facts = caught.value.facts
    assert (facts["file"], facts["place"]) == ("small.json", place)
    assert expected in str(facts["expected"])
    text = told(caught.value).text
    assert "small.json" in text
    assert place in text


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("a.toml", "[cart\n", "1:6"),
        ("a.toml", "x = 1\nx = 2\n", "2:"),
        ("a.json", '{"cart": }', "1:10"),
        ("a.json", "[1]", "—"),
        ("a.json", "[" * 100_000, "—"),
        ("a.json", '{"a": 1e', "1:"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(file: str, text: str, place: str) -> None:
    with pytest.raises(TryFileWrong) as caught:
        read_try(file, text)
    assert str(caught.value.facts["place"]).startswith(place)


def test_groups_nested_beyond_reason_are_refused() -> None:
    tree: dict[str, Any] = {"code": "x", "kind": "percent", "value": 1}
    for level in range(60):
        tree = {"code": f"g{level}", "rule": "sum", "children": [tree]}
    with pytest.raises(TryFileWrong) as caught:
        read_try("deep.json", changed("discounts", {"children": [tree]}))
    assert caught.value.facts["expected"] == "≤ 50"


def test_a_typed_price_goes_before_a_formula() -> None:
    text = changed("cart.price_type", "w")
    assert priced_file("f.json", text).gross_minor == 90_00


def test_an_item_without_a_price_is_told() -> None:
    with pytest.raises(TryFileWrong) as caught:
        read_try("f.json", changed("cart.line.0.item", "B"))
    assert (caught.value.facts["place"], caught.value.facts["expected"]) == (
        "cart.line[1].item",
        "prices.r",
    )
