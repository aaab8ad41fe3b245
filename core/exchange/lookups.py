"""What the words of a file mean in the books: each book asked once, however many rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.catalog.models import Item, ItemVariant, LotPolicy, Packaging, Unit
from core.exchange.faults import BadRow, Fault
from core.exchange.mapping import Mapped
from core.exchange.parsing import Record


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item that a code or an article names."""

    id: int
    code: str
    lot_policy: LotPolicy
    service: bool


@dataclass(slots=True)
class Desk:
    """Where records are checked: what is bad goes to one side, what is good stays."""

    mapped: Mapped
    bad: list[BadRow] = field(default_factory=list)

    def refuse(self, record: Record, column: str, fault: Fault, expected: str = "") -> None:
        """Put a record aside."""
        self.bad.append(
            BadRow(
                record.row,
                self.mapped.heading(column),
                fault,
                expected,
                record.came.get(column, ""),
            )
        )


def items_named(session: Session, names: Iterable[str]) -> dict[str, list[FoundItem]]:
    """Return name → items: the one with that code, else all that have it as article."""
    wanted = texts(names)
    rows = session.execute(
        select(Item.id, Item.code, Item.article, Item.lot_policy, Item.service)
        .where(or_(Item.code == wanted, Item.article == wanted))
        .order_by(Item.code)
    ).all()
    by_article: dict[str, list[FoundItem]] = defaultdict(list)
    by_code: dict[str, list[FoundItem]] = {}
    for row in rows:
        found = FoundItem(row.id, row.code, row.lot_policy, row.service)
        by_code[row.code] = [found]
        if row.article:
            by_article[row.article].append(found)
    return dict(by_article) | by_code


def find_item(desk: Desk, record: Record, items: dict[str, list[FoundItem]]) -> FoundItem | None:
    """Return the item a record names; None when none or several do, which is put aside."""
    found = items.get(record.values["item"], [])
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(item.code for item in found[:5])
        desk.refuse(record, "item", Fault.AMBIGUOUS, codes)
    else:
        desk.refuse(record, "item", Fault.UNKNOWN, "item")
    return None


def units_named(session: Session) -> dict[str, int]:
    """Return lower-case code, symbol or name → id of the unit; units are a dozen or two."""
    found: dict[str, int] = {}
    for row in session.execute(
        select(Unit.id, Unit.name, Unit.symbol, Unit.code).order_by(Unit.id.desc())
    ):
        for word in row[1:]:
            found[word.lower().rstrip(".")] = row.id
    return found


def packagings_named(session: Session, item_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Return (item id, name) → packaging id."""
    rows = session.execute(
        select(Packaging.item_id, Packaging.name, Packaging.id).where(
            Packaging.item_id == ids(item_ids)
        )
    )
    return {(row.item_id, row.name): row.id for row in rows}


def variants_named(session: Session, item_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Return (item id, name) → variant id."""
    rows = session.execute(
        select(ItemVariant.item_id, ItemVariant.name, ItemVariant.id).where(
            ItemVariant.item_id == ids(item_ids)
        )
    )
    return {(row.item_id, row.name): row.id for row in rows}


def belonging(
    desk: Desk, record: Record, column: str, item: FoundItem, known: dict[tuple[int, str], int]
) -> int | None:
    """Return the id of the packaging or variant a record names; 0 for none named.

    None when the item has no such thing, which is put aside.
    """
    name = record.values.get(column)
    if name is None:
        return 0
    found = known.get((item.id, name))
    if found is None:
        desk.refuse(record, column, Fault.UNKNOWN, column)
    return found


def texts(names: Iterable[str]) -> ColumnElement[Any]:
    """Return "any of *names*" as one array parameter, to be compared with a column."""
    return func.any(literal(sorted(set(names)), ARRAY(Text)))


def ids(found: Iterable[int]) -> ColumnElement[Any]:
    """Return "any of the ids" as one array parameter, to be compared with a column."""
    return func.any(literal(sorted(set(found)), ARRAY(BigInteger)))
