"""Why a price is what it is: the root of the tree is the price, to the kopeck."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.kernel.errors import NotFound
from core.kernel.trace import Trace
from core.pricing.explaining import explain_price
from core.pricing.kinds import Aggregation, CalculationMethod, SourceKind
from core.pricing.operations import NewPrice, register_prices
from core.pricing.price_documents import agree_price_document
from core.pricing.queries import prices_for
from core.pricing.rounding import RoundingMode
from core.pricing.sources import NewSourcePrice, register_source_prices
from tests.integration.pricing.shop import BEFORE, TODAY, Shop


def told(shop: Shop, code: str, item: str = "MILK", **more: int) -> Trace:
    """Explain the price of an item today."""
    variant = more.pop("variant", 0)
    return explain_price(
        shop.session, SYSTEM, shop.types[code], shop.items[item], variant, TODAY, **more
    )


def codes(trace: Trace) -> list[tuple[int, str, int | None]]:
    """Return (depth, code, amount) from the root down."""
    return [(depth, step.code, step.amount) for depth, step in trace.walk()]


def test_a_formula_is_told_down_to_the_prices_somebody_set(shop: Shop, session: Session) -> None:
    shop.type("BUY")
    shop.type("MID", method=CalculationMethod.MARKUP, base_type_id=shop.types["BUY"], markup=25_00)
    shop.type("RET", "[MID] * 1,3 + [BUY] / 7")
    shop.rounding("RET", (0, 1_00, RoundingMode.UP, 10))
    made = shop.document("BUY", on=BEFORE, BUY="MILK 80")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    shop.recalculate()
    trace = told(shop, "RET")
    assert codes(trace) == [
        (0, "price", 141_90),
        (1, "price-document", None),
        (1, "price-formula", 141_43),
        (2, "price", 100_00),
        (3, "price-document", None),
        (3, "price-markup", 100_00),
        (4, "price", 80_00),
        (5, "price-document", None),
        (3, "price-rounding", 100_00),
        (2, "price", 80_00),
        (3, "price-document", None),
        (1, "price-rounding-shift", 141_90),
    ]
    assert trace.children[1].facts["exact"] == 141_429
    assert trace.children[2].facts["to_precision"] == 142_00


def test_what_was_typed_over_says_what_computing_would_give(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 80")
    shop.set("RET", "MILK 150")
    trace = told(shop, "RET")
    assert trace.amount == 150_00
    last = trace.children[-1]
    assert (last.code, last.facts["computed"]) == ("price-differs", 160_00)


def test_sources_are_told_one_by_one(shop: Shop, session: Session) -> None:
    first, second = shop.partner("П1"), shop.partner("П2")
    for partner, price in ((first, 80_00), (second, 91_00)):
        row = NewSourcePrice(item_id=shop.items["MILK"], price_minor=price, partner_id=partner)
        register_source_prices(session, SYSTEM, SourceKind.SUPPLIER, BEFORE, [row])
    shop.type(
        "SUP", method=CalculationMethod.SUPPLIER, aggregation=Aggregation.AVERAGE, markup=10_00
    )
    shop.recalculate()
    trace = told(shop, "SUP")
    assert codes(trace)[2:] == [
        (1, "price-source", 94_05),
        (2, "price-source-row", 80_00),
        (2, "price-source-row", 91_00),
        (1, "price-rounding", 94_05),
    ]
    assert [row.facts["partner"] for row in trace.children[1].children] == ["П1", "П2"]


def test_a_price_that_cannot_be_computed_says_what_is_missing(shop: Shop) -> None:
    shop.type("BUY", name="Закупка")
    shop.type("RET", "[Закупка] * 2")
    trace = told(shop, "RET")
    assert codes(trace) == [
        (0, "price-none", None),
        (1, "price-empty", None),
        (2, "price-none", None),
    ]
    assert trace.children[0].facts["missing"] == "Закупка"


def test_a_division_by_zero_is_told_in_place(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("RET", "1 / ([BUY] - 80)")
    shop.set("BUY", "MILK 80")
    assert codes(told(shop, "RET"))[1] == (1, "price-impossible", None)


def test_an_individual_type_and_a_variant_are_told(shop: Shop, session: Session) -> None:
    rose, red = shop.partner("Ромашка"), shop.variant("MILK", "красное")
    milk = shop.items["MILK"]
    shop.type("OPT", name="Оптовая")
    shop.type("OWN", partner_id=rose, name="Ромашке")
    shop.set("OPT", "MILK 80")
    shop.set("OWN", "MILK 75")
    trace = told(shop, "OPT", variant=red, partner_id=rose)
    own = prices_for(session, shop.types["OPT"], [milk], TODAY, partner_id=rose)
    assert trace.amount == own[milk, 0] == 75_00
    assert codes(trace) == [
        (0, "price", 75_00),
        (1, "price-individual", None),
        (1, "price-of-item", None),
        (1, "price-direct", None),
    ]
    assert trace.facts["item"] == "Milk красное"
    register_prices(session, SYSTEM, shop.types["OWN"], TODAY, [NewPrice(milk, 70_00, red)])
    assert told(shop, "OPT", variant=red, partner_id=rose).amount == 70_00
    assert told(shop, "OPT", variant=red).amount == 80_00


def test_auxiliary_operands_are_told_from_documents_or_computed(
    shop: Shop, session: Session
) -> None:
    shop.type("AUX", auxiliary=True)
    shop.type("MID", "[AUX] + 1", auxiliary=True)
    shop.type("RET", "[MID] * 2")
    made = shop.document("AUX", AUX="MILK 80")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    shop.recalculate()
    trace = told(shop, "RET")
    assert [step for step in codes(trace) if "auxiliary" in step[1]] == [
        (2, "price-auxiliary", 81_00),
        (4, "price-auxiliary", 80_00),
    ]
    assert trace.amount == 162_00


def test_nobody_is_told_of_what_does_not_exist(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    with pytest.raises(NotFound):
        explain_price(session, SYSTEM, 0, shop.items["MILK"], 0, TODAY)
    with pytest.raises(NotFound):
        explain_price(session, SYSTEM, shop.types["OPT"], 0, 0, TODAY)
