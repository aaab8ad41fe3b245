"""Filters as people type them: ">5", "1..5", "=" for empty, words for text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.documents.columns import Column, Kind
from core.documents.listing import DAYS, Filter
from core.kernel.clock import company_zone
from core.kernel.daytime import read_time, time_text
from core.kernel.errors import BadValue
from core.kernel.money import Money
from core.kernel.quantity import parse_quantity
from tui.flows.desk.entry import read_date, read_decimal, read_percent
from tui.formatting import day, decimal, money, percent, quantity

_SIGNS = {"=": "eq", "<>": "ne", "!=": "ne", "<=": "le", ">=": "ge", "<": "lt", ">": "gt"}
_SIGNED = re.compile(r"(<=|>=|<>|!=|<|>|=)\s*(.*)")
_OPS = {op: sign for sign, op in reversed(_SIGNS.items())}
EMPTY = "="


def is_chosen(column: Column) -> bool:
    """Tell whether a filter is one of a few words rather than typed."""
    return column.titles is not None or column.kind is Kind.BOOL


def read_filters(
    columns: Sequence[Column], typed: Mapping[str, Any], today: dt.date
) -> tuple[Filter, ...]:
    """Return the filters that *typed* (column id → text) means; empty text means none.

    Raises:
        BadValue: a text cannot be read, with what was expected.
    """
    found: list[Filter] = []
    for column in columns:
        text = str(typed.get(column.id, "")).strip()
        if text:
            found += _read(column, text, today)
    return tuple(found)


def write_filters(columns: Sequence[Column], filters: Sequence[Filter]) -> dict[str, str]:
    """Return column id → text that `read_filters` takes back."""
    kinds = {column.id: column for column in columns}
    by_column: dict[str, dict[str, str]] = {}
    for one in filters:
        if one.column in kinds:
            by_column.setdefault(one.column, {})[one.op] = _write(kinds[one.column], one.value)
    return {name: _written(ops) for name, ops in by_column.items()}


def _written(ops: Mapping[str, str]) -> str:
    if "contains" in ops:
        return ops["contains"]
    if set(ops) == {"ge", "le"}:
        return f"{ops['ge']}..{ops['le']}"
    op, text = next(iter(ops.items()))
    return text if op == "eq" and text != "" else f"{_OPS[op]}{text}"


def _write(column: Column, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.datetime):
        return day(value.astimezone(_zone()).date())
    if isinstance(value, dt.date):
        return day(value)
    if column.kind is Kind.MONEY and isinstance(value, int):
        return money(value)
    if column.kind is Kind.QUANTITY and isinstance(value, int):
        return quantity(value)
    if column.kind is Kind.PERCENT and isinstance(value, int):
        return percent(value)
    if column.kind is Kind.DECIMAL and isinstance(value, int | Decimal):
        return decimal(value)
    if column.kind is Kind.TIME and isinstance(value, int):
        return time_text(value)
    return str(value)


def _read(column: Column, text: str, today: dt.date) -> list[Filter]:
    if column.titles is not None:
        word = next((w for w in column.titles if str(w) == text), text)
        return [Filter(column.id, "eq", str(word))]
    if column.kind is Kind.BOOL:
        return [Filter(column.id, "eq", text == "1")]
    if text == EMPTY:
        return [Filter(column.id, "eq", None)]
    if column.kind is Kind.TEXT:
        return [Filter(column.id, "contains", text)]
    if ".." in text:
        low, high = (part.strip() for part in text.split("..", 1))
        found = [Filter(column.id, "ge", _value(column, low, today))] if low else []
        return found + ([_until(column, "le", high, today)] if high else [])
    match = _SIGNED.fullmatch(text)
    op, rest = (_SIGNS[match[1]], match[2]) if match else ("eq", text)
    if column.kind is Kind.INSTANT and op == "eq":
        return [
            Filter(column.id, "ge", _value(column, rest, today)),
            _until(column, "le", rest, today),
        ]
    return [_until(column, op, rest, today)]


def _until(column: Column, op: str, text: str, today: dt.date) -> Filter:
    value = _value(column, text, today)
    if column.kind is Kind.INSTANT and op in {"le", "gt"} and isinstance(value, dt.datetime):
        return Filter(column.id, op, value + dt.timedelta(days=1, microseconds=-1))
    return Filter(column.id, op, value)


def _value(column: Column, text: str, today: dt.date) -> object:
    try:
        return _said(column, text, today)
    except BadValue as error:
        raise BadValue(**error.facts | {"what": column.title}) from error


def _said(column: Column, text: str, today: dt.date) -> object:
    if column.kind in DAYS:
        return read_date(text, today)
    if column.kind is Kind.INSTANT:
        on = read_date(text, today)
        return dt.datetime(on.year, on.month, on.day, tzinfo=_zone())
    if column.kind is Kind.DECIMAL:
        return read_decimal(column.title, text)
    readers: dict[Kind, Callable[[str], int]] = {
        Kind.MONEY: lambda one: Money.parse(one).minor,
        Kind.QUANTITY: parse_quantity,
        Kind.TIME: read_time,
        Kind.PERCENT: lambda one: read_percent(column.title, one) or 0,
    }
    reader = readers.get(Kind(column.kind))
    if reader is not None:
        return reader(text)
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise BadValue(what=column.title, value=text, expected="5, >5, <=5, 1..5")
    return int(text)


def _zone() -> dt.tzinfo:
    return company_zone("Europe/Moscow")
