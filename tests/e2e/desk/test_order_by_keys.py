"""The real process on a real terminal: an order from sign-in to release, in raw bytes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.fulfilment.models import OutboundOrder
from core.kernel.clock import FixedClock
from core.sales.models import CustomerOrder
from tests.e2e.terminal import PtyTerminal
from tests.tui.desk.scene import PASSWORD, build

ENTER, ESCAPE = "\r", "\x1b"
CTRL_S, CTRL_D, CTRL_W, CTRL_Q = "\x13", "\x04", "\x17", "\x11"
F10, INSERT = "\x1b[21~", "\x1b[2~"

TERMINALS = {
    "xterm-256color": (INSERT, F10),
    "vt220": (CTRL_W, CTRL_D),
}
"""Keys of terminals with function keys, and their letter twins for those without."""


@pytest.mark.parametrize("term", TERMINALS)
def test_an_order_is_typed_confirmed_and_released_on_a_real_terminal(
    fresh_database: Database, tmp_path: Path, term: str
) -> None:
    build(fresh_database, FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)), cells=True)
    insert, do = TERMINALS[term]
    environment = {
        "KLAD_DATABASE_URL": fresh_database.url.render_as_string(hide_password=False),
        "KLAD_DATA_DIR": str(tmp_path),
        "KLAD_LANGUAGE": "ru",
        "TERM": term,
        "COLORTERM": "",
        "TEXTUAL_THEME": "dracula",
    }
    command = [sys.executable, "-m", "tui", "desk"]
    with PtyTerminal(command, (80, 24), environment) as terminal:
        terminal.wait_for("klad · вход")
        terminal.feed(f"boss{ENTER}{PASSWORD}{ENTER}")
        terminal.wait_for("Заказы клиентов")
        terminal.feed(f"заказы{ENTER}")
        terminal.wait_for("0 строк")
        terminal.feed(insert)
        terminal.wait_for("Заказ клиента · новый")
        terminal.feed(f"ромашка{ENTER}" + ENTER * 12)
        terminal.wait_for("Подбор номенклатуры")
        terminal.feed(f"чай{ENTER}12{ENTER}молоко{ENTER}3,5{ENTER}")
        terminal.wait_for("Подбор номенклатуры")
        terminal.feed(ESCAPE)
        terminal.wait_for("6 350,00")
        terminal.feed(CTRL_S)
        terminal.wait_for("Записано")
        terminal.feed(do)
        terminal.wait_for("Подтвердить")
        terminal.feed("1")
        terminal.wait_for("Поставить заказ КЛ-000001 к выполнению")
        terminal.feed("д")
        terminal.wait_for(r"\[К выполнению\]")
        terminal.feed(do)
        terminal.wait_for("Создать расходный ордер")
        terminal.feed("1")
        terminal.wait_for(r"РО-000001 · \[Подготовлен")
        terminal.feed(do)
        terminal.wait_for("Отдать в отбор")
        terminal.feed("1")
        terminal.wait_for("заданий создано: 1")
        terminal.feed(CTRL_Q)
        terminal.wait_for("Выйти из klad")
        terminal.feed("д")
        assert terminal.wait_end() == 0
        if term == "vt220":
            assert b"\x1b[?1003h" not in terminal.received
            assert b"\x1b[38;5" not in terminal.received
            assert b"\x1b[>" not in terminal.received
    with transaction(fresh_database.sessions) as session:
        order = session.scalars(select(CustomerOrder)).one()
        outbound = session.scalars(select(OutboundOrder)).one()
    assert (order.status, order.total_minor) == ("to_fulfil", 6_350_00)
    assert outbound.status == "to_pick"


def test_the_desk_without_a_terminal_says_what_it_needs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui", "desk"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "KLAD_DATA_DIR": str(tmp_path), "LANG": "C"},
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "Traceback" not in done.stderr
