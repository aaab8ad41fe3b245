"""Telling what an import did: for a person, for a program, and as a file of the rows left out."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.exchange.faults import BadRow
from core.exchange.importing import ImportReport
from tui.formatting import fill, plain
from tui.locale import _, ngettext
from tui.texts.catalog import FAULTS, FaultText


def fault_text(bad: BadRow) -> str:
    """Return what was expected and what to do, in the user's language."""
    text: FaultText = FAULTS.get(f"{bad.fault} {bad.expected}") or FAULTS[bad.fault]
    facts = {"expected": bad.expected, "came": bad.came}
    return f"{fill(_(text.expected), facts)} {_(text.next_step)}"


def bad_line(bad: BadRow) -> str:
    """Return one line about a bad row: where, what came, what was expected, what to do."""
    where = _("Row {row}, {column}: “{came}”.").format(
        row=bad.row, column=plain(bad.column), came=plain(bad.came)
    )
    return f"{where} {fault_text(bad)}"


def lines(report: ImportReport, *, dry_run: bool) -> list[str]:
    """Return the report for a person."""
    read = ngettext("Read: {count} row ({how}).", "Read: {count} rows ({how}).", report.read)
    told = [read.format(count=report.read, how=plain(report.how))]
    if report.ignored:
        told.append(
            _("Columns left out: {columns}.").format(columns=plain(", ".join(report.ignored)))
        )
    told += [bad_line(bad) for bad in report.bad]
    if report.written or dry_run:
        for book, count in report.counts.items():
            if count.added or count.changed or count.unchanged:
                told.append(
                    _("{book}: {added} added, {changed} changed, {unchanged} as they were.").format(
                        book=book_name(book), **asdict(count)
                    )
                )
    if report.refused:
        told.append(
            ngettext("Bad: {count} row.", "Bad: {count} rows.", report.refused).format(
                count=report.refused
            )
        )
    told.append(_verdict(report, dry_run=dry_run))
    return told


def book_name(book: str) -> str:
    """Return a book's name in the user's language."""
    names = {
        "item": _("Items"),
        "item_group": _("Item groups"),
        "item_variant": _("Variants"),
        "unit": _("Units"),
        "packaging": _("Packagings"),
        "barcode": _("Barcodes"),
        "partner": _("Partners"),
        "legal_entity": _("Legal entities"),
        "cell": _("Cells"),
        "lot": _("Lots"),
        "stock_entry": _("Lines of stock"),
        "item_price": _("Prices"),
        "source_price": _("Source prices"),
        "price_type": _("Price types"),
        "currency": _("Currencies"),
        "currency_rate": _("Currency rates"),
        "warehouse": _("Warehouses"),
    }
    return names.get(book, book)


def as_json(report: ImportReport) -> dict[str, Any]:
    """Return the report for a program."""
    return {
        "target": report.target,
        "how": report.how,
        "written": report.written,
        "read": report.read,
        "refused": report.refused,
        "columns": dict(report.columns),
        "ignored": list(report.ignored),
        "counts": {book: asdict(count) for book, count in report.counts.items()},
        "bad": [{**asdict(bad), "message": fault_text(bad)} for bad in report.bad],
    }


def quarantine(report: ImportReport) -> bytes:
    """Return the rows left out as CSV: as they came, with what is wrong with each at the end."""
    why: dict[int, list[str]] = defaultdict(list)
    for bad in report.bad:
        why[bad.row].append(f"{bad.column}: {fault_text(bad)}")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    width = max((len(report.headings), *(len(row.cells) for row in report.quarantine)))
    writer.writerow([*_padded(report.headings, width), _("Row"), _("What is wrong")])
    for row in report.quarantine:
        writer.writerow([*_padded(row.cells, width), row.number, "; ".join(why[row.number])])
    return stream.getvalue().encode("utf-8-sig")


def quarantine_path(file: Path) -> Path:
    """Return where the rows left out of *file* go: beside it."""
    return file.with_name(f"{file.stem}.bad.csv")


def _padded(cells: tuple[str, ...], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _verdict(report: ImportReport, *, dry_run: bool) -> str:
    if dry_run:
        return _("A dry run: nothing was written.")
    if report.written:
        return _("Imported.")
    return _("Nothing was imported. Correct the rows, or leave them out with --skip-bad.")
