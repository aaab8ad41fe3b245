"""Travel without a map: straight over the globe, times a factor, at speeds by zone and hour.

Always there. The pace of a zone in an hour is a percentage of the durations in the matrix, so
that the hour decides on the road and not when the matrix is made.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from routing.parts import HOURS, Travel
from routing.travel.provider import MILLION, Block, MatrixUnavailable, Place
from routing.travel.reasons import Reason

EARTH = 6_371_009
"""Mean radius in metres."""

FACTOR = 130
"""Percent: how much longer roads are than the straight line, over towns and country together."""

SPEED = 35
"""Kilometres an hour, of a lorry in and around a town."""


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """The provider that needs neither data nor network."""

    factor: int = FACTOR
    """Percent of the straight line."""
    speed: int = SPEED
    """Kilometres an hour at pace 100."""
    speeds: tuple[tuple[int, ...], ...] = ()
    """Zone × hour of the day → kilometres an hour; (): `speed` everywhere and always."""

    @property
    def name(self) -> str:
        """`great-circle`."""
        return "great-circle"

    @property
    def as_of(self) -> datetime | None:
        """None: the globe does not age."""
        return None

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        """Return the ways from every source to every target.

        Raises:
            MatrixUnavailable: a place has no coordinates.
        """
        import numpy as np  # noqa: PLC0415 - only here are matrices made

        here = self._on_sphere(sources)
        there = self._on_sphere(targets)
        across = np.sqrt(np.maximum(2 - 2 * (here @ there.T), 0)) / 2
        metres = np.rint(2 * EARTH * np.arcsin(np.minimum(across, 1)) * self.factor / 100)
        seconds = np.ceil(metres * 3600 / (self.speed * 1000))
        # The dot product of a point with itself is not quite one; a place is no way from itself.
        numbers: dict[object, int] = {}
        same = np.equal.outer(
            [numbers.setdefault(place.point, len(numbers)) for place in sources],
            [numbers.setdefault(place.point, len(numbers)) for place in targets],
        )
        metres[same] = seconds[same] = 0
        return Block(_rows(metres), _rows(seconds))

    def _on_sphere(self, places: Sequence[Place]) -> Any:  # noqa: ANN401 - an array of numpy
        """Return places as points on a sphere of radius 1."""
        import numpy as np  # noqa: PLC0415 - as above

        for place in places:
            if place.point is None:
                raise MatrixUnavailable(
                    provider=self.name, reason=Reason.NO_POINT, detail=place.key
                )
        degrees = np.array(
            [(place.point.latitude, place.point.longitude) for place in places if place.point],
            dtype=np.float64,
        ).reshape(-1, 2)
        up, round_ = np.radians(degrees / MILLION).T
        return np.stack([np.cos(up) * np.cos(round_), np.cos(up) * np.sin(round_), np.sin(up)], 1)

    def travel(self, places: Sequence[Place], zones: Sequence[int] = ()) -> Travel:
        """Return the ways between all places, at the paces of their zones.

        Args:
            places: in the order of the problem.
            zones: of every place, into `speeds`; (): all in the first.

        Raises:
            MatrixUnavailable: a place has no coordinates.
        """
        whole = self.block(places, places)
        if not self.speeds:
            return Travel(distances=whole.distances, durations=whole.durations)
        return Travel(
            distances=whole.distances,
            durations=whole.durations,
            zones=tuple(zones) or (0,) * len(places),
            pace=paces(self.speed, self.speeds),
        )


def paces(speed: int, speeds: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Return zone × hour → percent of the durations at *speed*, rounded up.

    Args:
        speed: kilometres an hour at pace 100.
        speeds: zone × hour of the day → kilometres an hour; a zone with one hour has it always.
    """
    return tuple(
        tuple(-(-100 * speed // zone[hour % len(zone)]) for hour in range(HOURS)) for zone in speeds
    )


def _rows(numbers: Any) -> tuple[array[int], ...]:  # noqa: ANN401 - an array of numpy
    whole = numbers.astype("int64")
    return tuple(array("q", row.tobytes()) for row in whole)
