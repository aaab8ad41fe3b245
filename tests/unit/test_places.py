"""Texts of addresses, coordinates, outlines, zones, paces: read, compared, written back."""

from __future__ import annotations

import pytest

from core.delivery.fleet.rules import breaks_text, read_breaks
from core.delivery.places.errors import BadCorner, BadOutline, BadPace
from core.delivery.places.rules import (
    Zone,
    ZoneMap,
    double_area,
    folded,
    inside,
    outline_text,
    pace_text,
    place_text,
    read_outline,
    read_pace,
    read_place,
)
from core.delivery.statuses import ZoneKind
from core.kernel.daytime import read_time, time_text
from core.kernel.errors import BadValue

SQUARE = ((0, 0), (0, 10), (10, 10), (10, 0))


@pytest.mark.parametrize(
    "text",
    [
        "г. Москва, Ленинский пр-т, д.5",
        "город Москва  Ленинский проспект дом 5",
        "МОСКВА г, ленинский пр-кт, 5",
    ],
)
def test_the_same_address_is_found_however_it_is_written(text: str) -> None:
    words = set(folded(text).split()) - {"д"}
    assert words == {"г", "москва", "ленинский", "пр", "5"}


def test_addresses_of_different_houses_differ() -> None:
    assert folded("ул. Ёлочная, 1") == "ул елочная 1"
    assert folded("ул. Ёлочная, 1") != folded("ул. Ёлочная, 11")


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("55.75, 37.61", (55_750_000, 37_610_000)),
        ("55,75 37,61", (55_750_000, 37_610_000)),
        ("55,75; 37,61", (55_750_000, 37_610_000)),
        ("-33.8688197,151.2092955", (-33_868_820, 151_209_296)),
        ("0 0", (0, 0)),
    ],
)
def test_coordinates_are_read_as_people_write_them(text: str, point: tuple[int, int]) -> None:
    assert read_place(text) == point
    assert read_place(place_text(point)) == point


