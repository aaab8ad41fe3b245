"""`klad import`: goods, partners, stock and prices from files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from core.access.actor import SYSTEM
from core.db.integrity import translate_operational
from core.db.unit_of_work import transaction
from core.exchange.bank_file import read_bank_file
from core.exchange.bank_import import import_bank
from core.exchange.commerceml import Exchange, read_commerceml
from core.exchange.commerceml_import import CommerceMlOptions, import_commerceml
from core.exchange.errors import ColumnUnknown
from core.exchange.importing import ImportOptions, ImportReport, import_table
from core.exchange.mapping import ColumnMap, read_mapping
from core.exchange.parsing import Progress, silent
from core.exchange.tables import read_table
from core.exchange.targets import TARGETS, Target
from core.kernel.clock import SystemClock
from tui.commands.bank_report import as_json as bank_as_json
from tui.commands.bank_report import lines as bank_lines
from tui.commands.context import open_from_settings, print_json, telling
from tui.commands.import_report import as_json as report_as_json
from tui.commands.import_report import lines, quarantine, quarantine_path
from tui.locale import _

_EXAMPLES = {
    "items": "klad import items goods.xlsx --dry-run",
    "units": "klad import units units.csv",
    "packagings": "klad import packagings boxes.csv --map quantity=Вложение",
    "barcodes": "klad import barcodes codes.csv --skip-bad",
    "partners": "klad import partners clients.xlsx --map map.toml",
    "addresses": "klad import addresses places.csv --dry-run",
    "cells": "klad import cells plan.csv --default warehouse=Центральный",
    "stock": "klad import stock count.csv --default warehouse=Центральный",
    "prices": "klad import prices price.xlsx --default price_type=ОПТ",
    "rates": "klad import rates cbr.csv --default nominal=1",
    "source_prices": "klad import source_prices market.csv --default kind=конкурент",
}

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group(
    epilog="Example: klad import items goods.xlsx --dry-run, then without --dry-run. "
    "Order for an empty database: items, packagings, barcodes, partners, cells, stock, prices."
)
def import_() -> None:
    """Read goods, partners, stock and prices from files.

    All of a file goes in, or nothing; every bad row is named. The same file twice changes nothing.
    """


def _table_command(target: Target) -> click.Command:
    """Return the command that imports *target* from a table."""
    columns = ", ".join(
        f"{column.name}{'*' if column.required else ''}" for column in target.columns
    )

    @click.argument("file", type=_FILE)
    @click.option(
        "--map",
        "mappings",
        multiple=True,
        metavar="NAME=COLUMN|FILE",
        help='Which column is what: name="Title", name=#3 for the third, or a TOML file.',
    )
    @click.option(
        "--default",
        "defaults",
        multiple=True,
        metavar="NAME=VALUE",
        help="What every row has that says nothing itself.",
    )
    @click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
    @click.option(
        "--skip-bad",
        is_flag=True,
        help="Import the good rows; the bad ones go to FILE.bad.csv beside it.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    def command(
        file: Path,
        mappings: tuple[str, ...],
        defaults: tuple[str, ...],
        *,
        dry_run: bool,
        skip_bad: bool,
        as_json: bool,
    ) -> None:
        asked = ImportOptions(dry_run, skip_bad)
        report = _import_file(target, file, (mappings, defaults), asked, as_json=as_json)
        _tell(report, file, dry_run=dry_run, as_json=as_json)

    return click.command(
        target.name,
        short_help=f"{target.title} from CSV or XLSX.",
        help=f"Import {target.title.lower()} from CSV or XLSX.\n\n"
        f"Columns (* must be there): {columns}. Headings are recognised in Russian and English.",
        epilog=f"Example: {_EXAMPLES[target.name]}",
    )(command)


for _target in TARGETS.values():
    import_.add_command(_table_command(_target))


def _import_file(
    target: Target,
    file: Path,
    said: tuple[tuple[str, ...], tuple[str, ...]],
    asked: ImportOptions,
    *,
    as_json: bool,
) -> ImportReport:
    """Import one table; errors are told and end the process.

    Args:
        said: options --map and --default as they were given.
    """
    with telling(as_json=as_json), _opened() as sessions, _bar(as_json=as_json) as progress:
        options = replace(asked, columns=_columns(target, *said))
        table = read_table(file.read_bytes(), file.name)
        with transaction(sessions) as session:
            _take_time(session)
            report = import_table(
                session,
                SYSTEM,
                target.name,
                table,
                clock=SystemClock(),
                source=file.name,
                options=options,
                progress=progress,
            )
            if report.written and report.refused:
                # Before the commit: rows left out must not be lost for want of disk space.
                quarantine_path(file).write_bytes(quarantine(report))
    return report


@import_.command(
    epilog="Example: klad import commerceml import.xml offers.xml --stock --warehouse Северный"
)
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--stock", is_flag=True, help="Enter quantities as opening stock too.")
@click.option(
    "--warehouse", default="", metavar="NAME", help="Where quantities lie that name no warehouse."
)
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--skip-bad", is_flag=True, help="Import the good records, leave out the bad ones.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def commerceml(
    files: tuple[Path, ...],
    *,
    stock: bool,
    warehouse: str,
    dry_run: bool,
    skip_bad: bool,
    as_json: bool,
) -> None:
    """Import goods, variants, prices and stock from CommerceML 2: import.xml, then offers.xml.

    Items are told by their identifier in the other system; what the files leave out stays as it
    is. Reads versions 2.03 to 2.10, with or without namespace.
    """
    with telling(as_json=as_json), _opened() as sessions:
        exchange = Exchange()
        for file in files:
            with file.open("rb") as stream:
                read_commerceml(stream, file.name, exchange)
        with transaction(sessions) as session:
            _take_time(session)
            report = import_commerceml(
                session,
                SYSTEM,
                exchange,
                clock=SystemClock(),
                source=", ".join(file.name for file in files),
                options=CommerceMlOptions(dry_run, skip_bad, stock, warehouse),
            )
            if report.written and report.refused:
                quarantine_path(files[0]).write_bytes(quarantine(report))
    _tell(report, files[0], dry_run=dry_run, as_json=as_json)


@import_.command(epilog="Example: klad import bank kl_to_1c.txt --dry-run")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Tell what each line becomes, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bank(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Make payments of a bank statement (1CClientBankExchange, kl_to_1c.txt).

    Payers are found by INN and account. A payment pays the documents its purpose names, then the
    oldest debts. What was imported before is left alone. Lines whose payer is unknown wait in the
    statement, at the desk; the exit code is then 1.
    """
    with telling(as_json=as_json), _opened() as sessions:
        read = read_bank_file(file.read_bytes(), file.name)
        with transaction(sessions) as session:
            _take_time(session)
            report = import_bank(session, SYSTEM, read, clock=SystemClock(), dry_run=dry_run)
    if as_json:
        print_json(bank_as_json(report))
    else:
        for line in bank_lines(report, dry_run=dry_run):
            print(line)
    if report.waiting:
        raise SystemExit(1)


