"""What a carrier is owed, what is aboard, what comes back, whose cash it is: exact vectors."""

from __future__ import annotations

from datetime import date

import pytest

from core.delivery.statuses import Outcome
from core.delivery.trips.rules import (
    Due,
    Gone,
    LineFate,
    Tariff,
    Undelivered,
    Work,
    aboard,
    back_from,
    line_fate,
    owed,
    share_cash,
    stop_outcome,
    tariff_for,
)

D, P, R, A, W = (
    Outcome.DELIVERED,
    Outcome.PARTLY,
    Outcome.REFUSED,
    Outcome.ABSENT,
    Outcome.PENDING,
)
RATES = Tariff(
    1,
    None,
    date(2026, 1, 1),
    per_trip_minor=100_000,
    per_km_minor=2_550,
    per_stop_minor=15_000,
    per_hour_minor=60_000,
    per_tonne_minor=40_000,
)


@pytest.mark.parametrize(
    ("tariff", "work", "amount"),
    [
        (Tariff(1, None, date(2026, 1, 1)), Work(10_000, 3, 3600, 500_000), 0),
        (RATES, Work(0, 0, 0, 0), 100_000),
        # 100 000 + 42.5 km × 25.50 + 5 × 150 + 2.5 h × 600 + 1.25 t × 400
        (RATES, Work(42_500, 5, 9_000, 1_250_000), 100_000 + 108_375 + 75_000 + 150_000 + 50_000),
        # Each part is rounded by itself, half up: 1 m is 2.55 kopecks, 1 s is 16.67, 1 g is 0.04
        (RATES, Work(1, 0, 1, 1), 100_000 + 3 + 17 + 0),
        (Tariff(1, None, date(2026, 1, 1), per_km_minor=500), Work(1, 0, 0, 0), 1),
        (Tariff(1, None, date(2026, 1, 1), per_km_minor=499), Work(1, 0, 0, 0), 0),
        (Tariff(1, None, date(2026, 1, 1), 5_000, at_least_minor=30_000), Work(0, 2, 0, 0), 30_000),
        (Tariff(1, None, date(2026, 1, 1), 5_000, at_least_minor=4_000), Work(0, 2, 0, 0), 5_000),
    ],
)
def test_a_trip_costs_what_its_tariff_says(tariff: Tariff, work: Work, amount: int) -> None:
    assert owed(tariff, work).amount == amount


def test_the_minimum_is_told_apart() -> None:
    """What it adds is a part of its own, so that a bill can be explained."""
    found = owed(Tariff(1, None, date(2026, 1, 1), 5_000, at_least_minor=30_000), Work(0, 1, 0, 0))
    assert (found.trip, found.raised) == (5_000, 25_000)


def _tariff(key: int, kind: int | None, day: str) -> Tariff:
    return Tariff(key, kind, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("kind", "day", "key"),
    [
        (7, "2026-01-01", 1),
        (7, "2026-02-01", 2),
        (7, "2026-03-15", 3),
        (8, "2026-03-15", 4),
        (None, "2026-03-15", 4),
        (7, "2025-12-31", None),
    ],
)
def test_the_types_own_tariff_goes_first_then_the_latest(
    kind: int | None, day: str, key: int | None
) -> None:
    tariffs = [
        _tariff(1, None, "2026-01-01"),
        _tariff(2, None, "2026-02-01"),
        _tariff(3, 7, "2026-03-01"),
        _tariff(4, None, "2026-03-10"),
    ]
    found = tariff_for(tariffs, kind, date.fromisoformat(day))
    assert (found.id if found else None) == key


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ([], W),
        ([D, D], D),
        ([D, W], W),
        ([D, R], P),
        ([R, R], R),
        ([A], A),
        ([R, A], P),
        ([P, P], P),
    ],
)
def test_a_stop_is_what_its_lines_are(lines: list[Outcome], outcome: Outcome) -> None:
    assert stop_outcome(lines) is outcome


@pytest.mark.parametrize(
    ("quantity", "delivered", "told", "fate"),
    [
        (5_000, 5_000, R, LineFate(D, 5_000)),
        (5_000, 1, R, LineFate(P, 1)),
        (5_000, 0, A, LineFate(A, 0)),
        (5_000, 0, D, LineFate(R, 0)),
        (0, 0, R, LineFate(D, 0)),
    ],
)
def test_a_line_is_what_was_handed_over(
    quantity: int, delivered: int, told: Outcome, fate: LineFate
) -> None:
    assert line_fate(quantity, delivered, told) == fate


@pytest.mark.parametrize(
    ("whole", "quantity", "planned", "found"),
    [(1_000, 4_000, 4_000, 1_000), (1_000, 1_000, 3_000, 333), (5, 1, 2, 3), (7, 9_000, 0, 7)],
)
def test_weight_follows_what_is_aboard(whole: int, quantity: int, planned: int, found: int) -> None:
    assert aboard(whole, quantity, planned) == found


def test_goods_come_back_where_they_were_taken_from() -> None:
    """Place by place in the order given; strangers and what never left are left out."""
    milk, bread = (1, 0), (2, 0)
    gone = [Gone(milk, 0, 7, 0, 11, 3_000), Gone(milk, 0, 8, 0, 12, 2_000)]
    wanted = [
        Undelivered(100, 1, 50, milk, 4_000),
        Undelivered(101, 1, 51, bread, 1_000),
        Undelivered(102, 1, 52, milk, 5_000),
    ]
    found = [(line.line_id, source.cell_id, part) for line, source, part in back_from(wanted, gone)]
    assert found == [(100, 11, 3_000), (100, 12, 1_000), (102, 12, 1_000)]


@pytest.mark.parametrize(
    ("collected", "dues", "shares"),
    [
        (1_000, [(1, 400), (2, 600)], [(1, 400), (2, 600)]),
        (500, [(1, 400), (2, 600)], [(1, 400), (2, 100)]),
        (1_500, [(1, 400), (2, 600)], [(1, 900), (2, 600)]),
        (300, [(1, 0), (2, 0)], [(1, 300)]),
        (0, [(1, 400)], []),
        (300, [], []),
    ],
)
def test_cash_goes_to_the_documents_it_was_collected_for(
    collected: int, dues: list[tuple[int, int]], shares: list[tuple[int, int]]
) -> None:
    assert share_cash(collected, [Due(*one) for one in dues]) == shares
