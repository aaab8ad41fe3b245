"""Putting the assortment into the books and onto the shelves."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Barcode, Item, ItemGroup, Lot, LotPolicy, Packaging
from core.catalog.rules import ean13, gtin14, itf14
from core.exchange.demo.assortment import Good, assortment
from core.exchange.demo.places import DemoCell, Places
from core.exchange.demo.prices import (
    WORTH_PERCENT,
    add_dependent_types,
    add_price_groups,
    add_wholesale,
)
from core.exchange.goods import make_units
from core.exchange.upserting import add_rows
from core.kernel.clock import Clock
from core.kernel.vat import kind_of
from core.stock.opening import StockLine, enter_stock

_SERVICES = (("Доставка по городу", 90_000), ("Разгрузка, 1 тонна", 150_000))
_EVERY_SECOND_CODE = 7
"""Every seventh item was relabelled once: the old barcode still stands on some of it."""
_SHARED_CODES = 4
"""Pairs of items that a supplier gave one barcode."""
_PALLET_BOXES = 40


@dataclass(frozen=True, slots=True)
class Stocked:
    """One item as the demo's orders need it."""

    id: int
    good: Good
    box_id: int
    """0: no box."""
    loose: tuple[int, ...]
    """Thousandths in each of its cells for picking in the central warehouse."""
    boxed: int
    """Thousandths in full boxes in the central warehouse's upper tiers."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the demo has to sell."""

    stocked: tuple[Stocked, ...]
    """Items in the central warehouse."""
    northern: tuple[int, ...]
    """Ids of items in the northern warehouse."""
    small: tuple[int, ...]
    price_type: int
    items: int
    barcodes: int


def add_shelves(session: Session, places: Places, partners: Sequence[int], clock: Clock) -> Shelves:
    """Add items, units, groups, packagings, barcodes, lots, prices and opening stock."""
    goods = assortment()
    ids = _items(session, goods)
    boxes = _boxes(session, goods, ids)
    barcodes = _barcodes(session, goods, ids, boxes)
    groups = add_price_groups(session, [good.group for good in goods], ids[: len(goods)])
    kopecks = [good.kopecks for good in goods] + [price for _, price in _SERVICES]
    price_type = add_wholesale(session, ids, kopecks, clock.business_date())
    lots = _lots(session, goods, ids, clock.business_date())
    chance = random.Random(20_261_120)  # noqa: S311 - the same demo every time
    stocked, lines = _central(goods, ids, boxes, lots, places.cells, chance)
    day = clock.business_date() - timedelta(days=20)
    enter_stock(session, SYSTEM, places.central, lines, clock=clock, on=day, source="ЦС: ввод")
    others = []
    for house, step, source in (
        (places.northern, 3, "СС: ввод"),
        (places.small, 9, "МС: ввод"),
    ):
        chosen = [place for place in range(len(goods)) if place % step == 1]
        lines = [
            StockLine(
                ids[place],
                chance.randrange(20, 400) * 1000,
                lot_id=lot,
                price_minor=_worth(goods[place]),
            )
            for place in chosen
            for lot in (lots.get(place) or (0,))
        ]
        enter_stock(session, SYSTEM, house, lines, clock=clock, on=day, source=source)
        others.append(tuple(ids[place] for place in chosen))
    add_dependent_types(session, price_type, groups, ids, kopecks, partners, clock)
    return Shelves(stocked, others[0], others[1], price_type, len(goods) + len(_SERVICES), barcodes)


def _items(session: Session, goods: Sequence[Good]) -> list[int]:
    """Add units, groups and items; return ids in the order of *goods*."""
    units = make_units(session, {good.unit for good in goods})
    names = sorted({good.group for good in goods} | {"Услуги"})
    groups = add_rows(
        session,
        ItemGroup,
        ["name"],
        [{"code": f"Г{number:03d}", "name": name} for number, name in enumerate(names, start=1)],
    )
    rows: list[dict[str, Any]] = [
        {
            "code": good.code,
            "article": good.article,
            "name": good.name,
            "unit_id": units[good.unit],
            "group_id": groups[(good.group,)],
            "weight_grams": good.grams,
            "volume_cm3": good.grams * 2,
            "vat": kind_of(good.vat),
            "lot_policy": good.lots,
        }
        for good in goods
    ]
    rows += [
        {
            "code": f"У{number:07d}",
            "article": f"УСЛ-{number:02d}",
            "name": name,
            "unit_id": units["шт"],
            "group_id": groups[("Услуги",)],
            "service": True,
        }
        for number, (name, _) in enumerate(_SERVICES, start=1)
    ]
    added = add_rows(session, Item, ["code"], rows)
    return [added[(row["code"],)] for row in rows]


