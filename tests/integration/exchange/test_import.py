"""Importing tables: what is written, what is refused, and that a refusal writes nothing."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.audit.models import AuditEntry
from core.catalog.models import Barcode, Item, ItemGroup, Lot, LotPolicy, Packaging, Unit
from core.catalog.queries import resolve_barcode
from core.documents.models import Document, FieldChange
from core.documents.queries import history
from core.exchange.errors import ColumnMissing, ColumnUnknown, FileUnreadable
from core.exchange.faults import Fault
from core.exchange.importing import Count, ImportOptions, ImportReport, import_table
from core.exchange.mapping import ColumnMap, read_mapping
from core.exchange.tables import read_table
from core.kernel.clock import FixedClock
from core.kernel.vat import VatKind
from core.ledger import balance
from core.partners.models import LegalEntity, Partner
from core.partners.rules import account_with_key, inn_digits
from core.pricing.operations import create_price_type
from core.pricing.queries import prices
from core.stock.ledgers import IN_CELLS, ON_HAND
from core.stock.models import Cell, CellKind, StockEntry
from core.stock.opening import StockLine, enter_stock
from tests.integration.stock.trade import goods, warehouse

ITEMS = """Код;Артикул;Наименование;Ед.;Группа;Вес, кг;Ставка НДС;Штрихкод
001;М-500;Молоток слесарный 500 г;шт;Инструмент;0,65;22%;4601234567893
002;КЕФ-1;Кефир 1 %;бут.;Молочное;1,03;10%;96385074, 036000291452
003;ПР-3;Провод ВВГ 3x2,5;м;;0,2;без НДС;
"""


def run(
    session: Session, clock: FixedClock, target: str, text: str | bytes, **options: object
) -> ImportReport:
    data = text if isinstance(text, bytes) else text.encode()
    return import_table(
        session,
        SYSTEM,
        target,
        read_table(data, "файл.csv"),
        clock=clock,
        source="файл.csv",
        options=ImportOptions(**options),  # type: ignore[arg-type]
    )


def rows_in(session: Session, *models: type) -> list[int]:
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def faults(report: ImportReport) -> list[tuple[int, str, Fault, str]]:
    return [(bad.row, bad.column, bad.fault, bad.expected) for bad in report.bad]


def test_items_come_with_units_groups_and_barcodes(session: Session, clock: FixedClock) -> None:
    report = run(session, clock, "items", ITEMS)
    assert report.written
    assert report.counts == {
        "item": Count(3, 0, 0),
        "item_group": Count(2, 0, 0),
        "barcode": Count(3, 0, 0),
    }
    kefir = session.scalars(select(Item).where(Item.code == "002")).one()
    assert (kefir.article, kefir.name, kefir.weight_grams, kefir.vat) == (
        "КЕФ-1",
        "Кефир 1 %",
        1030,
        VatKind.REDUCED,
    )
    wire = session.scalars(select(Item).where(Item.code == "003")).one()
    assert (wire.vat, wire.group_id) == (VatKind.NONE, None)
    units = session.execute(
        select(Item.code, Unit.code).join(Unit, Unit.id == Item.unit_id).order_by(Item.code)
    ).all()
    assert [tuple(row) for row in units] == [("001", "796"), ("002", "868"), ("003", "006")]
    assert [hit.item_code for hit in resolve_barcode(session, "0036000291452")] == ["002"]
    assert session.scalars(select(AuditEntry.action)).all() == ["import.done"]


def test_the_same_file_twice_changes_nothing(session: Session, clock: FixedClock) -> None:
    run(session, clock, "items", ITEMS)
    before = session.scalar(select(func.count()).select_from(FieldChange))
    again = run(session, clock, "items", ITEMS)
    assert again.counts == {
        "item": Count(0, 0, 3),
        "item_group": Count(0, 0, 2),
        "barcode": Count(0, 0, 3),
    }
    assert session.scalar(select(func.count()).select_from(FieldChange)) == before
    assert set(session.scalars(select(Item.version))) == {1}


def test_a_file_with_fewer_columns_leaves_the_others_and_remembers_what_it_changed(
    session: Session, clock: FixedClock
) -> None:
    run(session, clock, "items", ITEMS)
    report = run(session, clock, "items", "Код;Наименование\n002;Кефир 2,5 %\n")
    assert report.counts["item"] == Count(0, 1, 0)
    session.expire_all()
    kefir = session.scalars(select(Item).where(Item.code == "002")).one()
    assert (kefir.name, kefir.weight_grams, kefir.version) == ("Кефир 2,5 %", 1030, 2)
    assert session.get_one(Unit, kefir.unit_id).code == "868"
    changes = [
        (change.field, change.old, change.new)
        for change in history(session, SYSTEM, "item", kefir.id)
        if change.field
    ]
    assert changes == [("name", "Кефир 1 %", "Кефир 2,5 %")]


def test_every_bad_row_is_listed_and_nothing_is_written(
    session: Session, clock: FixedClock
) -> None:
    text = (
        "Код;Наименование;Единица;Вес;НДС;Штрихкод;Серии\n"
        "1;Хороший;шт;1;22;4601234567893;\n"
        ";Без кода;шт;1;22;;\n"
        "3;;шт;1;22;;\n"
        "4;Единица;попугай;1;22;;\n"
        "5;Вес;шт;много;22;;\n"
        "6;Ставка;шт;1;НДС 200%;;\n"
        "7;Цифра;шт;1;22;4601234567890;\n"
        "8;Испорчен;шт;1;22;4,60123E+12;\n"
        "1;Повтор;шт;1;22;;\n"
        "10;Серии;шт;1;22;;иногда\n"
        "11;Вес ниже нуля;шт;-1;22;;\n"
    )
    report = run(session, clock, "items", text)
    policies = "none, нет, lot, серия, серии, expiry, срок годности, срок"
    assert faults(report) == [
        (3, "Код", Fault.EMPTY, ""),
        (4, "Наименование", Fault.EMPTY, ""),
        (5, "Единица", Fault.UNKNOWN, "unit"),
        (6, "Вес", Fault.NUMBER, "0,75"),
        (7, "НДС", Fault.VAT, "22% / 10% / 0% / без НДС"),
        (8, "Штрихкод", Fault.CHECK_DIGIT, "3"),
        (9, "Штрихкод", Fault.SCIENTIFIC, ""),
        (10, "Код", Fault.DUPLICATE, "2"),
        (11, "Серии", Fault.CHOICE, policies),
        (12, "Вес", Fault.NOT_POSITIVE, "0,75"),
    ]
    assert (report.written, report.read, report.refused) == (False, 11, 10)
    assert rows_in(session, Item, Unit, ItemGroup, Barcode, AuditEntry) == [0, 0, 0, 0, 0]


def test_a_dry_run_counts_and_writes_nothing(session: Session, clock: FixedClock) -> None:
    report = run(session, clock, "items", ITEMS, dry_run=True)
    assert (report.written, report.counts["item"]) == (False, Count(3, 0, 0))
    assert rows_in(session, Item, Unit, ItemGroup, Barcode, AuditEntry) == [0, 0, 0, 0, 0]


def test_bad_rows_may_be_skipped_and_are_handed_back_as_they_came(
    session: Session, clock: FixedClock
) -> None:
    report = run(session, clock, "items", "Код,Наименование\n1,Гвоздь\n,Шуруп\n", skip_bad=True)
    assert (report.written, report.counts["item"]) == (True, Count(1, 0, 0))
    assert report.headings == ("Код", "Наименование")
    assert [row.cells for row in report.quarantine] == [("", "Шуруп")]
    assert session.scalars(select(Item.name)).all() == ["Гвоздь"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters_tell_themselves(
    session: Session, clock: FixedClock, encoding: str, delimiter: str
) -> None:
    text = delimiter.join(("Код", "Наименование", "Вес")) + "\r\n"
    text += delimiter.join(("001", "Щётка", '"0,5"')) + "\r\n"
    run(session, clock, "items", text.encode(encoding))
    assert session.execute(select(Item.code, Item.name, Item.weight_grams)).one() == (
        "001",
        "Щётка",
        500,
    )


def test_a_workbook_with_a_title_above_the_headings(session: Session, clock: FixedClock) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Прайс-лист ООО «Ромашка» на 20.11.2026"],
        [],
        ["Артикул", "Номенклатура", "Штрихкод", "Вес, кг", "Услуга"],
        ["A-1", "Лопата", 4601234567893, 1.25, False],
        ["A-2", "Доставка", None, None, True],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    report = run(session, clock, "items", stream.getvalue())
    assert report.columns == {
        "article": "Артикул",
        "name": "Номенклатура",
        "barcode": "Штрихкод",
        "weight": "Вес, кг",
        "service": "Услуга",
        "code": "Артикул",
    }
    found = session.execute(
        select(Item.code, Item.name, Item.weight_grams, Item.service).order_by(Item.code)
    )
    assert [tuple(row) for row in found] == [
        ("A-1", "Лопата", 1250, False),
        ("A-2", "Доставка", 0, True),
    ]
    assert session.scalars(select(Barcode.code)).all() == ["4601234567893"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import-file-empty"),
        (b"\n \n", "import-file-empty"),
        (b"PK\x03\x04 not a workbook", "import-not-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "import-not-workbook"),
        (b"code;name\n1;\x00", "import-not-text"),
        (b"code;name\n1;\x98\xff\xfe", "import-unknown-encoding"),
        ('code;name\n1;"Лопата\n2;Грабли\n'.encode(), "import-quotes-unclosed"),
        ('code;name\n1;"Лопата" штыковая\n'.encode(), "import-quotes-unclosed"),
    ],
)
def test_files_that_are_no_tables_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileUnreadable) as refused:
        read_table(data, "файл")
    assert (refused.value.facts["file"], refused.value.code) == ("файл", code)


def test_columns_may_be_named_numbered_and_given_defaults(
    session: Session, clock: FixedClock
) -> None:
    columns = read_mapping(
        '[columns]\ncode = "#1"\nname = "#3"\n[defaults]\nunit = "кг"\nvat = "10"\n', "map.toml"
    )
    run(session, clock, "items", "7;x;Рис\n8;y;Греча\n", columns=columns)
    found = session.execute(
        select(Item.code, Item.name, Item.vat, Unit.symbol)
        .join(Unit, Unit.id == Item.unit_id)
        .order_by(Item.code)
    )
    assert [tuple(row) for row in found] == [
        ("7", "Рис", VatKind.REDUCED, "кг"),
        ("8", "Греча", VatKind.REDUCED, "кг"),
    ]
    named = ColumnMap({"name": "Что это"})
    report = run(session, clock, "items", "Код;Имя;Что это\n9;z;Соль\n", columns=named)
    assert report.ignored == ("Имя",)


def test_columns_that_make_no_sense_are_refused(session: Session, clock: FixedClock) -> None:
    with pytest.raises(ColumnMissing) as missing:
        run(session, clock, "items", "Артикул;Цвет\n1;красный\n")
    assert (missing.value.facts["column"], missing.value.facts["found"]) == (
        "name",
        "Артикул, Цвет",
    )
    with pytest.raises(ColumnUnknown):
        run(session, clock, "items", ITEMS, columns=ColumnMap({"colour": "Код"}))
    with pytest.raises(ColumnUnknown):
        run(session, clock, "items", ITEMS, columns=ColumnMap({"name": "Нет такой"}))
    with pytest.raises(FileUnreadable):
        read_mapping("columns = [", "map.toml")
    with pytest.raises(ColumnUnknown):
        read_mapping('[rows]\na = "b"\n', "map.toml")
    assert rows_in(session, Item) == [0]


def test_packagings_and_barcodes_find_items_by_code_or_article(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK KEFIR")
    items["KEFIR"].article = "A-MILK"
    session.flush()
    packs = (
        "Товар;Упаковка;Количество;Штрихкод\n"
        "MILK;Короб 12;12;14601234567890\n"
        "A-MILK;Короб;12;\n"
        "NOBODY;Короб;12;\n"
        "KEFIR;Паллета;0;\n"
    )
    report = run(session, clock, "packagings", packs, skip_bad=True)
    assert faults(report) == [
        (3, "Товар", Fault.AMBIGUOUS, "KEFIR, MILK"),
        (4, "Товар", Fault.UNKNOWN, "item"),
        (5, "Количество", Fault.NOT_POSITIVE, "1"),
    ]
    (hit,) = resolve_barcode(session, "14601234567890")
    assert (hit.item_code, hit.packaging, hit.pack_quantity) == ("MILK", "Короб 12", 12_000)
    codes = (
        "Штрихкод;Код;Упаковка\n"
        "4601234567893;MILK;\n4601234567893;KEFIR;\nOWN1;MILK;Короб 12\nOWN2;MILK;Ящик\n"
    )
    report = run(session, clock, "barcodes", codes, skip_bad=True)
    assert faults(report) == [(5, "Упаковка", Fault.UNKNOWN, "packaging")]
    assert [hit.item_code for hit in resolve_barcode(session, "4601234567893")] == [
        "KEFIR",
        "MILK",
    ]
    assert [hit.pack_quantity for hit in resolve_barcode(session, "OWN1")] == [12_000]
    assert rows_in(session, Packaging, Barcode) == [1, 4]


def test_partners_come_with_the_legal_entity_they_sign_as(
    session: Session, clock: FixedClock
) -> None:
    inn = "774301390" + inn_digits("774301390")
    account = account_with_key("40702810000000000012", "044525999")
    text = (
        "Код;Наименование;Полное наименование;ИНН;КПП;Расчетный счет;БИК;Адрес доставки\n"
        f"P1;Ромашка;ООО «Ромашка»;{inn};774301001;{account};044525999;Москва, Полевая, 1\n"
        "P2;Иванов И. И.;;;;;;\n"
        f"P3;Неверный ИНН;;{inn[:-1]}{(int(inn[-1]) + 1) % 10};;;;\n"
        f"P4;Неверный счёт;;;;{account[:-1]}9;044525999;\n"
    )
    report = run(session, clock, "partners", text, skip_bad=True)
    assert faults(report) == [
        (4, "ИНН", Fault.REQUISITE, "10 / 12 × 0-9"),
        (5, "Расчетный счет", Fault.REQUISITE, "044525999"),
    ]
    assert report.counts == {"partner": Count(2, 0, 0), "legal_entity": Count(1, 0, 0)}
    entity = session.scalars(select(LegalEntity)).one()
    assert (entity.name, entity.inn, entity.bank_account) == ("ООО «Ромашка»", inn, account)
    assert session.scalars(select(Partner.delivery_address).order_by(Partner.code)).all() == [
        "Москва, Полевая, 1",
        "",
    ]


def test_cells_know_their_kind_and_keep_their_labels_apart(
    session: Session, clock: FixedClock
) -> None:
    house = warehouse(session, "MAIN", cells="A-01")
    house.shipping_cell_id = 0
    session.flush()
    text = (
        "Склад;Ячейка;Штрихкод;Тип;Порядок обхода;Контрольные цифры\n"
        "MAIN;A-02;L02;Хранение;2;07\n"
        "Склад MAIN;OUT;LOUT;Отгрузка;99;\n"
        "MAIN;A-03;MAINA-01;Хранение;3;\n"
        "MAIN;A-04;L02;Хранение;4;\n"
        "NORD;A-05;;;;\n"
        "MAIN;A-06;;Чердак;;\n"
    )
    report = run(session, clock, "cells", text, skip_bad=True)
    assert [(bad.row, bad.fault) for bad in report.bad] == [
        (4, Fault.TAKEN),
        (5, Fault.TAKEN),
        (6, Fault.UNKNOWN),
        (7, Fault.CHOICE),
    ]
    cell = session.scalars(select(Cell).where(Cell.code == "A-02")).one()
    assert (cell.kind, cell.walk_order, cell.check_digits) == (CellKind.STORAGE, 2, "07")
    shipping = session.scalars(select(Cell).where(Cell.code == "OUT")).one()
    assert house.shipping_cell_id == shipping.id


STOCK = (
    "Склад;Товар;Ячейка;Серия;Годен до;Количество\n"
    "MAIN;MILK;A-01;П-1;31.12.2026;10\n"
    "MAIN;MILK;A-02;П-2;15.01.2027;5,5\n"
    "MAIN;NAIL;A-02;;;100\n"
)


def test_stock_is_entered_once_whatever_how_often_the_file_comes(
    session: Session, clock: FixedClock
) -> None:
    goods(session, "MILK:expiry NAIL")
    warehouse(session, "MAIN", cells="A-01 A-02")
    report = run(session, clock, "stock", STOCK)
    assert report.counts == {"stock_entry": Count(3, 0, 0), "lot": Count(2, 0, 0)}
    assert sum(row.quantity for row in balance(session, ON_HAND)) == 115_500
    assert sum(row.quantity for row in balance(session, IN_CELLS)) == 115_500
    again = run(session, clock, "stock", STOCK)
    assert again.counts == {"stock_entry": Count(0, 0, 3), "lot": Count(0, 0, 2)}
    less = run(session, clock, "stock", STOCK.replace(";100", ";90"))
    assert less.counts["stock_entry"] == Count(3, 0, 0)
    assert sum(row.quantity for row in balance(session, ON_HAND)) == 105_500
    assert session.scalar(select(func.count()).select_from(StockEntry)) == 1
    lots = session.execute(select(Lot.code, Lot.expires).order_by(Lot.code)).all()
    assert [tuple(row) for row in lots] == [
        ("П-1", date(2026, 12, 31)),
        ("П-2", date(2027, 1, 15)),
    ]


def test_stock_that_does_not_fit_is_listed_and_nothing_is_entered(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK:expiry NAIL WORK")
    items["WORK"].service = True
    warehouse(session, "MAIN", cells="A-01")
    warehouse(session, "YARD")
    text = (
        "Склад;Товар;Ячейка;Серия;Годен до;Количество;Упаковка\n"
        "MAIN;NAIL;A-01;;;10;\n"
        "MAIN;NAIL;;;;10;\n"
        "MAIN;NAIL;Z-99;;;10;\n"
        "YARD;NAIL;A-01;;;10;\n"
        "MAIN;MILK;A-01;;;10;\n"
        "MAIN;MILK;A-01;П-1;;10;\n"
        "MAIN;NAIL;A-01;П-1;;10;\n"
        "MAIN;WORK;A-01;;;10;\n"
        "MAIN;NAIL;A-01;;;10;Короб\n"
        "MAIN;MILK;A-01;П-2;31.02.2027;10;\n"
        "YARD;MILK;;П-3;2027-02-01;10;\n"
        "YARD;MILK;;П-3;2027-03-01;11;\n"
    )
    report = run(session, clock, "stock", text)
    assert faults(report) == [
        (3, "Ячейка", Fault.MISFIT, "cell-needed"),
        (4, "Ячейка", Fault.UNKNOWN, "cell"),
        (5, "Ячейка", Fault.UNKNOWN, "cell"),
        (6, "Серия", Fault.MISFIT, "lot-needed"),
        (7, "Серия", Fault.NEW_NEEDS, "expires"),
        (8, "Серия", Fault.MISFIT, "lot-not-kept"),
        (9, "Товар", Fault.MISFIT, "service"),
        (10, "Упаковка", Fault.UNKNOWN, "packaging"),
        (11, "Годен до", Fault.DATE, "31.12.2026"),
        (13, "Товар", Fault.DUPLICATE, "12"),
    ]
    assert not report.written
    assert rows_in(session, Document, Lot) == [0, 0]
    assert balance(session, ON_HAND) == []


def test_the_unit_of_goods_on_stock_is_not_changed(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK NAIL")
    house = warehouse(session)
    enter_stock(session, SYSTEM, house.id, [StockLine(items["MILK"].id, 1_000)], clock=clock)
    report = run(
        session, clock, "items", "Код;Наименование;Ед.\nMILK;Milk;кг\nNAIL;Nail;кг\n", skip_bad=True
    )
    assert faults(report) == [(2, "Ед.", Fault.UNIT_IN_USE, "шт")]
    session.expire_all()
    symbols = session.execute(
        select(Item.code, Unit.symbol).join(Unit, Unit.id == Item.unit_id).order_by(Item.code)
    ).all()
    assert [tuple(row) for row in symbols] == [("MILK", "шт"), ("NAIL", "кг")]
    again = run(session, clock, "items", "Код;Наименование;Ед.\nMILK;Milk;шт.\n")
    assert again.written


def test_prices_are_registered_where_they_differ(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK NAIL")
    retail = create_price_type(session, SYSTEM, code="RETAIL", name="Розничная")
    text = "Вид цены;Код;Цена\nRETAIL;MILK;1 089,90\nрозничная;NAIL;0,5 ₽\nOPT;NAIL;1\n"
    report = run(session, clock, "prices", text, skip_bad=True)
    assert faults(report) == [(4, "Вид цены", Fault.UNKNOWN, "price_type")]
    assert report.counts == {"item_price": Count(2, 0, 0)}
    ids = [item.id for item in items.values()]
    held = prices(session, retail, ids, clock.business_date())
    assert sorted(held.values()) == [50, 108_990]
    again = run(session, clock, "prices", text.replace("0,5", "0,6"), skip_bad=True)
    assert again.counts == {"item_price": Count(0, 1, 1)}


def test_ten_thousand_rows_take_as_many_statements_as_two(
    session: Session, clock: FixedClock
) -> None:
    engine = session.get_bind()
    heading = "Код;Наименование;Группа;Штрихкод\n"

    def statements(count: int, mark: str) -> int:
        text = heading + "".join(
            f"{mark}{number};Товар {number};Группа {number % 2};{mark}{number:08}\n"
            for number in range(count)
        )
        seen = 0

        def add(*_: object) -> None:
            nonlocal seen
            seen += 1

        event.listen(engine, "before_cursor_execute", add)
        try:
            report = run(session, clock, "items", text)
        finally:
            event.remove(engine, "before_cursor_execute", add)
        assert report.counts["item"] == Count(count, 0, 0)
        return seen

    few = statements(2, "a")
    many = statements(10_000, "b")
    # The history of 20 000 new rows is written in pages.
    assert many - few <= 20
    policies = set(session.scalars(select(Item.lot_policy)))
    assert policies == {LotPolicy.NONE}