def _columns(target: Target, mappings: tuple[str, ...], defaults: tuple[str, ...]) -> ColumnMap:
    """Put together what files and options say; options win.

    Raises:
        ColumnUnknown: an option without "=" names no file.
        MappingUnreadable: a file is no TOML.
    """
    columns: dict[str, str] = {}
    standing: dict[str, str] = {}
    for given in mappings:
        if "=" not in given:
            path = Path(given)
            if not path.is_file():
                known = ", ".join(column.name for column in target.columns)
                raise ColumnUnknown(target=target.name, column=given, known=known)
            found = read_mapping(path.read_text(encoding="utf-8-sig"), path.name)
            columns |= found.columns
            standing |= found.defaults
    for into, options in ((columns, mappings), (standing, defaults)):
        for given in options:
            name, equals, value = given.partition("=")
            if equals:
                into[name.strip()] = value.strip()
    return ColumnMap(columns, standing)


@contextmanager
def _opened() -> Iterator[sessionmaker[Session]]:
    """Open the database, with its tables made if it is new; driver errors become ours.

    Raises:
        Unavailable: the server does not answer.
    """
    database = open_from_settings("klad import")
    try:
        _make_tables(database.engine)
        yield database.sessions
    except DBAPIError as error:
        named = translate_operational(error)
        if named is None:
            raise
        raise named from error
    finally:
        database.close()


def _make_tables(engine: Engine) -> None:
    """Make the tables in a database that has none."""
    if not inspect(engine).has_table("item"):
        from core.db.revisions import upgrade  # noqa: PLC0415 - loads Alembic

        upgrade(engine)


def _take_time(session: Session) -> None:
    """Let statements over tens of thousands of rows take longer than a storekeeper would wait."""
    session.execute(text("SET LOCAL statement_timeout = 0"))


@contextmanager
def _bar(*, as_json: bool) -> Iterator[Progress]:
    """Show on a terminal how far the work is, in one line."""
    if as_json or not sys.stderr.isatty():
        yield silent
        return
    stages = {"read": _("Reading"), "check": _("Checking"), "write": _("Writing")}

    def show(stage: str, done: int, total: int) -> None:
        sys.stderr.write(f"\r\x1b[K{stages[stage]} {done}/{total}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")


def _tell(report: ImportReport, file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Print the report; exit code 1 when rows were refused and not skipped."""
    kept = quarantine_path(file) if report.written and report.refused else None
    if as_json:
        print_json(report_as_json(report) | {"quarantine": str(kept) if kept else None})
    else:
        for line in lines(report, dry_run=dry_run):
            print(line)
        if kept:
            print(_("The rows left out: {file}").format(file=kept))
    if report.bad and not report.written:
        raise SystemExit(1)
