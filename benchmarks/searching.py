"""Items searched as they are typed, in an assortment of 10 000 and in one of 100 000."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

import core.pricing.hits
import core.stock.hits  # noqa: F401 - register what searches show
from benchmarks import assortment
from benchmarks.hot_items import RECORDER
from benchmarks.report import Progress, Report, median, percentile, timed
from benchmarks.scratch import scratch_database
from core.access.actor import SYSTEM
from core.catalog.search import search_items
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.pricing.models import PriceType
from core.search.rules import other_layout
from core.stock.models import Warehouse

FEW, MANY = 10_000, 100_000
TEXTS = 60
"""Texts typed letter by letter; every letter is a search."""

TODAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Shop:
    """A database with an assortment, its prices and its stock."""

    database: Database
    price_type_id: int
    warehouse_id: int

    def search(self, typed: str) -> float:
        """Return the milliseconds of one search, from the connection to the frozen rows."""
        with self.database.sessions() as session:
            return timed(
                lambda: search_items(
                    session,
                    SYSTEM,
                    typed,
                    price_type_id=self.price_type_id,
                    warehouse_id=self.warehouse_id,
                    on=TODAY,
                )
            )


def measure(report: Report, tell: Progress, *, few: int = FEW, many: int = MANY) -> None:
    """Add `search_*_ms` of the larger assortment, `search_growth`, and what writing it cost."""
    with ExitStack() as open_shops:
        shops = []
        for count in (few, many):
            tell(f"{count} items")
            database = open_shops.enter_context(scratch_database())
            shops.append(_shop(database, count, report, last=count == many))
        tell("typing")
        took: tuple[list[float], list[float]] = ([], [])
        for typed in ("м", "молоко 1", "4600"):
            for shop in shops:
                shop.search(typed)  # the first calls pay for plans and caches
        for typed in keystrokes(few):
            for shop, times in zip(shops, took, strict=True):
                times.append(shop.search(typed))
    report.latencies("search", took[1])
    report.figures["search_keystrokes"] = len(took[1])
    report.figures["search_growth"] = round(percentile(took[1], 95) / percentile(took[0], 95), 3)
    report.figures["search_growth_p50"] = round(median(took[1]) / median(took[0]), 3)


def keystrokes(items: int) -> Iterator[str]:
    """Yield what stands in the search line after every letter of texts as people type them."""
    dice = random.Random(7)
    known = list(assortment.goods(items))
    for turn in range(TEXTS):
        one = dice.choice(known)
        parts = one.name.replace("«", "").replace("»", "").split()
        match turn % 6:
            case 0:
                typed = " ".join(dice.sample(parts, 2)).lower()
            case 1:
                typed = " ".join(part[:3] for part in parts)
            case 2:
                typed = one.article.lower()
            case 3:
                typed = one.barcode
            case 4:
                typed = _mistyped(f"{parts[0]} {parts[1]}", dice)
            case _:
                typed = other_layout(f"{parts[0]} {parts[2]}".lower())
        for end in range(1, len(typed) + 1):
            if typed[end - 1] != " ":
                yield typed[:end]


def _mistyped(said: str, dice: random.Random) -> str:
    """Swap two neighbouring letters of each word."""
    found = []
    for word in said.split():
        at = dice.randrange(1, max(2, len(word) - 2))
        found.append(word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :])
    return " ".join(found)


def _shop(database: Database, count: int, report: Report, *, last: bool) -> Shop:
    took = timed(lambda: assortment.store(database, count)) / 1000
    with transaction(database.sessions) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        kind, house = PriceType(code="W", name="Wholesale"), Warehouse(code="B", name="Bench")
        session.add_all([kind, house])
        session.flush()  # what follows points to them
        session.execute(
            text(
                "INSERT INTO item_price (price_type_id, item_id, variant_id, since, price_minor)"
                " SELECT :kind, id, 0, since, 10000 + id FROM item,"
                " (VALUES (DATE '2026-01-01'), (DATE '2026-10-01')) AS dated(since)"
            ),
            {"kind": kind.id},
        )
        document = session.connection().exec_driver_sql(RECORDER, ("stock",)).scalar_one()
        session.execute(
            text(
                "INSERT INTO free_stock_entry (document_id, line, date, warehouse_id, item_id,"
                " variant_id, on_hand, reserved, earmarked, to_ship)"
                " SELECT :document, 1, :day, :house, id, 0, 1000 * (id % 90), 0, 0, 0 FROM item"
            ),
            {"document": document, "day": TODAY, "house": house.id},
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    if last:
        report.figures["search_write_s"] = round(took, 2)
    return Shop(database, kind.id, house.id)
