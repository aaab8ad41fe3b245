"""`klad doctor`: what is missing on this machine and how to get it.

Each check looks at one thing and never raises: whatever it meets becomes a finding.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import click
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from core.kernel.errors import DomainError
from devices.errors import BadDeviceSetting
from printing.errors import PrintError
from tui.commands.context import print_json, settings
from tui.error_text import explain
from tui.locale import CATALOGUE, FOLDER, _, ngettext
from tui.settings import Settings, masked, unknown_variables

_ROOM_NEEDED: Final = 200_000_000
_ROOM_WISHED: Final = 2_000_000_000
_SMALLEST: Final = (20, 4)
_OLDEST_PYTHON: Final = (3, 11)
LATE_MINUTES: Final = 15
"""How long due work may wait before somebody is to look after it."""


class State(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARN = "warn"
    """Something will not work, the rest will."""

    STOP = "stop"
    """klad cannot work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was seen, what to do."""

    what: str
    state: State
    seen: str
    todo: str = ""


@click.command(epilog="Example: klad doctor --json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, as_json: bool) -> None:
    """Look at everything klad needs and say what to do about what is missing.

    Exit code 0 when nothing essential is missing. Changes nothing; klad's own PostgreSQL is started
    if it has been made before.
    """
    told = settings()
    findings = [finding for check in CHECKS for finding in check(told)]
    fine = all(finding.state is not State.STOP for finding in findings)
    if as_json:
        print_json(
            {
                "ok": fine,
                "findings": [
                    {
                        "what": found.what,
                        "state": found.state.value,
                        "seen": found.seen,
                        "todo": found.todo,
                    }
                    for found in findings
                ],
            }
        )
    else:
        marks = {State.OK: "+", State.WARN: "?", State.STOP: "!"}
        for found in findings:
            print(f"{marks[found.state]} {found.what:<18} {found.seen}")
            if found.todo:
                print(f"  {'':<18} → {found.todo}")
        print(_("All that klad needs is here.") if fine else _("klad cannot work yet: see “!”."))
    if not fine:
        raise SystemExit(1)


def check_python(_told: Settings) -> Iterator[Finding]:
    """Look at the interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= _OLDEST_PYTHON:
        yield Finding("Python", State.OK, version)
    else:
        yield Finding(
            "Python", State.STOP, version, _("Install Python 3.11 or newer, then make setup.")
        )


def check_settings(told: Settings) -> Iterator[Finding]:
    """Look at where settings came from and at variables nobody reads."""
    yield Finding(_("Settings"), State.OK, str(told.file or _("no file: defaults")))
    for name, nearest in unknown_variables(os.environ):
        hint = _("Did you mean {name}?").format(name=nearest) if nearest else _("Remove it.")
        yield Finding(_("Settings"), State.WARN, _("Nothing reads {name}.").format(name=name), hint)


def check_database(told: Settings) -> Iterator[Finding]:
    """Look at the server: reachable, new enough, durable, its schema up to date."""
    from core.db import embedded  # noqa: PLC0415 - a check loads what it needs
    from core.db.engine import connect  # noqa: PLC0415
    from core.db.postgres_programs import require_embedded_programs  # noqa: PLC0415

    url = told.database.url
    try:
        if url is None:
            require_embedded_programs()
            if not (told.data_dir / "postgresql" / "PG_VERSION").exists():
                yield Finding(
                    _("Database"), State.OK, _("klad's own, made at the first start of klad")
                )
                return
            url = embedded.ensure_running(told.data_dir)
        database = connect(url, application_name="klad doctor")
    except DomainError as error:
        yield _refusal(_("Database"), error)
        return
    try:
        with database.engine.connect() as connection:
            yield from _server_findings(connection, str(masked(url)))
    except SQLAlchemyError as error:
        yield Finding(
            _("Database"),
            State.STOP,
            _first_line(str(getattr(error, "orig", None) or error)),
            _("Start the server, or correct KLAD_DATABASE_URL: {url}").format(url=masked(url)),
        )
    finally:
        database.close()


