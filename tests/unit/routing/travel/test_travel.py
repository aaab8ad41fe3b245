"""Travel over the globe, out of a table of one's own, and kept between questions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from routing.travel.great_circle import GreatCircle, paces
from routing.travel.own_table import OwnTable
from routing.travel.provider import (
    Block,
    Kept,
    MatrixUnavailable,
    Place,
    Point,
    WaysInMemory,
    travel_of,
)
from routing.travel.reasons import Reason

MOSCOW = Place("М", Point.of(55.755826, 37.6173))
PETERSBURG = Place("П", Point.of(59.93428, 30.335099))


def test_moscow_to_petersburg_is_634_kilometres_straight() -> None:
    block = GreatCircle(factor=100, speed=60).block([MOSCOW], [PETERSBURG, MOSCOW])
    assert 633_000 < block.distances[0][0] < 635_000
    assert block.durations[0][0] == -(-block.distances[0][0] * 60 // 1000)
    assert (block.distances[0][1], block.durations[0][1]) == (0, 0)


def test_roads_are_longer_by_the_factor() -> None:
    straight = GreatCircle(factor=100).block([MOSCOW], [PETERSBURG]).distances[0][0]
    assert abs(GreatCircle().block([MOSCOW], [PETERSBURG]).distances[0][0] - straight * 1.3) <= 1


def test_two_names_of_one_point_are_no_way_apart() -> None:
    block = GreatCircle().block([MOSCOW], [Place("М2", MOSCOW.point)])
    assert (block.distances[0][0], block.durations[0][0]) == (0, 0)


def test_speeds_by_zone_and_hour_are_a_pace_of_the_same_durations() -> None:
    jam = (60,) * 8 + (20,) + (60,) * 15
    globe = GreatCircle(speed=60, speeds=(jam, (90,)))
    near = Place("Н", Point.of(55.78, 37.65))
    travel = globe.travel([MOSCOW, near], zones=[0, 1])
    base = travel.durations[0][1]
    assert travel.duration(0, 1, 6 * 3600) == base
    assert travel.duration(0, 1, 8 * 3600 + 59) == base * 3
    assert travel.duration(1, 0, 8 * 3600) == -(-base * 67 // 100)
    assert globe.travel([MOSCOW, PETERSBURG]).zones == (0, 0)
    assert paces(60, ((45,),)) == ((134,) * 24,)


def test_a_place_nobody_knows_is_named() -> None:
    with pytest.raises(MatrixUnavailable) as refused:
        GreatCircle().block([MOSCOW], [Place("Дача")])
    assert refused.value.facts == {
        "provider": "great-circle",
        "reason": Reason.NO_POINT,
        "detail": "Дача",
    }


def test_the_globe_has_a_name_and_no_age() -> None:
    assert (GreatCircle().name, GreatCircle().as_of) == ("great-circle", None)


# --- a table of one's own --------------------------------------------------------------------


def table(tmp_path: Path, text: str) -> OwnTable:
    (tmp_path / "ways.csv").write_text(text, encoding="utf-8")
    return OwnTable(tmp_path / "ways.csv")


def test_a_table_gives_the_way_back_where_it_has_only_one(tmp_path: Path) -> None:
    ways = table(
        tmp_path, "from;to;metres;seconds;note\nМ;П;700000;32400;M10\nП;Т;5;6;\nТ;П;7;8;\n"
    )
    block = ways.block([MOSCOW, PETERSBURG], [PETERSBURG, MOSCOW, Place("Т")][:2])
    assert [list(row) for row in block.distances] == [[700_000, 0], [0, 700_000]]
    assert [list(row) for row in block.durations] == [[32_400, 0], [0, 32_400]]
    assert list(ways.block([Place("Т")], [PETERSBURG]).durations[0]) == [8]
    assert ways.name == "csv"
    assert ways.as_of is not None


def test_a_table_that_was_changed_is_read_again(tmp_path: Path) -> None:
    ways = table(tmp_path, "from,to,metres,seconds\nМ,П,1,2\n")
    assert list(ways.block([MOSCOW], [PETERSBURG]).distances[0]) == [1]
    table(tmp_path, "from,to,metres,seconds\nМ,П,3,4\n")
    os.utime(tmp_path / "ways.csv", ns=(1, 1))
    assert list(ways.block([MOSCOW], [PETERSBURG]).distances[0]) == [3]


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        ("from,to,metres,seconds\n", Reason.NO_PAIR, "М → П"),
        ("from,to,km\n", Reason.FILE, "ways.csv:1: metres, seconds"),
        ("", Reason.FILE, "ways.csv:1: from, to, metres, seconds"),
        ("from,to,metres,seconds\nМ,П,1.5,2\n", Reason.FILE, "ways.csv:2: 1.5"),
        ("from,to,metres,seconds\nМ,П,1\n", Reason.FILE, "ways.csv:2: —"),
        ("from,to,metres,seconds\nМ,,1,1\n", Reason.FILE, "ways.csv:2: М → "),
    ],
)
def test_what_a_table_lacks_is_named(
    tmp_path: Path, text: str, reason: Reason, detail: str
) -> None:
    with pytest.raises(MatrixUnavailable) as refused:
        table(tmp_path, text).block([MOSCOW], [PETERSBURG])
    assert (refused.value.facts["reason"], refused.value.facts["detail"]) == (reason, detail)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    ways = OwnTable(tmp_path / "none.csv")
    assert ways.as_of is None
    with pytest.raises(MatrixUnavailable) as refused:
        ways.block([MOSCOW], [PETERSBURG])
    assert refused.value.facts["reason"] is Reason.FILE


# --- what is kept ----------------------------------------------------------------------------


class Counting:
    """A provider that counts the ways it tells."""

    def __init__(self) -> None:
        self.asked = 0
        self.name = "counting"
        self.as_of: datetime | None = None

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        self.asked += len(sources) * len(targets)
        rows = [[int(a.key) * 100 + int(b.key) for b in targets] for a in sources]
        return Block(rows, rows)


def places(count: int) -> list[Place]:
    return [Place(str(n), Point(n, n)) for n in range(count)]


def test_only_what_is_new_is_asked() -> None:
    source = Counting()
    kept = Kept(source, WaysInMemory())
    travel_of(kept, places(10))
    assert source.asked == 100
    again = travel_of(kept, places(10))
    assert source.asked == 100
    assert again.distances[3][7] == 307
    assert again.distances[3][3] == 0
    more = travel_of(kept, places(11))
    assert source.asked == 100 + 11 + 10
    assert (more.distances[10][4], more.distances[4][10]) == (1004, 410)


def test_providers_do_not_share_what_is_kept() -> None:
    store = WaysInMemory()
    first, second = Counting(), Counting()
    second.name = "other"
    travel_of(Kept(first, store), places(3))
    travel_of(Kept(second, store), places(3))
    assert first.asked == second.asked == 9
    assert Kept(first, store).name == "counting"
    assert Kept(first, store).as_of is None


def test_places_without_coordinates_are_asked_for_each_time() -> None:
    source = Counting()
    kept = Kept(source, WaysInMemory())
    for _turn in range(2):
        kept.block([Place("1")], [Place("2")])
    assert source.asked == 2
