"""The desk as a person sees it: orders, the warehouse's side of them, paper, history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.db.engine import Database
from core.exchange.demo.staff import PASSWORD
from tests.e2e.terminal import PtyTerminal
from tests.pictures.drawing import come_to_rest, keep, of_terminal
from tui.locale import _, use_language

DESK = (80, 24)
MENU = " Type a few letters, or choose with the arrows:"
"""What the menu of the desk asks for."""

SEARCH = " Search: "
"""What a list asks for."""

LIST, NOTE = (84, 40), (136, 40)
"""Sizes at which a pick list and a TORG-12 show their whole width."""

KEYS = {
    "enter": "\r",
    "down": "\x1b[B",
    "insert": "\x1b[2~",
    "f1": "\x1bOP",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f8": "\x1b[19~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
}


@dataclass
class Sitting:
    """A person at the desk, in one language."""

    terminal: PtyTerminal
    language: str

    def press(self, key: str, *seen: str) -> None:
        """Press a key; wait for texts of the data or, in English, of the catalogue."""
        self.terminal.feed(KEYS.get(key, key))
        self.sees(*seen)

    def type(self, text: str) -> None:
        """Type into the field where the cursor is; wait until it is there."""
        self.terminal.feed(text)
        self.terminal.wait_until(lambda shown: text in shown, text)

    def sees(self, *texts: str) -> None:
        """Wait for texts of the data or, in English, of the catalogue."""
        wanted = [_(text).rstrip() for text in texts]
        self.terminal.wait_until(lambda shown: all(w in shown for w in wanted), str(wanted))

    def sign_in(self, login: str) -> None:
        """Come in."""
        self.sees("Password")
        self.type(login)
        self.press("enter")
        self.terminal.feed(PASSWORD)
        self.terminal.wait_until(lambda shown: "•" * len(PASSWORD) in shown, "the password")
        self.press("enter", MENU)

    def open(self, listing: str, row: str) -> None:
        """Open a list from the menu by its name; wait for a row."""
        self.type(_(listing))
        self.press("enter", row)

    def back_to_menu(self) -> None:
        """Close what is open, down to the menu."""
        self.press("f3", SEARCH)
        self.press("f3", MENU)

    def find(self, text: str, *seen: str) -> None:
        """Search the list and open what was found."""
        self.type(text)
        self.press("enter", *seen)

    def resize(self, size: tuple[int, int]) -> None:
        """Change the size; wait until the keys stand in the last line."""
        self.terminal.resize(*size)
        self.terminal.wait_until(lambda _: "F1 " in self.terminal.lines[-1], f"a screen of {size}")

    def shoot(self, name: str, title: str) -> None:
        """Keep a picture of the screen."""
        file, terminal = f"desk-{name}.{self.language}", self.terminal
        come_to_rest(terminal, file, 0.4, seen=lambda: terminal.lines)
        keep(of_terminal(terminal.screen), file, title)


@contextmanager
def sitting(database: Database, folder: Path, language: str, **told: str) -> Iterator[Sitting]:
    """Open the desk on *database*; texts of the test speak its language too."""
    use_language(language)
    environment = {
        "KLAD_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "KLAD_DATA_DIR": str(folder),
        "KLAD_LANGUAGE": language,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **told,
    }
    klad = [sys.executable, "-m", "tests.pictures.at_noon", "desk"]
    try:
        with PtyTerminal(klad, DESK, environment) as terminal:
            yield Sitting(terminal, language)
    finally:
        use_language("en")


def look_around(it: Sitting) -> None:
    """From the door through an order to its expense order, its paper and its history."""
    it.sees("Password")
    it.shoot("sign-in", "Sign-in: a login and a password, or a badge")
    it.sign_in("admin")
    it.terminal.wait_for(r"4 (?:tasks|задачи)")
    it.shoot("menu", "The menu: type a few letters of what you want")
    it.open("Customer orders", "КЛ-000015")
    it.shoot("orders", "Customer orders")
    it.find("КЛ-000003", "Эмаль")
    it.shoot("order", "A customer order with its lines")
    it.press("f10", "What to do")
    it.shoot("do", "F10: everything that can be done here")
    it.press("\x1b")
    it.press("f11", "Due on")
    it.shoot("order-payment", "Payment stages of an order, and what is paid of them")
    it.press("f11", "What departs from what is agreed")
    it.press("f11", "Remark")
    it.press("f11", "Note for delivery")
    it.press("f11", "Measure")
    it.shoot("movements", "Movements: what the order wrote into the ledgers")
    it.press("f11", "Крылова Ольга")
    it.shoot("history", "History: who changed what, and when")
    it.press("f11", "РО-000003")
    it.shoot("linked", "Linked documents")
    it.back_to_menu()


def warehouse(it: Sitting) -> None:
    """The warehouse's side of an order, and paper."""
    it.open("Expense orders", "РО-000009")
    it.find("РО-000003", "Эмаль")
    it.shoot("outbound", "An expense order: what really leaves")
    it.press("f11", "КЛ-000003")
    it.press("f11", "ОТ-000005")
    it.shoot("tasks", "Its pick tasks")
    it.resize(LIST)
    it.press("f8", "~D:")
    it.shoot("preview", "Pick list, before it is printed")
    it.resize(DESK)
    it.press("f3", "ОТ-000005")
    it.back_to_menu()
    it.open("Sales invoices", "Чайная")
    it.find("Чайная", "Угольник")
    it.shoot("invoice", "A sales invoice made from what was shipped")
    it.resize(NOTE)
    it.press("f8", "~D:")
    it.shoot("torg12", "TORG-12, before it is printed")
    it.resize(DESK)
    it.press("f3", "Угольник")
    it.back_to_menu()


