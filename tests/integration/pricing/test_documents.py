"""Price documents: drafted, agreed, taken back; what they register and what that displaces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, IllegalTransition, PeriodClosed
from core.ledger import verify
from core.ledger.periods import close_period
from core.pricing import errors
from core.pricing.document_models import PriceDocumentLine
from core.pricing.document_queries import (
    Selection,
    matrix_rows,
    price_document_card,
    selected_items,
)
from core.pricing.kinds import CalculationMethod, DocumentOrigin, PriceTypeStatus
from core.pricing.models import ItemPrice
from core.pricing.operations import NewPrice, register_prices
from core.pricing.price_documents import (
    MOST_ITEMS,
    PriceCell,
    PriceDocumentChanges,
    agree_price_document,
    create_supply_prices,
    recompute_price_document,
    save_price_document,
    withdraw_price_document,
)
from core.pricing.queries import price_history
from core.stock.opening import StockLine, enter_stock
from tests.integration.pricing.shop import BEFORE, TODAY, Shop
from tests.integration.stock.trade import warehouse


def test_a_document_changes_nothing_until_it_is_agreed(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    shop.set("OPT", "MILK 80")
    made = shop.document("OPT", OPT="MILK 90, BREAD 40")
    assert made.number == "УЦ-000001"
    assert shop.priced("OPT") == {"MILK": "80.00"}
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.priced("OPT") == {"MILK": "90.00", "BREAD": "40.00"}
    assert shop.priced("OPT", TODAY - timedelta(days=1)) == {"MILK": "80.00"}
    assert verify(session) == []


def test_agreeing_anew_registers_the_same_and_taking_back_restores_what_held(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT")
    shop.set("OPT", "MILK 80", TODAY)
    before = shop.registered()
    made = shop.document("OPT", OPT="MILK 90")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    once = shop.registered()
    withdraw_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.registered() == before
    assert shop.priced("OPT") == {"MILK": "80.00"}
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.registered() == once
    assert verify(session) == []


def test_of_one_day_the_later_document_holds_even_if_the_earlier_is_agreed_last(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT")
    first = shop.document("OPT", OPT="MILK 81")
    second = shop.document("OPT", OPT="MILK 82")
    for document in (second, first):
        agree_price_document(session, SYSTEM, document.id, clock=shop.clock)
    assert shop.priced("OPT") == {"MILK": "82.00"}
    withdraw_price_document(session, SYSTEM, second.id, clock=shop.clock)
    assert shop.priced("OPT") == {"MILK": "81.00"}


def test_a_direct_registration_holds_against_documents_made_before_it(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT")
    made = shop.document("OPT", OPT="MILK 90")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    shop.set("OPT", "MILK 95", TODAY)
    shop.set("OPT", "MILK 96", TODAY)
    assert shop.priced("OPT") == {"MILK": "96.00"}
    assert len(shop.registered()) == 2
    later = shop.document("OPT", OPT="MILK 97")
    agree_price_document(session, SYSTEM, later.id, clock=shop.clock)
    assert shop.priced("OPT") == {"MILK": "97.00"}


def test_the_history_of_an_item_names_the_documents_newest_first(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT", name="Оптовая")
    shop.set("OPT", "MILK 80")
    made = shop.document("OPT", OPT="MILK 90")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    rows = price_history(session, SYSTEM, shop.items["MILK"])
    assert [(row.since, row.price_minor, row.document) for row in rows] == [
        (TODAY, 90_00, "УЦ-000001"),
        (BEFORE, 80_00, ""),
    ]


def test_a_cell_that_stays_keeps_its_number_and_the_rest_is_the_whole(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT")
    shop.type("RET")
    made = shop.document("OPT", OPT="MILK 90, BREAD 40")
    milk, bread = shop.items["MILK"], shop.items["BREAD"]
    opt, ret = shop.types["OPT"], shop.types["RET"]
    changes = PriceDocumentChanges(
        types=(ret, opt),
        cells=(PriceCell(bread, opt, 41_00), PriceCell(milk, ret, 99_00)),
        comment="новые цены",
    )
    saved = save_price_document(session, SYSTEM, made.id, made.version, changes, clock=shop.clock)
    line = PriceDocumentLine
    rows = session.execute(
        select(line.line_no, line.item_id, line.price_type_id, line.price_minor)
        .where(line.document_id == made.id)
        .order_by(line.line_no)
    ).all()
    assert [tuple(row) for row in rows] == [(2, bread, opt, 41_00), (3, milk, ret, 99_00)]
    card = price_document_card(session, SYSTEM, made.id)
    assert [one.code for one in card.types] == ["RET", "OPT"]
    assert [(row.item, row.prices) for row in card.rows] == [
        ("Bread", {opt: 41_00}),
        ("Milk", {ret: 99_00}),
    ]
    assert (card.comment, card.version) == ("новые цены", saved.version)


def test_a_column_taken_away_takes_its_prices_along(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    shop.type("RET")
    made = shop.document("OPT", "RET", OPT="MILK 90", RET="MILK 99")
    changes = PriceDocumentChanges(types=(shop.types["RET"],))
    save_price_document(session, SYSTEM, made.id, made.version, changes, clock=shop.clock)
    card = price_document_card(session, SYSTEM, made.id)
    assert [row.prices for row in card.rows] == [{shop.types["RET"]: 99_00}]


def test_auxiliary_prices_stay_in_the_document_and_others_are_computed_from_them(
    shop: Shop, session: Session
) -> None:
    shop.type("AUX", auxiliary=True)
    shop.type("RET", "[AUX] * 1,2")
    made = shop.document("AUX", AUX="MILK 100")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.registered() == []
    shop.recalculate()
    assert shop.priced("RET") == {"MILK": "120.00"}
    assert shop.priced("AUX") == {}
    with pytest.raises(errors.AuxiliaryType):
        shop.set("AUX", "MILK 1")
    assert verify(session) == []


def test_dependent_types_of_a_document_follow_its_base(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    shop.type("MID", "[OPT] + 10")
    shop.type("RET", method=CalculationMethod.MARKUP, base_type_id=shop.types["MID"], markup=50_00)
    made = shop.document("OPT", "RET", OPT="MILK 90", RET="MILK 1")
    shop.set("MID", "MILK 20, BREAD 30")
    recompute_price_document(session, SYSTEM, made.id, made.version, clock=shop.clock)
    card = price_document_card(session, SYSTEM, made.id)
    # MID is no column: what is registered of it goes into the markup.
    assert card.rows[0].prices == {shop.types["OPT"]: 90_00, shop.types["RET"]: 30_00}
    changes = PriceDocumentChanges(types=tuple(shop.types.values()))
    saved = save_price_document(session, SYSTEM, made.id, card.version, changes, clock=shop.clock)
    recompute_price_document(session, SYSTEM, made.id, saved.version, clock=shop.clock)
    card = price_document_card(session, SYSTEM, made.id)
    opt, mid, ret = (shop.types[code] for code in ("OPT", "MID", "RET"))
    assert card.rows[0].prices == {opt: 90_00, mid: 100_00, ret: 150_00}


def test_an_agreed_document_is_not_edited_and_stays_as_it_is(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    made = shop.document("OPT", OPT="MILK 90")
    agreed = agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    before = shop.registered()
    changes = PriceDocumentChanges(cells=())
    with pytest.raises(errors.PriceDocumentAgreed):
        save_price_document(session, SYSTEM, made.id, agreed.version, changes, clock=shop.clock)
    with pytest.raises(IllegalTransition):
        agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.registered() == before


def test_the_loser_of_two_edits_is_told_and_changes_nothing(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    made = shop.document("OPT", OPT="MILK 90")
    mine = PriceDocumentChanges(comment="мой")
    save_price_document(session, SYSTEM, made.id, made.version, mine, clock=shop.clock)
    late = PriceDocumentChanges(comment="поздний", cells=())
    with pytest.raises(Conflict):
        save_price_document(session, SYSTEM, made.id, made.version, late, clock=shop.clock)
    card = price_document_card(session, SYSTEM, made.id)
    assert (card.comment, len(card.rows)) == ("мой", 1)


def test_prices_with_vat_and_without_do_not_go_into_one_document(shop: Shop) -> None:
    shop.type("OPT", name="Оптовая")
    shop.type("NET", name="Без НДС", includes_vat=False)
    with pytest.raises(errors.MixedVat) as refused:
        shop.document("OPT", "NET", OPT="MILK 90")
    assert refused.value.facts == {"price_type": "Оптовая", "others": ("Без НДС",)}
    assert shop.documents() == 0


def test_a_cell_must_be_of_a_column_and_not_below_zero(shop: Shop) -> None:
    shop.type("OPT")
    shop.type("RET")
    with pytest.raises(BadValue):
        shop.document("OPT", RET="MILK 90")
    with pytest.raises(BadValue):
        shop.document("OPT", OPT="MILK -1")
    assert shop.documents() == 0


@pytest.mark.parametrize(
    ("spoil", "error"),
    [("empty", errors.NothingToRegister), ("off", errors.TypeNotInForce)],
)
def test_what_cannot_be_registered_cannot_be_agreed(
    shop: Shop, session: Session, spoil: str, error: type[Exception]
) -> None:
    shop.type("OPT")
    made = shop.document("OPT", OPT="MILK 90" if spoil == "off" else "")
    if spoil == "off":
        shop.change("OPT", status=PriceTypeStatus.NOT_IN_FORCE)
    with pytest.raises(error):
        agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.registered() == []


def test_a_type_may_forbid_items_outside_its_segment(shop: Shop, session: Session) -> None:
    dairy = shop.segment("МОЛОЧНОЕ", "MILK", "CHEESE")
    shop.type("OPT", name="Молочная", item_segment_id=dairy, forbid_outside=True)
    made = shop.document("OPT", OPT="MILK 90, BREAD 40")
    with pytest.raises(errors.OutsideSegment) as refused:
        agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert refused.value.facts == {"price_type": "Молочная", "item": "Bread", "count": 1}
    rows = [NewPrice(shop.items["BREAD"], 1), NewPrice(shop.items["MILK"], 1)]
    with pytest.raises(errors.OutsideSegment):
        register_prices(session, SYSTEM, shop.types["OPT"], TODAY, rows)
    assert shop.registered() == []
    session.rollback  # noqa: B018 - the refusal wrote nothing that had to be undone


def test_agreeing_takes_its_own_right(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    made = shop.document("OPT", OPT="MILK 90")
    manager = replace(SYSTEM, permissions=ROLES[Role.SALES_MANAGER])
    for verb in (agree_price_document, withdraw_price_document):
        with pytest.raises(Forbidden):
            verb(session, manager, made.id, clock=shop.clock)
    assert shop.registered() == []


def test_a_closed_period_keeps_its_prices(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    made = shop.document("OPT", OPT="MILK 90")
    close_period(session, SYSTEM, TODAY, clock=shop.clock)
    with pytest.raises(PeriodClosed):
        agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.registered() == []


def test_a_document_on_the_basis_of_what_came_in_prices_just_that(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    shop.type("BUY", method=CalculationMethod.OPENING, set_by_supply=True)
    shop.type("RET", "[BUY] * 1,5", set_by_supply=True)
    shop.type("OPT", set_by_supply=True)
    shop.type("OTHER", "[BUY] * 2")
    shop.set("OPT", "MILK 77")
    house = warehouse(session)
    entered = enter_stock(
        session,
        SYSTEM,
        house.id,
        [
            StockLine(shop.items["MILK"], 2_000, price_minor=50_00),
            StockLine(shop.items["MILK"], 1_000, price_minor=80_00),
            StockLine(shop.items["BREAD"], 1_000),
        ],
        clock=clock,
    )
    made = create_supply_prices(session, SYSTEM, entered.id, clock=clock)
    card = price_document_card(session, SYSTEM, made.id)
    buy, ret, opt = (shop.types[code] for code in ("BUY", "RET", "OPT"))
    assert (card.basis, card.origin) == (entered.number, DocumentOrigin.SUPPLY)
    assert [(row.item, row.prices) for row in card.rows] == [
        ("Milk", {buy: 60_00, ret: 90_00, opt: 77_00})
    ]


def test_without_prices_or_types_set_by_supply_there_is_nothing_to_make(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    house = warehouse(session)
    lines = [StockLine(shop.items["MILK"], 1_000)]
    entered = enter_stock(session, SYSTEM, house.id, lines, clock=clock)
    with pytest.raises(errors.NoSupplyTypes):
        create_supply_prices(session, SYSTEM, entered.id, clock=clock)
    shop.type("BUY", method=CalculationMethod.OPENING, set_by_supply=True)
    with pytest.raises(errors.NothingSupplied) as refused:
        create_supply_prices(session, SYSTEM, entered.id, clock=clock)
    assert refused.value.facts == {"document": entered.number}
    assert shop.documents() == 0


def test_items_to_fill_a_document_with_are_found_by_all_conditions(
    shop: Shop, session: Session
) -> None:
    shop.type("OPT")
    shop.set("OPT", "MILK 80")
    dairy = shop.segment("МОЛОЧНОЕ", "MILK", "CHEESE")
    group = shop.group("Г", "CHEESE", "BREAD")
    milk, bread, cheese = (shop.items[code] for code in ("MILK", "BREAD", "CHEESE"))

    def found(**conditions: object) -> list[int]:
        return selected_items(session, SYSTEM, Selection(**conditions), TODAY)  # type: ignore[arg-type]

    assert found() == [bread, cheese, milk]
    assert found(segment_id=dairy) == [cheese, milk]
    assert found(segment_id=dairy, price_group_id=group) == [cheese]
    assert found(words="mil") == [milk]
    assert found(without_price_of=shop.types["OPT"]) == [bread, cheese]
    with pytest.raises(errors.TooManyItems) as refused:
        selected_items(session, SYSTEM, Selection(), TODAY, already=MOST_ITEMS)
    assert refused.value.facts == {"count": MOST_ITEMS + 3, "most": MOST_ITEMS}


def test_rows_of_a_matrix_name_items_and_variants(shop: Shop, session: Session) -> None:
    red = shop.variant("MILK", "red")
    milk, bread = shop.items["MILK"], shop.items["BREAD"]
    rows = matrix_rows(session, {(milk, red): {1: 5}, (bread, 0): {}, (milk, 0): {}})
    assert [(row.item, row.variant, row.prices) for row in rows] == [
        ("Milk", "red", {1: 5}),
        ("Bread", "", {}),
        ("Milk", "", {}),
    ]


def test_verify_names_a_price_that_no_document_says(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    made = shop.document("OPT", OPT="MILK 90")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    price = session.scalars(select(ItemPrice)).one()
    price.price_minor = 1
    session.flush()
    (difference,) = verify(session)
    assert (difference.what, difference.stored, difference.computed) == (
        "prices of documents",
        {"price_minor": 1},
        {"price_minor": 90_00},
    )


def test_a_future_price_waits_for_its_day(shop: Shop, session: Session) -> None:
    shop.type("OPT")
    shop.set("OPT", "MILK 80")
    christmas = date(2026, 12, 25)
    made = shop.document("OPT", on=christmas, OPT="MILK 99")
    agree_price_document(session, SYSTEM, made.id, clock=shop.clock)
    assert shop.priced("OPT", christmas - timedelta(days=1)) == {"MILK": "80.00"}
    assert shop.priced("OPT", christmas) == {"MILK": "99.00"}
