"""Outlines of zones from GeoJSON: what is taken, what is refused without a trace."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.delivery.places.errors import BadOutline, OutlineFileBad, OutlineNotNamed
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.places.outlines import import_outline, read_outlines
from core.delivery.statuses import ZoneKind
from core.documents.reference import create_row
from core.kernel.clock import FixedClock
from tests.conftest import NOON

BOSS = replace(SYSTEM, login="boss", name="Boss")
CLOCK = FixedClock(NOON)
RING = [[37.5, 55.7], [37.7, 55.7], [37.7, 55.8], [37.5, 55.8], [37.5, 55.7]]


def _feature(name: str, rings: object = None) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": rings or [RING]}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}


def _file(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _zone(session: Session) -> int:
    values = {"code": "Ц", "name": "Центр"}
    return create_row(session, BOSS, "delivery_zone", clock=CLOCK, **values).id


def _stored(session: Session, zone: int) -> tuple[ZoneKind, int]:
    session.expire_all()
    row = session.get_one(DeliveryZone, zone)
    return row.kind, sum(map(len, row.outline))


def test_the_only_outline_of_a_file_is_taken_and_addresses_follow(session: Session) -> None:
    zone = _zone(session)
    inside = {"name": "Арбат, 1", "place": "55.75, 37.6", "window_to": 86_400}
    address = create_row(session, BOSS, "address", clock=CLOCK, **inside).id
    import_outline(session, BOSS, zone, _file(_feature("что-то")), clock=CLOCK)
    assert _stored(session, zone) == (ZoneKind.POLYGON, 4)
    assert session.scalar(select(Address.zone_id).where(Address.id == address)) == zone


def test_of_several_outlines_the_one_that_is_called_so_is_taken(session: Session) -> None:
    zone = _zone(session)
    triangle = [RING[:3] + RING[:1]]
    data = _file(_feature("Юг"), _feature("ЦЕНТР", triangle))
    import_outline(session, BOSS, zone, data, clock=CLOCK)
    assert _stored(session, zone) == (ZoneKind.POLYGON, 3)


HOLE = [[37.58, 55.74], [37.62, 55.74], [37.62, 55.76], [37.58, 55.76], [37.58, 55.74]]
FAR = [[38.5, 55.7], [38.7, 55.7], [38.7, 55.8], [38.5, 55.8], [38.5, 55.7]]


def _wkt(*rings: list[list[float]]) -> str:
    return ", ".join(f"({', '.join(f'{lon} {lat}' for lon, lat in ring)})" for ring in rings)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"type": "MultiPolygon", "coordinates": [[RING, HOLE], [FAR]]}).encode(),
        json.dumps(
            {
                "type": "Feature",
                "properties": {},
                "geometry": {
                    "type": "GeometryCollection",
                    "geometries": [
                        {"type": "Polygon", "coordinates": [RING, HOLE]},
                        {"type": "Polygon", "coordinates": [FAR]},
                    ],
                },
            }
        ).encode(),
        f"SRID=4326;MULTIPOLYGON(({_wkt(RING, HOLE)}), ({_wkt(FAR)}))".encode(),
    ],
    ids=["geojson", "collection", "wkt"],
)
def test_a_zone_has_several_parts_and_holes(session: Session, data: bytes) -> None:
    zone = _zone(session)
    places = {"in": "55.71, 37.51", "hole": "55.75, 37.6", "far": "55.75, 38.6", "out": "55.75, 38"}
    ids = {
        word: create_row(
            session, BOSS, "address", clock=CLOCK, name=word, place=place, window_to=86_400
        ).id
        for word, place in places.items()
    }
    import_outline(session, BOSS, zone, data, clock=CLOCK)
    assert _stored(session, zone) == (ZoneKind.POLYGON, 12)
    found = {
        word: session.scalar(select(Address.zone_id).where(Address.id == key)) == zone
        for word, key in ids.items()
    }
    assert found == {"in": True, "hole": False, "far": True, "out": False}


def test_a_polygon_of_wkt_is_an_outline() -> None:
    (outline,) = read_outlines(b"Polygon Z ((37 55 1, 38 55 1, 38 56 1, 37 55 1))")
    assert outline.rings == [
        [[55_000_000, 37_000_000], [55_000_000, 38_000_000], [56_000_000, 38_000_000]]
    ]


@pytest.mark.parametrize("names", [("Юг", "Север"), ("Центр", "Центр")])
def test_without_just_one_that_is_called_so_nothing_is_taken(
    session: Session, names: tuple[str, str]
) -> None:
    zone = _zone(session)
    with pytest.raises(OutlineNotNamed) as refused:
        import_outline(session, BOSS, zone, _file(*map(_feature, names)), clock=CLOCK)
    assert refused.value.facts == {"zone": "Центр", "count": 2}
    assert _stored(session, zone) == (ZoneKind.LIST, 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "Point", "coordinates": [1, 2]}',
        b'{"type": "Polygon", "coordinates": []}',
        b'{"type": "Polygon", "coordinates": [[["a", 1], [2, 2], [3, 1]]]}',
        b'{"type": "Polygon", "coordinates": [[[200, 1], [2, 2], [3, 1]]]}',
        b'{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 2], [3, 1]]]}',
        b"[" * 100_000,
        b"POLYGON EMPTY",
        b"POINT (1 2)",
        b"POLYGON (1 1, 2 2, 3 1)",
        b"POLYGON ((1 1, 2 2, 3 1), ())",
        b"POLYGON (((1 1, 2 2, 3 1)))",
        b"MULTIPOLYGON ((1 1, 2 2, 3 1))",
        b"POLYGON ((1, 2, 3))",
        b"POLYGON ((200 1, 2 2, 3 1))",
        b"POLYGON ((1 1, 2 2, 3 1)",
    ],
)
def test_what_is_no_outline_is_refused(session: Session, data: bytes) -> None:
    zone = _zone(session)
    with pytest.raises(OutlineFileBad):
        import_outline(session, BOSS, zone, data, clock=CLOCK)
    assert _stored(session, zone) == (ZoneKind.LIST, 0)


def test_a_polygon_that_encloses_nothing_is_refused() -> None:
    with pytest.raises(BadOutline):
        read_outlines(b'{"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [1, 1]]]}')


def test_outlines_are_taken_by_whoever_may_change_zones(session: Session) -> None:
    zone = _zone(session)
    reader = replace(BOSS, permissions=frozenset({Permission.REFERENCE_READ}))
    with pytest.raises(Forbidden):
        import_outline(session, reader, zone, _file(_feature("Центр")), clock=CLOCK)
    assert _stored(session, zone) == (ZoneKind.LIST, 0)
