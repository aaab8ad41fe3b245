"""Price types: what they must satisfy, what they are called, whom they are for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Permission, Role
from core.kernel.errors import BadValue, NotFound
from core.pricing import errors
from core.pricing.kinds import CalculationMethod, PriceTypeStatus
from core.pricing.models import PriceType
from core.pricing.operations import NewPrice, register_prices
from core.pricing.queries import (
    price_limits,
    price_type,
    price_types,
    prices,
    prices_for,
    usual_price_type,
)
from core.pricing.rounding import RoundingMode
from tests.integration.pricing.shop import BEFORE, TODAY, Shop


def types(session: Session) -> int:
    """Return how many price types are stored."""
    return session.scalars(select(func.count()).select_from(PriceType)).one()


def head_of_sales() -> Actor:
    """Return somebody who may edit prices but not write queries."""
    return replace(SYSTEM, login="head", permissions=ROLES[Role.SALES_HEAD])


def test_a_type_is_called_by_its_name_in_formulas_unless_told_otherwise(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT", name="Оптовая цена")
    shop.type("OPT2", name="Оптовая Цена")
    shop.type("RET", name="Розница", identifier="Р-1")
    found = session.scalars(select(PriceType.identifier).order_by(PriceType.id)).all()
    assert list(found) == ["ОптоваяЦена", "ОптоваяЦена2", "Р-1"]


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"currency": "РУБ"}, errors.BadCurrency, "currency"),
        ({"identifier": "a]b"}, errors.BadIdentifier, "identifier"),
        ({"identifier": "opt"}, errors.IdentifierTaken, "identifier"),
        ({"method": CalculationMethod.MARKUP}, errors.PriceBaseMissing, "base_type_id"),
        ({"method": CalculationMethod.FORMULA}, errors.FormulaEmpty, "formula"),
        ({"formula": "[НЕТ] * 2"}, errors.UnknownOperand, "formula"),
        ({"formula": "[OPT] * "}, errors.OperandMissing, "formula"),
        ({"method": CalculationMethod.QUERY}, errors.PriceQueryMissing, "query"),
        ({"forbid_outside": True}, errors.SegmentMissing, "item_segment_id"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field_and_nothing_is_stored(
    shop: Shop, session: Session, values: dict[str, object], error: type[Exception], field: str
) -> None:
    shop.type("OPT")
    before = types(session)
    formula = str(values.pop("formula", ""))
    with pytest.raises(error) as refused:
        shop.type("NEW", formula, **values)
    assert refused.value.facts["what"] == field  # type: ignore[attr-defined]
    assert types(session) == before


def test_a_cycle_is_named_by_the_types_round_it(shop: Shop) -> None:
    shop.type("A", name="Закупка")
    shop.type("B", "[Закупка] * 2", name="Опт")
    shop.type("C", method=CalculationMethod.MARKUP, base_type_id=shop.types["B"], name="Розница")
    with pytest.raises(errors.PriceCycle) as refused:
        shop.change("A", method=CalculationMethod.FORMULA, formula="[Розница] / 2")
    assert refused.value.facts["path"] == ("Закупка", "Розница", "Опт", "Закупка")


def test_a_type_may_not_be_computed_from_itself(shop: Shop) -> None:
    with pytest.raises(errors.PriceCycle) as refused:
        shop.type("A", "[СвояЦена] * 2", name="Своя цена")
    assert refused.value.facts["path"] == ("Своя цена", "Своя цена")


def test_a_formula_of_a_price_group_is_checked_and_may_not_close_a_circle(shop: Shop) -> None:
    shop.type("A")
    shop.type("B", "[A] * 2")
    shop.type("C", "[B] * 2")
    shop.group("МОЛОЧНЫЕ", "MILK")
    with pytest.raises(errors.UnknownOperand):
        shop.refine("B", "МОЛОЧНЫЕ", formula="[D]")
    with pytest.raises(errors.PriceCycle) as refused:
        shop.refine("B", "МОЛОЧНЫЕ", formula="[C]")
    assert refused.value.facts["path"] == ("B", "C", "B")


def test_an_identifier_that_formulas_name_cannot_go(shop: Shop) -> None:
    shop.type("A")
    shop.type("B", "[A] * 2", name="Опт")
    shop.change("A", identifier="a")
    with pytest.raises(errors.IdentifierUsed) as refused:
        shop.change("A", identifier="Закупка")
    assert refused.value.facts == {"what": "identifier", "identifier": "a", "users": ("Опт",)}


def test_the_query_takes_a_right_of_its_own(shop: Shop, session: Session) -> None:
    head = head_of_sales()
    shop.type("OPT", actor=head)
    before = types(session)
    with pytest.raises(Forbidden) as refused:
        shop.type("Q", actor=head, method=CalculationMethod.QUERY, query="SELECT 1")
    assert refused.value.facts["permission"] == Permission.PRICE_QUERY.value
    assert types(session) == before


def test_a_range_that_rounds_to_nothing_is_refused(shop: Shop) -> None:
    shop.type("OPT")
    with pytest.raises(BadValue):
        shop.rounding("OPT", (0, 0, RoundingMode.UP, 0))


def test_two_ranges_of_a_type_may_not_begin_alike(shop: Shop) -> None:
    shop.type("OPT")
    shop.rounding("OPT", (0, 10, RoundingMode.UP, 0))
    with pytest.raises(IntegrityError):
        shop.rounding("OPT", (0, 50, RoundingMode.UP, 0))


def test_documents_are_offered_common_types_in_force_only(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    shop.type("OLD", status=PriceTypeStatus.NOT_IN_FORCE)
    shop.type("AUX", auxiliary=True)
    shop.type("OWN", partner_id=shop.partner("Ромашка"))
    assert [row.code for row in price_types(session, SYSTEM)] == ["OPT"]
    assert price_type(session, shop.types["AUX"]).auxiliary


def test_a_new_document_gets_the_first_type_typed_by_hand_for_wholesale(
    shop: Shop, session: Session
) -> None:
    assert usual_price_type(session, SYSTEM) is None
    shop.type("ALL", wholesale=False, name="А розница")
    assert usual_price_type(session, SYSTEM).code == "ALL"
    shop.type("OPT", name="Опт")
    shop.type("BIG", "[Опт] * 0.9", name="Большой опт")
    assert usual_price_type(session, SYSTEM).code == "OPT"


def test_an_individual_type_goes_before_the_common_one_item_by_item(
    shop: Shop, session: Session
) -> None:
    rose = shop.partner("Ромашка")
    shop.type("OPT")
    shop.type("OWN", partner_id=rose)
    shop.set("OPT", "MILK 80, BREAD 40")
    shop.set("OWN", "MILK 75")
    items, common = shop.items.values(), shop.types["OPT"]
    own = prices_for(session, common, items, TODAY, partner_id=rose)
    assert own == {(shop.items["MILK"], 0): 75_00, (shop.items["BREAD"], 0): 40_00}
    assert prices_for(session, common, items, TODAY) == prices(session, common, items, TODAY)
    other = shop.partner("Василёк")
    assert prices_for(session, common, items, TODAY, partner_id=other) == prices(
        session, common, items, TODAY
    )


def test_an_individual_type_takes_all_variants_of_an_item_it_prices(
    shop: Shop, session: Session
) -> None:
    rose, red = shop.partner("Ромашка"), shop.variant("MILK", "red")
    shop.type("OPT")
    shop.type("OWN", partner_id=rose)
    milk = shop.items["MILK"]
    shop.set("OPT", "MILK 80")
    cell = (milk, red)
    register_prices(session, SYSTEM, shop.types["OPT"], BEFORE, [NewPrice(milk, 99_00, red)])
    shop.set("OWN", "MILK 75")
    found = prices_for(session, shop.types["OPT"], [milk], TODAY, partner_id=rose)
    assert found == {(milk, 0): 75_00}
    assert cell in prices(session, shop.types["OPT"], [milk], TODAY)


def test_a_type_that_refines_just_this_one_goes_first_and_others_are_passed_over(
    shop: Shop, session: Session
) -> None:
    rose = shop.partner("Ромашка")
    shop.type("OPT")
    shop.type("RET")
    shop.type("ANY", partner_id=rose)
    shop.type("OWN", partner_id=rose, refines_id=shop.types["OPT"])
    shop.type("NET", partner_id=rose, includes_vat=False)
    shop.type("OFF", partner_id=rose, status=PriceTypeStatus.NOT_IN_FORCE)
    for code, price in (("OPT", 80), ("RET", 90), ("ANY", 70), ("OWN", 75), ("NET", 1), ("OFF", 2)):
        shop.set(code, f"MILK {price}")
    milk = shop.items["MILK"]
    by_opt = prices_for(session, shop.types["OPT"], [milk], TODAY, partner_id=rose)
    by_ret = prices_for(session, shop.types["RET"], [milk], TODAY, partner_id=rose)
    assert (by_opt, by_ret) == ({(milk, 0): 75_00}, {(milk, 0): 70_00})


@pytest.mark.parametrize("values", [{"currency": "USD"}, {"includes_vat": False}])
def test_an_individual_type_refines_a_common_one_of_its_currency_and_vat_only(
    shop: Shop, values: dict[str, object]
) -> None:
    rose = shop.partner("Ромашка")
    shop.type("OPT", name="Оптовая")
    with pytest.raises(errors.RefinesMismatch) as refused:
        shop.type("OWN", partner_id=rose, refines_id=shop.types["OPT"], **values)
    assert refused.value.facts["refines"] == "Оптовая"
    with pytest.raises(errors.RefinesMismatch):
        shop.type("NOBODY", refines_id=shop.types["OPT"])


def test_limits_of_a_group_go_before_those_of_the_type_and_fill_up_from_them(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT", max_discount=5_00, max_markup=10_00)
    shop.type("RET")
    milk, tea = shop.group("МОЛОЧНЫЕ", "MILK"), shop.group("ЧАЙ")
    shop.refine("OPT", "МОЛОЧНЫЕ", max_discount=2_50)
    shop.refine("OPT", "ЧАЙ", max_markup=0)
    assert price_limits(session, shop.types["OPT"], TODAY) == {
        0: (5_00, 10_00),
        milk: (2_50, 10_00),
        tea: (5_00, 0),
    }
    assert price_limits(session, shop.types["RET"], TODAY) == {0: (None, None)}
    with pytest.raises(NotFound):
        price_limits(session, 0, TODAY)
