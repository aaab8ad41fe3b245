"""The screens of discounts as a person sees them: the tree, a card, a cart to try them on."""

from __future__ import annotations

from tests.pictures.desk import MENU, Sitting

GOLDEN = "2000000000039"
"""A golden card whose owner has her birthday within a week."""


def discount_screens(it: Sitting) -> None:
    """Find a discount in the tree and open it; then price a cart and see why it costs that."""
    it.sign_in("admin")
    it.open("Discounts and markups", "Оптовые")
    it.terminal.feed("день рожд")
    it.sees("День рождения ± 7 дней")
    it.shoot("discounts", "The tree of discounts and markups")
    it.press("enter", "Conditions", "Золотая карта")
    it.shoot("discount", "A discount under two conditions")
    it.press("f3", "Оптовые")
    it.terminal.settle(0.4)
    it.press("f3")
    it.terminal.settle(0.4)
    tunnel(it)
    it.press("f3", MENU)
    it.press("f3")
    it.open("Try discounts on a cart", "Bought before")
    it.type("Розничная")
    it.press("enter")
    it.press("enter")
    it.type("Магазин")
    it.press("enter", "Магазин-склад")
    for _field in range(4):
        it.press("enter")
    it.type(GOLDEN)
    it.press("insert", "БИУС-")
    it.type("чай чёрн")
    it.terminal.wait_until(lambda shown: "БИУС-" not in shown, "some rows")
    it.press("enter")
    it.terminal.settle(0.4)
    it.terminal.feed("4")
    it.press("enter", "БИУС-")
    it.press("\x1b", "Чашка за чай")
    it.shoot("price-try", "A cart to try discounts on, with the X-ray of a line")


def tunnel(it: Sitting) -> None:
    """Run a discount over past sales and see which documents it touches."""
    it.terminal.feed("10 ₽")
    it.terminal.settle(0.4)
    it.press("f10", "Run in the wind tunnel")
    it.press("7", "Sales from", "Value to try")
    it.press("\x13", "Run over. Nothing was stored.")
    it.shoot("wind-tunnel", "A discount in the wind tunnel")
    it.press("f3", "Оптовые")
    it.press("f3")
    it.terminal.settle(0.4)
