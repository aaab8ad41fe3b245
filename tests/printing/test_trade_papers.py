"""Bill, customer order and quotation on paper: words, figures, pages."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.money import vat_inside
from printing.documents.bill import bill_form, part_vat
from printing.documents.customer_order import customer_order_form
from printing.documents.quotation import NOT_AN_OFFER, quotation_form
from printing.documents.totals import VatMode
from printing.documents.trade import Payee, TradeLine, totals, vat_sums
from printing.engine.form import Form
from tests.printing.paper import embedded_fonts, ink_outside, page_texts, pdf, scan
from tests.printing.trade_samples import PAYEE, bill, order, quotation, trade_line


def flat(form: Form) -> str:
    """Return the words of all pages in one line."""
    return " ".join(" ".join(page_texts(pdf(form))).split())


def missing(form: Form, *expected: str) -> list[str]:
    text = flat(form)
    return [words for words in expected if words not in text]


def test_a_bill_names_bank_parties_basis_and_signatories() -> None:
    form = bill_form(bill(1))
    assert form.title == "Счёт на оплату № СЧКС-000045 от 05.12.2026"
    assert (
        missing(
            form,
            "Оплата счёта означает согласие с условиями поставки.",
            'ПАО "Банк", г. Москва',
            "Банк получателя",
            "БИК 044525000",
            "Сч. № 30101810000000000000",
            "ИНН 7700000016",
            "КПП 770001001",
            "Сч. № 40702810000000000001",
            "Получатель",
            "Счёт на оплату № СЧКС-000045 от 5 декабря 2026 г.",
            'Поставщик (Исполнитель): ООО "Комплект-Сервис", ИНН 7700000016, КПП 770001001',
            'Покупатель (Заказчик): ООО "Торговый дом «Ёлка»", ИНН 7800000019',
            "Основание: Заказ клиента № ЗККС-000077 от 01.12.2026",
            "Оплатить до: 15.12.2026",
            "Товары (работы, услуги)",
            "Руководитель",
            "Петров П. П.",
            "Бухгалтер",
            "Сидорова С. С.",
            "Оплатите по QR",
            "Лист 1 из 1",
        )
        == []
    )


def test_a_bill_adds_up_its_lines_and_tells_vat_by_rates() -> None:
    # 200,74 of 10 %, 302,22 and 404,44 of 22 %.
    assert (
        missing(
            bill_form(bill(3)),
            "1 ШУ-00001 Шуруп универсальный жёлтый цинк 4×11 мм 2 шт 100,37 200,74",
            "Итого: 907,40 В том числе НДС (22%): 127,43 В том числе НДС (10%): 18,25"
            " Всего к оплате: 907,40",
            "Всего наименований 3, на сумму 907,40 руб. Девятьсот семь рублей 40 копеек",
        )
        == []
    )


def test_vat_on_top_is_added_to_the_column_of_sums() -> None:
    assert (
        missing(
            bill_form(bill(3, VatMode.ON_TOP)),
            "Итого: 907,40 Сумма НДС (22%): 155,47 Сумма НДС (10%): 20,07 Всего к оплате: 1 082,94",
        )
        == []
    )


def test_a_seller_without_vat_says_so() -> None:
    text = flat(bill_form(bill(2, VatMode.NONE)))
    assert "Без налога (НДС): —" in text
    assert "НДС (" not in text.replace("(НДС)", "")


def test_a_bill_for_a_part_says_both_sums_and_the_vat_of_the_part() -> None:
    assert (
        missing(
            bill_form(bill(3, amount_minor=30_000)),
            "Всего по документу: 907,40 К оплате по счёту: 300,00",
            # 300,00 falls 233,63 on 22 % and 66,37 on 10 %.
            "В том числе НДС (22/122): 42,13 В том числе НДС (10/110): 6,03",
            "на сумму 907,40 руб. К оплате 300,00 руб. Триста рублей 00 копеек",
        )
        == []
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 10**9), st.sampled_from([2200, 1000, 0, None])),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 10**10),
)
def test_the_vat_of_a_part_is_within_a_kopeck_of_its_share(
    parts: list[tuple[int, int | None]], amount: int
) -> None:
    lines = [
        TradeLine("x", 1000, gross, gross, vat_inside(gross, rate or 0), rate)
        for gross, rate in parts
    ]
    total = sum(gross for gross, _ in parts)
    found = part_vat(lines, amount)
    assert set(found) == {rate for _, rate in parts if rate is not None}
    for rate, minor in found.items():
        share = sum(gross for gross, its in parts if its == rate)
        # The share is a whole number of kopecks, and its VAT is rounded once more.
        exact = amount * share * rate
        assert abs(minor * total * (10_000 + rate) - exact) <= total * (10_000 + rate)


def test_an_entrepreneur_signs_alone() -> None:
    party = dataclasses.replace(PAYEE.party, inn="770000001612", kpp="")
    data = dataclasses.replace(bill(1), payee=dataclasses.replace(PAYEE, party=party))
    text = flat(bill_form(data))
    assert "Предприниматель" in text
    assert "Петров П. П." in text
    assert "Бухгалтер" not in text


def test_another_currency_stands_in_figures_and_words() -> None:
    assert (
        missing(
            bill_form(dataclasses.replace(bill(1), currency="USD")),
            "Всего к оплате, USD: 200,74",
            "на сумму 200,74 USD Двести долларов США 74 цента",
        )
        == []
    )


def test_columns_nobody_fills_are_left_out() -> None:
    bare = dataclasses.replace(trade_line(1), article="")
    text = flat(bill_form(dataclasses.replace(bill(1), lines=(bare,))))
    assert "Артикул" not in text
    assert "Скидка" not in text
    lowered = dataclasses.replace(bill(1), lines=(trade_line(1, discount=750),))
    assert missing(bill_form(lowered), "Скидка", "2 шт 100,37 7,5% 185,68") == []


def test_an_order_names_everything_agreed() -> None:
    assert (
        missing(
            customer_order_form(order(3)),
            "Заказ клиента № ЗККС-000077 от 1 декабря 2026 г.",
            'Исполнитель: ООО "Комплект-Сервис"',
            'Заказчик: ООО "Торговый дом «Ёлка»"',
            "Основание: Договор поставки № 17/26 от 12.01.2026",
            "Склад отгрузки: Основной склад",
            "Дата отгрузки: 10.12.2026",
            "Способ доставки: Доставка до двери",
            "Время доставки: с 9:00 до 13:00",
            "Менеджер: Иванова И. И.",
            "1 ШУ-00001 Шуруп универсальный жёлтый цинк 4×11 мм 2 шт 100,37 200,74 18,25"
            " 11.12.2026 к отгрузке",
            "Итого: 907,40",
            "Всего: 907,40",
            "График оплаты",
            "1 Аванс (до обеспечения) 03.12.2026 30% 300,00",
            "3 Кредит (после отгрузки) 24.12.2026 50% 500,00",
        )
        == []
    )


def test_an_order_with_vat_on_top_has_a_column_of_everything() -> None:
    form = customer_order_form(order(1, VatMode.ON_TOP))
    assert missing(form, "НДС Всего Отгрузка", "100,37 200,74 20,07 220,81 11.12.2026") == []


def test_an_order_without_vat_has_no_column_of_it() -> None:
    form = customer_order_form(order(1, VatMode.NONE))
    assert missing(form, "Сумма Отгрузка", "Без налога (НДС): —") == []


def test_what_is_not_known_is_not_printed() -> None:
    bare = dataclasses.replace(
        order(1),
        basis="",
        warehouse="",
        ship_on=None,
        delivery="",
        address="",
        delivery_time="",
        payments=(),
        manager="",
        document_code="",
    )
    text = flat(customer_order_form(bare))
    for words in ("Основание", "Склад отгрузки", "Дата отгрузки", "Адрес", "График", "Менеджер"):
        assert words not in text
    assert scan(pdf(customer_order_form(bare))) == []


@pytest.mark.parametrize("form", [customer_order_form(order(1)), quotation_form(quotation(1))])
def test_the_barcode_of_the_document_scans_back(form: Form) -> None:
    (code,) = scan(pdf(form))
    assert code.text in {"~D:77", "~D:12"}
    assert code.identifier == "]C0"


def test_a_quotation_names_terms_manager_and_reservation() -> None:
    form = quotation_form(quotation(2))
    assert (
        missing(
            form,
            "Коммерческое предложение № КПКС-000012 от 28 ноября 2026 г.",
            'Кому: ООО "Торговый дом «Ёлка»"',
            "Контактное лицо: Берёзкина Анна Петровна, отдел снабжения",
            "Действительно до: 28.12.2026",
            "Условия оплаты: 30 % аванс",
            "Доставка: нашим транспортом",
            "Гарантия: 12 месяцев",
            "1 ШУ-00001 Шуруп универсальный жёлтый цинк 4×11 мм шт 2 100,37 5% 95,35 190,70"
            " со склада",
            "2 ШУ-00002 Шуруп универсальный жёлтый цинк 5×12 мм шт 3 100,74 100,74 302,22",
            "Всего: 492,92",
            "Менеджер: Иванова И. И., тел.: +7 (495) 000-00-01, доб. 12, ivanova@example.com",
            NOT_AN_OFFER,
        )
        == []
    )


def test_a_public_offer_makes_no_reservation() -> None:
    data = dataclasses.replace(quotation(1), public_offer=True)
    assert NOT_AN_OFFER not in flat(quotation_form(data))


def test_alternatives_have_their_own_totals_and_stay_out_of_the_sum() -> None:
    with_options = quotation_form(quotation(2, options=2))
    assert (
        missing(
            with_options,
            "Вариант 1: нержавеющая сталь А1 3 ШУ-00101",
            "Итого по варианту 4 703,25",
            "Итого по варианту 2 933,58",
            "Всего без вариантов: 492,92",
            "Всего наименований 2, на сумму 492,92 руб.",
        )
        == []
    )


def test_a_quotation_of_alternatives_only_has_no_common_total() -> None:
    text = flat(quotation_form(dataclasses.replace(quotation(0, options=2), lines=())))
    assert "Всего" not in text
    assert text.count("Итого по варианту") == 2


def test_a_rate_of_zero_is_not_the_same_as_no_vat() -> None:
    zero = dataclasses.replace(trade_line(1), vat_rate=0, vat_minor=0)
    none = dataclasses.replace(trade_line(1), vat_rate=None, vat_minor=0)
    assert [row.label for row in vat_sums([zero, none], with_vat=True)] == ["В том числе НДС (0%):"]
    assert [row.figure for row in totals([none], with_vat=True, currency="RUB")] == [
        "200,74",
        "—",
        "200,74",
    ]


FORMS = {
    "bill": lambda count: bill_form(bill(count)),
    "part": lambda count: bill_form(bill(count, amount_minor=100)),
    "order": lambda count: customer_order_form(order(count, discount=500)),
    "on_top": lambda count: customer_order_form(order(count, VatMode.ON_TOP, discount=500)),
    "quotation": lambda count: quotation_form(quotation(count, options=1)),
}


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("count", [1, 24, 31, 47, 120])
def test_long_documents_keep_their_shape(name: str, count: int) -> None:
    document = pdf(FORMS[name](count))
    pages = [" ".join(page.split()) for page in page_texts(document)]
    rows = count + (2 if name == "quotation" else 0)
    assert sum(page.count("ШУ-0") for page in pages) == rows
    for number, page in enumerate(pages, start=1):
        assert f"Лист {number} из {len(pages)}" in page
        assert "Кол-во" in page or "ШУ-0" not in page
    assert "ШУ-0" in pages[-1]
    assert "(расшифровка подписи)" in pages[-1]
    assert ink_outside(document, (19, 9, 8, 3)) == []


@pytest.mark.parametrize("mode", list(VatMode))
@pytest.mark.parametrize("discount", [0, 500])
def test_the_columns_fill_the_page(mode: VatMode, discount: int) -> None:
    sale = dataclasses.replace(bill(1), lines=(trade_line(1, mode, discount),))
    for form in (
        bill_form(sale),
        customer_order_form(order(1, mode, discount)),
        quotation_form(quotation(1)),
    ):
        assert form.table is not None
        assert sum(column.width for column in form.table.columns) == pytest.approx(180)


@pytest.mark.parametrize("count", list(range(18, 42)))
def test_signatures_never_stand_without_goods(count: int) -> None:
    for form in (bill_form(bill(count)), customer_order_form(order(count))):
        last = page_texts(pdf(form))[-1]
        assert "(подпись)" in last
        assert last.count("ШУ-0") >= 2


def test_a_schedule_longer_than_a_page_goes_on() -> None:
    data = order(1)
    parts = tuple(
        dataclasses.replace(data.payments[0], amount_minor=number * 100) for number in range(90)
    )
    pages = page_texts(pdf(customer_order_form(dataclasses.replace(data, payments=parts))))
    assert len(pages) == 2
    assert sum(page.count("Аванс (до обеспечения)") for page in pages) == 90


def test_long_names_and_huge_sums_stay_within_their_places() -> None:
    name = "Общество с ограниченной ответственностью «Производственно-коммерческая фирма " * 3
    party = dataclasses.replace(PAYEE.party, name=name, address=name, phone=name)
    payee = Payee(party, dataclasses.replace(PAYEE.account, bank=name), name, name)
    huge = dataclasses.replace(
        trade_line(1),
        name=name + "Ы" * 120,
        article="Ж" * 60,
        unit="комплект",
        quantity_thousandths=999_999_999_999,
        price_minor=99_999_999_999,
        amount_minor=99_999_999_999_999,
    )
    sale = dataclasses.replace(bill(1), payee=payee, buyer=party, lines=(huge,), basis=name)
    asked = order(1)
    printed = dataclasses.replace(
        asked,
        seller=payee,
        buyer=party,
        lines=(dataclasses.replace(asked.lines[0], line=huge, supply="ожидается поступление"),),
    )
    offer = quotation(1)
    offered = dataclasses.replace(
        offer,
        seller=payee,
        customer=party,
        lines=(dataclasses.replace(offer.lines[0], line=huge, lead_time="две-три недели"),),
    )
    for form in (bill_form(sale), customer_order_form(printed), quotation_form(offered)):
        document = pdf(form)
        assert ink_outside(document, (19, 9, 8, 3)) == []
        assert "999 999 999 999,99" in " ".join(" ".join(page_texts(document)).split())


def test_only_subsets_of_the_chosen_font_are_embedded() -> None:
    names = embedded_fonts(pdf(bill_form(bill(1))))
    assert {name.split("+")[1] for name in names} == {"Roboto-Regular", "Roboto-Bold"}


def test_a_duplicate_is_marked_and_moves_nothing() -> None:
    plain = page_texts(pdf(bill_form(bill(40))))
    marked = page_texts(pdf(bill_form(dataclasses.replace(bill(40), marks=("ДУБЛИКАТ",)))))
    assert all("ДУБЛИКАТ" in page for page in marked)
    assert [" ".join(page.replace("ДУБЛИКАТ", "").split()) for page in marked] == [
        " ".join(page.split()) for page in plain
    ]
