"""Bare `klad`: sign in, choose a workplace, work there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from core.access.sign_in import LockOut
from core.db.engine import Database
from core.kernel.clock import SystemClock, company_zone
from tui.commands.context import open_from_settings, settings, telling
from tui.locale import _
from tui.settings import DEFAULT, Settings
from tui.terminal.profiles import profile_for


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why the workstation was left."""

    workplace: str = ""
    """A workplace that is a program of its own; "" when the person simply left."""
    login: str = ""
    """Who chose it."""


def open_workstation(workplace: str = "") -> None:
    """Open the workstation on the database of the settings; returns when the person leaves.

    Args:
        workplace: opened after sign-in; "" takes the settings', or offers those the role has.
    """
    found = settings()
    require_terminal()
    database = open_from_settings("klad desk", whole=False)
    try:
        with telling():
            require_ready(database, embedded=found.database.url is None)
        outcome = open_door(database, found, workplace=workplace or found.workplace)
    finally:
        database.close()
    if outcome.workplace:
        # Become the other program: nothing of this one stays in memory.
        sys.stdout.flush()
        command = [sys.executable, "-m", "tui", outcome.workplace, "--user", outcome.login]
        os.execv(sys.executable, command)  # noqa: S606 - ourselves


def open_door(
    database: Database,
    found: Settings,
    *,
    workplace: str = "",
    hints: Sequence[Callable[[], str]] = (),
) -> Outcome:
    """Run the workstation on an open database; paper and background work are seen to meanwhile.

    Args:
        hints: say lines on the sign-in screen, in the language of the moment.
    """
    require_terminal()
    prepare_environment(mono=found.handheld.mono)
    zone = company_zone(found.timezone)

    from tui.app import Elsewhere, Station, WorkstationApp  # noqa: PLC0415 - reads the environment
    from tui.flows.lookout import Lookout  # noqa: PLC0415 - only here
    from tui.formatting import show_times_in  # noqa: PLC0415 - beside its only use

    show_times_in(zone)
    clock = SystemClock(zone)
    lookout = Lookout(database, clock)
    station = Station(
        database,
        clock,
        found.data_dir,
        LockOut(found.security.attempts, found.security.lock_minutes),
        workplace,
        hints,
        idle_minutes=found.security.idle_minutes,
        language_told=found.origins.get("language", DEFAULT) != DEFAULT,
        lookout=lookout,
    )
    app = WorkstationApp(station, driver_class=_driver())
    lookout.start()
    try:
        with spooling(database, found, clock):
            result = app.run()
    finally:
        lookout.stop()
    if isinstance(result, Elsewhere):
        return Outcome(result.workplace, result.login)
    if app.return_code:
        raise SystemExit(app.return_code)
    return Outcome()


@contextmanager
def spooling(database: Database, found: Settings, clock: SystemClock) -> Iterator[None]:
    """Bring out what waits in the outbox as long as the workstation is open.

    Without printers in the settings nothing is done: another workstation may have them.
    """
    if not found.printers:
        yield
        return
    from tui.flows.spool import Spooler, printers_from  # noqa: PLC0415 - only with printers

    with telling():
        spooler = Spooler(database, printers_from(found.printers), clock)
    spooler.start()
    try:
        yield
    finally:
        spooler.stop()


def require_ready(database: Database, *, embedded: bool) -> None:
    """Bring the embedded database up to date; end with a message when there is nobody to sign in.

    Raises:
        Unavailable: the database does not answer.
    """
    from core.access.actor import SYSTEM  # noqa: PLC0415 - after the terminal is there
    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from core.documents.listing import ListQuery, count  # noqa: PLC0415

    if embedded:
        from core.db.revisions import upgrade  # noqa: PLC0415 - loads Alembic

        upgrade(database.engine)
    with transaction(database.sessions) as session:
        known = session.execute(text("SELECT to_regclass('app_user')")).scalar() is not None
        users = known and count(session, SYSTEM, "users", ListQuery(), cap=1)
    if not known:
        sys.stderr.write(_("This database has no tables yet. Run: klad db upgrade") + "\n")
    elif not users:
        sys.stderr.write(
            _("There are no users yet. Run: klad user add LOGIN --role admin; or try: klad demo")
            + "\n"
        )
    if not users:
        raise SystemExit(1)


def _driver() -> Any:  # noqa: ANN401 - a class of Textual's, None for its own choice
    """Return the driver for a terminal that knows little, None where Textual's own will do."""
    if profile_for(os.environ.get("TERM", "")).name != "vt220":
        return None
    from tui.desk.plain_driver import PlainDriver  # noqa: PLC0415 - loads Textual

    return PlainDriver


def require_terminal() -> None:
    """End with a message when there is no terminal to draw on."""
    # Textual draws on the error stream.
    if sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty():
        return
    sys.stderr.write(_("This needs a terminal; see klad --help for what runs without one.") + "\n")
    raise SystemExit(2)


def prepare_environment(*, mono: bool) -> None:
    """Make the framework's own variables mean nothing, and a terminal without colour get none.

    Called before Textual is imported: it reads the environment then.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    for name in ("COLUMNS", "LINES"):
        # Exported, they would hold the screen to one size whatever the terminal's becomes.
        os.environ.pop(name, None)
    term = os.environ.get("TERM", "")
    colourless = profile_for(term).name in {"mono", "vt220"} and not os.environ.get("COLORTERM")
    if mono or colourless:
        os.environ["NO_COLOR"] = "1"
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
