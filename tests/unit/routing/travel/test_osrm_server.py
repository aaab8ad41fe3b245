"""An OSRM over HTTP, on a real socket: its answers, its refusals, its silence."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from routing.travel.osrm_server import OsrmServer
from routing.travel.provider import UNREACHABLE, MatrixUnavailable, Place, Point, travel_of
from routing.travel.reasons import Reason
from tests.unit.routing.travel.osrm_double import Double, osrm_double

PLACES = [
    Place("А", Point(1_000_000, 2_000_000)),
    Place("Б", Point(1_000_000, 5_000_000)),
    Place("В", Point(3_000_000, 2_000_000)),
]


@pytest.fixture
def server() -> Iterator[Double]:
    with osrm_double() as double:
        yield double


def refusal(server: Double, **options: Any) -> dict[str, object]:
    """Return the facts of the refusal."""
    with pytest.raises(MatrixUnavailable) as refused:
        OsrmServer(server.url, **options).block(PLACES, PLACES)
    return refused.value.facts


def test_ways_are_whole_metres_and_seconds(server: Double) -> None:
    roads = OsrmServer(server.url)
    travel = travel_of(roads, PLACES)
    assert [list(row) for row in travel.distances] == [
        [0, 3001, 4002],
        [3001, 0, 7003],
        [0, 3001, 0],
    ]
    assert list(travel.durations[1]) == [301, 0, 701]
    assert [path.removesuffix("?annotations=duration,distance") for path in server.asked] == [
        "/table/v1/driving/2.000000,1.000000;5.000000,1.000000;2.000000,3.000000"
    ]


def test_it_tells_the_day_of_its_map(server: Double) -> None:
    roads = OsrmServer(server.url, profile="truck")
    assert (roads.name, roads.as_of) == ("osrm", None)
    roads.block(PLACES, PLACES)
    assert roads.as_of == datetime(2026, 10, 1, tzinfo=UTC)
    assert "/table/v1/truck/" in server.asked[0]


def test_a_large_table_is_asked_in_pieces_and_put_together(server: Double) -> None:
    many = [Place(str(n), Point(n * 1000, n * n * 7)) for n in range(230)]
    pieces = OsrmServer(server.url).block(many, many[:120])
    assert len(server.asked) == 3 * 2
    whole = OsrmServer(server.url, piece=7).block(many[200:], many[100:120])
    assert [list(row)[100:] for row in pieces.distances[200:]] == [
        list(row) for row in whole.distances
    ]
    assert [len(row) for row in pieces.durations] == [120] * 230


def test_where_no_road_leads_is_unreachable(server: Double) -> None:
    server.nowhere = {(5.0, 1.0)}
    block = OsrmServer(server.url).block(PLACES, PLACES)
    assert list(block.distances[0]) == [0, UNREACHABLE, 4002]
    assert list(block.durations[1]) == [UNREACHABLE, 0, UNREACHABLE]


def test_half_a_way_is_none(server: Double) -> None:
    server.spoil = lambda answer: (
        answer
        | {
            "durations": [[0, 5, 6], [5, 0, None], [6, 5, 0]],
        }
    )
    block = OsrmServer(server.url).block(PLACES, PLACES)
    assert block.distances[1][2] == block.durations[1][2] == UNREACHABLE


def test_a_refusal_is_told_in_the_words_of_the_server(server: Double) -> None:
    many = [Place(str(n), Point(n, n)) for n in range(101)]
    with pytest.raises(MatrixUnavailable) as refused:
        OsrmServer(server.url, piece=200).block(many, many)
    assert refused.value.facts == {
        "provider": "osrm",
        "reason": Reason.REFUSED,
        "detail": "TooBig: Too many table coordinates",
    }


@pytest.mark.parametrize(
    "spoilt",
    [
        {"distances": [[0, 1, 2]]},
        {"distances": [[0, 1], [1, 0], [1, 1]]},
        {"distances": None},
        {"durations": "abc"},
        {"durations": [[0, "5", 6], [5, 0, 1], [6, 5, 0]]},
        {"durations": [[0, -5, 6], [5, 0, 1], [6, 5, 0]]},
        {"durations": [[0, True, 6], [5, 0, 1], [6, 5, 0]]},
        {"durations": [[0, float("nan"), 6], [5, 0, 1], [6, 5, 0]]},
        {"durations": [[0, float("inf"), 6], [5, 0, 1], [6, 5, 0]]},
    ],
)
def test_a_table_that_is_none_is_garbage(server: Double, spoilt: dict[str, Any]) -> None:
    server.spoil = lambda answer: answer | spoilt
    assert refusal(server)["reason"] is Reason.GARBAGE


@pytest.mark.parametrize("raw", [b"<html>It works!</html>", b"", b"[1]", b"\xff", b"[" * 99_999])
def test_another_server_at_that_address_is_garbage(server: Double, raw: bytes) -> None:
    server.raw = raw
    assert refusal(server)["reason"] is Reason.GARBAGE


def test_a_server_that_is_silent_is_waited_for_so_long_only(server: Double) -> None:
    server.hold = 20
    facts = refusal(server, timeout=0.2)
    assert facts["reason"] is Reason.SLOW
    assert facts["detail"] == f"{server.url.removeprefix('http://')}: 0.2 s"


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(MatrixUnavailable) as refused:
            OsrmServer(f"http://user:secret@{address}").block(PLACES, PLACES)
    assert refused.value.facts["reason"] is Reason.UNREACHED
    assert str(refused.value.facts["detail"]).startswith(f"{address}: ")


def test_a_server_that_hangs_up_is_garbage_or_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        roads = OsrmServer(f"127.0.0.1:{listening.getsockname()[1]}", timeout=0.5)
        with pytest.raises(MatrixUnavailable):
            roads.block(PLACES, PLACES)


def test_an_address_without_sense_and_a_place_nobody_knows() -> None:
    with pytest.raises(MatrixUnavailable) as refused:
        OsrmServer("http://roads:port").block(PLACES, PLACES)
    assert refused.value.facts["reason"] is Reason.UNREACHED
    with pytest.raises(MatrixUnavailable) as refused:
        OsrmServer("http://roads").block([Place("Г")], PLACES)
    assert refused.value.facts == {"provider": "osrm", "reason": Reason.NO_POINT, "detail": "Г"}