@pytest.mark.parametrize("text", ["55.75", "91, 0", "0, 181", "север", "55.75, 37.61, 3"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_place(text)


def test_no_coordinates_are_not_zero() -> None:
    assert read_place(" ") is None
    assert place_text(None) == ""


def test_an_outline_may_repeat_its_first_corner_and_is_written_back() -> None:
    rings = read_outline("55.7,37.5; 55.8,37.5; 55.8,37.6; 55.7,37.5")
    corner = [55_700_000, 37_500_000]
    assert rings == [[corner, [55_800_000, 37_500_000], [55_800_000, 37_600_000]]]
    assert read_outline(outline_text(rings)) == rings
    assert read_outline("") == []


def test_further_rings_of_an_outline_follow_behind_a_bar() -> None:
    rings = read_outline("0,0; 0,9; 9,9; 9,0 | 1,1; 1,2; 2,2 |")
    assert [len(ring) for ring in rings] == [4, 3]
    assert read_outline(outline_text(rings)) == rings
    with pytest.raises(BadCorner) as refused:
        read_outline("0,0; 0,9; 9,9 | 1,1; 1,2; x")
    assert refused.value.facts == {"number": 6, "found": "x"}


@pytest.mark.parametrize("text", ["55.7,37.5; 55.8,37.6", "1,1; 2,2; 1,1; 2,2", "55.7,37.5; что"])
def test_an_outline_that_encloses_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadOutline):
        read_outline(text)


@pytest.mark.parametrize("point", [(0, 0), (0, 5), (10, 10), (5, 10), (5, 5)])
def test_the_border_belongs_to_an_outline(point: tuple[int, int]) -> None:
    assert inside(point, [SQUARE])
    assert inside(point, [SQUARE[::-1]])


@pytest.mark.parametrize("point", [(-1, 5), (5, 11), (11, 11), (5, -1)])
def test_what_is_outside_is_outside(point: tuple[int, int]) -> None:
    assert not inside(point, [SQUARE])


HOLE = ((3, 3), (3, 7), (7, 7), (7, 3))
APART = ((20, 20), (20, 30), (30, 30), (30, 20))


@pytest.mark.parametrize(
    ("point", "held"),
    [((1, 1), True), ((5, 5), False), ((3, 5), True), ((25, 25), True), ((15, 15), False)],
)
def test_a_zone_of_two_parts_with_a_hole(point: tuple[int, int], held: bool) -> None:
    zones = ZoneMap([Zone(1, None, ZoneKind.POLYGON, (SQUARE, HOLE, APART))])
    assert (zones.zone_of(point, "") == 1) == held


def test_a_hole_takes_off_what_it_encloses() -> None:
    assert double_area([SQUARE, HOLE, APART]) == 2 * (100 - 16 + 100)
    assert double_area([HOLE[::-1], SQUARE]) == 2 * (100 - 16)


def _zones() -> ZoneMap:
    return ZoneMap(
        [
            Zone(1, None, ZoneKind.POLYGON, (((0, 0), (0, 100), (100, 100), (100, 0)),)),
            Zone(2, 1, ZoneKind.POLYGON, (((0, 0), (0, 50), (50, 50), (50, 0)),)),
            Zone(3, 1, ZoneKind.POLYGON, (((0, 0), (0, 20), (20, 20), (20, 0)),)),
            Zone(4, None, ZoneKind.LIST, words=("Москва", "141")),
            Zone(5, 4, ZoneKind.LIST, words=("г. Москва, ул. Тверская",)),
        ]
    )


@pytest.mark.parametrize(
    ("point", "text", "zone"),
    [
        ((80, 80), "г Москва", 1),
        ((40, 40), "г Москва", 2),
        ((10, 10), "", 3),
        ((500, 500), "москва тула", 4),
        (None, "г. Москва, улица Тверская, 7", 5),
        (None, "141400 Химки", 4),
        (None, "Подмосковье 41410", None),
        ((500, 500), "Тула", None),
    ],
)
def test_the_deepest_outline_decides_then_the_longest_word(
    point: tuple[int, int] | None, text: str, zone: int | None
) -> None:
    assert _zones().zone_of(point, folded(text)) == zone


def test_a_pace_is_told_by_hours_and_written_back() -> None:
    pace = read_pace("7-10 150, 17-20: 140%")
    assert (len(pace), pace[6], pace[7], pace[9], pace[10], pace[17], pace[20]) == (
        *(24, 100, 150, 150, 100, 140, 100),
    )
    assert pace_text(pace) == "7-10 150, 17-20 140"
    assert read_pace(pace_text(pace)) == pace
    assert (read_pace(""), pace_text([])) == ([], "")


@pytest.mark.parametrize("text", ["7 150", "10-7 150", "7-25 150", "7-9 0", "утром"])
def test_a_pace_of_no_hours_is_refused(text: str) -> None:
    with pytest.raises(BadPace):
        read_pace(text)


def test_breaks_are_read_and_written_back() -> None:
    breaks = read_breaks("12:00-14:00 0:30, 16-17 0:15")
    assert breaks == [
        {"from": 43_200, "to": 50_400, "duration": 1_800},
        {"from": 57_600, "to": 61_200, "duration": 900},
    ]
    assert breaks_text(breaks) == "12:00-14:00 0:30, 16:00-17:00 0:15"


@pytest.mark.parametrize("text", ["12:00-14:00", "14:00-12:00 0:30", "12-14 0:00"])
def test_a_break_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_breaks(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("9", 32_400), ("9:05", 32_700), ("9.30", 34_200), ("24:00", 86_400)]
)
def test_times_of_day_are_read(text: str, seconds: int) -> None:
    assert read_time(text) == seconds
    assert read_time(time_text(seconds)) == seconds


@pytest.mark.parametrize("text", ["24:01", "9:60", "", "утро", "-1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_time(text)
