"""`klad demo`: begun anew it remembers nobody; its handheld prints where its desk does."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.print_jobs import ask_print
from core.kernel.clock import SystemClock
from tui.commands import demo, workstation
from tui.commands.workstation import Outcome
from tui.flows.desk.entrance import Remembered
from tui.settings import load_settings

PATIENCE = 20.0


def test_a_fresh_demo_remembers_nobody(tmp_path: Path) -> None:
    """Neither who signed in last nor the pages that were printed."""
    Remembered("olga", "ru").store(tmp_path)
    pages = tmp_path / "printed"
    pages.mkdir()
    (pages / "old.pdf").write_bytes(b"%PDF")

    demo.throw_away(tmp_path)

    assert Remembered.load(tmp_path) == Remembered()
    assert list(tmp_path.iterdir()) == []
    demo.throw_away(tmp_path)


def test_a_storekeeper_of_the_demo_prints_while_he_works(
    demo_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """His terminal knows the printer of the desk, and what he asks for comes out at once."""
    doors = [Outcome("handheld", "anna"), Outcome()]
    printers: list[Any] = []

    def works(command: list[str], *, check: bool) -> None:
        assert command[-3:] == ["handheld", "--user", "anna"]
        assert not check
        printers.extend(load_settings().printers)
        with transaction(demo_database.sessions) as session:
            order = session.execute(
                text("SELECT min(document_id) FROM outbound_order")
            ).scalar_one()
            ask_print(session, SYSTEM, order, "pick_list", clock=SystemClock(), job_key="demo")
        end = time.monotonic() + PATIENCE
        while not list((tmp_path / "printed").glob("*.pdf")):
            assert time.monotonic() < end, "nothing was printed"
            time.sleep(0.05)

    monkeypatch.setattr(workstation, "open_door", lambda *_args, **_named: doors.pop(0))
    monkeypatch.setattr(subprocess, "run", works)
    monkeypatch.delenv("KLAD_PRINTER", raising=False)

    demo.work(demo_database, load_settings(), tmp_path)

    assert doors == []
    assert printers == [{"name": "printer", "kind": "file", "target": str(tmp_path / "printed")}]
    assert os.environ["KLAD_PRINTER"] == str(tmp_path / "printed")
