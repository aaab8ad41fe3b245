"""Choice of cells, split into tasks, near and far: on plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fulfilment.pick_rules import (
    NEAR_WALK,
    Demand,
    Place,
    Stop,
    choose,
    is_near,
    split_routes,
    still_wanted,
    walk,
)


def place(cell: int, pieces: int, **more: object) -> Place:
    facts = {"item_id": 1, "variant_id": 0, "packaging_id": 0, "lot_id": 0, "walk_order": cell}
    return Place(cell_id=cell, available=pieces * 1000, **{**facts, **more})  # type: ignore[arg-type]


def chosen(pieces: int, *places: Place, lot: int = 0) -> list[tuple[int, int]]:
    """Return (cell, pieces) in the order of the walk."""
    choice = choose([Demand(1, 0, pieces * 1000, lot_id=lot)], places)
    return [(stop.place.cell_id, stop.quantity // 1000) for stop in walk(choice.stops)]


def test_the_area_to_be_freed_is_taken_from_first() -> None:
    """Goods leave the area with the highest priority number first."""
    assert chosen(5, place(1, 9), place(2, 9, area_priority=3)) == [(2, 5)]


def test_cells_of_one_item_go_before_mixed_ones() -> None:
    assert chosen(5, place(1, 5, goods_in_cell=2), place(2, 9)) == [(2, 5)]


def test_the_smallest_remainder_frees_its_cell() -> None:
    assert chosen(7, place(1, 50), place(2, 3), place(3, 5)) == [(2, 3), (3, 4)]


def test_the_nearest_of_equals() -> None:
    assert chosen(5, place(2, 9), place(1, 9)) == [(1, 5)]


def test_first_expired_goes_before_every_other_wish() -> None:
    """Even out of the better area, a mixed cell, and a broken pack."""
    soon = place(
        9, 100, expires=date(2026, 12, 1), lot_id=2, pack=100_000, packaging_id=3, goods_in_cell=4
    )
    late = place(1, 100, expires=date(2027, 12, 1), lot_id=1, area_priority=5)
    assert chosen(30, late, soon) == [(9, 30)]


def test_what_never_expires_goes_last() -> None:
    assert chosen(5, place(1, 9), place(2, 9, expires=date(2027, 1, 1))) == [(2, 5)]


def test_a_certain_lot_is_served_only_from_it() -> None:
    choice = choose(
        [Demand(1, 0, 3000), Demand(1, 0, 4000, lot_id=7)],
        [place(1, 5, lot_id=7), place(2, 1, lot_id=8)],
    )
    assert sorted((stop.place.lot_id, stop.quantity) for stop in choice.stops) == [
        (7, 5000),
        (8, 1000),
    ]
    assert [(lack.lot_id, lack.quantity) for lack in choice.missing] == [(0, 1000)]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (120, [(1, 20), (2, 100)]),
        (90, [(1, 90)]),
        (250, [(1, 50), (2, 200)]),
        (295, [(1, 90), (2, 205)]),
        (100, [(2, 100)]),
    ],
)
def test_large_packs_first_and_a_pack_is_broken_only_for_want_of_pieces(
    pieces: int, expected: list[tuple[int, int]]
) -> None:
    """90 loose pieces and three pallets of 100."""
    pallets = place(2, 300, pack=100_000, packaging_id=5)
    assert chosen(pieces, place(1, 90), pallets) == expected


def test_a_suspect_cell_comes_last_even_if_it_expires_first() -> None:
    suspect = place(1, 9, suspect=True, expires=date(2026, 12, 1))
    assert chosen(10, suspect, place(2, 4)) == [(1, 6), (2, 4)]


def test_demand_of_two_lines_of_one_item_shares_the_stock() -> None:
    choice = choose([Demand(1, 0, 4000), Demand(1, 0, 4000)], [place(1, 6)])
    assert [(stop.place.cell_id, stop.quantity) for stop in choice.stops] == [(1, 6000)]
    assert [lack.quantity for lack in choice.missing] == [2000]


def test_what_is_covered_is_not_wanted_again() -> None:
    """The earlier lines are covered first."""
    lines = [Demand(1, 0, 5000), Demand(1, 0, 5000), Demand(2, 0, 1000)]
    wanted = still_wanted(lines, {(1, 0): 7000, (2, 0): 1000, (3, 0): 9000})
    assert wanted == (Demand(1, 0, 3000),)


def test_routes_by_section_in_walk_order() -> None:
    stops = [
        Stop(place(3, 1, section="B"), 1000),
        Stop(place(2, 1, section="A"), 1000),
        Stop(place(1, 1, section="A"), 1000),
    ]
    told = [
        (route.section, [stop.place.cell_id for stop in route.stops])
        for route in split_routes(stops, None)
    ]
    assert told == [("A", [1, 2]), ("B", [3])]


def test_a_stop_too_heavy_for_one_task_is_divided_at_whole_packs() -> None:
    """Five packs of 4 kg with tasks of at most 10 kg: two, two and one."""
    heavy = place(1, 60, pack=12_000, packaging_id=2, pack_grams=4000, unit_grams=300)
    routes = split_routes([Stop(heavy, 60_000)], 10_000)
    assert [route.grams for route in routes] == [8000, 8000, 4000]
    assert [route.stops[0].quantity for route in routes] == [24_000, 24_000, 12_000]


def test_one_pack_heavier_than_the_limit_is_a_task_of_its_own() -> None:
    pallet = place(1, 2, unit_grams=50_000)
    routes = split_routes([Stop(pallet, 2000), Stop(place(2, 1, unit_grams=1), 1000)], 10_000)
    assert [route.grams for route in routes] == [50_000, 50_000, 1]


def test_near_is_the_same_section_within_reach() -> None:
    assert is_near("A", 100, place(1, 1, section="A", walk_order=100 + NEAR_WALK))
    assert is_near("A", 100, place(1, 1, section="A", walk_order=100 - NEAR_WALK))
    assert not is_near("A", 100, place(1, 1, section="A", walk_order=101 + NEAR_WALK))
    assert not is_near("A", 100, place(1, 1, section="B", walk_order=100))


places = st.builds(
    Place,
    cell_id=st.integers(1, 6),
    item_id=st.integers(1, 2),
    variant_id=st.just(0),
    packaging_id=st.integers(0, 2),
    lot_id=st.integers(0, 2),
    available=st.integers(1, 40_000),
    pack=st.sampled_from([1, 6000, 12_000]),
    expires=st.sampled_from([None, date(2026, 12, 1), date(2027, 1, 1)]),
    area_priority=st.integers(1, 3),
    goods_in_cell=st.integers(1, 3),
    walk_order=st.integers(0, 50),
    section=st.sampled_from(["A", "B"]),
    suspect=st.booleans(),
    unit_grams=st.integers(0, 900),
)
demands = st.builds(
    Demand,
    item_id=st.integers(1, 3),
    variant_id=st.just(0),
    quantity=st.integers(1, 60_000),
    lot_id=st.integers(0, 2),
)


@given(st.lists(demands, max_size=5), st.lists(places, max_size=12))
def test_nothing_is_taken_twice_and_nothing_is_forgotten(
    wanted: list[Demand], held: list[Place]
) -> None:
    """Chosen + missing = wanted, per item; no place gives more than it has."""
    choice = choose(wanted, held)
    given_by: dict[int, int] = {}
    for stop in choice.stops:
        assert stop.quantity > 0
        given_by[id(stop.place)] = given_by.get(id(stop.place), 0) + stop.quantity
        assert given_by[id(stop.place)] <= stop.place.available
    for item in (1, 2, 3):
        asked = sum(demand.quantity for demand in wanted if demand.item_id == item)
        taken = sum(stop.quantity for stop in choice.stops if stop.place.item_id == item)
        lacking = sum(lack.quantity for lack in choice.missing if lack.item_id == item)
        assert taken + lacking == asked


def boxed(found: Place) -> Place:
    """Return the place with packs that weigh their contents and a box."""
    return replace(found, pack_grams=found.pack * found.unit_grams // 1000 + 50)


@given(st.lists(places | places.map(boxed), max_size=12), st.integers(1, 20_000))
def test_splitting_keeps_every_piece_and_the_limit(held: list[Place], limit: int) -> None:
    """No task is heavier than the limit unless it is one pack or one unit."""
    stops = [Stop(found, found.available) for found in held]
    routes = split_routes(stops, limit)
    assert sum(stop.quantity for route in routes for stop in route.stops) == sum(
        found.available for found in held
    )
    for route in routes:
        assert route.stops
        assert {stop.place.section for stop in route.stops} == {route.section}
        if route.grams > limit:
            (only,) = route.stops
            assert only.quantity <= max(only.place.pack, 1000)
