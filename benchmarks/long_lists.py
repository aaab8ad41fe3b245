"""The list of customer orders over 10 000 and over 1 000 000 of them: every sort, usual filters."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import FromClause, insert, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

import core.sales.listings  # noqa: F401 - registers the list
from benchmarks import assortment
from benchmarks.report import Progress, Report, median, percentile, timed
from benchmarks.scratch import scratch_database
from core.access.actor import SYSTEM, Actor
from core.access.users import create_user
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.listing import Filter, ListQuery, Page, listing, page
from core.documents.models import Document
from core.partners.models import Company, Partner
from core.pricing.models import PriceType
from core.sales.models import CustomerOrder
from core.stock.models import Warehouse

FEW, MANY = 10_000, 1_000_000
ROUNDS = 5
CLOSER = 30
"""Rounds in all of a way of looking that may grow by more than is wanted."""

SUSPECT = 1.5
"""The growth, after a few rounds, from which on it is looked at closer; 2 is wanted at most."""

SCREEN = 40
"""Rows that fill a high screen."""

LIST = "customer_orders"
LAST = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Asked:
    """One way of looking at the list."""

    what: str
    query: ListQuery
    actor: Actor = SYSTEM


def measure(report: Report, tell: Progress, *, few: int = FEW, many: int = MANY) -> None:
    """Add `list_page_*_ms` of the longer list, `list_growth` and what was the worst."""
    with ExitStack() as opened:
        houses = []
        for count in (few, many):
            tell(f"{count} orders")
            database = opened.enter_context(scratch_database())
            _fill(database, count)
            houses.append(database)
        ways = list(asked())
        took: dict[str, list[float]] = {}
        filled: list[float] = []
        unfinished = 0
        for at, way in enumerate(ways):
            tell(f"way of looking {at + 1} of {len(ways)}")
            short, long = _compared(houses, way)
            took[way.what] = [min(short), min(long), median(long)]
            ms, complete = _filled(houses[-1], way)
            filled.append(ms)
            unfinished += not complete
    # The least disturbed of the rounds: on a busy machine the others measure the neighbours.
    growth = {what: long / short for what, (short, long, _) in took.items()}
    times = [usual for *_, usual in took.values()]
    worst = max(growth, key=growth.__getitem__)
    report.latencies("list_page", times)
    report.figures["list_ways"] = len(ways)
    report.figures["list_growth"] = round(growth[worst], 3)
    report.figures["list_growth_p50"] = round(median(list(growth.values())), 3)
    report.figures["list_unfinished"] = unfinished
    report.figures["list_screen_p95_ms"] = round(percentile(filled, 95), 3)
    report.figures["list_screen_max_ms"] = round(max(filled), 3)
    report.notes["list_growth"] = worst
    report.notes["list_page_p99_ms"] = max(took, key=lambda what: took[what][2])


def asked() -> Iterator[Asked]:
    """Yield every offered sort, both ways, with usual filters."""
    columns = [column for column in listing(LIST).columns if column.sortable]
    two_houses = replace(SYSTEM, warehouses=frozenset({1, 2}))
    for column in columns:
        for descending in (True, False):
            order = f"{column.id} {'falling' if descending else 'rising'}"
            plain = ListQuery(sort=(column.id, descending), limit=SCREEN)
            yield Asked(f"by {order}", plain)
            yield Asked(f"by {order}, two warehouses", plain, two_houses)
            for name, filters, search in USUAL:
                query = replace(plain, filters=filters, search=search)
                yield Asked(f"by {order}, {name}", query)


def _span(column: str, low: object, high: object) -> tuple[Filter, ...]:
    return Filter(column, "ge", low), Filter(column, "le", high)


USUAL: tuple[tuple[str, tuple[Filter, ...], str], ...] = (
    ("to fulfil", (Filter("status", "eq", "to_fulfil"),), ""),
    ("awaiting payment", (Filter("state", "eq", "awaiting_payment"),), ""),
    ("ready to ship", (Filter("state", "eq", "ready_to_ship"),), ""),
    ("closed", (Filter("state", "eq", "closed"),), ""),
    ("one partner", (Filter("partner", "contains", "ромашка"),), ""),
    ("a town of partners", (Filter("partner", "contains", "Омск"),), ""),
    ("one company", (Filter("company", "contains", "вторая"),), ""),
    ("one warehouse", (Filter("warehouse", "contains", "Склад 3"),), ""),
    ("one author", (Filter("author", "contains", "Автор 7"),), ""),
    ("a new author", (Filter("author", "contains", "Новичок"),), ""),
    ("a month", _span("date", date(2026, 9, 1), date(2026, 9, 30)), ""),
    ("a day", _span("date", date(2025, 6, 2), date(2025, 6, 2)), ""),
    ("shipped in a week", _span("ship_date", date(2026, 11, 16), date(2026, 11, 22)), ""),
    ("without a ship date", (Filter("ship_date", "eq", None),), ""),
    ("large", (Filter("total", "gt", 90_000_000),), ""),
    ("small", (Filter("total", "lt", 100_000),), ""),
    ("a usual comment", (Filter("comment", "contains", "самовывоз"),), ""),
    ("a rare comment", (Filter("comment", "contains", "хрупкое"),), ""),
    ("a number", (Filter("number", "contains", "4711"),), ""),
    ("found by number", (), "001234"),
    ("found by partner", (), "ромашка"),
    ("found by a common word", (), "ооо"),
    ("found by two words", (), "омск самовывоз"),
    ("found nowhere", (), "щщщщ"),
    (
        "open, of a partner, of a month",
        (
            Filter("state", "eq", "awaiting_payment"),
            Filter("partner", "contains", "Омск"),
            *_span("date", date(2026, 9, 1), date(2026, 9, 30)),
        ),
        "",
    ),
)


def _page(database: Database, way: Asked, query: ListQuery) -> Page:
    with transaction(database.sessions) as session:
        return page(session, way.actor, LIST, query)


def _compared(houses: Sequence[Database], way: Asked) -> list[list[float]]:
    """Return the milliseconds of the first page and of the one after it, per database.

    They take turns, and what seems to grow has more of them, a fixed number, as many in one as in
    the other: a neighbour's burst that met one of them is not a growth.
    """
    queries = []
    for database in houses:
        first = _page(database, way, way.query)
        queries.append((way.query, replace(way.query, after=first.next or None)))
        _page(database, way, queries[-1][1])
    found: list[list[float]] = [[] for _ in houses]
    for turn in range(max(CLOSER, ROUNDS)):
        if turn == ROUNDS and min(found[-1]) < SUSPECT * min(found[0]):
            break
        for database, asked_for, taken in zip(houses, queries, found, strict=True):
            taken += [timed(partial(_page, database, way, query)) for query in asked_for]
    return found


def _filled(database: Database, way: Asked) -> tuple[float, bool]:
    """Return how long it takes to fill a screen, looking further as the desk does."""
    query, rows, complete = way.query, 0, True

    def fill() -> None:
        nonlocal query, rows, complete
        while True:
            found = _page(database, way, query)
            rows += len(found.rows)
            if not found.unfinished or rows >= SCREEN:
                return
            complete = False
            query = replace(query, after=found.next, look=min(query.look * 2, 64_000))

    return timed(fill), complete


def _fill(database: Database, orders: int) -> None:
    """Make orders of three years, numbered in time; what is old is closed, mostly."""
    partners = max(500, orders // 50)
    dice = random.Random(20_261_120)
    makes = list(dict.fromkeys(assortment.brands(dice, partners)))
    towns = ("Москва", "Омск", "Тверь", "Казань", "Пермь", "Уфа", "Сочи", "Орёл", "Псков", "Чита")
    with transaction(database.sessions) as session:
        for setting in ("statement_timeout = 0", "work_mem = '256MB'"):
            session.execute(text(f"SET LOCAL {setting}"))
        kind = PriceType(code="W", name="Wholesale")
        session.add(kind)
        for number, name in enumerate(("первая", "вторая", "третья"), start=1):
            session.add(Company(code=str(number), name=f"Наша {name}", prefix=str(number)))
        session.add_all(Warehouse(code=str(n), name=f"Склад {n}") for n in range(1, 9))
        session.flush()  # documents point to them
        for number in range(1, 41):
            name = "Новичок" if number == 40 else f"Автор {number}"  # noqa: PLR2004 - the last
            create_user(session, SYSTEM, login=f"u{number}", name=name, password=None, roles=[])
        session.execute(
            insert(Partner),
            [
                {"code": str(n), "name": f"{dice.choice(makes)} ООО {dice.choice(towns)}"}
                for n in range(1, partners)
            ],
        )
        session.add(Partner(code="0", name="Ромашка ООО Тверь"))
        session.flush()  # documents point to it
        given = {"orders": orders, "partners": partners, "last": LAST, "kind": kind.id}
        numbers = "generate_series(1, :orders) AS made(n)"
        session.execute(text(_written(Document.__table__, _DOCUMENT, numbers)), given)
        session.execute(text(_written(CustomerOrder.__table__, _ORDER, "document d")), given)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))


def _written(table: FromClause, values: Mapping[str, str], source: str) -> str:
    """Return the INSERT of *values*; what they leave out is as the model has it by default."""
    told = dict(values)
    for column in table.c:
        default = column.default
        if column.name not in told and isinstance(default, ScalarElementColumnDefault):
            told[column.name] = f"'{default.arg}'"
    return (
        f"INSERT INTO {table.description} ({', '.join(told)})"  # noqa: S608 - our own names
        f" SELECT {', '.join(told.values())} FROM {source}"
    )


_DOCUMENT = {
    "type": "'customer_order'",
    "company_id": "1 + n % 3",
    "series": "'B'",
    "year": "2026",
    "number": "n",
    "number_text": "'Б-' || lpad(n::text, 6, '0')",
    "date": "CAST(:last AS date) - ((:orders - n)::bigint * 1095 / :orders)::int",
    "author_id": "CASE WHEN n > :orders - 300 AND n % 7 = 0 THEN 40 ELSE 1 + n % 39 END",
    "status": "CASE WHEN n > :orders * 0.97 OR hashint4(n) % 50 = 0 THEN 'to_fulfil'"
    " ELSE 'closed' END",
    "version": "1",
    "posted": "true",
    "comment": "CASE WHEN n % 10 < 2 THEN 'Самовывоз, позвонить' WHEN n % 3001 = 0 THEN 'Хрупкое!'"
    " ELSE '' END",
    "created_at": "now()",
    "changed_at": "now()",
    "warehouse_id": "1 + n % 8",
    "partner_id": "1 + (hashint4(n + 7) & 2147483647) % :partners",
}

_ORDER = {
    "document_id": "id",
    "price_type_id": ":kind",
    "ship_date": "CASE WHEN number % 20 = 0 THEN NULL ELSE date + (number % 15)::int END",
    "total_minor": "(hashint4(number::int + 1) & 1023)::bigint"
    " * ((hashint4(number::int + 2) & 2147483647) % 100000)",
    "state": "CASE WHEN status = 'closed' THEN 'closed'"
    " WHEN number % 3 = 0 AND number > :orders * 0.97 THEN 'ready_to_ship'"
    " ELSE 'awaiting_payment' END",
}