def check_data_dir(told: Settings) -> Iterator[Finding]:
    """Look at the room and the permissions where data live."""
    place = next(folder for folder in (told.data_dir, *told.data_dir.parents) if folder.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        yield Finding(
            _("Data folder"),
            State.STOP,
            _("{path} is not writable").format(path=place),
            _("Make it yours, or name another folder in KLAD_DATA_DIR."),
        )
        return
    free = shutil.disk_usage(place).free
    seen = _("{path}, {free} MB free").format(path=told.data_dir, free=free // 1_000_000)
    if free < _ROOM_WISHED:
        state = State.STOP if free < _ROOM_NEEDED else State.WARN
        yield Finding(_("Data folder"), state, seen, _("Free some room on this disk."))
    else:
        yield Finding(_("Data folder"), State.OK, seen)


def check_terminal(_told: Settings) -> Iterator[Finding]:
    """Look at the size, the kind, the encoding and the colours of the terminal."""
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "")
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    seen = f"{size.columns}x{size.lines}, TERM={kind or '-'}, {sys.stdout.encoding}, {_colours()}"
    if (size.columns, size.lines) < _SMALLEST or size.lines < _SMALLEST[1]:
        yield Finding(
            _("Terminal"), State.WARN, seen, _("klad needs at least 20 columns and 4 lines.")
        )
    elif kind in {"", "dumb"}:
        yield Finding(
            _("Terminal"), State.WARN, seen, _("Set TERM, for example: export TERM=xterm-256color")
        )
    elif encoding != "utf8":
        yield Finding(
            _("Terminal"),
            State.WARN,
            seen,
            _("Switch the terminal to UTF-8 and set: export PYTHONUTF8=1"),
        )
    else:
        yield Finding(_("Terminal"), State.OK, seen)


def check_language(told: Settings) -> Iterator[Finding]:
    """Look at the locale and at the compiled Russian catalogue."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    yield Finding(
        _("Language"),
        State.OK,
        _("{language} (locale: {locale})").format(language=told.language, locale=locale or "-"),
    )
    sources = [file.stat().st_mtime for file in (FOLDER / "ru").glob("*.po")]
    if not CATALOGUE.exists() or CATALOGUE.stat().st_mtime < max(sources, default=0):
        yield Finding(
            _("Catalogue"),
            State.WARN,
            _("the Russian texts are not compiled"),
            _("Run: python -m tui.locale compile"),
        )
    else:
        yield Finding(_("Catalogue"), State.OK, _("Russian texts compiled"))


def check_printing(told: Settings) -> Iterator[Finding]:
    """Look at fonts, printers and the system's own spooler."""
    if importlib.util.find_spec("reportlab") is None:
        yield Finding(_("Fonts"), State.STOP, _("reportlab is missing"), _("Run: make setup"))
        return
    from printing.engine.fonts import find_fonts  # noqa: PLC0415 - loads reportlab

    try:
        yield Finding(_("Fonts"), State.OK, str(find_fonts().regular))
    except PrintError as error:
        yield _refusal(_("Fonts"), error)
    if told.printers:
        yield _printers(told)
    else:
        yield Finding(
            _("Printers"),
            State.WARN,
            _("none: documents can be seen and saved, not printed"),
            _("Add a [[printer]] table to the settings file."),
        )
    spooler = shutil.which("lp")
    yield (
        Finding("CUPS", State.OK, spooler)
        if spooler
        else Finding(
            "CUPS",
            State.WARN,
            _("no lp: only printers of the network can be used"),
            _("Install it, for example: apt-get install cups-client"),
        )
    )


def _printers(told: Settings) -> Finding:
    from tui.flows.spool import printers_from  # noqa: PLC0415 - not needed without printers

    try:
        return Finding(_("Printers"), State.OK, ", ".join(printers_from(told.printers)))
    except PrintError as error:
        return _refusal(_("Printers"), error)


def check_scanners(told: Settings) -> Iterator[Finding]:
    """Look at the settings of scanners, their ports and who may open them."""
    from devices.inventory import configured, serial_ports  # noqa: PLC0415 - loads pyserial
    from devices.settings import ScannerSettings  # noqa: PLC0415

    ports = serial_ports()
    scanners = []
    for entry in told.scanners:
        try:
            scanners.append(ScannerSettings.from_mapping(entry))
        except BadDeviceSetting as error:
            yield _refusal(_("Scanners"), error)
    if not told.scanners:
        yield Finding(_("Scanners"), State.OK, _("the keyboard, or one that types like it"))
    for found in configured(scanners, ports):
        address = found.settings.url
        if found.present is False and not Path(address).exists():
            yield Finding(
                _("Scanners"),
                State.WARN,
                _("{name}: no {address}").format(name=found.settings.name, address=address),
                _("Plug it in; klad device list shows the ports."),
            )
        else:
            yield Finding(_("Scanners"), State.OK, f"{found.settings.name}: {address}")
    named = {found.url for found in scanners if Path(found.url).exists()}
    for path in sorted(named | {port.path for port in ports if port.usb}):
        if not os.access(path, os.R_OK | os.W_OK):
            yield Finding(
                _("Ports"),
                State.WARN,
                _("you may not open {path}").format(path=path),
                _("Run: sudo usermod -aG {group} $USER; then sign in again.").format(
                    group=_group_of(Path(path))
                ),
            )


def check_ssh(_told: Settings) -> Iterator[Finding]:
    """Look for the SSH server handhelds connect to."""
    found = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found:
        yield Finding(_("SSH server"), State.OK, found)
    else:
        yield Finding(
            _("SSH server"),
            State.WARN,
            _("none: handhelds cannot connect to this machine"),
            _("Install it, for example: apt-get install openssh-server"),
        )


CHECKS: Final[tuple[Callable[[Settings], Iterator[Finding]], ...]] = (
    check_python,
    check_settings,
    check_database,
    check_data_dir,
    check_terminal,
    check_language,
    check_printing,
    check_scanners,
    check_ssh,
)


def _server_findings(connection: Connection, url: str) -> Iterator[Finding]:
    """Yield what the server's own settings and klad's tables tell."""
    from core.db.backup import OLDEST_SERVER, schema_revision, server_major  # noqa: PLC0415
    from core.db.revisions import head_revision  # noqa: PLC0415 - loads Alembic

    version, fsync = connection.execute(
        text("SELECT current_setting('server_version'), current_setting('fsync')")
    ).one()
    commit = connection.execute(
        text("SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'")
    ).scalar_one()
    seen = f"PostgreSQL {version}, {url}"
    if server_major(connection) < OLDEST_SERVER:
        yield Finding(
            _("Database"),
            State.STOP,
            seen,
            _("Upgrade the server: klad needs PostgreSQL {needed} or newer.").format(
                needed=OLDEST_SERVER
            ),
        )
        return
    yield Finding(_("Database"), State.OK, seen)
    if fsync != "on" or commit == "off":
        yield Finding(
            _("Durability"),
            State.WARN,
            f"fsync={fsync}, synchronous_commit={commit}",
            _("Set both to on: a power cut may lose what was confirmed."),
        )
    else:
        yield Finding(_("Durability"), State.OK, f"fsync={fsync}, synchronous_commit={commit}")
    if connection.execute(text("SELECT lower('ЁЖ') = 'ёж'")).scalar_one():
        yield Finding(_("Letters"), State.OK, _("upper and lower case of every alphabet"))
    else:
        yield Finding(
            _("Letters"),
            State.WARN,
            _("the locale of the database knows upper and lower case of English letters only"),
            _(
                "Search finds names only as they are written. Make the database anew, for example:"
                " CREATE DATABASE klad TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'und'"
                " LOCALE 'C'; and restore a backup into it."
            ),
        )
    revision, head = schema_revision(connection), head_revision()
    if revision == head:
        yield Finding(_("Schema"), State.OK, head)
        yield from work_findings(connection)
    else:
        yield Finding(
            _("Schema"),
            State.STOP,
            _("{found}, needed: {head}").format(found=revision or "-", head=head),
            _("Run: klad db upgrade"),
        )


def work_findings(connection: Connection) -> Iterator[Finding]:
    """Yield whether background work is done: by workers, or by workstations while they are open."""
    from sqlalchemy.orm import Session  # noqa: PLC0415 - a check loads what it needs

    from core.jobs.workers import work_state  # noqa: PLC0415
    from core.kernel.clock import SystemClock  # noqa: PLC0415

    clock = SystemClock()
    with Session(connection) as session:
        found = work_state(session, clock=clock)
    workers = ngettext("{count} worker alive", "{count} workers alive", found.workers).format(
        count=found.workers
    )
    seen = workers if found.workers else _("no worker: workstations do it while they are open")
    if found.oldest is not None:
        minutes = int((clock.now() - found.oldest).total_seconds() // 60)
        waiting = ngettext(
            "{count} job waits, the oldest for {minutes} min",
            "{count} jobs wait, the oldest for {minutes} min",
            found.waiting,
        )
        seen += "; " + waiting.format(count=found.waiting, minutes=minutes)
        if minutes >= LATE_MINUTES:
            todo = _("Start one: klad worker; the list of background work says what waits.")
            yield Finding(_("Background work"), State.WARN, seen, todo)
            return
    if found.failed:
        failed = ngettext("{count} job failed", "{count} jobs failed", found.failed)
        seen += "; " + failed.format(count=found.failed)
        todo = _("Open the list of background work: it says why, and lets it go on.")
        yield Finding(_("Background work"), State.WARN, seen, todo)
        return
    yield Finding(_("Background work"), State.OK, seen)


def _refusal(what: str, error: DomainError | BadDeviceSetting | PrintError) -> Finding:
    told = explain(error)
    seen = told.title if not told.body else f"{told.title}. {told.body}"
    return Finding(what, State.STOP, seen, told.next_step)


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return _("no colours (NO_COLOR)")
    if os.environ.get("COLORTERM") in {"truecolor", "24bit"}:
        return _("all colours")
    return _("256 colours") if "256" in os.environ.get("TERM", "") else _("16 colours or fewer")


def _group_of(path: Path) -> str:
    try:
        return path.group()
    except (KeyError, OSError):
        return "dialout"


def _first_line(told: str) -> str:
    return next(iter(told.strip().splitlines()), "")
