"""Streets below a map: what is read of GeoJSON, and what is refused."""

from __future__ import annotations

import contextlib
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from tui.flows.desk.dispatch import extracts, outlines
from tui.flows.desk.dispatch.extracts import BadExtract
from tui.flows.desk.dispatch.outlines import (
    BadOutlines,
    OutlinesTooBig,
    OutlinesUnreadable,
    outlines_of,
    read_outlines,
)

STREET = [[37.6, 55.75], [37.601, 55.7512]]
READ = ((55_750_000, 37_600_000), (55_751_200, 37_601_000))


def geometry(kind: str, coordinates: Any) -> dict[str, Any]:
    """Return a geometry."""
    return {"type": kind, "coordinates": coordinates}


@pytest.mark.parametrize(
    ("part", "count"),
    [
        (geometry("LineString", STREET), 1),
        (geometry("MultiLineString", [STREET, STREET]), 2),
        (geometry("Polygon", [STREET]), 1),
        (geometry("MultiPolygon", [[STREET], [STREET, STREET]]), 3),
        (geometry("Point", STREET[0]), 0),
        (geometry("LineString", STREET[:1]), 0),
        ({"type": "Feature", "geometry": None, "properties": {}}, 0),
        ({"type": "GeometryCollection", "geometries": [geometry("LineString", STREET)]}, 1),
        (
            {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "geometry": geometry("LineString", STREET)},
                    {"type": "Feature", "geometry": geometry("LineString", [[1, 2, 300]] * 2)},
                ],
            },
            2,
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else str(value),
)
def test_lines_are_read_wherever_they_lie(part: dict[str, Any], count: int) -> None:
    found = outlines_of("town.geojson", json.dumps(part))
    assert len(found) == count
    assert count == 0 or found[0] == READ


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("{", "1", "{"),
        ("[]", "type", "null"),
        ('{"type": "Circle"}', "type", '"Circle"'),
        ('{"type": "FeatureCollection"}', "features", "null"),
        ('{"type": "LineString", "coordinates": [[1, 91]]}', "coordinates[0]", "[1, 91]"),
        ('{"type": "LineString", "coordinates": [[1, NaN]]}', "coordinates[0]", "[1, NaN]"),
        ('{"type": "LineString", "coordinates": [[1, true]]}', "coordinates[0]", "[1, true]"),
        ('{"type": "LineString", "coordinates": [7]}', "coordinates[0]", "7"),
        (
            '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [7]}}',
            "geometry.coordinates[0]",
            "7",
        ),
    ],
)
def test_what_is_no_geojson_is_refused_with_its_place(text: str, place: str, found: str) -> None:
    with pytest.raises(BadOutlines) as refused:
        outlines_of("town.geojson", text)
    assert refused.value.facts == {"file": "town.geojson", "place": place, "found": found}


def test_lists_within_lists_without_end_are_refused() -> None:
    with pytest.raises(BadOutlines):
        outlines_of("town.geojson", "[" * 100_000)


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "MOST_POINTS", 3)
    two = json.dumps(geometry("MultiLineString", [STREET, STREET]))
    with pytest.raises(OutlinesTooBig) as refused:
        outlines_of("town.geojson", two)
    assert refused.value.facts == {"file": "town.geojson", "most": 3}


def test_a_file_is_read_or_it_is_said_why_not(tmp_path: Path) -> None:
    path = tmp_path / "town.geojson"
    with pytest.raises(OutlinesUnreadable) as refused:
        read_outlines(path)
    assert refused.value.facts["file"] == "town.geojson"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(OutlinesUnreadable):
        read_outlines(path)
    path.write_text(json.dumps(geometry("LineString", STREET)), encoding="utf-8")
    assert read_outlines(path) == (READ,)


