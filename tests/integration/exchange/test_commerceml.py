"""CommerceML 2: what 1C sends comes into the books; what is broken or dangerous does not."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.audit.models import AuditEntry
from core.catalog.models import Item, ItemGroup, ItemVariant, Unit
from core.catalog.queries import resolve_barcode
from core.exchange.commerceml import read_commerceml
from core.exchange.commerceml_import import CommerceMlOptions, import_commerceml
from core.exchange.errors import NotCommerceMl, XmlBroken, XmlForbidden
from core.exchange.faults import Fault
from core.exchange.importing import Count, ImportReport
from core.kernel.clock import FixedClock
from core.kernel.vat import VatKind
from core.ledger import balance
from core.pricing.models import ItemPrice, PriceType
from core.stock.ledgers import ON_HAND
from tests.integration.stock.trade import goods, warehouse

ROOT = Path(__file__).resolve().parents[3]

OWNER = (
    "<Владелец><Наименование>Клад</Наименование>"
    "<ОфициальноеНаименование>ООО «Клад»</ОфициальноеНаименование></Владелец>"
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.10"'
    ' ДатаФормирования="2026-11-20T10:00:00">'
)

IMPORT = f"""{HEAD}
 <Классификатор><Ид>kl</Ид><Наименование>Классификатор</Наименование>{OWNER}
  <Группы>
   <Группа><Ид>g1</Ид><Наименование>Инструмент</Наименование>
    <Группы><Группа><Ид>g2</Ид><Наименование>Молотки</Наименование></Группа></Группы>
   </Группа>
  </Группы>
 </Классификатор>
 <Каталог СодержитТолькоИзменения="false"><Ид>kat</Ид><ИдКлассификатора>kl</ИдКлассификатора>
  <Наименование>Каталог</Наименование>{OWNER}
  <Товары>
   <Товар>
    <Ид>item-1</Ид><Штрихкод>4601234567893</Штрихкод><Артикул>М-500</Артикул>
    <Наименование>Молоток 500 г</Наименование>
    <БазоваяЕдиница Код="796" НаименованиеПолное="Штука">шт</БазоваяЕдиница>
    <Группы><Ид>g2</Ид></Группы>
    <СтавкиНалогов>
     <СтавкаНалога><Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога>
    </СтавкиНалогов>
    <ЗначенияРеквизитов>
     <ЗначениеРеквизита><Наименование>Полное наименование</Наименование>
      <Значение>Молоток слесарный 500 г</Значение></ЗначениеРеквизита>
     <ЗначениеРеквизита><Наименование>Вес</Наименование>
      <Значение>0.650</Значение></ЗначениеРеквизита>
    </ЗначенияРеквизитов>
   </Товар>
   <Товар>
    <Ид>item-2</Ид><Артикул>Ф-1</Артикул>
    <Наименование>Фартук</Наименование>
    <БазоваяЕдиница Код="8888" НаименованиеПолное="Связка">связ</БазоваяЕдиница>
    <Группы><Ид>g1</Ид></Группы>
    <СтавкиНалогов>
     <СтавкаНалога><Наименование>НДС</Наименование><Ставка>Без НДС</Ставка></СтавкаНалога>
    </СтавкиНалогов>
   </Товар>
  </Товары>
 </Каталог>
