"""`klad db`: the database as a whole: schema, demo data, copies, and the server that runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.db.engine import Database, connect
from core.db.integrity import translate_operational
from core.db.unit_of_work import transaction
from core.kernel.clock import SystemClock
from tui.commands.context import open_from_settings, print_json, settings, telling
from tui.locale import _, ngettext, pgettext
from tui.settings import masked

_MEGABYTE = 1_000_000

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object for a program to read."
)


@click.group(epilog="Example: klad db backup /backup/klad-monday.dump")
def db() -> None:
    """Upgrade, seed, back up, restore and move the database.

    Without KLAD_DATABASE_URL this is klad's own PostgreSQL, started when it is needed.
    """


@db.command(epilog="Example: klad db upgrade")
@as_json_option
def upgrade(*, as_json: bool) -> None:
    """Bring the tables to what this version of klad needs; an empty database gets them all."""
    from core.db.revisions import upgrade as bring_up  # noqa: PLC0415 - loads Alembic

    with _opened(as_json=as_json) as database:
        done = bring_up(database.engine)
    if as_json:
        print_json({"before": done.before, "after": done.after, "applied": list(done.applied)})
    elif done.applied:
        count = len(done.applied)
        print(
            ngettext(
                "Applied {count} revision; the schema is now {revision}.",
                "Applied {count} revisions; the schema is now {revision}.",
                count,
            ).format(count=count, revision=done.after)
        )
    else:
        print(_("Nothing to do: the schema is {revision}.").format(revision=done.after))


@db.command(epilog="Example: klad db seed --demo")
@click.option("--demo", is_flag=True, required=True, help="A believable wholesale company.")
@as_json_option
def seed(*, demo: bool, as_json: bool) -> None:
    """Fill an empty database with a company to try klad on; brings the schema up to date first.

    A database with goods in it is refused and left as it is.
    """
    del demo  # the only data there are; named, so that nobody fills a real database by a slip
    from core.db.revisions import upgrade as bring_up  # noqa: PLC0415 - loads Alembic
    from core.exchange.demo import seed_demo  # noqa: PLC0415 - loads the whole domain
    from core.schema import whole_metadata  # noqa: PLC0415

    whole_metadata()
    with _opened(as_json=as_json) as database:
        bring_up(database.engine)
        with transaction(database.sessions) as session:
            # Thousands of rows in one transaction: longer than a storekeeper would wait.
            session.execute(text("SET LOCAL statement_timeout = 0"))
            seeded = seed_demo(session, clock=SystemClock())
    if as_json:
        print_json(asdict(seeded))
    else:
        print(_("The demo company is ready: open it with klad."))


@db.command(epilog="Example: klad db backup klad-$(date +%F).dump")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace FILE if it exists.")
@as_json_option
def backup(file: Path, *, replace: bool, as_json: bool) -> None:
    """Write everything to FILE while work goes on.

    FILE appears only when it is complete; nobody but you may read it.
    """
    from core.db.backup import back_up  # noqa: PLC0415 - keeps the other commands light

    with _opened(as_json=as_json) as database, _growing(as_json=as_json) as progress:
        made = back_up(database.engine, file, replace=replace, progress=progress)
    if as_json:
        print_json({"file": str(made.path), "bytes": made.size_bytes, "revision": made.revision})
    else:
        print(_("Written: {file}, {size} MB.").format(file=file, size=_megabytes(made.size_bytes)))


@db.command(epilog="Example: klad db restore klad-2026-11-20.dump --force && klad db upgrade")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Drop what is in the database first.")
@as_json_option
def restore(file: Path, *, force: bool, as_json: bool) -> None:
    """Read everything from FILE into an empty database.

    FILE is checked to its last byte first; then all of it goes in, or nothing does.
    """
    from core.db.backup import inspect_backup  # noqa: PLC0415 - keeps the other commands light
    from core.db.backup import restore as put_back  # noqa: PLC0415
    from core.db.revisions import head_revision, known_revisions  # noqa: PLC0415 - loads Alembic

    with _opened(as_json=as_json) as database:
        found, length = inspect_backup(file, known_revisions())
        with _advancing(length, as_json=as_json) as progress:
            put_back(database.engine, file, force=force, progress=progress)
    behind = found.revision != head_revision()
    if as_json:
        print_json({"file": str(file), "revision": found.revision, "upgrade_needed": behind})
        return
    print(_("Restored from {file}.").format(file=file))
    if behind:
        print(_("An older klad made this backup: run “klad db upgrade” now."))


@db.command(epilog="Example: klad db move postgresql://klad@db.example.com/klad")
@click.argument("url")
@click.option("--force", is_flag=True, help="Copy although others work in the database.")
@as_json_option
def move(url: str, *, force: bool, as_json: bool) -> None:
    """Copy everything to the empty database at URL and count every table on both sides.

    The database here stays as it is. A password is better kept in ~/.pgpass than in URL.
    """
    from core.db.backup import move as copy_over  # noqa: PLC0415 - keeps the other commands light

    with _opened(as_json=as_json) as source, _growing(as_json=as_json) as progress:
        with _reached(connect(url)) as target:
            rows = copy_over(source.engine, target.engine, force=force, progress=progress)
        shown = str(masked(url))
    if as_json:
        print_json({"url": shown, "tables": rows})
        return
    count = sum(rows.values())
    print(
        ngettext(
            "Moved: {count} row, counted on both sides.",
            "Moved: {count} rows, counted on both sides.",
            count,
        ).format(count=count)
    )
    print(_("From now on start klad with:  KLAD_DATABASE_URL={url}").format(url=shown))


@db.command(epilog="Example: klad db words")
@as_json_option
def words(*, as_json: bool) -> None:
    """Make the words that searches look into anew, when “klad verify” finds them wrong.

    Work may go on; whoever writes what is searched waits meanwhile.
    """
    from core.schema import whole_metadata  # noqa: PLC0415 - loads the whole domain
    from core.search.declaration import searched_subjects  # noqa: PLC0415 - see status
    from core.search.upkeep import rebuild  # noqa: PLC0415 - see status

    whole_metadata()
    tables = [of.table for of in searched_subjects()]
    with _opened(as_json=as_json) as database, transaction(database.sessions) as session:
        for of in searched_subjects():
            rebuild(session, of)
    if as_json:
        print_json({"tables": tables})
    else:
        print(_("The words of searches are made anew: {tables}.").format(tables=", ".join(tables)))


@db.command(epilog="Example: klad db status --json")
@as_json_option
def status(*, as_json: bool) -> None:
    """Say where the database is and how it does; starts nothing.

    Exit code 1: it does not run or does not answer.
    """
    from core.db.embedded import server_state  # noqa: PLC0415 - keeps the other commands light

    told = settings()
    facts: dict[str, object] = {"embedded": told.database.url is None}
    url = told.database.url
    if url is None:
        state = server_state(told.data_dir)
        facts |= {"data_dir": str(told.data_dir), "running": state.running, "pid": state.pid}
        url = state.url
    if url is not None:
        facts["url"] = masked(url)
        with telling(as_json=as_json), _reached(connect(url)) as database:
            facts |= _health(database)
    if as_json:
        print_json(facts)
    else:
        for name, value in facts.items():
            print(f"{_label(name):<14}{_shown(value)}")
    if url is None:
        raise SystemExit(1)


@db.command(epilog="Example: klad db stop")
@as_json_option
def stop(*, as_json: bool) -> None:
    """Stop klad's own PostgreSQL; the next klad starts it again."""
    from core.db.embedded import stop as stop_server  # noqa: PLC0415 - see status

    told = settings()
    with telling(as_json=as_json):
        stopped = stop_server(told.data_dir)
    if as_json:
        print_json({"stopped": stopped})
    else:
        print(_("Stopped.") if stopped else _("It was not running."))


