"""Lists: what one may see, found, sorted and paged; counts and totals of the same rows."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.documents.errors import BadQuery
from core.documents.listing import (
    Column,
    Filter,
    Kind,
    Listing,
    ListQuery,
    Page,
    count,
    document_listing,
    listing,
    listings,
    page,
    totals,
)
from core.documents.operations import create
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from tests.integration.documents.conftest import add_company, add_warehouse, person
from tests.integration.documents.trial import TRIAL, Trial, counted

READ = Permission.STOCK_READ

TRIALS = document_listing(
    TRIAL,
    name="trials",
    extra=(
        Column("place", "Place", Trial.place, searchable=True),
        Column("amount", "Amount", Trial.amount_minor, Kind.MONEY, summed=True),
    ),
)


@dataclass(frozen=True)
class Known:
    """A document as the test knows it."""

    id: int
    warehouse: int | None
    company: int | None
    place: str
    amount: int | None


@pytest.fixture
def stock(trial: Session, admin: Actor, clock: FixedClock) -> list[Known]:
    """Sixty documents over three warehouses (or none) and two companies (or none)."""
    places = [add_warehouse(trial, f"С{n}") for n in range(3)]
    owners = [add_company(trial, f"К{n}", f"П{n}") for n in range(2)]
    dice = random.Random(20261120)
    found = []
    for _ in range(60):
        warehouse, company = dice.choice([*places, None]), dice.choice([*owners, None])
        amount, place = dice.choice([None, 0, 100, 100, 250, -5]), dice.choice("abc")
        made = create(
            trial,
            admin,
            "trial",
            clock=clock,
            warehouse_id=warehouse,
            company_id=company,
            place=place,
            amount_minor=amount,
        )
        found.append(Known(made.id, warehouse, company, place, amount))
    return found


def walk(session: Session, actor: Actor, of: Listing, query: ListQuery) -> list[Page]:
    """Return all pages from the first to the last."""
    pages = [page(session, actor, of, query)]
    while pages[-1].next is not None:
        pages.append(page(session, actor, of, replace(query, after=pages[-1].next)))
    return pages


def keys(pages: list[Page]) -> list[int]:
    return [row.key for found in pages for row in found.rows]


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_pages_counts_and_totals_are_those_of_the_rows_ones_rights_allow(
    trial: Session, stock: list[Known], data: st.DataObject
) -> None:
    warehouses = sorted({row.warehouse for row in stock if row.warehouse})
    companies = sorted({row.company for row in stock if row.company})
    actor = person(
        "Олег",
        READ,
        warehouses=data.draw(st.none() | st.sets(st.sampled_from(warehouses))),  # type: ignore[arg-type]
        companies=data.draw(st.none() | st.sets(st.sampled_from(companies))),  # type: ignore[arg-type]
    )
    column, descending = (
        data.draw(st.sampled_from(["amount", "place", "date"])),
        data.draw(st.booleans()),
    )
    only = data.draw(st.none() | st.sampled_from("abc"))
    query = ListQuery(
        filters=() if only is None else (Filter("place", "eq", only),),
        sort=(column, descending),
        limit=data.draw(st.integers(1, 70)),
    )

    def rank(row: Known) -> tuple[Any, ...]:
        value = {"amount": row.amount, "place": row.place, "date": 0}[column]
        return (value is None, value if value is not None else 0, row.id)

    allowed = [
        row
        for row in stock
        if (actor.warehouses is None or row.warehouse in {*actor.warehouses, None})
        and (actor.companies is None or row.company in {*actor.companies, None})
        and (only is None or row.place == only)
    ]
    expected = [row.id for row in sorted(allowed, key=rank, reverse=descending)]

    pages = walk(trial, actor, TRIALS, query)

    assert keys(pages) == expected
    assert pages[0].previous is None
    assert count(trial, actor, TRIALS, query) == len(expected)
    assert count(trial, actor, TRIALS, query, cap=3) == min(3, len(expected))
    assert totals(trial, actor, TRIALS, query) == {
        "amount": sum(row.amount or 0 for row in allowed)
    }
    for before, later in pairwise(pages):
        assert later.previous is not None
        back = page(trial, actor, TRIALS, replace(query, before=later.previous))
        assert back.rows == before.rows
        assert back.next == before.next


def test_a_page_stays_put_while_rows_are_added(
    trial: Session, stock: list[Known], admin: Actor, clock: FixedClock
) -> None:
    query = ListQuery(sort=("number", False), limit=10)
    first = page(trial, admin, TRIALS, query)
    create(trial, admin, "trial", clock=clock, place="a")  # sorts before or within page one

    second = page(trial, admin, TRIALS, replace(query, after=first.next))

    assert not {row.key for row in first.rows} & {row.key for row in second.rows}
    assert len(second.rows) == 10


def test_search_takes_every_word_in_any_case_and_means_signs_literally(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    milk = create(trial, admin, "trial", clock=clock, place="Молоко 3,2% пастеризованное")
    create(trial, admin, "trial", clock=clock, place="Молоко 32 литра")

    def found(text: str) -> list[int]:
        return keys([page(trial, admin, TRIALS, ListQuery(search=text))])

    assert found("ПАСТЕР молоко") == [milk.id]
    assert found("3,2%") == [milk.id]
    assert found("_") == []
    assert found(milk.number_text.lower()) == [milk.id]
    assert found("\x00\x1b") == found("")
    assert len(found("молоко")) == 2
    assert found("молоко кефир") == []
    assert found("'; DROP TABLE document; --") == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Filter("amount", "eq", 100), {2}),
        (Filter("amount", "eq", None), {0}),
        (Filter("amount", "ne", 100), {0, 1, 3}),
        (Filter("amount", "ne", None), {1, 2, 3}),
        (Filter("amount", "lt", 100), {1}),
        (Filter("amount", "le", 100), {1, 2}),
        (Filter("amount", "gt", 100), {3}),
        (Filter("amount", "ge", 100), {2, 3}),
        (Filter("amount", "in", [5, 200]), {1, 3}),
        (Filter("amount", "in", []), set()),
        (Filter("amount", "contains", "00"), {2, 3}),
        (Filter("place", "contains", "ВЕР"), {1}),
        (Filter("date", "ge", "2026-11-22"), {2, 3}),
        (Filter("date", "lt", dt.date(2026, 11, 21)), {0}),
        (Filter("status", "eq", "draft"), {0, 1, 2, 3}),
        (Filter("status", "in", ("agreed", "done")), set()),
        (Filter("posted", "eq", True), set()),
    ],
)
def test_filters(
    trial: Session, admin: Actor, clock: FixedClock, condition: Filter, expected: set[int]
) -> None:
    rows = [("", None), ("Тверь", 5), ("Клин", 100), ("Ржев", 200)]
    ids = [
        create(
            trial,
            admin,
            "trial",
            clock=clock,
            date=dt.date(2026, 11, 20 + n),
            place=place,
            amount_minor=amount,
        ).id
        for n, (place, amount) in enumerate(rows)
    ]

    found = keys([page(trial, admin, TRIALS, ListQuery(filters=(condition,)))])

    assert {ids.index(key) for key in found} == expected


@pytest.mark.parametrize(
    ("query", "what"),
    [
        (ListQuery(filters=(Filter("colour", "eq", 1),)), "column"),
        (ListQuery(filters=(Filter("amount", "like", 1),)), "operation"),
        (ListQuery(filters=(Filter("amount", "eq", "much"),)), "value"),
        (ListQuery(filters=(Filter("amount", "eq", True),)), "value"),
        (ListQuery(filters=(Filter("amount", "gt", None),)), "value"),
        (ListQuery(filters=(Filter("amount", "eq", 1 << 63),)), "value"),
        (ListQuery(filters=(Filter("place", "eq", "a\x00"),)), "value"),
        (ListQuery(filters=(Filter("place", "in", "ab"),)), "value"),
        (ListQuery(filters=(Filter("date", "eq", "20.11.2026"),)), "value"),
        (ListQuery(sort=("colour", False)), "column"),
        (ListQuery(limit=0), "limit"),
        (ListQuery(limit=1001), "limit"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(
    trial: Session, admin: Actor, query: ListQuery, what: str
) -> None:
    with pytest.raises(BadQuery) as refusal:
        page(trial, admin, TRIALS, query)
    assert refusal.value.facts["what"] == what


def test_a_place_found_in_another_order_is_refused(
    trial: Session, stock: list[Known], admin: Actor
) -> None:
    place = page(trial, admin, TRIALS, ListQuery(limit=5)).next

    with pytest.raises(BadQuery):
        page(trial, admin, TRIALS, ListQuery(sort=("amount", True), after=place))
    with pytest.raises(BadQuery):
        page(trial, admin, TRIALS, ListQuery(after=place, before=place))


def test_a_list_is_denied_without_the_right_to_read(trial: Session, stock: list[Known]) -> None:
    for ask in (page, count, totals):
        with pytest.raises(Forbidden):
            ask(trial, person("Олег"), TRIALS, ListQuery())


def test_a_column_one_may_not_see_is_not_shown_sorted_by_or_filtered(
    trial: Session, stock: list[Known], admin: Actor
) -> None:
    priced = replace(
        TRIALS,
        columns=tuple(
            replace(column, read=Permission.PRICE_READ) if column.id == "amount" else column
            for column in TRIALS.columns
        ),
    )
    keeper = person("Олег", READ)

    shown = page(trial, keeper, priced, ListQuery(limit=1))

    assert "amount" not in {column.id for column in shown.columns}
    assert len(shown.rows[0].values) == len(shown.columns) == len(priced.columns) - 1
    assert totals(trial, keeper, priced, ListQuery()) == {}
    for query in (
        ListQuery(sort=("amount", False)),
        ListQuery(filters=(Filter("amount", "gt", 100),)),
    ):
        with pytest.raises(BadQuery):
            page(trial, keeper, priced, query)


def test_every_document_type_has_a_list_without_code_of_its_own(
    trial: Session, warehouse: int, company: int, admin: Actor, clock: FixedClock
) -> None:
    create(
        trial, admin, "trial", clock=clock, warehouse_id=warehouse, company_id=company, comment="!"
    )

    found = page(trial, admin, "trial", ListQuery())

    assert [column.id for column in found.columns] == [
        "number",
        "date",
        "status",
        "partner",
        "company",
        "warehouse",
        "posted",
        "author",
        "comment",
    ]
    assert found.rows[0].values == (
        "КЛ-000001",
        dt.date(2026, 11, 20),
        "draft",
        None,
        "Компания К1",
        "Склад С1",
        False,
        None,
        "!",
    )
    assert "trial" in {declared.name for declared in listings()}
    with pytest.raises(NotFound):
        listing("no such list")


def test_a_page_is_one_statement(trial: Session, stock: list[Known], admin: Actor) -> None:
    with counted(trial.connection()) as sent:
        page(trial, admin, TRIALS, ListQuery(search="a", limit=50))
    assert len(sent) == 1
