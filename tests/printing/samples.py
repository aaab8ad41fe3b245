"""Documents to print: written out by hand, small enough to check with a pencil."""

from __future__ import annotations

import datetime as dt

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
