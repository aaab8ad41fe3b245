"""CSV and XLSX as rows of text: bytes in, a table out, no disk and no meaning.

What people really send is told by its own bytes: encoding, delimiter, the row with the headings
below a title. Numbers of spreadsheets come out as text too, so that there is one way to read them.
"""

from __future__ import annotations

import csv
import io
import numbers
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import IO, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from core.exchange.errors import (
    FileEmpty,
    NotText,
    NotWorkbook,
    QuotesUnclosed,
    UnknownEncoding,
    WorkbookTooLarge,
)

DELIMITERS: Final = (";", ",", "\t", "|")
_MEGABYTE: Final = 1024 * 1024
_LARGEST_SHEET: Final = 512 * _MEGABYTE
"""Bytes a workbook may unpack to; more is a zip bomb, not a price list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    number: int
    """As a spreadsheet shows it; the first row is 1."""
    cells: tuple[str, ...]
    """Trimmed; shorter than the widest row where the end is empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file read: all rows, empty ones left out."""

    rows: tuple[Row, ...]
    how: str
    """How it was read, for the report: "csv utf-8 ;" or "xlsx Лист1"."""


def read_table(data: bytes, name: str) -> Table:
    """Read *data* as the workbook or the text that its first bytes say it is.

    Args:
        name: of the file, for messages.

    Raises:
        FileUnreadable: its subclass tells why.
    """
    if not data.strip():
        raise FileEmpty(file=name)
    if data[:4] == b"PK\x03\x04":
        return read_xlsx(io.BytesIO(data), name)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # the old binary workbook
        raise NotWorkbook(file=name, detail="XLS")
    return read_csv(data, name)


def read_csv(data: bytes, name: str) -> Table:
    """Read delimited text: UTF-8 with or without BOM, UTF-16 with BOM, Windows-1251.

    Raises:
        UnknownEncoding, NotText, QuotesUnclosed, FileEmpty: as they say.
    """
    text, encoding = _decode(data, name)
    delimiter = _delimiter(text)
    # newline="" keeps line ends inside quotes; csv then counts physical lines itself.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = tuple(_numbered(reader))
    except csv.Error as error:
        raise QuotesUnclosed(file=name, row=reader.line_num, detail=str(error)) from error
    return _not_empty(Table(rows, f"csv {encoding} {_visible(delimiter)}"), name)


def read_xlsx(stream: IO[bytes], name: str) -> Table:
    """Read the first sheet of a workbook; formulas by the values last computed.

    Raises:
        NotWorkbook, WorkbookTooLarge, FileEmpty: as they say.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _LARGEST_SHEET:
            raise WorkbookTooLarge(
                file=name, megabytes=unpacked // _MEGABYTE, limit=_LARGEST_SHEET // _MEGABYTE
            )
        stream.seek(0)
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some exporters write a wrong size
            rows = tuple(_numbered(map(_texts, sheet.iter_rows(values_only=True))))
            title = sheet.title
        finally:
            book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        DefusedXmlException,
        KeyError,
        ValueError,
        IndexError,
        EOFError,
    ) as error:
        raise NotWorkbook(file=name, detail=str(error)) from error
    return _not_empty(Table(rows, f"xlsx {title}"), name)


def _numbered(lines: Iterable[Iterable[str]]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        cells = tuple(cell.strip().strip("\ufeff\u200b") for cell in line)
        if any(cells):
            yield Row(number, cells)


def _texts(cells: tuple[object, ...]) -> list[str]:
    return [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    """Return what a person sees in a cell, with all digits it holds."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "1" if cell else "0"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case numbers.Integral():
            return str(cell)
        case numbers.Real():
            # 15 digits are what Excel itself keeps; the 16th is noise of binary fractions.
            return format(cell, ".15g")
        case _:
            return str(cell)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        candidates: tuple[str, ...] = ("utf-16",)
    elif data[:3] == b"\xef\xbb\xbf":
        candidates = ("utf-8-sig",)
    else:
        candidates = ("utf-8", "cp1251")
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotText(file=name)
        return text, encoding
    raise UnknownEncoding(file=name, tried=", ".join(candidates))


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first rows into most columns; ";" when none does."""
    return max(DELIMITERS, key=lambda delimiter: _widest(text, delimiter))


def _widest(text: str, delimiter: str) -> int:
    """Return the columns of the widest of the first rows, as far as quotes fit *delimiter*."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    widest = 1
    try:
        for row in islice(reader, 20):
            widest = max(widest, len(row))
    except csv.Error:
        pass  # so it is another delimiter, or the reader of the whole file will say what is wrong
    return widest


def _visible(delimiter: str) -> str:
    return "TAB" if delimiter == "\t" else delimiter


def _not_empty(table: Table, name: str) -> Table:
    if not table.rows:
        raise FileEmpty(file=name)
    return table
