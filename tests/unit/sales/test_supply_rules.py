"""Which action each line should take, and what can be promised to which day (domain §3.6)."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.sales.rules import LinePromise, ship_dates
from core.sales.statuses import SupplyAction
from core.sales.supply_rules import FillOptions, LineNeed, Proposal, Source, Supply, fill_supply

GLOVES, MASK = (1, 10, 0), (1, 20, 0)
DAY = date(2026, 11, 10)


def source(key: int, quantity: int, day: int, place: tuple[int, int, int] = GLOVES) -> Source:
    return Source(key, *place, quantity * 1000, date(2026, 11, day), f"ЗП-{key}")


def need(line: int, quantity: int, place: tuple[int, int, int] = GLOVES, **more: int) -> LineNeed:
    return LineNeed(line, *place, quantity * 1000, **more)  # type: ignore[arg-type]


def said(parts: tuple[Proposal, ...]) -> list[tuple[int, int, str, int]]:
    return [(p.line_no, p.quantity // 1000, p.action.value, p.source_line_id) for p in parts]


def test_in_stock_ships_expected_is_claimed_the_rest_is_demanded() -> None:
    supply = Supply({GLOVES: 3000}, (source(7, 4, 12), source(8, 9, 20)))
    parts = fill_supply(
        [need(1, 10)], supply, FillOptions(), wanted_on=date(2026, 11, 15), may_ship=True
    )
    assert said(parts) == [
        (1, 3, "ship", 0),
        (1, 4, "reserve_to_date", 7),
        (1, 3, "demand", 0),
    ]
    assert parts[1].available_on == date(2026, 11, 12)


def test_unpaid_goods_are_reserved_and_nothing_is_supplied_before_the_advance() -> None:
    supply = Supply({GLOVES: 5000})
    reserved = fill_supply([need(1, 2)], supply, FillOptions(), wanted_on=None, may_ship=False)
    assert said(reserved) == [(1, 2, "reserve", 0)]
    waiting = fill_supply(
        [need(1, 2)], supply, FillOptions(), wanted_on=None, may_ship=False, may_supply=False
    )
    assert said(waiting) == [(1, 2, "none", 0)]


def test_lines_above_are_served_first() -> None:
    supply = Supply({GLOVES: 5000})
    parts = fill_supply(
        [need(1, 4), need(2, 4)], supply, FillOptions(ship=False), wanted_on=None, may_ship=True
    )
    assert said(parts) == [(1, 4, "reserve", 0), (2, 1, "reserve", 0), (2, 3, "demand", 0)]


def test_without_splitting_a_line_takes_what_covers_all_of_it() -> None:
    supply = Supply({GLOVES: 3000}, (source(7, 10, 12),))
    options = FillOptions(split=False)
    parts = fill_supply([need(1, 5)], supply, options, wanted_on=None, may_ship=True)
    assert said(parts) == [(1, 5, "reserve_to_date", 7)]
    options = FillOptions(split=False, to_date=False, separately=True)
    parts = fill_supply([need(1, 5)], supply, options, wanted_on=None, may_ship=True)
    assert said(parts) == [(1, 5, "demand_earmarked", 0)]


def test_what_was_bought_for_the_order_goes_first_and_services_need_no_goods() -> None:
    supply = Supply({GLOVES: 9000})
    needs = [need(1, 5, earmarked=2000), LineNeed(2, *MASK, 1000, service=True), need(3, 1)]
    parts = fill_supply(needs, supply, FillOptions(), wanted_on=None, may_ship=True)
    assert said(parts) == [
        (1, 2, "ship_earmarked", 0),
        (1, 3, "ship", 0),
        (2, 1, "ship", 0),
        (3, 1, "ship", 0),
    ]


def test_what_is_under_way_stays_as_it_is() -> None:
    fixed = LineNeed(1, *GLOVES, 5000, fixed=True)
    assert fill_supply([fixed], Supply({}), FillOptions(), wanted_on=None, may_ship=True) == ()


def test_an_order_may_have_again_what_it_holds_itself() -> None:
    holding = [need(1, 4, held=4000), need(2, 3, claimed=3000, source_line_id=7)]
    supply = Supply({GLOVES: 0}, (source(7, 0, 12),)).released(holding)
    assert supply.free[GLOVES] == 4000
    assert supply.sources[0].unclaimed == 3000


def test_promised_by_a_day_is_free_and_what_comes_until_then() -> None:
    supply = Supply({GLOVES: 2000}, (source(7, 4, 12), source(8, 9, 20), source(9, 5, 1, MASK)))
    promised = [supply.promised_by(GLOVES, date(2026, 11, day)) // 1000 for day in (11, 12, 20)]
    assert promised == [2, 6, 15]


def test_a_term_counts_from_having_the_goods() -> None:
    """In stock on the 10th, agreed term 2 days: the 12th."""
    promises = [LinePromise(1, DAY), LinePromise(2, date(2026, 11, 20)), LinePromise(3, None)]
    dates = ship_dates(promises, earliest=DAY, desired=None, term_days=2)
    assert dates == {1: date(2026, 11, 12), 2: date(2026, 11, 22), 3: None}


def test_never_before_the_day_wanted_and_on_a_working_day() -> None:
    monday_to_friday = frozenset(range(5))
    dates = ship_dates(
        [LinePromise(1, DAY)],
        earliest=DAY,
        desired=date(2026, 11, 14),
        working_days=monday_to_friday,
    )
    assert dates == {1: date(2026, 11, 16)}


def test_one_date_is_that_of_the_last_line_and_unknown_with_one_unknown() -> None:
    two = [LinePromise(1, DAY), LinePromise(2, date(2026, 11, 20))]
    together = ship_dates(two, earliest=DAY, desired=None, one_date=True)
    assert together == {1: date(2026, 11, 20), 2: date(2026, 11, 20)}
    unknown = ship_dates([*two, LinePromise(3, None)], earliest=DAY, desired=None, one_date=True)
    assert set(unknown.values()) == {None}


quantities = st.integers(min_value=1, max_value=50)


@given(
    needs=st.lists(st.tuples(quantities, st.booleans()), min_size=1, max_size=6),
    free=st.integers(min_value=0, max_value=60),
    coming=st.lists(st.tuples(quantities, st.integers(1, 28)), max_size=4),
    split=st.booleans(),
    may_ship=st.booleans(),
)
def test_proposals_cover_every_line_and_promise_no_more_than_there_is(
    needs: list[tuple[int, bool]],
    free: int,
    coming: list[tuple[int, int]],
    split: bool,
    may_ship: bool,
) -> None:
    lines = [
        need(at, quantity, GLOVES if gloves else MASK)
        for at, (quantity, gloves) in enumerate(needs, 1)
    ]
    sources = tuple(source(at, quantity, day) for at, (quantity, day) in enumerate(coming, 1))
    parts = fill_supply(
        lines,
        Supply({GLOVES: free * 1000}, sources),
        FillOptions(split=split),
        wanted_on=None,
        may_ship=may_ship,
    )
    for line in lines:
        assert sum(p.quantity for p in parts if p.line_no == line.line_no) == line.quantity
    place = {line.line_no: line.place for line in lines}
    taken = {SupplyAction.SHIP, SupplyAction.RESERVE}
    from_stock = [p for p in parts if p.action in taken]
    assert sum(p.quantity for p in from_stock if place[p.line_no] == GLOVES) <= free * 1000
    assert not [p for p in from_stock if place[p.line_no] == MASK]
    for one in sources:
        claimed = [p for p in parts if p.source_line_id == one.source_line_id]
        assert sum(p.quantity for p in claimed) <= one.unclaimed
    if not split:
        assert len(parts) == len(lines)
