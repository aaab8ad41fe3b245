"""Streets below a map: what is read of GeoJSON, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tui.flows.desk.dispatch import outlines
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
