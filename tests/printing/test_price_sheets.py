"""Sheets of prices: what a document sets, and the history of an item."""

from __future__ import annotations

import gettext
from datetime import date

from printing.documents.price_sheets import (
    MOST_TYPES,
    ListedItem,
    PastPrice,
    PriceHistory,
    PriceList,
    price_history_form,
    price_list_form,
)
from printing.engine.form import A4_LANDSCAPE, A4_PORTRAIT
from printing.engine.grid import render_text
from tests.printing.paper import ink_outside, page_texts, pdf
from tests.printing.samples import russian


def listed(types: int, items: int = 2, *, agreed: bool = True, more: int = 0) -> PriceList:
    """Return a price list of so many types and items."""
    return PriceList(
        number="УЦ-000001",
        since=date(2026, 11, 20),
        agreed=agreed,
        types=tuple((key, f"Вид {key}", "RUB") for key in range(1, types + 1)),
        items=tuple(
            ListedItem(f"{n:05}", f"Товар {n}", "шт", {1: n * 100_00, 2: None})
            for n in range(1, items + 1)
        ),
        more=more,
    )


HISTORY = PriceHistory(
    "00001",
    "Молоко",
    "шт",
    (
        PastPrice(date(2026, 11, 20), "Оптовая", "", 1_234_50, "RUB", "УЦ-000001"),
        PastPrice(date(2026, 10, 1), "Оптовая", "красное", 99_00, "RUB", ""),
    ),
)


def words(document: bytes) -> str:
    return " ".join(" ".join(page_texts(document)).replace("\u00a0", " ").split())


def test_a_price_list_names_types_items_and_prices() -> None:
    said = words(pdf(price_list_form(listed(2), russian())))
    expected = ["Прайс-лист № УЦ-000001 с 20.11.2026", "Вид 1, RUB", "00002", "Товар 2", "200,00"]
    assert [word for word in expected if word not in said] == []
    assert "Черновик" not in said


def test_a_draft_says_that_it_is_not_in_force_and_a_run_how_much_more_there_is() -> None:
    said = words(pdf(price_list_form(listed(1, agreed=False, more=3), russian())))
    assert "Черновик: цены не действуют." in said
    assert "Действуют ещё 3 цены." in said


def test_many_types_take_the_long_side_and_no_ink_is_lost() -> None:
    assert price_list_form(listed(3), russian()).paper is A4_PORTRAIT
    wide = price_list_form(listed(MOST_TYPES + 2, items=60), russian())
    assert wide.paper is A4_LANDSCAPE
    assert wide.table is not None
    assert len(wide.table.columns) == 3 + MOST_TYPES
    assert ink_outside(pdf(wide), (11, 11, 7, 3)) == []


def test_the_history_goes_newest_first_with_the_documents() -> None:
    said = words(pdf(price_history_form(HISTORY, russian())))
    assert said.index("1 234,50") < said.index("99,00")
    assert "История цен: 00001 Молоко" in said
    assert "УЦ-000001" in said


def test_both_sheets_fit_a_terminal_and_speak_english() -> None:
    english = gettext.NullTranslations()
    for form in (price_history_form(HISTORY, english), price_list_form(listed(3), english)):
        lines = render_text(form, 80)
        assert max(map(len, lines)) <= 80
        assert "Price" in lines[0]
