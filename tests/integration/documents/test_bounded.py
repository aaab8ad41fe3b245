"""Lists of a million rows: a page looks at so many of them and no more, and loses none."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.document_listing import number_spans
from core.documents.listing import (
    Column,
    Filter,
    Kind,
    Listing,
    ListQuery,
    Page,
    document_listing,
    page,
)
from core.documents.operations import create
from core.kernel.clock import FixedClock
from core.partners.models import Partner
from tests.integration.documents.conftest import add_company, add_warehouse, person
from tests.integration.documents.trial import TRIAL, Trial, counted

READ = Permission.STOCK_READ

TRIALS = document_listing(
    TRIAL,
    name="trials",
    extra=(
        Column("place", "Place", Trial.place, sortable=False, filterable=True, indexed=True),
        Column("note", "Note", Trial.place, sortable=False, filterable=True),
        Column("amount", "Amount", Trial.amount_minor, Kind.MONEY, indexed=True),
    ),
)


@dataclass(frozen=True)
class Known:
    """A document as the test knows it."""

    id: int
    number: int
    partner: str
    place: str
    amount: int | None


@pytest.fixture
def known(trial: Session, admin: Actor, clock: FixedClock) -> list[Known]:
    """Fifty documents of three partners (or none), amounts and places in any order."""
    dice = random.Random(20261120)
    names = ("Ромашка", "Огород и копыта", "Ёлка")
    partners = [Partner(code=f"код{name[0]}", name=name) for name in names]
    trial.add_all(partners)
    trial.flush()
    found = []
    for number in range(1, 51):
        partner = dice.choice([*partners, None])
        amount, place = dice.choice([None, 0, 100, 100, 250]), dice.choice("aab")
        made = create(
            trial,
            admin,
            "trial",
            clock=clock,
            partner_id=partner.id if partner else None,
            place=place,
            amount_minor=amount,
        )
        found.append(Known(made.id, number, partner.name if partner else "", place, amount))
    return found


def walk(session: Session, actor: Actor, of: Listing, query: ListQuery) -> list[Page]:
    """Return all pages from the first to the last."""
    pages = [page(session, actor, of, query)]
    while pages[-1].next is not None:
        assert len(pages) < 500
        pages.append(page(session, actor, of, replace(query, after=pages[-1].next)))
    return pages


def keys(pages: list[Page]) -> list[int]:
    return [row.key for found in pages for row in found.rows]


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_looking_at_few_rows_at_a_time_finds_the_same_rows_in_the_same_order(
    trial: Session, known: list[Known], admin: Actor, data: st.DataObject
) -> None:
    column, descending = (
        data.draw(st.sampled_from(["amount", "date", "number"])),
        data.draw(st.booleans()),
    )
    place = data.draw(st.none() | st.sampled_from("abc"))
    word = data.draw(st.sampled_from(["", "рома", "огор коп", "1", "0002", "ЁЛ", "елка", "juj"]))
    note = data.draw(st.none() | st.just("b"))
    query = ListQuery(
        search=word,
        filters=tuple(
            Filter(name, "eq", value)
            for name, value in (("place", place), ("note", note))
            if value is not None
        ),
        sort=(column, descending),
        limit=data.draw(st.integers(1, 20)),
        look=data.draw(st.integers(1, 30)),
    )

    def rank(row: Known) -> tuple[object, ...]:
        value = {"amount": row.amount, "date": 0, "number": row.number}[column]
        return (value is None, value if value is not None else 0, row.id)

    def has(row: Known) -> bool:
        match word:
            case "":
                return True
            case "1":
                return str(row.number)[0] == "1"
            case "0002":
                return row.number == 2 * 100  # 000200 to 000299
            case "рома":
                return row.partner == "Ромашка"
            case "ЁЛ" | "елка":
                return row.partner == "Ёлка"
        return row.partner == "Огород и копыта"

    wanted = [
        row
        for row in known
        if has(row) and place in {None, row.place} and note in {None, row.place}
    ]
    expected = [row.id for row in sorted(wanted, key=rank, reverse=descending)]
    pages = walk(trial, admin, TRIALS, query)
    assert keys(pages) == expected
    for found in pages[:-1]:
        assert found.unfinished or len(found.rows) == query.limit
    for before, later in pairwise(pages):
        if later.previous is None or not before.rows:
            continue
        back = page(trial, admin, TRIALS, replace(query, before=later.previous, look=5_000))
        at = expected.index(later.rows[0].key)
        assert [row.key for row in back.rows] == expected[max(0, at - query.limit) : at]


def test_an_unfinished_page_says_so_and_the_next_one_looks_further(
    trial: Session, known: list[Known], admin: Actor
) -> None:
    rare = next(row for row in known if row.place == "b" and row.number > 20)
    query = ListQuery(
        filters=(Filter("note", "eq", "b"),), sort=("number", False), limit=50, look=3
    )
    first = page(trial, admin, TRIALS, query)
    assert first.unfinished
    assert first.next is not None
    assert (first.next.value, first.next.key) == (3, known[2].id)
    assert rare.id in keys(walk(trial, admin, TRIALS, query))


def test_a_page_takes_one_statement_where_the_order_finds_enough_and_three_at_most(
    trial: Session, known: list[Known], admin: Actor
) -> None:
    common = ListQuery(filters=(Filter("place", "eq", "a"),), limit=5)
    with counted(trial.connection()) as sent:
        assert len(page(trial, admin, TRIALS, common).rows) == 5
    assert len(sent) == 1
    rare = ListQuery(search="рома", filters=(Filter("place", "eq", "b"),), limit=50, look=20)
    with counted(trial.connection()) as sent:
        found = page(trial, admin, TRIALS, rare)
    assert len(sent) == 3
    assert not found.unfinished
    assert len(found.rows) == sum(row.partner == "Ромашка" and row.place == "b" for row in known)


def test_a_page_that_looks_further_asks_no_second_time_whether_a_condition_is_rare(
    trial: Session, known: list[Known], admin: Actor
) -> None:
    query = ListQuery(filters=(Filter("place", "eq", "b"),), limit=50, look=2)
    first = page(trial, admin, TRIALS, query)
    assert first.unfinished
    with counted(trial.connection()) as sent:
        page(trial, admin, TRIALS, replace(query, after=first.next))
    assert len(sent) == 1
    with counted(trial.connection()) as sent:
        page(trial, admin, TRIALS, replace(query, after=first.next, look=3))
    assert len(sent) > 1


def test_row_rights_hold_in_bounded_pages(trial: Session, admin: Actor, clock: FixedClock) -> None:
    here, there = add_warehouse(trial, "С1"), add_warehouse(trial, "С2")
    company = add_company(trial, "К1", "П1")
    ids = [
        create(trial, admin, "trial", clock=clock, warehouse_id=house, company_id=company).id
        for house in (here, there, here, there)
    ]
    keeper = person("Олег", READ, warehouses={here}, companies=None)
    for look in (1, 2, 100):
        query = ListQuery(sort=("number", False), look=look)
        assert keys(walk(trial, keeper, TRIALS, query)) == [ids[0], ids[2]]


def test_a_comment_is_found_by_beginnings_of_its_words(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, comment="Самовывоз, позвонить №12 — Ёлкину")
    create(trial, admin, "trial", clock=clock, comment="")

    def found(text: str) -> list[int]:
        return keys(walk(trial, admin, TRIALS, ListQuery(search=text)))

    assert found("САМОВ") == found("елкин") == [made.id]
    assert found("самов елк") == [made.id]
    assert found("самов завтра") == []
    assert found("'") == []
    assert found(":*&|!") == []


@pytest.mark.parametrize(
    ("figures", "inside", "outside"),
    [
        ("12", (12, 120, 129, 1_200), (1, 21, 112, 130)),
        ("0012", (1_200, 1_299), (12, 120, 1_300)),
        ("000012", (12,), (120, 11, 13)),
        ("0000123", (123,), (1_230,)),
        ("0", (0, 99_999), (100_000,)),
    ],
)
def test_typed_figures_are_the_beginning_of_a_number_as_it_is_printed(
    figures: str, inside: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    def has(number: int) -> bool:
        return any(low <= number <= high for low, high in number_spans(figures))

    assert all(map(has, inside))
    assert not any(map(has, outside))
