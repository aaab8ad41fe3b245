"""OSRM inside the process: what is said where it is not, and how its answers are read."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from routing.travel.osrm_library import PYTHON, OsrmLibrary
from routing.travel.provider import UNREACHABLE, MatrixUnavailable, Place, Point
from routing.travel.reasons import Reason

PLACES = [Place("А", Point(49_400_000, 8_680_000)), Place("Б", Point(49_410_000, 8_700_000))]


def library(answer: object) -> Any:
    """Return a module that answers so, and keeps what it was asked."""
    asked: list[dict[str, Any]] = []

    class Engine:
        def __init__(self, **options: object) -> None:
            asked.append(options)

        def Table(self, parameters: dict[str, Any]) -> object:  # noqa: N802 - its name there
            asked.append(parameters)
            if isinstance(answer, Exception):
                raise answer
            return answer

    return SimpleNamespace(OSRM=Engine, TableParameters=lambda **words: words, asked=asked)


@pytest.fixture
def roads(tmp_path: Path) -> OsrmLibrary:
    """A map that is there."""
    (tmp_path / "roads.osrm.hsgr").write_bytes(b"")
    return OsrmLibrary(tmp_path / "roads.osrm")


def test_without_the_package_the_reason_is_told(
    roads: OsrmLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "osrm", None)
    with pytest.raises(MatrixUnavailable) as refused:
        roads.block(PLACES, PLACES)
    old = sys.version_info < PYTHON
    assert refused.value.facts["reason"] is (Reason.OLD_PYTHON if old else Reason.NOT_INSTALLED)
    assert refused.value.facts["detail"] == ("3.12" if old else "osrm-bindings")


def test_without_a_map_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osrm", library({}))
    roads = OsrmLibrary(tmp_path / "none.osrm")
    assert roads.as_of is None
    with pytest.raises(MatrixUnavailable) as refused:
        roads.block(PLACES, PLACES)
    assert refused.value.facts["reason"] is Reason.FILE


def test_its_answers_are_read_like_those_of_a_server(
    roads: OsrmLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    osrm = library({"durations": ((0.0, 61.4), (None, 0.0)), "distances": ((0, 812.5), (9.0, 0))})
    monkeypatch.setitem(sys.modules, "osrm", osrm)
    block = roads.block(PLACES, PLACES)
    assert [list(row) for row in block.durations] == [[0, 61], [UNREACHABLE, 0]]
    assert [list(row) for row in block.distances] == [[0, 812], [UNREACHABLE, 0]]
    assert osrm.asked[1]["coordinates"] == [(8.68, 49.4), (8.7, 49.41)]
    with pytest.raises(MatrixUnavailable):
        roads.block(PLACES, PLACES[:1])
    assert osrm.asked[2]["coordinates"] == [(8.68, 49.4), (8.7, 49.41), (8.68, 49.4)]
    assert (osrm.asked[2]["sources"], osrm.asked[2]["destinations"]) == ([0, 1], [2])
    assert roads.as_of is not None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (RuntimeError("NoSegment: one of the points is nowhere"), Reason.REFUSED),
        ({"durations": [[0, 1], [1, 0]]}, Reason.GARBAGE),
        ({"durations": 5, "distances": 6}, Reason.GARBAGE),
    ],
)
def test_what_it_cannot_answer_is_told(
    roads: OsrmLibrary, monkeypatch: pytest.MonkeyPatch, answer: object, reason: Reason
) -> None:
    monkeypatch.setitem(sys.modules, "osrm", library(answer))
    with pytest.raises(MatrixUnavailable) as refused:
        roads.block(PLACES, PLACES)
    assert refused.value.facts["reason"] is reason
