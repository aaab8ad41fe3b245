"""Importing a table: all of it or nothing, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.exchange.addresses import import_addresses
from core.exchange.balances import import_stock
from core.exchange.faults import BadRow
from core.exchange.goods import import_barcodes, import_items, import_packagings, import_units
from core.exchange.lookups import Desk
from core.exchange.mapping import ColumnMap, Mapped, map_columns
from core.exchange.parsing import Progress, parse, silent
from core.exchange.parties import import_partners
from core.exchange.places import import_cells
from core.exchange.pricelists import import_prices
from core.exchange.rates import import_rates
from core.exchange.sourceprices import import_source_prices
from core.exchange.tables import Row, Table
from core.exchange.targets import target
from core.exchange.upserting import Upserted
from core.exchange.work import Importer, Work
from core.kernel.clock import Clock

_IMPORTERS: Mapping[str, Importer] = {
    "units": import_units,
    "items": import_items,
    "packagings": import_packagings,
    "barcodes": import_barcodes,
    "partners": import_partners,
    "addresses": import_addresses,
    "cells": import_cells,
    "stock": import_stock,
    "prices": import_prices,
    "rates": import_rates,
    "source_prices": import_source_prices,
}


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the rows of one book."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    target: str
    how: str
    """How the file was read."""
    read: int
    """Rows below the headings."""
    columns: Mapping[str, str]
    """Target column → heading it was read from."""
    ignored: tuple[str, ...]
    """Headings that were left out."""
    counts: Mapping[str, Count]
    """Book → what became of its rows; empty when nothing was written nor tried."""
    bad: tuple[BadRow, ...]
    written: bool
    """False: a dry run, or bad rows that were not to be skipped; the books are as they were."""
    quarantine: tuple[Row, ...]
    """The bad rows as they came."""
    headings: tuple[str, ...]

    @property
    def refused(self) -> int:
        """Number of rows that were not imported."""
        return len(self.quarantine)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to go about it."""

    dry_run: bool = False
    """Check everything, the ledgers included, and write nothing."""
    skip_bad: bool = False
    """Import the good rows in spite of bad ones."""
    columns: ColumnMap = field(default_factory=ColumnMap)
    """What the user said about the columns; what he did not say is told by the headings."""


def import_table(
    session: Session,
    actor: Actor,
    target_name: str,
    table: Table,
    *,
    clock: Clock,
    source: str,
    options: ImportOptions | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Bring a table into the books; the same table twice changes nothing the second time.

    Every bad row is reported at once. With any, nothing is written unless they may be skipped.

    Args:
        source: name of the file.

    Raises:
        Forbidden: the actor may not import, or may not do what the target takes.
        ColumnMissing, ColumnUnknown: the columns do not make sense.
        NotEnough: stock that the file takes away is gone already.
    """
    actor.require(Permission.IMPORT_RUN, what=target_name, key=source)
    acting(session, actor, clock)
    options = options or ImportOptions()
    chosen = target(target_name)
    mapped = map_columns(table, chosen, options.columns)
    parsed = parse(mapped, chosen, progress)
    desk = Desk(mapped, parsed.bad)
    progress("check", 0, len(parsed.records))
    attempt = session.begin_nested()
    write = _IMPORTERS[target_name](Work(session, actor, clock, desk, parsed.records, source))
    counts: Mapping[str, Upserted] = {}
    if not desk.bad or options.skip_bad or options.dry_run:
        progress("write", 0, len(parsed.records))
        counts = write()
        session.flush()  # a constraint must refuse here, where a dry run can still tell
    written = not options.dry_run and (not desk.bad or options.skip_bad)
    if written:
        record(
            session,
            actor,
            "import.done",
            target_name,
            0,
            source=source,
            read=len(mapped.rows),
            refused=len({bad.row for bad in desk.bad}),
            books={
                name: [done.added, done.changed, done.unchanged] for name, done in counts.items()
            },
        )
        attempt.commit()
    else:
        attempt.rollback()
    progress("write", len(parsed.records), len(parsed.records))
    return _report(target_name, table, mapped, desk, counts, written=written)


def _report(
    name: str,
    table: Table,
    mapped: Mapped,
    desk: Desk,
    counts: Mapping[str, Upserted],
    *,
    written: bool,
) -> ImportReport:
    bad_rows = {bad.row for bad in desk.bad}
    return ImportReport(
        target=name,
        how=table.how,
        read=len(mapped.rows),
        columns={column: mapped.headings[place] for column, place in mapped.places.items()},
        ignored=mapped.ignored,
        counts={
            book: Count(done.added, done.changed, done.unchanged) for book, done in counts.items()
        },
        bad=tuple(sorted(desk.bad)),
        written=written,
        quarantine=tuple(row for row in mapped.rows if row.number in bad_rows),
        headings=mapped.headings,
    )
