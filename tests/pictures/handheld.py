"""The handheld as a person sees it: one storekeeper's morning, photographed prompt by prompt."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.models import Document
from core.fulfilment.finishing import picks_finished
from core.kernel.clock import FixedClock
from core.stock.models import Warehouse
from tests.e2e.terminal import PtyTerminal
from tests.pictures.at_noon import NOON
from tests.pictures.drawing import Shot, come_to_rest, keep, of_terminal
from tui.locale import _, use_language

GUN = (20, 16)
"""Columns and rows of a common handheld."""

_MEASURED = r"\d+ (?:ms|мс) "
"""The time in line 1: it is of this machine and this moment."""

_CLEARED = b"\x1b[2J"
"""What a handheld sends first when its size has changed."""


@dataclass
class Morning:
    """A handheld on the demo company, speaking one language."""

    terminal: PtyTerminal
    language: str

    def scan(self, code: str, prompt: str) -> None:
        """Shoot a code; wait for a prompt, given in English."""
        self.terminal.feed(f"{code}\r")
        self.sees(prompt)

    def press(self, keys: str, prompt: str) -> None:
        """Press keys; wait for a prompt, given in English."""
        self.terminal.feed(keys)
        self.sees(prompt)

    def sees(self, text: str) -> None:
        """Wait for a text of the catalogue, in the language of the terminal."""
        wanted = _(text)
        self.terminal.wait_until(lambda shown: wanted in " ".join(shown.split()), wanted)

    def told(self, glyph: str) -> None:
        """Wait for a message; each kind begins with its glyph."""
        self.terminal.wait_until(
            lambda shown: any(line.startswith(glyph) for line in shown.splitlines()), glyph
        )

    def resize(self, size: tuple[int, int]) -> None:
        """Change the size and wait for the new layout."""
        if size == (self.terminal.columns, self.terminal.rows):
            return
        before = len(self.terminal.received)
        self.terminal.resize(*size, settle=False)
        self.terminal.wait_until(
            lambda _: _CLEARED in self.terminal.received[before:], f"a screen of {size}"
        )

    def shoot(self, name: str, title: str, size: tuple[int, int] = GUN) -> None:
        """Keep a picture of the screen."""
        self.resize(size)
        self.terminal.wait_until(lambda shown: shown.split("\n")[0].endswith("ok"), "the link")
        file = f"handheld-{name}.{self.language}"
        come_to_rest(self.terminal, file, 0.15, seen=lambda: self._shot().lines)
        keep(self._shot(), file, title)

    def _shot(self) -> Shot:
        return of_terminal(self.terminal.screen).without(_MEASURED)


@contextmanager
def morning(database: Database, folder: Path, language: str) -> Iterator[Morning]:
    """Open a handheld on *database*; texts of the test speak its language too."""
    use_language(language)
    environment = {
        "KLAD_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "KLAD_DATA_DIR": str(folder),
        "KLAD_LANGUAGE": language,
        "TERM": "xterm-256color",
    }
    klad = [sys.executable, "-m", "tests.pictures.at_noon", "handheld"]
    try:
        with PtyTerminal(klad, GUN, environment) as terminal:
            yield Morning(terminal, language)
    finally:
        use_language("en")


def pick(it: Morning) -> None:
    """Sign in, take a task of one lot, pick it: every prompt of a line."""
    it.sees("Badge or login")
    it.shoot("sign-in", "Sign-in: scan a badge or type a login")
    it.scan("KLAD-BADGE-ANNA", "Picking")
    it.shoot("menu", "Menu with the number of tasks waiting")
    it.press("1", "Choose or scan")
    it.shoot("tasks", "List of pick tasks")
    it.scan("ОТ-000005", "SCAN LOCATION")
    it.shoot("cell", "Go to the cell shown in reverse and scan its label")
    it.shoot("cell-40x8", "The same prompt on a forklift terminal of 40 by 8", (40, 8))
    it.shoot("cell-20x4", "The same prompt on a terminal of four lines", (20, 4))
    it.shoot("cell-80x24", "The same prompt on a terminal of 80 by 24", (80, 24))
    it.shoot("cell-120x36", "The same prompt on a monitor, with all commands", (120, 36))
    it.resize(GUN)
    it.scan("CC0811", "SCAN LOCATION")
    it.told("!")
    it.shoot("wrong-cell", "A wrong cell: the whole screen changes")
    it.scan("CC0822", "SCAN ITEM")
    it.shoot("item", "Scan the item")
    it.scan("4608062009076", "SCAN ITEM")
    it.told("!")
    it.shoot("wrong-item", "A wrong item: what was expected and what is in the hand")
    it.scan("4607803009214", "SCAN LOT")
    it.shoot("lot", "Scan or type the lot")
    it.scan("П260909", "QUANTITY")
    it.shoot("quantity", "Confirm the quantity, type another, or count by scanning")
    it.press("\r", "SCAN DESTINATION")
    it.shoot("destination", "Scan where the goods are put")
    it.scan("CS01", "Take there, Enter")
    it.shoot("finish", "Everything is picked")
    it.press("\r", "Picking")
    it.told("+")
    it.shoot("done", "The task is done, the others are waiting")


def ship(it: Morning) -> None:
    """Pick the order of one line and hand it over."""
    it.press("1", "Choose or scan")
    it.scan("ОТ-000001", "SCAN LOCATION")
    it.scan("CA0111", "SCAN ITEM")
    it.scan("4608136000015", "QUANTITY")
    it.scan("CS01", "Take there, Enter")
    it.press("\r", "Shipping")
    it.press("3", "Choose or scan")
    it.shoot("shipments", "Orders that stand ready to be shipped")
    it.press("1", "Hand over, Enter")
    it.shoot("shipping", "Hand the goods over")
    it.press("\r", "Picking")
    it.told("+")
    it.shoot("shipped", "Shipped: the goods have left the stock")


def fall_short(it: Morning) -> None:
    """Less is in the cell than the books say; then a look-up, help and a lock."""
    it.press("1", "Choose or scan")
    it.scan("ОТ-000012", "SCAN LOCATION")
    it.scan("CA0121", "SCAN ITEM")
    it.press(".2", "How much is there?")
    it.shoot("short", "Short: how much is there?")
    it.press("4\r", "Why?")
    it.shoot("reasons", "Short: why?")
    it.press("1", "Rest elsewhere?")
    it.shoot("elsewhere", "Short: take the rest from other cells?")
    it.press("1", "SCAN LOCATION")
    it.told("?")
    it.shoot("replanned", "The rest of the line comes from another cell")
    it.press("\x15", "SCAN LOCATION")
    it.terminal.wait_until(lambda shown: "A-01-21" in shown, "the line taken back")
    it.shoot("undone", "The last step is taken back: put the goods back")
    it.press("\x0f", "SCAN ANYTHING")
    it.scan("CA0121", "A-01-21")
    it.shoot("info", "What lies in a cell")
    it.press("\x02", "SCAN LOCATION")
    it.press("\x05", "Enter: back")
    it.shoot("help", "Every command and how to give it", (40, 24))
    it.resize(GUN)
    it.press("\r", "SCAN LOCATION")
    it.press("\x18", "Badge or password")
    it.shoot("locked", "The screen is locked: the work stays where it is")


def bring_to_check(database: Database) -> None:
    """Let the northern warehouse finish a paper pick, so that there is something to check."""
    with transaction(database.sessions) as session:
        house = session.scalars(select(Warehouse.id).where(Warehouse.code == "СС")).one()
        order = session.scalars(
            select(Document.id).where(
                Document.type == "outbound_order",
                Document.warehouse_id == house,
                Document.status == "to_pick",
            )
        ).first()
        assert order is not None
        picks_finished(session, SYSTEM, order, clock=FixedClock(NOON))


def check(it: Morning) -> None:
    """Check what was picked, scan by scan."""
    it.sees("Badge or login")
    it.scan("KLAD-BADGE-TIMUR", "Choose warehouse")
    it.shoot("warehouse", "Choose the warehouse to work in")
    it.press("2", "Checking")
    it.press("2", "Choose order")
    it.shoot("checks", "Orders that wait for a check")
    it.press("1", "SCAN ITEM")
    for number in ("1", "2"):
        it.scan("4608025000119", _("{n} of {all}").format(n=number, all="2"))
    it.shoot("check", "Check: scan everything that stands there")
    it.scan("4608062000561", _("{n} of {all}").format(n="1", all="3"))
    it.press("\r", "What to do?")
    it.shoot("check-end", "Check: what differs, and what to do about it")