def order_anew(it: Sitting) -> None:
    """A new order: the partner, an item by its article, prices and stock by themselves."""
    it.open("Customer orders", "КЛ-000015")
    it.press("insert", "Counterparty")
    it.type("Стройдвор")
    it.press("enter", "ООО «Стройдвор»")
    it.press("enter")
    it.press("enter")
    it.type("Центральный")
    it.press("insert", "БИУС-")
    it.type("МОСЛ-010001")
    it.terminal.wait_until(lambda shown: "БИУС-" not in shown, "one row")
    it.shoot("pick", "Pick an item by any part of its name, code or article")
    it.press("enter")
    it.terminal.wait_for(r"51.66")
    it.terminal.feed("5")
    it.terminal.wait_for(r"5 +(?:pcs|шт)")
    it.press("enter", "БИУС-")
    it.press("\x1b", "ООО «Стройдвор»")
    it.terminal.wait_for(r"258.32")
    it.shoot("new", "A new order before it is saved")


def prices(it: Sitting) -> None:
    """A price type, its formula with a sample, its rounding tried, a price document."""
    it.sees("Password")
    it.sign_in("admin")
    it.open("Price types", "Не дороже рынка")
    it.find("РОЗН", "By supply")
    it.press("f10", "What to do")
    it.press("1", "Rounded")
    it.shoot("rounding", "The rounding of a price type, tried on prices as they are typed")
    it.press("f3", "By supply")
    it.back_to_menu()
    it.open("Price types", "Не дороже рынка")
    it.find("ДИЛ", "By supply")
    it.shoot("price-type", "A price type")
    it.press("\t" * 6)
    it.press("f4", "НеДорожеРынка")
    it.shoot("formula", "The formula builder: prices and functions to take, checked as it is typed")
    it.press("f3", "By supply")
    it.back_to_menu()
    it.open("Price documents", "УЦ-000001")
    it.find("УЦ-000002", "УЦ-000002")
    it.press("f10", "What to do")
    it.press("2", "Dependent prices are computed anew.")
    it.shoot("price-document", "A price document: items down, price types across")
