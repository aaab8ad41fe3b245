"""A small town on a map: a depot, two trips, stops that are left out, one nobody can find."""

from __future__ import annotations

from tui.widgets.map_scene import GeoPoint, MapScene, MapStop, MapTrip


def at(north: int, east: int) -> GeoPoint:
    """Return a point so many steps of some hundred metres from the corner of the town."""
    return 55_700_000 + north * 1000, 37_600_000 + east * 1800


TOWN = MapScene(
    depots=(MapStop("D", "Склад", at(50, 50)),),
    stops=(
        MapStop("a", "Ромашка", at(90, 10)),
        MapStop("b", "Лютик", at(90, 60)),
        MapStop("c", "Север", at(10, 90)),
        MapStop("d", "Юг", at(10, 20)),
        MapStop("e", "Нигде", None),
        MapStop("f", "Роза", at(10, 91)),
    ),
    trips=(
        MapTrip("V1:0", "ГАЗель", ("a", "b"), at(50, 50), at(50, 50)),
        MapTrip("V2:0", "Бычок", ("c",), at(50, 50)),
    ),
    outlines=((at(0, 0), at(100, 0), at(100, 100)),),
)