</КоммерческаяИнформация>
"""

OFFERS = f"""{HEAD}
 <ПакетПредложений><Ид>pak</Ид><Наименование>Пакет</Наименование><ИдКаталога>kat</ИдКаталога>{OWNER}
  <ТипыЦен>
   <ТипЦены><Ид>pt-1</Ид><Наименование>Оптовая</Наименование><Валюта>RUB</Валюта>
    <Налог><Наименование>НДС</Наименование><УчтеноВСумме>false</УчтеноВСумме></Налог></ТипЦены>
   <ТипЦены><Ид>pt-2</Ид><Наименование>Розничная</Наименование><Валюта>RUB</Валюта></ТипЦены>
  </ТипыЦен>
  <Склады><Склад><Ид>wh-1</Ид><Наименование>Склад MAIN</Наименование></Склад></Склады>
  <Предложения>
   <Предложение><Ид>item-1</Ид><Наименование>Молоток 500 г</Наименование>
    <БазоваяЕдиница Код="796">шт</БазоваяЕдиница>
    <Цены>
     <Цена><Представление>1 080 руб. за кор.</Представление><ИдТипаЦены>pt-1</ИдТипаЦены>
      <ЦенаЗаЕдиницу>1080.00</ЦенаЗаЕдиницу><Валюта>RUB</Валюта>
      <Единица>8751</Единица><Коэффициент>12</Коэффициент></Цена>
     <Цена><ИдТипаЦены>pt-2</ИдТипаЦены><ЦенаЗаЕдиницу>119.90</ЦенаЗаЕдиницу></Цена>
    </Цены><Количество>12.5</Количество>
    <Склад ИдСклада="wh-1" КоличествоНаСкладе="12.5"/>
   </Предложение>
   <Предложение><Ид>item-2#red</Ид><Штрихкод>036000291452</Штрихкод>
    <Наименование>red</Наименование><БазоваяЕдиница Код="8888">связ</БазоваяЕдиница>
    <Цены>
     <Цена><ИдТипаЦены>pt-2</ИдТипаЦены><ЦенаЗаЕдиницу>350.00</ЦенаЗаЕдиницу></Цена>
    </Цены>
    <Склад ИдСклада="wh-1" КоличествоНаСкладе="3"/>
   </Предложение>
  </Предложения>
 </ПакетПредложений>
</КоммерческаяИнформация>
"""

OLD = """<?xml version="1.0" encoding="windows-1251"?>
<КоммерческаяИнформация ВерсияСхемы="2.03" ДатаФормирования="2026-11-20">
 <Каталог><Товары>
  <Товар Статус="Удален"><Ид>item-9</Ид><Наименование>Щётка  старая</Наименование>
   <БазоваяЕдиница>шт.</БазоваяЕдиница></Товар>
 </Товары></Каталог>
 <ПакетПредложений>
  <ТипыЦен>
   <ТипЦены><Ид>p</Ид><Наименование>Базовая</Наименование><Валюта>руб</Валюта></ТипЦены>
  </ТипыЦен>
  <Предложения>
   <Предложение><Ид>item-9#a</Ид><Наименование>Щётка (синяя)</Наименование>
    <ХарактеристикиТовара><ХарактеристикаТовара>
     <Наименование>Цвет</Наименование><Значение>синяя</Значение>
    </ХарактеристикаТовара></ХарактеристикиТовара>
    <Количество>7</Количество>
   </Предложение>
  </Предложения>
 </ПакетПредложений>
</КоммерческаяИнформация>
"""


CHANGES = f"""{HEAD}
 <ИзмененияПакетаПредложений><Ид>pak</Ид>
  <Предложения>
   <Предложение><Ид>item-2</Ид><ИдХарактеристики>red</ИдХарактеристики>
    <Склады ИдСклада="wh-1" КоличествоНаСкладе="4"/>
    <Цены><Цена><ИдТипаЦены>pt-2</ИдТипаЦены><ЦенаЗаЕдиницу>360.00</ЦенаЗаЕдиницу></Цена></Цены>
   </Предложение>
  </Предложения>
 </ИзмененияПакетаПредложений>
