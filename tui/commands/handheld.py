"""`klad handheld`: a storekeeper's terminal, here or at the other end of an SSH connection."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from core.kernel.clock import SystemClock, company_zone
from core.kernel.errors import DomainError
from core.kernel.ids import uuid7
from devices.errors import DeviceError
from devices.settings import ScannerSettings
from tui.error_text import HasFacts
from tui.locale import _, use_language
from tui.settings import load_settings
from tui.terminal.profiles import PROFILES, profile_for

_EPILOG = """
Examples: `klad handheld` on this terminal; in authorized_keys of a restricted user
`restrict,pty,command="klad handheld --user ivan" ssh-ed25519 AAAA...`: whoever has the key is ivan
and reaches nothing but klad.
"""


@click.command(epilog=_EPILOG)
@click.option("--user", "login", default="", help="Skip signing in: the SSH key proved who it is.")
@click.option("--warehouse", default="", help="Code of the only warehouse of this terminal.")
@click.option(
    "--terminal",
    type=click.Choice(list(PROFILES)),
    help="What the terminal understands; by default told by TERM.",
)
@click.option("--prefix", default="", help="What the keyboard gun sends before each code.")
@click.option(
    "--destination",
    type=click.Choice(["line", "task", "never"]),
    default="line",
    show_default=True,
    help="When the place goods are put must be scanned.",
)
@click.option("--count", is_flag=True, help="Suggest no quantity: scan each unit or type it.")
@click.option("--no-zero-check", is_flag=True, help="Do not ask whether an emptied cell is empty.")
def handheld(
    *,
    login: str,
    warehouse: str,
    terminal: str | None,
    prefix: str,
    destination: str,
    count: bool,
    no_zero_check: bool,
) -> None:
    """Pick, check and look up with a scanner.

    The screen fits itself to any size from 20x4 on. A gun that imitates the keyboard needs no
    setting; serial and TCP scanners are in the settings file.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]  # the client of an SSH connection does not configure klad
    use_language(None)
    try:
        told = load_settings()
        language = use_language(told.language)
        gun = ScannerSettings(name="keys", prefix=prefix)
        profile = profile_for(
            os.environ.get("TERM", ""), "mono" if told.handheld.mono and not terminal else terminal
        )
    except (DomainError, DeviceError) as error:
        _fail(error)
    if not sys.stdin.isatty():
        raise click.ClickException(_("klad handheld needs a terminal: with ssh use -t"))
    if terminal is None and os.environ.get("TERM") == "dumb":
        raise click.ClickException(
            _(
                "TERM=dumb says that this terminal cannot place a cursor. Set TERM to what it is,"
                " for example vt220, or name it with --terminal."
            )
        )

    # The settings know it by now; Textual would filter colours out of cells it does not paint.
    os.environ.pop("NO_COLOR", None)

    from tui.flows.handheld.opening import Opening  # noqa: PLC0415 - only when it runs
    from tui.flows.handheld.profile import Confirm, Profile  # noqa: PLC0415
    from tui.formatting import show_times_in  # noqa: PLC0415
    from tui.handheld.app import HandheldApp  # noqa: PLC0415 - loads Textual
    from tui.terminal.driver import terminal_encoding  # noqa: PLC0415

    _write_log(told.data_dir)
    zone = company_zone(told.timezone)
    show_times_in(zone)
    opening = Opening(
        clock=SystemClock(zone),
        language=language,
        database_url=told.database.url,
        data_dir=told.data_dir,
        gun=gun,
        scanners=told.scanners,
        login=login,
        warehouse=warehouse or told.handheld.warehouse,
        profile=Profile(
            destination=Confirm(destination), count_by_scan=count, zero_check=not no_zero_check
        ),
        idle_minutes=told.security.idle_minutes,
        prints=bool(told.printers),
        attempts=told.security.attempts,
        lock_minutes=told.security.lock_minutes,
    )
    app = HandheldApp(opening, profile, encoding=terminal_encoding(), beep=told.handheld.beep)
    app.run(mouse=False)
    if isinstance(app.failure, DomainError | DeviceError):
        _fail(app.failure)
    if app.failure is not None:
        incident = uuid7().hex[-8:]
        logging.getLogger("klad.handheld").error("incident %s", incident, exc_info=app.failure)
        raise click.ClickException(_("klad made a mistake ({incident}).").format(incident=incident))


def _fail(error: HasFacts) -> NoReturn:
    """Tell *error* and end; what it takes to open databases is loaded only now."""
    from tui.commands.context import fail  # noqa: PLC0415 - the first screen must not wait for it

    fail(error)


def _write_log(folder: Path) -> None:
    """Let incidents be read afterwards; a terminal that may not write files goes without."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(
            filename=folder / "handheld.log",
            level=logging.WARNING,
            encoding="utf-8",
            format="%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s",
        )
