"""How the matrix of a price document stands in the lines of a card: a field per price type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.flows.desk.shapes import Field, FieldKind, Values

_PREFIX = "price_"

_LONGEST = 12
"""Longer names of price types are cut in the heads of columns."""


def column(price_type_id: int) -> str:
    """Return the name of the field that holds prices of a type."""
    return f"{_PREFIX}{price_type_id}"


def type_of(name: str) -> int | None:
    """Return the price type that a field holds prices of; None: it is another field."""
    key = name.removeprefix(_PREFIX)
    return int(key) if name.startswith(_PREFIX) and key.isdigit() else None


def price_field(price_type_id: int, title: str) -> Field:
    """Return the column of a price type, headed by its name as far as it fits."""
    head = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
    return Field(column(price_type_id), head, FieldKind.PRICE, width=11)


def matrix_cells(
    lines: Iterable[Values], types: Sequence[int]
) -> dict[tuple[int, int], dict[int, int | None]]:
    """Return (item, variant) → price type → price of the lines that name an item."""
    return {
        (line["item_id"], line.get("variant_id") or 0): {
            one: line.get(column(one)) for one in types
        }
        for line in lines
        if line.get("item_id")
    }
