"""The first order of README, key by key and code by code as it is written there."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

from core.db.engine import Database
from tests.e2e.terminal import PtyTerminal
from tests.pictures.desk import sitting

README = Path(__file__).parents[2] / "README.md"
SHOT = re.compile(r"klad device emulate scanner (\w+)")


def test_the_first_order(demo_database: Database, tmp_path: Path) -> None:
    """A storekeeper picks and ships it with the emulated scanner; a manager bills and prints it."""
    wrong, cell, item, door = SHOT.findall(README.read_text(encoding="utf-8"))[1:]
    url = f"tcp://127.0.0.1:{_free_port()}"
    environment = {
        "KLAD_DATABASE_URL": demo_database.url.render_as_string(hide_password=False),
        "KLAD_DATA_DIR": str(tmp_path),
        "KLAD_LANGUAGE": "en",
        "KLAD_SCANNER": url,
        "KLAD_PRINTER": str(tmp_path / "printed"),
        "TERM": "xterm-256color",
    }
    klad = [sys.executable, "-m", "tui", "handheld", "--user", "anna"]
    with PtyTerminal(klad, (80, 24), environment) as terminal:
        terminal.wait_for("1 Picking")
        terminal.feed("1")
        terminal.wait_for("1 ОТ-000001")
        terminal.feed("1")
        terminal.wait_for("LOC A-01-11")
        _shoot(url, wrong)
        terminal.wait_for("Wrong cell")
        _shoot(url, cell)
        terminal.wait_for("SCAN ITEM")
        _shoot(url, item)
        terminal.wait_for("QUANTITY")
        assert "QTY 3" in terminal.text
        _shoot(url, door)
        terminal.wait_for("Take there, Enter")
        terminal.feed("\r")
        terminal.wait_for("is done")
        terminal.feed("2")
        terminal.wait_for("pick list of РО-000001 is printed")
        terminal.feed("1")
        terminal.wait_for("1 Picking")
        terminal.feed("3")
        terminal.wait_for("1 РО-000001")
        terminal.feed("1")
        terminal.wait_for("Hand over")
        terminal.feed("\r")
        terminal.wait_for("Shipped: РО-000001")
        terminal.feed("1")
        terminal.wait_for("8 Sign out")
        terminal.feed("8")
        terminal.wait_for(r"Sign out\?")
        terminal.feed("1")
        assert terminal.wait_end() == 0
    _bill(demo_database, tmp_path)


def _bill(database: Database, folder: Path) -> None:
    pages = folder / "printed"
    pages.mkdir()
    settings = folder / "klad.toml"
    settings.write_text(
        f'[[printer]]\nname = "file"\nkind = "file"\ntarget = "{pages.as_posix()}"\n',
        encoding="utf-8",
    )
    with sitting(database, folder, "en", KLAD_CONFIG=str(settings)) as it:
        it.sign_in("olga")
        it.type("expense")
        it.press("enter", "РО-000009")
        it.type("000001")
        it.terminal.wait_until(lambda shown: "РО-000009" not in shown, "one row")
        it.press("enter", "Shipped", "Молоток")
        it.press("f10", "1  Make invoices")
        it.press("1", "Sales invoice · КЛ-000006")
        it.press("f8", "~D:")
        it.press("f8", "Sent to the printer")
        it.terminal.wait_until(lambda _: bool(list(pages.glob("*.pdf"))), "a printed file")
        it.press("f12", "Password")


def test_an_order_of_your_own(demo_database: Database, tmp_path: Path) -> None:
    """Key by key: nothing has to be chosen but the partner, the item and its quantity."""
    with sitting(demo_database, tmp_path, "en") as it:
        it.sign_in("admin")
        it.type("customer")
        it.press("enter", "КЛ-000015")
        it.press("insert", "Counterparty", "Центральный")
        it.press("f4", "Pick: Partners", "Агрофирма")
        it.press("enter", "ООО Агрофирма")
        it.press("insert", "Pick an item")
        it.type("00000001")
        it.press("enter", "1 Молоток")
        it.type("5")
        it.press("enter", "Pick an item")
        it.press("\x1b", "1 432.50")
        it.press("\x13", "Saved.")
        it.press("f10", "What to do")
        it.press("1", "Put order КЛ-000052 to fulfilment?")
        it.press("y", "[To fulfil]")
        it.press("f10", "1  Make an expense order")
        it.press("1", "Expense order · РО-0000")
        it.press("f10", "1  Release to picking")
        it.press("1", "[To pick]", "pick tasks made: 1")


def _shoot(url: str, code: str) -> None:
    klad = [sys.executable, "-m", "tui", "device", "emulate", "scanner"]
    subprocess.run([*klad, "--to", url, code], check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
