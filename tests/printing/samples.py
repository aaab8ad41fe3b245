"""Documents to print: written out by hand, small enough to check with a pencil."""

from __future__ import annotations

import datetime as dt
import io
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from printing.documents.pick_list import OtherCell, PickList, PickListLine
from printing.documents.torg12_data import Basis, Party, Signatory, Torg12, Torg12Line
from printing.documents.totals import VatMode, line_amounts, rate_text

SELLER = Party(
    name='ООО "Комплект-Сервис"',
    inn="7700000016",
    kpp="770001001",
    address="109428, г. Москва, ул. Складская, д. 12, стр. 3",
    phone="+7 (495) 000-00-01",
    bank='р/с 40702810000000000001 в ПАО "Банк", БИК 044525000, к/с 30101810000000000000',
    okpo="01234567",
)
BUYER = Party(
    name='ООО "Торговый дом «Ёлка»"',
    inn="7800000019",
    kpp="780001001",
    address="190000, г. Санкт-Петербург, наб. реки Мойки, д. 1, лит. А, пом. 2-Н",
    phone="+7 (812) 000-00-02",
    bank='р/с 40702810000000000002 в АО "Балтика-Банк", БИК 044030000, к/с 30101810000000000001',
    okpo="07654321",
)


def torg12_line(number: int, mode: VatMode = VatMode.INCLUDED) -> Torg12Line:
    """Return a line whose figures differ from those of its neighbours."""
    rate = (2200, 1000, 2200)[number % 3] if mode is not VatMode.NONE else None
    quantity = (number % 17 + 1) * 1000
    return Torg12Line(
        name=f"Шуруп универсальный жёлтый цинк {number % 9 + 3}×{number % 60 + 10} мм"
        + (", с полукруглой головкой и прессшайбой, упаковка" if number % 5 == 0 else ""),
        quantity_thousandths=quantity,
        amounts=line_amounts(10_000 + number * 37, quantity, rate, mode),
        vat_rate=rate_text(rate),
        article=f"ШУ-{number:05d}",
        code=f"00-{number:08d}",
        packaging="кор",
        per_place_thousandths=quantity,
        places=1,
        gross_grams=quantity + 250,
        net_grams=quantity,
    )


def torg12(count: int, mode: VatMode = VatMode.INCLUDED, marks: tuple[str, ...] = ()) -> Torg12:
    """Return a delivery note of *count* lines."""
    return Torg12(
        number="КС00-000123",
        date=dt.date(2026, 11, 22),
        shipper=SELLER,
        consignee=BUYER,
        supplier=SELLER,
        payer=BUYER,
        lines=tuple(torg12_line(number, mode) for number in range(1, count + 1)),
        document_code="INV-7KQ2M5",
        basis=Basis("Договор поставки № 17/26 от 12.01.2026", "17/26", dt.date(2026, 1, 12)),
        released_by=Signatory("Начальник склада", "Петров П. П."),
        accountant=Signatory("Главный бухгалтер", "Сидорова С. С."),
        shipped_by=Signatory("Кладовщик", "Иванов И. И."),
        marks=marks,
    )


def pick_list_line(number: int, zone: str = "") -> PickListLine:
    """Return a line; every seventh has another cell, every third is picked by packs."""
    zone = zone or "ABCD"[(number - 1) // 8 % 4]
    return PickListLine(
        walk_order=number,
        zone=zone,
        cell=f"{zone}-{number % 20 + 1:02d}-{number % 5 + 1:02d}-{number % 3 + 1}",
        cell_barcode=f"{zone}-{number % 20 + 1:02d}-{number % 5 + 1:02d}-{number % 3 + 1}",
        article=f"ШУ-{number:05d}",
        name=f"Шуруп универсальный жёлтый цинк {number % 9 + 3}×{number % 60 + 10} мм",
        details="серия 2026-11" if number % 4 == 0 else "",
        quantity_thousandths=(number % 30 + 1) * 1000,
        unit="шт",
        barcode="4601234567893",
        pack_thousandths=12_000 if number % 3 == 0 else None,
        left_thousandths=number * 1000,
        container="KOR-000017" if number % 6 == 0 else "",
        other_cells=(OtherCell(f"{zone}-20-05-1", 12_000),) if number % 7 == 0 else (),
    )


def pick_list(count: int) -> PickList:
    """Return a pick list of *count* lines in zones of eight."""
    return PickList(
        number="ОС00-000045",
        date=dt.date(2026, 11, 22),
        warehouse="Основной склад",
        room="Цех 2",
        dock="Ворота 3",
        priority="Высокий",
        recipients=('ООО "Торговый дом «Ёлка»"', "ИП Берёзкин Б. Б."),
        dispositions=("Заказ клиента КС00-000077", "Заказ клиента КС00-000078"),
        trip="Рейс 12, Санкт-Петербург",
        picker="Иванов И. И.",
        issue_at="22.11.2026 16:30",
        weight_grams=152_340,
        volume_cm3=1_234_567,
        places=4,
        barcode="XO-7KQ2M5",
        lines=tuple(pick_list_line(number) for number in range(1, count + 1)),
    )


RUSSIAN = Path(__file__).parents[2] / "tui" / "locale" / "ru"
"""Where the fragments of the Russian catalogue lie."""


def russian() -> GNUTranslations:
    """Return the Russian words, compiled from their sources."""
    whole = Catalog(locale="ru")
    for source in sorted(RUSSIAN.glob("*.po")):
        with source.open("rb") as file:
            for message in read_po(file, locale="ru"):
                if message.id:
                    whole[message.id] = message
    target = io.BytesIO()
    write_mo(target, whole)
    target.seek(0)
    return GNUTranslations(target)
