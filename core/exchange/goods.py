"""Importing units, items, packagings and barcodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.catalog.models import Barcode, Item, ItemGroup, Packaging, Unit
from core.catalog.rules import gtin14
from core.exchange.faults import Fault
from core.exchange.lookups import (
    belonging,
    find_item,
    items_named,
    packagings_named,
    texts,
    units_named,
    variants_named,
)
from core.exchange.okei import BY_WORD, unit_word
from core.exchange.upserting import Upserted, upsert
from core.exchange.work import Work, Write
from core.stock.ledgers import ON_HAND

_USUAL_UNIT = "шт"

_ITEM_FIELDS = {
    "article": "article",
    "name": "name",
    "full_name": "full_name",
    "weight": "weight_grams",
    "volume": "volume_cm3",
    "vat": "vat",
    "lots": "lot_policy",
    "service": "service",
}
"""Target column → column of the table."""


def import_units(work: Work) -> Write:
    """Check and write units."""
    rows = [dict(record.values) for record in work.records]
    return lambda: {"unit": upsert(work.session, Unit, ["code"], rows)}


def import_items(work: Work) -> Write:
    """Check and write items with their groups, units and barcodes.

    A unit of the OKEI classifier that is not in the book yet, and a group, are made on the way.
    """
    known = units_named(work.session)
    codes = (record.values["code"] for record in work.records)
    counted = units_counted_in(work.session, Item.code, codes)
    good = []
    for record in work.records:
        word = unit_word(record.values.get("unit", _USUAL_UNIT))
        kept = counted.get(record.values["code"])
        if word not in known and word not in BY_WORD:
            work.desk.refuse(record, "unit", Fault.UNKNOWN, "unit")
        elif "unit" in record.values and kept is not None and known.get(word) != kept[0]:
            work.desk.refuse(record, "unit", Fault.UNIT_IN_USE, kept[1])
        else:
            good.append((record, word))

    def write() -> Mapping[str, Upserted]:
        words = {word for _, word in good} | {_USUAL_UNIT}
        units = known | make_units(work.session, words - set(known))
        groups = upsert(
            work.session,
            ItemGroup,
            ["code"],
            [{"code": name, "name": name} for name in _groups(record for record, _ in good)],
        )
        rows = []
        for record, word in good:
            row: dict[str, Any] = {
                stored: record.values[name]
                for name, stored in _ITEM_FIELDS.items()
                if name in record.values
            }
            row["code"] = record.values["code"]
            if "unit" in record.values:
                row["unit_id"] = units[word]
            if "group" in record.values:
                row["group_id"] = groups.ids[(record.values["group"],)]
            rows.append(row)
        items = upsert(work.session, Item, ["code"], rows, {"unit_id": units[_USUAL_UNIT]})
        codes = [
            (items.ids[(record.values["code"],)], 0, code)
            for record, _ in good
            for code in record.values.get("barcode", ())
        ]
        return {"item": items, "item_group": groups, "barcode": add_barcodes(work.session, codes)}

    return write


def import_packagings(work: Work) -> Write:
    """Check and write packagings with their barcodes."""
    items = items_named(work.session, (record.values["item"] for record in work.records))
    good = [
        (record, item)
        for record in work.records
        if (item := find_item(work.desk, record, items)) is not None
    ]

    def write() -> Mapping[str, Upserted]:
        rows = []
        for record, item in good:
            row: dict[str, Any] = {
                "item_id": item.id,
                "name": record.values["name"],
                "quantity": record.values["quantity"],
            }
            for name, stored in (("weight", "weight_grams"), ("volume", "volume_cm3")):
                if name in record.values:
                    row[stored] = record.values[name]
            rows.append(row)
        packs = upsert(work.session, Packaging, ["item_id", "name"], rows)
        codes = [
            (item.id, packs.ids[(item.id, record.values["name"])], code)
            for record, item in good
            for code in record.values.get("barcode", ())
        ]
        return {"packaging": packs, "barcode": add_barcodes(work.session, codes)}

    return write


def import_barcodes(work: Work) -> Write:
    """Check and write barcodes of items, their packagings and variants."""
    session, desk = work.session, work.desk
    items = items_named(session, (record.values["item"] for record in work.records))
    owners = {found.id for several in items.values() for found in several}
    packagings = packagings_named(session, owners)
    variants = variants_named(session, owners)
    rows = []
    for record in work.records:
        item = find_item(desk, record, items)
        if item is None:
            continue
        pack = belonging(desk, record, "packaging", item, packagings)
        variant = belonging(desk, record, "variant", item, variants)
        if pack is not None and variant is not None:
            rows.append(_barcode(item.id, pack, record.values["barcode"], variant))
    return lambda: {"barcode": _write_barcodes(session, rows)}


def units_counted_in(
    session: Session, key: InstrumentedAttribute[Any], keys: Iterable[str]
) -> dict[str, tuple[int, str]]:
    """Return key → (id, symbol) of the unit, for items that stock has been counted of.

    Their quantities are kept in that unit; another one would make 10 pieces 10 boxes.
    """
    moved = select(ON_HAND.entry.c.id).where(ON_HAND.entry.c.item_id == Item.id).exists()
    rows = session.execute(
        select(key.label("key"), Unit.id, Unit.symbol)
        .select_from(Item)
        .join(Unit, Item.unit_id == Unit.id)
        .where(key == texts(keys), moved)
    )
    return {row.key: (row.id, row.symbol) for row in rows}


def make_units(session: Session, words: Iterable[str]) -> dict[str, int]:
    """Put units of the classifier into the book; return word → id."""
    wanted = {word: BY_WORD[word] for word in words}
    rows = {unit.code: unit for unit in wanted.values()}
    made = upsert(
        session,
        Unit,
        ["code"],
        [{"code": unit.code, "name": unit.name, "symbol": unit.symbol} for unit in rows.values()],
    )
    return {word: made.ids[(unit.code,)] for word, unit in wanted.items()}


def add_barcodes(session: Session, codes: Iterable[tuple[int, int, str]]) -> Upserted:
    """Add (item id, packaging id, code); codes that are there already stay as they are."""
    return _write_barcodes(session, [_barcode(*code) for code in codes])


def _barcode(item_id: int, packaging_id: int, code: str, variant_id: int = 0) -> dict[str, Any]:
    return {
        "code": code,
        "item_id": item_id,
        "variant_id": variant_id,
        "packaging_id": packaging_id,
        "lot_id": 0,
        "gtin": gtin14(code),
    }


def _write_barcodes(session: Session, rows: Sequence[dict[str, Any]]) -> Upserted:
    key = ["code", "item_id", "variant_id", "packaging_id", "lot_id"]
    unique = {tuple(row[name] for name in key): row for row in rows}
    return upsert(session, Barcode, key, list(unique.values()))


def _groups(records: Iterable[Any]) -> list[str]:
    return sorted({record.values["group"] for record in records if "group" in record.values})
