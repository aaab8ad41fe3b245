"""Repricing: 100 000 items × 5 dependent price types, against computing in memory and COPY.

The reference computes the very same numbers with the formulas written out as Python integers, from
base prices that are in memory already, and writes them by one COPY into a table of the same
definition. Ours reads types, groups and prices from the database, runs formulas as a person typed
them, rounds by ranges, compares every price with the one that holds, and commits chunk by chunk.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.report import Progress, Report
from core.access.actor import SYSTEM
from core.catalog.models import Item, PriceGroup, Unit
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.reference import create_row
from core.kernel.clock import SystemClock
from core.pricing.kinds import CalculationMethod
from core.pricing.models import ItemPrice
from core.pricing.operations import create_price_type
from core.pricing.recalculating import Recalculation, recalculate_chunk
from core.pricing.rounding import RoundingMode

ITEMS = 100_000
ROUNDS = 2
"""Of each way; the better one counts, so that a neighbour's burst does not."""

SINCE = date(2026, 1, 1)
TODAY = date(2026, 11, 20)

Row = tuple[int, int, int]
"""(price type, item, minor units)"""


def measure(
    database: Database, report: Report, tell: Progress, *, items: int = ITEMS, rounds: int = ROUNDS
) -> None:
    """Add `reprice_ratio`, seconds of both ways, growth from a tenth of the items, and counts."""
    with transaction(database.sessions) as session:
        types = _types(session)
    tenth = max(1, items // 10)
    with transaction(database.sessions) as session:
        _goods(session, types[0], tenth)
    small = _best(database, types, tell, f"repricing {tenth} items", rounds)[0]
    with transaction(database.sessions) as session:
        _goods(session, types[0], items - tenth)
    ours, floor = _best(database, types, tell, f"repricing {items} items", rounds)
    with transaction(database.sessions) as session:
        again = _ours(database, tell)
        rows = session.scalars(
            select(func.count()).where(ItemPrice.price_type_id.in_(types[1:]))
        ).one()
    report.figures |= {
        "reprice_items": items,
        "reprice_types": len(types) - 1,
        "reprice_prices": rows,
        "reprice_s": round(ours, 2),
        "reprice_floor_s": round(floor, 2),
        "reprice_ratio": round(ours / floor, 3),
        "reprice_growth": round(ours / small, 2),
        "reprice_again_s": round(again, 2),
    }


def _types(session: Session) -> list[int]:
    """Make a base type and five that depend on it, one after another, all of them rounded."""
    base = create_price_type(session, SYSTEM, code="BASE", name="BASE")
    group = PriceGroup(code="A", name="A")
    session.add(group)
    session.flush()  # refinements name it
    markup = {"method": CalculationMethod.MARKUP}
    formula = {"method": CalculationMethod.FORMULA}
    made = [base]
    for code, values in (
        ("D1", markup | {"base_type_id": base, "markup": 25_00}),
        ("D2", formula | {"formula": "[D1] * 1,1 + 5"}),
        ("D3", formula | {"formula": "Макс([D1]; [D2] * 0,97)"}),
        ("D4", formula | {"formula": "?([BASE] > 500; [D3] * 1,05; [D3] * 1,2)"}),
        ("D5", formula | {"formula": "Мин([D4]; [D1] * 2) / 1,22 * 1,2"}),
    ):
        made.append(create_price_type(session, SYSTEM, code=code, name=code, **values))
    create_row(
        session,
        SYSTEM,
        "price_type_group",
        price_type_id=made[1],
        price_group_id=group.id,
        markup=30_00,
        formula="",
    )
    for one in made[1:]:
        for since, precision, mode, shift in _RANGES:
            create_row(
                session,
                SYSTEM,
                "price_rounding",
                price_type_id=one,
                since_minor=since,
                precision_minor=precision,
                mode=mode,
                shift_minor=shift,
            )
    return made


_DEAR = 500_00

_RANGES = (
    (0, 50, RoundingMode.UP, 0),
    (100_00, 5_00, RoundingMode.ARITHMETIC, 10),
    (1_000_00, 10_00, RoundingMode.ARITHMETIC, 1_00),
)


def _goods(session: Session, base: int, count: int) -> None:
    """Add items, each third in a price group, and their base prices."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    unit = session.scalar(select(Unit.id)) or _unit(session)
    group = session.scalars(select(PriceGroup.id)).one()
    first = session.scalars(select(func.coalesce(func.max(Item.id), 0))).one()
    numbers = range(first + 1, first + count + 1)
    session.execute(
        insert(Item),
        [
            {
                "code": f"I{n}",
                "name": f"Item {n}",
                "unit_id": unit,
                "price_group_id": group if n % 3 == 0 else None,
            }
            for n in numbers
        ],
    )
    session.execute(
        text(
            "INSERT INTO item_price (price_type_id, item_id, since, price_minor)"
            " SELECT :base, id, :since, 1000 + id * 37 % 200000 FROM item WHERE id > :first"
        ),
        {"base": base, "since": SINCE, "first": first},
    )


def _unit(session: Session) -> int:
    made = Unit(code="796", name="Штука", symbol="шт")
    session.add(made)
    session.flush()  # items point to it
    return made.id


def _best(
    database: Database, types: list[int], tell: Progress, what: str, rounds: int
) -> tuple[float, float]:
    """Return the seconds of both ways, each from an empty register of dependent prices."""
    ours, floor = [], []
    for number in range(rounds):
        tell(f"{what}, round {number + 1}")
        _forget(database, types)
        floor.append(_floor(database, types))
        computed = _all_prices(database, types)
        _forget(database, types)
        ours.append(_ours(database, tell))
        if _all_prices(database, types) != computed:
            raise AssertionError(what)
    return min(ours), min(floor)


def _forget(database: Database, types: list[int]) -> None:
    with transaction(database.sessions) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(
            text("DELETE FROM item_price WHERE price_type_id = ANY(:types)"), {"types": types[1:]}
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE item_price"))


def _all_prices(database: Database, types: list[int]) -> int:
    """Return a number that tells one set of prices from another."""
    with transaction(database.sessions) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        found: int = session.scalars(
            text(
                "SELECT coalesce(sum(hashtext(price_type_id || ' ' || item_id || ' ' ||"
                " price_minor)), 0)::bigint FROM item_price WHERE price_type_id = ANY(:types)"
            ),
            {"types": types[1:]},
        ).one()
    return found


def _ours(database: Database, tell: Progress) -> float:
    """Recalculate as a job does: a transaction per chunk, going on from a cursor in JSON."""
    clock = SystemClock()
    asked = Recalculation(TODAY)
    begin = time.perf_counter()
    cursor: Any = None
    while True:
        with transaction(database.sessions) as session:
            progress = recalculate_chunk(session, SYSTEM, asked, cursor, clock=clock)
        tell(f"prices of {progress.done} items of {progress.total}")
        cursor = progress.cursor
        if cursor is None:
            return time.perf_counter() - begin


def _floor(database: Database, types: list[int]) -> float:
    """Compute the numbers in memory and write them by one COPY in one transaction."""
    with transaction(database.sessions) as session:
        base = [
            tuple(row)
            for row in session.execute(
                select(ItemPrice.item_id, ItemPrice.price_minor, Item.price_group_id)
                .join(Item, Item.id == ItemPrice.item_id)
                .where(ItemPrice.price_type_id == types[0])
            )
        ]
    connection: Any = database.engine.raw_connection()
    try:
        begin = time.perf_counter()
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY item_price (price_type_id, item_id, variant_id, since, price_minor, place)"
                " FROM STDIN"
            ) as copy,
        ):
            for price_type, item, price in _written_out(base, types):
                copy.write_row((price_type, item, 0, TODAY, price, 0))
        connection.commit()
        return time.perf_counter() - begin
    finally:
        connection.close()


def _written_out(base: list[Any], types: list[int]) -> Iterator[Row]:
    """Yield what the five types come to, in plain integers, fractions kept whole by hand."""
    _base, d1, d2, d3, d4, d5 = types
    for item, price, group in base:
        first = _rounded(price * (130 if group else 125), 100)
        second = _rounded(first * 110 + 50_000, 100)
        third = _rounded(max(first * 100, second * 97), 100)
        fourth = _rounded(third * (105 if price > _DEAR else 120), 100)
        fifth = _rounded(min(fourth, first * 2) * 120, 122)
        yield d1, item, first
        yield d2, item, second
        yield d3, item, third
        yield d4, item, fourth
        yield d5, item, fifth


def _rounded(numerator: int, denominator: int) -> int:
    """Round by `_RANGES`, written out."""
    if numerator < 100_00 * denominator:
        return -(-numerator // (50 * denominator)) * 50
    if numerator < 1_000_00 * denominator:
        step = 5_00 * denominator
        return (2 * numerator + step) // (2 * step) * 5_00 - 10
    step = 10_00 * denominator
    return (2 * numerator + step) // (2 * step) * 10_00 - 1_00
