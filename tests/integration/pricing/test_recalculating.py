"""Recalculating dependent types: in order, by chunks, resumable, the same again changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.catalog.models import Item
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from core.ledger import verify
from core.pricing import errors
from core.pricing.document_models import PriceDocument
from core.pricing.document_queries import price_document_card
from core.pricing.kinds import (
    Aggregation,
    CalculationMethod,
    DocumentOrigin,
    PriceTypeStatus,
    SourceKind,
)
from core.pricing.operations import NewPrice, register_prices
from core.pricing.price_documents import withdraw_price_document
from core.pricing.queries import prices
from core.pricing.recalculating import (
    FaultCount,
    Recalculation,
    RecalculationProgress,
    recalculate_chunk,
)
from core.pricing.rounding import RoundingMode
from core.pricing.sources import NewSourcePrice, register_source_prices
from tests.integration.pricing.shop import BEFORE, TODAY, Shop, shop


def test_types_are_computed_each_after_those_it_needs(shop: Shop) -> None:
    shop.type("RET", name="Розница", method=CalculationMethod.EXTERNAL)
    shop.type("BUY")
    shop.type("MID", "[BUY] * 1,1")
    shop.change("RET", method=CalculationMethod.FORMULA, formula="Окр([MID] * 1,5; 0)")
    shop.set("BUY", "MILK 100, BREAD 33.33")
    progress = shop.recalculate()
    assert shop.priced("MID") == {"MILK": "110.00", "BREAD": "36.66"}
    assert shop.priced("RET") == {"MILK": "165.00", "BREAD": "55.00"}
    assert (progress.done, progress.total, progress.changed, progress.empty) == (3, 3, 4, 2)
    assert progress.finished


def test_the_same_again_changes_nothing_and_makes_no_document(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 1,3")
    shop.set("BUY", "MILK 100")
    shop.recalculate()
    before, documents = shop.registered(), shop.documents()
    again = shop.recalculate()
    assert (again.changed, again.document_id) == (0, None)
    assert (shop.registered(), shop.documents()) == (before, documents)


def test_a_run_bears_one_document_and_taking_it_back_undoes_the_run(
    shop: Shop, session: Session
) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 100, BREAD 50, CHEESE 70")
    before = shop.registered()
    progress = shop.recalculate(size=1)
    assert progress.document_id is not None
    document = session.get_one(PriceDocument, progress.document_id)
    assert (document.origin, document.posted, shop.documents()) == (
        DocumentOrigin.RECALCULATION,
        True,
        1,
    )
    card = price_document_card(session, SYSTEM, document.id)
    assert (card.registered, len(card.rows)) == (3, 3)
    assert verify(session) == []
    withdraw_price_document(session, SYSTEM, document.id, clock=shop.clock)
    assert shop.registered() == before


def test_the_threshold_keeps_small_changes_and_types_after_see_what_holds(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("MID", "[BUY] * 2", threshold=5_00)
    shop.type("RET", "[MID] * 10")
    shop.set("BUY", "MILK 100, BREAD 100")
    shop.recalculate(BEFORE)
    shop.set("BUY", "MILK 104.99, BREAD 105", TODAY)
    shop.recalculate()
    assert shop.priced("MID") == {"MILK": "200.00", "BREAD": "210.00"}
    assert shop.priced("RET") == {"MILK": "2000.00", "BREAD": "2100.00"}


def test_price_groups_refine_markup_formula_rounding_and_threshold(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("MRK", method=CalculationMethod.MARKUP, base_type_id=shop.types["BUY"], markup=10_00)
    shop.type("FRM", "[BUY] * 2")
    shop.group("МОЛОЧНОЕ", "MILK")
    shop.group("ХЛЕБ", "BREAD")
    shop.refine("MRK", "МОЛОЧНОЕ", markup=50_00)
    shop.refine("FRM", "ХЛЕБ", formula="[BUY] * 3", threshold=50_00)
    shop.rounding("FRM", (0, 10_00, RoundingMode.UP, 0))
    shop.rounding("FRM", (0, 1_00, RoundingMode.DOWN, 10), group="МОЛОЧНОЕ")
    shop.set("BUY", "MILK 33.33, BREAD 33.33, CHEESE 33.33")
    shop.recalculate()
    assert shop.priced("MRK") == {"MILK": "50.00", "BREAD": "36.66", "CHEESE": "36.66"}
    assert shop.priced("FRM") == {"MILK": "65.90", "BREAD": "100.00", "CHEESE": "70.00"}
    shop.set("BUY", "BREAD 46, CHEESE 46", TODAY)
    shop.recalculate()
    assert shop.priced("FRM") == {"MILK": "65.90", "BREAD": "100.00", "CHEESE": "100.00"}


def test_an_item_of_a_variant_has_prices_of_its_own_where_its_base_has(
    shop: Shop, session: Session
) -> None:
    red, blue = shop.variant("MILK", "red"), shop.variant("MILK", "blue")
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.type("TOP", "[RET] + 1")
    shop.type("FIX")
    milk = shop.items["MILK"]
    shop.set("BUY", "MILK 100")
    register_prices(session, SYSTEM, shop.types["BUY"], BEFORE, [NewPrice(milk, 130_00, red)])
    register_prices(session, SYSTEM, shop.types["FIX"], BEFORE, [NewPrice(milk, 1, blue)])
    shop.recalculate()
    assert prices(session, shop.types["RET"], [milk], TODAY) == {
        (milk, 0): 200_00,
        (milk, red): 260_00,
    }
    assert prices(session, shop.types["TOP"], [milk], TODAY) == {
        (milk, 0): 201_00,
        (milk, red): 261_00,
    }


def test_types_out_of_force_and_retired_items_are_left_alone(shop: Shop, session: Session) -> None:
    shop.type("BUY")
    shop.type("OFF", "[BUY] * 2", status=PriceTypeStatus.NOT_IN_FORCE)
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 100, BREAD 50")
    session.get_one(Item, shop.items["BREAD"]).retired = True
    session.flush()
    progress = shop.recalculate()
    assert progress.total == 2
    assert shop.priced("RET") == {"MILK": "200.00"}
    assert shop.priced("OFF") == {}


def test_only_the_types_asked_for_with_the_auxiliary_ones_they_need(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("AUX", "[BUY] + 5", auxiliary=True)
    shop.type("A", "[AUX] * 2")
    shop.type("B", "[BUY] * 2", auto_update=True)
    shop.set("BUY", "MILK 100")
    shop.recalculate(TODAY, "A")
    assert (shop.priced("A"), shop.priced("B"), shop.priced("AUX")) == ({"MILK": "210.00"}, {}, {})
    asked = Recalculation(TODAY, only_scheduled=True)
    recalculate_chunk(shop.session, SYSTEM, asked, clock=shop.clock)
    assert shop.priced("B") == {"MILK": "200.00"}
    with pytest.raises(NotFound):
        recalculate_chunk(shop.session, SYSTEM, Recalculation(TODAY, (0,)), clock=shop.clock)


def test_a_type_that_forbids_it_prices_nothing_outside_its_segment(shop: Shop) -> None:
    dairy = shop.segment("МОЛОЧНОЕ", "MILK")
    shop.type("BUY")
    shop.type("STRICT", "[BUY] * 2", item_segment_id=dairy, forbid_outside=True)
    shop.type("LOOSE", "[BUY] * 3", item_segment_id=dairy)
    shop.set("BUY", "MILK 100, BREAD 50")
    shop.recalculate()
    assert shop.priced("STRICT") == {"MILK": "200.00"}
    assert shop.priced("LOOSE") == {"MILK": "300.00", "BREAD": "150.00"}


def test_division_by_zero_is_told_with_the_item_and_the_rest_is_priced(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 100 / ([BUY] - 50)", name="Розница")
    shop.set("BUY", "MILK 100, BREAD 50, CHEESE 75")
    progress = shop.recalculate(size=1)
    assert progress.faults == (
        FaultCount(
            "price-division-by-zero", {"price_type": "Розница", "item": "Bread", "position": 13}, 1
        ),
    )
    assert shop.priced("RET") == {"MILK": "200.00", "CHEESE": "300.00"}


def test_a_price_below_zero_is_told_and_never_registered(shop: Shop) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] - 60")
    shop.set("BUY", "MILK 100, BREAD 50")
    progress = shop.recalculate()
    assert [(fault.code, fault.count, fault.facts["item"]) for fault in progress.faults] == [
        ("price-negative", 1, "Bread")
    ]
    assert shop.priced("RET") == {"MILK": "40.00"}


def test_a_currency_without_a_rate_is_told_and_other_types_are_priced(shop: Shop) -> None:
    shop.rate("CNY", "")
    shop.type("BUY", currency="USD")
    shop.type("RET", "[BUY] * 2", currency="RUB")
    shop.type("USD", "[BUY] * 2", currency="USD")
    shop.set("BUY", "MILK 10")
    progress = shop.recalculate()
    assert progress.faults == (
        FaultCount("no-rate", {"currency": "USD", "date": TODAY.isoformat()}, 3),
    )
    assert (shop.priced("RET"), shop.priced("USD")) == ({}, {"MILK": "20.00"})
    shop.rate("USD", "92.4375")
    assert shop.recalculate().faults == ()
    assert shop.priced("RET") == {"MILK": "1848.75"}


def test_two_currencies_are_converted_through_the_rouble_at_the_rates_of_the_day(
    shop: Shop,
) -> None:
    shop.rate("USD", "90")
    shop.rate("USD", "100", TODAY)
    shop.rate("CNY", "12.5")
    shop.type("BUY", currency="USD")
    shop.type(
        "CNY", method=CalculationMethod.MARKUP, base_type_id=shop.types["BUY"], currency="CNY"
    )
    shop.set("BUY", "MILK 10")
    shop.recalculate(TODAY - timedelta(days=1))
    assert shop.priced("CNY") == {"MILK": "72.00"}
    shop.recalculate()
    assert shop.priced("CNY") == {"MILK": "80.00"}


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [
        (Aggregation.MIN, "88.00"),
        (Aggregation.MAX, "132.00"),
        (Aggregation.AVERAGE, "113.67"),
        (Aggregation.LAST, "121.00"),
    ],
)
def test_prices_of_suppliers_are_aggregated_over_the_latest_of_each(
    shop: Shop, session: Session, aggregation: Aggregation, expected: str
) -> None:
    first, second, third = (shop.partner(name) for name in ("П1", "П2", "П3"))
    shop.type("SUP", method=CalculationMethod.SUPPLIER, aggregation=aggregation, markup=10_00)
    milk = shop.items["MILK"]
    for partner, price, on in (
        (first, 70_00, BEFORE),
        (first, 80_00, BEFORE + timedelta(days=1)),
        (second, 120_00, BEFORE),
        (third, 110_00, BEFORE + timedelta(days=2)),
        (third, 1_00, TODAY + timedelta(days=1)),
    ):
        row = NewSourcePrice(item_id=milk, price_minor=price, partner_id=partner)
        register_source_prices(session, SYSTEM, SourceKind.SUPPLIER, on, [row])
    shop.recalculate()
    assert shop.priced("SUP") == {"MILK": expected}


def test_chunks_go_on_from_the_cursor_a_job_has_kept_as_json(shop: Shop, session: Session) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 100, BREAD 50, CHEESE 70")
    asked = Recalculation.of_json(json.loads(json.dumps(Recalculation(TODAY).as_json())))
    seen: list[RecalculationProgress] = []
    cursor = None
    while not seen or cursor is not None:
        progress = recalculate_chunk(session, SYSTEM, asked, cursor, clock=shop.clock, size=1)
        seen.append(progress)
        cursor = None if progress.cursor is None else json.loads(json.dumps(progress.cursor))
    assert [(one.done, one.total, one.changed) for one in seen] == [
        (1, 3, 1),
        (2, 3, 2),
        (3, 3, 3),
        (3, 3, 3),
    ]
    assert shop.priced("RET") == {"MILK": "200.00", "BREAD": "100.00", "CHEESE": "140.00"}
    assert shop.documents() == 1


def test_a_run_that_is_killed_goes_on_where_its_last_commit_was(
    fresh_database: Database, clock: FixedClock
) -> None:
    with transaction(fresh_database.sessions) as session:
        made = shop(session, clock, "A B C D")
        made.type("BUY")
        made.type("RET", "[BUY] * 2")
        made.set("BUY", "A 1, B 2, C 3, D 4")
    asked = Recalculation(TODAY)
    with transaction(fresh_database.sessions) as session:
        kept = recalculate_chunk(session, SYSTEM, asked, clock=clock, size=2).cursor
    with fresh_database.sessions() as session:
        recalculate_chunk(session, SYSTEM, asked, kept, clock=clock, size=2)
        session.rollback()
    with transaction(fresh_database.sessions) as session:
        made.session = session
        assert made.priced("RET") == {"A": "2.00", "B": "4.00"}
        progress = recalculate_chunk(session, SYSTEM, asked, kept, clock=clock, size=2)
        assert made.priced("RET") == {"A": "2.00", "B": "4.00", "C": "6.00", "D": "8.00"}
        assert (progress.changed, made.documents()) == (4, 1)
        assert verify(session) == []


def test_the_number_of_statements_does_not_depend_on_the_items(
    shop: Shop, session: Session
) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 100, BREAD 50, CHEESE 70")

    def statements(size: int) -> int:
        counted: list[str] = []
        connection = session.connection()
        listener = lambda *given: counted.append(given[2])  # noqa: E731 - removed below
        event.listen(connection, "before_cursor_execute", listener)
        recalculate_chunk(session, SYSTEM, Recalculation(TODAY), clock=shop.clock, size=size)
        event.remove(connection, "before_cursor_execute", listener)
        return len(counted)

    one = statements(1)
    shop.set("BUY", "MILK 101, BREAD 51, CHEESE 71", TODAY)
    assert statements(3) == one > 0


def test_a_recalculation_takes_the_rights_to_prices(shop: Shop, session: Session) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 100")
    before = shop.registered()
    manager = replace(SYSTEM, permissions=ROLES[Role.SALES_MANAGER])
    with pytest.raises(Forbidden):
        recalculate_chunk(session, manager, Recalculation(TODAY), clock=shop.clock)
    assert shop.registered() == before


def test_without_computed_types_there_is_nothing_to_do(shop: Shop) -> None:
    shop.type("BUY")
    progress = shop.recalculate()
    assert (progress.done, progress.total, progress.changed, progress.finished) == (3, 3, 0, True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT id AS item_id, 12.345 AS price FROM item WHERE code <> 'BREAD'", "12.35"),
        ("SELECT id AS item_id, 7 AS price FROM item -- a remark", "7.00"),
        ("SELECT id AS item_id, NULL::numeric AS price FROM item", None),
        ("SELECT id AS item_id, 5 AS price, 0 AS variant_id FROM item;", "5.00"),
        ("SELECT id AS item_id, extract(day FROM CAST(:on AS date)) AS price FROM item", "20.00"),
    ],
)
def test_a_query_of_the_database_prices_items(shop: Shop, query: str, expected: str | None) -> None:
    shop.type("Q", method=CalculationMethod.QUERY, query=query)
    shop.recalculate()
    assert shop.priced("Q").get("MILK") == expected


@pytest.mark.parametrize(
    ("query", "error", "facts"),
    [
        ("SELECT 1 AS item_id", errors.PriceQueryColumns, {"found": ("item_id",)}),
        (
            "SELECT id AS item_id, name AS price FROM item",
            errors.PriceQueryColumns,
            {"found": ("item_id", "price")},
        ),
        ("SELECT nothing FROM item", errors.PriceQueryWrong, {"position": 8}),
        ("DELETE FROM item", errors.PriceQueryWrong, {}),
        (
            "SELECT 1 AS item_id, 2 AS price) AS a; DELETE FROM item; SELECT * FROM (SELECT 1, 2",
            errors.PriceQueryWrong,
            {},
        ),
        (
            "WITH g AS (DELETE FROM item_price RETURNING item_id) SELECT *, 1 AS price FROM g",
            errors.PriceQueryWrong,
            {},
        ),
        (
            "SELECT id item_id, set_config('transaction_read_only', 'off', true) price FROM item",
            errors.PriceQueryWrong,
            {},
        ),
        ("SELECT nextval('item_id_seq') AS item_id, 1 AS price", errors.PriceQueryWrong, {}),
        ("SELECT id AS item_id, pg_sleep(9)::text::int AS price FROM item", None, {}),
    ],
)
def test_a_query_that_does_not_do_is_refused_and_the_session_goes_on(
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    error: type[Exception] | None,
    facts: dict[str, object],
) -> None:
    monkeypatch.setattr("core.pricing.price_query.TIMEOUT_MS", 200)
    shop.type("OPT")
    shop.set("OPT", "MILK 80")
    before = shop.registered()
    shop.type("Q", method=CalculationMethod.QUERY, query=query, name="Запрос")
    with pytest.raises(error or errors.PriceQueryWrong) as refused:
        shop.recalculate()
    told = refused.value.facts  # type: ignore[attr-defined]
    assert told == told | facts | {"price_type": "Запрос", "what": "query"}
    assert shop.registered() == before
    shop.set("OPT", "MILK 81", TODAY)
    assert shop.priced("OPT") == {"MILK": "81.00"}
    assert set(shop.session.scalars(select(Item.id))) == set(shop.items.values())
