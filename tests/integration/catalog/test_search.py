"""Items found as they are typed, whoever wrote them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.orm import Session

import core.catalog.books
import core.pricing.hits
import core.stock.hits  # noqa: F401 - registers what searches show
from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.catalog.models import (
    Barcode,
    Item,
    ItemSegment,
    ItemSegmentMember,
    ItemVariant,
    Packaging,
)
from core.catalog.rules import gtin14
from core.catalog.search import HitKind, ItemHit, search_items
from core.documents.reference import create_row, edit_row, retire_row
from core.exchange.importing import ImportOptions, import_table
from core.exchange.tables import read_table
from core.kernel.clock import FixedClock
from core.ledger import verify
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.search.rules import compact, words
from core.stock.opening import StockLine, enter_stock
from tests.integration.stock.trade import piece, warehouse

NAMES = (
    ("Молоко «Ёлочка» 3,2% 0,5л", "МЛ-100"),
    ("Молоток слесарный 500 г", "МЛ-200"),
    ("Кефир молочный", "KF-7"),
    ("Хлеб ржаной", "ХБ-1"),
    ("Хлебница деревянная", "ХБ-2"),
    ("Телевизор Samsung 43", "SM/43"),
    ("Набор: молоко и хлеб", "НБ-9"),
)


@dataclass(frozen=True)
class Shelf:
    """Ids of what was made, by the number in `NAMES`."""

    items: tuple[int, ...]


@pytest.fixture
def shelf(session: Session) -> Shelf:
    """Seven items, one with variants, one in boxes with a barcode of their own."""
    unit = piece(session)
    items = [
        Item(code=f"{at:05}", article=article, name=name, unit_id=unit.id)
        for at, (name, article) in enumerate(NAMES, start=1)
    ]
    session.add_all(items)
    session.flush()
    session.add_all(ItemVariant(item_id=items[4].id, name=name) for name in ("бук", "дуб морёный"))
    box = Packaging(item_id=items[0].id, name="Короб", quantity=12_000)
    session.add(box)
    session.flush()
    for code, item, pack in (
        ("4600000000015", 0, 0),
        ("4600000000022", 0, box.id),
        ("4600000000039", 3, 0),
    ):
        session.add(
            Barcode(code=code, gtin=gtin14(code), item_id=items[item].id, packaging_id=pack)
        )
    session.flush()
    return Shelf(tuple(item.id for item in items))


def found(session: Session, typed: str, **named: object) -> list[str]:
    """Return the names of what is found."""
    return [hit.name for hit in search_items(session, SYSTEM, typed, **named)]  # type: ignore[arg-type]


def first(session: Session, typed: str) -> ItemHit:
    return search_items(session, SYSTEM, typed)[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("мол", [0, 1, 2, 6]),
        ("МОЛОК", [0, 6]),
        ("елоч мол", [0]),
        ("ёлочка", [0]),
        ("мол 3.2", [0]),
        ("0,5 л", [0]),
        ("хлеб", [3, 4, 6]),
        ("хлеб мол", [6]),
        ("самсунг", []),
        ("samsung 43", [5]),
        ("%", []),
        ("кефир_", [2]),
        ("\x00\x1b", []),
        ("'; DROP TABLE item; --", []),
    ],
)
def test_words_are_begun_in_any_order(
    session: Session, shelf: Shelf, typed: str, expected: list[int]
) -> None:
    assert found(session, typed) == [NAMES[at][0] for at in expected]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("vjkjnjr", [1]),
        ("vjk `kjxrf", [0]),
        ("[kt,", [3, 4, 6]),
        ("ыфьыгтп", [5]),
        ("samsung ntktd", [5]),
    ],
)
def test_a_text_typed_in_the_other_layout_is_found_too(
    session: Session, shelf: Shelf, typed: str, expected: list[int]
) -> None:
    assert found(session, typed) == [NAMES[at][0] for at in expected]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("млоток", [1]),
        ("кифир", [2]),
        ("хлебнеца", [4]),
        ("слисарный малаток", [1]),
        ("телевизр", [5]),
        ("ntktdbph", [5]),
        ("сыр", []),
        ("щщщщщщ", []),
    ],
)
def test_slips_are_forgiven_where_nothing_fits_as_typed(
    session: Session, shelf: Shelf, typed: str, expected: list[int]
) -> None:
    assert found(session, typed) == [NAMES[at][0] for at in expected]


def test_exact_codes_come_first_then_beginnings_then_words(session: Session, shelf: Shelf) -> None:
    other = Item(code="МЛ", article="", name="Ящик", unit_id=piece(session).id)
    session.add(other)
    session.flush()

    hits = search_items(session, SYSTEM, "мл")

    assert [(hit.name, hit.kind) for hit in hits] == [
        ("Ящик", HitKind.CODE),
        (NAMES[0][0], HitKind.WORDS),
        (NAMES[1][0], HitKind.WORDS),
    ]
    assert first(session, "мл200").kind is HitKind.CODE
    assert first(session, "sm43").name == "Телевизор Samsung 43"
    assert first(session, "00004").name == "Хлеб ржаной"
    assert first(session, "хлеб").kind is HitKind.BEGINNING


def test_a_barcode_means_the_item_or_the_packaging_it_stands_on(
    session: Session, shelf: Shelf
) -> None:
    hits = search_items(session, SYSTEM, " 4600000000022 ")
    assert [(hit.kind, hit.name, hit.packaging, hit.pack_quantity) for hit in hits] == [
        (HitKind.BARCODE, NAMES[0][0], "Короб", 12_000)
    ]
    assert first(session, "04600000000039").name == "Хлеб ржаной"
    assert set(found(session, "46000")) == {NAMES[0][0], NAMES[3][0]}


def test_a_variant_is_found_by_its_own_words_together_with_those_of_the_item(
    session: Session, shelf: Shelf
) -> None:
    hits = search_items(session, SYSTEM, "хлебн дуб")
    assert [(hit.name, hit.variant) for hit in hits] == [("Хлебница деревянная", "дуб морёный")]
    assert [(hit.variant, hit.variant_id) for hit in search_items(session, SYSTEM, "хлебница")] == [
        ("", 0)
    ]


def test_price_and_free_stock_stand_beside_each_hit(
    session: Session, shelf: Shelf, clock: FixedClock
) -> None:
    house = warehouse(session)
    kind = create_price_type(session, SYSTEM, code="О", name="Опт")
    day = clock.business_date()
    register_prices(session, SYSTEM, kind, day - dt.timedelta(2), [NewPrice(shelf.items[3], 50_00)])
    register_prices(session, SYSTEM, kind, day, [NewPrice(shelf.items[3], 60_00)])
    enter_stock(session, SYSTEM, house.id, [StockLine(shelf.items[3], 7_000)], clock=clock)

    def seen(actor: Actor, on: dt.date | None) -> list[tuple[str, int | None, int | None]]:
        hits = search_items(
            session, actor, "хлеб", warehouse_id=house.id, price_type_id=kind, on=on, limit=2
        )
        return [(hit.name, hit.price_minor, hit.free) for hit in hits]

    assert seen(SYSTEM, day) == [("Хлеб ржаной", 60_00, 7_000), ("Хлебница деревянная", None, 0)]
    assert seen(SYSTEM, day - dt.timedelta(1))[0] == ("Хлеб ржаной", 50_00, 7_000)
    assert seen(SYSTEM, None)[0] == ("Хлеб ржаной", 60_00, 7_000)
    keeper = replace(SYSTEM, permissions=frozenset({Permission.REFERENCE_READ}))
    assert seen(keeper, day)[0] == ("Хлеб ржаной", None, None)
    elsewhere = replace(SYSTEM, warehouses=frozenset({house.id + 1}))
    assert seen(elsewhere, day)[0] == ("Хлеб ржаной", 60_00, None)


def test_who_may_not_read_the_books_finds_nothing(session: Session, shelf: Shelf) -> None:
    with pytest.raises(Forbidden):
        search_items(session, replace(SYSTEM, permissions=frozenset()), "хлеб")


def test_a_segment_narrows_the_search_and_the_barcode(session: Session, shelf: Shelf) -> None:
    segment = ItemSegment(code="С", name="Сегмент")
    session.add(segment)
    session.flush()
    session.add(ItemSegmentMember(segment_id=segment.id, item_id=shelf.items[4]))
    session.flush()

    assert found(session, "хлеб", segment_id=segment.id) == ["Хлебница деревянная"]
    assert found(session, "4600000000039", segment_id=segment.id) == []
    assert found(session, "", segment_id=segment.id) == ["Хлебница деревянная"]


def test_what_the_book_changes_is_found_at_once_and_retired_items_are_not(
    session: Session, shelf: Shelf, clock: FixedClock
) -> None:
    made = create_row(
        session, SYSTEM, "item", clock=clock, code="777", name="Пряник", unit_id=piece(session).id
    )
    assert found(session, "пряник") == ["Пряник"]
    edit_row(session, SYSTEM, "item", made.id, made.version, clock=clock, name="Коврижка")
    assert found(session, "пряник") == []
    assert found(session, "коврижка") == ["Коврижка"]
    retire_row(session, SYSTEM, "item", made.id, clock=clock)
    assert found(session, "коврижка") == []
    assert found(session, "777") == []


def test_what_an_import_writes_is_found_and_plain_sql_too(
    session: Session, shelf: Shelf, clock: FixedClock
) -> None:
    table = read_table("Код;Наименование;Артикул\n900;Зефир ванильный;ЗФ-5\n".encode(), "items.csv")
    import_table(
        session, SYSTEM, "items", table, clock=clock, source="items.csv", options=ImportOptions()
    )
    assert found(session, "ванил") == ["Зефир ванильный"]
    session.execute(text("UPDATE item SET name = 'Пастила' WHERE code = '900'"))
    assert found(session, "ванил") == []
    assert found(session, "пастила зф5") == ["Пастила"]
    session.execute(text("DELETE FROM item_variant WHERE name = 'бук'"))
    assert found(session, "бук") == []


def search_faults(session: Session) -> list[str]:
    return [fault.what for fault in verify(session) if fault.what.startswith("search")]


def test_verify_names_words_that_do_not_follow_from_the_rows(
    session: Session, shelf: Shelf
) -> None:
    assert search_faults(session) == []
    session.execute(text("DELETE FROM item_search_word WHERE word = 'ржаной'"))
    session.execute(text("DELETE FROM item_search_gram WHERE word = 'кефир'"))
    session.execute(
        text("UPDATE item_search_text SET text = ' чай ' WHERE row_id = :id"),
        {"id": shelf.items[1]},
    )
    faults = [fault for fault in verify(session) if fault.what == "search of item"]
    assert {fault.where.get("word", "") for fault in faults} >= {"", "ржаной", "кефир", "чай"}


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    said=st.text(
        alphabet=st.sampled_from("абвёжЁЯqwz QXY 0123456789-./,«»\"'\\[]^%_&\t\xa0№éÜіҐ漢"),
        max_size=60,
    )
)
def test_the_database_reads_a_text_as_the_rules_do(session: Session, said: str) -> None:
    read = session.execute(
        text("SELECT search_words(:said), search_code(:said)"), {"said": said}
    ).one()
    assert tuple(read[0].split()) == words(said)
    assert read[1] == compact(said)


def test_a_search_takes_two_statements_however_many_words(session: Session, shelf: Shelf) -> None:
    sent: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", count)
    try:
        search_items(session, SYSTEM, "мол")
        search_items(session, SYSTEM, "хлеб мол набор и")
    finally:
        event.remove(connection, "before_cursor_execute", count)
    assert len(sent) == 4
