"""Orders bigger than a vehicle: how few loads, and what is in them."""

from __future__ import annotations

import pytest

from routing.errors import NoCapacity, UnitTooBig
from routing.solvers.packing import pack
from routing.split import Line, Order, Part, Room, split

BIG = Room("20t", (20000, 80))
SMALL = Room("5t", (5000, 30))


def order(*lines: tuple[str, tuple[int, ...], int]) -> Order:
    """Return an order of lines: id, load of a unit, units."""
    return Order("o", tuple(Line(*line) for line in lines))


def test_full_loads_of_the_biggest_vehicle_come_first_and_the_rest_joins_a_round() -> None:
    """47 tonnes: twice 20, and 7 for which the big one is needed too."""
    found = split(order(("cement", (50, 0), 940)), [SMALL, BIG])
    assert found.parts == (
        Part("20t", (("cement", 400),), (20000, 0)),
        Part("20t", (("cement", 400),), (20000, 0)),
        Part("20t", (("cement", 140),), (7000, 0)),
    )
    assert found.is_fewest


def test_the_rest_is_cut_for_the_smallest_vehicle_that_takes_it() -> None:
    """43 tonnes: the last 3 suit the small one."""
    found = split(order(("cement", (50, 0), 860)), [SMALL, BIG])
    assert [(part.room, part.load) for part in found.parts] == [
        ("20t", (20000, 0)),
        ("20t", (20000, 0)),
        ("5t", (3000, 0)),
    ]


def test_all_dimensions_count_at_once() -> None:
    """Heavy and bulky goods ride together: three loads by weight, and by volume, and in all."""
    heavy, bulky = ("steel", (1000, 1), 30), ("foam", (10, 4), 50)
    found = split(order(heavy, bulky), [BIG])
    assert len(found.parts) == found.bound == 3
    assert _sums(found.parts) == {"steel": 30, "foam": 50}
    assert all(part.load[0] <= 20000 and part.load[1] <= 80 for part in found.parts)


def test_units_of_which_no_two_go_together_need_a_load_each() -> None:
    """Seven engines of 11 tonnes: weight alone would say four loads."""
    found = split(order(("engine", (11000, 1), 7)), [BIG])
    assert (len(found.parts), found.bound) == (7, 7)


def test_an_order_that_fits_is_one_part() -> None:
    """And one without goods has none."""
    small = order(("cement", (50, 0), 100))
    assert split(small, [SMALL, BIG]).parts == (Part("5t", (("cement", 100),), (5000, 0)),)
    assert split(order(("cement", (50, 0), 0)), [BIG]).parts == ()


def test_free_capacity_is_used_no_oftener_than_it_is_there() -> None:
    """One free 20-tonner and two free 5-tonners take 28 tonnes in three loads."""
    rooms = [Room("big", (20000, 80), 1), Room("small", (5000, 30), 2)]
    found = split(order(("cement", (50, 0), 560)), rooms)
    assert [(part.room, part.load[0]) for part in found.parts] == [
        ("big", 20000),
        ("small", 5000),
        ("small", 3000),
    ]
    with pytest.raises(NoCapacity) as refused:
        split(order(("cement", (50, 0), 601)), rooms)
    assert refused.value.facts == {"order": "o", "parts": 3}


def test_a_unit_that_fits_nowhere_is_refused() -> None:
    """Nothing can be done about it here."""
    with pytest.raises(UnitTooBig) as refused:
        split(order(("cement", (50, 0), 1), ("press", (20001, 1), 1)), [SMALL, BIG])
    assert refused.value.facts == {"order": "o", "line": "press"}


def test_exact_search_finds_what_filling_up_does_not() -> None:
    """Units of 5, 4 and 3 on vehicles of 12: 5+4+3 three times, where greed needs four loads."""
    room = Room("r", (12,))
    wanted = order(("a", (4,), 3), ("b", (5,), 3), ("c", (3,), 3))
    found = split(wanted, [room], pack)
    assert len(found.parts) == 3
    assert found.is_fewest
    assert _sums(found.parts) == {"a": 3, "b": 3, "c": 3}


def test_exact_search_proves_that_fewer_loads_cannot_do() -> None:
    """Only the two smallest go together: four loads, where weight alone would say three."""
    assert pack(order(("a", (6,), 2), ("b", (7,), 3)), [Room("r", (12,))], 3) is False
    found = split(order(("a", (7,), 2), ("b", (9,), 3)), [Room("r", (15,))], pack)
    assert (len(found.parts), found.bound) == (4, 4)


def _sums(parts: tuple[Part, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts:
        for line, units in part.quantities:
            found[line] = found.get(line, 0) + units
    return found
