"""The X-ray of a line: every discount is there, with what became of it and why."""

from __future__ import annotations

import pytest

from core.discounts.cart import Cart, Manual
from core.discounts.conditions import PaidBy, Volume
from core.discounts.explaining import explain_line
from core.discounts.kinds import Assignment, Comparison, Criterion, ScopeKind, Standing, Within
from core.discounts.rulebook import Group, Node
from core.discounts.scopes import Scope
from core.kernel.errors import NotFound
from core.kernel.trace import Trace
from tests.discount_trees import (
    bonus,
    book,
    card,
    cart,
    free_units,
    group,
    message,
    percent,
    special,
    sum_line,
)


def explained(text: str | Cart, root: Node, line: int = 1) -> Trace:
    """Return the X-ray of a line."""
    return explain_line(text if isinstance(text, Cart) else cart(text), book(root), line)


def codes(trace: Trace, name: str) -> list[str]:
    """Return the codes of the steps that tell about the discount called *name*."""
    return [step.code for _, step in trace.walk() if step.facts.get("name") == name]


def step(trace: Trace, code: str) -> Trace:
    """Return the only step with *code*."""
    (found,) = [one for _, one in trace.walk() if one.code == code]
    return found


def three() -> tuple[Node, ...]:
    """The three discounts of the vectors, by name."""
    return percent(10, name="A"), percent(5, name="B"), sum_line(70, name="C")


def test_the_root_is_what_is_charged_and_the_gross_amount_stands_first() -> None:
    root = explained("2 x 500", group("sum", *three()))
    assert (root.code, root.amount) == ("charged", 780_00)
    assert root.facts["discount"] == 220_00
    gross = root.children[0]
    assert (gross.code, gross.amount, gross.facts["quantity"]) == ("gross", 1000_00, 2000)


def test_how_the_price_came_about_stands_below_the_gross_amount() -> None:
    price = Trace("price", {}, 500_00)
    found = explain_line(cart("2 x 500"), book(group("sum")), 1, price=price)
    assert found.children[0].children == (price,)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("min", {"A": "lost-min", "B": "given", "C": "lost-min"}),
        ("max", {"A": "given", "B": "lost-max", "C": "lost-max"}),
        ("sum", {"A": "given", "B": "given", "C": "given"}),
        ("multiply", {"A": "given", "B": "given", "C": "given"}),
        ("displace", {"A": "given", "B": "displaced", "C": "displaced"}),
    ],
)
def test_what_became_of_each_child(rule: str, expected: dict[str, str]) -> None:
    root = explained("1 x 1000", group(rule, *three()))
    assert {name: codes(root, name)[0] for name in "ABC"} == expected


def test_what_lost_tells_how_much_it_would_have_been_and_to_whom() -> None:
    root = explained("1 x 1000", group("max", *three()))
    lost = [one for _, one in root.walk() if one.code == "lost-max"]
    assert [(one.facts["name"], one.facts["value"], one.facts["winner"]) for one in lost] == [
        ("B", 50_00, "A"),
        ("C", 70_00, "A"),
    ]
    assert all(one.amount is None for one in lost)


def test_a_group_that_lost_shows_what_it_would_have_given() -> None:
    inner = group("sum", percent(3, name="X"), percent(4, name="Y"), name="inner")
    root = explained("1 x 1000", group("max", percent(10, name="A"), inner))
    assert step(root, "lost-max").facts["value"] == 70_00
    assert codes(root, "X") == ["would-give"]
    given = [one.amount for _, one in root.walk() if one.code == "given"]
    assert given == [100_00]


def test_rules_over_the_document_say_so() -> None:
    tree = group("max", percent(10, name="A"), sum_line(70, name="C"), compare="document")
    root = explained("1 x 1000, 1 x 100", tree)
    assert step(root, "group-max-document").amount == 70_00
    assert step(root, "lost-max-document").facts["name"] == "A"


