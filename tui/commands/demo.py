"""`klad demo`: klad on a company made up to try it on, in a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from core.db.engine import Database
from core.kernel.clock import SystemClock
from tui.commands.context import settings, telling
from tui.locale import _
from tui.settings import Settings

PRINTED = "printed"
"""Where the demo's printed pages lie, in its folder."""

FOLDER = "klad-demo"
"""The data directory beside the real one, so that the demo never touches real data."""


@click.command(epilog="Example: klad demo")
@click.option("--fresh", is_flag=True, help="Throw the demo company away and make it anew.")
@click.option("--prepare", is_flag=True, help="Only make the company ready; open nothing.")
@click.option(
    "--day",
    type=click.IntRange(1, 2000),
    help="Have so many orders to deliver tomorrow: a day for the dispatcher.",
)
def demo(*, fresh: bool, prepare: bool, day: int | None) -> None:
    """Open klad on a demo company: 2 000 items, 60 partners, a warehouse with cells.

    The users and their password stand on the sign-in screen. The handheld listens for the emulated
    scanner: klad device emulate scanner. Printed pages become files.
    """
    told = settings()
    folder = demo_folder(told)
    with telling():
        if fresh:
            throw_away(folder)
        database = make_ready(folder)
        if day is not None:
            fill_day(database, day)
    if prepare:
        print(_("The demo company is ready."))
        database.close()
        return
    try:
        work(database, told, folder)
    finally:
        database.close()


def demo_folder(told: Settings) -> Path:
    """Return where the demo keeps its database: beside the data directory of the settings."""
    return told.data_dir.parent / FOLDER


def throw_away(folder: Path) -> None:
    """Stop the demo's server; remove its data, its printed pages, and who signed in last."""
    import shutil  # noqa: PLC0415 - rarely asked for

    from core.db.embedded import stop  # noqa: PLC0415 - rarely asked for
    from tui.flows.desk.entrance import Remembered  # noqa: PLC0415

    if (folder / "postgresql").exists():
        stop(folder)
    for name in ("postgresql", PRINTED):
        shutil.rmtree(folder / name, ignore_errors=True)
    Remembered.forget(folder)


def make_ready(folder: Path) -> Database:
    """Start the demo's database, bring its tables up to date, fill it once; return it open.

    Raises:
        Unavailable: the server does not start.
    """
    from core.db.embedded import ensure_running  # noqa: PLC0415 - only the demo starts it itself
    from core.db.engine import connect  # noqa: PLC0415
    from core.schema import whole_metadata  # noqa: PLC0415

    whole_metadata()
    stages = _Stages()
    stages.tell(_("Starting the database"))
    url = ensure_running(folder)
    # The handheld is a program of its own: it finds the same company by these.
    os.environ["KLAD_DATABASE_URL"] = url
    os.environ["KLAD_DATA_DIR"] = str(folder)
    database = connect(url, application_name="klad demo")
    from core.db.revisions import upgrade  # noqa: PLC0415 - loads Alembic

    upgrade(database.engine)
    if not _has_users(database):
        _seed(database, stages)
    stages.done()
    return database


def fill_day(database: Database, orders: int) -> None:
    """Have so many orders to deliver tomorrow; those there are already count."""
    from sqlalchemy import text  # noqa: PLC0415 - rarely asked for

    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from core.exchange.demo.deliveries import add_deliveries  # noqa: PLC0415

    stages = _Stages()
    stage = _("Deliveries of tomorrow")
    with transaction(database.sessions) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        add_deliveries(
            session, SystemClock(), orders, lambda done, all_: stages.at(stage, done, all_)
        )
    stages.done()


def work(database: Database, told: Settings, folder: Path) -> None:
    """Open the workstation; come back to its door after the handheld."""
    from core.kernel.clock import company_zone  # noqa: PLC0415 - not for --help
    from devices.settings import DEFAULT_URL  # noqa: PLC0415
    from tui.commands.workstation import Outcome, open_door, spooling  # noqa: PLC0415

    os.environ.setdefault("KLAD_SCANNER", DEFAULT_URL)
    pages = folder / PRINTED
    pages.mkdir(parents=True, exist_ok=True)
    if not told.printers:
        # The handheld is told of the same printer.
        os.environ["KLAD_PRINTER"] = str(pages)
    station = replace(settings(), data_dir=folder)
    clock = SystemClock(company_zone(told.timezone))
    while True:
        outcome: Outcome = open_door(database, station, hints=_hints(pages))
        if not outcome.workplace:
            return
        with spooling(database, station, clock):
            subprocess.run(
                [sys.executable, "-m", "tui", outcome.workplace, "--user", outcome.login],
                check=False,
            )


def _seed(database: Database, stages: _Stages) -> None:
    from sqlalchemy import text  # noqa: PLC0415 - only the first time

    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from core.exchange.demo import seed_demo  # noqa: PLC0415 - loads the whole domain

    with transaction(database.sessions) as session:
        # Thousands of rows in one transaction: longer than a storekeeper would wait.
        session.execute(text("SET LOCAL statement_timeout = 0"))
        seed_demo(session, SystemClock(), lambda stage, done, all_: stages.at(_(stage), done, all_))


def _has_users(database: Database) -> bool:
    from core.access.actor import SYSTEM  # noqa: PLC0415 - not for --help
    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from core.documents.listing import ListQuery, count  # noqa: PLC0415

    with transaction(database.sessions) as session:
        return count(session, SYSTEM, "users", ListQuery(), cap=1) > 0


def _hints(pages: Path) -> list[Callable[[], str]]:
    """Return what says who may sign in, and with what."""
    from core.exchange.demo.staff import PASSWORD, USERS  # noqa: PLC0415 - not for --help

    logins = ", ".join(user.login for user in USERS)
    return [
        lambda: _("Demo users: {logins}. Password of all: {password}").format(
            logins=logins, password=PASSWORD
        ),
        lambda: _("Printed pages: {folder}").format(folder=pages),
    ]


class _Stages:
    """A bar of progress on the terminal; nothing at all when nobody watches."""

    WIDTH = 24

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def tell(self, stage: str) -> None:
        """Say what is being done."""
        self.at(stage, 0, 1)

    def at(self, stage: str, done: int, total: int) -> None:
        """Say what is being done, and how far it is."""
        if self._shown:
            full = self.WIDTH * done // total
            bar = "#" * full + "." * (self.WIDTH - full)
            sys.stderr.write(f"\r\x1b[K[{bar}] {stage}")
            sys.stderr.flush()

    def done(self) -> None:
        """Take the bar away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