@contextmanager
def _opened(*, as_json: bool) -> Iterator[Database]:
    """Open the database of the settings; errors are told and end the process."""
    with telling(as_json=as_json), _reached(open_from_settings("klad db", whole=False)) as database:
        yield database


@contextmanager
def _reached(database: Database) -> Iterator[Database]:
    """Close *database* afterwards; turn what its driver raises into our errors.

    Raises:
        Unavailable: the server does not answer.
    """
    try:
        yield database
    except DBAPIError as error:
        named = translate_operational(error)
        if named is None:
            raise
        raise named from error
    finally:
        database.close()


def _health(database: Database) -> dict[str, object]:
    """Return what the server says about itself and klad's tables."""
    from core.db.backup import other_sessions, schema_revision  # noqa: PLC0415 - see status

    with database.engine.connect() as connection:
        version, size = connection.execute(
            text("SELECT current_setting('server_version'), pg_database_size(current_database())")
        ).one()
        return {
            "server": version,
            "revision": schema_revision(connection),
            "bytes": size,
            "sessions": other_sessions(connection),
        }


def _label(name: str) -> str:
    return {
        "embedded": _("Own server"),
        "data_dir": _("Data in"),
        "running": pgettext("server", "Running"),
        "pid": _("Process"),
        "url": _("Address"),
        "server": "PostgreSQL",
        "revision": _("Schema"),
        "bytes": _("Bytes"),
        "sessions": _("Sessions"),
    }[name]


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return pgettext("is it so", "yes") if value else pgettext("is it so", "no")
    return str(value)


def _megabytes(size: int) -> str:
    tenths = (size * 10 + _MEGABYTE - 1) // _MEGABYTE
    return f"{tenths // 10}.{tenths % 10}"


class Growing:
    """A counter of megabytes in one line of the terminal."""

    def __init__(self) -> None:
        self._bytes = 0
        self._shown = ""

    def __call__(self, more: int) -> None:
        """Add *more* bytes; write only when the figure changes."""
        self._bytes += more
        now = _megabytes(self._bytes)
        if now != self._shown:
            self._shown = now
            sys.stderr.write(f"\r{now} MB")
            sys.stderr.flush()


@contextmanager
def _growing(*, as_json: bool) -> Iterator[Growing | None]:
    """Show on a terminal how much was written so far; the whole cannot be known."""
    if as_json or not sys.stderr.isatty():
        yield None
        return
    try:
        yield Growing()
    finally:
        sys.stderr.write("\r\x1b[K")


@contextmanager
def _advancing(length: int, *, as_json: bool) -> Iterator[Callable[[int], None] | None]:
    """Show on a terminal how much of *length* bytes is done."""
    if as_json or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=length, file=sys.stderr) as bar:
        yield bar.update