def varint(value: int) -> bytes:
    """Write a number as protocol buffers do."""
    found = b""
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def told(number: int, value: int | bytes) -> bytes:
    """Write a field: a number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def steps(*values: int) -> bytes:
    """Write numbers as differences, each with its sign last."""
    found, former = b"", 0
    for value in values:
        apart, former = value - former, value
        found += varint(apart << 1 if apart >= 0 else (-apart << 1) - 1)
    return found


def way(key: int, value: int, *nodes: int) -> bytes:
    """Write a way with one tag, words by number."""
    tags = told(2, varint(key)) + told(3, varint(value))
    return told(3, told(1, 1) + tags + told(8, steps(*nodes)))


WORDS = ("", "highway", "primary", "residential", "building", "yes")
NODES = ((9, 557_500_000, 376_000_000), (7, 557_512_000, 376_010_000), (8, -50, -70))


def block(*groups: bytes, **more: int) -> bytes:
    """Write a block of data."""
    numbers = {"step": 17, "south": 19, "west": 20}
    words = told(1, b"".join(told(1, word.encode()) for word in WORDS))
    rest = b"".join(told(numbers[name], value) for name, value in more.items())
    return words + b"".join(told(2, group) for group in groups) + rest


def extract(*blocks: bytes, packed: bool = True) -> bytes:
    """Write an extract."""
    found = b""
    for kind, data in ((b"OSMHeader", b""), *((b"OSMData", one) for one in blocks)):
        blob = told(2, len(data)) + told(3, zlib.compress(data)) if packed else told(1, data)
        header = told(1, kind) + told(3, len(blob))
        found += len(header).to_bytes(4, "big") + header + blob
    return found


def dense(*nodes: tuple[int, int, int]) -> bytes:
    """Write many nodes together."""
    ids, lats, lons = zip(*nodes, strict=True)
    return told(2, told(1, steps(*ids)) + told(8, steps(*lats)) + told(9, steps(*lons)))


@pytest.mark.parametrize("packed", [True, False])
def test_streets_of_an_extract_are_read_the_main_ones_first(tmp_path: Path, packed: bool) -> None:
    """Houses are passed over; a way may name nodes that lie outside of the extract."""
    ways = way(1, 3, 7, 8) + way(4, 5, 7, 8, 9) + way(1, 2, 9, 7, 77)
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(extract(block(dense(*NODES)), block(ways), packed=packed))
    assert read_outlines(path) == (READ, ((55_751_200, 37_601_000), (-5, -7)))


def test_nodes_are_read_one_by_one_and_by_other_steps_too(tmp_path: Path) -> None:
    def node(key: int, lat: int, lon: int) -> bytes:
        return told(1, told(1, key << 1) + told(8, lat << 1) + told(9, lon << 1))

    group = node(9, 5_575_000, 3_760_000) + node(7, 5_575_120, 3_760_100)
    path = tmp_path / "town.osm.pbf"
    south = 2**64 - 1_000_000_000
    made = block(group, way(1, 2, 9, 7), step=10_000, south=south)
    path.write_bytes(extract(made))
    assert read_outlines(path) == (((54_750_000, 37_600_000), (54_751_200, 37_601_000)),)


def test_small_roads_are_drawn_where_there_is_room_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(extract(block(dense(*NODES), way(1, 3, 7, 8) + way(1, 2, 9, 7))))
    assert len(read_outlines(path)) == 2
    monkeypatch.setattr(extracts, "ENOUGH", 3)
    assert read_outlines(path) == (READ,)
    monkeypatch.setattr(outlines, "MOST_POINTS", 1)
    with pytest.raises(OutlinesTooBig):
        read_outlines(path)


WHOLE = extract(block(dense(*NODES), way(1, 2, 9, 7)))


@pytest.mark.parametrize(
    "data",
    [
        b"plain text, and no extract",
        b"\xff" * 40,
        WHOLE[:-7],
        WHOLE[:30],
        extract(block(told(2, told(1, steps(1, 2)) + told(8, steps(1)) + told(9, steps(1))))),
        extract(b"\x0b"),
        extract(told(1, 7)),
    ],
    ids=["text", "noise", "cut", "cut in a header", "columns", "wire type", "words"],
)
def test_what_is_no_extract_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(data)
    with pytest.raises(BadExtract) as refused:
        read_outlines(path)
    assert refused.value.facts["file"] == "town.osm.pbf"


def test_an_extract_cut_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    """Nothing but that: no other error, whatever is missing."""
    path = tmp_path / "town.osm.pbf"
    for end in range(len(WHOLE)):
        path.write_bytes(WHOLE[:end])
        with contextlib.suppress(BadExtract):
            read_outlines(path)
