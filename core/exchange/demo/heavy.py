"""Goods that are sold by the tonne, on the floor of the central warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Item, ItemGroup
from core.catalog.rules import ean13
from core.exchange.demo.places import Places
from core.exchange.demo.prices import WORTH_PERCENT
from core.exchange.goods import add_barcodes, make_units
from core.exchange.upserting import add_rows
from core.kernel.clock import Clock
from core.kernel.vat import kind_of
from core.pricing.operations import NewPrice, register_prices
from core.stock.models import Cell, CellKind
from core.stock.opening import StockLine, enter_stock

_GOODS = (
    ("Цемент М500, мешок 50 кг", 50_200, 38_000, 590),
    ("Цемент М400, мешок 25 кг", 25_200, 19_000, 330),
    ("Пескобетон М300, мешок 40 кг", 40_200, 26_000, 260),
    ("Смесь гипсовая штукатурная, мешок 30 кг", 30_200, 31_000, 460),
    ("Клей для плитки, мешок 25 кг", 25_200, 18_000, 380),
    ("Наливной пол, мешок 20 кг", 20_200, 15_000, 520),
    ("Шпаклёвка полимерная, мешок 20 кг", 20_200, 17_000, 690),
    ("Песок кварцевый, мешок 25 кг", 25_100, 16_000, 210),
    ("Соль техническая, мешок 25 кг", 25_100, 22_000, 240),
    ("Керамогранит 60×60, упаковка 1,44 м²", 31_800, 15_000, 1_490),
    ("Плитка настенная 25×40, упаковка 1,5 м²", 18_600, 11_000, 1_050),
    ("Ламинат 33 класс, упаковка 2,1 м²", 15_400, 24_000, 1_890),
    ("Гипсокартон 12,5 мм, лист", 29_500, 38_000, 540),
    ("Минеральная вата, упаковка 5,8 м²", 12_300, 160_000, 1_650),
    ("Пенополистирол, упаковка 0,27 м³", 6_400, 270_000, 1_980),
    ("Грунтовка глубокого проникновения, 10 л", 10_400, 13_000, 790),
    ("Вода питьевая, бутыль 19 л", 20_100, 27_000, 320),
    ("Соль дорожная, мешок 20 кг", 20_100, 19_000, 280),
    ("Мел строительный, мешок 15 кг", 15_100, 17_000, 230),
    ("Глина шамотная, мешок 20 кг", 20_100, 16_000, 340),
)
"""Name, grams, cm³, roubles wholesale."""

GROUP = "Стройматериалы"
_SECTION = "Участок G"
_FIRST = 90_000_001
"""Code of the first of the goods."""

_VAT = 22_00
_WALK = 100_000
"""The floor lies behind the racks."""


@dataclass(frozen=True, slots=True)
class Heavy:
    """One of the goods."""

    id: int
    grams: int
    cm3: int


def add_heavy(session: Session, places: Places, price_type: int, clock: Clock) -> int:
    """Add the goods with their prices, barcodes and places on the floor; return how many."""
    units = make_units(session, ("шт",))
    groups = add_rows(session, ItemGroup, ["name"], [{"code": "Г900", "name": GROUP}])
    added = add_rows(
        session,
        Item,
        ["code"],
        [
            {
                "code": f"{_FIRST + number:08d}",
                "article": f"СТР-{number + 1:03d}",
                "name": name,
                "unit_id": units["шт"],
                "group_id": groups[(GROUP,)],
                "weight_grams": grams,
                "volume_cm3": cm3,
                "vat": kind_of(_VAT),
            }
            for number, (name, grams, cm3, _) in enumerate(_GOODS)
        ],
    )
    ids = [added[(f"{_FIRST + number:08d}",)] for number in range(len(_GOODS))]
    codes = [ean13(f"4607990{number:05d}") for number in range(len(_GOODS))]
    add_barcodes(session, [(key, 0, code) for key, code in zip(ids, codes, strict=True)])
    register_prices(
        session,
        SYSTEM,
        price_type,
        clock.business_date().replace(day=1),
        [NewPrice(key, good[3] * 100) for key, good in zip(ids, _GOODS, strict=True)],
    )
    add_rows(session, Cell, ["code"], [_cell(places.central, at) for at in range(len(_GOODS))])
    return len(ids)


def heavy_goods(session: Session) -> tuple[Heavy, ...]:
    """Return the goods, in the order of their places."""
    rows = session.execute(
        select(Item.id, Item.weight_grams, Item.volume_cm3)
        .join(ItemGroup, ItemGroup.id == Item.group_id)
        .where(ItemGroup.name == GROUP)
        .order_by(Item.code)
    )
    return tuple(Heavy(*row) for row in rows)


def bring_heavy(session: Session, warehouse_id: int, pieces: int, clock: Clock) -> None:
    """Put so many pieces of each of the goods onto its place."""
    cells = session.scalars(
        select(Cell.id)
        .where(Cell.warehouse_id == warehouse_id, Cell.section == _SECTION)
        .order_by(Cell.walk_order)
    ).all()
    lines = [
        StockLine(
            good.id,
            pieces * 1000,
            cell_id=cell,
            price_minor=price * WORTH_PERCENT,
        )
        for good, cell, (_, _, _, price) in zip(heavy_goods(session), cells, _GOODS, strict=True)
    ]
    enter_stock(session, SYSTEM, warehouse_id, lines, clock=clock, source="ЦС: стройматериалы")


def _cell(warehouse_id: int, number: int) -> dict[str, Any]:
    return {
        "warehouse_id": warehouse_id,
        "code": f"G-{number + 1:02d}-11",
        "barcode": f"CG{number + 1:02d}11",
        "kind": CellKind.STORAGE,
        "walk_order": _WALK + number * 10,
        "section": _SECTION,
        "area": "Пол",
        "area_priority": 2,
        "check_digits": f"{number * 41 % 90 + 10}",
    }
