"""Bare `klad`: sign in, choose a workplace, work there."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core.access.sign_in import LockOut
from core.db.engine import Database
from core.kernel.clock import SystemClock, company_zone
from tui.commands.context import open_from_settings, settings
from tui.settings import DEFAULT, Settings
from tui.terminal.profiles import profile_for


def open_workstation(workplace: str = "") -> None:
    """Open the workstation on the database of the settings; returns when the person leaves.

    Args:
        workplace: opened after sign-in; "" takes the settings', or offers those the role has.
    """
    found = settings()
    database = open_from_settings("klad desk")
    try:
        run_workstation(database, found, workplace=workplace or found.workplace)
    finally:
        database.close()


def run_workstation(
    database: Database,
    found: Settings,
    *,
    workplace: str = "",
    hints: Sequence[str] = (),
    folder: Path | None = None,
) -> None:
    """Run the workstation on an open database.

    Args:
        hints: lines on the sign-in screen.
        folder: where the log and the last login are kept; None is the data directory.
    """
    require_terminal()
    prepare_environment(mono=found.handheld.mono)
    zone = company_zone(found.timezone)

    from tui.app import Elsewhere, Station, WorkstationApp  # noqa: PLC0415 - Textual, after the environment
    from tui.formatting import show_times_in  # noqa: PLC0415 - beside its only use

    show_times_in(zone)
    station = Station(
        database,
        SystemClock(zone),
        folder or found.data_dir,
        LockOut(found.security.attempts, found.security.lock_minutes),
        workplace,
        hints,
        language_told=found.origins.get("language", DEFAULT) != DEFAULT,
    )
    app = WorkstationApp(station)
    result = app.run()
    if isinstance(result, Elsewhere):
        go_elsewhere(result.workplace)
    if app.return_code:
        raise SystemExit(app.return_code)


def go_elsewhere(workplace: str) -> None:
    """Become the program of another workplace: nothing of this one stays in memory."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "tui", workplace])  # noqa: S606 - ourselves


def require_terminal() -> None:
    """End with a message when there is no terminal to draw on."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return
    from tui.locale import _  # noqa: PLC0415 - the language is known by now

    sys.stderr.write(_("This needs a terminal; see klad --help for what runs without one.") + "\n")
    raise SystemExit(2)


def prepare_environment(*, mono: bool) -> None:
    """Make the framework's own variables mean nothing, and a terminal without colour get none.

    Called before Textual is imported: it reads the environment then.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    term = os.environ.get("TERM", "")
    colourless = profile_for(term).name in {"mono", "vt220"} and not os.environ.get("COLORTERM")
    if mono or colourless:
        os.environ["NO_COLOR"] = "1"
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
