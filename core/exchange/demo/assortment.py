"""What the demo company sells: families of goods, spelled out by brand and size.

A family is one row of `families.csv`; every combination of its brands and sizes is an item.
Brands are invented. Weights and prices run evenly from the smallest size to the largest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from core.catalog.models import LotPolicy
from core.catalog.rules import ean13
from core.kernel.money import divide_half_up

_BRANDS = {
    "tool": ("Умелец-М", "Сталеград", "ТехноРяд", "Кузнечный двор"),
    "fix": ("Крепград", "Сталеград", "Болтун и К", "Прочный узел"),
    "paint": ("Радуга-Дом", "ТехноРяд", "Колеровъ", "Умелец-М"),
    "light": ("Светоград", "Лучина", "ТехноРяд", "Ясный свет"),
    "home": ("Домоград", "Лад и Уют", "Чистый двор", "Тёплый дом-М"),
    "dish": ("Домоград", "Печной угол", "Лад и Уют"),
    "chem": ("Блескоград", "Лесная роса-М", "Чистый двор", "Белый парус-М"),
    "food": ("Полевой стан", "Дедов амбар", "Волжский край", "Семь вёрст"),
    "drink": ("Волжский край", "Ключ-Гора", "Дедов амбар", "Северный родник-М"),
    "tea": ("Самоварный ряд", "Чайный обоз", "Семь вёрст"),
    "paper": ("Белый лист", "Канцград", "Школьный двор"),
    "garden": ("Огородов", "Полевой стан", "Умелец-М", "Сельский час"),
}


@dataclass(frozen=True, slots=True)
class Family:
    """A row of goods that differ in brand and size."""

    group: str
    name: str
    brands: str
    sizes: str
    """Parted by "; "."""
    grams: tuple[int, int]
    """Of the smallest and the largest size."""
    kopecks: tuple[int, int]
    """Wholesale with VAT, of the smallest and the largest size."""
    box: int
    """Base units in a box; 0: no box."""
    unit: str
    vat: int
    """Hundredths of a percent."""
    lots: LotPolicy


def families() -> Iterator[Family]:
    """Read the families from the table beside this module."""
    text = resources.files(__package__).joinpath("families.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text), delimiter="|", quoting=csv.QUOTE_NONE)
    for row in reader:
        yield Family(
            group=row["group"],
            name=row["name"],
            brands=row["brands"],
            sizes=row["sizes"],
            grams=_ends(row["grams"]),
            kopecks=_ends(row["kopecks"]),
            box=int(row["box"]),
            unit=row["unit"],
            vat=int(row["vat"]) * 100,
            lots=LotPolicy(row["lots"]),
        )


@dataclass(frozen=True, slots=True)
class Good:
    """One item of the assortment."""

    code: str
    article: str
    name: str
    group: str
    unit: str
    grams: int
    kopecks: int
    vat: int
    lots: LotPolicy
    box: int
    barcode: str
    """EAN-13; prefixes 460 to 469 are Russia's."""


def assortment() -> list[Good]:
    """Return every item, always the same and in the same order."""
    return list(_goods())


def _goods() -> Iterator[Good]:
    number = 0
    for family_number, family in enumerate(families(), start=1):
        sizes = family.sizes.split("; ")
        for brand in _BRANDS[family.brands]:
            for place, size in enumerate(sizes):
                number += 1
                yield Good(
                    code=f"{number:08d}",
                    article=f"{_letters(family.name)}-{family_number:02d}{number:04d}",
                    name=f"{family.name} «{brand}» {size}",
                    group=family.group,
                    unit=family.unit,
                    grams=_between(family.grams, place, len(sizes)),
                    kopecks=_rounded(_between(family.kopecks, place, len(sizes)), brand),
                    vat=family.vat,
                    lots=family.lots,
                    box=family.box,
                    barcode=ean13(f"460{_maker(brand):04d}{number:05d}"),
                )


def _ends(text: str) -> tuple[int, int]:
    first, last = text.split("-")
    return int(first), int(last)


def _letters(name: str) -> str:
    """Return two letters of each of the first two words: "Молоток слесарный" is МОСЛ."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(word[:2] for word in words[:2]).upper()


def _maker(brand: str) -> int:
    makers = sorted({name for names in _BRANDS.values() for name in names})
    return 7100 + makers.index(brand) * 37


def _between(ends: tuple[int, int], place: int, count: int) -> int:
    if count == 1:
        return ends[0]
    return divide_half_up(ends[0] * (count - 1 - place) + ends[1] * place, count - 1)


def _rounded(kopecks: int, brand: str) -> int:
    """Return a price that ends in 90 kopecks or 50, a little different for each brand."""
    percent = 94 + sum(map(ord, brand)) % 13
    rubles = divide_half_up(kopecks * percent, 10_000)
    return max(rubles, 1) * 100 + (90 if rubles % 2 else 50)
