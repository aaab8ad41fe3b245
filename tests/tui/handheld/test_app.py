"""The application under Textual's own test driver: the same picture, composed as a widget."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core.db.engine import Database
from core.kernel.clock import SystemClock
from tui.flows.handheld.opening import Opening
from tui.handheld.app import HandheldApp
from tui.terminal.profiles import XTERM_256


async def test_the_sign_in_screen_and_a_key(database: Database, tmp_path: Path) -> None:
    """Painted without a terminal; typed characters reach the prompt through the same assembler."""
    opening = Opening(
        clock=SystemClock(),
        language="en",
        database_url=database.url.render_as_string(hide_password=False),
        data_dir=tmp_path,
    )
    app = HandheldApp(opening, XTERM_256, encoding="utf-8")
    async with app.run_test(size=(26, 20)) as pilot:
        for key in "iv":
            await pilot.press(key)
        for _attempt in range(300):
            await asyncio.sleep(0.1)
            if "iv_" in app.screen_text:
                break
        lines = app.screen_text.splitlines()
        assert lines[0].startswith("KLAD")
        assert lines[14].rstrip() == "Badge or login"
        assert lines[15].rstrip() == "iv_"
        assert "Badge" in app.export_screenshot()