@pytest.mark.parametrize(
    ("discount", "code"),
    [
        (percent(5, name="D", assignment=Assignment.CHOSEN), "ignored-not-chosen"),
        (percent(5, name="D", standing=Standing.RESTRICTED), "ignored-inactive"),
        (percent(5, name="D", when=[PaidBy("cash")]), "ignored-condition"),
        (percent(5, name="D", scope=Scope(ScopeKind.LIST, frozenset({9}))), "ignored-scope"),
        (free_units(5, name="D"), "ignored-nothing"),
        (special(9, name="D"), "ignored-nothing"),
        (message("…", name="D", when=[PaidBy("cash")]), "ignored-condition"),
        (message("…", name="D"), "given-message"),
        (card(1, name="D"), "given-card"),
        (bonus(5, name="D"), "given-points"),
    ],
)
def test_why_a_discount_is_not_given(discount: Node, code: str) -> None:
    root = explained("1 x 1000, 1 x 10 #9", group("sum", discount))
    assert codes(root, "D") == [code]


def test_conditions_are_told_one_by_one_with_what_was_wanted_and_what_there_is() -> None:
    when = [
        Volume(Criterion.QUANTITY, Comparison.GE, 3000),
        Volume(Criterion.SUM, Comparison.GE, 5000_00),
    ]
    root = explained("4 x 1000", percent(5, when=when))
    quantity = step(root, "condition-quantity-document")
    assert (quantity.facts["met"], quantity.facts["actual"]) == (True, 4000)
    money = step(root, "condition-sum-document")
    assert (money.facts["met"], money.facts["actual"]) == (False, 4000_00)
    assert (money.facts["sign"], money.facts["wanted"]) == ("≥", 5000_00)


def test_a_condition_of_lines_is_told_for_the_line() -> None:
    when = [Volume(Criterion.QUANTITY, Comparison.GE, 3000, Within.LINE)]
    tree = percent(5, name="D", when=when)
    assert codes(explained("1 x 10, 4 x 10", tree), "D") == ["ignored-condition"]
    root = explained("1 x 10, 4 x 10", tree, line=2)
    assert codes(root, "D") == ["given"]
    assert step(root, "condition-quantity-line").facts["met"] is True


def test_caps_are_told() -> None:
    root = explained("1 x 50", sum_line(70))
    assert step(root, "cap-line").facts == {"wanted": 70_00, "left": 50_00}
    root = explained("1 x 100", group("sum", percent(60, name="A"), percent(70, name="B")))
    assert step(root, "cap-group").facts == {"wanted": 70_00, "given": 40_00}


def test_a_value_of_the_price_group_is_told() -> None:
    root = explained("1 x 100 g3", percent(10, {3: 5}))
    assert step(root, "gives-percent").facts == {"percent": 500, "base": 100_00, "refined": True}


def test_manual_discounts_are_told_in_the_order_of_the_taking() -> None:
    given = (Manual(percent=1000), Manual(line_no=1, amount_minor=-20_00))
    root = explained(cart("1 x 100", manual=given), percent(0))
    assert [(one.code, one.amount) for one in root.children[1:3]] == [
        ("manual-sum-line-markup", -20_00),
        ("manual-percent-document", 12_00),
    ]


def test_points_that_lost_are_told_in_the_tree_of_points() -> None:
    root = explained("1 x 1000", group("max", bonus(1, name="P"), bonus(2, name="Q")))
    assert codes(root, "P") == ["points-lost-max"]
    assert codes(root, "Q") == ["given-points"]
    assert root.amount == 1000_00


def test_an_unknown_line_is_refused() -> None:
    with pytest.raises(NotFound):
        explained("1 x 100", percent(10), line=5)


def test_a_tree_with_nothing_applicable_says_so_of_every_discount() -> None:
    tree = group("max", free_units(5, name="A"), group("sum", special(9, name="B")))
    assert isinstance(tree, Group)
    root = explained("1 x 100", tree)
    assert (root.amount, codes(root, "A"), codes(root, "B")) == (
        100_00,
        ["ignored-nothing"],
        ["ignored-nothing"],
    )