def _boxes(session: Session, goods: Sequence[Good], ids: Sequence[int]) -> dict[int, int]:
    """Add a box to whatever comes in boxes, a pallet to what is light; return place → box id."""
    rows = []
    for place, good in enumerate(goods):
        if good.box:
            rows.append(_pack(ids[place], f"Короб {good.box}", good.box, good.grams))
            if place % 5 == 0:
                units = good.box * _PALLET_BOXES
                rows.append(_pack(ids[place], f"Паллета {units}", units, good.grams))
    packs = add_rows(session, Packaging, ["item_id", "name"], rows)
    return {
        place: packs[ids[place], f"Короб {good.box}"]
        for place, good in enumerate(goods)
        if good.box
    }


def _pack(item_id: int, name: str, units: int, grams: int) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "name": name,
        "quantity": units * 1000,
        "weight_grams": units * grams * 103 // 100,
    }


def _barcodes(
    session: Session, goods: Sequence[Good], ids: Sequence[int], boxes: dict[int, int]
) -> int:
    """Add the codes of units and boxes, older codes, and a few that two items share."""
    rows = []
    for place, good in enumerate(goods):
        rows.append(_code(good.barcode, ids[place]))
        if place % _EVERY_SECOND_CODE == 0:
            rows.append(_code(ean13(f"469000{place:06d}"), ids[place]))
        if place in boxes:
            rows.append(_code(itf14(1, good.barcode), ids[place], boxes[place]))
    for pair in range(_SHARED_CODES):
        shared = ean13(f"468990{pair:06d}")
        rows += [_code(shared, ids[place]) for place in (pair * 50 + 6, pair * 50 + 8)]
    return len(add_rows(session, Barcode, ["code", "item_id"], rows))


def _code(code: str, item_id: int, packaging_id: int = 0) -> dict[str, Any]:
    return {
        "code": code,
        "gtin": gtin14(code),
        "item_id": item_id,
        "packaging_id": packaging_id,
    }


def _lots(
    session: Session, goods: Sequence[Good], ids: Sequence[int], today: date
) -> dict[int, tuple[int, ...]]:
    """Add two lots to whatever is kept by lot; return place → lot ids, first to expire first."""
    rows: list[dict[str, Any]] = []
    for place, good in enumerate(goods):
        if good.lots is LotPolicy.NONE:
            continue
        for age in (70, 25):
            made = today - timedelta(days=age + place % 9)
            rows.append(
                {
                    "item_id": ids[place],
                    "code": f"П{made:%y%m%d}",
                    "expires": made + timedelta(days=180 + place % 5 * 90)
                    if good.lots is LotPolicy.EXPIRY
                    else None,
                }
            )
    added = add_rows(session, Lot, ["item_id", "code"], rows)
    by_item: dict[int, list[int]] = {}
    for row in rows:
        by_item.setdefault(row["item_id"], []).append(added[row["item_id"], row["code"]])
    return {place: tuple(by_item[key]) for place, key in enumerate(ids) if key in by_item}


def _central(
    goods: Sequence[Good],
    ids: Sequence[int],
    boxes: dict[int, int],
    lots: dict[int, tuple[int, ...]],
    cells: Sequence[DemoCell],
    chance: random.Random,
) -> tuple[tuple[Stocked, ...], list[StockLine]]:
    """Spread two thirds of the goods over the cells: loose below, in full boxes above."""
    low = [cell for cell in cells if not cell.reserve]
    high = [cell for cell in cells if cell.reserve]
    stocked, lines = [], []
    for place, good in enumerate(goods):
        if place % 3 == 1:
            continue
        batches = lots.get(place) or (0,)
        first = place * len(low) // len(goods)
        loose = []
        for number in range(2 if place % 2 or len(batches) > 1 else 1):
            amount = chance.randrange(4, 30) * 1000
            cell = low[(first + number * 5) % len(low)]
            lot = batches[number % len(batches)]
            lines.append(
                StockLine(ids[place], amount, lot_id=lot, cell_id=cell.id, price_minor=_worth(good))
            )
            loose.append(amount)
        boxed = 0
        if place in boxes and place % 4 != 3:  # noqa: PLR2004 - a quarter has no reserve
            boxed = chance.randrange(2, 9) * good.box * 1000
            cell = high[place * len(high) // len(goods)]
            lines.append(
                StockLine(
                    ids[place],
                    boxed,
                    packaging_id=boxes[place],
                    lot_id=batches[-1],
                    cell_id=cell.id,
                    price_minor=_worth(good),
                )
            )
        stocked.append(Stocked(ids[place], good, boxes.get(place, 0), tuple(loose), boxed))
    return tuple(stocked), lines


def _worth(good: Good) -> int:
    """Return what a base unit was worth on opening the books, kopecks."""
    return good.kopecks * WORTH_PERCENT // 100