</КоммерческаяИнформация>
"""


def run(
    session: Session, clock: FixedClock, *texts: str | bytes, **options: object
) -> ImportReport:
    exchange = None
    for name, text in zip(("import.xml", "offers.xml"), texts, strict=False):
        data = text if isinstance(text, bytes) else text.encode()
        exchange = read_commerceml(io.BytesIO(data), name, exchange)
    assert exchange is not None
    return import_commerceml(
        session,
        SYSTEM,
        exchange,
        clock=clock,
        source="import.xml",
        options=CommerceMlOptions(**options),  # type: ignore[arg-type]
    )


def nothing_is_there(session: Session) -> bool:
    models = (Item, ItemGroup, Unit, PriceType, AuditEntry)
    return not any(session.scalar(select(func.count()).select_from(model)) for model in models)


def test_goods_variants_prices_and_stock_come_in(session: Session, clock: FixedClock) -> None:
    warehouse(session, "MAIN")
    report = run(session, clock, "\ufeff" + IMPORT, OFFERS, stock=True)
    assert report.bad == ()
    assert report.written
    assert report.counts == {
        "item_group": Count(2, 0, 0),
        "item": Count(2, 0, 0),
        "barcode": Count(2, 0, 0),
        "item_variant": Count(1, 0, 0),
        "price_type": Count(2, 0, 0),
        "item_price": Count(3, 0, 0),
        "stock_entry": Count(2, 0, 0),
    }
    hammer, apron = session.scalars(select(Item).order_by(Item.external_id)).all()
    assert (hammer.code, hammer.article, hammer.full_name, hammer.weight_grams) == (
        "М-500",
        "М-500",
        "Молоток слесарный 500 г",
        650,
    )
    assert (hammer.vat, apron.vat) == (VatKind.STANDARD, VatKind.NONE)
    assert session.get_one(Unit, apron.unit_id).name == "Связка"
    groups = {group.code: group for group in session.scalars(select(ItemGroup))}
    assert groups["g2"].parent_id == groups["g1"].id
    assert hammer.group_id == groups["g2"].id
    prices = session.execute(
        select(PriceType.name, PriceType.includes_vat, ItemPrice.price_minor)
        .join(PriceType, PriceType.id == ItemPrice.price_type_id)
        .where(ItemPrice.item_id == hammer.id)
        .order_by(PriceType.name)
    ).all()
    assert [tuple(row) for row in prices] == [
        ("Оптовая", False, 9_000),
        ("Розничная", True, 11_990),
    ]
    (hit,) = resolve_barcode(session, "0036000291452")
    assert (hit.item_id, hit.variant) == (apron.id, "red")
    held = {(row.item_id, row.variant_id): row.quantity for row in balance(session, ON_HAND)}
    assert held == {(hammer.id, 0): 12_500, (apron.id, hit.variant_id): 3_000}


def test_the_same_files_twice_change_nothing(session: Session, clock: FixedClock) -> None:
    warehouse(session, "MAIN")
    run(session, clock, IMPORT, OFFERS, stock=True)
    again = run(session, clock, IMPORT, OFFERS, stock=True)
    assert all(not count.added and not count.changed for count in again.counts.values())


def test_a_file_of_changes_changes_what_it_names(session: Session, clock: FixedClock) -> None:
    run(session, clock, IMPORT, OFFERS)
    changed = run(session, clock, CHANGES)
    assert changed.bad == ()
    assert changed.counts["item_price"] == Count(0, 1, 0)
    assert changed.counts["item_variant"] == Count(0, 0, 1)
    prices = session.scalars(select(ItemPrice.price_minor).where(ItemPrice.variant_id != 0)).all()
    assert prices == [36_000]
    assert session.scalars(select(ItemVariant.name)).all() == ["red"]


def test_files_of_old_versions_without_namespace_in_cp1251(
    session: Session, clock: FixedClock
) -> None:
    report = run(session, clock, OLD.encode("cp1251"))
    assert report.bad == ()
    item = session.scalars(select(Item)).one()
    assert (item.code, item.name, item.retired) == ("item-9", "Щётка старая", True)
    assert session.scalars(select(ItemVariant.name)).all() == ["синяя"]
    assert session.scalars(select(PriceType.currency)).all() == ["RUB"]


def test_the_unit_of_goods_on_stock_is_not_changed(session: Session, clock: FixedClock) -> None:
    warehouse(session, "MAIN")
    run(session, clock, IMPORT, OFFERS, stock=True)
    kilograms = IMPORT.replace('Код="796" НаименованиеПолное="Штука">шт<', 'Код="166">кг<')
    report = run(session, clock, kilograms)
    assert [(bad.row, bad.fault, bad.expected, bad.came) for bad in report.bad] == [
        (13, Fault.UNIT_IN_USE, "шт", "кг")
    ]
    assert not report.written


def test_an_item_made_here_with_the_same_code_is_taken_for_the_same(
    session: Session, clock: FixedClock
) -> None:
    own = goods(session, "М-500")["М-500"]
    run(session, clock, IMPORT)
    session.expire_all()
    assert session.get_one(Item, own.id).external_id == "item-1"
    assert session.get_one(Item, own.id).name == "Молоток 500 г"
    assert session.scalar(select(func.count()).select_from(Item)) == 2


def test_another_ones_code_is_not_taken_away(session: Session, clock: FixedClock) -> None:
    run(session, clock, IMPORT)
    other = IMPORT.replace("item-1", "item-7")
    run(session, clock, other)
    codes = dict(session.execute(select(Item.external_id, Item.code)).all())
    assert codes == {"item-1": "М-500", "item-2": "Ф-1", "item-7": "item-7"}


def test_every_bad_record_is_listed_by_line_and_nothing_is_written(
    session: Session, clock: FixedClock
) -> None:
    broken = (
        IMPORT.replace("4601234567893", "4601234567890")
        .replace("<Ид>item-2</Ид>", "")
        .replace(">0.650<", ">тяжёлый<")
    )
    report = run(session, clock, broken, OFFERS.replace("1080.00", "даром"), stock=True)
    assert [(bad.row, bad.column, bad.fault) for bad in report.bad] == [
        (11, "offers.xml: ЦенаЗаЕдиницу", Fault.NUMBER),
        (13, "import.xml: Вес", Fault.NUMBER),
        (13, "import.xml: Штрихкод", Fault.CHECK_DIGIT),
        (21, "offers.xml: Ид", Fault.UNKNOWN),
        (28, "import.xml: Ид", Fault.EMPTY),
    ]
    assert not report.written
    assert nothing_is_there(session)


def test_stock_of_a_warehouse_nobody_knows_is_a_fault(session: Session, clock: FixedClock) -> None:
    report = run(session, clock, IMPORT, OFFERS, stock=True)
    assert [(bad.fault, bad.expected, bad.came) for bad in report.bad] == [
        (Fault.UNKNOWN, "warehouse", "Склад MAIN"),
        (Fault.UNKNOWN, "warehouse", "Склад MAIN"),
    ]
    assert nothing_is_there(session)
    assert run(session, clock, IMPORT, OFFERS).written


def test_a_total_without_warehouses_goes_to_the_one_given(
    session: Session, clock: FixedClock
) -> None:
    warehouse(session, "MAIN")
    report = run(session, clock, OLD.encode("cp1251"), stock=True, warehouse="main")
    assert report.bad == ()
    assert [row.quantity for row in balance(session, ON_HAND)] == [7_000]


def test_a_dry_run_writes_nothing(session: Session, clock: FixedClock) -> None:
    report = run(session, clock, IMPORT, OFFERS, dry_run=True)
    assert report.counts["item"] == Count(2, 0, 0)
    assert nothing_is_there(session)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (IMPORT[: IMPORT.index("<Артикул>Ф-1")], 29),
        (IMPORT.replace("</Товар>", "</Продукт>", 1), 27),
        (IMPORT.replace("&", "").replace("Фартук", "Фартук & Ко"), 30),
        ("", 1),
        ("Код;Наименование\n", 1),
    ],
)
def test_broken_xml_is_refused_with_line_and_column(text: str, line: int) -> None:
    with pytest.raises(XmlBroken) as refused:
        read_commerceml(io.BytesIO(text.encode()), "import.xml")
    assert refused.value.facts["file"] == "import.xml"
    assert refused.value.facts["line"] == line
    assert isinstance(refused.value.facts["column"], int)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
    ],
)
def test_xml_that_would_read_other_files_is_refused(declaration: str) -> None:
    text = f'<?xml version="1.0"?>{declaration}<КоммерческаяИнформация>&x;</КоммерческаяИнформация>'
    with pytest.raises(XmlForbidden):
        read_commerceml(io.BytesIO(text.encode()), "import.xml")


def test_other_xml_is_named() -> None:
    with pytest.raises(NotCommerceMl) as refused:
        read_commerceml(io.BytesIO(b"<html><body/></html>"), "page.xml")
    assert refused.value.facts["found"] == "html"


def test_our_samples_are_valid_by_the_published_schema() -> None:
    folder = Path(os.environ.get("KLAD_SHARED_DATA", ROOT.parent / "shared" / "data"))
    schema_file = folder / "edi" / "SchemaCommerceML2.xsd"
    if not schema_file.exists():
        pytest.skip(f"no {schema_file.name}: set KLAD_SHARED_DATA to the folder that has edi/")
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(schema_file)))
    for text in (IMPORT, OFFERS, CHANGES):
        schema.assertValid(etree.fromstring(text.encode()))
